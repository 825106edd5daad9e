"""Largest and smallest award (最高最低倍数):  y_i <= k * y_j  for all pairs i, j.

    among: all       j runs over everybody covered: when one gets nothing, none gets anything
    among: funded    j runs over those who get something

With a whole column l for the smallest, in steps:  l <= y_j  and  q * y_i <= p * l,  k = p / q.
Among the funded, with a switch z_j in {0, 1} and M, all the money:
    y_j <= M * z_j,   l <= y_j + M * (1 - z_j)
"""

from collections.abc import Iterator
from typing import Literal

from optalloc.core.exact import told_apart
from optalloc.core.message import Words, listed
from optalloc.core.money import show_fraction
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Number


@RULES.register("amount_ratio")
class AmountRatio(ForRecipients, Rule):
    """Keep the largest award within a multiple of the smallest.

    Attributes:
        at_most: The multiple k [no unit], at least 1.
        among: Whether the smallest is that of `all` covered recipients or of the `funded` ones.
    """

    called = Words("金额差距", "amount ratio")

    loosens = {"at_most": "up", "among": ("all", "funded"), "recipients": "fewer"}

    at_most: Number
    among: Literal["all", "funded"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a multiple below 1."""
        yield from super().check(facts)
        if self.at_most < 1:
            allowed = Words("应不小于 1", "at least 1")
            yield Complaint("at_most", allowed, show_fraction(self.at_most))

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield two rows for each recipient, and a third with the switch of who is funded."""
        chosen = self.covered_places(facts)
        if len(chosen) < 2:
            return
        totals, steps = amounts.totals().pick(chosen), facts.money // amounts.step
        k = told_apart(self.at_most, max(1, steps), is_least=False)
        among = len(chosen) if self.among == "all" else 1
        smallest = amounts.numbers([("*",)], 0, steps // among).times(amounts.step)
        floor = smallest.repeated([0] * totals.count)
        above = totals.times(k.denominator) - floor.times(k.numerator)
        if self.among == "all":
            yield bounded(self.label, totals - floor, 0)
            yield bounded(self.label, above, high=0)
            return
        most = steps * amounts.step
        funded = amounts.switches(totals.keys).times(most)
        yield bounded(self.label, totals - funded, high=0)
        yield bounded(self.label, funded - totals + floor, high=most)
        yield bounded(self.label, above, high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the recipients above the multiple of the smallest award."""
        money = {r.name: plan.by_recipient.get(r.name, 0) for r in self.covered(facts)}
        counted = {n: m for n, m in money.items() if m or self.among == "all"}
        least = min(counted, key=lambda name: counted[name], default="")
        for name, amount in counted.items():
            if amount > self.at_most * counted[least]:
                times, text = show_fraction(self.at_most, 4), facts.say(counted[least])
                allowed = Words(
                    f"不超过 {least}（{text}）的 {times} 倍",
                    f"at most {times} times {least} ({text})",
                )
                yield self.breach((name,), facts.say(amount), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the multiple and whose smallest it is of."""
        times = show_fraction(self.at_most, 4)
        whom = listed((*(self.kinds or ()), *(self.recipients or ())))
        funded = self.among == "funded"
        who = Words(
            "得到资金的单位中，" if funded else "", " of those with money" if funded else ""
        )
        among = Words(f"{whom.zh} 中，" if whom.zh else "", f" among {whom.en}" if whom.en else "")
        return self.with_where(
            Words(
                f"{among.zh}{who.zh}最高的金额不超过最低的 {times} 倍",
                f"largest award{who.en}{among.en} at most {times} times the smallest",
            ),
            has_named=True,
        )
