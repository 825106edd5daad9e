"""What came of solving, told apart: why it stopped, whether there is a plan, what is proven."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.program import Measure, Whole
from optalloc.words import Words

Stopped = Literal["finished", "time_limit", "error"]
Proven = Literal["exact", "solver", "no"]
GRADES: tuple[Proven, ...] = ("no", "solver", "exact")
"""The grades of proof, weakest first."""


@dataclass(frozen=True)
class GoalOutcome:
    """What one goal came to.

    Attributes:
        value: The goal's exact value at the point.
        bound: A bound proven in exact arithmetic; None where none could be.
        proven: `exact` when the bound meets the value, `solver` on the solver's word alone.
        multipliers: The row multipliers behind the bound, by row.
        tolerance: How much worse the goals after it could make it; None not at all.
        in_plan: The goal's exact value in the plan at the end, where that may be worse.
    """

    label: str
    words: Words
    value: Fraction
    bound: Fraction | None
    proven: Proven
    multipliers: dict[int, Fraction]
    measure: Measure = "number"
    tolerance: int | Fraction | None = None
    in_plan: Fraction | None = None


@dataclass(frozen=True)
class Outcome:
    """The end of a solve.

    Attributes:
        x: Whole columns that keep every row; None when there is no plan.
        goals: One for each goal that was reached, in order of priority.
        infeasible: `exact` or `solver` when it is proven that there is no plan, else `no`.
        unique: Whether the tie rule was carried to its end.
        tried: How many linear and how many integer programs were solved.
    """

    stopped: Stopped
    x: Whole | None
    goals: tuple[GoalOutcome, ...]
    infeasible: Proven
    engine: str
    version: str
    seconds: float
    unique: bool
    tried: tuple[int, int]
    because: tuple[Words, ...] = ()

    @property
    def proven(self) -> Proven:
        """The weakest of the goals' proofs; "no" while a goal is not proven or not reached."""
        if self.x is None or self.stopped != "finished":
            return "no"
        return min((g.proven for g in self.goals), key=GRADES.index, default="exact")
