"""Nobody falls below a level:  y_r >= amount + per_unit * figure_r  for covered recipients r."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.problem.component import Breach
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.rules.level import Level


@RULES.register("floor")
class Floor(Level, Rule):
    """Give every covered recipient at least an amount, the same for all or by its figures."""

    called = Words("保底", "floor")

    loosens = {"amount": "down", "per_unit": "down", "recipients": "fewer"}

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one bound a covered recipient."""
        chosen = self.covered_places(facts)
        levels = [self.level(facts.recipients[i]) for i in chosen]
        yield bounded(self.label, amounts.totals().pick(chosen), low=levels)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient that falls below its level."""
        for recipient in self.covered(facts):
            level, money = self.level(recipient), plan.by_recipient.get(recipient.name, 0)
            if money < level:
                text = facts.say(level)
                allowed = Words(f"不低于 {text}", f"at least {text}")
                yield self.breach((recipient.name,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the level."""
        level = self.level_words(facts)
        return self.with_where(
            Words(f"各单位不低于 {level.zh}", f"every recipient at least {level.en}")
        )
