"""Minimise one stage on one face: linear program first, whole vertex or branch, exact bound."""

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from optalloc.program import Program, Stage, StepCost, Whole
from optalloc.solve.certificate import Bound, bound
from optalloc.solve.face import Face
from optalloc.solve.linear import Answer, Engine, Floats
from optalloc.solve.outcome import Proven
from optalloc.solve.relax import Chosen, Held, relax
from optalloc.solve.snap import snap
from optalloc.solve.unit_steps import first_steps, more_steps

WHOLE = 1e-5
"""How near an engine's figure must be to a whole number; the point is then checked exactly."""
MOST_ROUNDS = 60
SMALL = 300
"""Up to so many convex costs far tangents are laid out at once: larger programs, fewer of them."""

State = Literal["best", "infeasible", "stopped"]


@dataclass
class Clock:
    """The time left, and what has been spent of it."""

    limit: float | None
    started: float = field(default_factory=time.monotonic)
    linear: int = 0
    branched: int = 0

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if self.limit is None:
            return None
        return max(0.0, self.limit - (time.monotonic() - self.started))

    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started


@dataclass(frozen=True)
class Result:
    """What minimising one stage came to.

    Attributes:
        x: A whole point on the face; with `stopped` the best one met, if any.
        bound: A proven bound; None where multipliers were not to be had.
    """

    state: State
    proven: Proven = "no"
    x: Whole | None = None
    value: Fraction | None = None
    bound: Bound | None = None


@dataclass(frozen=True)
class Solving:
    """A program on the way to its outcome: what is settled, who solves, how long.

    Attributes:
        cap: Longest wall time of one call of the engine [s]; None lets it run.
    """

    program: Program
    engine: Engine
    clock: Clock
    face: Face
    held: tuple[Held, ...] = ()
    cap: float | None = None

    def on(self, face: Face) -> "Solving":
        """Return the same on another face."""
        return replace(self, face=face)

    def ask(self, stage: Stage, chosen: Chosen, branch: bool) -> tuple[Answer, float]:
        """Have the engine solve a stage; returns its answer and the scale of its costs."""
        left = self.clock.left()
        if self.cap is not None:
            left = self.cap if left is None else min(left, self.cap)
        if left == 0.0:
            return Answer("nothing", out_of_time=True), 1.0
        if branch:
            self.clock.branched += 1
        else:
            self.clock.linear += 1
        relaxed = relax(self.program, self.face, stage, chosen, self.held)
        return self.engine.solve(relaxed.linear, branch, left), relaxed.scale

    def whole(self, x: Floats) -> Whole | None:
        """Return an engine's point in whole columns, if it is whole and keeps every row."""
        own = x[: self.program.columns]
        rounded = np.round(own)
        if np.abs(own - rounded).max(initial=0) > WHOLE:
            return None
        point = rounded.astype(np.int64)
        return point if self.face.holds(self.program, point) else None


def minimise(solving: Solving, stage: Stage) -> Result:
    """Return the best whole point of a stage on a face, with what is proven of it.

    Convex costs start with the unit steps around their cheapest point; where the optimum lies
    outside, tangents are added there and the program is solved again, until they are exact.
    """
    is_small = len(stage.convex) <= SMALL
    chosen: Chosen = {j: first_steps(cost, is_small) for j, cost in stage.convex.items()}
    solving = replace(solving, held=tuple(replace(h, chosen=dict(h.chosen)) for h in solving.held))
    branch, near, scale = False, None, 1.0
    best: Result = Result("stopped")
    refined: set[int] = set()
    for _ in range(MOST_ROUNDS):
        answer, asked = solving.ask(stage, chosen, branch)
        if answer.verdict == "infeasible":
            return Result("infeasible", "solver")
        if answer.x is None:
            return best
        if not branch and answer.multipliers is not None:
            near, scale = answer.multipliers[: solving.program.rows], asked
        x = solving.whole(answer.x)
        guide = x if x is not None else np.floor(answer.x[: solving.program.columns] + WHOLE)
        inexact = _inexact(stage.convex, chosen, guide)
        for j in inexact:
            chosen[j] = more_steps(chosen[j], int(guide[j]), j not in refined)
        refined.update(inexact)
        loose = _loosen(solving, x)
        if x is not None and not inexact and not loose:
            optimal = answer.verdict == "optimal"
            return _judged(solving, stage, x, near, scale, optimal)
        if x is not None and not loose:
            best = Result("stopped", "no", x, stage.value(x.tolist()))
        if inexact or loose:
            continue
        if branch:
            return best  # whole by the engine's tolerance, but not on the face
        branch = True
    return best


def _inexact(convex: dict[int, StepCost], chosen: Chosen, x: Whole | Floats) -> list[int]:
    """Return the columns at whose point the tangents lie below the cost."""
    return [j for j, cost in convex.items() if not _reaches(cost, chosen[j], int(x[j]))]


def _reaches(cost: StepCost, chosen: set[int], k: int) -> bool:
    """Return whether one of the tangents touches the cost at k."""
    if k in chosen or k - 1 in chosen:
        return True
    below = max((c for c in chosen if c < k), default=None)
    above = min((c for c in chosen if c > k), default=None)
    return any(
        c is not None and cost.at(c) + cost.slope(c) * (k - c) == cost.at(k) for c in (below, above)
    )


def _loosen(solving: Solving, x: Whole | None) -> bool:
    """Tighten held goals that the point does not keep; returns whether there were any."""
    loose = False
    for held in solving.held if x is not None else ():
        if held.stage.value(x.tolist()) > held.value:
            for j in _inexact(held.stage.convex, held.chosen, x):
                held.chosen[j] = more_steps(held.chosen[j], int(x[j]), False)
                loose = True
    return loose


def _judged(
    solving: Solving, stage: Stage, x: Whole, near: Floats | None, scale: float, optimal: bool
) -> Result:
    """Return a point with the strongest proof there is for it."""
    value = stage.value(x.tolist())
    proof = None
    if near is not None:
        exact = snap(solving.program, solving.face, stage, near, scale, x)
        proof = bound(solving.program, solving.face, stage, exact)
    if proof is not None and proof.value == value:
        return Result("best", "exact", x, value, proof)
    if not optimal:
        return Result("stopped", "no", x, value, proof)
    return Result("best", "solver", x, value, proof)
