"""Goals that were settled, held by a box of their best points in the place of a row."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.core.exact import total
from optalloc.solver.program.face import Face, drawn_in
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.search.minimise import Result, reach_stage
from optalloc.solver.session.session import SolveSession


def on_hulls(solving: SolveSession, since: int = 0, *, shaves: bool = False) -> SolveSession:
    """Return the solving on the boxes of its held goals; goals that a box holds are let go.

    Args:
        since: The place of the first goal that is not on its box yet; those before stay as held.
        shaves: Whether switches that the best points leave no choice are settled as well.
    """
    kept = [*solving.held[:since]]
    for held in solving.held[since:]:
        box, is_exact = (None, False) if held.proven is None else held.proven.best_points()
        if box is not None:
            solving = solving.on(_both(solving.program, solving.face, box))
        if shaves and held.proven is not None:
            solving = solving.on(held.proven.shaved(solving.face))
        if not is_exact and _most(held.stage, solving.face) > held.value:
            kept.append(held)
    return replace(solving, held=tuple(kept))


def reach_on_hull(solving: SolveSession, stage: Stage) -> tuple[SolveSession, Result]:
    """Minimise a stage; returns the solving on what its proof leaves of the face.

    Where choices decide totals, the first questions of the order leave one set of them.
    """
    many = len(solving.held)
    solving, result = reach_stage(solving, stage)
    return on_hulls(solving, since=many), result


def _both(program: Program, face: Face, box: Face) -> Face:
    """Return what two faces have in common."""
    both = Face(
        np.maximum(face.lower, box.lower),
        np.minimum(face.upper, box.upper),
        np.maximum(face.low, box.low),
        np.minimum(face.high, box.high),
    )
    return drawn_in(program, both)


def _most(stage: Stage, face: Face) -> Fraction:
    """Return a value that no point of a face is above: every column at its dearest end."""
    terms = [c * int((face.upper if c > 0 else face.lower)[j]) for j, c in stage.linear.items()]
    for j, cost in stage.convex.items():
        terms.append(max(cost.at(int(face.lower[j])), cost.at(int(face.upper[j]))))
    return stage.constant + total(terms)
