"""The worst loss as a whole column, in units above a floor, and goals less what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING, Words
from optalloc.exploring.goal_stages import Aim
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import Aim as Part
from optalloc.problem.interfaces import Goal
from optalloc.problem.layout import VariableLayout
from optalloc.solver.program.program import Stage, StepCost, Worst

UNITS = 1000
"""Units of loss that are told apart at a time."""


class LeastLoss(Goal):
    """Make the column of the worst loss as small as can be."""

    label: str = "worst loss"

    def stages(
        self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
    ) -> Iterator[Part]:
        """Yield the goal: the column itself, minimised."""
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


Scaled = tuple[Worst, Fraction, Fraction]
"""A goal, its best value, and what its losses are divided by."""


def worst_of_all(label: str, parts: Sequence[Scaled]) -> Worst:
    """Return the goal whose value is the worst loss of all parts, at least 0."""
    levels = _Levels(parts)
    measure = parts[0][0].measure
    return Worst(label, NOTHING, levels.columns, levels.level, levels.least, Fraction(0), measure)


class _Levels:
    """The levels of all parts, column by column.

    Attributes:
        columns: Every column that any part compares, once.
    """

    def __init__(self, parts: Sequence[Scaled]) -> None:
        self.columns = tuple(sorted({j for goal, _, _ in parts for j in goal.columns}))
        self._at = [
            [
                (goal, goal.columns.index(column), best, scale)
                for goal, best, scale in parts
                if column in goal.columns
            ]
            for column in self.columns
        ]

    def level(self, i: int, k: int) -> Fraction:
        """Return the worst loss of one column at k steps."""
        return max((goal.level(at, k) - best) / scale for goal, at, best, scale in self._at[i])

    def least(self, i: int, level: Fraction) -> int:
        """Return the fewest steps with which no loss of a column is above a level."""
        return max(goal.least(at, best + level * scale) for goal, at, best, scale in self._at[i])
