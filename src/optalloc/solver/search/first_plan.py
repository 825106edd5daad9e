"""Primal heuristics: a first plan in a moment, at hand in a time limit before engines answer.

Greedy: the totals near their targets, the money that is left or short spread over them, the natural
cells, and switches as those amounts set them. Where that breaks a row the point of a linear program
is repaired (solver/proof/repair.py). Nothing is proven of it; every row and limit is put to the
test.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optalloc.solver.engines.interface import Floats, NoEngineLeft
from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.natural import natural_cells
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.proof.multipliers import limits_of
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.repair import repaired
from optalloc.solver.proof.tree import Claim
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import AnchoredAnswer, SolveSession

SURE = 1e-6
"""How near to 0 or 1 a switch must be to stand there."""
PART = 0.5
"""Part of what is left of a limit that a repair may take."""
LONGEST = 2.0
"""Seconds that it may take at most."""


def greedy_plan(solving: SolveSession) -> Whole | None:
    """Return a plan near the targets; None where this way finds none.

    With all switches open, all on, all off: what the rows leave of totals then is drawn in.
    """
    face = solving.face
    switches = np.flatnonzero(face.upper - face.lower == 1)
    parts = [face]
    for side in (face.upper, face.lower) if len(switches) else ():
        lower, upper = face.lower.copy(), face.upper.copy()
        lower[switches] = upper[switches] = side[switches]
        drawn = draw(solving.program, replace(face, lower=lower, upper=upper))
        parts += [drawn] if (drawn.lower <= drawn.upper).all() else []
    found = (_greedy_on(solving, part) for part in parts)
    return next((x for x in found if x is not None), None)


def _greedy_on(solving: SolveSession, face: Face) -> Whole | None:
    """Return a plan near the targets on a part of the face."""
    program, ties = solving.program, solving.program.ties
    x: Whole = np.clip(solving.anchor(), face.lower, face.upper)
    totals = ties.totals
    x[totals] = _spread(x[totals], face.lower[totals], face.upper[totals], ties.money // ties.step)
    if face.holds(program, x) and _keeps_limits(solving, x):
        return x
    fixed = totals
    if len(ties.cells):
        cells = natural_cells(ties, x[totals].tolist())
        if cells is None:
            return None
        x[ties.cells] = cells
        fixed = np.concatenate([totals, ties.cells])
    if (x[fixed] < face.lower[fixed]).any() or (x[fixed] > face.upper[fixed]).any():
        return None
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[fixed] = upper[fixed] = x[fixed]
    drawn = draw(program, replace(face, lower=lower, upper=upper))
    if (drawn.lower > drawn.upper).any():
        return None
    x = np.clip(x, drawn.lower, drawn.upper)
    return x if face.holds(program, x) and _keeps_limits(solving, x) else None


def repaired_plan(
    solving: SolveSession, stage: Stage, chosen: Chosen, asked: AnchoredAnswer
) -> Whole | None:
    """Return a plan near the point of a linear program; None where none is found soon."""
    if asked.offset is None:
        return None
    claim = Claim.of(solving.program, solving.face, limits_of(solving), stage, None)
    lp = NodeLp(claim, solving.anchor(), chosen)
    left = solving.clock.left()
    until = time.monotonic() + min(LONGEST, PART * (LONGEST if left is None else left))
    best: Whole | None = None
    for near in _switched(solving.face, asked.anchor + asked.offset):
        try:
            x = repaired(solving.program, solving.face, near, lp, lambda: until - time.monotonic())
        except NoEngineLeft:
            break
        if x is None or not _keeps_limits(solving, x):
            continue
        values = x.tolist()
        if best is None or stage.value(values) < stage.value(best.tolist()):
            best = x
    return best


def _switched(face: Face, x: Floats) -> Iterator[Floats]:
    """Yield a point with all its switches on that are not off, then off that are not on, then x.

    A linear program has switches on in part: by the part of an amount that they allow. Taken one by
    one to the nearest they take a pass over all rows each, and come last for that.
    """
    switches = np.flatnonzero(face.upper - face.lower == 1)
    least = face.lower[switches].astype(np.float64)
    part = x[switches] - least
    for is_on in (part > SURE, part >= 1 - SURE):
        near = x.copy()
        near[switches] = least + is_on
        yield near
    yield x


def _keeps_limits(solving: SolveSession, x: Whole) -> bool:
    values = x.tolist()
    return all(limit.stage.value(values) <= limit.most for limit in limits_of(solving))


def _spread(totals: Whole, lower: Whole, upper: Whole, money: int) -> Whole:
    """Return totals that add up to the money where their bounds allow it, each moved alike."""
    found, off = totals.copy(), money - sum(totals.tolist())
    while off:
        room = upper - found if off > 0 else found - lower
        able = np.flatnonzero(room > 0)
        if not len(able):
            break
        each = max(1, abs(off) // len(able))
        able = able[: abs(off)]
        moved = np.minimum(room[able], each)
        found[able] += moved if off > 0 else -moved
        off -= int(moved.sum()) if off > 0 else -int(moved.sum())
    return found
