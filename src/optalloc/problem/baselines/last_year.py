"""Last year's proportions on this year's money (基数法):  y_r = S * h_r / sum h.

h_r is what recipient r got in the latest year of the table `history`; who is not in it gets
nothing. Rounded by largest remainder.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, TotalsMethod, seats_method
from optalloc.problem.component import Complaint
from optalloc.problem.history import NAME_HISTORY, past_totals, years
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class LastYearBaseline(TotalsMethod):
    """Give everybody its part of the latest year in the history."""

    words = Words("按上年比例", "last year's proportions")
    rests_on = Words(
        "只按往年安排额和取整单位分配，不看约束",
        "by past awards and steps alone, whatever the rules say",
    )

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Complain when the history says nothing of these recipients."""
        if not any(self._then(problem)):
            allowed = Words(
                "应有往年表，且其中有这些单位的资金",
                "a table of earlier years with money of these recipients",
            )
            yield Complaint("baseline", allowed, None, NAME_HISTORY)

    @staticmethod
    def _then(problem: Problem) -> list[Fraction]:
        latest = years(problem)[-1:]
        then = past_totals(problem, latest[0]) if latest else {}
        return [Fraction(then.get(r.name, 0)) for r in problem.recipients]

    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return the totals [fen]."""
        seats = seats_method("largest_remainder").apportion(
            self._then(problem), problem.money // step
        )
        return [k * step for k in seats]


METHODS.register("last_year")(LastYearBaseline())
