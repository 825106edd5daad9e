"""Fix and propagate: a whole point near a linear program's, column by column as rows allow."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Program, Whole
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.tree import PartPoint

SURE = 1e-6
"""How near to a whole number a switch must be to be fixed together with the others."""
MOST_FIXED = 1500
"""Columns fixed one by one; each takes a pass over all rows."""
MOST_FIXED_WIDE = 100
"""The same where sums leave 64 bits and passes take many times as long."""
MOST_ROUNDS = 4
"""Rounds of tangents for the amounts: a point near the best is enough, it is rounded anyway."""

Left = Callable[[], float]


def _endless() -> float:
    return inf


def repaired(
    program: Program, face: Face, x: Floats, lp: NodeLp, left: Left = _endless
) -> Whole | None:
    """Return a whole point on a face near x; None where this way finds none.

    Switches first, the surest ones together; then the amounts where a linear program has them with
    those switches, rounded, and one by one where rounding breaks a row.

    Args:
        left: Returns the seconds that are left; it is given up when there are none.
    """
    switches = np.flatnonzero(face.upper - face.lower == 1)
    part = _fixed_in_order(program, face, x, switches, left)
    if part is None:
        return None
    seconds = left()
    relaxed = lp.solve(part, MOST_ROUNDS, None if seconds == inf else seconds)
    if relaxed.x is None:
        return None
    near: Whole = np.clip(np.rint(relaxed.x).astype(np.int64), part.lower, part.upper)
    if face.holds(program, near):
        return near
    open_columns = np.flatnonzero(part.lower < part.upper)
    if len(open_columns) > (MOST_FIXED if not program.is_wide else MOST_FIXED_WIDE):
        return None
    fixed = _fixed_in_order(program, part, relaxed.x, open_columns, left)
    if fixed is None or (fixed.lower < fixed.upper).any():
        return None
    return fixed.lower if face.holds(program, fixed.lower) else None


def _fixed_in_order(
    program: Program, face: Face, x: Floats, columns: Whole, left: Left
) -> Face | None:
    """Return the face with columns fixed near x, the nearest to whole numbers first."""
    off = np.abs(x[columns] - np.rint(x[columns]))
    sure = columns[off <= SURE]
    part = _fixed(program, face, sure, x)
    if part is None:
        part, rest = face, columns[np.argsort(off, kind="stable")]
    else:
        rest = columns[off > SURE][np.argsort(off[off > SURE], kind="stable")]
    for j in rest[:MOST_FIXED]:
        if part.lower[j] == part.upper[j]:
            continue
        if left() <= 0:
            return None
        found = _fixed_near(program, part, int(j), x)
        if found is None:
            return None
        part = found
    return part


def _fixed_near(program: Program, face: Face, column: int, x: Floats) -> Face | None:
    """Return the face with a column fixed at the nearest step, or next to it; None if all cross.

    A linear program has an even amount where rows ask for an odd one, and is exact to nine digits.
    """
    nearest = int(np.rint(x[column]))
    beside = (1, -1) if x[column] >= nearest else (-1, 1)
    for step in (0, *beside):
        moved = x.copy()
        moved[column] = nearest + step
        if face.lower[column] <= nearest + step <= face.upper[column] or not step:
            found = _fixed(program, face, np.array([column]), moved)
            if found is not None:
                return found
    return None


def _fixed(program: Program, face: Face, columns: Whole, x: Floats) -> Face | None:
    """Return the face with columns fixed at the nearest step that it allows; None if it crosses."""
    lower, upper = face.lower.copy(), face.upper.copy()
    value = np.clip(np.rint(x[columns]).astype(np.int64), lower[columns], upper[columns])
    lower[columns] = upper[columns] = value
    drawn = draw(program, replace(face, lower=lower, upper=upper))
    return None if (drawn.lower > drawn.upper).any() else drawn


def points_near(
    program: Program,
    face: Face,
    x: Floats,
    inner: Floats | None,
    by: tuple[NodeLp, Left, Callable[[Face], PartPoint | None]],
) -> Iterator[Whole]:
    """Yield whole points near one of a linear program, each more dearly found than the last.

    Args:
        inner: A point that stands clear of the sides of rows; None where there is no need of it.
        by: The linear programs, the seconds that are left, and what finds a point by engines.
    """
    lp, left, part = by
    if inner is not None:
        yield np.clip(np.rint(inner).astype(np.int64), face.lower, face.upper)
    point = repaired(program, face, x, lp, left)
    if point is not None:
        yield point
    fixed = with_switches(face, x)
    met = None if fixed is None else part(fixed)
    if met is not None:
        yield met.x


def with_switches(face: Face, x: Floats) -> Face | None:
    """Return the part of a face on which its switches stand where a point has them."""
    switches = np.flatnonzero(face.upper - face.lower == 1)
    if not len(switches):
        return face
    value = np.rint(x[switches]).astype(np.int64)
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[switches] = upper[switches] = np.clip(value, lower[switches], upper[switches])
    return replace(face, lower=lower, upper=upper)
