"""The weights behind a table:  amount[i] ~ money * sum_k w[k] * share_k[i],  sum w = 1,  w >= 0.

share_k[i] is the row's part of indicator k's column, or of the reciprocals when less means more.
The weights are searched by linear programs (`least_worst.py`), put on the roundest percentages
that come as close, and judged on whole numbers: shares count in parts of 10**18. A row is
explained when it is less than one step off; no weights explain a row whose part of the money lies
outside all its shares. When a few rows are so far off that they pull all weights, the weights that
most rows follow are found instead, and the few are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil

import numpy as np

from optalloc.checking.inference.least_worst import Fit
from optalloc.checking.inference.shares import FINE, Shares, shares_of
from optalloc.core.exact import largest_remainder
from optalloc.inputs.understanding.layout.arithmetic import finest, largest_step, roundest
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_FACTORS = 10
PERCENTS = (1000, 500, 250, 100, 50, 10, 1)
"""Steps of round weights, coarsest first [hundredths of a per cent]."""
WHOLE = 10_000
LEAST_FOLLOWING = Fraction(3, 5)
"""Part of the rows that must follow weights which leave the others out."""
LEAST_SPARE = 2
"""How many more rows than factors weights are looked for in: three rows and two fit by chance."""
SPARE_ROWS = 3
"""How many more rows than factors must follow them: fewer would follow any weights."""
LEAST_STEP = Fraction(1, 10**6)
"""What a formula's figures are off by beyond these decimals is no difference of the table."""
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
        left_out: The rows that were not fitted, because most rows follow weights that they do not.
    """

    factors: tuple[SheetColumn, ...]
    given: Given
    weights: tuple[Fraction, ...]
    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    is_round: bool
    is_unique: bool
    summed: bool
    step: Fraction
    rows: tuple[WeightRow, ...]
    left_out: tuple[int, ...] = ()

    @cached_property
    def explained(self) -> int:
        """How many rows are less than a step off."""
        return sum(abs(row.off) < self.step for row in self.rows)

    @property
    def explains_most(self) -> bool:
        """Whether more than half of the rows are less than a step off."""
        return 2 * self.explained > len(self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether every row is less than a step off."""
        return self.explained == len(self.rows)

    @property
    def worst(self) -> Fraction:
        """The largest difference of a row."""
        return max(abs(row.off) for row in self.rows)


def weight_rules(
    sheet: Sheet, of: Given, factors: Sequence[SheetColumn]
) -> tuple[WeightRule | None, WeightRule | None]:
    """Return the weights that come closest, and those of most rows where a few are far off.

    Both are None with fewer than two factors or too few rows.
    """
    chosen = tuple(factors[:MOST_FACTORS])
    found = shares_of(sheet, of, chosen)
    if len(chosen) < 2 or found is None or len(found.lines) < len(chosen) + LEAST_SPARE:
        return None, None
    common = [sheet.common(found.amounts)]
    step = max(min(largest_step(common) or common[0], finest(common) * 100), LEAST_STEP)
    rule = _rule(chosen, of, found, found, step)
    if rule is None or rule.is_whole:
        return rule, None
    return rule, _of_most(chosen, of, found, step)


def _rule(
    factors: tuple[SheetColumn, ...], of: Given, fitted: Shares, found: Shares, step: Fraction
) -> WeightRule | None:
    """Return the weights that come closest to some rows, and every row beside them."""
    seat = int(step * found.scale)
    came = fitted.fitted(seat)
    if came is None:
        return None
    weights, is_round = _rounded(fitted, came, seat)
    low, high = (tuple(_millionths(v) for v in ends) for ends in (came.low, came.high))
    rows = _judged(replace(found, money=fitted.money), weights)
    inside = set(fitted.lines)
    left_out = tuple(line for line in found.lines if line not in inside)
    plain = (is_round, came.is_unique, came.summed)
    return WeightRule(factors, of, weights, low, high, *plain, step, rows, left_out)


def _of_most(
    factors: tuple[SheetColumn, ...], of: Given, found: Shares, step: Fraction
) -> WeightRule | None:
    """Return weights that most rows follow to a step, when a few rows are far off; else None.

    The money by factor with the smallest sum of deviations passes through most rows and is pulled
    least by the rest. Weights are then fitted to the rows near it alone, first on all the money,
    then on the roundest amount near what those rows were shared out of.
    """
    by_factor = found.followed_by_most()
    if by_factor is None:
        return None
    seat = int(step * found.scale)
    enough = max(len(factors) + SPARE_ROWS, ceil(LEAST_FOLLOWING * len(found.lines)))
    due = np.array(found.shares, dtype=np.float64).T / FINE @ by_factor
    off = np.abs(np.array(found.amounts, dtype=np.float64) - due)
    near = np.flatnonzero(off < seat).tolist()
    if len(near) < enough:
        return None
    about = round(by_factor.sum().item())
    give = seat * (len(factors) + 1)
    money = roundest(_amount(about - give, found), _amount(about + give, found))
    for shared in dict.fromkeys((found.money, int(money * found.scale))):
        rule = _rule(factors, of, found.only(near, shared), found, step)
        if rule is not None and rule.explained >= enough:
            return rule
    return None


def _amount(value: int, found: Shares) -> Fraction:
    """Return a whole number of 1/scale as an amount."""
    return Fraction(value, found.scale)


def _millionths(value: np.floating) -> Fraction:
    """Return a figure of a solver as a fraction of a millionth."""
    return Fraction(round(value.item() * 10**6), 10**6)


def _rounded(found: Shares, came: Fit, seat: int) -> tuple[tuple[Fraction, ...], bool]:
    """Return the roundest weights under which no row is farther off, or by less than a step."""
    fine = [max(0, round(w.item() * 10**9)) for w in came.weights]
    best = _in_steps(fine, 10**9)
    off, whole = found.off(best)
    limit = max(Fraction(max(map(abs, off)), whole), Fraction(seat))
    for percent in PERCENTS:
        weights = _in_steps(fine, WHOLE // percent)
        off, whole = found.off(weights)
        if max(map(abs, off)) < limit * whole:
            return weights, True
    return best, False


def _in_steps(fine: Sequence[int], steps: int) -> tuple[Fraction, ...]:
    """Return weights as so many steps, shared out by largest remainder."""
    return tuple(Fraction(part, steps) for part in largest_remainder(fine, steps))


def _judged(found: Shares, weights: Sequence[Fraction]) -> tuple[WeightRow, ...]:
    """Return each row beside the weights."""
    offs, whole = found.off(weights)
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
