"""The ends of ranges by totals alone, where one sum and one limit couple the recipients.

The totals are a relaxation: rows that speak of cells are left out. So an end read off the lists of
steps (solving/extremes.py) is as far as any plan can go, and it is taken where the natural cells of
its totals keep every row of the whole program.
"""

from fractions import Fraction

from optalloc.explaining.within import Within
from optalloc.program import Stage, StepCost, Whole
from optalloc.solving.extremes import Extremes, TooMany
from optalloc.solving.margins import Flat, coupled
from optalloc.solving.totals import Totals
from optalloc.words import NOTHING


class ByTotals:
    """Reads ends off lists of steps.

    Attributes:
        found: Where the plans within the distance stand, of the totals alone.
    """

    def __init__(self, master: Totals, found: Within, extremes: Extremes) -> None:
        self.master, self.found, self.extremes = master, found, extremes
        self.columns = extremes.part.columns
        place_of = {j: place for place, j in enumerate(master.program.ties.totals.tolist())}
        self.at = {place_of[j]: r for r, j in enumerate(self.columns.tolist())}
        self.last: tuple[bytes, Whole | None] = (b"", None)

    def point(self, place: int, is_most: bool) -> Whole | None:
        """Return a plan in which a recipient has the least or the most; None where none shows it.

        Args:
            place: The recipient's, in listed order.
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
            self.last = (key, self.master.completed(x) if is_on else None)
        return self.last[1]


def by_totals(master: Totals, found: Within) -> ByTotals | None:
    """Return what reads ends off lists; None where more than a sum and a limit couples totals.

    Args:
        found: Where the plans within the distance stand, of the totals alone.
    """
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
    return ByTotals(master, found, extremes)
