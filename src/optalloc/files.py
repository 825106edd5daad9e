"""Files are written beside their final name and moved into place: the old one or the new, whole."""

import csv
import os
import tempfile
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from optalloc.errors import Fault, InputUnusable
from optalloc.words import Words


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        place = Words("写入", "writing")
        allowed = Words("应为可以写入的文件夹", "a folder that can be written to")
        raise InputUnusable([Fault(str(path), place, allowed, fault.strerror)]) from None


def csv_text(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV that Excel opens as UTF-8; texts cannot become formulas."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Return a text that a spreadsheet will not take for a formula; numbers stay numbers."""
    if cell[:1] in "=+-@\t\r" and cell[:1] and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(text: str) -> bool:
    body = text.removeprefix("-")
    return body.replace(".", "", 1).isdigit()
