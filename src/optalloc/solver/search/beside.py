"""HiGHS at work on an integer program in a process of its own, while its proof is sought here.

Where switches exclude one another (the years in which a project may start) an engine takes seconds
to a good plan and the proof takes seconds more, and neither needs the other's end: branch and bound
opens the parts whose bounds are below the best value whatever plan it starts from, and takes up
better plans on its way. Elsewhere an engine mostly ends at once and a proof from its plan is short.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock, Timer
from time import monotonic

import numpy as np

from optalloc.solver.engines.interface import EngineAtWork, WorksBeside
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.proof.points import News
from optalloc.solver.proof.sums_to_cut_at import choices_of
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import SolveSession, anchored

AT_FIRST = 6.0
"""Seconds that an engine has in this process before the proof begins. Most programs end in less,
and then the proof is the same in every run: what is met beside a search hangs on the machine."""
BEGINS = 0.5
"""Seconds after which the engine in a process of its own begins, so that it is well on its way by
then."""
SHORT = 5.0
"""Seconds that must be left for a process of its own to be worth its start."""
BETWEEN = 0.2
"""Seconds between two looks for a better plan."""


class Beside:
    """An engine that begins in a moment, in a process of its own, and the plans that it tells.

    Args:
        begin: Starts it; returns None where it will not start.
        anchor: The point that its columns count from.
    """

    def __init__(self, begin: Callable[[], EngineAtWork | None], anchor: Whole) -> None:
        self.begin, self.anchor, self.looked = begin, anchor, monotonic()
        self.run: EngineAtWork | None = None
        self.is_over, self.lock = False, Lock()
        self.timer = Timer(BEGINS, self._begin)
        self.timer.daemon = True
        self.timer.start()

    def _begin(self) -> None:
        with self.lock:
            self.run = None if self.is_over else self.begin()

    def plan(self) -> Whole | None:
        """Return the best plan that the engine has told of; looks now and then only."""
        if self.run is None or monotonic() - self.looked < BETWEEN:
            return None
        self.looked = monotonic()
        x = self.run.met()
        return None if x is None else self.anchor + np.rint(x[: len(self.anchor)]).astype(np.int64)

    def stop(self) -> None:
        """End the engine, or what would begin it."""
        self.timer.cancel()
        with self.lock:
            self.is_over = True
            if self.run is not None:
                self.run.stop()


def goes_beside(solving: SolveSession, stage: Stage) -> bool:
    """Return whether a stage is proven while an engine is still at work on it."""
    by = solving.engine
    if stage.convex or solving.gap or solving.settles_ties or not isinstance(by, WorksBeside):
        return False
    left = solving.clock.left()
    if left is not None and left < SHORT:
        return False
    return by.may_go_on and bool(choices_of(solving.program, solving.face))


@contextmanager
def beside(solving: SolveSession, stage: Stage, chosen: Chosen) -> Iterator[News]:
    """Have an engine work on a stage until the block ends; yields what tells its plans."""
    by = solving.engine
    assert isinstance(by, WorksBeside)
    anchor = anchored(solving.anchor(), solving.face)
    linear = solving.laid_out(stage, chosen, True, solving.face)(anchor).linear
    work = Beside(partial(by.begin, linear, solving.clock.for_engine()), anchor)
    try:
        yield work.plan
    finally:
        work.stop()
