"""How formulas name cells."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from optalloc.inputs.tables.raw import column_letters


class Ref(NamedTuple):
    """One cell: its sheet, and its row and column from 0."""

    sheet: str
    row: int
    column: int

    def on(self, sheet: str) -> str:
        """Return how a formula on a sheet names it."""
        place = cell_name(self.row, self.column)
        return place if sheet == self.sheet else f"'{self.sheet}'!{place}"


def cell_name(row: int, column: int, fixed_row: bool = False) -> str:
    """Return `B5`, or `B$5`."""
    return f"{column_letters(column + 1)}{'$' if fixed_row else ''}{row + 1}"


def sum_of(cells: Sequence[str]) -> str:
    """Return the formula that adds up single cells; 0 for none."""
    return "+".join(cells) if cells else "0"


def span(first: tuple[int, int], last: tuple[int, int], sheet: str = "") -> str:
    """Return a range: `B5:B9`, or on another sheet `'分配表'!B5:B9`."""
    there = f"{cell_name(*first)}:{cell_name(*last)}"
    return f"'{sheet}'!{there}" if sheet else there


def joined(parts: Iterable[str]) -> str:
    """Return texts one after another, a comma between them."""
    return ",".join(parts)
