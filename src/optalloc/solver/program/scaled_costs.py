"""Costs and stages by their weights:  w * f(y, t)  as a cost of its own kind,  sum_i w_i * stage_i.

Absolute and squared distances carry a weight. All others are homogeneous,  w f(y, t) = f(w y, w t),
so that a step and a target w times as large say the same. So a certificate needs no word for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.solver.program.distance_costs import AbsoluteDistance, Shortfall, SquaredDistance
from optalloc.solver.program.divisor_costs import (
    DeanDivisors,
    HillDivisors,
    NothingYet,
    StraightDivisors,
)
from optalloc.solver.program.program import Measure, Stage, StagePart, StepCost, WeightedSum


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


@dataclass(frozen=True)
class BlendHead:
    """What a blended stage is called and counted in."""

    label: str
    words: Words
    measure: Measure


def blended(head: BlendHead, parts: Sequence[StagePart]) -> Stage:
    """Return the weighted sum of stages, column by column, exact; their weights are above 0.

    A column of one cost keeps a cost of that kind; costs that meet in a column stand side by side
    in a `WeightedSum`.
    """
    linear: dict[int, Exact] = {}
    costs: dict[int, list[tuple[Exact, StepCost]]] = {}
    for part in parts:
        for j, price in part.stage.linear.items():
            linear[j] = linear.get(j, 0) + part.weight * price
        for j, cost in part.stage.convex.items():
            costs.setdefault(j, []).append((part.weight, cost))
    convex: dict[int, StepCost] = {}
    for j, met in costs.items():
        price = linear.pop(j, 0)
        alone = len(met) == 1 and not price
        convex[j] = scaled(met[0][1], met[0][0]) if alone else WeightedSum(tuple(met), price)
    constant = total(part.weight * part.stage.constant for part in parts)
    return Stage(
        head.label, head.words, head.measure, linear, convex, Fraction(constant), parts=tuple(parts)
    )
