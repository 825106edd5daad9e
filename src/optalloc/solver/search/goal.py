"""Reach one goal: minimise it on a face, and return the face of its best plans.

Where its bound is exact the face is known and only bounds are drawn in; elsewhere, and where a
tolerance lets the goals after it worsen it, a row holds its value.
"""

from dataclasses import replace

from optalloc.solver.program.program import Leximin, Stage, Worst, worst_allowed
from optalloc.solver.program.unit_steps import first_steps
from optalloc.solver.proof.multipliers import limits_of
from optalloc.solver.proof.tree import Claim, Proof, after
from optalloc.solver.search.minimax import keeping, minimise_worst
from optalloc.solver.search.minimise import Result, minimise
from optalloc.solver.session.linearise import Held
from optalloc.solver.session.session import Solving


class Stop(Exception):
    """Solving ended before its end, with what was at hand."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.state)
        self.result = result


def reach(solving: Solving, goal: Stage | Worst) -> tuple[Solving, Result, Proof]:
    """Minimise one goal; returns the solving on the face of its best plans, and the proof.

    Raises:
        Stop: When there is no plan, or time ran out.
    """
    if isinstance(goal, Leximin):
        from optalloc.solver.search.leximin import minimise_leximin

        try:
            solving, result, told = minimise_leximin(solving, goal, reach_stage)
        except Stop as stop:
            raise Stop(_at_hand(solving, goal, stop.result)) from None
        if result.state != "best":
            raise Stop(result)
        return solving, result, told
    if isinstance(goal, Worst):
        result, face, proof = minimise_worst(solving, goal)
        if result.state != "best" or result.value is None:
            raise Stop(result)
        if goal.tolerance is not None:
            face = keeping(solving.face, goal, worst_allowed(goal, result.value))
        return replace(solving.on(face), plan=result.x), result, proof
    solving, result = reach_stage(solving, goal)
    return solving, result, result.proof


def _at_hand(solving: Solving, goal: Worst, stopped: Result) -> Result:
    """Return the plan at hand by its worst level; a round that stopped has counts for its value."""
    x = solving.clock.met if stopped.x is None else stopped.x
    if stopped.state == "infeasible" or x is None:
        return replace(stopped, value=None)
    return Result("stopped", "no", x, goal.value(x.tolist()))


def reach_stage(solving: Solving, goal: Stage) -> tuple[Solving, Result]:
    """Minimise one stage; returns the solving on the face of its best plans.

    Raises:
        Stop: When there is no plan, or time ran out.
    """
    result = minimise(solving, goal)
    if result.state != "best" or result.value is None or result.x is None:
        raise Stop(result)
    solving = replace(solving, plan=result.x)
    claim = Claim(solving.program, solving.face, limits_of(solving), goal, result.value, result.x)
    face, limit = after(claim, result.root, result.bound)
    if limit is None:
        return solving.on(face), result
    chosen = {j: first_steps(cost) for j, cost in goal.convex.items()}
    is_known = result.proven == "exact" and goal.tolerance is None and result.tree is not None
    proven = (claim, result.tree) if is_known and result.tree is not None else None
    held = Held(goal, chosen, limit.most, proven)
    return replace(solving.on(face), held=(*solving.held, held)), result
