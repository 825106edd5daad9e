"""The part of a Program that is still open: bounds drawn in as goals are settled."""

from dataclasses import dataclass

import numpy as np

from optalloc.program import UNBOUNDED, Program, Whole, broken
from optalloc.whole_numbers import unlimited

MOST_PASSES = 8


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
    for _ in range(MOST_PASSES):
        ups = coefficient > 0
        least = np.where(ups, coefficient * lower[column], coefficient * upper[column])
        most = np.where(ups, coefficient * upper[column], coefficient * lower[column])
        least_row, most_row = program.sums(least), program.sums(most)
        # What a row leaves for one entry: its bounds less the extremes of all the others.
        room = np.where(face.high < UNBOUNDED, face.high - least_row, UNBOUNDED)[row] + least
        need = np.where(face.low > -UNBOUNDED, face.low - most_row, -UNBOUNDED)[row] + most
        is_high, is_low = (face.high < UNBOUNDED)[row], (face.low > -UNBOUNDED)[row]
        roof = np.where(ups, room // coefficient, need // coefficient)
        floor = np.where(ups, -(-need // coefficient), -(-room // coefficient))
        roof[~np.where(ups, is_high, is_low)] = UNBOUNDED
        floor[~np.where(ups, is_low, is_high)] = -UNBOUNDED
        before = int((upper - lower).sum())
        if program.is_wide:
            # One step beyond the other bound is enough to see that they cross.
            roof = np.clip(roof, lower[column] - 1, upper[column]).astype(np.int64)
            floor = np.clip(floor, lower[column], upper[column] + 1).astype(np.int64)
        np.minimum.at(upper, column, roof)
        np.maximum.at(lower, column, floor)
        if int((upper - lower).sum()) == before or (lower > upper).any():
            break
    return Face(lower, upper, face.low, face.high)
