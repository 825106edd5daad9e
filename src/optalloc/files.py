"""Files are written beside their final name and moved into place: the old one or the new, whole."""

import csv
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from optalloc.errors import Fault, InputUnusable
from optalloc.leftovers import clear_beside, lock
from optalloc.words import Words

# Excel takes a cell that starts so for a formula; in East Asian editions the wide ones too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_REASONS = {
    errno.ENOENT: Words("没有写名称。", "It has no name."),
    errno.EACCES: Words("没有写入权限。", "There is no permission to write."),
    errno.EPERM: Words("没有写入权限。", "There is no permission to write."),
    errno.EROFS: Words("磁盘是只读的。", "The disk is read-only."),
    errno.ENOSPC: Words("磁盘已满。", "The disk is full."),
    errno.ENOTDIR: Words("它是文件，或在一个文件下面。", "It is a file, or below one."),
    errno.EEXIST: Words("它是文件，或在一个文件下面。", "It is a file, or below one."),
}


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that an interruption leaves the old one or the new one.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    with written_beside(path) as file:
        file.write(content)


@contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write to, piece by piece; it is moved into place whole at the end.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_beside(path)
        file = _held_beside(path)
        beside = Path(file.name)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if os.name != "nt":
                    os.replace(beside, path)
            if os.name == "nt":
                os.replace(beside, path)  # Windows moves no open file
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as why:
        raise _no_folder(path, why.errno) from None


def _held_beside(path: Path) -> BinaryIO:
    """Return a new file beside a path, held: one that nobody holds was left by a killed run."""
    while True:
        file = path.with_name(f".{path.name}.{token_hex(4)}").open("xb")
        lock(file)
        if os.fstat(file.fileno()).st_nlink or os.name == "nt":
            return file
        file.close()  # another run took it for one left, in the moment before it was held


def check_folder(named: str | Path) -> Path:
    """Return a folder to write to; refuse one that cannot be, before the work and not after it.

    Raises:
        InputUnusable: When it has no name, is a file, or may not be written to.
    """
    folder = Path(named)
    if not str(named).strip():
        raise _no_folder(folder, errno.ENOENT)
    there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), folder)
    if not there.is_dir():
        raise _no_folder(folder, errno.ENOTDIR)
    if not os.access(there, os.W_OK | os.X_OK):
        raise _no_folder(folder, errno.EACCES)
    return folder


def _no_folder(path: Path, why: int | None) -> InputUnusable:
    allowed = Words("应为可以写入的文件夹", "a folder that can be written to")
    other = os.strerror(why or 0)
    reason = _REASONS.get(why or 0, Words(f"原因：{other}。", f"The reason: {other}."))
    remedy = reason + Words("请换一个文件夹。", " Choose another folder.")
    named = str(path).strip()
    return InputUnusable([Fault(named, Words("写入", "writing"), allowed, None, remedy)])


def csv_text(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV that Excel opens as UTF-8; texts cannot become formulas."""
    return b"".join(csv_pieces(rows))


def csv_pieces(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Yield the same row by row, so that no table need be held whole."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    encoding = "utf-8-sig"
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield text.getvalue().encode(encoding)
        text.seek(0)
        text.truncate()
        encoding = "utf-8"


def _harmless(cell: str) -> str:
    """Return a text that a spreadsheet will not take for a formula; numbers stay numbers."""
    return "'" + cell if cell.startswith(_FORMULA_STARTS) and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    body = text.removeprefix("-").replace(".", "", 1)
    return body.isascii() and body.isdigit()
