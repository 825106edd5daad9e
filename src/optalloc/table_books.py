"""Read the cells of one sheet of an XLSX workbook, exactly and in one pass.

openpyxl opens the workbook (sheets, shared texts, styles). The sheet itself is read here, because
three things must be seen together that openpyxl shows only one at a time: a formula and its last
value, a text that is empty and a value that was never calculated, the digits of a number before
they are a float. The declared size of a sheet is not trusted: rows end where the cells end.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import IO, Any
from xml.etree.ElementTree import Element, fromstring, iterparse

from optalloc.errors import Fault, InputUnusable
from optalloc.money import halfwidth
from optalloc.table_files import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    LEAST_SUSPECT,
    SAVE_AS_BOOK,
    Counter,
    Flaw,
    Merge,
    RawRow,
    RawSheet,
    Value,
    broken_value,
    clean_text,
    unusable,
)
from optalloc.words import Words, listed

LONGEST_GAP = 1000
"""Most empty rows inside a table; what stands below a longer gap was left there by mistake."""
DIGITS_SHOWN = 15
"""Significant digits of a number that Excel and WPS show."""

# A file from outside can break openpyxl or the XML reader in any of these ways.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_EXCEL_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SHOWN = Context(prec=DIGITS_SHOWN, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class _Formula:
    """What a formula last came to."""

    value: Value | Flaw


def read_book(content: bytes, named: str, sheet: str | None) -> RawSheet:
    """Return the filled rows of one sheet.

    Args:
        sheet: Its name; None means the only one.

    Raises:
        InputUnusable: When the workbook is broken, the sheet is not there, or it is too large.
    """
    try:
        with _Book(content, named) as book:
            name = _choose(book.names, named, sheet)
            return book.read(name, Counter(named, name))
    except _BROKEN as why:
        raise _damaged(named, why) from None


def book_sheets(content: bytes, named: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, hidden ones included.

    Raises:
        InputUnusable: When the workbook is broken.
    """
    try:
        with _Book(content, named) as book:
            return book.names
    except _BROKEN as why:
        raise _damaged(named, why) from None


def _damaged(named: str, why: Exception) -> InputUnusable:
    """Return the letter about a workbook that cannot be understood."""
    allowed = Words("应为完好的 XLSX 工作簿", "an undamaged XLSX workbook")
    return unusable(named, allowed, SAVE_AS_BOOK, f"{type(why).__name__}: {why}")


def _choose(names: Sequence[str], named: str, sheet: str | None) -> str:
    """Return the sheet that is meant; spaces and width of letters do not matter.

    Raises:
        InputUnusable: When none is called that, or none is named and there are several.
    """
    place = Words("工作表", "sheet")
    there_are = Words("工作簿里有：", "The workbook has: ") + listed(tuple(names))
    if sheet is None:
        if len(names) == 1:
            return names[0]
        example = f"{named}#{names[0]}" if names else named
        remedy = there_are + Words(f"。例如写 {example}", f". Write, for example, {example}")
        fault = Fault(named, place, Words("应指明是哪一张", "its name"), remedy=remedy)
        raise InputUnusable([fault])
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


class _Book:
    """An open workbook.

    Attributes:
        names: Its sheets that hold cells.
    """

    def __init__(self, content: bytes, named: str) -> None:
        # openpyxl takes 0.2 s to import, and most runs read CSV.
        from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]

        _refuse_bomb(content, named)
        self.named = named
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drawings, which no table has
            self._reader: Any = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
            self._reader.read()
        self._book = self._reader.wb
        declared = [s for s in self._reader.parser.sheets if s.id]
        if len(declared) != len(self._book._sheets):
            raise ValueError("a sheet is missing")
        self.names: tuple[str, ...] = tuple(s.title for s in self._book.worksheets)

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.archive.close()

    def read(self, name: str, counter: Counter) -> RawSheet:
        """Return the filled rows of a sheet."""
        path = self._book[name]._worksheet_path
        rows: list[RawRow] = []
        notes: list[tuple[int, str]] = []
        sheet = _Sheet(self._book, self._reader.shared_strings)
        with self._reader.archive.open(path) as stream:
            for row in sheet.rows(stream):
                _refuse_gap(rows, row, counter)
                if note := _note(row):
                    notes.append((row.number, note))
                else:
                    rows.append(counter.take(row))
        if self._asks_to_calculate() and sheet.formulas and all(f == 0 for f in sheet.formulas):
            # A program that writes formulas without working them out puts 0 as their value, and
            # this mark: the zeros are not what the planner will see.
            rows = [_uncalculated(row) for row in rows]
        shown = (RawRow(r.number, tuple(map(_bare, r.cells))) for r in rows)
        return RawSheet(tuple(r for r in shown if r.filled), tuple(notes), sheet.merges(), name)

    def _asks_to_calculate(self) -> bool:
        """Say whether the workbook wants all its formulas worked out when it is opened."""
        root = fromstring(self._reader.archive.read(self._reader.parser.workbook_part_name))
        marks = (e.get("fullCalcOnLoad") for e in root.iter() if e.tag.endswith("}calcPr"))
        return any(mark in ("1", "true") for mark in marks)


def _refuse_bomb(content: bytes, named: str) -> None:
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


def _refuse_gap(rows: list[RawRow], row: RawRow, counter: Counter) -> None:
    """Refuse a row far below the rest: a reader would not see it, yet it would count.

    Raises:
        InputUnusable: With the row.
    """
    if rows and row.number - rows[-1].number > LONGEST_GAP + 1:
        place = Words(f"第{row.number}行", f"row {row.number}")
        allowed = Words(
            f"表内最多 {LONGEST_GAP} 个空行", f"at most {LONGEST_GAP} empty rows inside a table"
        )
        remedy = Words("请删除或上移这一行。", "Delete this row or move it up.")
        came = str(_bare(row.filled[0]))
        raise InputUnusable([Fault(counter.named, place, allowed, came, remedy, counter.sheet)])


def _note(row: RawRow) -> str | None:
    """Return the comment in a row whose only cell starts with #, or None."""
    only = row.filled[0]
    if len(row.filled) == 1 and isinstance(only, str) and only.startswith(("#", "＃")):
        return only.strip(" #＃") or None
    return None


def _bare(cell: object) -> Any:
    """Return the value of a cell, whether it was calculated or typed."""
    return cell.value if isinstance(cell, _Formula) else cell


def _uncalculated(row: RawRow) -> RawRow:
    """Return a row whose formulas have no value."""
    cells = (_not_calculated() if isinstance(c, _Formula) else c for c in row.cells)
    return RawRow(row.number, tuple(cells))


def _not_calculated() -> Flaw:
    return Flaw(
        Words("应为值，但公式从未计算", "a value, but its formula was never calculated"),
        remedy=Words("请用 Excel 或 WPS 打开，保存一次。", "Open it in Excel or WPS and save it."),
    )


class _Sheet:
    """Reads the XML of one sheet.

    Attributes:
        formulas: The last value of every formula.
    """

    def __init__(self, book: Any, shared: Sequence[str]) -> None:
        self._book, self._shared = book, shared
        self._merged: list[str] = []
        self.formulas: list[Value | Flaw] = []

    def rows(self, stream: IO[bytes]) -> Iterator[RawRow]:
        """Yield the filled rows, from top to bottom.

        Raises:
            ValueError: When rows or cells are out of order.
        """
        number = 0
        for _, element in iterparse(stream):
            space, _, tag = element.tag.rpartition("}")
            if tag == "row":
                is_next = int(element.get("r", number + 1))
                if is_next <= number:
                    raise ValueError(f"row {is_next} after row {number}")
                number = is_next
                row = self._row(element, number, space + "}" if space else "")
                element.clear()
                if row.filled:
                    yield row
            elif tag == "mergeCell":
                self._merged.append(element.get("ref", ""))

    def merges(self) -> tuple[Merge, ...]:
        """Return the merged blocks, once all rows have been read."""
        from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]

        merges = []
        for name in self._merged:
            left, top, right, bottom = range_boundaries(name)
            merges.append(Merge(name, top, bottom, left, right))
        return tuple(merges)

    def _row(self, element: Element, number: int, space: str) -> RawRow:
        """Return one row; a cell without a reference stands right of the one before it."""
        found: dict[int, Any] = {}
        column = 0
        for cell in element:
            if reference := cell.get("r"):
                column = _column(reference)
            else:
                column += 1
            value = self._cell(cell, space) if len(cell) else None
            if value is not None:
                if column in found:
                    raise ValueError(f"two cells at {reference}")
                found[column] = value
        width = max(found, default=0)
        return RawRow(number, tuple(found.get(i) for i in range(1, width + 1)))

    def _cell(self, cell: Element, space: str) -> Any:
        """Return what a cell holds; a formula that came to nothing is an empty cell."""
        raw = cell.findtext(space + "v")
        kind = cell.get("t", "n")
        if cell.find(space + "f") is None:
            return self._value(cell, kind, raw, space)
        if not raw and not (raw == "" and kind == "str"):
            return _not_calculated()
        value = self._value(cell, kind, raw, space)
        self.formulas.append(value)
        return None if value is None else _Formula(value)

    def _value(self, cell: Element, kind: str, raw: str | None, space: str) -> Value | Flaw:
        """Return the value of a cell of one of the kinds of ECMA-376, 18.18.11."""
        if kind == "inlineStr":
            return clean_text(_inline(cell, space))
        if not raw:
            return None
        if kind == "s":
            return clean_text(_unescape(self._shared[int(raw)]))
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "e":
            return broken_value(raw)
        if kind == "n":
            style = int(cell.get("s", 0))
            if style in self._book._date_formats:
                return self._date(raw, style)
            return exact_number(raw)
        if kind == "d":
            return raw.removesuffix("T00:00:00")
        return clean_text(_unescape(raw))

    def _date(self, raw: str, style: int) -> str | Flaw:
        """Return a date or time in ISO 8601."""
        from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped]

        is_span = style in self._book._timedelta_formats
        try:
            moment = from_excel(float(raw), self._book.epoch, timedelta=is_span)
        except (OverflowError, ValueError):
            return Flaw(Words("应为日期", "a date"), raw)
        if isinstance(moment, datetime) and moment.time() == time(0):
            moment = moment.date()
        return moment.isoformat() if isinstance(moment, date | time) else str(moment)


def exact_number(raw: str) -> int | Decimal | Flaw:
    """Return a number of a workbook as Excel shows it: rounded to 15 significant digits.

    Workbooks store binary floats. A sum shown as 0.3 is stored as 0.30000000000000004, and the
    planner means what the screen shows.
    """
    raw = raw.strip()
    number = _SHOWN.create_decimal(raw) if _EXCEL_NUMBER.fullmatch(raw) else None
    if number is None or abs(number.adjusted()) > 308:
        return Flaw(Words("应为数字", "a number"), raw)
    whole = number.to_integral_value()
    return int(whole) if whole == number else number.normalize(_SHOWN)


def _column(reference: str) -> int:
    """Return the number of the column in a reference such as AB12."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(f"{reference} is not a cell")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _inline(cell: Element, space: str) -> str:
    """Return the text that a cell carries itself, without the pronunciation beside it."""
    runs = cell.findall(f"{space}is/{space}t") + cell.findall(f"{space}is/{space}r/{space}t")
    return _unescape("".join(run.text or "" for run in runs))


def _unescape(text: str) -> str:
    """Return a text without the mark that stands for a carriage return in OOXML."""
    return text.replace("_x000D_", "")
