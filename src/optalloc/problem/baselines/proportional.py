"""Every target rounded by itself:  y_r = g * round(t_r / g),  halves to the even step.

Nobody makes the sum come out: it may fall short of the money or exceed it, and the audit says by
how much.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, TotalsMethod
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class Proportional(TotalsMethod):
    """Round each target to its nearest step, whatever the sum."""

    words = Words("逐项四舍五入（合计不配平）", "each rounded alone")

    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return the totals [fen]."""
        return [round(targets.target(r.name) / step) * step for r in problem.recipients]


METHODS.register("proportional")(Proportional())
