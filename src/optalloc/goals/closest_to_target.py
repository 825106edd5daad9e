"""Stay as close to the targets as can be:  minimise sum_r f(y_r, t_r).

    absolute             |y - t|              relative             |y - t| / t
    squared              (y - t)^2            squared_over_target  (y - t)^2 / t

Who has no target has no relative distance; under `relative` and `squared_over_target` such
recipients come first: together they get as little as the rules allow (the limit as t goes to 0).
With no rule but the total, `squared_over_target` gives Webster's seats and `absolute` those of
largest remainder.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optalloc.amounts import Amounts
from optalloc.exact import Exact, total
from optalloc.goals.distance import AbsoluteDistance, SquaredDistance
from optalloc.parts import GOALS, Goal, Targets
from optalloc.problem import Plan, Problem
from optalloc.program import Measure, Stage, StepCost, Worst
from optalloc.words import Words

Distance = Literal["absolute", "relative", "squared", "squared_over_target"]
NAMES: dict[str, Words] = {
    "absolute": Words("与测算额的差额合计最小", "smallest sum of deviations from target"),
    "relative": Words("与测算额的相对差合计最小", "smallest sum of relative deviations"),
    "squared": Words("与测算额的差额平方和最小", "smallest sum of squared deviations"),
    "squared_over_target": Words(
        "差额平方与测算额之比合计最小", "smallest sum of squared deviations over target"
    ),
}
MEASURES: dict[str, Measure] = {
    "absolute": "money",
    "relative": "number",
    "squared": "money squared",
    "squared_over_target": "money",
}


@GOALS.register("closest_to_target")
class ClosestToTarget(Goal):
    """Make the distance between awards and targets as small as can be.

    Attributes:
        distance: How distance is measured.
    """

    distance: Distance

    @property
    def _per_target(self) -> bool:
        return self.distance in ("relative", "squared_over_target")

    def stages(
        self, problem: Problem, targets: Targets, amounts: Amounts
    ) -> Iterator[Stage | Worst]:
        """Yield the distance as step costs of the totals [fen, fen^2 or no unit]."""
        convex: dict[int, StepCost] = {}
        without: dict[int, Exact] = {}
        cost = SquaredDistance if self.distance.startswith("squared") else AbsoluteDistance
        columns = amounts.totals().column.tolist()
        for recipient, column in zip(problem.recipients, columns, strict=True):
            target = targets.target(recipient.name)
            if self._per_target and target == 0:
                without[column] = amounts.step
            else:
                weight = 1 / target if self._per_target else Fraction(1)
                convex[column] = cost(amounts.step, target, weight)
        if without:
            words = Words("没有测算额的单位合计最少", "least money to recipients without a target")
            yield Stage(self.label, words, "money", linear=without)
        yield Stage(self.label, self.words(problem), MEASURES[self.distance], convex=convex)

    def value(self, problem: Problem, targets: Targets, plan: Plan) -> Fraction:
        """Return the distance of a plan, over the recipients that have one."""
        distances: list[Fraction] = []
        for recipient in problem.recipients:
            target = targets.target(recipient.name)
            off = abs(plan.by_recipient.get(recipient.name, 0) - target)
            if self._per_target and target == 0:
                continue
            off = off * off if self.distance.startswith("squared") else off
            distances.append(off / target if self._per_target else off)
        return total(distances)

    def words(self, problem: Problem) -> Words:
        """Say how distance is measured."""
        return NAMES[self.distance]
