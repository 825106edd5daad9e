"""Tell by what its rows come to what a column holds: a standard, or money beside its change.

A standard:  standard[i] * units[i] (* months[i]) = amount[i]

    保障人数  补差（元）  月数  金额（万元）
       120       300       12      43.2        300 is what each gets, and no amount of the row

A column of money that no row of totals sums is a standard where it makes another column of money so
in three fifths of the rows, and in three rows at least with more than one unit.

A change:  差额[i] = 本年[i] - 上年[i]

What no head tells is money where a column of changes of money lies between it and another one: in
three fifths of the rows, and in two at least that changed.
"""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import prod

from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.tables.field_words import says_difference
from optalloc.inputs.understanding.layout.arithmetic import finest
from optalloc.inputs.understanding.layout.figures_of_columns import with_values
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn, SheetRow, money_columns
from optalloc.inputs.understanding.layout.roles import Role

MAKES_AMOUNTS = Words("乘以数量等于另一列金额", "times units it makes another column of money")
LIES_BETWEEN = Words(
    "有一列正是它与另一列之差", "a column of differences lies between it and another"
)
LEAST_AGREEING = Fraction(3, 5)
LEAST_MADE = 3
MOST_UNITS = 6
"""Most columns of units of which every pair is tried."""
LEAST_CHANGED = 2
MOST_COLUMNS = 8
"""Most open columns and columns of money of which every pair is tried."""


def standards_among_money(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> dict[int, tuple[Role, Words]]:
    """Return the columns read as money that are standards of each row, by index."""
    units = [c for c in columns if c.holds_figures and c.role == "indicator"][:MOST_UNITS]
    money = [c for c in money_columns(columns) if c.because != SAID and c.role != "total"]
    if not units or len(money_columns(columns)) < 2:
        return {}
    valued, scale = with_values(grid, lines, columns, None)
    of = {c.index: c for c in valued}
    totals = [i for i, line in enumerate(lines) if line.kind == "total"]
    data = [i for i, line in enumerate(lines) if line.kind == "data"]
    several: list[tuple[SheetColumn, ...]] = [(of[u.index],) for u in units]
    several += [(of[a.index], of[b.index]) for a, b in combinations(units, 2)]
    found: dict[int, tuple[Role, Words]] = {}
    for column in (of[c.index] for c in money):
        if any(column.values[i] is not None for i in totals):
            continue
        others = [of[c.index] for c in money_columns(columns) if c.index != column.index]
        if any(
            _makes(column, some, amount, (data, scale)) for some in several for amount in others
        ):
            found[column.index] = ("rate", MAKES_AMOUNTS)
    return found


def _makes(
    column: SheetColumn,
    units: Sequence[SheetColumn],
    amount: SheetColumn,
    rows: tuple[Sequence[int], int],
) -> bool:
    """Say whether a column times units is an amount in most rows, rounded to its last decimal."""
    told = list(_told(column, units, amount, rows))
    if len(told) < LEAST_MADE:
        return False
    slack = finest([due for _, due, _ in told]) / 2
    return any(
        sum(abs(came * per - due) <= slack for came, due, _ in told) >= LEAST_AGREEING * len(told)
        and sum(many for came, due, many in told if abs(came * per - due) <= slack) >= LEAST_MADE
        for per in _scales(column, amount)
    )


def _told(
    column: SheetColumn,
    units: Sequence[SheetColumn],
    amount: SheetColumn,
    rows: tuple[Sequence[int], int],
) -> Iterator[tuple[Fraction, Fraction, bool]]:
    """Yield what a column comes to times units, the amount, and whether units are not one."""
    lines, scale = rows
    for i in lines:
        values = [c.values[i] for c in (amount, column, *units)]
        exact = [Fraction(v, scale) for v in values if v]
        if len(exact) == len(values):
            yield prod(exact[1:], start=Fraction(1)), exact[0], prod(exact[2:]) != 1


def _scales(column: SheetColumn, amount: SheetColumn) -> Iterator[Fraction]:
    """Yield what one unit of a column's money may be in that of an amount."""
    if column.unit and amount.unit:
        yield Fraction(FEN_PER_UNIT[column.unit], FEN_PER_UNIT[amount.unit])
        return
    yield Fraction(1)
    yield from (Fraction(FEN_PER_UNIT["元"], FEN_PER_UNIT[unit]) for unit in ("万元", "亿元"))


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
