"""Read the XML of one sheet of a workbook, exactly and in one pass.

openpyxl opens workbooks but does not read their cells here, because three things must be seen
together that it shows one at a time: a formula and its last value, a text that is empty and a value
that was never calculated, the digits of a number before they are a float. The declared size of a
sheet is not trusted: rows end where the cells end.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import IO, Any, TypeVar
from xml.etree.ElementTree import Element, iterparse

from optalloc.tables.raw import MOST_COLUMNS, Flaw, Merge, RawRow, Value, broken_value, clean_text
from optalloc.words import Words

LONGEST_PLAIN = 12
"""Characters from which on a number may be one of single precision in full."""
DIGITS_OF_SINGLE = 7
SAME_DIGITS = 1e-15
DIGITS_SHOWN = 15
"""Significant digits of a number that Excel and WPS show."""

_EXCEL_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_TRUE = ("1", "true")
T = TypeVar("T")
_SHOWN = Context(prec=DIGITS_SHOWN, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Formula:
    """What a formula last came to."""

    value: Value | Flaw


def bare(cell: object) -> Any:
    """Return the value of a cell, whether it was calculated or typed."""
    return cell.value if isinstance(cell, Formula) else cell


def not_calculated() -> Flaw:
    """Return what is wrong with a formula that has no value."""
    return Flaw(
        Words("应为值，但公式从未计算", "a value, but its formula was never calculated"),
        remedy=Words("请用 Excel 或 WPS 打开，保存一次。", "Open it in Excel or WPS and save it."),
    )


class SheetReader:
    """Reads the XML of one sheet.

    Attributes:
        formulas: The last value of every formula.
        hidden_rows, hidden_columns: What the workbook does not show; columns count from 0.
    """

    def __init__(self, book: Any, shared: Sequence[str]) -> None:
        self._book, self._shared = book, shared
        self._merged: list[str] = []
        self.formulas: list[Value | Flaw] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

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
                if element.get("hidden") in _TRUE:
                    self.hidden_rows.add(number)
                element.clear()
                if row.filled:
                    yield row
            elif tag == "col" and element.get("hidden") in _TRUE:
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
            elif tag == "mergeCell":
                self._merged.append(element.get("ref", ""))

    def merges(self) -> tuple[Merge, ...]:
        """Return the merged blocks, once all rows have been read."""
        merges = []
        for name in self._merged:
            first, _, last = name.partition(":")
            left, top = _place(first)
            right, bottom = _place(last or first)
            merges.append(Merge(name, top, bottom, left, right))
        return tuple(merges)

    def _row(self, element: Element, number: int, space: str) -> RawRow:
        """Return one row; a cell without a reference stands right of the one before it."""
        found: dict[int, Any] = {}
        column = 0
        for cell in element:
            if reference := cell.get("r"):
                column, at = _place(reference)
                if at != number:
                    raise ValueError(f"{reference} in row {number}")
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
        parts = {part.tag: part for part in cell}
        last = parts.get(space + "v")
        raw = None if last is None else last.text or ""
        kind = cell.get("t", "n")
        if space + "f" not in parts:
            return self._value(cell, kind, raw, space)
        if not raw and not (raw == "" and kind == "str"):
            return not_calculated()
        value = self._value(cell, kind, raw, space)
        self.formulas.append(value)
        return None if value is None else Formula(value)

    def _value(self, cell: Element, kind: str, raw: str | None, space: str) -> Value | Flaw:
        """Return the value of a cell of one of the kinds of ECMA-376, 18.18.11."""
        if kind == "inlineStr":
            return clean_text(_inline(cell, space))
        if not raw:
            return None
        if kind == "s":
            return clean_text(_unescape(_item(self._shared, raw)))
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "e":
            return broken_value(raw)
        if kind == "n":
            style = cell.get("s", "0")
            _item(self._book._cell_styles, style)  # one that is lost may have been a date
            is_date = int(style) in self._book._date_formats
            return self._date(raw, int(style)) if is_date else exact_number(raw)
        if kind == "d":
            return raw.removesuffix("T00:00:00")
        return clean_text(_unescape(raw))

    def _date(self, raw: str, style: int) -> str | Flaw:
        """Return a date or time in ISO 8601."""
        from openpyxl.utils.datetime import from_excel

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
    if len(raw) > LONGEST_PLAIN and number is not None and raw.isascii():
        number = of_single(raw) or number
    if number is None or abs(number.adjusted()) > 308:
        return Flaw(Words("应为数字", "a number"), raw)
    whole = number.to_integral_value()
    return int(whole) if whole == number else number.normalize(_SHOWN)


def of_single(text: str) -> Decimal | None:
    """Return the decimal of a number that was kept in single precision; None when it was not.

    549.95 becomes 549.9500122070312 on its way through four bytes. Of the decimals that become it,
    the one of at most seven digits was meant; no other number of so many digits comes so near one.
    """
    value = float(text)
    meant = Decimal(f"{value:.{DIGITS_OF_SINGLE}g}")
    try:
        stored = struct.unpack("<f", struct.pack("<f", float(meant)))[0]
    except OverflowError:
        return None
    # Makers of workbooks write 15 to 17 digits of it.
    return meant if abs(stored - value) <= abs(value) * SAME_DIGITS else None


def _place(reference: str) -> tuple[int, int]:
    """Return the column and the row of a reference such as AB12."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(f"{reference} is not a cell")
    return column_number(found[1]), int(found[2])


def _item(items: Sequence[T], index: str) -> T:
    """Return one of the workbook's shared texts or styles; an index below zero is damage."""
    if not index.isdecimal():
        raise ValueError(f"{index} is not an index")
    return items[int(index)]


@cache
def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1: AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _inline(cell: Element, space: str) -> str:
    """Return the text that a cell carries itself, without the pronunciation beside it."""
    runs = cell.findall(f"{space}is/{space}t") + cell.findall(f"{space}is/{space}r/{space}t")
    return _unescape("".join(run.text or "" for run in runs))


def _unescape(text: str) -> str:
    """Return a text without the mark that stands for a carriage return in OOXML."""
    return text.replace("_x000D_", "")
