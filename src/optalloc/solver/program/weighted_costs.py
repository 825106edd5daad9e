"""Goals that later ones must not worsen beyond a limit, as terms of a bound (Lagrange).

    goal(x) >= goal(x) + sum_h w_h * (held_h(x) - most_h)     where held_h(x) <= most_h, w_h >= 0

The right-hand side is again a sum of convex costs, column by column, and is bounded like any goal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from optalloc.core.exact import Exact, total
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Stage, StepCost, WeightedSum

MOST_SLOPES = 64
"""Slopes of one cost that are looked at to find the step of its values."""
CLOSE = Fraction(1, 10**9)
"""How near a weight is taken to an engine's figure, relative to it."""


@dataclass(frozen=True)
class Limit:
    """A goal of higher priority and the most that its value may be."""

    stage: Stage
    most: Fraction


def leaning(stage: Stage, limits: Sequence[Limit], weights: Mapping[int, Fraction]) -> Stage:
    """Return a stage with the limits weighed in.

    Args:
        weights: The weight of each limit by its place, at least 0; 0 where there is none.

    Raises:
        ValueError: When a weight is below 0 or of no limit; it would prove nothing.
    """
    if not weights:
        return stage
    if any(w < 0 or not 0 <= h < len(limits) for h, w in weights.items()):
        raise ValueError("a weight below 0, or of no limit")
    linear: dict[int, Exact] = dict(stage.linear)
    parts: dict[int, list[tuple[Exact, StepCost]]] = {j: [(1, f)] for j, f in stage.convex.items()}
    constant = [stage.constant]
    for h, weight in weights.items():
        held = limits[h].stage
        constant.append(weight * (held.constant - limits[h].most))
        for j, c in held.linear.items():
            linear[j] = linear.get(j, 0) + weight * c
        for j, f in held.convex.items():
            parts.setdefault(j, []).append((weight, f))
    convex: dict[int, StepCost] = {
        j: WeightedSum(tuple(costs), linear.pop(j, 0)) for j, costs in parts.items()
    }
    return replace(stage, linear=linear, convex=convex, constant=total(constant))


def value_step(stage: Stage, face: Face) -> Fraction | None:
    """Return a step that the values of any two points of a face are whole multiples apart by.

    None where costs have too many slopes for such a step to be of use.
    """
    found: set[Exact] = set()
    for j, c in stage.linear.items():
        if face.lower[j] < face.upper[j]:
            found.add(c if c >= 0 else -c)
    for j, f in stage.convex.items():
        low, high = int(face.lower[j]), int(face.upper[j])
        while low < high:
            slope = f.slope(low)
            found.add(slope if slope >= 0 else -slope)
            if len(found) > MOST_SLOPES:
                return None
            low = _end_of_slope(f, low, high)
    found.discard(0)
    if not found:
        return None
    return Fraction(gcd(*(c.numerator for c in found)), lcm(*(c.denominator for c in found)))


def _end_of_slope(cost: StepCost, low: int, high: int) -> int:
    """Return the first step after `low` with another slope, or `high`; slopes never fall."""
    slope, inside, outside = cost.slope(low), low, high
    while outside - inside > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if cost.slope(middle) == slope else (inside, middle)
    return outside


def simplest(figure: float) -> Fraction:
    """Return the simplest fraction near a figure, at least 0."""
    if not figure > 0:
        return Fraction(0)
    exact = Fraction(figure)
    return _between(exact * (1 - CLOSE), exact * (1 + CLOSE))


def _between(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of smallest denominator in a range above 0 (continued fractions)."""
    whole = low.numerator // low.denominator
    if whole == low:
        return Fraction(whole)
    if whole < high.numerator // high.denominator:
        return Fraction(whole + 1)
    return whole + 1 / _between(1 / (high - whole), 1 / (low - whole))
