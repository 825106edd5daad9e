"""The plans within a stated distance of the best, as a face and the limits that goals keep.

Within 0 are the plans that are equally good: every goal, in order, has its best value. Within p the
first goal whose best value is not 0 may be worse by that part of its value, or by its own tolerance
where that is more; the goals before it keep their best, the goals after it are free. Where every
goal's best is 0 there is no part of it to give, and within p is within 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.solve_options import SolveOptions
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import reach
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Leximin, Program, Stage, Worst, worst_allowed
from optalloc.solver.search.minimise import Stop
from optalloc.solver.search.outcome import GRADES, Proven
from optalloc.solver.session.session import Clock, SolveSession


@dataclass(frozen=True)
class Within:
    """Where the plans within a distance stand.

    Attributes:
        solving: The face that they lie on, with the goals that a row holds, and one of them.
        is_found: Whether the goals were reached; the rest says nothing where they were not.
        loose: The place of the goal that may be worse; None where none may.
        value, limit: Its best value, and the worst that it may have.
        proven: How the goals' best values are proven.
        values: The best values of the goals that were reached, in order.
    """

    solving: SolveSession
    is_found: bool = True
    loose: int | None = None
    value: Fraction = Fraction(0)
    limit: Fraction = Fraction(0)
    proven: Proven = "exact"
    values: tuple[Fraction, ...] = ()


def within(program: Program, distance: Fraction, how: SolveOptions) -> Within:
    """Return where the plans within a distance of the best stand.

    Args:
        distance: 0 for the plans that are equally good, 1/100 for those within 1%.
        how: What solving is told; its time is for all that is asked of it.
    """
    solving = SolveSession(program, engine(how.solver), Clock(how.time_limit), whole_face(program))
    proven: Proven = "exact"
    values: tuple[Fraction, ...] = ()
    try:
        for place, goal in enumerate(program.goals):
            tried = _loosened(goal, distance) if is_last(program.goals, place) else goal
            after, result, _ = reach(solving, tried)
            assert result.value is not None
            proven = min(proven, result.proven, key=GRADES.index)
            values = (*values, result.value)
            if tried is not goal and result.value:
                limit = worst_allowed(tried, result.value)
                own = worst_allowed(goal, result.value)
                if own > limit:
                    after, limit = reach(solving, goal)[0], own
                return Within(after, True, place, result.value, limit, proven, values)
            solving = after if tried is goal else reach(solving, goal)[0]
    except Stop:
        return Within(solving, is_found=False, values=values)
    return Within(solving, proven=proven, values=values)


def is_last(goals: Sequence[Stage | Worst], place: int) -> bool:
    """Return whether a stage is the last of its goal; what comes before it leaves no room."""
    return place + 1 == len(goals) or goals[place + 1].label != goals[place].label


def _loosened(goal: Stage | Worst, distance: Fraction) -> Stage | Worst:
    if not distance:
        return goal
    if isinstance(goal, Leximin):
        # Its value is its worst level; the levels below that are free once it may be worse.
        told = (goal.label, goal.words, goal.columns, goal.level, goal.least, goal.best)
        return Worst(*told, goal.measure, distance)
    return replace(goal, tolerance=distance)
