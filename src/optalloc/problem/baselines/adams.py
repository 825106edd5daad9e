"""Adams's method (smallest divisors):  d(j) = j - 1,  so quotas are rounded up.

The method kindest to small weights. d(1) = 0: each weight above 0 gets one seat first; with fewer
seats than such weights the largest get one each (ties by listed order).

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.divisor import DivisorMethod


class Adams(DivisorMethod):
    """Round up; nobody above 0 is left out.

    With fewer seats than weights above 0, the largest weights get one each (ties by listed order).
    """

    words = Words("亚当斯法", "Adams's method")

    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat) = seat - 1."""
        return seat - 1, 1


METHODS.register("adams")(Adams())
