"""The plans within a stated distance of the best, and how far their totals reach.

They are a face and the limits that goals keep. Within 0 are the plans that are equally good: every
goal, in order, has its best value. Within p the first goal whose best value is not 0 may be worse
by that part of its value, or by its own tolerance where that is more; the goals before it keep
their best, the goals after it are free. Where every goal's best is 0 there is no part of it to
give, and within p is within 0.

Where one sum and one limit couple the recipients, ends are looked for by totals alone. The totals
are a relaxation: rows that speak of cells are left out. So an end read off the lists of steps
(solver/search/ranges.py) is as far as any plan can go, and it is taken where there are cells for
its totals with which every row of the whole program is kept: the natural ones, or those that an
engine finds where cells follow stated needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.message import NOTHING
from optalloc.core.solve_options import SolveOptions
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import reach
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import (
    Leximin,
    Program,
    Stage,
    StepCost,
    Whole,
    Worst,
    worst_allowed,
)
from optalloc.solver.search.aggregate import Totals, totals_only
from optalloc.solver.search.marginal import Flat, coupled
from optalloc.solver.search.minimise import Stop, minimise
from optalloc.solver.search.outcome import GRADES, GoalOutcome, Proven
from optalloc.solver.search.ranges import Extremes, TooMany
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


class ByTotals:
    """Reads ends off lists of steps.

    Attributes:
        found: Where the plans within the distance stand, of the totals alone.
        asked: How often an engine was asked for cells.
    """

    def __init__(self, master: Totals, found: Within, extremes: Extremes, near: Whole) -> None:
        self.master, self.found, self.extremes, self.near = master, found, extremes, near
        self.columns = extremes.part.columns
        place_of = {j: place for place, j in enumerate(master.program.ties.totals.tolist())}
        self.at = {place_of[j]: r for r, j in enumerate(self.columns.tolist())}
        self.last: tuple[bytes, Whole | None] = (b"", None)
        self.asked = 0

    def point(self, place: int, is_most: bool, may_ask: bool) -> Whole | None:
        """Return a plan in which a recipient has the least or the most; None where none shows it.

        Args:
            place: The recipient's, in listed order.
            may_ask: Whether an engine may be asked for cells.
        """
        assert self.found.solving.plan is not None
        x, r = self.found.solving.plan.copy(), self.at.get(place)
        if r is not None:
            try:
                end = self.extremes.find(r, is_most)
            except TooMany:
                return None
            x[self.columns[r]] = end.steps
            for i, moved in end.moves.items():
                x[self.columns[i]] += moved
        key = x.tobytes()
        if key != self.last[0]:
            is_on = self.found.solving.face.holds(self.master.program, x)
            point = self._completed(x, may_ask) if is_on else None
            if point is None and not may_ask:
                return None
            self.last = (key, point)
        return self.last[1]

    def _completed(self, x: Whole, may_ask: bool) -> Whole | None:
        """Return a plan with some totals; None where none is found."""
        program, columns = self.master.whole, self.master.columns
        if (self.near[columns] == x).all():
            return self.near
        if program.ties.mix is not None:
            return self.master.completed(x)
        if not may_ask:
            return None
        self.asked += 1
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[columns] = upper[columns] = x
        face = replace(whole_face(program), lower=lower, upper=upper)
        solving = self.found.solving
        fixed = SolveSession(program, solving.engine, solving.clock, face, plan=self.near)
        found = minimise(fixed, Stage("", NOTHING)).x
        self.near = self.near if found is None else found
        return found


def by_totals(
    program: Program, plan: Whole, goals: Sequence[GoalOutcome], ask: Callable[[Program], Within]
) -> ByTotals | None:
    """Return what reads ends off lists; None where more than a sum and a limit couples totals.

    Args:
        program: The whole program.
        plan: Its best plan.
        goals: What its goals came to: those of the totals alone must come to the same.
        ask: Returns where the plans within the distance stand.
    """
    # That cells are projects matters only for how they are put to totals.
    told = program.ties if program.ties.pools is not None else replace(program.ties, pools=())
    master = totals_only(replace(program, ties=told))
    if master is None:
        return None
    master, found = replace(master, whole=program), ask(master.program)
    if found.values != tuple(goal.value for goal in goals[: len(found.values)]):
        return None
    solving = found.solving
    if not found.is_found or solving.plan is None or len(solving.held) > 1:
        return None
    program, face = master.program, solving.face
    columns = program.ties.totals
    costs: dict[int, StepCost] = {j: Flat(0) for j in columns.tolist()}
    slack: Fraction | None = None
    if solving.held:
        held = solving.held[0]
        is_open = face.lower < face.upper
        costs |= {j: Flat(c) for j, c in held.stage.linear.items() if is_open[j]}
        costs |= {j: f for j, f in held.stage.convex.items() if is_open[j]}
        if len(costs) > len(columns):
            return None
        slack = held.value - held.stage.value(solving.plan.tolist())
    part = coupled(program, face, Stage("", NOTHING, convex=costs))
    if part is None:
        return None
    extremes = Extremes(part, solving.plan[part.columns].tolist(), slack)
    if slack is not None and not extremes.is_best:
        return None
    return ByTotals(master, found, extremes, plan)
