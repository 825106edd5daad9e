"""Open an XLSX workbook with openpyxl, choose the sheet, and refuse what could not be trusted.

Workbooks come from outside: broken, packed to burst, or with formulas whose values nobody has
worked out. Each is refused with a letter instead of a wrong figure.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import fromstring
from xml.parsers.expat import ExpatError

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.inputs.tables import xlsx_plain
from optalloc.inputs.tables.files import SAVE_AS_BOOK, choose_sheet, refuse_packed_bomb
from optalloc.inputs.tables.raw import Counter, RawRow, RawSheet, unusable
from optalloc.inputs.tables.xlsx_sheet import Formula, SheetReader, bare, not_calculated

LONGEST_GAP = 1000
"""Most empty rows inside a table; what stands below a longer gap was left there by mistake."""

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
    ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_book(content: bytes, named: str, sheet: str | None) -> RawSheet:
    """Return the filled rows of one sheet.

    Args:
        sheet: Its name; None means the only one.

    Raises:
        InputUnusable: When the workbook is broken, the sheet is not there, or it is too large.
    """
    try:
        with _Book(content, named) as book:
            name = choose_sheet(book.names, named, sheet)
            return book.read(name, Counter(named, name))
    except _BROKEN:
        raise _damaged(named) from None


def read_settings(content: bytes, named: str, sheets: Sequence[str]) -> list[RawSheet]:
    """Return the filled rows of some sheets.

    Raises:
        InputUnusable: When the workbook is broken, or a sheet is too large.
    """
    try:
        with _Book(content, named) as book:
            return [book.read(name, Counter(named, name)) for name in sheets]
    except _BROKEN:
        raise _damaged(named) from None


def book_sheets(content: bytes, named: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, hidden ones included.

    Raises:
        InputUnusable: When the workbook is broken.
    """
    try:
        with _Book(content, named) as book:
            return book.names
    except _BROKEN:
        raise _damaged(named) from None


def _damaged(named: str) -> InputUnusable:
    """Return the letter about a workbook that cannot be understood."""
    allowed = Words("应为完好的 XLSX 工作簿", "an undamaged XLSX workbook")
    return unusable(named, allowed, SAVE_AS_BOOK)


class _Book:
    """An open workbook.

    Attributes:
        names: Its sheets that hold cells.
    """

    def __init__(self, content: bytes, named: str) -> None:
        # openpyxl takes 0.2 s to import, and most runs read CSV.
        from openpyxl.reader.excel import ExcelReader

        refuse_packed_bomb(content, named)
        self.named, self._content = named, content
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drawings, which no table has
            self._reader: Any = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
            # The texts of a large workbook take a second, and calamine reads its own.
            self._reader.read_strings = lambda: None
            self._reader.read_worksheets = lambda: _list_sheets(self._reader)
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
        sheet = SheetReader(self._book, lambda: self._texts)
        for row in self._rows(path, name, sheet):
            _refuse_gap(rows, row, counter)
            if note := _note(row):
                notes.append((row.number, note))
            else:
                rows.append(counter.take(row))
        if self._asks_to_calculate() and sheet.formulas and all(f == 0 for f in sheet.formulas):
            # A program that writes formulas without working them out puts 0 as their value, and
            # this mark: the zeros are not what the planner will see.
            rows = [_uncalculated(row) for row in rows]
        if sheet.formulas:
            shown = (RawRow(r.number, tuple(map(bare, r.cells))) for r in rows)
            rows = [row for row in shown if row.filled]
        return RawSheet(
            tuple(rows),
            tuple(notes),
            sheet.merges(),
            name,
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
            self._book[name].sheet_state != "visible",
        )

    def _rows(self, path: str, name: str, sheet: SheetReader) -> Iterator[RawRow]:
        """Yield the filled rows of a sheet, and let its reader see what stands around them."""
        if self._reader.archive.getinfo(path).file_size >= xlsx_plain.LEAST:
            xml = self._reader.archive.read(path)
            around = xlsx_plain.around_cells(xml)
            asks = self._asks_to_calculate()
            odd = {*sheet.dates, *map(int, sheet.telling)}
            if around is not None and xlsx_plain.is_plain(xml, odd, asks):
                rows = xlsx_plain.plain_rows(self._content, name, xml)
                if rows is not None:
                    for _ in sheet.rows(io.BytesIO(around)):
                        raise ValueError("a row outside the rows")
                    yield from rows
                    return
        with self._reader.archive.open(path) as stream:
            yield from sheet.rows(stream)

    @cached_property
    def _texts(self) -> Sequence[str]:
        """The texts that the cells of all sheets share."""
        type(self._reader).read_strings(self._reader)
        shared: Sequence[str] = self._reader.shared_strings
        return shared

    def _asks_to_calculate(self) -> bool:
        """Say whether the workbook wants all its formulas worked out when it is opened."""
        root = fromstring(self._reader.archive.read(self._reader.parser.workbook_part_name))
        marks = (e.get("fullCalcOnLoad") for e in root.iter() if e.tag.endswith("}calcPr"))
        return any(mark in ("1", "true") for mark in marks)


def _list_sheets(reader: Any) -> None:
    """Let a reader know its sheets without measuring them.

    openpyxl reads a sheet that does not say its size to the end, to learn nothing from it.
    """
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    class Unmeasured(ReadOnlyWorksheet):  # type: ignore[misc]
        def _get_size(self) -> None:
            """Take no size: `SheetReader` counts its rows itself."""

    for sheet, rel in reader.parser.find_sheets():
        if rel.target not in reader.valid_files:
            continue
        if "chartsheet" in rel.Type:
            reader.read_chartsheet(sheet, rel)
            continue
        made = Unmeasured(reader.wb, sheet.name, rel.target, ())
        made.sheet_state = sheet.state
        reader.wb._sheets.append(made)


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
        came = str(bare(row.filled[0]))
        raise InputUnusable([Fault(counter.named, place, allowed, came, remedy, counter.sheet)])


def _note(row: RawRow) -> str | None:
    """Return the comment in a row whose only cell starts with #, or None."""
    if len(row.cells) - row.cells.count(None) > 1:
        return None
    only = row.filled[0]
    if isinstance(only, str) and only.startswith(("#", "＃")):
        return only.strip(" #＃") or None
    return None


def _uncalculated(row: RawRow) -> RawRow:
    """Return a row whose formulas have no value."""
    cells = (not_calculated() if isinstance(c, Formula) else c for c in row.cells)
    return RawRow(row.number, tuple(cells))
