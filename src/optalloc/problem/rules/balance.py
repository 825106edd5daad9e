"""Nobody strays far from its target (均衡):  |y_r - t_r| <= d,  or  |y_r - t_r| <= d * t_r."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import floors
from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Deviation


@RULES.register("balance")
class Balance(ForRecipients, Rule):
    """Bound how far a recipient's total may stray from its target.

    Attributes:
        max_deviation: Largest deviation: a percentage of the target, or an amount [fen].
    """

    called = Words("均衡", "balance")

    loosens = {"max_deviation": "up", "recipients": "fewer"}

    max_deviation: Deviation

    def _reach(self, target: Fraction) -> Fraction:
        """Return how far a total may stray from one target [fen]."""
        d = self.max_deviation
        return Fraction(d) if isinstance(d, int) else d * target

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the bounds on each covered total."""
        chosen = self.covered_places(facts)
        aims = [targets.target(facts.recipients[i].name) for i in chosen]
        d = self.max_deviation
        if isinstance(d, int):
            lows, highs = (
                [-k - d for k in floors([-t for t in aims])],
                [k + d for k in floors(aims)],
            )
        else:
            # Rounded up is minus the floor of minus.
            lows, highs = [-k for k in floors(aims, d - 1)], floors(aims, d + 1)
        yield bounded(self.label, amounts.totals().pick(chosen), lows, highs)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient that is too far from its target."""
        held, d = plan.by_recipient, self.max_deviation
        times, under = d.as_integer_ratio()
        for recipient in self.covered(facts):
            target, money = targets.target(recipient.name), held.get(recipient.name, 0)
            top, bottom = target.as_integer_ratio()
            # Both sides times bottom * under: whole numbers, which are fast.
            reach_top = times * (bottom if isinstance(d, int) else top)
            if abs(money * bottom - top) * under > reach_top:
                aim, reach = facts.say(target), facts.say(self._reach(target))
                allowed = Words(f"与测算额 {aim} 相差不超过 {reach}", f"within {reach} of {aim}")
                yield self.breach((recipient.name,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the largest deviation."""
        d = self.max_deviation
        reach = facts.say(d) if isinstance(d, int) else show_percent(d)
        return self.with_where(
            Words(
                f"各单位与测算额相差不超过 {reach}", f"every recipient within {reach} of its target"
            )
        )
