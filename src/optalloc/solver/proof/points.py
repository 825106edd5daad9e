"""Whole points that engines have for a search, which believes none of them before it looks."""

from collections.abc import Callable
from dataclasses import dataclass

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Whole
from optalloc.solver.proof.tree import PartPoint

News = Callable[[], Whole | None]


def nothing() -> Whole | None:
    """Tell of no engine."""
    return None


@dataclass(frozen=True)
class Points:
    """Where a search has points from that it does not find itself.

    Attributes:
        part: Finds a good whole point on a part of the face, by engines.
        news: Tells the best point of an engine that is at work on the whole face meanwhile; None
            where there is none, or it has told nothing lately.
        are_best: Whether engines say that none is better than the point at hand. It proves nothing,
            but then it is little use to look for one wherever a linear program leaves room.
    """

    part: Callable[[Face], PartPoint | None]
    news: News = nothing
    are_best: bool = False
