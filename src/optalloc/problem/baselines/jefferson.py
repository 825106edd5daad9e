"""Jefferson's method (D'Hondt, greatest divisors):  d(j) = j,  so quotas are rounded down.

The method kindest to large weights; nobody falls below the floor of its quota.

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.divisor import DivisorMethod


class Jefferson(DivisorMethod):
    """Round down; a small weight may get none."""

    words = Words("杰斐逊法", "Jefferson's method")

    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat) = seat."""
        return seat, 1


METHODS.register("jefferson")(Jefferson())
