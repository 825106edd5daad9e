"""The worst loss of several worst-level goals is itself a worst level, and is solved as one.

level(r, k) = max_s (level_s(r, k) - best_s) / scale_s    for every recipient r, at least 0
"""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING
from optalloc.solver.program.program import Worst

Part = tuple[Worst, Fraction, Fraction]
"""A goal, its best value, and what its losses are divided by."""


def worst_of_all(label: str, parts: Sequence[Part]) -> Worst:
    """Return the goal whose value is the worst loss of all parts, at least 0."""
    levels = _Levels(parts)
    measure = parts[0][0].measure
    return Worst(label, NOTHING, levels.columns, levels.level, levels.least, Fraction(0), measure)


class _Levels:
    """The levels of all parts, column by column.

    Attributes:
        columns: Every column that any part compares, once.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
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
