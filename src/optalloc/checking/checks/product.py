"""A printed standard times its units against the amount:  amount[i] = rate[i] * units[i], rounded.

    标准×人数×月数 = 金额        several columns of units may be multiplied
    户均补助 = 补助÷户数         a mean is what is wrong where it is not the quotient, in totals too

A standard or number that is off is told at its own cell where others tell it (`wrong_factor.py`).
The units and the amount meant are the columns under which most rows agree; three fifths at least,
or half where the standard's own head names its units (元/人·月 beside 人数 and 月数). A second
amount of the same standard (已发 for one month, 应发 for three) is held to its own units.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from itertools import product as pairs
from math import prod

from optalloc.checking.checks import KINDS
from optalloc.checking.wrong_factor import RowProduct
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import decimals, finest, is_round, shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AGREEING = Fraction(3, 5)
LEAST_TOLD = Fraction(1, 2)
"""Part of the rows that must agree where the heads say what is multiplied."""
MOST_COLUMNS = 6
FIRST_ROWS = 20
"""Rows in which columns that are less likely meant have to agree before all rows are looked at."""
DIGITS = 2
"""Significant digits of a round standard."""
_UNITS = re.compile(r"[/／·.．*×]")
"""What stands between the units of a standard: 元/人·月."""
_MEAN = re.compile(r".*[人户亩村生校]均.*")


@dataclass(frozen=True)
class _Product:
    """What a standard is multiplied by, and what it comes to.

    Attributes:
        per: What one unit of the standard's money is in the table's.
        step: The last decimal of the amounts.
        last: The last decimal of the standard, where it is a mean and printed rounded.
    """

    rate: SheetColumn
    units: tuple[SheetColumn, ...]
    amount: SheetColumn
    per: Fraction
    step: Fraction
    last: Fraction

    def due(self, sheet: Sheet, line: int) -> tuple[Fraction, Fraction] | None:
        """Return the amount of a row and what standard times units comes to."""
        values = [c.values[line] for c in (self.amount, self.rate, *self.units)]
        exact = [sheet.exact(v) for v in values if v is not None]
        if len(exact) < len(values):
            return None
        return exact[0], prod(exact[1:], start=self.per)

    def agrees(self, sheet: Sheet, line: int, found: tuple[Fraction, Fraction]) -> bool:
        """Say whether a row is right: its amount, or its mean as far as that is printed."""
        if abs(found[0] - found[1]) <= self.step / 2:
            return True
        mean, digits = self.mean(sheet, line), sheet.decimals(line, self.rate)
        last = self.last if digits is None else Fraction(1, 10**digits)
        return mean is not None and abs(mean - self._printed(sheet, line)) <= last / 2

    def mean(self, sheet: Sheet, line: int) -> Fraction | None:
        """Return the amount of a row by its units; None where no mean is printed."""
        amount = self.amount.values[line]
        units = [c.values[line] for c in self.units]
        if not self.last or amount is None or not all(units):
            return None
        return sheet.exact(amount) / prod((sheet.exact(v or 0) for v in units), start=self.per)

    def _printed(self, sheet: Sheet, line: int) -> Fraction:
        return sheet.exact(self.rate.values[line] or 0)

    def counts(self, sheet: Sheet, most: int | None = None) -> tuple[int, int]:
        """Return in how many rows the product agrees, and in how many it can be taken."""
        both = [(i, found) for i in sheet.data[:most] if (found := self.due(sheet, i)) is not None]
        both = [(i, found) for i, found in both if any(found)]
        return sum(self.agrees(sheet, i, found) for i, found in both), max(len(both), 1)

    def may_be(self, sheet: Sheet, most: int | None = None) -> bool:
        """Say whether enough rows agree."""
        agreeing, compared = self.counts(sheet, most)
        least = LEAST_TOLD if self.is_told else LEAST_AGREEING
        return agreeing >= 2 and agreeing >= least * compared

    @property
    def is_told(self) -> bool:
        """Whether the head of the standard names the units: 元/人·月 beside 人数 and 月数."""
        names = [one for one in _UNITS.split(self.rate.bracket)[1:] if one]
        heads = [c.name + c.bracket for c in self.units]
        return len(names) == len(heads) and any(
            all(name in head for name, head in zip(names, order, strict=True))
            for order in permutations(heads)
        )

    def is_off_in_total(self, sheet: Sheet, line: int) -> Fraction | None:
        """Return the mean of a total where another stands; that of the rows' means may too."""
        mean, stated = self.mean(sheet, line), self.rate.values[line]
        if mean is None or stated is None:
            return None
        covers = [v for i in sheet.lines[line].covers if (v := self.rate.values[i]) is not None]
        of_means = sheet.exact(sum(covers)) / max(len(covers), 1)
        printed = sheet.exact(stated)
        least = max(self.last, Fraction(1, 10 ** decimals(printed)))
        is_right = any(abs(due - printed) <= least / 2 for due in (mean, of_means))
        return None if is_right else mean


@KINDS.register("product")
def product(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows whose amount is not standard times units."""
    for best in _meant(sheet):
        yield from _off(sheet, best)
        for i in sheet.totals:
            mean = best.is_off_in_total(sheet, i)
            if mean is not None:
                yield _off_mean(sheet, best, i, mean, "warning")


def held_by_product(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, that are compared with a product or stand in one."""
    held = set()
    for best in _meant(sheet):
        for i in sheet.data:
            if best.due(sheet, i) is not None:
                held |= {(i, c.index) for c in (best.rate, *best.units, best.amount)}
        held |= {(i, best.rate.index) for i in sheet.totals if best.mean(sheet, i) is not None}
    return held


def told_by_product(sheet: Sheet) -> Iterator[FindingPlace]:
    """Yield the amounts that the standard of their own row gives: no rule of other rows is theirs.

    A mean that no other row has may have been taken of a wrong amount, unless it is round.
    """
    for best in _meant(sheet):
        often = Counter(best.rate.values[i] for i in sheet.data)
        for i in sheet.data:
            found, rate = best.due(sheet, i), best.rate.values[i]
            if found is None or not best.agrees(sheet, i, found):
                continue
            if not best.last or often[rate] > 1 or is_round(sheet.exact(rate or 0), DIGITS):
                yield sheet.place(i, best.amount)


def _meant(sheet: Sheet) -> Iterator[_Product]:
    """Yield each standard with its units and its amounts, where most rows agree."""
    for rate in sheet.with_role("rate", figures=True):
        found = [one for one in _candidates(sheet, rate) if one.may_be(sheet)]
        found.sort(key=lambda one: one.counts(sheet)[0], reverse=True)
        yield from found[:1]
        # 已发 of one month beside 应发 of three: one standard, two amounts, units of their own.
        more = [c for c in found if c.units != found[0].units and c.amount != found[0].amount]
        yield from {one.amount.index: one for one in reversed(more)}.values()


def _candidates(sheet: Sheet, rate: SheetColumn) -> Iterator[_Product]:
    """Yield what a standard may be multiplied by, and in what money it may stand."""
    units = [c for c in sheet.with_role("indicator") if c.values][:MOST_COLUMNS]
    money = [(c, _step(sheet, [c])) for c in sheet.money[:MOST_COLUMNS]]
    last = _step(sheet, [rate]) if rate.path and _MEAN.fullmatch(rate.path[-1]) else Fraction(0)
    own, *others = _per(rate, sheet.unit)
    for unit, (amount, step) in pairs(units, money):
        yield _Product(rate, (unit,), amount, own, step, last)
        if unit.bracket.startswith("万"):  # 元/亩 beside 万亩
            yield _Product(rate, (unit,), amount, own * 10**4, step, last)
    several: list[tuple[SheetColumn, ...]] = [(unit,) for unit in units] if others else []
    several += combinations(units, 2)
    for some, (amount, step), per in pairs(several, money, (own, *others)):
        one = _Product(rate, some, amount, per, step, last)
        if one.may_be(sheet, FIRST_ROWS):
            yield one


def _per(rate: SheetColumn, unit: str | None) -> tuple[Fraction, ...]:
    """Return what one unit of the standard's money may be in the table's: 元/亩 in one of 万元.

    A standard that tells no unit is in that of the table, or in yuan.
    """
    own = rate.unit or rate.bracket.partition("/")[0]
    if unit is None:
        return (Fraction(1),)
    if own in FEN_PER_UNIT:
        return (Fraction(FEN_PER_UNIT[own], FEN_PER_UNIT[unit]),)
    return tuple(dict.fromkeys((Fraction(1), Fraction(FEN_PER_UNIT["元"], FEN_PER_UNIT[unit]))))


def _step(sheet: Sheet, columns: list[SheetColumn]) -> Fraction:
    return finest([sheet.common(v for c in columns for v in c.values if v is not None)])


def _off(sheet: Sheet, best: _Product, told: Collection[int] = ()) -> Iterator[Finding]:
    """Yield rows that are off, each at the figure that is wrong.

    Args:
        told: The rows whose amounts a plan tells.
    """
    bounded = _bounded(sheet, best)
    for i in sheet.data:
        found = best.due(sheet, i)
        if found is None or best.agrees(sheet, i, found) or i in bounded:
            continue
        mean = best.mean(sheet, i)
        if mean is not None:
            yield _off_mean(sheet, best, i, mean, "error")
            continue
        row = RowProduct(sheet, i, best.rate, best.units, best.amount, best.per, best.step)
        wrong = row.wrong_factor(is_told=i in told)
        amount, due = shown(found[0]), shown(found[1])
        name = "×".join(c.name for c in (best.rate, *best.units))
        times = " times ".join(c.name for c in (best.rate, *best.units))
        if wrong is not None:
            yield _off_factor(
                sheet, i, *wrong, Words(f"{name} 为 {due}", f"{times} is {due}"), amount
            )
            continue
        words = Words(
            f"{name} 为 {due}，表中写 {amount}，差 {shown(found[0] - found[1])}",
            f"{times} is {due}, the table says {amount}, off by {shown(found[0] - found[1])}",
        )
        place = sheet.place(i, best.amount)
        yield Finding("product", "error", place, words, amount, Words(due, due))


def _bounded(sheet: Sheet, best: _Product) -> set[int]:
    """Return the rows that a cap or a floor explains: one amount, beyond which nobody has any."""
    found = {i: due for i in sheet.data if (due := best.due(sheet, i)) is not None}
    off = {i: due for i, due in found.items() if not best.agrees(sheet, i, due)}
    amounts = [due[0] for due in found.values()]
    at = {amount for amount, _ in off.values()}
    is_cap = at == {max(amounts, default=None)} and all(due > had for had, due in off.values())
    is_floor = at == {min(amounts, default=None)} and all(due < had for had, due in off.values())
    return set(off) if len(off) > 1 and (is_cap or is_floor) else set()


def _off_factor(
    sheet: Sheet, line: int, column: SheetColumn, meant: Fraction, comes_to: Words, amount: str
) -> Finding:
    """Return that a standard or a number is wrong, and not the amount that it should make."""
    came, due = shown(sheet.exact(column.values[line] or 0)), shown(meant)
    words = Words(
        f"按金额 {amount}，{column.name}应为 {due}，表中写 {came}（",
        f"by the amount {amount}, {column.name} is {due}; the table says {came} (",
    )
    words += comes_to + Words("）", ")")
    return Finding("product", "error", sheet.place(line, column), words, came, Words(due, due))


def product_beside_plan(sheet: Sheet, told: Collection[int]) -> Iterator[Finding]:
    """Yield rows whose amount is not standard times units, where a plan tells some amounts.

    Args:
        told: The rows whose amounts are those of a plan.
    """
    for best in _meant(sheet):
        yield from _off(sheet, best, told)


def _off_mean(
    sheet: Sheet, best: _Product, line: int, mean: Fraction, severity: Severity
) -> Finding:
    """Return that a printed mean is not the amount by its units."""
    came = shown(sheet.exact(best.rate.values[line] or 0))
    due = shown(round(mean, max(decimals(best.last), 2)))
    units, by = (mark.join(c.name for c in best.units) for mark in ("÷", " by "))
    words = Words(
        f"{best.amount.name}÷{units} 为 {due}，表中写 {came}",
        f"{best.amount.name} by {by} is {due}, the table says {came}",
    )
    place = sheet.place(line, best.rate)
    return Finding("product", severity, place, words, came, Words(due, due))
