"""Minimise one stage on one face: linear program first, whole vertex or branch, exact bound."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from optalloc.program import Stage, Whole
from optalloc.solving.asking import Asked, Solving
from optalloc.solving.certificate import Bound, bound
from optalloc.solving.empty import prove_empty
from optalloc.solving.face import Face
from optalloc.solving.outcome import Proven
from optalloc.solving.polish import polish
from optalloc.solving.relax import Held
from optalloc.solving.snap import snap
from optalloc.solving.tangents import Tangents, grid, reaches

MOST_ROUNDS = 60
NARROW = 64
WIDER = 16
WIDEST = 10**12
BRANCH_REACH = 10**5
"""Steps from a point within which costs are of like size; a whole optimum lies near the linear
program's, far nearer as a rule."""

State = Literal["best", "infeasible", "stopped"]


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


class _Window:
    """The part of a face that an engine is shown: near a point, and so costs are of like size.

    Costs of far steps are so much larger than those of near ones that both do not fit into an
    engine's tolerance. A convex program that is best within a window, and not at an end of it, is
    best everywhere; with whole columns that holds on the engine's word only.

    Attributes:
        anchor: The point.
        reach: Steps to either side of it; None shows the whole face.
        columns: The columns it holds for: those with convex costs, all of them to branch.
        is_open: Whether the whole face is shown from now on.
    """

    def __init__(self, face: Face, stage: Stage, anchor: Whole) -> None:
        self.whole, self.anchor = face, np.clip(anchor, face.lower, face.upper)
        self.columns = np.array(sorted(stage.convex), dtype=np.int64)
        self.reach: int | None = None
        self.is_open = False

    @property
    def is_narrow(self) -> bool:
        """Whether the costs in the window are near enough to one another to be told apart."""
        if self.is_open or not len(self.columns):
            return True
        return self.reach is not None and self.reach <= BRANCH_REACH

    @property
    def is_part(self) -> bool:
        """Whether the engine is shown less than the whole face."""
        return self.reach is not None and not self.is_open

    def face(self) -> Face:
        """Return the part of the face that lies in the window."""
        if self.reach is None or self.is_open:
            return self.whole
        return self.whole.within(self.reach, self.anchor, self.columns)

    def cuts(self, x: Whole) -> bool:
        """Return whether a point lies at an end of the window that is no end of the face."""
        shown, j = self.face(), self.columns
        below = (x[j] <= shown.lower[j]) & (shown.lower[j] > self.whole.lower[j])
        above = (x[j] >= shown.upper[j]) & (shown.upper[j] < self.whole.upper[j])
        return bool((below | above).any())

    def widen(self) -> None:
        """Show more of the face."""
        self.reach = None if self.reach is None or self.reach > WIDEST else self.reach * WIDER

    def move(self, x: Whole, is_cut: bool, refined: bool) -> None:
        """Go to a point, with a reach of a few times the way there."""
        point = np.clip(x, self.whole.lower, self.whole.upper)
        way = int(np.abs(point - self.anchor)[self.columns].max(initial=0))
        if is_cut:
            self.widen()
        else:
            self.reach = max(NARROW, WIDER * way) if refined else NARROW
        self.anchor = point

    def branch(self) -> None:
        """Hold for every column from now on."""
        self.columns, self.reach, self.is_open = np.arange(len(self.anchor)), BRANCH_REACH, False


def minimise(solving: Solving, stage: Stage) -> Result:
    """Return the best whole point of a stage on a face, with what is proven of it.

    Convex costs start with the unit steps around their cheapest point; where the optimum lies
    outside, tangents are added there and the program is solved again, until they are exact.
    """
    tangents = Tangents(stage)
    solving = replace(solving, held=tuple(replace(h, chosen=dict(h.chosen)) for h in solving.held))
    branch, linear, window = False, None, _Window(solving.face, stage, solving.anchor())
    best = Result("stopped")
    for tries in range(MOST_ROUNDS):
        asked = solving.ask(stage, tangents.chosen, branch, window.anchor, window.face())
        if asked.verdict == "infeasible" and window.is_part:
            window.is_open = True
            continue
        if asked.verdict == "infeasible" and solving.plan is None:
            result, window.anchor = _doubted(solving, branch, tries)
            if result is not None:
                return result
            continue
        if asked.offset is None:
            return best
        linear = linear if branch else asked
        x = solving.whole(asked)
        loose = [h for h in solving.held if x is not None and h.is_lost(x)]
        guide = x if x is not None else asked.floor()
        is_cut, is_narrow = window.cuts(guide), window.is_narrow
        refined = tangents.refine(guide)
        refined |= any([_tighten(held, guide) for held in loose])
        if x is not None and not loose:
            best = _better(best, Result("stopped", "no", x, stage.value(x.tolist())))
            if not refined and not is_cut:
                best = _judged(solving, stage, best, linear, asked, is_narrow)
        if best.state == "best" or asked.answer.out_of_time:
            return best
        window.move(guide, is_cut, refined)
        if refined or is_cut or not is_narrow:
            continue
        if branch:
            return best  # whole by the engine's tolerance, but not on the face, or not optimal
        branch = True
        window.branch()
    return best


def _doubted(solving: Solving, branch: bool, tries: int) -> tuple[Result | None, Whole]:
    """Return what an engine's "infeasible" comes to, or a point from which to ask it again."""
    if branch:
        return Result("infeasible", "solver"), solving.anchor()
    proven, near = prove_empty(solving)
    if proven != "no":
        return Result("infeasible", proven), solving.anchor()
    if near is None or tries:
        return Result("stopped"), solving.anchor()
    return None, near


def _better(one: Result, other: Result) -> Result:
    """Return the result of the smaller value; the first has none before a point is met."""
    if one.value is None or (other.value is not None and other.value < one.value):
        return other
    return one


def _tighten(held: Held, x: Whole) -> bool:
    """Add tangents where they lie below a held goal's cost; returns whether there were any."""
    costs, chosen = held.stage.convex, held.chosen
    inexact = [j for j, cost in costs.items() if not reaches(cost, chosen[j], int(x[j]))]
    for j in inexact:
        chosen[j] = chosen[j] | grid(int(x[j]), 1)
    return bool(inexact)


def _judged(
    solving: Solving,
    stage: Stage,
    met: Result,
    linear: Asked | None,
    asked: Asked,
    is_narrow: bool,
) -> Result:
    """Return a point at which the tangents are exact with the strongest proof there is for it."""
    assert met.x is not None and met.value is not None
    proof = None
    if linear is not None and linear.answer.multipliers is not None:
        near = linear.answer.multipliers
        exact = snap(solving.program, solving.face, stage, near, linear.scale, met.x)
        proof = bound(solving.program, solving.face, stage, exact)
    if proof is not None and proof.meets(solving.program, solving.face, met.x):
        return Result("best", "exact", met.x, met.value, replace(proof, value=met.value))
    if linear is not None and is_narrow and stage.convex and not solving.held:
        polished = polish(solving, stage, met.x, linear)
        if polished is not None:
            x, proof = polished
            value = stage.value(x.tolist())
            return Result("best", "exact", x, value, replace(proof, value=value))
    if asked.verdict == "optimal" and is_narrow:
        return Result("best", "solver", met.x, met.value, proof)
    return replace(met, bound=proof)
