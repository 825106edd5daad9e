"""Read the XML of one sheet of a workbook, exactly and in one pass.

openpyxl opens workbooks but does not read their cells here, because three things must be seen
together that it shows one at a time: a formula and its last value, a text that is empty and a value
that was never calculated, the digits of a number before they are a float. The declared size of a
sheet is not trusted: rows end where the cells end.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import IO, Any, TypeVar
from xml.parsers.expat import ParserCreate

from optalloc.core.message import Words
from optalloc.inputs.tables.number_formats import (
    CHINESE_DATES,
    FIRST_OWN,
    PERCENTS,
    as_formatted,
    exact_number,
    says_something,
)
from optalloc.inputs.tables.raw import (
    MOST_COLUMNS,
    Flaw,
    Merge,
    RawRow,
    Value,
    broken_value,
    clean_text,
)

CHUNK = 2**18
"""How much of a sheet is read at once [bytes]."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_LETTERS = re.compile("[A-Z]{1,3}")
_TRUE = ("1", "true")
T = TypeVar("T")


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
        Words("这里的公式还没有算出结果", "a formula with its result, which this one lacks"),
        remedy=Words(
            "请用 Excel 或 WPS 打开，保存一次，结果就会存进文件。",
            "Open it in Excel or WPS and save it: the result is saved with it.",
        ),
    )


def telling_styles(book: Any) -> dict[str, str]:
    """Return the codes of the formats that may say more of a number than its digits, by style."""
    telling = {}
    for index, style in enumerate(book._cell_styles):
        own, code = style.numFmtId - FIRST_OWN, PERCENTS.get(style.numFmtId, "")
        if 0 <= own < len(book._number_formats):
            code = book._number_formats[own]
        if says_something(code):
            telling[str(index)] = code
    return telling


def date_styles(book: Any) -> frozenset[int]:
    """Return the styles under which a number is a date."""
    chinese = (i for i, s in enumerate(book._cell_styles) if s.numFmtId in CHINESE_DATES)
    return frozenset((*book._date_formats, *chinese))


class SheetReader:
    """Reads the XML of one sheet.

    Attributes:
        formulas: The last value of every formula.
        telling: The codes of formats that say more of a number than its digits, by style.
        dates: The styles under which a number is a date.
        hidden_rows, hidden_columns: What the workbook does not show; columns count from 0.
    """

    def __init__(self, book: Any, shared: Callable[[], Sequence[str]]) -> None:
        self._book, self._shared = book, shared
        self._merged: list[str] = []
        self._texts: dict[str, Value | Flaw] = {}
        self._dates: dict[str, bool] = {}
        self.telling = telling_styles(book)
        self.dates = date_styles(book)
        self.formulas: list[Value | Flaw] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def rows(self, stream: IO[bytes]) -> Iterator[RawRow]:
        """Yield the filled rows, from top to bottom.

        Raises:
            ValueError: When rows or cells are out of order.
            ExpatError: When it is no XML.
        """
        walk = _Walk(self)
        while chunk := stream.read(CHUNK):
            walk.parser.Parse(chunk, False)
            yield from walk.taken()
        walk.parser.Parse(b"", True)
        yield from walk.taken()

    def merges(self) -> tuple[Merge, ...]:
        """Return the merged blocks, once all rows have been read."""
        merges = []
        for name in self._merged:
            first, _, last = name.partition(":")
            left, top = _place(first)
            right, bottom = _place(last or first)
            merges.append(Merge(name, top, bottom, left, right))
        return tuple(merges)

    def note(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep what an element beside the cells says: a merged block, columns that are hidden."""
        if tag == "mergeCell":
            self._merged.append(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def cell(self, kind: str, style: str, raw: str | None, is_formula: bool) -> Any:
        """Return what a cell holds; a formula that came to nothing is an empty cell.

        Args:
            kind: The kind of cell, by ECMA-376, 18.18.11.
            raw: What it holds, as it is written; None when it holds nothing.
        """
        if not is_formula:
            return self._value(kind, style, raw)
        if not raw and not (raw == "" and kind == "str"):
            return not_calculated()
        value = self._value(kind, style, raw)
        self.formulas.append(value)
        return None if value is None else Formula(value)

    def _value(self, kind: str, style: str, raw: str | None) -> Value | Flaw:
        if not raw:
            return None
        if kind == "n":
            if self._is_date(style):
                return self._date(raw, int(style))
            number, code = exact_number(raw), self.telling.get(style)
            return (
                number if code is None or isinstance(number, Flaw) else as_formatted(number, code)
            )
        if kind == "s":
            if raw not in self._texts:
                self._texts[raw] = clean_text(_unescape(_item(self._shared(), raw)))
            return self._texts[raw]
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind == "e":
            return broken_value(raw)
        if kind == "d":
            return raw.removesuffix("T00:00:00")
        return clean_text(_unescape(raw))

    def _is_date(self, style: str) -> bool:
        if style not in self._dates:
            _item(self._book._cell_styles, style)  # one that is lost may have been a date
            self._dates[style] = int(style) in self.dates
        return self._dates[style]

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


class _Walk:
    """The walk through the XML of a sheet, which hands on each row when it ends.

    A sheet of 100,000 rows has millions of elements: no tree is built of them.
    """

    def __init__(self, reader: SheetReader) -> None:
        self._reader = reader
        self._rows: list[RawRow] = []
        self._space: str | None = None
        self._number, self._suffix = 0, "0"
        self._cells: list[Any] = []
        self._column = 0
        self._open: dict[str, str] = {}
        self._text: list[str] | None = None
        self._raw: str | None = None
        self._is_formula = self._is_spoken = False
        self.parser = ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take

    def taken(self) -> list[RawRow]:
        """Return the rows that ended since they were last taken."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._space is None:
            self._space = tag.rpartition("}")[0]
        name = tag[len(self._space) + 1 :] if self._space else tag
        if name == "c":
            self._open, self._raw, self._is_formula = attributes, None, False
        elif name == "v" or (name == "t" and not self._is_spoken):
            self._text = []
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._is_spoken = True  # how a Japanese or Chinese text is spoken
        else:
            self._reader.note(name, attributes)

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag[len(self._space) + 1 :] if self._space else tag
        if name == "v":
            self._raw, self._text = "".join(self._text or ()), None
        elif name == "c":
            self._end_cell()
        elif name == "t" and self._text is not None:
            self._raw, self._text = (self._raw or "") + "".join(self._text), None
        elif name == "row":
            row = RawRow(self._number, tuple(self._cells))
            if row.width:
                self._rows.append(row)
        elif name == "rPh":
            self._is_spoken = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._number + 1))
        if number <= self._number:
            raise ValueError(f"row {number} after row {self._number}")
        if attributes.get("hidden") in _TRUE:
            self._reader.hidden_rows.add(number)
        self._number, self._suffix, self._cells, self._column = number, str(number), [], 0

    def _end_cell(self) -> None:
        """Put a cell in its place; one without a reference stands right of the one before it."""
        attributes = self._open
        if reference := attributes.get("r"):
            if reference.endswith(self._suffix):
                self._column = column_number(reference[: -len(self._suffix)])
            else:
                raise ValueError(f"{reference} in row {self._number}")
        else:
            self._column += 1
        value = self._reader.cell(
            attributes.get("t", "n"), attributes.get("s", "0"), self._raw, self._is_formula
        )
        if value is None:
            return
        at = self._column - 1
        if at < len(self._cells):
            if self._cells[at] is not None:
                raise ValueError(f"two cells at {reference}")
            self._cells[at] = value
            return
        self._cells += [None] * (at - len(self._cells))
        self._cells.append(value)


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
    """Return the number of a column, counted from 1: AB is 28.

    Raises:
        ValueError: When no column is called that.
    """
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"{letters} is not a column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _unescape(text: str) -> str:
    """Return a text without the mark that stands for a carriage return in OOXML."""
    return text.replace("_x000D_", "")
