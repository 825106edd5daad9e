"""Unit-step form: a convex cost of whole steps becomes linear pieces that break at whole steps.

The cost is replaced by the largest of its tangents over chosen unit steps, which never lies above
it; at a whole point between chosen steps it is exact. With breaks at whole steps and whole
right-hand sides the linear program has whole vertices (lab notes; docs/decisions/0005).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from optalloc.core.exact import Exact
from optalloc.solver.program.program import StepCost


@dataclass(frozen=True)
class Pieces:
    """A convex piecewise linear function on [breaks[0], breaks[-1]].

    Attributes:
        breaks: Whole numbers, rising, one more than there are slopes.
        slopes: Slope of each piece, never falling.
    """

    breaks: tuple[int, ...]
    slopes: tuple[Exact, ...]


def pieces(cost: StepCost, low: int, high: int, chosen: Iterable[int]) -> Pieces:
    """Return the tangents' upper edge, broken at whole steps.

    Args:
        low, high: The range the pieces must cover, low < high.
        chosen: The steps k whose tangents (through k and k + 1) are used; at least one in range.
    """
    steps = sorted({min(max(k, low), high - 1) for k in chosen})
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
