"""The rate that explains each row under rounding to a step, and the rate they share.

    nearest   a = round(rate * n)   <=>   (a - s/2) / n <= rate <= (a + s/2) / n
    down      a = floor(rate * n)   <=>    a / n        <= rate <  (a + s) / n
    up        a = ceil(rate * n)    <=>   (a - s) / n   <  rate <=  a / n

The shared rate is the number of fewest digits in the meeting of the intervals; when they do not
all meet, of as many as do (by a sweep over their ends). First the last decimal shown is tried as
the step, then the step that the amounts stand in. Amounts and units are whole numbers of one scale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, isqrt, prod

from optalloc.inputs.understanding.layout.arithmetic import Mode, finest, largest_step, roundest
from optalloc.inputs.understanding.layout.series import Pairs

FINE = 10**15
"""Parts of one that the sweep counts in; what it finds is checked exactly."""
LEAST_ROWS = 3
LEAST_EXPLAINED = Fraction(3, 5)
MOST_BY_CHANCE = Fraction(1, 20)
"""How likely so many rows may agree by chance before others are accused by them."""
MODES: tuple[Mode, ...] = ("nearest", "down", "up")


@dataclass(frozen=True)
class RateRow:
    """One row beside the shared rate [1/scale].

    Attributes:
        line: The row, by index.
        count: Its units.
        amount: What it got.
        due: What the shared rate gives it, rounded.
    """

    line: int
    count: int
    amount: int
    due: int


@dataclass(frozen=True)
class RateRule:
    """A rate that most rows share.

    Attributes:
        step: The step that amounts are rounded to [unit of the sheet].
        mode: How they are rounded.
        rate: The number of fewest digits between low and high [money per unit].
        low, high: The rates that explain all rows but those off.
    """

    pairs: Pairs
    step: Fraction
    mode: Mode
    rate: Fraction
    low: Fraction
    high: Fraction
    rows: tuple[RateRow, ...]

    @cached_property
    def explained(self) -> int:
        """How many rows the rate explains."""
        return sum(row.amount == row.due for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether it explains every row."""
        return self.explained == len(self.rows)

    @cached_property
    def rounds(self) -> bool:
        """Whether the rate needs rounding at all."""
        seat = int(self.step * self.pairs.scale)
        part, whole = self.rate.numerator, self.rate.denominator * seat
        return any(part * n % whole for n in self.pairs.counts)

    @property
    def is_pinned(self) -> bool:
        """Whether the rows fix the rate to a thousandth, so that agreeing cannot be chance."""
        return (self.high - self.low) * 1000 <= self.rate and self.explained >= 5

    @property
    def may_be_chance(self) -> bool:
        """Whether rows may agree by chance: one fixes the rate, each other one meets it in a step.

        Of 5 projects 3 in whole 100,000 agree with some rate or other in one table of ten.
        """
        if self.is_whole:
            return False
        agreeing = (
            Fraction(row.amount, self.pairs.scale) for row in self.rows if row.amount == row.due
        )
        steps = sorted(self.step / amount for amount in agreeing if amount)
        return comb(len(self.rows), self.explained) * prod(steps[1:]) > MOST_BY_CHANCE

    def off(self, row: RateRow) -> Fraction:
        """Return what a row got more than its due [unit of the sheet]."""
        return Fraction(row.amount - row.due, self.pairs.scale)

    def interval(self, row: RateRow) -> tuple[Fraction, Fraction]:
        """Return the rates that explain a row alone."""
        seat = int(self.step * self.pairs.scale)
        low, high, times = _ends(row.amount, seat, self.mode)
        return Fraction(low, times * row.count), Fraction(high, times * row.count)

    def strays(self, row: RateRow) -> Fraction:
        """Return how far a row is from what the rate gives it unrounded [unit of the sheet]."""
        return abs(row.amount - self.rate * row.count) / self.pairs.scale

    def is_other_way(self, row: RateRow) -> bool:
        """Say whether a row is what the rate gives it, rounded the other way than most are."""
        return self.rounds and self.strays(row) < self.step

    def is_by_payees(self, row: RateRow) -> bool:
        """Say whether rounding payee by payee may give a row what it got.

        Rounded so to the last decimal, each of N payees moves the sum by half a step at most, and
        by the root of N/12 steps in all as a rule: four times that is the limit where it is less.
        An amount in whole steps that are coarser was rounded once, for the row.
        """
        payees = row.count // self.pairs.scale
        if not self.rounds or payees < 2 or self.step * 100 > 1:
            return False
        most = min(Fraction(payees, 2), Fraction(isqrt(4 * payees // 3) + 1))
        return self.strays(row) <= self.step * most


def rate_rule(found: Pairs) -> RateRule | None:
    """Return the rate that most rows share; None when fewer than three fifths do."""
    if len(found.lines) < LEAST_ROWS:
        return None
    rules = list(_rules(found))
    whole = next((rule for rule in rules if rule.is_whole), None)
    best = whole or max(rules, key=lambda rule: rule.explained, default=None)
    if best is None or best.explained < LEAST_ROWS:
        return None
    return best if best.explained >= LEAST_EXPLAINED * len(best.rows) else None


def _rules(found: Pairs) -> Iterator[RateRule]:
    """Yield the best rate for each step and way of rounding, the plainest first."""
    last = finest([found.common])
    for step in dict.fromkeys((last, largest_step([found.common]) or last)):
        for mode in MODES:
            rule = _best(found, step, mode)
            if rule is not None:
                yield rule
                if rule.is_whole:
                    return


def intervals(found: Pairs) -> tuple[Fraction, list[tuple[Fraction, Fraction]]]:
    """Return the step of the last decimal shown, and the rates that explain each row under it."""
    step = finest([found.common])
    seat = int(step * found.scale)
    spans = []
    for amount, count in zip(found.amounts, found.counts, strict=True):
        low, high, times = _ends(amount, seat, "nearest")
        spans.append((Fraction(low, times * count), Fraction(high, times * count)))
    return step, spans


def _ends(amount: int, seat: int, mode: Mode) -> tuple[int, int, int]:
    """Return the ends of a row's interval times its units, and by how much they are multiplied."""
    if mode == "down":
        return amount, amount + seat, 1
    if mode == "up":
        return amount - seat, amount, 1
    return 2 * amount - seat, 2 * amount + seat, 2


def _best(found: Pairs, step: Fraction, mode: Mode) -> RateRule | None:
    """Return the rate that explains most rows under one step and way of rounding."""
    seat = int(step * found.scale)
    spans = []
    for amount, count in zip(found.amounts, found.counts, strict=True):
        low, high, times = _ends(amount, seat, mode)
        spans.append((low * FINE // (times * count), -(-high * FINE // (times * count))))
    at, most = _most_met(spans)
    if most < LEAST_ROWS or most < LEAST_EXPLAINED * len(spans):
        return None
    met = [k for k, (low, high) in enumerate(spans) if low <= at <= high]
    # The innermost ends are exact among the few that the sweep cannot tell apart.
    inner = max(spans[k][0] for k in met), min(spans[k][1] for k in met)
    met = [k for k in met if spans[k][0] == inner[0] or spans[k][1] == inner[1]]
    ends = [(_ends(found.amounts[k], seat, mode), found.counts[k]) for k in met]
    least = max(Fraction(low, times * count) for (low, _, times), count in ends)
    largest = min(Fraction(high, times * count) for (_, high, times), count in ends)
    if least > largest or largest <= 0:
        return None
    rate = roundest(least, largest)
    rows = tuple(
        RateRow(line, n, a, _due(rate, n, a, seat, mode))
        for line, n, a in zip(found.lines, found.counts, found.amounts, strict=True)
    )
    return RateRule(found, step, mode, rate, least, largest, rows)


def _due(rate: Fraction, count: int, amount: int, seat: int, mode: Mode) -> int:
    """Return what a rate gives a row, on the step [1/scale]."""
    part, whole = rate.numerator * count, rate.denominator * seat
    steps, rest = divmod(part, whole)
    if mode == "up":
        return (steps + (rest > 0)) * seat
    if mode == "down":
        return steps * seat
    if 2 * rest == whole and amount in (steps * seat, (steps + 1) * seat):
        return amount  # a half may have been rounded either way
    return (steps + (2 * rest >= whole)) * seat


def _most_met(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return a point that most intervals hold, and how many, by a sweep over their ends."""
    starts = sorted(low for low, _ in spans)
    ends = sorted(high for _, high in spans)
    best, most, ended = starts[0], 0, 0
    for begun, start in enumerate(starts, start=1):
        while ends[ended] < start:
            ended += 1
        if begun - ended > most:
            best, most = start, begun - ended
    return best, most
