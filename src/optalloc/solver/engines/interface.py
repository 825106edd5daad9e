"""What an engine is given, what it answers, and how it fails, in words.

Floats live between here and the engines only.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, runtime_checkable

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
NoOptimum = Literal["infeasible", "nothing"]


@dataclass(frozen=True)
class LinearProgram:
    """A linear program with whole columns:  minimise cost @ x,  low <= A x <= high.

    Columns count from an anchor. Bounds and matrix are whole numbers; UNBOUNDED stands for no
    bound. `is_whole` marks the columns that must be whole when the engine is asked to branch.

    Attributes:
        gap: How far above the best an answer may be once that is proven; 0 asks for the best.
        known: A whole point that keeps every row, if one is known: engines may search from there.
        enough: A value at which a point is enough, however good others are; None asks for the best.
        cuts_below: Whether an engine may look for cuts in parts of the program too.
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
    cuts_below: bool = True

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


@dataclass(frozen=True)
class KeptOptimum:
    """The optimum of a linear program that is kept, to be solved again.

    Attributes:
        x: A figure for each column.
        duals: A multiplier for each row, those added too.
        prices: What each column costs beyond what rows pay for it.
        value: The cost of the point.
    """

    x: Floats
    duals: Floats
    prices: Floats
    value: float


class NoEngineLeft(Exception):
    """Neither engine solves linear programs here."""


class KeptProgram(Protocol):
    """A linear program as an engine holds it; no bound is told as infinity."""

    def bound_columns(self, lower: Floats, upper: Floats) -> None:
        """Bound the first columns."""

    def bound_column(self, j: int, lower: float, upper: float) -> None:
        """Bound one column."""

    def bound_row(self, i: int, low: float, high: float) -> None:
        """Bound one row."""

    def add_row(self, low: float, columns: Whole, values: Floats) -> None:
        """Add a row that is at least `low`."""

    def solve(self, seconds: float | None) -> KeptOptimum | NoOptimum:
        """Minimise within `seconds` of wall time; None for as long as it takes.

        Raises:
            NoEngineLeft: When no engine can be asked.
        """

    def ray(self) -> Floats | None:
        """Return multipliers of rows that show that there is no point; None where none are had."""

    def basis(self) -> Any:
        """Return where trials start; None where none can be had."""

    def start_from(self, basis: Any) -> None:
        """Start the next solve from a basis."""

    def tried(self, steps: int) -> float:
        """Return the value after some steps; infinite where there is no point."""


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


NAMES = {"cbc": "CBC", "highs": "HiGHS"}
NO_RESULT = Words("结束了却没有写出结果", "ended without writing its result")
UNREADABLE = Words("写出的结果读不懂", "wrote a result that cannot be read")
GAVE_UP = Words("没有得出结果", "gave up on a program")
DOUBTED = Words("说不可行，其实有解", "called a program infeasible that has a solution")
MISTAKES = (GAVE_UP, DOUBTED, WRONG_POINT)
"""What engines say in good health, beside amounts that their tolerances are too coarse for."""
OTHER = {"cbc": "highs", "highs": "cbc"}


def cannot_start(error: Exception) -> Words:
    """Return what kept an engine from being started."""
    said = getattr(error, "strerror", None) or str(error)
    place = getattr(error, "filename", None)
    if isinstance(error, FileNotFoundError):
        return Words(f"没有找到（{place}）", f"was not found ({place})")
    shown = f"{place}: {said}" if place else said
    return Words(f"不能运行（{shown}）", f"cannot be run ({shown})")


def broken_off(code: int) -> Words:
    """Return that an engine's process ended without an answer."""
    if code == 0:
        return NO_RESULT
    return Words(f"中途退出（代码 {code}）", f"broke off (code {code})")


def hung(seconds: float) -> Words:
    """Return that an engine showed no sign of work."""
    return Words(f"{seconds:.0f} 秒没有动静", f"showed no sign of work for {seconds:.0f} seconds")


def unstopped(seconds: float) -> Words:
    """Return that an engine did not come back when its time was over."""
    return Words(
        f"限时 {seconds:.3g} 秒，到时没有停下",
        f"did not stop at its limit of {seconds:.3g} seconds",
    )


def stands_in(name: str, failed: Words) -> Words:
    """Return that another engine solved in the place of one that failed."""
    one, other = NAMES[name], NAMES[OTHER[name]]
    return Words(
        f"{one} {failed.zh}，改由 {other} 求解。", f"{one} {failed.en}; {other} solved instead."
    )


def both_failed(one: tuple[str, Words], other: tuple[str, Words]) -> Words:
    """Return that no engine could solve, and what to do.

    An engine that works and is wrong is not mended by being installed again.
    """
    said = [Words(f"{NAMES[name]} {f.zh}", f"{NAMES[name]} {f.en}") for name, f in (one, other)]
    if one[1] in MISTAKES or other[1] in MISTAKES:
        return Words(
            f"{said[0].zh}；{said[1].zh}。这一步改由精确搜索求解。",
            f"{said[0].en}; {said[1].en}. That step was left to the search in exact arithmetic.",
        )
    return Words(
        f"{said[0].zh}；{said[1].zh}。请运行 optalloc doctor："
        "它当场试这两个求解器，能修的修好，并说明怎么办。",
        f"{said[0].en}; {said[1].en}. Run optalloc doctor: it tries both engines, mends what can "
        "be mended and says what to do.",
    )
