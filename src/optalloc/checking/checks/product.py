"""A printed standard times its units against the amount:  amount[i] = rate[i] * units[i], rounded.

The units and the amount meant are the columns under which most rows agree; three fifths at least.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product as pairs

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import finest, shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AGREEING = Fraction(3, 5)
MOST_COLUMNS = 6
Match = tuple[SheetColumn, SheetColumn, Fraction]


@KINDS.register("product")
def product(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows whose amount is not standard times units."""
    for rate, best in _meant(sheet):
        yield from _off(sheet, rate, best)


def held_by_product(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, that are compared with a product or stand in one."""
    return {
        (i, c.index)
        for rate, match in _meant(sheet)
        for i in sheet.data
        if _due(sheet, rate, match, i) is not None
        for c in (rate, *match[:2])
    }


def _meant(sheet: Sheet) -> Iterator[tuple[SheetColumn, Match]]:
    """Yield each standard with its units and its amount, where most rows agree."""
    units = [c for c in sheet.with_role("indicator") if c.values][:MOST_COLUMNS]
    for rate in sheet.with_role("rate", figures=True):
        per = _per(rate, sheet.unit)
        found = [(u, a, per) for u, a in pairs(units, sheet.money[:MOST_COLUMNS])]
        best = max(found, key=lambda m: _counts(sheet, rate, m)[0], default=None)
        if best is None:
            continue
        agreeing, compared = _counts(sheet, rate, best)
        if agreeing >= 2 and Fraction(agreeing, compared) >= LEAST_AGREEING:
            yield rate, best


def _per(rate: SheetColumn, unit: str | None) -> Fraction:
    """Return what one unit of the standard's money is in the table's: 元/亩 in a table of 万元."""
    own = rate.unit or rate.bracket.partition("/")[0]
    if unit is None or own not in FEN_PER_UNIT:
        return Fraction(1)
    return Fraction(FEN_PER_UNIT[own], FEN_PER_UNIT[unit])


def _due(
    sheet: Sheet, rate: SheetColumn, match: Match, line: int
) -> tuple[Fraction, Fraction] | None:
    """Return the amount of a row and what standard times units comes to."""
    units, amount, per = match
    values = (rate.values[line], units.values[line], amount.values[line])
    if values[0] is None or values[1] is None or values[2] is None:
        return None
    return sheet.exact(values[2]), sheet.exact(values[0]) * sheet.exact(values[1]) * per


def _agrees(amount: Fraction, due: Fraction, step: Fraction) -> bool:
    return abs(amount - due) <= step / 2


def _step(sheet: Sheet, amount: SheetColumn) -> Fraction:
    return finest([sheet.common(v for v in amount.values if v is not None)])


def _counts(sheet: Sheet, rate: SheetColumn, match: Match) -> tuple[int, int]:
    """Return in how many rows the product agrees, and in how many it can be taken."""
    step = _step(sheet, match[1])
    both = [found for i in sheet.data if (found := _due(sheet, rate, match, i)) is not None]
    return sum(_agrees(*found, step) for found in both), max(len(both), 1)


def _off(sheet: Sheet, rate: SheetColumn, match: Match) -> Iterator[Finding]:
    units, amount, _ = match
    step = _step(sheet, amount)
    for i in sheet.data:
        found = _due(sheet, rate, match, i)
        if found is None or _agrees(*found, step):
            continue
        came, due = shown(found[0]), shown(found[1])
        words = Words(
            f"{rate.name}×{units.name} 为 {due}，表中写 {came}，差 {shown(found[0] - found[1])}",
            f"{rate.name} times {units.name} is {due}, the table says {came}, "
            f"off by {shown(found[0] - found[1])}",
        )
        yield Finding("product", "error", sheet.place(i, amount), words, came, Words(due, due))
