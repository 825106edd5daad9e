"""Dean's method:  d(j) = 2 j (j - 1) / (2 j - 1), the harmonic mean of j - 1 and j.

The weight per seat w_i / s_i comes as near to one common figure as whole seats allow. d(1) = 0:
each weight above 0 gets one seat first; with fewer seats than such weights the largest get one each
(ties by listed order).

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.divisor import DivisorMethod


class Dean(DivisorMethod):
    """Round at the harmonic mean of a seat and the one before; nobody above 0 is left out.

    With fewer seats than weights above 0, the largest weights get one each (ties by listed order).
    """

    words = Words("迪安法", "Dean's method")

    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat) = 2 seat (seat - 1) / (2 seat - 1)."""
        return 2 * seat * (seat - 1), 2 * seat - 1


METHODS.register("dean")(Dean())
