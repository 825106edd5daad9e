"""Amounts are whole steps:  a[r,s,u] = k * grain_s,  and each recipient's total  y_r = k * grain.

The cells' columns count grains, so the first needs no row; the second is the step of a total.
"""

from collections.abc import Iterator
from math import gcd

from optalloc.core.message import Words
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Grain, Plan, Source, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout
from optalloc.problem.setting_types import Money
from optalloc.problem.told_plan import ToldPlan, UntoldName


@RULES.register("grain")
class GrainRule(Rule):
    """Give money in whole steps only (取整单位).

    Attributes:
        cell: Step of every award [fen].
        sources: Steps of single sources where they differ [fen].
        total: Step of each recipient's total [fen]; none is asked for when absent.
    """

    called = Words("取整单位", "grain")

    loosens = {"cell": "divide", "total": "divide"}

    cell: Money
    sources: dict[str, Money] = {}
    total: Money | None = None

    def grain(self, sources: tuple[Source, ...]) -> Grain:
        """Return the steps by source name."""
        steps = {s.name: self.sources.get(s.name, self.cell) for s in sources}
        return Grain(steps, self.total, self.cite)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown sources and steps of nothing."""
        yield from unknown("sources", tuple(self.sources), facts.source_named)
        steps = {"cell": self.cell, "total": self.total, **self.sources}
        for key, step in steps.items():
            if step == 0:
                yield Complaint(key, Words("应大于 0", "above 0"), "0")

    def step(self, facts: Facts) -> int | None:
        """Return the step of totals that the rule states."""
        return self.total

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield nothing: columns count steps."""
        yield from ()

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every award and every total that is no whole number of steps."""
        if self.total is not None:
            for recipient, money in plan.by_recipient.items():
                if money % self.total:
                    allowed = _multiple(facts, self.total)
                    yield self.breach((recipient,), facts.say(money), allowed)
        for award in plan.awards:
            step = self.sources.get(award.source, self.cell)
            if award.amount % step:
                where = (award.recipient, award.source, award.use)
                yield self.breach(where, facts.say(award.amount), _multiple(facts, step))

    def breaches_of_sums(self, facts: Facts, plan: ToldPlan) -> Iterator[Breach]:
        """Yield sums that no whole steps come to, whatever uses or sources they are of.

        A sum of awards is a multiple of their step; of several sources, of what their steps share.
        """
        for award in plan.awards:
            source = award.source
            is_told = not isinstance(source, UntoldName)
            steps = [self.sources.get(s.name, self.cell) for s in facts.sources]
            step = self.sources.get(source, self.cell) if is_told else gcd(*steps)
            if not is_told or isinstance(award.use, UntoldName):
                told = (award.recipient, source, award.use)
                where = tuple(name for name in told if not isinstance(name, UntoldName))
                if award.amount % step:
                    yield self.breach(where, facts.say(award.amount), _multiple(facts, step))

    def words(self, facts: Facts) -> Words:
        """Say the steps."""
        zh = [f"每笔安排为 {facts.say(self.cell)} 的整数倍"]
        en = [f"awards in steps of {facts.say(self.cell)}"]
        for name, step in self.sources.items():
            zh.append(f"{name} 为 {facts.say(step)} 的整数倍")
            en.append(f"{name} in steps of {facts.say(step)}")
        if self.total is not None:
            zh.append(f"单位合计为 {facts.say(self.total)} 的整数倍")
            en.append(f"totals in steps of {facts.say(self.total)}")
        return Words("，".join(zh), ", ".join(en))


def _multiple(facts: Facts, step: int) -> Words:
    return Words(f"为 {facts.say(step)} 的整数倍", f"a multiple of {facts.say(step)}")
