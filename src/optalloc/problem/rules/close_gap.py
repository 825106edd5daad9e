"""A source that closes the gap, used last (缺口兜底):  g > 0  only when  a_s = amount_s for all s.

g is what the plan spends of the closing source, s runs over the sources that come before it. Where
the total T of the plan is stated, the gap is known:  g = max(0, T - sum_s amount_s).  Elsewhere,
with a switch z in {0, 1}:  g <= amount_g * z  and  a_s >= amount_s * z.
"""

from collections.abc import Iterator

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.setting_types import Money, Name, Names


@RULES.register("close_gap")
class CloseGap(Rule):
    """Use a source last, and only for what the sources before it leave open.

    Attributes:
        source: The source that closes the gap.
        after: The sources that are spent whole before it; every other source when absent.
        total: What the plan comes to with the gap closed [fen]; when absent the goals decide how
            much of the source is used, once the others are spent.
    """

    called = Words("补足缺口", "close gap")

    loosens = {}

    source: Name
    after: Names | None = None
    total: Money | None = None

    def _before(self, facts: Facts) -> Names:
        """Return the sources that come before it, in listed order."""
        if self.after is not None:
            return tuple(s.name for s in facts.sources if s.name in self.after)
        return tuple(s.name for s in facts.sources if s.name != self.source)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown sources, a source after itself, and a gap that it cannot close."""
        yield from super().check(facts)
        yield from unknown("source", (self.source,), facts.source_named)
        yield from unknown("after", self.after, facts.source_named)
        before = self._before(facts)
        if not before or self.source in before:
            allowed = Words("应为另外的来源", "other sources, at least one")
            yield Complaint("after", allowed, self.source if before else None)
        elif self.source in facts.source_named and self.total is not None:
            most = sum(facts.source_named[s].amount for s in (*before, self.source))
            if self.total > most:
                text = facts.say(most)
                allowed = Words(f"应不超过这些来源的合计 {text}", f"within the sources' {text}")
                yield Complaint("total", allowed, facts.say(self.total))

    def _gap(self, facts: Facts) -> int | None:
        """Return the gap where the total is stated [fen]."""
        if self.total is None:
            return None
        given = sum(facts.source_named[s].amount for s in self._before(facts))
        return max(0, self.total - given)

    def spends(self, facts: Facts) -> frozenset[str]:
        """Return the sources before it where there is a gap, for then they are spent whole."""
        return frozenset(self._before(facts)) if self._gap(facts) else frozenset()

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the known gap, or the switch between using the source and having some left."""
        before, gap = self._before(facts), self._gap(facts)
        names = [s.name for s in facts.sources]
        closing = amounts.sum("source").pick([names.index(self.source)])
        first = amounts.sum("source").pick([names.index(s) for s in before])
        due = [facts.source_named[s].amount for s in before]
        if gap is not None:
            yield bounded(self.label, closing, gap, gap)
            if gap:
                yield bounded(self.label, first, due, due)
            return
        switch = amounts.switches([(self.source,)])
        most = facts.source_named[self.source].amount
        yield bounded(self.label, closing - switch.times(most), high=0)
        for i, amount in enumerate(due):
            yield bounded(self.label, first.pick([i]) - switch.times(amount), 0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield money left in a source before it, and an amount that is not the gap."""
        used = plan.sum(sources=frozenset([self.source]))
        for name in self._before(facts):
            spent, amount = plan.sum(sources=frozenset([name])), facts.source_named[name].amount
            if used > 0 and spent != amount:
                text = facts.say(amount)
                allowed = Words(
                    f"先全部安排 {text}，才能用 {self.source}",
                    f"spent whole, {text}, before {self.source} is used",
                )
                yield self.breach((name,), facts.say(spent), allowed)
        gap = self._gap(facts)
        if gap is not None and used != gap:
            text = facts.say(gap)
            yield self.breach(
                (self.source,), facts.say(used), Words(f"恰为缺口 {text}", f"the gap of {text}")
            )

    def words(self, facts: Facts) -> Words:
        """Say which source comes last, and the gap where it is known."""
        before, gap = listed(self._before(facts)), self._gap(facts)
        said = Words(
            f"{before.zh} 全部安排完，才用 {self.source}",
            f"{self.source} only once {before.en} are spent whole",
        )
        if gap is None or self.total is None:
            return said
        total, text = facts.say(self.total), facts.say(gap)
        return said + Words(
            f"，补足到 {total}（缺口 {text}）", f", up to {total} (a gap of {text})"
        )
