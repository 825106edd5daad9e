"""The rate that explains each row under rounding to a step, and the rate they share.

    nearest   a = round(rate * n)   <=>   (a - s/2) / n <= rate <= (a + s/2) / n
    down      a = floor(rate * n)   <=>    a / n        <= rate <  (a + s) / n
    up        a = ceil(rate * n)    <=>   (a - s) / n   <  rate <=  a / n

The shared rate is the number of fewest digits in the meeting of the intervals; when they do not
all meet, of as many as do (by a sweep over their ends). First the last decimal shown is tried as
the step, then the step that the amounts stand in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from optalloc.checking.arithmetic import (
    Mode,
    finest,
    is_multiple,
    largest_step,
    rounded,
    roundest,
)
from optalloc.checking.series import Pairs

FINE = 10**15
"""Parts of one that the sweep counts in; what it finds is checked exactly."""
LEAST_ROWS = 3
LEAST_EXPLAINED = Fraction(3, 5)
MODES: tuple[Mode, ...] = ("nearest", "down", "up")


@dataclass(frozen=True)
class RateRow:
    """One row beside the shared rate.

    Attributes:
        line: The row, by index.
        low, high: The rates that explain it alone [money per unit].
        due: What the shared rate gives it, rounded.
        off: What it got more than that.
    """

    line: int
    low: Fraction
    high: Fraction
    due: Fraction
    off: Fraction


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

    @property
    def explained(self) -> int:
        """How many rows the rate explains."""
        return sum(row.off == 0 for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether it explains every row."""
        return self.explained == len(self.rows)

    @property
    def rounds(self) -> bool:
        """Whether the rate needs rounding at all."""
        return any(not is_multiple(self.rate * n, self.step) for n in self.pairs.counts)

    @property
    def is_pinned(self) -> bool:
        """Whether the rows fix the rate to a thousandth, so that agreeing cannot be chance."""
        return (self.high - self.low) * 1000 <= self.rate and self.explained >= 5

    def rounding(self, count: Fraction) -> Fraction:
        """Return how far rounding alone may take a row.

        Rounded payee by payee to the last decimal, the sum over N payees strays by the root of N/12
        steps; four times that is the limit, with a unit for each payee at least. A rule that needs
        no rounding allows none.
        """
        if not self.rounds:
            return Fraction(0)
        payees = max(1, int(count)) if self.step * 100 <= 1 else 1
        return self.step * (isqrt(4 * payees // 3) + 1)


def rate_rule(found: Pairs) -> RateRule | None:
    """Return the rate that most rows share; None when fewer than three fifths do."""
    if len(found.lines) < LEAST_ROWS:
        return None
    rules = list(_rules(found))
    if not rules:
        return None
    whole = next((rule for rule in rules if rule.is_whole), None)
    best = whole or max(rules, key=lambda rule: rule.explained)
    is_enough = best.explained >= LEAST_EXPLAINED * len(best.rows)
    return best if is_enough and best.explained >= LEAST_ROWS else None


def _rules(found: Pairs) -> Iterator[RateRule]:
    """Yield the best rate for each step and way of rounding, the plainest first."""
    last = finest(found.amounts)
    coarse = largest_step(found.amounts) or last
    for step in dict.fromkeys((last, coarse)):
        for mode in MODES:
            rule = _best(found, step, mode)
            if rule is not None:
                yield rule
                if rule.is_whole:
                    return


def intervals(found: Pairs, step: Fraction, mode: Mode) -> list[tuple[Fraction, Fraction]]:
    """Return the rates that explain each row; ends that do not belong are let in."""
    below = {"nearest": step / 2, "down": Fraction(0), "up": step}[mode]
    above = step - below
    return [
        ((a - below) / n, (a + above) / n) for a, n in zip(found.amounts, found.counts, strict=True)
    ]


def _best(found: Pairs, step: Fraction, mode: Mode) -> RateRule | None:
    """Return the rate that explains most rows under one step and way of rounding."""
    spans = intervals(found, step, mode)
    at = _most_met(spans)
    met = [(low, high) for low, high in spans if low * FINE <= at + 1 and high * FINE >= at]
    low, high = max(low for low, _ in met), min(high for _, high in met)
    if low > high or high <= 0:
        return None
    rate = roundest(low, high)
    rows = []
    for i, n, a, span in zip(found.lines, found.counts, found.amounts, spans, strict=True):
        due = rounded(rate * n, step, mode)
        if abs(a - rate * n) * 2 == step and mode == "nearest":
            due = a  # a half may have been rounded either way
        rows.append(RateRow(i, *span, due, a - due))
    return RateRule(found, step, mode, rate, low, high, tuple(rows))


def _most_met(spans: Sequence[tuple[Fraction, Fraction]]) -> int:
    """Return a point [1/FINE] that most of the intervals hold, by a sweep over their ends."""
    starts = sorted(low.numerator * FINE // low.denominator for low, _ in spans)
    ends = sorted(-(-high.numerator * FINE // high.denominator) for _, high in spans)
    best, most, ended = starts[0], 0, 0
    for begun, start in enumerate(starts, start=1):
        while ends[ended] < start:
            ended += 1
        if begun - ended > most:
            best, most = start, begun - ended
    return best
