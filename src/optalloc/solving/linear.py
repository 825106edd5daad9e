"""What an engine is given and what it answers: floats live between here and the engines only."""

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from optalloc.program import Whole

Floats = NDArray[np.float64]
Verdict = Literal["optimal", "feasible", "infeasible", "nothing"]


@dataclass(frozen=True)
class Linear:
    """A linear program with whole columns:  minimise cost @ x,  low <= A x <= high.

    Columns count from an anchor. Bounds and matrix are whole numbers; UNBOUNDED stands for no
    bound. `is_whole` marks the columns that must be whole when the engine is asked to branch.
    """

    cost: Floats
    lower: Whole
    upper: Whole
    is_whole: NDArray[np.bool_]
    start: Whole
    column: Whole
    coefficient: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Answer:
    """What an engine said.

    Attributes:
        verdict: `optimal` and `infeasible` are the engine's own word; `feasible` is a point without
            proof; `nothing` is neither point nor proof.
        out_of_time: Whether the time limit stopped it.
        x: A point, one figure a column; None when there is none.
        multipliers: A multiplier for each row, from the last linear program; None without one.
        bound: A bound on the objective that the engine vouches for; None when it gives none.
    """

    verdict: Verdict
    out_of_time: bool = False
    x: Floats | None = None
    multipliers: Floats | None = None
    bound: float | None = None


class Engine(Protocol):
    """A solver behind one call."""

    name: str

    @property
    def version(self) -> str:
        """The version of the solver."""

    def solve(self, linear: Linear, branch: bool, seconds: float | None) -> Answer:
        """Minimise, with whole columns if `branch`, within `seconds` of wall time."""
