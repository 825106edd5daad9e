"""Open the file of a table, whatever it turns out to be, or say what is wrong with it as a whole.

The file is read once, in whole, and judged by what it holds; its ending must agree. What comes out
is bytes; `csv_text.py` and `xlsx_book.py` turn them into cells.
"""

import difflib
import errno
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Literal

from optalloc.core.atomic_files import real, system_reason
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, listed, visible
from optalloc.core.money import halfwidth
from optalloc.inputs.tables.raw import KEEP_LESS, nothing_in, unusable
from optalloc.inputs.tables.table import OtherLayout

LARGEST_FILE = 64 * 2**20
"""Longest file that is read [bytes]."""

LARGEST_UNPACKED = 512 * 2**20
"""Most that a workbook may claim to hold once unpacked [bytes]."""
LARGEST_RATIO = 200
"""Most that one part of a workbook may shrink by; sheets of figures shrink by 5 to 30."""
LEAST_SUSPECT = 10 * 2**20
"""Parts of a workbook up to this size [bytes] may shrink by any ratio."""

Kind = Literal["text", "book", "other book", "page"]
KINDS: dict[str, Kind] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "book",
    ".xlsm": "book",
    ".xls": "other book",
    ".xlsb": "other book",
    ".ods": "other book",
    ".et": "other book",
}
PAPERS, PAGES = (".docx",), (".html", ".htm", ".xhtml")
"""The endings of what holds tables among other things: Word papers and saved pages."""
PDFS = (".pdf",)
"""Read where the extra library is there (docs/decisions/0050)."""
SAVE_AS_BOOK = Words(
    "请用 Excel 或 WPS 打开，另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."
)
_MEANT: dict[Kind, str] = {"text": "CSV", "book": "XLSX", "other book": ".xls", "page": "HTML/XML"}
_WANTED: dict[Kind, Words] = {
    "text": Words("应为 CSV 文本", "CSV text"),
    "book": Words("应为 XLSX 工作簿", "an XLSX workbook"),
    "other book": Words("应为工作簿", "a workbook"),
    "page": Words("应为网页", "a page"),
}
_KIND_OF: dict[str, Kind] = {
    **{"CSV": "text", "XLSX": "book", "HTML/XML": "page"},
    **dict.fromkeys((".xls", "XLSB", "ODS"), "other book"),
}
"""What the content of a file called .xls, .xlsb, .ods or .et may be: portals call pages .xls."""
_TABLES = (*KINDS, *PAPERS, *PAGES, *PDFS)
_FAMILIES = ((".yaml", ".yml", ".xlsx"), _TABLES)
"""The endings of what one may have meant by a file that is not there."""
_LOCKED = "locked"
_FIXES = {
    "XLSX": Words("请把扩展名改为 .xlsx。", "Rename it to end in .xlsx."),
    "CSV": Words("如果是文本，请把扩展名改为 .csv。", "If it is text, rename it to end in .csv."),
    "ZIP": Words("文件可能不完整，请重新复制或下载。", "Copy it again: it may be cut off."),
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file of Office 97 begins."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOTES: ContextVar[dict[Path, str] | None] = ContextVar("_NOTES", default=None)


@contextmanager
def noting_files() -> Iterator[dict[Path, str]]:
    """Note the SHA-256 of every file that is read meanwhile, as it was read."""
    noted: dict[Path, str] = {}
    before = _NOTES.set(noted)
    try:
        yield noted
    finally:
        _NOTES.reset(before)


def note_content(path: Path, content: bytes) -> None:
    """Note the SHA-256 of what was read, if that is asked for.

    Args:
        path: The file, or a name beside it for what is only a part of one.
    """
    if (noted := _NOTES.get()) is not None:
        noted[real(path)] = sha256(content).hexdigest()


def open_table(path: Path, named: str) -> tuple[Kind, bytes]:
    """Read a file in whole and find out what it is.

    Raises:
        InputUnusable: When it cannot be read or is neither CSV nor XLSX, as its ending says.
    """
    kind = KINDS.get(path.suffix.casefold())
    content = read_whole(path, named, LARGEST_FILE)
    if kind is None:
        endings = "、".join(KINDS), ", ".join(KINDS)
        allowed = Words(f"扩展名应为 {endings[0]} 之一", f"a name that ends in one of {endings[1]}")
        raise unusable(named, allowed, SAVE_AS_BOOK, path.suffix or path.name)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise nothing_in(named)
    return _agree(kind, content, named), content


def read_whole(path: Path, named: str, most: int) -> bytes:
    """Return the bytes of an ordinary file.

    Args:
        most: Longest file that is read [bytes].

    Raises:
        InputUnusable: When it is not there, cannot be read, or is too large.
    """
    try:
        if path.is_dir():
            raise unusable(named, Words("应是文件，不是文件夹", "a file, not a folder"))
        if not path.exists():
            raise unusable(named, Words("找不到", "not found"), near_file(path))
        if not path.is_file():
            raise unusable(named, Words("应是普通文件", "an ordinary file"))
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except PermissionError:
        remedy = Words(
            "请检查权限，或先关闭正在使用它的程序。",
            "Check its permissions, or close the program that holds it.",
        )
        raise unusable(named, Words("没有读取权限", "no permission to read it"), remedy) from None
    except (OSError, ValueError) as why:
        reason = system_reason(getattr(why, "errno", None) or errno.EINVAL)
        raise unusable(named, Words("无法读取", "it cannot be read"), reason) from None
    if len(content) > most:
        size = f"{most // 2**20} MiB"
        raise unusable(named, Words(f"最大 {size}", f"at most {size}"), KEEP_LESS)
    note_content(path, content)
    return content


def near_file(path: Path) -> Words:
    """Return the hint that names the files which a missing one may have meant."""
    if not path.parent.is_dir():
        return Words(
            f"文件夹 {path.parent} 也不存在。", f"There is no folder {path.parent} either."
        )
    names = {p.name.casefold(): p.name for p in path.parent.iterdir() if p.is_file()}
    families = [f for f in _FAMILIES if path.suffix.casefold() in f]
    family = {ending for endings in families for ending in endings}
    if family:  # none.yaml is no notice.txt
        names = {k: v for k, v in names.items() if Path(k).suffix in family}
    names = {k: v for k, v in sorted(names.items()) if not v.startswith(("~$", "."))}
    # Only the stems are compared: all the files of a folder may end in .csv.
    stems = [Path(name).stem for name in names]
    near = difflib.get_close_matches(path.stem.casefold(), stems, n=3)
    close = [name for stem in near for n, name in names.items() if Path(n).stem == stem]
    close = list(dict.fromkeys(close))[:3]
    if not close:
        return Words("请检查文件名。", "Check the name.")
    return Words(f"是不是 {'、'.join(close)}？", f"Did you mean {', '.join(close)}?")


def _agree(kind: Kind, content: bytes, named: str) -> Kind:
    """Return what a file is; refuse one that is not what its ending says.

    Of .xls and its like the content decides: what is called so is often a page or a text.

    Raises:
        InputUnusable: With what the file really is.
    """
    came = _really_is(content)
    if came == _LOCKED:
        allowed = Words("应为没有密码的工作簿", "a workbook without a password")
        remedy = Words("请打开，取消密码后另存。", "Open it, remove the password and save it.")
        raise unusable(named, allowed, remedy)
    if kind == "other book" and came in _KIND_OF:
        return _KIND_OF[came]
    if came != _MEANT[kind]:
        raise unusable(named, _WANTED[kind], _FIXES.get(came, SAVE_AS_BOOK), came)
    return kind


def _really_is(content: bytes) -> str:
    """Return what the content is; any text counts as CSV."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(OLD_OFFICE):
        return _LOCKED if _ENCRYPTED in content else ".xls"
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<meta", b"<?xml")):
        return "HTML/XML"
    return {b"%pdf": "PDF", b"{\\rt": "RTF"}.get(start[:4], "CSV")


def _packed(content: bytes) -> str:
    """Return which document an archive is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "ZIP"
    return _document_of(names)


def _document_of(names: Iterable[str]) -> str:
    """Return which document has these parts."""
    for name in names:
        if re.fullmatch(r"xl/workbook\d*\.xml", name):
            return "XLSX"
        if name == "xl/workbook.bin":
            return "XLSB"
        if name.startswith("word/"):
            return "DOCX"
        if name == "content.xml":
            return "ODS"
    return "ZIP"


def choose_sheet(names: Sequence[str], named: str, sheet: str | None) -> str:
    """Return the sheet that is meant; spaces and width of letters do not matter.

    Raises:
        InputUnusable: When none is called that, or none is named and there are several.
    """
    place = Words("工作表", "sheet")
    there = listed(tuple(map(visible, names)))
    there_are = Words(f"工作簿里有：{there.zh}。", f"The workbook has: {there.en}.")
    if sheet is None:
        if len(names) == 1:
            return names[0]
        example = f"{named}#{names[0]}" if names else named
        remedy = there_are + Words(f"例如写 {example}。", f" Write, for example, {example}.")
        fault = Fault(named, place, Words("应指明是哪一张", "must be named"), remedy=remedy)
        raise OtherLayout([fault])
    if sheet in names:
        return sheet
    alike = [n for n in names if _plain(n) == _plain(sheet)]
    if len(alike) == 1:
        return alike[0]
    allowed = Words("应为工作簿里的一张", "one that the workbook has")
    raise InputUnusable([Fault(named, place, allowed, sheet, there_are)])


def _plain(name: str) -> str:
    """Return a sheet's name without what offices write differently each time."""
    return re.sub(r"\s+", "", halfwidth(name)).casefold()


def refuse_packed_bomb(content: bytes, named: str) -> None:
    """Refuse an archive that would unpack into far more than a table can be.

    Raises:
        InputUnusable: With the limit that it breaks.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    size = f"{LARGEST_UNPACKED // 2**20} MiB"
    if sum(p.file_size for p in parts) > LARGEST_UNPACKED:
        allowed = Words(f"解压后最大 {size}", f"at most {size} when unpacked")
        raise unusable(named, allowed, SAVE_AS_BOOK)
    for part in parts:
        is_large = part.file_size > LEAST_SUSPECT
        if is_large and part.file_size > LARGEST_RATIO * part.compress_size:
            allowed = Words(
                f"各部分压缩不超过 {LARGEST_RATIO} 倍",
                f"parts that are compressed at most {LARGEST_RATIO} times",
            )
            raise unusable(named, allowed, SAVE_AS_BOOK, part.filename)
