"""What an engine is given and what it answers: floats live between here and the engines only."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from optalloc.program import Whole
from optalloc.words import Words

Floats = NDArray[np.float64]
SAME = 1e-9
"""Relative difference up to which a bound and a value are the same."""
Verdict = Literal["optimal", "feasible", "infeasible", "nothing"]


@dataclass(frozen=True)
class Linear:
    """A linear program with whole columns:  minimise cost @ x,  low <= A x <= high.

    Columns count from an anchor. Bounds and matrix are whole numbers; UNBOUNDED stands for no
    bound. `is_whole` marks the columns that must be whole when the engine is asked to branch.

    Attributes:
        gap: How far above the best an answer may be once that is proven; 0 asks for the best.
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
    gap: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """How many columns and rows it has."""
        return len(self.cost), len(self.low)


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
        nodes: Branch-and-bound nodes; None when the engine does not say.
        notes: What a reader must know of how the answer came about.
    """

    verdict: Verdict
    out_of_time: bool = False
    x: Floats | None = None
    multipliers: Floats | None = None
    bound: float | None = None
    nodes: int | None = None
    notes: tuple[Words, ...] = ()

    def told(self, notes: tuple[Words, ...]) -> "Answer":
        """Return the answer with more to know."""
        return replace(self, notes=(*self.notes, *notes)) if notes else self

    def judged(self, linear: Linear) -> "Answer":
        """Return the answer, called optimal only where its bound meets its point.

        An engine that was told to stop within a gap calls what it has then optimal.
        """
        if self.verdict != "optimal" or self.x is None or not linear.gap:
            return self
        value = float(linear.cost @ self.x)
        bound = value - linear.gap if self.bound is None else self.bound
        is_met = value - bound <= SAME * max(1.0, abs(value))
        return replace(self, verdict="optimal" if is_met else "feasible", bound=bound)


class Engine(Protocol):
    """A solver behind one call."""

    name: str

    @property
    def version(self) -> str:
        """The version of the solver."""

    def solve(self, linear: Linear, branch: bool, seconds: float | None) -> Answer:
        """Minimise, with whole columns if `branch`, within `seconds` of wall time."""
