"""What an engine is given and what it answers: floats live between here and the engines only."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from optalloc.core.message import Words
from optalloc.solver.program.program import Whole

Floats = NDArray[np.float64]
SAME = 1e-9
"""Relative difference up to which a bound and a value are the same."""
NEAR = 1e-5
"""How far a point may miss a row, in parts of what the row adds up; engines print eight digits."""
WHOLE_AGAIN = 1e-3
"""How far a whole column may be from whole before the point is no answer at all."""
WRONG_POINT = Words("给出的解不符合约束", "gave a point that breaks the rules")
Verdict = Literal["optimal", "feasible", "infeasible", "nothing"]


@dataclass(frozen=True)
class LinearProgram:
    """A linear program with whole columns:  minimise cost @ x,  low <= A x <= high.

    Columns count from an anchor. Bounds and matrix are whole numbers; UNBOUNDED stands for no
    bound. `is_whole` marks the columns that must be whole when the engine is asked to branch.

    Attributes:
        gap: How far above the best an answer may be once that is proven; 0 asks for the best.
        known: A whole point that keeps every row, if one is known: engines may search from there.
        enough: A value at which a point is enough, however good others are; None asks for the best.
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
    known: Floats | None = None
    enough: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """How many columns and rows it has."""
        return len(self.cost), len(self.low)

    def is_near(self, x: Floats, branch: bool) -> bool:
        """Return whether a point keeps bounds and rows as far as an engine's digits tell."""
        if x.shape != self.cost.shape or not np.isfinite(x).all():
            return False
        whole = x[self.is_whole]
        if branch and (np.abs(whole - np.round(whole)) > WHOLE_AGAIN + NEAR * np.abs(whole)).any():
            return False
        room = NEAR * np.maximum(1.0, np.abs(x))
        if (x < self.lower - room).any() or (x > self.upper + room).any():
            return False
        terms = self.coefficient * x[self.column]
        row = np.repeat(np.arange(len(self.low)), np.diff(self.start))
        size = np.abs(self.coefficient) * np.maximum(1.0, np.abs(x[self.column]))
        activity = np.bincount(row, terms, len(self.low))
        room = NEAR * np.maximum(1.0, np.bincount(row, size, len(self.low)))
        return not ((activity < self.low - room).any() or (activity > self.high + room).any())


@dataclass(frozen=True)
class EngineAnswer:
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
        failed: What went wrong with the engine itself; what else the answer holds was had before.
        by: The engine, where several may have been asked.
        because: Why that engine was asked first, where nobody said which.
        runs: How many programs it took.
    """

    verdict: Verdict
    out_of_time: bool = False
    x: Floats | None = None
    multipliers: Floats | None = None
    bound: float | None = None
    nodes: int | None = None
    notes: tuple[Words, ...] = ()
    failed: Words | None = None
    by: str = ""
    because: Words | None = None
    runs: int = 1

    def told(self, notes: tuple[Words, ...]) -> "EngineAnswer":
        """Return the answer with more to know."""
        return replace(self, notes=(*self.notes, *notes)) if notes else self

    def failing(self, failed: Words) -> "EngineAnswer":
        """Return the answer of an engine that failed; what it had before still counts."""
        return replace(self, failed=failed)

    @property
    def is_settled(self) -> bool:
        """Whether no other engine need be asked."""
        if self.failed is not None:
            return False
        return self.verdict in ("optimal", "infeasible") or (
            self.verdict == "feasible" and not self.out_of_time
        )

    def checked(self, linear: LinearProgram, branch: bool) -> "EngineAnswer":
        """Return the answer, without a point that plainly breaks a row or a bound.

        Roughly, in floats: exact arithmetic judges every point later. This is for engines whose
        word is worth nothing, so that another is asked in time. A linear program that time stopped
        is nobody's fault: its point is on the way, and keeps its rows only at the end.
        """
        if self.x is None or linear.is_near(self.x, branch):
            return self
        if self.out_of_time and not branch:
            return EngineAnswer("nothing", out_of_time=True)
        return EngineAnswer("nothing", nodes=self.nodes, failed=WRONG_POINT)

    def judged(self, linear: LinearProgram) -> "EngineAnswer":
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

    @property
    def name(self) -> str:
        """The solver's name."""

    @property
    def version(self) -> str:
        """The version of the solver."""

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Minimise, with whole columns if `branch`, within `seconds` of wall time."""


class EngineAtWork(Protocol):
    """An engine on its way through an integer program, in a process of its own."""

    def met(self) -> Floats | None:
        """Return the best point that it has told of."""

    def stop(self) -> None:
        """End it, and leave nothing behind."""


@runtime_checkable
class WorksBeside(Protocol):
    """An engine that can be at work on integer programs while something else is done here."""

    @property
    def may_go_on(self) -> bool:
        """Whether it is to, by what was asked for and what has failed."""

    def begin(self, linear: LinearProgram, seconds: float | None) -> EngineAtWork | None:
        """Start on an integer program; None where it will not start. Who begins it stops it."""
