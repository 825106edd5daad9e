"""The worst loss as a whole column, in units above a floor, and goals less what it counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING, Words
from optalloc.exploring.goal_stages import Aim
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import Aim as Part
from optalloc.problem.interfaces import Goal
from optalloc.problem.layout import Amounts
from optalloc.solver.program.program import Stage, StepCost, Worst

UNITS = 1000
"""Units of loss that are told apart at a time."""


class LeastLoss(Goal):
    """Make the column of the worst loss as small as can be."""

    label: str = "worst loss"

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: Amounts) -> Iterator[Part]:
        """Yield the column as it is."""
        (column,) = amounts.numbers([(self.label,)], 0, UNITS).column.tolist()
        yield Stage(self.label, NOTHING, linear={column: 1})

    def words(self, facts: Facts) -> Words:
        """Say what it makes small."""
        return Words("最大损失最小", "smallest worst loss")

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return nothing: a loss is not known without the scenarios."""
        return Fraction(0)


@dataclass(frozen=True)
class _Level:
    """One recipient's level of a worst-level goal, as a cost; linear, as shortfalls are."""

    goal: Worst
    place: int

    def at(self, k: int) -> Exact:
        """Return the level at k steps."""
        return self.goal.level(self.place, k)

    def slope(self, k: int) -> Exact:
        """Return what one more step changes."""
        return self.at(k + 1) - self.at(k)

    def kink(self) -> int:
        """Return the fewest steps with which it is as good as it counts."""
        return self.goal.least(self.place, self.goal.best)


def counted_loss(aim: Aim, column: int, rate: Fraction) -> Iterator[Stage]:
    """Yield a goal less so much for each unit in a column; one for each level of a worst level."""
    if isinstance(aim, Stage):
        yield replace(aim, linear={**aim.linear, column: -rate})
        return
    for place, j in enumerate(aim.columns):
        levels: dict[int, StepCost] = {j: _Level(aim, place)}
        yield Stage(aim.label, aim.words, aim.measure, {column: -rate}, levels)
