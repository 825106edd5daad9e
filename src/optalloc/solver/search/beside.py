"""HiGHS at work on an integer program in a process of its own, while its proof is sought here.

Where switches exclude one another (the years in which a project may start) an engine takes seconds
to a good plan and the proof takes seconds more, and neither needs the other's end: branch and bound
opens the parts whose bounds are below the best value whatever plan it starts from, and takes up
better plans on its way. Elsewhere an engine mostly ends at once and a proof from its plan is short.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import numpy as np

from optalloc.solver.engines.interface import EngineAtWork, WorksBeside
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.proof.cutting import choices_of
from optalloc.solver.proof.points import News, nothing
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import SolveSession, anchored

AT_FIRST = 0.5
"""Seconds that an engine has before the proof begins beside it: most programs end in less."""
SHORT = 5.0
"""Seconds that must be left for a process of its own to be worth its start."""
BETWEEN = 0.2
"""Seconds between two looks for a better plan."""


class Beside:
    """Plans of an engine that works beside a search.

    Args:
        run: The engine at work.
        anchor: The point that its columns count from.
    """

    def __init__(self, run: EngineAtWork, anchor: Whole) -> None:
        self.run, self.anchor, self.looked = run, anchor, monotonic()

    def plan(self) -> Whole | None:
        """Return the best plan that the engine has told of; looks now and then only."""
        if monotonic() - self.looked < BETWEEN:
            return None
        self.looked = monotonic()
        x = self.run.met()
        return None if x is None else self.anchor + np.rint(x[: len(self.anchor)]).astype(np.int64)


def goes_beside(solving: SolveSession, stage: Stage) -> bool:
    """Return whether a stage is proven while an engine is still at work on it."""
    by = solving.engine
    if stage.convex or solving.gap or solving.until is not None or not isinstance(by, WorksBeside):
        return False
    left = solving.clock.left()
    if left is not None and left < SHORT:
        return False
    return by.may_go_on and bool(choices_of(solving.program, solving.face))


@contextmanager
def beside(solving: SolveSession, stage: Stage, chosen: Chosen) -> Iterator[News]:
    """Have an engine go on with a stage until the block ends; yields what tells its plans."""
    by = solving.engine
    assert isinstance(by, WorksBeside)
    anchor = anchored(solving.anchor(), solving.face)
    linear = solving.laid_out(stage, chosen, True, solving.face)(anchor).linear
    run = by.begin(linear, solving.clock.for_engine())
    try:
        yield nothing if run is None else Beside(run, anchor).plan
    finally:
        if run is not None:
            run.stop()
