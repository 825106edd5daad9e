"""The raw cells of a table, as they stand in its file, and how many of them there may be."""

import re
from dataclasses import dataclass
from decimal import Decimal

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words

MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELLS = 2_000_000
"""Most filled cells of one table: what an office computer holds in memory with ease."""
LONGEST_TEXT = 10_000
"""Longest text in one cell [characters]."""

Value = str | int | Decimal | None
"""What a cell holds, exactly; None when it is empty."""


class Shown(str):
    """A number as the format of its cell shows it: 30%, 22.5万元.

    It is read as the text that it is. Only a spreadsheet counts it as a number, in its own sums.
    """

    __slots__ = ()


THE_FILE = Words("文件", "the file")
KEEP_LESS = Words("请只保留需要的部分。", "Keep only the part that is needed.")
ERROR_VALUE = re.compile(
    r"#(REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED)[!?]|#N/A|#GETTING_DATA|#{2,}"
)
"""What Excel shows in place of a value, also when it has become text."""

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
        width = len(self.cells)
        while width and self.cells[width - 1] is None:
            width -= 1
        return width

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
        hidden_rows: The numbers of rows that the workbook does not show.
        hidden_columns: The columns, from 0, that it does not show.
        is_hidden: Whether it does not show the sheet at all.
    """

    rows: tuple[RawRow, ...]
    notes: tuple[tuple[int, str], ...] = ()
    merges: tuple[Merge, ...] = ()
    name: str | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


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
        self.cells += len(row.cells) - row.cells.count(None)
        if self.rows <= MOST_ROWS and len(row.cells) <= MOST_COLUMNS and self.cells <= MOST_CELLS:
            return row
        too_many = (
            (self.rows > MOST_ROWS, MOST_ROWS, Words("行", "rows")),
            (row.width > MOST_COLUMNS, MOST_COLUMNS, Words("列", "columns")),
            (self.cells > MOST_CELLS, MOST_CELLS, Words("个有内容的单元格", "filled cells")),
        )
        for is_over, most, what in too_many:
            if is_over:
                allowed = Words(f"最多 {most} {what.zh}", f"at most {most} {what.en}")
                raise unusable(self.named, allowed, KEEP_LESS, sheet=self.sheet)
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


def clean_text(text: str) -> str | Flaw | None:
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
        Words("不能是公式的错误值", "a value, not the error of a formula"),
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
