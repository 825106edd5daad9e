"""Last year's cells, scaled both ways:  x_rs = round(lambda_r * h_rs * mu_s),  both margins kept.

h_rs is what recipient r got from source s in the latest year of the table `history`. Rows add up to
the targets by largest remainder, columns to the sources. Recipients and sources that
are new take the sources' shares of the money for h; every other 0 stays 0. Where these zeros leave
no plan with both margins, each total is split as its recipient's own row was, and the audit names
the sources that do not come out.

Source: Balinski and Demange, Algorithms for proportional matrices in reals and integers (1989).
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, SharesMethod, seats_method
from optalloc.problem.baselines.biproportional import biproportional
from optalloc.problem.component import Complaint
from optalloc.problem.history import NAME_HISTORY, years
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class LastYearCells(SharesMethod):
    """Totals by the targets; last year's mix of sources, as far as both margins let it."""

    words = Words("按上年分来源结构", "last year's cells, scaled both ways")
    rests_on = Words(
        "只按测算额、往年安排额和取整单位分配，不看约束",
        "by targets, past awards and steps alone, whatever the rules say",
    )

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Complain when the history has no money of these recipients from these sources."""
        if not any(map(any, _then(problem))):
            allowed = Words(
                "应有往年表，且其中有这些单位从这些资金来源得到的资金",
                "a table of earlier years with money of these recipients from these sources",
            )
            yield Complaint("baseline", allowed, None, NAME_HISTORY)

    def shares(self, problem: Problem, targets: Targets, unit: int) -> list[list[int]]:
        """Return the amounts [fen]; money below one unit of a source is left over."""
        columns = [source.amount // unit for source in problem.sources]
        aims = [targets.target(r.name) for r in problem.recipients]
        remainders = seats_method("largest_remainder")
        rows = remainders.apportion(aims, sum(columns))
        weights = _weights(_then(problem), columns)
        try:
            cells = biproportional(weights, rows, columns).cells
        except ValueError:
            cells = [remainders.apportion(w, k) for w, k in zip(weights, rows, strict=True)]
        return [[k * unit for k in own] for own in cells]


def _then(problem: Problem) -> list[list[Fraction]]:
    """Return what each recipient got from each source in the latest year [fen]."""
    latest = years(problem)[-1:]
    got: dict[tuple[str, str], int] = defaultdict(int)
    for award in problem.history:
        if award.year in latest:
            got[award.recipient, award.source] += award.amount
    return [[Fraction(got[r.name, s.name]) for s in problem.sources] for r in problem.recipients]


def _weights(then: list[list[Fraction]], columns: list[int]) -> list[list[Fraction]]:
    """Return each recipient's shares of then, those of new recipients and new sources filled in."""
    money = sum(columns)
    usual = [Fraction(k, money) if money else Fraction(0) for k in columns]
    is_new = [not any(column) for column in zip(*then, strict=True)]
    rows = []
    for own in then:
        held = sum(own, Fraction(0))
        filled = (
            u if new or not held else w / held for w, u, new in zip(own, usual, is_new, strict=True)
        )
        rows.append(list(filled))
    return rows


METHODS.register("last_year_cells")(LastYearCells())
