"""Tell what open columns hold from a column of differences:  差额[i] = 本年[i] - 上年[i].

What no head tells is money where a column of changes of money lies between it and another one: in
three fifths of the rows, and in two at least that changed.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import permutations

from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import says_difference
from optalloc.inputs.understanding.layout.figures_of_columns import with_values
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SheetColumn, SheetRow, money_columns
from optalloc.inputs.understanding.layout.roles import Role

LIES_BETWEEN = Words(
    "有一列正是它与另一列之差", "a column of differences lies between it and another"
)
LEAST_AGREEING = Fraction(3, 5)
LEAST_CHANGED = 2
MOST_COLUMNS = 8
"""Most open columns and columns of money of which every pair is tried."""


def lying_between(
    grid: CellGrid,
    lines: Sequence[SheetRow],
    columns: Sequence[SheetColumn],
    untold: Collection[int],
) -> dict[int, tuple[Role, Words]]:
    """Return the open columns that a column of differences lies between, as money, by index.

    Args:
        untold: The columns that nothing tells, by index.
    """
    open_ones = [c for c in columns if c.index in untold and c.holds_figures]
    money = money_columns(columns)
    changes = [c for c in money if c.path and says_difference(c.path[-1])]
    others = [c for c in money if c not in changes and c.role != "total"]
    if not open_ones or not changes or len(open_ones) + len(others) > MOST_COLUMNS:
        return {}
    valued, _ = with_values(grid, lines, [*changes, *open_ones, *others], None)
    data = [i for i, line in enumerate(lines) if line.kind == "data"]
    found: dict[int, tuple[Role, Words]] = {}
    for change in valued[: len(changes)]:
        for pair in permutations(valued[len(changes) :], 2):
            if any(c.index in untold for c in pair) and _is_difference(change, pair, data):
                found |= {c.index: ("amount", LIES_BETWEEN) for c in pair if c.index in untold}
    return found


def _is_difference(
    change: SheetColumn, pair: tuple[SheetColumn, ...], lines: Sequence[int]
) -> bool:
    """Say whether a column is how much more one says than another, in most rows."""
    rows = [(change.values[i], pair[0].values[i], pair[1].values[i]) for i in lines]
    told = [(c, a, b) for c, a, b in rows if c is not None and a is not None and b is not None]
    agreeing = [c for c, a, b in told if a - b == c]
    changed = sum(bool(c) for c in agreeing)
    return changed >= LEAST_CHANGED and len(agreeing) >= LEAST_AGREEING * len(told)
