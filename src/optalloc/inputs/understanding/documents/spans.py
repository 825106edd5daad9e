"""Lay the cells of a DOCX or HTML table on a grid: spans become merged blocks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optalloc.core.message import Words
from optalloc.inputs.tables.raw import (
    KEEP_LESS,
    MOST_COLUMNS,
    Counter,
    Flaw,
    Merge,
    RawRow,
    RawSheet,
    Value,
    clean_text,
    column_letters,
    unusable,
)
from optalloc.inputs.understanding.layout.cells import figure

MOST_SPAN = 1000
"""Most rows or columns that one cell may say it spans."""


@dataclass(frozen=True)
class Slot:
    """One cell of a table in a text.

    Attributes:
        row: Its row, from 1.
        column: Its column, from 0.
        width, height: How many columns and rows it spans.
        continues: Whether it only continues the cell above it.
    """

    row: int
    column: int
    width: int
    height: int
    text: str
    continues: bool = False


def worth_reading(slots: Sequence[Slot]) -> bool:
    """Say whether a table is one of figures: two rows, two columns, a number in a cell."""
    rows, columns = {s.row for s in slots}, {s.column for s in slots}
    if len(rows) < 2 or len(columns) < 2:
        return False
    return any(figure(s.text) is not None for s in slots if len(s.text) < 60)


def raw_of(slots: Iterable[Slot], name: str, named: str) -> RawSheet:
    """Return the raw rows of a table.

    Raises:
        InputUnusable: When the table is too large.
    """
    counter = Counter(named, name)
    rows: dict[int, dict[int, Value | Flaw]] = {}
    blocks: dict[tuple[int, int], list[int]] = {}  # top-left -> width, height
    open_at: dict[int, tuple[int, int]] = {}  # column -> top-left of the cell that may continue
    for slot in slots:
        if slot.column >= MOST_COLUMNS:
            allowed = Words(f"最多 {MOST_COLUMNS} 列", f"at most {MOST_COLUMNS} columns")
            raise unusable(named, allowed, KEEP_LESS, sheet=name)
        top = open_at.get(slot.column)
        if slot.continues and top is not None:
            blocks[top][1] = slot.row - top[0] + 1
            continue
        open_at[slot.column] = (slot.row, slot.column)
        blocks[slot.row, slot.column] = [slot.width, slot.height]
        value = clean_text(slot.text)
        if value is not None:
            rows.setdefault(slot.row, {})[slot.column] = value
    merges = (_merge(at, *size) for at, size in blocks.items() if size != [1, 1])
    taken = tuple(
        counter.take(RawRow(n, tuple(cells.get(i) for i in range(max(cells) + 1))))
        for n, cells in rows.items()
    )
    return RawSheet(taken, (), tuple(merges), name)


def _merge(at: tuple[int, int], width: int, height: int) -> Merge:
    row, column = at
    first, last = column_letters(column + 1), column_letters(column + width)
    name = f"{first}{row}:{last}{row + height - 1}"
    return Merge(name, row, row + height - 1, column + 1, column + width)
