"""The part of a Program that is still open: bounds drawn in, and what of it an engine is shown."""

from dataclasses import dataclass, replace

import numpy as np

from optalloc.core.whole_numbers import unlimited
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Whole, broken

MOST_PASSES = 8
"""Passes over all rows: bounds that still move then creep, often without end."""


@dataclass(frozen=True)
class Face:
    """Bounds of columns and rows, never wider than the program's own."""

    lower: Whole
    upper: Whole
    low: Whole
    high: Whole

    def free(self, columns: Whole) -> Whole:
        """Return those of the columns that are not fixed yet."""
        return columns[self.lower[columns] < self.upper[columns]]

    def within(self, reach: int, of: Whole, columns: Whole) -> "Face":
        """Return the face with some columns kept within so many steps of a point on it."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns] = np.maximum(lower[columns], of[columns] - reach)
        upper[columns] = np.minimum(upper[columns], of[columns] + reach)
        return Face(lower, upper, self.low, self.high)

    def halves(self, place: int, at: int, is_row: bool = False) -> tuple["Face", "Face"]:
        """Return the parts where a column is at most `at`, and where it is more.

        Args:
            place: The column, or the row where `is_row` says so.
        """
        least, most = (self.low, self.high) if is_row else (self.lower, self.upper)
        least, most = least.copy(), most.copy()
        least[place] = max(int(least[place]), at + 1)
        most[place] = min(int(most[place]), at)
        if is_row:
            return replace(self, high=most), replace(self, low=least)
        return replace(self, upper=most), replace(self, lower=least)

    def of_rows(self, count: int) -> "Face":
        """Return the face of the first rows alone: without the sums that a search has added."""
        return replace(self, low=self.low[:count], high=self.high[:count])

    def holds(self, program: Program, x: Whole) -> bool:
        """Return whether whole columns lie on the face."""
        if (x < self.lower).any() or (x > self.upper).any():
            return False
        return not broken(program.activity(x), self.low, self.high).any()


def whole_face(program: Program) -> Face:
    """Return the face on which nothing is settled."""
    return Face(program.lower, program.upper, program.low, program.high)


def drawn_in(program: Program, face: Face) -> Face:
    """Return the face with the bounds that its rows imply for whole columns.

    Where they cross, nothing is on the face; it is left as it was, and the engine is to say so,
    with its proof.
    """
    drawn = draw(program, face)
    return face if (drawn.lower > drawn.upper).any() else drawn


def draw(program: Program, face: Face) -> Face:
    """Return the bounds that rows imply for whole columns; where they cross, the face is empty.

    A row with all other columns at their extremes leaves a column only so much; nothing that lies
    on the face is lost. Sums that might leave 64 bits are added up in Python's own numbers.
    """
    lower, upper = face.lower.copy(), face.upper.copy()
    row, column, coefficient = program.row_of_entry, program.column, program.coefficient
    if program.is_wide:
        coefficient = unlimited(coefficient)
    ups = coefficient > 0
    is_high, is_low = (face.high < UNBOUNDED)[row], (face.low > -UNBOUNDED)[row]
    for _ in range(MOST_PASSES):
        at_lower, at_upper = coefficient * lower[column], coefficient * upper[column]
        least, most = np.where(ups, at_lower, at_upper), np.where(ups, at_upper, at_lower)
        # What a row leaves for one entry: its bounds less the extremes of all the others.
        room = (face.high - program.sums(least))[row] + least
        need = (face.low - program.sums(most))[row] + most
        # Quotients are taken where they cut something off alone: most entries have room.
        tight = np.flatnonzero(is_high & (most > room))
        short = np.flatnonzero(is_low & (least < need))
        if not len(tight) and not len(short):
            break
        left = _ends(coefficient, room, tight, True), _ends(coefficient, need, short, False)
        start, end = lower.copy(), upper.copy()
        for roofs, floors in left:
            for cut, bound, (entries, limits) in (
                (np.minimum, upper, roofs),
                (np.maximum, lower, floors),
            ):
                of = column[entries]
                if program.is_wide:
                    # One step beyond the other bound is enough to see that they cross.
                    limits = np.clip(limits, start[of] - 1, end[of] + 1).astype(np.int64)
                cut.at(bound, of, limits)
        if (lower > upper).any():
            break
    return Face(lower, upper, face.low, face.high)


def rounded(program: Program, face: Face) -> Face:
    """Return the face with the bounds of its rows at sums that whole columns come to.

    What fixed columns hold is known; the sum of the others is a multiple of what divides all their
    coefficients. So  10 a <= 3 y  is  a <= 2  where y is 8, and a linear program stays whole.
    """
    if program.is_wide:
        return face
    is_fixed = (face.lower == face.upper)[program.column]
    known = program.sums(np.where(is_fixed, program.coefficient * face.lower[program.column], 0))
    step = np.zeros(program.rows, dtype=np.int64)
    np.gcd.at(step, program.row_of_entry[~is_fixed], program.coefficient[~is_fixed])
    low, high = face.low.copy(), face.high.copy()
    many = step > 1
    up, down = many & (high < UNBOUNDED), many & (low > -UNBOUNDED)
    high[up] = known[up] + (high[up] - known[up]) // step[up] * step[up]
    low[down] = known[down] - (known[down] - low[down]) // step[down] * step[down]
    return replace(face, low=low, high=high)


Limits = tuple[Whole, Whole]
"""Entries, and what each leaves its column at most, or at least."""


def _ends(coefficient: Whole, left: Whole, entries: Whole, is_most: bool) -> tuple[Limits, Limits]:
    """Return the upper and the lower bounds of columns by what rows leave to some entries.

    Args:
        is_most: Whether a row leaves coefficient * column at most so much, or at least.
    """
    factor, given = coefficient[entries], left[entries]
    is_roof = (factor > 0) == is_most
    is_floor = ~is_roof
    roofs = entries[is_roof], given[is_roof] // factor[is_roof]
    floors = entries[is_floor], -(-given[is_floor] // factor[is_floor])
    return roofs, floors


NARROW = 64
"""Steps from a point that are shown first: most optima are a few steps from where one looks."""
WIDER = 16
"""How many times wider a window gets that cut something off: three turns show a million steps."""
WIDEST = 10**12
"""Steps beyond which a window is no help, and all of the face is shown."""
BRANCH_REACH = 10**5
"""Steps from a point within which costs are of like size; a whole optimum lies near the linear
program's, far nearer as a rule."""


class Window:
    """The part of a face that an engine is shown: near a point, and so costs are of like size.

    Costs of far steps are so much larger than those of near ones that both do not fit into an
    engine's tolerance. A convex program that is best within a window, and not at an end of it, is
    best everywhere; with whole columns that holds on the engine's word only.

    Attributes:
        anchor: The point.
        reach: Steps to either side of it; None shows the whole face.
        columns: The columns it holds for: those with convex costs, all of them to branch.
        is_open: Whether the whole face is shown from now on.
    """

    def __init__(self, face: Face, stage: Stage, anchor: Whole) -> None:
        self.whole, self.anchor = face, np.clip(anchor, face.lower, face.upper)
        self.columns = np.array(sorted(stage.convex), dtype=np.int64)
        self.reach: int | None = None
        self.is_open = False

    @property
    def is_narrow(self) -> bool:
        """Whether the costs in the window are near enough to one another to be told apart."""
        if self.is_open or not len(self.columns):
            return True
        return self.reach is not None and self.reach <= BRANCH_REACH

    @property
    def is_part(self) -> bool:
        """Whether the engine is shown less than the whole face."""
        return self.reach is not None and not self.is_open

    def face(self) -> Face:
        """Return the part of the face that lies in the window."""
        if self.reach is None or self.is_open:
            return self.whole
        return self.whole.within(self.reach, self.anchor, self.columns)

    def cuts(self, x: Whole) -> bool:
        """Return whether a point lies at an end of the window that is no end of the face."""
        shown, j = self.face(), self.columns
        below = (x[j] <= shown.lower[j]) & (shown.lower[j] > self.whole.lower[j])
        above = (x[j] >= shown.upper[j]) & (shown.upper[j] < self.whole.upper[j])
        return bool((below | above).any())

    def widen(self) -> None:
        """Show more of the face."""
        self.reach = None if self.reach is None or self.reach > WIDEST else self.reach * WIDER

    def move(self, x: Whole, is_cut: bool, refined: bool) -> None:
        """Go to a point, with a reach of a few times the way there."""
        point = np.clip(x, self.whole.lower, self.whole.upper)
        way = int(np.abs(point - self.anchor)[self.columns].max(initial=0))
        if is_cut:
            self.widen()
        else:
            self.reach = max(NARROW, WIDER * way) if refined else NARROW
        self.anchor = point

    def branch(self) -> None:
        """Hold for every column from now on."""
        self.columns, self.reach, self.is_open = np.arange(len(self.anchor)), BRANCH_REACH, False
