"""Unit standards in round numbers:  amount = a * n1 + b * n2,  or of three:  + c * n3.

Two or three columns of units: the standards are solved from as many rows, put on the roundest
numbers that the rounding allows, and kept when they explain three quarters of the rows; an empty
cell is none of its unit. One column of units: rows above a round rate by a common round amount are
read as that many of a second unit that the table does not count (10 for each village and 100 for a
township); this is a reading, and said as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd

from optalloc.checking.inference.rates import RateRule
from optalloc.inputs.understanding.layout.arithmetic import finest, is_round, roundest
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_EXPLAINED = Fraction(3, 4)
ROWS_PER_STANDARD = 2
"""Rows that must stand beside each standard: fewer are explained by anything."""
LEAST_WITH = 3
"""Rows that must have some of a unit: a unit of one row would explain whatever that row got."""
MOST_STANDARDS = 3
MOST_TRIED = 12
"""Rows of which two or three are taken to solve for the standards."""
MOST_COLUMNS = 5
DIGITS = 2
"""Significant digits of a round standard."""
LEAST_TIMES = 5
"""How many times the first standard the second must be to be read into a table."""


@dataclass(frozen=True)
class StandardRow:
    """One row beside the standards.

    Attributes:
        units: How many of each unit it has; the last may be implied.
        off: What it got more than the standards give.
    """

    line: int
    units: tuple[Fraction, ...]
    off: Fraction


@dataclass(frozen=True)
class StandardRule:
    """Two or three standards that explain most rows.

    Attributes:
        columns: The columns of units; the last is None when its units are implied.
        standards: The amount for one of each unit [unit of the sheet].
        marked: A column and the word in it that marks the rows with implied units.
    """

    columns: tuple[SheetColumn | None, ...]
    standards: tuple[Fraction, ...]
    rows: tuple[StandardRow, ...]
    marked: tuple[SheetColumn, str] | None = None

    @property
    def explained(self) -> int:
        """How many rows the standards explain."""
        return sum(row.off == 0 for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether they explain every row."""
        return self.explained == len(self.rows)

    @property
    def is_implied(self) -> bool:
        """Whether the last unit is in no column."""
        return None in self.columns


def several_standards(
    sheet: Sheet, of: Given, columns: Sequence[SheetColumn]
) -> StandardRule | None:
    """Return the standards that explain most rows, the fewest of equals; None when too few."""
    rules = [
        rule
        for several in range(2, MOST_STANDARDS + 1)
        for chosen in combinations(columns[:MOST_COLUMNS], several)
        if (rule := _of_columns(sheet, of, chosen)) is not None
    ]
    return max(rules, key=lambda rule: rule.explained, default=None)


@dataclass(frozen=True)
class _Row:
    """The units and the amount of one row [1/scale]."""

    line: int
    units: tuple[int, ...]
    amount: int


Found = tuple[Fraction, ...]


def _of_columns(sheet: Sheet, of: Given, columns: tuple[SheetColumn, ...]) -> StandardRule | None:
    """Return the standards that explain most rows by some columns of units."""
    rows = [
        _Row(i, units, amount)
        for i in sheet.data
        if (amount := of.values[i]) is not None
        and any(units := tuple(c.values[i] or 0 for c in columns))
    ]
    with_each = (sum(row.units[k] > 0 for row in rows) for k in range(len(columns)))
    if len(rows) < ROWS_PER_STANDARD * len(columns) or min(with_each) < LEAST_WITH:
        return None
    seat = int(finest([sheet.common(row.amount for row in rows)]) * sheet.scale)
    spread = rows[:: max(1, len(rows) // MOST_TRIED)][:MOST_TRIED]
    tried = dict.fromkeys(_solutions(spread, seat))
    best = max(tried, key=lambda found: _explained(spread, found, seat), default=None)
    if best is None or _explained(spread, best, seat) < LEAST_EXPLAINED * len(spread) / 2:
        return None
    if _explained(rows, best, seat) < LEAST_EXPLAINED * len(rows):
        return None
    return StandardRule(columns, best, tuple(_judged(sheet, row, best, seat) for row in rows))


def _judged(sheet: Sheet, row: _Row, found: Found, seat: int) -> StandardRow:
    units = tuple(map(sheet.exact, row.units))
    off = Fraction(0)
    if not _is_explained(row, found, seat):
        off = sheet.exact(row.amount) - sum(a * n for a, n in zip(found, units, strict=True))
    return StandardRow(row.line, units, off)


def _solutions(rows: Sequence[_Row], seat: int) -> Iterator[Found]:
    """Yield round standards, all above zero, that as many rows as there are units solve to."""
    for chosen in combinations(rows, len(rows[0].units)):
        inverse = _inverse([row.units for row in chosen])
        if inverse is None:
            continue
        found = []
        for line in inverse:
            value = sum((f * row.amount for f, row in zip(line, chosen, strict=True)), Fraction(0))
            give = sum(map(abs, line), Fraction(0)) * seat / 2
            found.append(roundest(value - give, value + give))
        if all(standard > 0 and is_round(standard, DIGITS) for standard in found):
            yield tuple(found)


def _inverse(rows: Sequence[tuple[int, ...]]) -> list[list[Fraction]] | None:
    """Return the inverse of a square matrix by Gauss-Jordan; None when it has none."""
    size = len(rows)
    wide = [
        [*map(Fraction, row), *(Fraction(int(i == k)) for k in range(size))]
        for i, row in enumerate(rows)
    ]
    for k in range(size):
        pivot = next((i for i in range(k, size) if wide[i][k]), None)
        if pivot is None:
            return None
        wide[k], wide[pivot] = wide[pivot], wide[k]
        wide[k] = [value / wide[k][k] for value in wide[k]]
        for i in range(size):
            if i != k and wide[i][k]:
                times = wide[i][k]
                wide[i] = [v - times * w for v, w in zip(wide[i], wide[k], strict=True)]
    return [line[size:] for line in wide]


def _is_explained(row: _Row, found: Found, seat: int) -> bool:
    """Say whether the standards give a row what it got, by half a step at most."""
    due = sum((a * n for a, n in zip(found, row.units, strict=True)), Fraction(0))
    return abs(row.amount - due) * 2 <= seat


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
    columns = (rule.pairs.indicator, _column_of(sheet, rule, rows))
    return StandardRule(columns, (rule.rate, second), rows, marked)


def _column_of(sheet: Sheet, rule: RateRule, rows: Sequence[StandardRow]) -> SheetColumn | None:
    """Return the column that holds the units which the amounts imply; None without one."""
    for column in sheet.with_role("indicator", figures=True):
        units = ((sheet.exact(column.values[row.line] or 0), row.units[-1]) for row in rows)
        if column is not rule.pairs.indicator and all(have == due for have, due in units):
            return column
    return None


def _common(values: Sequence[Fraction]) -> Fraction:
    """Return the largest number that all values are multiples of."""
    denominator = 1
    for value in values:
        denominator = denominator * value.denominator // gcd(denominator, value.denominator)
    return Fraction(gcd(*(int(v * denominator) for v in values)), denominator)


def _marked(sheet: Sheet, off: set[int], lines: Sequence[int]) -> tuple[SheetColumn, str] | None:
    """Return the column and word that all the rows off share and no other has."""
    for column in sheet.columns:
        if column.holds_figures or column.role in ("recipient", "ignore"):
            continue
        words = {sheet.name(i, column) for i in off}
        others = {sheet.name(i, column) for i in lines if i not in off}
        if len(words) == 1 and not words & others and "" not in words:
            return column, words.pop()
    return None
