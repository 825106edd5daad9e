"""Semi-continuous, nothing or enough (要么不安排，要么不低于):  x = 0  or  x >= m.

x is each recipient's total, or each award: a recipient's money for one use, or for one project.
With a switch z in {0, 1}:  m * z <= x <= M * z,  M the money that x could hold at most.
"""

from collections.abc import Iterator, Sequence
from math import gcd
from typing import Literal

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.nested_switches import only_where_paid
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Money


@RULES.register("nothing_or_at_least")
class NothingOrAtLeast(ForRecipients, Rule):
    """Give a worthwhile amount or nothing at all.

    Attributes:
        amount: Least amount m that is worth giving [fen], above 0.
        within: What it is asked of: the total of each recipient, or each award.
    """

    called = Words("起步金额", "nothing or at least")

    loosens = {"amount": "down", "recipients": "fewer"}

    amount: Money
    within: Literal["recipient", "award"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, and a least amount of nothing."""
        yield from super().check(facts)
        if self.amount == 0:
            yield Complaint("amount", Words("应大于 0", "above 0"), "0")

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield m * z <= x <= M * z in whole steps; nothing where a single step is enough."""
        names = self.covered_names(facts)
        totals = amounts.totals().pick(self.covered_places(facts))
        if self.within == "recipient":
            owners = [key[0] for key in totals.keys]
            yield from self._switched(facts, amounts, totals, owners, of_totals=True)
            return
        if self.amount > amounts.step:
            amounts.begin(totals, None, self.amount)
        pairs = amounts.sum(("recipient", "use"), recipients=names, projects=False)
        chosen = [i for i, key in enumerate(pairs.keys) if key[0] in names]
        owners = [pairs.keys[i][0] for i in chosen]
        yield from self._switched(facts, amounts, pairs.pick(chosen), owners)
        projects = amounts.sum("project", recipients=names)
        chosen = [i for i, p in enumerate(facts.projects) if p.recipient in names]
        owners = [facts.projects[i].recipient for i in chosen]
        yield from self._switched(facts, amounts, projects.pick(chosen), owners)

    def _switched(
        self,
        facts: Facts,
        amounts: VariableLayout,
        money: LinearExpressions,
        owners: Sequence[str],
        *,
        of_totals: bool = False,
    ) -> Iterator[ConstraintBlock]:
        """Yield the two rows of each sum of money, both bounds in whole steps [fen].

        Args:
            owners: The recipient of each.
        """
        step = amounts.step if of_totals else gcd(*facts.grain.cells.values())
        least, most = -(-self.amount // step) * step, facts.money // step * step
        if least <= step or not money.count:
            return
        if least > most:
            yield bounded(self.label, money, high=0)
            return
        switches = amounts.switches(money.keys)
        if of_totals:
            amounts.begin(money, switches, least)
        only_where_paid(self.label, amounts, owners, switches)
        yield bounded(self.label, money - switches.times(least), 0)
        yield bounded(self.label, money - switches.times(most), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every total or award between nothing and the least amount."""
        names = self.covered_names(facts)
        held: dict[tuple[str | None, ...], int] = {}
        for award in plan.awards:
            whole = (award.recipient, award.use, award.project)
            key = whole if self.within == "award" else whole[:1]
            held[key] = held.get(key, 0) + award.amount
        for where, money in held.items():
            if where[0] in names and 0 < money < self.amount:
                text = facts.say(self.amount)
                allowed = Words(f"为 0 或不低于 {text}", f"0 or at least {text}")
                place = tuple(name for name in where if name is not None)
                yield self.breach(place, facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the least amount and what it is asked of."""
        text = facts.say(self.amount)
        if self.recipients is None and self.kinds is None:
            who = Words("各单位", "every recipient")
        else:
            who = listed([r.name for r in self.covered(facts)])
        if self.within == "award":
            who += Words("的每笔安排", ", each award")
        return self.with_where(
            who + Words(f"要么为 0，要么不低于 {text}", f": nothing or at least {text}"),
            has_named=True,
        )
