"""The knee of a curve: the point farthest below the straight line between its two ends.

    depth = (y0 + (yn - y0) (x - x0) / (xn - x0) - y) / |yn - y0|     (x0, y0), (xn, yn) the ends

So each axis counts from one end to the other, whatever its unit, and smaller y are better. Before
the knee more is won for what is given up than between the ends, after it less. There is none of
fewer than three points, of a curve without a way between its ends, or where none is below the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FEWEST = 3
Place = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Knee:
    """Where a curve bends most.

    Attributes:
        place: The place of the point, from 0 on.
        along: The part of its whole way from end to end that x went up to there.
        across: The part of its whole way that y went.
        depth: How far it is below the line between the ends, in parts of y's whole way.
    """

    place: int
    along: Fraction
    across: Fraction
    depth: Fraction


def knee_of(points: Sequence[Place]) -> Knee | None:
    """Return the knee of points in the order of x, the first of several as deep; None for none."""
    if len(points) < FEWEST:
        return None
    (x0, y0), (xn, yn) = points[0], points[-1]
    if x0 == xn or y0 == yn:
        return None
    deepest: Knee | None = None
    for place, (x, y) in enumerate(points):
        along, across = (x - x0) / (xn - x0), (y - y0) / (yn - y0)
        depth = (across - along) * (1 if yn < y0 else -1)
        if depth > (deepest.depth if deepest else 0):
            deepest = Knee(place, along, across, depth)
    return deepest
