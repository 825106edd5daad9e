"""Unit standards in round numbers:  amount = a * n1 + b * n2.

Two columns of units: a and b are solved from pairs of rows, put on the roundest numbers that the
rounding allows, and kept when they explain three quarters of the rows. One column of units: rows
above a round rate by a common round amount are read as that many of a second unit that the table
does not count (10 for each village and 100 for a township); this is a reading, and said as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd

from optalloc.checking.arithmetic import finest, is_round, roundest
from optalloc.checking.behind.rates import RateRule
from optalloc.checking.series import Given
from optalloc.checking.sheet import Column, Sheet

LEAST_ROWS = 4
LEAST_EXPLAINED = Fraction(3, 4)
MOST_TRIED = 12
"""Rows from which pairs are taken to solve for two standards."""
MOST_COLUMNS = 5
DIGITS = 2
"""Significant digits of a round standard."""
LEAST_TIMES = 5
"""How many times the first standard the second must be to be read into a table."""


@dataclass(frozen=True)
class StandardRow:
    """One row beside the standards.

    Attributes:
        units: How many of each unit it has; the second may be implied.
        off: What it got more than the standards give.
    """

    line: int
    units: tuple[Fraction, Fraction]
    off: Fraction


@dataclass(frozen=True)
class StandardRule:
    """Two standards that explain most rows.

    Attributes:
        columns: The columns of units; the second is None when its units are implied.
        standards: The amount for one of each unit [unit of the sheet].
        marked: A column and the word in it that marks the rows with implied units.
    """

    columns: tuple[Column, Column | None]
    standards: tuple[Fraction, Fraction]
    rows: tuple[StandardRow, ...]
    marked: tuple[Column, str] | None = None

    @property
    def explained(self) -> int:
        """How many rows the standards explain."""
        return sum(row.off == 0 for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether they explain every row."""
        return self.explained == len(self.rows)


def two_standards(sheet: Sheet, of: Given, columns: Sequence[Column]) -> StandardRule | None:
    """Return the two standards that explain most rows; None when too few."""
    rules = [
        rule
        for pair in combinations(columns[:MOST_COLUMNS], 2)
        if (rule := _of_pair(sheet, of, pair)) is not None
    ]
    return max(rules, key=lambda rule: rule.explained, default=None)


@dataclass(frozen=True)
class _Row:
    """The units and the amount of one row [1/scale]."""

    line: int
    first: int
    second: int
    amount: int


Found = tuple[Fraction, Fraction]


def _of_pair(sheet: Sheet, of: Given, pair: tuple[Column, Column]) -> StandardRule | None:
    """Return the two standards that explain most rows by two columns of units."""
    rows = [
        _Row(i, pair[0].values[i] or 0, pair[1].values[i] or 0, amount)
        for i in sheet.data
        if (amount := of.values[i]) is not None and (pair[0].values[i] or pair[1].values[i])
    ]
    if len(rows) < LEAST_ROWS:
        return None
    seat = int(finest([sheet.common(row.amount for row in rows)]) * sheet.scale)
    spread = rows[:: max(1, len(rows) // MOST_TRIED)][:MOST_TRIED]
    tried = dict.fromkeys(_solutions(spread, seat))
    best = max(tried, key=lambda found: _explained(spread, found, seat), default=None)
    if best is None or _explained(spread, best, seat) < LEAST_EXPLAINED * len(spread) / 2:
        return None
    if _explained(rows, best, seat) < LEAST_EXPLAINED * len(rows):
        return None
    return StandardRule(pair, best, tuple(_judged(sheet, row, best, seat) for row in rows))


def _judged(sheet: Sheet, row: _Row, found: Found, seat: int) -> StandardRow:
    units = sheet.exact(row.first), sheet.exact(row.second)
    off = Fraction(0)
    if not _is_explained(row, found, seat):
        off = sheet.exact(row.amount) - found[0] * units[0] - found[1] * units[1]
    return StandardRow(row.line, units, off)


def _solutions(rows: Sequence[_Row], seat: int) -> Iterator[Found]:
    """Yield round standards that pairs of rows solve to, both above zero."""
    for one, two in combinations(rows, 2):
        determinant = one.first * two.second - two.first * one.second
        if not determinant:
            continue
        first = Fraction(one.amount * two.second - two.amount * one.second, determinant)
        second = Fraction(one.first * two.amount - two.first * one.amount, determinant)
        give = Fraction(seat, 2 * abs(determinant))
        first = _roundest(first, give * (one.second + two.second))
        second = _roundest(second, give * (one.first + two.first))
        if first > 0 and second > 0 and is_round(first, DIGITS) and is_round(second, DIGITS):
            yield first, second


def _roundest(value: Fraction, give: Fraction) -> Fraction:
    return roundest(value - give, value + give)


def _is_explained(row: _Row, found: Found, seat: int) -> bool:
    """Say whether two standards give a row what it got, by half a step at most."""
    a, b = found
    whole = a.denominator * b.denominator
    due = a.numerator * b.denominator * row.first + b.numerator * a.denominator * row.second
    return abs(row.amount * whole - due) * 2 <= seat * whole


def _explained(rows: Sequence[_Row], found: Found, seat: int) -> int:
    return sum(_is_explained(row, found, seat) for row in rows)


def implied_standard(sheet: Sheet, rule: RateRule) -> StandardRule | None:
    """Return the second standard that the rows off a round rate imply; None when none does."""
    off = {row.line: rule.off(row) for row in rule.rows if row.amount != row.due}
    is_few = 0 < len(off) <= len(rule.rows) // 3
    if not is_few or not is_round(rule.rate, DIGITS) or min(off.values()) < 0:
        return None
    second = _common(list(off.values()))
    if not is_round(second, 1) or second < LEAST_TIMES * rule.rate:
        return None
    rows = tuple(
        StandardRow(
            row.line,
            (sheet.exact(row.count), off.get(row.line, Fraction(0)) / second),
            Fraction(0),
        )
        for row in rule.rows
    )
    marked = _marked(sheet, set(off), rule.pairs.lines)
    columns = (rule.pairs.indicator, None)
    return StandardRule(columns, (rule.rate, second), rows, marked)


def _common(values: Sequence[Fraction]) -> Fraction:
    """Return the largest number that all values are multiples of."""
    denominator = 1
    for value in values:
        denominator = denominator * value.denominator // gcd(denominator, value.denominator)
    return Fraction(gcd(*(int(v * denominator) for v in values)), denominator)


def _marked(sheet: Sheet, off: set[int], lines: Sequence[int]) -> tuple[Column, str] | None:
    """Return the column and word that all the rows off share and no other has."""
    for column in sheet.columns:
        if column.holds_figures or column.role in ("recipient", "ignore"):
            continue
        words = {sheet.name(i, column) for i in off}
        others = {sheet.name(i, column) for i in lines if i not in off}
        if len(words) == 1 and not words & others and "" not in words:
            return column, words.pop()
    return None
