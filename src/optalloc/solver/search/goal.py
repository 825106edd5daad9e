"""Reach one goal: minimise it on a face, and return the face of its best plans.

Where its bound is exact the face is known and only bounds are drawn in; elsewhere, and where a
tolerance lets the goals after it worsen it, a row holds its value.
"""

from dataclasses import replace

from optalloc.solver.program.program import Leximin, Stage, Worst, worst_allowed
from optalloc.solver.proof.tree import Proof
from optalloc.solver.search.minimax import keeping, minimise_worst
from optalloc.solver.search.minimise import Result, Stop, reach_stage
from optalloc.solver.session.session import SolveSession


def reach(solving: SolveSession, goal: Stage | Worst) -> tuple[SolveSession, Result, Proof]:
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


def _at_hand(solving: SolveSession, goal: Worst, stopped: Result) -> Result:
    """Return the plan at hand by its worst level; a round that stopped has counts for its value."""
    x = solving.clock.met if stopped.x is None else stopped.x
    if stopped.state == "infeasible" or x is None:
        return replace(stopped, value=None)
    return Result("stopped", "no", x, goal.value(x.tolist()))
