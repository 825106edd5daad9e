"""The seconds that a proof may take, and what of a limit it keeps back to be written down.

A search that stops still has to say what its tree proves: every leaf gets its exact bound, and the
tree is checked. That takes as long as the search of many a node did, so where a limit is set it is
foreseen from the bounds so far, and the search ends that much earlier.
"""

import time
from math import inf

from optalloc.solver.session.session import SolveSession

WRITTEN = 2.0
"""What a leaf takes to be written down and checked, in exact bounds of the search."""


class ProofTime:
    """The seconds left for a proof beyond what the engines took.

    Its own part is processor time, so that what can be proven does not hang on what else runs; the
    limit of a solve and of its ties are moments.
    """

    def __init__(self, solving: SolveSession) -> None:
        self.clock, self.until = solving.clock, solving.until
        self.end = time.thread_time() + solving.clock.for_proving()
        self.kept = 0.0

    def __call__(self) -> float:
        """Return the seconds left, by whichever ends first."""
        moment = inf if self.until is None else self.until - time.monotonic()
        return min(self.end - time.thread_time(), moment, self.of_limit())

    @property
    def is_limit_over(self) -> bool:
        """Whether the limit of the solve leaves no time for more."""
        return self.of_limit() <= 0

    def keep_back(self, leaves: int, each: float) -> None:
        """Foresee what it takes to write a tree down; nothing where there is no limit.

        Args:
            leaves: How many leaves it has.
            each: What one exact bound took in the search [s].
        """
        if self.clock.limit is not None:
            self.kept = WRITTEN * leaves * each

    def of_limit(self) -> float:
        """Return the seconds left of the solve's limit; endless without one."""
        left = self.clock.left()
        return inf if left is None else left - self.kept
