"""How many get something (单位个数):  lo <= #{r : y_r >= m} <= hi,  m one step unless stated.

With a switch z_r in {0, 1} for each covered recipient, U the money its total could hold at most:
    hi   y_r <= (m - 1 step) + (U - m + 1 step) * z_r,   sum_r z_r <= hi
    lo   y_r >= m * z_r,                                 sum_r z_r >= lo
"""

from collections.abc import Iterator

from pydantic import StrictInt

from optalloc.core.message import NOTHING, Words
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.nested_switches import only_where_paid
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Money

SMALLEST_PERCENTAGE, WHOLE = 10, 100
"""Counts above those of all recipients that may be meant in percent of them."""


@RULES.register("recipient_count")
class RecipientCount(ForRecipients, Rule):
    """Bound how many of the covered recipients get something.

    Attributes:
        at_least: Fewest recipients, at least 0.
        at_most: Most recipients, at least 0.
        amount: What counts as something [fen], above 0; any money at all when absent.
    """

    called = Words("单位数限度", "recipient count")

    loosens = {"at_least": "down", "at_most": "up"}

    at_least: StrictInt | None = None
    at_most: StrictInt | None = None
    amount: Money | None = None

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, bounds out of order, and more recipients than there are."""
        yield from super().check(facts)
        if self.amount == 0:
            yield Complaint("amount", Words("应大于 0", "above 0"), "0")
        there = len(self.covered(facts))
        if self.at_least is None and self.at_most is None:
            yield Complaint("at_least", Words("应至少写一个个数", "at least one bound"))
        for key, bound in (("at_least", self.at_least), ("at_most", self.at_most)):
            if bound is not None and not 0 <= bound <= there:
                allowed = Words(f"应在 0 与单位数 {there} 之间", f"0 to {there}, the recipients")
                yield Complaint(key, allowed, str(bound), _as_part(bound, there, key))
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            allowed = Words("下限应不大于上限", "no more than at_most")
            yield Complaint("at_least", allowed, str(self.at_least))

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the switches' rows, in whole steps, and the row that counts them."""
        chosen, step = self.covered_places(facts), amounts.step
        totals = amounts.totals().pick(chosen)
        least, most = -(-(self.amount or 1) // step) * step, facts.money // step * step
        if self.at_least == len(chosen):
            yield bounded(self.label, totals, least)  # all of them: no switch is needed
        elif self.at_least:
            switches = amounts.switches(totals.keys)
            only_where_paid(self.label, amounts, [key[0] for key in totals.keys], switches)
            yield bounded(self.label, totals - switches.times(least), 0)
            yield bounded(self.label, switches.total("*"), self.at_least)
        if self.at_most is not None and self.at_most < len(chosen) and least <= most:
            switches = amounts.switches(totals.keys)
            if least == step:
                amounts.begin(totals, switches, step)
            above = totals - switches.times(most - least + step)
            yield bounded(self.label, above, high=least - step)
            yield bounded(self.label, switches.total("*"), high=self.at_most)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield a count that is too small or too large."""
        held = [plan.by_recipient.get(r.name, 0) for r in self.covered(facts)]
        count = sum(1 for money in held if money >= (self.amount or 1))
        came = f"{count}"
        if self.at_least is not None and count < self.at_least:
            allowed = Words(f"至少 {self.at_least} 个单位", f"at least {self.at_least} recipients")
            yield self.breach((), came, allowed + self._something(facts))
        if self.at_most is not None and count > self.at_most:
            allowed = Words(f"至多 {self.at_most} 个单位", f"at most {self.at_most} recipients")
            yield self.breach((), came, allowed + self._something(facts))

    def _something(self, facts: Facts) -> Words:
        if self.amount is None:
            return Words("得到资金", " with money")
        text = facts.say(self.amount)
        return Words(f"得到 {text} 以上（含）", f" with {text} or more")

    def words(self, facts: Facts) -> Words:
        """Say the bounds and what counts."""
        zh, en = [], []
        for bound, at in (
            (self.at_least, ("至少", "at least")),
            (self.at_most, ("至多", "at most")),
        ):
            if bound is not None:
                zh.append(f"{at[0]} {bound} 个")
                en.append(f"{at[1]} {bound}")
        kinds = f"（{'、'.join(self.kinds)}）" if self.kinds else ""
        counted = Words("、".join(zh) + f"单位{kinds}", " and ".join(en) + " recipients")
        if self.kinds:
            counted += Words("", f" ({', '.join(self.kinds)})")
        has_named = self.recipients is None
        return self.with_where(counted + self._something(facts), has_named)


def _as_part(bound: int, there: int, key: str) -> Words:
    """Return how many recipients a percentage of them is, where a bound may be meant as one."""
    if not SMALLEST_PERCENTAGE <= bound <= WHOLE or not there:
        return NOTHING
    count = -(-bound * there // WHOLE) if key == "at_least" else bound * there // WHOLE
    return Words(
        f"这里写个数；要 {bound}% 的单位，请写 {count}（共 {there} 个）。",
        f"It is a count: write {count} for {bound}% of the {there} recipients.",
    )
