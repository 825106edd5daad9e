"""Webster's method (Sainte-Laguë):  d(j) = j - 1/2,  so quotas are rounded to the nearest.

It is the plan of least sum_i (s_i - q_i)**2 / w_i, with q_i = w_i S / W.

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A; A. Sainte-Laguë, La
représentation proportionnelle et la méthode des moindres carrés (1910).
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.divisor import DivisorMethod


class Webster(DivisorMethod):
    """Round at the arithmetic mean of a seat and the one before; favours neither large nor small.

    A weight far below half a seat may get none.
    """

    words = Words("韦伯斯特法", "Webster's method")

    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat) = (2 seat - 1) / 2."""
        return 2 * seat - 1, 2


METHODS.register("webster")(Webster())
