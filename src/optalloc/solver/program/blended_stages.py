"""Several stages as one:  sum_i w_i * stage_i,  column by column, exact.

A column of one cost keeps a cost of that kind; costs that meet in a column stand side by side in a
`WeightedSum`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.solver.program.program import Measure, Stage, StagePart, StepCost
from optalloc.solver.program.scaled_costs import scaled
from optalloc.solver.program.weighted_costs import WeightedSum


@dataclass(frozen=True)
class BlendHead:
    """What a blended stage is called and counted in."""

    label: str
    words: Words
    measure: Measure


def blended(head: BlendHead, parts: Sequence[StagePart]) -> Stage:
    """Return the weighted sum of stages; their weights are above 0."""
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
