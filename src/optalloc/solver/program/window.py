"""The part of a face that an engine is shown, so that the costs it sees are of like size."""

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Stage, Whole

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
