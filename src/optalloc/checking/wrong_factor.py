"""Which figure of a row is wrong where its standard times its units is not its amount.

户数  标准  金额
 10   100  1000
 30   110  3000      other rows have 100 too, and the amounts come to their total: the standard
 33   100  3000      the amounts come to their total and the numbers do not: the number
 30   100  3300      the standard is that of other rows: the amount
合计 …     …

An amount is told by what its column comes to, or by a plan; a standard by other rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

DIGITS = 6
"""Most decimals of a standard that is meant."""


@dataclass(frozen=True)
class RowProduct:
    """What should be the amount of a row:  amount = per * rate * units.

    Attributes:
        per: What one unit of the standard's money is in the table's.
        step: The last decimal of the amounts.
    """

    sheet: Sheet
    line: int
    rate: SheetColumn
    units: Sequence[SheetColumn]
    amount: SheetColumn
    per: Fraction
    step: Fraction

    def wrong_factor(self, is_told: bool = False) -> tuple[SheetColumn, Fraction] | None:
        """Return the standard or number that is wrong, and what it should be; None for the amount.

        Args:
            is_told: Whether a plan tells the amount.
        """
        is_right = is_told or self._comes_to_total(self.amount)
        for unit in self.units:
            due = self._meant(unit) if self._comes_to_total(unit) is False else None
            if due is not None and is_right:
                return unit, round(due, DIGITS)
        due = self._meant(self.rate)
        if due is None or is_right is False:
            return None
        alike = _rates_alike(self.sheet, self.line, self.rate)
        seen = self._near(due, (self.sheet.exact(value) for value in alike))
        is_common = self.rate.values[self.line] in alike
        is_alone = seen is not None and not is_common
        if is_told or is_alone or (is_right and (seen is not None or not is_common)):
            short = (round(due, digits) for digits in range(DIGITS))
            return self.rate, seen or self._near(due, short) or round(due, DIGITS)
        return None

    def _near(self, due: Fraction, tried: Iterable[Fraction]) -> Fraction | None:
        """Return the first standard by which the amount is right to its last decimal."""
        amount = self._stated()
        return next((v for v in tried if abs((v / due - 1) * amount) <= self.step / 2), None)

    def _stated(self) -> Fraction:
        return self.sheet.exact(self.amount.values[self.line] or 0)

    def _meant(self, column: SheetColumn) -> Fraction | None:
        """Return what a factor is by the amount and the others; None where any of them is 0."""
        others = (c for c in (self.rate, *self.units) if c is not column)
        factors = (self.sheet.exact(c.values[self.line] or 0) for c in others)
        rest = prod(factors, start=self.per)
        return self._stated() / rest if rest and self._stated() else None

    def _comes_to_total(self, column: SheetColumn) -> bool | None:
        """Say whether a column comes to the totals of the row; None where none tells."""
        lines = self.sheet.lines
        told = [
            column.values[t] == sum_of(column.values, lines[t].covers)[0]
            for t in self.sheet.totals
            if self.line in lines[t].covers and column.values[t] is not None
        ]
        return all(told) if told else None


def _rates_alike(sheet: Sheet, line: int, rate: SheetColumn) -> set[int]:
    """Return the standards of other rows: of those of its groups, where there are others."""
    others = [i for i in sheet.data if i != line and rate.values[i] is not None]
    for group in sheet.with_role("group", figures=False):
        own = sheet.name(line, group)
        others = [i for i in others if sheet.name(i, group) == own] or others
    return {rate.values[i] or 0 for i in others}
