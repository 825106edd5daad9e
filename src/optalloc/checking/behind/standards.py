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

from optalloc.checking.arithmetic import finest, is_round, rounded, roundest
from optalloc.checking.behind.rates import RateRule
from optalloc.checking.series import Given
from optalloc.checking.sheet import Column, Sheet

LEAST_ROWS = 4
LEAST_EXPLAINED = Fraction(3, 4)
MOST_TRIED = 12
"""Rows from which pairs are taken to solve for two standards."""
MOST_COLUMNS = 5
DIGITS = 3
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


Row = tuple[int, Fraction, Fraction, Fraction]


def _of_pair(sheet: Sheet, of: Given, pair: tuple[Column, Column]) -> StandardRule | None:
    rows: list[Row] = []
    for i in sheet.data:
        amount, first, second = of.values[i], pair[0].values[i], pair[1].values[i]
        if amount is not None and (first or second):
            units = sheet.exact(first or 0), sheet.exact(second or 0)
            rows.append((i, *units, sheet.exact(amount)))
    if len(rows) < LEAST_ROWS:
        return None
    step = finest([row[3] for row in rows])
    spread = rows[:: max(1, len(rows) // MOST_TRIED)][:MOST_TRIED]
    tried = dict.fromkeys(_solutions(spread, step))
    best = max(tried, key=lambda found: _explained(spread, found, step), default=None)
    if best is None:
        return None
    judged = tuple(
        StandardRow(i, (n, m), a - rounded(best[0] * n + best[1] * m, step)) for i, n, m, a in rows
    )
    rule = StandardRule(pair, best, judged)
    return rule if rule.explained >= LEAST_EXPLAINED * len(rows) else None


def _solutions(rows: Sequence[Row], step: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield round standards that pairs of rows solve to, both above zero."""
    for (_, n1, m1, a1), (_, n2, m2, a2) in combinations(rows, 2):
        determinant = n1 * m2 - n2 * m1
        if not determinant:
            continue
        first = (a1 * m2 - a2 * m1) / determinant
        second = (n1 * a2 - n2 * a1) / determinant
        give_first = step * (m1 + m2) / abs(determinant) / 2
        give_second = step * (n1 + n2) / abs(determinant) / 2
        first = roundest(first - give_first, first + give_first)
        second = roundest(second - give_second, second + give_second)
        if first > 0 and second > 0 and is_round(first, DIGITS) and is_round(second, DIGITS):
            yield first, second


def _explained(rows: Sequence[Row], found: tuple[Fraction, Fraction], step: Fraction) -> int:
    return sum(abs(a - found[0] * n - found[1] * m) * 2 <= step for _, n, m, a in rows)


def implied_standard(sheet: Sheet, rule: RateRule) -> StandardRule | None:
    """Return the second standard that the rows off a round rate imply; None when none does."""
    off = [row for row in rule.rows if row.off]
    is_few = 0 < len(off) <= len(rule.rows) // 3
    if not is_few or not is_round(rule.rate, DIGITS) or any(row.off < 0 for row in off):
        return None
    second = _common([row.off for row in off])
    if not is_round(second, 1) or second < LEAST_TIMES * rule.rate:
        return None
    counts = dict(zip(rule.pairs.lines, rule.pairs.counts, strict=True))
    rows = tuple(
        StandardRow(row.line, (counts[row.line], row.off / second), Fraction(0))
        for row in rule.rows
    )
    marked = _marked(sheet, {row.line for row in off}, rule.pairs.lines)
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
