"""The nouns of a table that has been read: its headers, its rows, and the place of every cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, visible
from optalloc.core.money import parse_number
from optalloc.inputs.tables.raw import Value
from optalloc.inputs.tables.row_statistics import RowStatistic


@dataclass(frozen=True)
class Cell:
    """One value and where it stands.

    Attributes:
        row: The row in the file, from 1.
        column: The header as it is written.
    """

    value: Value
    row: int
    column: str


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        number: The row in the file, from 1.
        cells: The values by header; an empty cell is None.
        is_total: Whether the row tells of others and is none of them: a sum (合计, 总计, 小计), or
            another statistic.
        statistic: What it tells of them, where it is no sum: 平均, 最高, 占比.
    """

    number: int
    cells: Mapping[str, Value]
    is_total: bool = False
    statistic: RowStatistic | None = None


@dataclass(frozen=True)
class Table:
    """What a CSV file or a sheet holds below its header.

    Attributes:
        file: The file as the user named it.
        sheet: The sheet of a workbook; None for CSV.
        headers: The tidied headers, from left to right.
        rows: The rows that hold something, from top to bottom, totals among them.
        header_row: The row in the file, from 1, that holds the headers; None in memory.
        written: Each header as it is written in the file.
        units: The unit of money (元, 万元, 亿元) in a header's bracket.
        brackets: Whatever else a header's bracket says, such as 人.
        unit_line: The unit of money that a title above the header says, or a line below the rows.
        other_line: The unit of money said there that is none of ours, such as 千元.
        notes: The comment rows, without their `#`.
        row_word: What a letter in English calls a row; rows of a YAML file are lines.
        moved: Where the value of a cell really stands, for cells that another file replaced: its
            file and place, by row and column.
        hidden: The headers of columns that the workbook does not show.
        is_hidden: Whether it does not show the sheet at all.
        torn: The cells, by row and column, of which a letter is written already: nothing that
            stands there is used, and nothing more is said of it.
        is_made: Whether a ledger made it: then its heads are ours, and no user's words.
        asked: The headers of columns that a ledger was asked for: no cell of theirs can be filled.
    """

    file: str
    sheet: str | None
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int | None = 1
    written: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    brackets: Mapping[str, str] = field(default_factory=dict)
    unit_line: str | None = None
    other_line: str | None = None
    notes: tuple[Words, ...] = ()
    row_word: str = "row"
    moved: Mapping[tuple[int, str], tuple[str, Words]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    is_hidden: bool = False
    torn: frozenset[tuple[int, str]] = frozenset()
    is_made: bool = False
    asked: frozenset[str] = frozenset()

    def cell(self, row: Row, column: str) -> Cell:
        """Return one cell; a column that the table does not have is empty everywhere."""
        return Cell(row.cells.get(column), row.number, self.written.get(column, column))

    def fault(
        self,
        row: int | None,
        column: str | None,
        allowed: Words,
        came: object = None,
        remedy: Words = NOTHING,
    ) -> Fault:
        """Return what is wrong at one place of the table."""
        shown = None if came is None else show_value(came)
        if row is not None and column is not None and (row, column) in self.moved:
            file, place = self.moved[row, column]
            return Fault(file, place, allowed, shown, remedy)
        place = place_of(row, column, self.row_word)
        return Fault(self.file, place, allowed, shown, remedy, self.sheet)


NOT_A_HIDDEN_SHEET = Words("不能是隐藏的工作表", "a sheet that is shown, not a hidden one")
"""What a sheet must be that is found by its name, and that nobody named."""
SHOW_THE_SHEET = Words(
    "要用请取消隐藏，不用请删除这张工作表。", "Unhide it to use it; delete it if it does not count."
)

NOT_A_HIDDEN_COLUMN = Words("不能是隐藏的列", "a column that the workbook shows, not a hidden one")
SHOW_THE_COLUMN = Words(
    "要用请取消隐藏，不用请删除这一列。", "Unhide it to use it; delete it if it does not count."
)


def hidden_sheet_words(file: str, sheet: str | None) -> Words:
    """Return the note that a sheet was read which the workbook does not show."""
    file = PurePath(file).name
    return Words(
        f"{file} 的工作表“{sheet}”是隐藏的，已按所写的名称读入。",
        f"The sheet {sheet} of {file} is hidden; it was read, as it is named.",
    )


class TornTable(InputUnusable):
    """Some rows, columns or cells of a table cannot be used, and the others can be read.

    Attributes:
        table: What can be read, so that one letter says what is wrong with that too; None where
            nothing below the header has its meaning.
    """

    def __init__(self, faults: Iterable[Fault], table: Table | None = None) -> None:
        super().__init__(faults)
        self.table = table


class OtherLayout(TornTable):
    """The table is not laid out as a template is, alone and with one header over unmerged cells."""


def place_of(row: int | None, column: str | None, word: str = "row") -> Words:
    """Return a place as `第2行 脱贫人口` and `row 2, 脱贫人口`."""
    name = None if column is None else visible(column)
    if row is None:
        return Words("表格", "the table") if name is None else Words(f"列 {name}", f"column {name}")
    if name is None:
        return Words(f"第{row}行", f"{word} {row}")
    return Words(f"第{row}行 {name}", f"{word} {row}, {name}")


def show_value(value: object) -> str:
    """Return a value as one reads it, without exponents and invisible marks."""
    if isinstance(value, Decimal) and abs(value.adjusted()) < 30:
        return format(value, "f")
    return visible(str(value))


def figure_in(value: Value) -> Fraction | None:
    """Return the figure that a cell holds; None where it holds none."""
    try:
        return parse_number(value)
    except ValueError:
        return None


def holds_a_figure(row: Row, column: str) -> bool:
    """Say whether a row holds a figure beside its name.

    Args:
        column: The column of names.
    """
    return any(figure_in(v) is not None for header, v in row.cells.items() if header != column)


def holds_figures_alone(row: Row, column: str) -> bool:
    """Say whether a row holds figures, and nothing else beside its name."""
    held = [v for header, v in row.cells.items() if v is not None and header != column]
    return bool(held) and all(figure_in(value) is not None for value in held)
