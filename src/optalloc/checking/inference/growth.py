"""Last year plus a percentage:  this_r = last_r * (1 + p), rounded to a step, for most rows."""

import re
from dataclasses import dataclass
from fractions import Fraction

from optalloc.checking.inference.rates import RateRule, rate_rule
from optalloc.inputs.tables.field_words import LAST_YEARS
from optalloc.inputs.understanding.layout.arithmetic import is_round
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given, pairs
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_EXPLAINED = Fraction(3, 4)
LEAST_ROWS = 5
DIGITS = 4
"""Significant digits of one and the percentage: 1.125 has four."""
_LAST = re.compile("|".join(LAST_YEARS), re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(frozen=True)
class GrowthRule:
    """What most rows got more than the year before, in one percentage.

    Attributes:
        before: The column of the year before.
        rule: The rate of this year's amount by that.
    """

    before: SheetColumn
    rule: RateRule

    @property
    def percentage(self) -> Fraction:
        """The change as a share of the year before."""
        return self.rule.rate - 1


def growth_rule(sheet: Sheet) -> GrowthRule | None:
    """Return the percentage that most rows follow; None without two years beside each other."""
    columns = [c for c in sheet.money if not c.is_of_which]
    found: list[GrowthRule] = [
        rule
        for before in columns
        for now in columns
        if _is_before(before, now) and (rule := _rule(sheet, before, now)) is not None
    ]
    return max(found, key=lambda growth: growth.rule.explained, default=None)


def _rule(sheet: Sheet, before: SheetColumn, now: SheetColumn) -> GrowthRule | None:
    rule = rate_rule(pairs(sheet, before, Given((now,), now.values)))
    if rule is None or not is_round(rule.rate, DIGITS):
        return None
    exact = sum(rule.rate * row.count == row.amount for row in rule.rows)
    if not rule.is_pinned and exact < rule.explained:
        return None  # so few digits are met by many percentages
    is_of_most = rule.explained >= LEAST_EXPLAINED * len(rule.rows)
    if rule.explained < LEAST_ROWS or not is_of_most or rule.rate == 1:
        return None
    return GrowthRule(before, rule)


def _is_before(before: SheetColumn, now: SheetColumn) -> bool:
    """Say whether the headers tell that a column is of the year before another's."""
    own = [head for c in (before, now) for head in c.path[-1:]]
    if len(set(own)) > 1 and not any(_YEAR.search(head) or _LAST.search(head) for head in own):
        return False  # 中央 below one year and 省级 below another
    then, at = _YEAR.search(before.name), _YEAR.search(now.name)
    if then and at:
        return int(then[1]) < int(at[1])
    return bool(_LAST.search(before.name)) and not _LAST.search(now.name)
