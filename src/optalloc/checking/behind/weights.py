"""The weights behind a table:  amount[i] ~ money * sum_k w[k] * share_k[i],  sum w = 1,  w >= 0.

share_k[i] is the row's part of indicator k's column, or of the reciprocals when less means more.
The weights are searched by linear programs (`least_worst.py`), put on the roundest percentages
that come as close, and judged on whole numbers: shares count in parts of 10**18. A row is
explained when it is less than one step off; no weights explain a row whose part of the money lies
outside all its shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from optalloc.checking.arithmetic import finest, largest_step
from optalloc.checking.behind.least_worst import Fit, fit
from optalloc.checking.series import Given
from optalloc.checking.sheet import Column, Sheet
from optalloc.exact import largest_remainder

FINE = 10**18
"""Parts of one that shares count in."""
MOST_FACTORS = 10
PERCENTS = (1000, 500, 250, 100, 50, 10, 1)
"""Steps of round weights, coarsest first [hundredths of a per cent]."""
WHOLE = 10_000
NEVER = 1000
"""A row this part of the money outside all its shares is beyond any weights."""


@dataclass(frozen=True)
class WeightRow:
    """One row beside the weights [unit of the sheet].

    Attributes:
        due: What the weights give it, exactly but for 10**-18 of the money.
        off: What it got more than that.
        is_beyond: Whether no weights at all explain it.
    """

    line: int
    due: Fraction
    off: Fraction
    is_beyond: bool


@dataclass(frozen=True)
class WeightRule:
    """The weights that come closest to a table.

    Attributes:
        weights: One a factor, adding up to 1; round where round ones come as close.
        low, high: The range each weight can take while no row is farther off than the worst one
            now, or than a step.
        is_round: Whether they are whole hundredths of a per cent or coarser, and explain as much.
        is_unique: Whether no other weights come as close as the best.
        summed: Whether the sum of deviations was made smallest too.
        step: The step that amounts stand in [unit of the sheet].
    """

    factors: tuple[Column, ...]
    given: Given
    weights: tuple[Fraction, ...]
    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    is_round: bool
    is_unique: bool
    summed: bool
    step: Fraction
    rows: tuple[WeightRow, ...]

    @property
    def explained(self) -> int:
        """How many rows are less than a step off."""
        return sum(abs(row.off) < self.step for row in self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether every row is less than a step off."""
        return self.explained == len(self.rows)

    @property
    def worst(self) -> Fraction:
        """The largest difference of a row."""
        return max(abs(row.off) for row in self.rows)


@dataclass(frozen=True)
class _Shares:
    """The rows that have all factors: shares by factor and row [1/FINE], amounts [1/scale]."""

    lines: tuple[int, ...]
    shares: tuple[tuple[int, ...], ...]
    amounts: tuple[int, ...]
    scale: int

    @cached_property
    def money(self) -> int:
        """All the money [1/scale]."""
        return sum(self.amounts)


def weight_rule(sheet: Sheet, of: Given, factors: Sequence[Column]) -> WeightRule | None:
    """Return the weights that come closest; None with fewer than two factors or too few rows."""
    chosen = tuple(factors[:MOST_FACTORS])
    found = _shares(sheet, of, chosen)
    if len(chosen) < 2 or found is None or len(found.lines) <= len(chosen):
        return None
    amounts = [sheet.exact(a) for a in found.amounts]
    step = min(largest_step(amounts) or amounts[0], finest(amounts) * 100)
    parts = np.array(found.amounts, dtype=np.float64) / found.money
    shares = np.array(found.shares, dtype=np.float64).T / FINE
    seat = int(step * sheet.scale)
    came = fit(shares, parts, seat / found.money)
    if came is None:
        return None
    weights, is_round = _rounded(found, came, seat)
    low, high = (tuple(_exact(v) for v in ends) for ends in (came.low, came.high))
    rows = _judged(found, weights)
    return WeightRule(
        chosen, of, weights, low, high, is_round, came.is_unique, came.summed, step, rows
    )


def _shares(sheet: Sheet, of: Given, factors: Sequence[Column]) -> _Shares | None:
    """Return the shares of the rows that have an amount and every factor; None without money."""
    lines = tuple(
        i
        for i in sheet.data
        if of.values[i] is not None and all(f.values[i] is not None for f in factors)
    )
    amounts = tuple(of.values[i] or 0 for i in lines)
    shares = []
    for factor in factors:
        values = [factor.values[i] or 0 for i in lines]
        if factor.role == "inverse":
            if not all(v > 0 for v in values):
                return None
            values = [FINE * FINE // v for v in values]
        if not values or min(values) < 0 or not any(values):
            return None
        column = sum(values)
        shares.append(tuple(v * FINE // column for v in values))
    is_money = any(amounts) and min(amounts, default=0) >= 0
    return _Shares(lines, tuple(shares), amounts, sheet.scale) if is_money else None


def _exact(value: np.floating) -> Fraction:
    """Return a figure of a solver as a fraction of a millionth."""
    return Fraction(round(value.item() * 10**6), 10**6)


def _rounded(found: _Shares, came: Fit, seat: int) -> tuple[tuple[Fraction, ...], bool]:
    """Return the roundest weights under which no row is farther off, or by less than a step."""
    fine = [max(0, round(w.item() * 10**9)) for w in came.weights]
    best = _in_steps(fine, 10**9)
    off, whole = _off(found, best)
    limit = max(Fraction(max(map(abs, off)), whole), Fraction(seat))
    for percent in PERCENTS:
        weights = _in_steps(fine, WHOLE // percent)
        off, whole = _off(found, weights)
        if max(map(abs, off)) < limit * whole:
            return weights, True
    return best, False


def _in_steps(fine: Sequence[int], steps: int) -> tuple[Fraction, ...]:
    """Return weights as so many steps, shared out by largest remainder."""
    return tuple(Fraction(part, steps) for part in largest_remainder(fine, steps))


def _off(found: _Shares, weights: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return what each row got more than the weights give it, and what the figures count in."""
    common = lcm(*(w.denominator for w in weights))
    times = [found.money * w.numerator * (common // w.denominator) for w in weights]
    whole = common * FINE
    used = [(t, s) for t, s in zip(times, found.shares, strict=True) if t]
    return [a * whole - sum(t * s[i] for t, s in used) for i, a in enumerate(found.amounts)], whole


def _judged(found: _Shares, weights: Sequence[Fraction]) -> tuple[WeightRow, ...]:
    """Return each row beside the weights."""
    offs, whole = _off(found, weights)
    whole *= found.scale
    margin = FINE // NEVER
    rows = []
    for k, (line, amount, off) in enumerate(zip(found.lines, found.amounts, offs, strict=True)):
        column = [share[k] for share in found.shares]
        lowest, highest = min(column) - margin, max(column) + margin
        is_beyond = not lowest * found.money <= amount * FINE <= highest * found.money
        by = Fraction(off, whole)
        rows.append(WeightRow(line, Fraction(amount, found.scale) - by, by, is_beyond))
    return tuple(rows)
