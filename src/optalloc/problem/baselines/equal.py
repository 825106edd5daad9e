"""The same for everybody with a target:  y_r = S / n,  odd steps to the earlier listed."""

from fractions import Fraction

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, TotalsMethod, seats_method
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class Equal(TotalsMethod):
    """Share out evenly, in whole steps, among recipients with a target."""

    words = Words("平均分配", "equal shares")
    rests_on = Words(
        "只按有测算额的单位数和取整单位分配，不看约束",
        "by the number of recipients with a target and steps alone, whatever the rules say",
    )

    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return the totals [fen]."""
        has_target = [Fraction(targets.target(r.name) > 0) for r in problem.recipients]
        seats = seats_method("largest_remainder").apportion(has_target, problem.money // step)
        return [k * step for k in seats]


METHODS.register("equal")(Equal())
