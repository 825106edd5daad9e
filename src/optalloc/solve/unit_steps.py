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

from optalloc.exact import Exact
from optalloc.program import StepCost

SPREAD = (4, 16, 64, 256, 1024, 4096, 2**16, 2**20, 2**24, 2**28, 2**32)

PARTS = 8


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


def first_steps(cost: StepCost, far: bool = False) -> set[int]:
    """Return the unit steps around the cheapest point, where most optima lie.

    Args:
        far: Whether to add tangents further and further away.
    """
    kink = cost.kink()
    return {kink - 1, kink, kink + 1} | (_far(kink) if far else set())


def _far(at: int) -> set[int]:
    return {at + sign * distance for distance in SPREAD for sign in (1, -1)}


def more_steps(chosen: set[int], at: int, aim: int) -> set[int]:
    """Return more unit steps around a point the tangents did not reach.

    Args:
        at: The point.
        aim: Where the cheapest point is expected; the steps between the two are cut into parts, so
            that each round comes nearer by as many times. Without a better guess it is the point,
            and tangents are added as far as the nearest that is there.
    """
    near = {k + d for k in (at, aim) for d in (-2, -1, 0, 1)}
    if at == aim:
        gap = min(abs(at - k) for k in chosen)
        return chosen | near | {k for k in _far(at) if abs(at - k) < gap}
    return (
        chosen | near | {aim + (at - aim) * i // PARTS for i in range(-PARTS // 2, PARTS * 3 // 2)}
    )
