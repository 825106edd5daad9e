"""Open the file of a table, whatever it turns out to be, or say what is wrong with it as a whole.

The file is read once, in whole, and judged by what it holds; its ending must agree. What comes out
is bytes; `table_text.py` and `table_books.py` turn them into the raw cells defined here.
"""

import difflib
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from optalloc.errors import Fault, InputUnusable
from optalloc.words import NOTHING, Words

LARGEST_FILE = 64 * 2**20
"""Longest file that is read [bytes]."""
LARGEST_UNPACKED = 512 * 2**20
"""Most that a workbook may claim to hold once unpacked [bytes]."""
LARGEST_RATIO = 200
"""Most that one part of a workbook may shrink by; sheets of figures shrink by 5 to 30."""
LEAST_SUSPECT = 10 * 2**20
"""Parts of a workbook up to this size [bytes] may shrink by any ratio."""
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
"""Most filled cells of one table: what an office computer holds in memory with ease."""
LONGEST_TEXT = 10_000
"""Longest text in one cell [characters]."""

Kind = Literal["text", "book"]
KINDS: dict[str, Kind] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "book",
    ".xlsm": "book",
}
Value = str | int | Decimal | None
"""What a cell holds, exactly; None when it is empty."""

THE_FILE = Words("文件", "the file")
SAVE_AS_BOOK = Words(
    "请用 Excel 或 WPS 打开，另存为 .xlsx。", "Open it in Excel or WPS and save it as .xlsx."
)
SAVE_AS_TEXT = Words("请另存为“CSV UTF-8”。", "Save it as 'CSV UTF-8'.")
ERROR_VALUE = re.compile(
    r"#(REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED)[!?]|#N/A|#GETTING_DATA|#{2,}"
)
"""What Excel shows in place of a value, also when it has become text."""

_MEANT: dict[Kind, str] = {"text": "CSV", "book": "XLSX"}
_WANTED: dict[Kind, Words] = {
    "text": Words("应为 CSV 文本", "CSV text"),
    "book": Words("应为 XLSX 工作簿", "an XLSX workbook"),
}
_LOCKED = "locked"
_FIXES = {
    "XLSX": Words("请把扩展名改为 .xlsx。", "Rename it to end in .xlsx."),
    "CSV": Words("如果是文本，请把扩展名改为 .csv。", "If it is text, rename it to end in .csv."),
    "ZIP": Words("文件可能不完整，请重新复制或下载。", "Copy it again: it may be cut off."),
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENDS = " \t\r\n\u00a0\u3000\u200b\u2060\ufeff"


@dataclass(frozen=True)
class Flaw:
    """What stands in a cell that has no usable value."""

    allowed: Words
    came: str | None = None
    remedy: Words = NOTHING


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file; `number` counts from 1 as a spreadsheet does."""

    number: int
    cells: tuple[Value | Flaw, ...]

    @property
    def width(self) -> int:
        """How many columns lie up to the last filled cell."""
        return max((i for i, cell in enumerate(self.cells, 1) if cell is not None), default=0)

    @property
    def filled(self) -> list[Value | Flaw]:
        """The cells that hold something, from left to right."""
        return [cell for cell in self.cells if cell is not None]


@dataclass(frozen=True)
class Merge:
    """A block of cells joined into one: `name` is B3:B5, bounds count from 1 and are included."""

    name: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class RawSheet:
    """The filled rows of a CSV file or of one sheet.

    Attributes:
        notes: The comment rows, with their row numbers and without their `#`.
        name: The sheet's name; None for a CSV file.
    """

    rows: tuple[RawRow, ...]
    notes: tuple[tuple[int, str], ...] = ()
    merges: tuple[Merge, ...] = field(default=())
    name: str | None = None


class Counter:
    """Counts what has been read, so that a table too large stops being read early."""

    def __init__(self, named: str, sheet: str | None) -> None:
        self.named, self.sheet = named, sheet
        self.rows = self.cells = 0

    def take(self, row: RawRow) -> RawRow:
        """Count one filled row and return it.

        Raises:
            InputUnusable: When the table has become too large.
        """
        self.rows += 1
        self.cells += len(row.filled)
        too_many = (
            (self.rows > MOST_ROWS, MOST_ROWS, Words("行", "rows")),
            (row.width > MOST_COLUMNS, MOST_COLUMNS, Words("列", "columns")),
            (self.cells > MOST_CELLS, MOST_CELLS, Words("个有内容的单元格", "filled cells")),
        )
        for is_over, most, what in too_many:
            if is_over:
                allowed = Words(f"最多 {most} {what.zh}", f"at most {most} {what.en}")
                remedy = Words("请只保留需要的部分。", "Keep only the part that is needed.")
                raise unusable(self.named, allowed, remedy, sheet=self.sheet)
        return row


def unusable(
    named: str,
    allowed: Words,
    remedy: Words = NOTHING,
    came: str | None = None,
    sheet: str | None = None,
) -> InputUnusable:
    """Return the letter about a file as a whole."""
    return InputUnusable([Fault(named, THE_FILE, allowed, came, remedy, sheet)])


def nothing_in(named: str, sheet: str | None = None) -> InputUnusable:
    """Return the letter about a file or sheet without a single filled cell."""
    allowed = Words("应有表格，但没有任何内容", "a table, but there is nothing in it")
    remedy = Words("请检查是否选对了文件。", "Is it the right file?")
    return unusable(named, allowed, remedy, sheet=sheet)


def trim(text: str) -> str:
    """Return a text without the spaces and invisible marks at its ends, otherwise as it came."""
    return text.strip(_ENDS)


def clean_text(text: str) -> str | None | Flaw:
    """Return the text of a cell with its ends trimmed, None when empty, or what is wrong."""
    text = trim(text)
    if len(text) > LONGEST_TEXT:
        return Flaw(
            Words(f"最多 {LONGEST_TEXT} 个字", f"at most {LONGEST_TEXT} characters"),
            text,
            Words("请缩短。", "Shorten it."),
        )
    if "\ufffd" in text:
        return Flaw(
            Words("应为完好的文字", "undamaged text"),
            text,
            Words("原字已丢失（�），请重新填写。", "The original is lost (�): type it again."),
        )
    if text.startswith("#") and ERROR_VALUE.fullmatch(text):
        return broken_value(text)
    return text or None


def broken_value(came: str) -> Flaw:
    """Return what is wrong with a cell that shows an error of Excel's."""
    return Flaw(
        Words("应为值，不是公式错误", "a value, not the error of a formula"),
        came,
        Words("请在表格软件里改正。", "Correct it in the spreadsheet."),
    )


def column_letters(number: int) -> str:
    """Return the letters of a column that is counted from 1: 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def open_table(path: Path, named: str) -> tuple[Kind, bytes]:
    """Read a file in whole and find out what it is.

    Args:
        named: How the user named the file, for the letter.

    Raises:
        InputUnusable: When it cannot be read or is neither CSV nor XLSX, as its ending says.
    """
    kind = KINDS.get(path.suffix.casefold())
    content = _read(path, named)
    if kind is None:
        endings = "、".join(KINDS), ", ".join(KINDS)
        allowed = Words(f"扩展名应为 {endings[0]} 之一", f"a name that ends in one of {endings[1]}")
        raise unusable(named, allowed, SAVE_AS_BOOK, path.suffix or path.name)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise nothing_in(named)
    _agree(kind, content, named)
    return kind, content


def _read(path: Path, named: str) -> bytes:
    """Return the bytes of an ordinary file that is not too large."""
    try:
        if path.is_dir():
            raise unusable(named, Words("应是文件，不是文件夹", "a file, not a folder"))
        if not path.exists():
            raise unusable(named, Words("找不到", "not found"), _near(path))
        if not path.is_file():
            raise unusable(named, Words("应是普通文件", "an ordinary file"))
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except PermissionError:
        remedy = Words(
            "请检查权限，或先关闭正在使用它的程序。",
            "Check its permissions, or close the program that holds it.",
        )
        raise unusable(named, Words("没有读取权限", "no permission to read it"), remedy) from None
    except (OSError, ValueError) as why:
        reason = getattr(why, "strerror", None) or str(why)
        raise unusable(named, Words("无法读取", "it cannot be read"), came=reason) from None
    if len(content) > LARGEST_FILE:
        size = f"{LARGEST_FILE // 2**20} MiB"
        remedy = Words("请只保留需要的部分。", "Keep only the part that is needed.")
        raise unusable(named, Words(f"最大 {size}", f"at most {size}"), remedy)
    return content


def _near(path: Path) -> Words:
    """Return the names in the folder that a missing file may have meant."""
    if not path.parent.is_dir():
        return Words(
            f"文件夹 {path.parent} 也不存在。", f"There is no folder {path.parent} either."
        )
    names = {p.name.casefold(): p.name for p in path.parent.iterdir() if p.is_file()}
    names = {k: v for k, v in sorted(names.items()) if not v.startswith(("~$", "."))}
    close = [names[n] for n in difflib.get_close_matches(path.name.casefold(), names, n=3)]
    close += [n for n in names.values() if Path(n).stem == path.stem and n not in close]
    if not close:
        return Words("请检查文件名。", "Check the name.")
    return Words(f"是不是 {'、'.join(close)}？", f"Did you mean {', '.join(close)}?")


def _agree(kind: Kind, content: bytes, named: str) -> None:
    """Refuse a file that is not what its ending says.

    Raises:
        InputUnusable: With what the file really is.
    """
    came = _really_is(content)
    if came == _LOCKED:
        allowed = Words("应为没有密码的工作簿", "a workbook without a password")
        remedy = Words("请打开，取消密码后另存。", "Open it, remove the password and save it.")
        raise unusable(named, allowed, remedy)
    if came != _MEANT[kind]:
        raise unusable(named, _WANTED[kind], _FIXES.get(came, SAVE_AS_BOOK), came)


def _really_is(content: bytes) -> str:
    """Return what the content is; any text counts as CSV."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(_OLD_OFFICE):
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
