"""Nobody rises above a level:  y_r <= amount + per_unit * figure_r  for covered recipients r."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.problem.component import Breach
from optalloc.problem.interfaces import RULES, Rule, Targets
from optalloc.problem.layout import Amounts, Rows, bounded
from optalloc.problem.problem import Plan, Problem
from optalloc.problem.rules.level import Level


@RULES.register("ceiling")
class Ceiling(Level, Rule):
    """Give every covered recipient at most an amount, the same for all or by its figures."""

    loosens = {"amount": "up", "per_unit": "up", "recipients": "fewer"}

    def rows(self, problem: Problem, targets: Targets, amounts: Amounts) -> Iterator[Rows]:
        """Yield one bound a covered recipient."""
        covered = {r.name for r in self.covered(problem)}
        chosen = [i for i, r in enumerate(problem.recipients) if r.name in covered]
        levels = [self.level(problem.recipients[i]) for i in chosen]
        yield bounded(self.label, amounts.totals().pick(chosen), high=levels)

    def breaches(self, problem: Problem, targets: Targets, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient that rises above its level."""
        for recipient in self.covered(problem):
            level, money = self.level(recipient), plan.by_recipient.get(recipient.name, 0)
            if money > level:
                text = problem.say(level)
                allowed = Words(f"不高于 {text}", f"at most {text}")
                yield self.breach((recipient.name,), problem.say(money), allowed)

    def words(self, problem: Problem) -> Words:
        """Say the level."""
        level = self.level_words(problem)
        return Words(f"各单位不高于 {level.zh}", f"every recipient at most {level.en}")
