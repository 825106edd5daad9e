"""Hill's method (Huntington-Hill, equal proportions):  d(j) = sqrt(j (j - 1)), the geometric mean.

Claims are compared by their squares w**2 / (j (j - 1)), so no root is ever taken. d(1) = 0: each
weight above 0 gets one seat first; with fewer seats than such weights the largest get one each
(ties by listed order).

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A; the method of 2 U.S.C.
2a for the House of Representatives since 1941.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.divisor import DivisorMethod


class Hill(DivisorMethod):
    """Round at the geometric mean of a seat and the one before; nobody above 0 is left out.

    With fewer seats than weights above 0, the largest weights get one each (ties by listed order).
    """

    words = Words("亨廷顿-希尔法", "Huntington-Hill method")
    power = 2

    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat)**2 = seat (seat - 1)."""
        return seat * (seat - 1), 1


METHODS.register("hill")(Hill())
