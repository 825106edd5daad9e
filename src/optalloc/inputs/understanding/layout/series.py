"""What each row was given, and the figures beside it: the rows that rules are looked for in.

given[i] = the total column that sums others; else the only total; else the only amount; else the
sum of the sources. Where the only total is more than the amounts beside it, they may be carried
over or paid before, and a rule may stand behind the rest:  rest[i] = total[i] - carried[i]
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd

from optalloc.inputs.understanding.layout.adding import given_alone
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

_VERSION = re.compile(
    "[0-9一二三四五六七八九十]年|[今去上前次本]年|年度|批|方案|原|调整|[0-9]{4}|year|batch|plan",
    re.IGNORECASE,
)
"""Words of a head over money of another year or batch, or once more as another would give it."""
LEAST_ALIKE = Fraction(3, 5)
"""Part of the rows in which columns must come to the same to be the same money once more."""


@dataclass(frozen=True)
class Given:
    """What each data row was given.

    Attributes:
        columns: The columns it is added up from.
        values: By line [1/scale]; None where there is nothing.
        less: The columns of money that were taken off it.
    """

    columns: tuple[SheetColumn, ...]
    values: tuple[int | None, ...]
    less: tuple[SheetColumn, ...] = ()

    @property
    def column(self) -> SheetColumn:
        """The column that a finding about a row points to."""
        return self.columns[0]


def given(sheet: Sheet) -> Given | None:
    """Return what each row was given; None when the table has no money or several kinds of it."""
    money = _of_plan(sheet)
    widest = max(
        (c for c in money if c.index in sheet.parts and not _is_merged(sheet, c)),
        key=lambda c: _width(sheet, c),
        default=None,
    )
    if widest is not None:
        return Given((widest,), widest.values)
    totals = [c for c in money if c.role == "total" and not _is_merged(sheet, c)]
    cells = [c for c in money if c.role != "total" and not c.is_of_which]
    if len(cells) == 1 and len(totals) != 1:
        return Given((cells[0],), cells[0].values)
    if len(totals) == 1:
        return Given((totals[0],), totals[0].values)
    is_alike = len({c.role for c in cells}) == 1 and cells[0].role in ("source", "use")
    is_summed = any({c.index for c in cells} == set(parts) for parts in sheet.parts.values())
    if is_alike or is_summed:
        return Given(tuple(cells), _added(cells, len(sheet.lines)))
    return None


def _of_plan(sheet: Sheet) -> Sequence[SheetColumn]:
    """Return the columns of money without what a plan is held against, where there is a plan."""
    plain = given_alone(sheet.money)
    return [c for c in plain if not c.is_computed] or plain or sheet.money


def rest(sheet: Sheet, of: Given) -> Given | None:
    """Return what is left of a total without the amounts beside it, where it is not their sum."""
    total = of.column
    carried = tuple(c for c in sheet.money if c.role != "total" and not c.is_of_which)
    if total.role != "total" or total.index in sheet.parts or not carried:
        return None
    beside = _added(carried, len(sheet.lines))
    values = tuple(
        None if t is None else t - (b or 0) for t, b in zip(of.values, beside, strict=True)
    )
    left = [v for i in sheet.data if (v := values[i]) is not None]
    if not left or min(left) < 0:
        return None
    return Given(of.columns, values, carried)


def _width(sheet: Sheet, total: SheetColumn) -> tuple[bool, int]:
    """Return how much a total sums; what it has of which is less than any sum."""
    parts = [sheet.of_index[i] for i in sheet.parts[total.index]]
    return not all(part.is_of_which for part in parts), len(parts)


def _is_merged(sheet: Sheet, column: SheetColumn) -> bool:
    """Say whether a figure of a column stands for several rows at once."""
    return any((i, column.index) in sheet.tall for i in sheet.data)


def _added(columns: Sequence[SheetColumn], lines: int) -> tuple[int | None, ...]:
    """Return the sum of some columns in each line; None where all are empty."""
    sums: list[int | None] = []
    for i in range(lines):
        there = [v for c in columns if (v := c.values[i]) is not None]
        sums.append(sum(there) if there else None)
    return tuple(sums)


@dataclass(frozen=True)
class Pairs:
    """An indicator beside what was given, in the data rows that have both.

    Attributes:
        lines: The rows, by index.
        counts: The indicator's figures, above 0 [1/scale].
        amounts: What was given [1/scale of the sheet's unit].
    """

    indicator: SheetColumn
    given: Given
    lines: tuple[int, ...]
    counts: tuple[int, ...]
    amounts: tuple[int, ...]
    scale: int

    @property
    def common(self) -> Fraction:
        """The largest number that all amounts are multiples of [unit of the sheet]."""
        return Fraction(gcd(*self.amounts), self.scale)


def pairs(sheet: Sheet, indicator: SheetColumn, of: Given) -> Pairs:
    """Return the rows that have both an indicator and an amount."""
    lines = tuple(
        i for i in sheet.data if of.values[i] is not None and (indicator.values[i] or 0) > 0
    )
    return Pairs(
        indicator,
        of,
        lines,
        tuple(indicator.values[i] or 0 for i in lines),
        tuple(of.values[i] or 0 for i in lines),
        sheet.scale,
    )


def amounts_of(sheet: Sheet, of: Given) -> list[Fraction]:
    """Return what the data rows were given [unit of the sheet]."""
    return [sheet.exact(v) for i in sheet.data if (v := of.values[i]) is not None]


def given_across(sheet: Sheet, columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...] | None:
    """Return the columns under heads that have a name below them in common: 产业/中央, 基建/中央.

    They are parts of the money in two ways at once. None where heads tell all of it again, or are
    of several years, batches or plans.
    """
    under: dict[tuple[str, ...], list[SheetColumn]] = {}
    for column in columns:
        if len(column.path) > 1:
            under.setdefault(column.path[:-1], []).append(column)
    first, *others = list(under.values()) or [[]]
    names, *more = ({c.path[-1] for c in group} for group in (first, *others))
    if not others or not names.intersection(*more) or any(_VERSION.search(h[-1]) for h in under):
        return None
    if any(come_to_same(sheet, one, other) for one, other in combinations(under.values(), 2)):
        return None
    return tuple(c for group in under.values() for c in group)


def come_to_same(sheet: Sheet, some: Sequence[SheetColumn], others: Sequence[SheetColumn]) -> bool:
    """Say whether columns come to what others come to in most rows: the same money once more."""
    pairs = [
        tuple(sum(c.values[i] or 0 for c in columns) for columns in (some, others))
        for i in sheet.data
    ]
    return sum(a == b for a, b in pairs) >= LEAST_ALIKE * len(pairs)
