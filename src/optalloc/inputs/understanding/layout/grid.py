"""One table as it was published: cells by row and column, merged blocks, nothing meant yet.

A merged header says its words over every column it spans, a merged name speaks for every row it
spans; a merged figure stands once, and the cells it covers are not empty but covered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from optalloc.core.message import Words
from optalloc.inputs.tables.raw import KEEP_LESS, Merge, RawRow, RawSheet, unusable
from optalloc.inputs.understanding.layout.cells import (
    CellFigure,
    Held,
    Read,
    Sort,
    is_words,
    read_cell,
)

MOST_COVERED = 1_000_000
"""Most cells that merged blocks may cover in rows that are there."""


Spread = dict[tuple[int, int], Held]
Spans = dict[tuple[int, int], int]
Tall = dict[tuple[int, int], tuple[int, ...]]


@dataclass(frozen=True)
class CellGrid:
    """The cells of one table.

    Attributes:
        file: The file as the user named it.
        sheet: The sheet, or the table of a document; None for CSV.
        rows: The rows that hold something, from top to bottom.
        above, below: Texts around the table that are not in its cells: titles, notes.
        spread: What a merged block says in the cells it covers, by (row, column from 0).
        spans: How many columns the merged block that starts in a cell spans.
        tall: The rows that it spans, when they are several.
        hidden_rows, hidden_columns: What the workbook does not show; columns count from 0.
        is_hidden: Whether it does not show the sheet at all.
        turned_from: The table as it stands in the file, when rows and columns were exchanged.
    """

    file: str
    sheet: str | None
    rows: tuple[RawRow, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    spread: Spread = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)
    tall: Tall = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    turned_from: "CellGrid | None" = None
    _reads: dict[int, tuple[Read, ...]] = field(default_factory=dict, repr=False, compare=False)

    def reads(self, row: RawRow) -> tuple[Read, ...]:
        """Return the cells of a row as they read; each row is read once."""
        found = self._reads.get(row.number)
        if found is None:
            found = self._reads[row.number] = tuple(map(read_cell, row.cells))
        return found

    def read(self, row: RawRow, column: int) -> Read:
        """Return one cell as it reads."""
        reads = self.reads(row)
        return reads[column] if column < len(reads) else Sort.BLANK

    def column(self, rows: Iterable[RawRow], column: int) -> list[Read]:
        """Return the cells of one column as they read."""
        found = [self._reads.get(row.number) or self.reads(row) for row in rows]
        return [reads[column] if column < len(reads) else Sort.BLANK for reads in found]

    def reading(self, told: Mapping[tuple[int, int], Read]) -> "CellGrid":
        """Return the grid with some cells read as told, by (row, column from 0)."""
        reads = dict(self._reads)
        for (number, column), read in told.items():
            own = list(reads[number])
            own[column] = read
            reads[number] = tuple(own)
        return replace(self, _reads=reads)

    def merged_figure(self, row: RawRow, column: int) -> CellFigure | None:
        """Return the figure of a block merged along a row over a column that is its last one."""
        for (number, left), span in self.spans.items() if self.covered(row, column) else ():
            if number == row.number and left < column == left + span - 1:
                read = self.read(row, left)
                return read if isinstance(read, CellFigure) else None
        return None

    def at(self, row: RawRow, column: int) -> Held:
        """Return what a cell holds itself."""
        return row.cells[column] if column < len(row.cells) else None

    def covered(self, row: RawRow, column: int) -> bool:
        """Say whether a merged block that starts elsewhere covers a cell."""
        return (row.number, column) in self.spread

    def over(self, row: RawRow, column: int) -> Held:
        """Return what a cell holds, or the merged block over it."""
        value = self.at(row, column)
        return self.spread.get((row.number, column)) if value is None else value

    @property
    def width(self) -> int:
        """How many columns hold something."""
        return max((row.width for row in self.rows), default=0)

    def joined(self, more: RawSheet) -> "CellGrid":
        """Return the grid with the rows of a table that goes on below it, numbered on."""
        last = self.rows[-1].number
        rows = tuple(RawRow(last + row.number, row.cells) for row in more.rows)
        return replace(self, rows=self.rows + rows)

    def cut(self, first: int) -> "CellGrid":
        """Return the grid from one of its rows on, by index."""
        return replace(self, rows=self.rows[first:], above=())


def grid_of(
    raw: RawSheet, file: str, above: tuple[str, ...] = (), below: tuple[str, ...] = ()
) -> CellGrid:
    """Return the grid of raw rows; comment rows above the first row count as titles.

    Raises:
        InputUnusable: When merged blocks cover more than a table can hold.
    """
    first = raw.rows[0].number if raw.rows else 0
    titles = tuple(note for number, note in raw.notes if number < first)
    notes = tuple(note for number, note in raw.notes if number >= first)
    spread, spans, tall = _spread(raw, file)
    return CellGrid(
        file,
        raw.name,
        raw.rows,
        above=above + titles,
        below=notes + below,
        spread=spread,
        spans=spans,
        tall=tall,
        hidden_rows=raw.hidden_rows,
        hidden_columns=raw.hidden_columns,
        is_hidden=raw.is_hidden,
    )


def _spread(raw: RawSheet, file: str) -> tuple[Spread, Spans, Tall]:
    """Return what merged blocks say in the cells they cover, and how far each reaches."""
    numbers = {row.number: row for row in raw.rows}
    width = max((row.width for row in raw.rows), default=0)
    spread: Spread = {}
    spans: Spans = {}
    tall: Tall = {}
    seen = 0
    for merge in raw.merges:
        value = _first(merge, numbers)
        left, right = merge.first_column - 1, min(merge.last_column, width)
        rows = _rows_within(merge, numbers)
        seen += max(len(rows), 1) * max(right - left, 1)
        if seen > MOST_COVERED:
            allowed = Words(
                f"合并单元格最多覆盖 {MOST_COVERED} 格", f"merged cells over {MOST_COVERED} at most"
            )
            raise unusable(file, allowed, KEEP_LESS, sheet=raw.name)
        spans[merge.first_row, left] = right - left
        if len(rows) > 1:
            tall[merge.first_row, left] = tuple(rows)
        for number in rows:
            is_below = number != merge.first_row
            for column in range(left, right):
                if is_below or column != left:
                    # A figure stands once; words speak for every cell of their block.
                    speaks = is_words(value) and not (is_below and right - left > 1)
                    spread[number, column] = value if speaks else None
    return spread, spans, tall


def _first(merge: Merge, numbers: dict[int, RawRow]) -> Held:
    row = numbers.get(merge.first_row)
    index = merge.first_column - 1
    return row.cells[index] if row is not None and index < len(row.cells) else None


def _rows_within(merge: Merge, numbers: dict[int, RawRow]) -> list[int]:
    """Return the rows of a merged block that are there, without counting through a huge block."""
    if merge.last_row - merge.first_row > len(numbers):
        return [n for n in numbers if merge.first_row <= n <= merge.last_row]
    return [n for n in range(merge.first_row, merge.last_row + 1) if n in numbers]
