"""Largest remainders (Hamilton, Hare quota):  s_i = floor(q_i) or floor(q_i) + 1,  q_i = w_i S / W.

The seats left after the floors go, one each, to the largest remainders q_i - floor(q_i); equal
remainders go to the earlier in listed order. Every s_i stays within one seat of its quota, and no
plan is nearer to the quotas in any l_p distance; but one seat more may cost somebody a seat (the
Alabama paradox).

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from collections.abc import Sequence

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, Method


class LargestRemainder(Method):
    """Give everybody the whole part of its quota, then one seat each to the largest remainders."""

    words = Words("最大余数法", "largest remainder method")

    def share_out(self, weights: Sequence[int], seats: int) -> list[int]:
        """Return the seats of each weight.

        Remainders are kept as whole numbers in units of 1/W seats. They add up to the seats left
        times W and each is below W, so fewer seats are left than there are remainders above 0.
        """
        total = sum(weights)
        floors, remainders = zip(*(divmod(w * seats, total) for w in weights), strict=True)
        given = list(floors)
        # The sort is stable, so equal remainders stay in listed order.
        by_remainder = sorted(range(len(weights)), key=lambda i: -remainders[i])
        for i in by_remainder[: seats - sum(floors)]:
            given[i] += 1
        return given


METHODS.register("largest_remainder")(LargestRemainder())
