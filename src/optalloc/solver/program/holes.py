"""Values that a column cannot have, between nothing and the least that switches allow it.

A total of awards that are nothing or at least m is itself nothing or at least m, and no linear
program sees it: each switch alone says little. A column held to a step within the hole falls to its
lower end as soon as rows draw bounds in; so a cut at the hole's upper end needs no proof but that.
"""

from collections.abc import Iterable
from dataclasses import replace

from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Program

MOST_WORK = 200_000
"""Entries of rows that are passed over; where programs are large, looking for holes takes longer
than the nodes it saves."""


def holes(program: Program, face: Face, columns: Iterable[int]) -> dict[int, int]:
    """Return for each column with a hole above its lower end the last step within it."""
    found: dict[int, int] = {}
    left = MOST_WORK // max(1, len(program.column))
    for j in columns:
        if left <= 0:
            break
        if face.upper[j] - face.lower[j] > 1:
            end, draws = _end(program, face, j)
            left -= draws
            if end is not None:
                found[j] = end
    return found


def _end(program: Program, face: Face, column: int) -> tuple[int | None, int]:
    """Return the last step of a column's hole, if there is one, and how often rows were drawn."""
    first, last, draws = int(face.lower[column]), int(face.upper[column]), 0

    def falls(at: int) -> bool:
        """Return whether the column falls to its lower end when it is held to a step."""
        nonlocal draws
        draws += 1
        upper = face.upper.copy()
        upper[column] = at
        drawn = draw(program, replace(face, upper=upper))
        return bool(drawn.upper[column] <= first)

    if not falls(first + 1):
        return None, draws
    inside, width = first + 1, 1
    outside = min(inside + width, last)
    while outside < last and falls(outside):
        inside, width = outside, 2 * width
        outside = min(inside + width, last)
    while outside - inside > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if falls(middle) else (inside, middle)
    return inside, draws
