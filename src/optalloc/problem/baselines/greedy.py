"""The highest score first, each as far as it may:  y_r = min(hi_r, what is left),  by falling t_r.

hi is what the rules leave the total by itself, and no more than the stated needs where there are
any. Equal scores go in listed order; what nobody may take is left over.
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, TotalsMethod
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class Greedy(TotalsMethod):
    """Fill recipients up one after the other, by score."""

    words = Words("按得分依次满足", "highest score first")
    rests_on = Words(
        "按测算额的高低、需求、取整单位和各单位合计的上限分配，不看其余约束",
        "by the order of targets, needs, steps and caps of totals, whatever the other rules say",
    )

    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return the totals [fen]."""
        caps = [most for _, most in problem.total_bounds(targets)]
        asked = dict.fromkeys((r.name for r in problem.recipients), 0)
        for (name, _), need in problem.needs.items():
            asked[name] = asked.get(name, 0) + need
        names = [r.name for r in problem.recipients]
        given, left = [0] * len(names), problem.money // step
        for i in sorted(range(len(names)), key=lambda i: -targets.target(names[i])):
            if targets.target(names[i]):
                cap = min(caps[i], asked[names[i]]) if problem.needs else caps[i]
                given[i] = max(0, min(cap // step, left))
                left -= given[i]
        return [k * step for k in given]


METHODS.register("greedy")(Greedy())
