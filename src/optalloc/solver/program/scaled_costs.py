"""A cost counted several times, as a cost of its own kind:  w * f(y, t).

Absolute and squared distances carry a weight. All others are homogeneous,  w f(y, t) = f(w y, w t),
so that a step and a target w times as large say the same. So a certificate needs no word for it.
"""

from dataclasses import replace
from fractions import Fraction

from optalloc.core.exact import Exact
from optalloc.solver.program.distance_costs import AbsoluteDistance, Shortfall, SquaredDistance
from optalloc.solver.program.divisor_costs import (
    DeanDivisors,
    HillDivisors,
    NothingYet,
    StraightDivisors,
)
from optalloc.solver.program.program import StepCost
from optalloc.solver.program.weighted_costs import WeightedSum


def scaled(cost: StepCost, weight: Exact) -> StepCost:
    """Return a cost times a weight above 0."""
    if weight == 1:
        return cost
    match cost:
        case AbsoluteDistance() | SquaredDistance():
            return replace(cost, weight=cost.weight * weight)
        case Shortfall():
            return replace(cost, step=cost.step * weight, target=cost.target * weight)
        case HillDivisors() | DeanDivisors() | StraightDivisors():
            target = Fraction(cost.target * weight)
            return replace(cost, step=cost.step * weight, target=target)
        case NothingYet():
            return replace(cost, loss=cost.loss * weight)
        case WeightedSum():
            parts = tuple((w * weight, one) for w, one in cost.parts)
            return WeightedSum(parts, cost.price * weight)
    return WeightedSum(((weight, cost),), 0)
