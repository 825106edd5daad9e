"""The worst relative shortfall is as small as can be:  minimise max_r (t_r - y_r) / t_r.

Recipients without a target have no relative shortfall and are left out; money above target does
not count against it.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from optalloc.amounts import Amounts
from optalloc.parts import GOALS, Goal, Targets
from optalloc.problem import Plan, Problem
from optalloc.program import Stage, Worst
from optalloc.words import Words


@GOALS.register("evenness")
class Evenness(Goal):
    """Make the worst relative shortfall from target as small as can be (最均衡)."""

    def stages(
        self, problem: Problem, targets: Targets, amounts: Amounts
    ) -> Iterator[Stage | Worst]:
        """Yield the shortfall as a level of each total [no unit]."""
        columns = amounts.totals().column.tolist()
        aimed = [
            (column, targets.target(r.name))
            for r, column in zip(problem.recipients, columns, strict=True)
            if targets.target(r.name) > 0
        ]
        aims, step = [t for _, t in aimed], amounts.step

        def level(i: int, k: int) -> Fraction:
            return (aims[i] - step * k) / aims[i]

        def least(i: int, worst: Fraction) -> int:
            return ceil(aims[i] * (1 - worst) / step)

        heads = tuple(column for column, _ in aimed)
        yield Worst(self.label, self.words(problem), heads, level, least, Fraction(0))

    def value(self, problem: Problem, targets: Targets, plan: Plan) -> Fraction:
        """Return the worst relative shortfall of a plan; 0 when nobody falls short."""
        worst = Fraction(0)
        for recipient in problem.recipients:
            target = targets.target(recipient.name)
            if target > 0:
                short = target - plan.by_recipient.get(recipient.name, 0)
                worst = max(worst, short / target)
        return worst

    def words(self, problem: Problem) -> Words:
        """Say what is made even."""
        return Words("最差的相对缺口最小", "smallest worst relative shortfall")
