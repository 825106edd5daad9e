"""Which tangents stand for the convex costs of a stage, round by round.

First the unit steps around each cheapest point, where most optima lie. Where a cost lies above its
tangents at the point found, every cost gets a grid of tangents: first one that spans the way the
money has to move, then each time a finer one around the last point, down to single steps. So the
rounds grow with the logarithm of the money moved, and the program stays of one size.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from optalloc.core.exact import Exact
from optalloc.solver.program.program import Stage, StepCost, Whole

SIDE = 4
"""Tangents of a grid to either side of its centre."""
FINER = 4
"""How many times finer a grid is than the one before it, once points stay within that one."""
STEEP = 1 << 10
"""Times the slope, or the rise, half the way to an end of a range that makes the end too steep."""
FAR = (16, 256, 4096, 2**16)
"""Units from the centre of the few tangents beyond the grid."""


class Tangents:
    """The tangents of one stage.

    Attributes:
        chosen: For each convex column the steps k whose tangents (through k and k + 1) are used.
        unit: Steps between the tangents of the grids; None before there are any.
    """

    def __init__(self, stage: Stage) -> None:
        self.costs = stage.convex
        self.chosen = {j: first_steps(cost) for j, cost in self.costs.items()}
        self.unit: int | None = None
        self._centre = {j: cost.kink() for j, cost in self.costs.items()}

    def refine(self, x: Whole) -> bool:
        """Lay out finer tangents if some cost lies above its own at a point; returns whether."""
        inexact = [
            j for j, cost in self.costs.items() if not reaches(cost, self.chosen[j], int(x[j]))
        ]
        if not inexact:
            return False
        way = max(abs(int(x[j]) - self._centre[j]) for j in self.costs)
        before, self.unit = self.unit, self._next_unit(way)
        if before is not None:
            self._centre = {j: int(x[j]) for j in self.costs}
        is_finer = before is None or self.unit < before
        for j, cost in self.costs.items():
            # Tangents that are no longer near are dropped, or the program would grow and grow.
            kept = first_steps(cost) if is_finer else self.chosen[j]
            self.chosen[j] = kept | grid(self._centre[j], self.unit)
        for j in inexact:
            self.chosen[j] |= grid(int(x[j]), 1)
        return True

    def _next_unit(self, way: int) -> int:
        if self.unit is None:
            return max(1, way // SIDE)
        return self.unit if way > SIDE * self.unit else max(1, self.unit // FINER)


def grid(centre: int, unit: int) -> set[int]:
    """Return the steps of a grid around a step, and a few far beyond it."""
    near = {centre + unit * i for i in range(-SIDE, SIDE + 1)}
    return near | {centre - 1, centre + 1} | {centre + unit * d * s for d in FAR for s in (-1, 1)}


def reaches(cost: StepCost, chosen: set[int], k: int) -> bool:
    """Return whether one of the tangents touches the cost at k."""
    if k in chosen or k - 1 in chosen:
        return True
    below = max((c for c in chosen if c < k), default=None)
    above = min((c for c in chosen if c > k), default=None)
    return any(
        c is not None and cost.at(c) + cost.slope(c) * (k - c) == cost.at(k) for c in (below, above)
    )


# Unit-step form: a convex cost of whole steps becomes linear pieces that break at whole steps.
#
# The cost is replaced by the largest of its tangents over chosen unit steps, which never lies above
# it; at a whole point between chosen steps it is exact. With breaks at whole steps and whole
# right-hand sides the linear program has whole vertices (lab notes; docs/decisions/0005).
@dataclass(frozen=True)
class Pieces:
    """A convex piecewise linear function on [breaks[0], breaks[-1]].

    Attributes:
        breaks: Whole numbers, rising, one more than there are slopes.
        slopes: Slope of each piece, never falling.
    """

    breaks: tuple[int, ...]
    slopes: tuple[Exact, ...]


def steps_within(cost: StepCost, chosen: Collection[int], low: int, high: int) -> list[int]:
    """Return the steps within a range, in rising order; its ends for those beyond them.

    An end that is far steeper than half the way to it does not stand for what lies beyond. By
    Hill's divisors the first step is 10^18 times as steep as those near a target of 10^9, and
    beside its tangent an engine sees no other.
    """
    inside = sorted({min(max(k, low), high - 1) for k in chosen if low - 1 <= k <= high})
    if not inside:
        return sorted({min(max(k, low), high - 1) for k in chosen})
    if min(chosen) < low < inside[0] and not _is_steep(cost, low, inside[0]):
        inside.insert(0, low)
    if max(chosen) >= high > inside[-1] + 1 and not _is_steep(cost, high - 1, inside[-1]):
        inside.append(high - 1)
    return inside


def _is_steep(cost: StepCost, end: int, near: int) -> bool:
    of_end, of_half = (abs(Fraction(cost.slope(k))) for k in (end, (end + near) // 2))
    return of_end > STEEP * of_half


def pieces(cost: StepCost, low: int, high: int, chosen: Collection[int]) -> Pieces:
    """Return the tangents' upper edge, broken at whole steps.

    Args:
        low, high: The range the pieces must cover, low < high.
        chosen: The steps k whose tangents (through k and k + 1) are used.
    """
    steps = steps_within(cost, chosen, low, high)
    breaks, slopes = [low], []
    slope = cost.slope(steps[0])
    for k, after in pairwise(steps):
        steeper = cost.slope(after)
        if steeper == slope:
            continue
        if after == k + 1:
            meet = Fraction(after)
        else:
            # Where the tangent at k meets the tangent at `after`.
            gap = cost.at(after) - cost.at(k) - steeper * after + slope * k
            meet = Fraction(gap) / (slope - steeper)
        left, right = floor(meet), ceil(meet)
        if left > breaks[-1]:
            breaks.append(left)
            slopes.append(slope)
        if right > left:
            # Between two whole steps the chord joins the two tangents.
            breaks.append(right)
            slopes.append(slope * (meet - left) + steeper * (right - meet))
        slope = steeper
    if high > breaks[-1]:
        breaks.append(high)
        slopes.append(slope)
    return Pieces(tuple(breaks), tuple(slopes))


def first_steps(cost: StepCost) -> set[int]:
    """Return the unit steps around the cheapest point, where most optima lie."""
    kink = cost.kink()
    return {kink - 1, kink, kink + 1}
