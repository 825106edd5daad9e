"""Every source is spent to the last fen:  sum_{r,u} a[r,s,u] = amount_s  for every source s.

Without this rule a source may keep a remainder; it can never be overspent (the audit sees to that).
"""

from collections.abc import Iterator
from math import gcd

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForSources


@RULES.register("spend_whole")
class SpendWhole(ForSources, Rule):
    """Spend sources whole, leaving nothing over."""

    called = Words("全部安排", "spend whole")

    loosens = {}

    def spends(self, facts: Facts) -> frozenset[str]:
        """Return the sources it is about."""
        return self.pots(facts)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one equality a source, and the total when it covers every source."""
        pots = self.pots(facts)
        if len(pots) == len(facts.sources):
            # Implied by the rows below, but on the recipients' grid: it shows at once when the
            # money cannot stand in whole steps.
            whole = amounts.totals().total("*")
            yield bounded(self.label, whole, facts.money, facts.money)
        chosen = [i for i, source in enumerate(facts.sources) if source.name in pots]
        due = [facts.sources[i].amount for i in chosen]
        rest = frozenset(source.name for source in facts.sources) - pots
        grid = gcd(amounts.step, *(facts.grain.cells[name] for name in rest))
        if rest and sum(due) % grid:
            # What the others give cannot make up for it: implied, but no search would find it.
            others = amounts.sum(sources=rest).total("*")
            yield bounded(self.label, amounts.totals().total("*") - others, sum(due), sum(due))
        yield bounded(self.label, amounts.sum(by="source").pick(chosen), due, due)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered source with money left."""
        pots, spent = self.pots(facts), plan.sums("source")
        for source in facts.sources:
            given = spent.get(source.name, 0)
            if source.name in pots and given != source.amount:
                amount = facts.say(source.amount)
                allowed = Words(f"全部安排 {amount}", f"spent whole, {amount}")
                yield self.breach((source.name,), facts.say(given), allowed)

    def words(self, facts: Facts) -> Words:
        """Say which sources are spent whole."""
        names = listed([s.name for s in facts.sources if s.name in self.pots(facts)])
        return Words(f"{names.zh} 全部安排完", f"{names.en} spent whole")
