"""Where to cut a part of a face in two, and which half to follow."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optalloc.program import Whole
from optalloc.solving.face import Face
from optalloc.solving.linear import Floats

TINY = 1e-11
"""How far a switch must be from its ends to be cut there: far less than what engines round to a
whole number, as 10^-6 of 10^11 fen is 10^5 fen, and hardly more than noise."""
FRACTION = 1e-6
"""The same for amounts, of which there may be more than doubles have digits for."""
DEEP = 60
"""Cuts after which every second one halves the widest column: boxes shrink whatever points say."""


def where_to_cut(
    face: Face, x: Floats | None, depth: int, first: Sequence[Whole], units: int = 0
) -> tuple[int, int, bool] | None:
    """Return the column and the step at which to cut, and whether to follow the upper part.

    A switch off its ends first, the nearest to one half; then units of pots, on which many amounts
    hang; then an amount between whole steps: totals first, as cells can move while they stay, then
    those that cost, then the others; then, where all looks whole and yet is not settled, the widest
    column, now at the point, now in its middle, so that boxes shrink to single points.

    Args:
        first: Columns of amounts that go before all others, in groups.
        units: The first of the columns that hold units of pots; 0 where there are none.
    """
    reach = face.upper - face.lower
    if not (reach > 0).any():
        return None
    middle = int(face.lower[j := int(np.argmax(reach))] + (reach[j] - 1) // 2)
    if x is None or (depth > DEEP and depth % 2):
        return j, middle, False
    inside = np.maximum(np.minimum(x - face.lower, face.upper - x), 0.0)
    off = np.where(reach > 0, np.minimum(np.abs(x - np.rint(x)), inside), 0.0)
    switch = np.where(reach == 1, off, 0.0)
    if switch.max() > TINY:
        j = int(np.argmax(switch))
    elif units and off[units:].max() > FRACTION:
        j = units + int(np.argmax(off[units:] > FRACTION))
    elif off.max() > FRACTION:
        found = (j for columns in first for j in _furthest(off, columns))
        j = next(found, int(np.argmax(off)))
    elif depth % 2:
        return j, middle, False
    at = min(max(int(np.floor(x[j] + TINY)), int(face.lower[j])), int(face.upper[j]) - 1)
    return j, at, bool(x[j] - at >= 0.5)


def _furthest(off: Floats, columns: Whole) -> list[int]:
    """Return the column of some that is furthest from a whole step; none where all are whole."""
    inside = columns[off[columns] > FRACTION]
    return [int(inside[np.argmax(off[inside])])] if len(inside) else []


def with_switches(face: Face, x: Floats) -> Face | None:
    """Return the part of a face on which its switches stand where a point has them."""
    switches = np.flatnonzero(face.upper - face.lower == 1)
    if not len(switches):
        return face
    value = np.rint(x[switches]).astype(np.int64)
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[switches] = upper[switches] = np.clip(value, lower[switches], upper[switches])
    return replace(face, lower=lower, upper=upper)


def in_a_hole(
    holes: dict[int, int], whole: Face, face: Face, x: Floats
) -> tuple[int, int, bool] | None:
    """Return the column that stands furthest inside a hole of its values, with where to cut.

    Args:
        holes: For columns the last step within the hole above their lower end.
        whole: The face that they are holes on.
    """
    best, chosen = FRACTION, None
    for j, end in holes.items():
        low, high = int(whole.lower[j]), end + 1
        inside = min(float(x[j]) - low, high - float(x[j])) / (high - low)
        if inside > best and face.lower[j] <= end < face.upper[j]:
            best, chosen = inside, (j, end, float(x[j]) - low >= (high - low) / 2)
    return chosen


def bits(face: Face) -> float:
    """Return how many bits say where a point of a face is."""
    return float(np.log2((face.upper - face.lower + 1).astype(np.float64)).sum())
