"""Every source is spent to the last fen:  sum_{r,u} a[r,s,u] = amount_s  for every source s.

Without this rule a source may keep a remainder; it can never be overspent (the audit sees to that).
"""

from collections.abc import Iterator

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach
from optalloc.problem.interfaces import RULES, Rule, Targets
from optalloc.problem.layout import Amounts, Rows, bounded
from optalloc.problem.problem import Plan, Problem
from optalloc.problem.scopes import ForSources


@RULES.register("spend_whole")
class SpendWhole(ForSources, Rule):
    """Spend sources whole, leaving nothing over."""

    loosens = {}

    def spends(self, problem: Problem) -> frozenset[str]:
        """Return the sources it is about."""
        return self.pots(problem)

    def rows(self, problem: Problem, targets: Targets, amounts: Amounts) -> Iterator[Rows]:
        """Yield one equality a source, and the total when it covers every source."""
        pots = self.pots(problem)
        if len(pots) == len(problem.sources):
            # Implied by the rows below, but on the recipients' grid: it shows at once when the
            # money cannot stand in whole steps.
            whole = amounts.totals().total("*")
            yield bounded(self.label, whole, problem.money, problem.money)
        chosen = [i for i, source in enumerate(problem.sources) if source.name in pots]
        due = [problem.sources[i].amount for i in chosen]
        yield bounded(self.label, amounts.sum(by="source").pick(chosen), due, due)

    def breaches(self, problem: Problem, targets: Targets, plan: Plan) -> Iterator[Breach]:
        """Yield every covered source with money left."""
        pots, spent = self.pots(problem), plan.sums("source")
        for source in problem.sources:
            given = spent.get(source.name, 0)
            if source.name in pots and given != source.amount:
                amount = problem.say(source.amount)
                allowed = Words(f"全部安排 {amount}", f"spent whole, {amount}")
                yield self.breach((source.name,), problem.say(given), allowed)

    def words(self, problem: Problem) -> Words:
        """Say which sources are spent whole."""
        names = listed([s.name for s in problem.sources if s.name in self.pots(problem)])
        return Words(f"{names.zh} 全部安排完", f"{names.en} spent whole")
