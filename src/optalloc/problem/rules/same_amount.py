"""The same for all of a group (同等安排):  y_i = y_j,  or  |y_i - y_j| <= apart,  for all i, j.

Where they may be apart, a whole column m for the smallest total, in steps, spares a row for each
pair:  m <= y_i <= m + apart,  apart rounded down to whole steps.
"""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.groups import ForGroup
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.setting_types import Money


@RULES.register("same_amount")
class SameAmount(ForGroup, Rule):
    """Give each of a group of recipients the same total, or nearly.

    Attributes:
        apart: How far two of them may be apart [fen]; 0 where nothing is said.
    """

    called = Words("同等安排", "same amount")

    loosens = {"apart": "up", "recipients": "fewer"}

    apart: Money = 0

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about a group of one, which nothing can be the same as."""
        found = list(super().check(facts))
        yield from found
        if not found and len(self.covered(facts)) < 2:
            allowed = Words("这一组应至少有两个单位", "a group of at least two recipients")
            yield Complaint("where" if self.where else "kind", allowed)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a row between the first and each other, or one between each and the smallest."""
        chosen = self.covered_places(facts)
        if len(chosen) < 2:
            return
        totals = amounts.totals()
        steps = self.apart // amounts.step
        if not steps:
            others = totals.pick(chosen[1:])
            first = totals.repeated([chosen[0]] * others.count)
            yield bounded(self.label, others - first, 0, 0)
            return
        own = totals.pick(chosen)
        most = facts.money // amounts.step // len(chosen)
        smallest = amounts.numbers([("*",)], 0, most).times(amounts.step)
        apart = own - smallest.repeated([0] * own.count)
        yield bounded(self.label, apart, 0, steps * amounts.step)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield everybody who has more than the least of the group and what may lie between."""
        money = {r.name: plan.by_recipient.get(r.name, 0) for r in self.covered(facts)}
        least = min(money, key=lambda name: money[name], default="")
        for name, amount in money.items():
            if amount - money[least] > self.apart:
                text = facts.say(money[least])
                allowed = Words(f"与 {least}（{text}）相同", f"the same as {least} ({text})")
                if self.apart:
                    room = facts.say(self.apart)
                    allowed = Words(
                        f"与 {least}（{text}）相差不超过 {room}",
                        f"within {room} of {least} ({text})",
                    )
                yield self.breach((name,), facts.say(amount), allowed)

    def words(self, facts: Facts) -> Words:
        """Say who gets the same."""
        group = self.group_words()
        if not self.apart:
            return Words(f"{group.zh} 各得相同金额", f"the same for each of {group.en}")
        room = facts.say(self.apart)
        return Words(
            f"{group.zh} 相互间相差不超过 {room}", f"{group.en} within {room} of each other"
        )
