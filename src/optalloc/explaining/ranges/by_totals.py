"""The ends of ranges by totals alone, where one sum and one limit couple the recipients.

The totals are a relaxation: rows that speak of cells are left out. So an end read off the lists of
steps (solver/search/ranges.py) is as far as any plan can go, and it is taken where there are cells
for its totals with which every row of the whole program is kept: the natural ones, or those that an
engine finds where cells follow stated needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.core.message import NOTHING
from optalloc.explaining.ranges.near_best import Within
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Program, Stage, StepCost, Whole
from optalloc.solver.search.aggregate import Totals, totals_only
from optalloc.solver.search.marginal import Flat, coupled
from optalloc.solver.search.minimise import minimise
from optalloc.solver.search.outcome import GoalOutcome
from optalloc.solver.search.ranges import Extremes, TooMany
from optalloc.solver.session.session import SolveSession


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
