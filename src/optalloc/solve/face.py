"""The part of a Program that is still open: bounds drawn in as goals are settled."""

from dataclasses import dataclass

from optalloc.program import Program, Whole


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

    def holds(self, program: Program, x: Whole) -> bool:
        """Return whether whole columns lie on the face."""
        if (x < self.lower).any() or (x > self.upper).any():
            return False
        activity = program.activity(x)
        return not ((activity < self.low).any() or (activity > self.high).any())


def whole_face(program: Program) -> Face:
    """Return the face on which nothing is settled."""
    return Face(program.lower, program.upper, program.low, program.high)
