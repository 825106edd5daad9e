"""Projects that must not be funded (不得安排):  sum_s a[p,s] = 0  for every named project p."""

from collections.abc import Iterator, Mapping

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.rules.fixed_award import IsoDate, Stated
from optalloc.problem.setting_types import Names


@RULES.register("never_fund")
class NeverFund(Rule):
    """Leave named projects out whatever the goals say, and record who decided it, when and why.

    Attributes:
        projects: The projects.
        who: Who decided it.
        when: The day it was decided, as YYYY-MM-DD.
        why: The reason.
    """

    called = Words("不得安排的项目", "never fund")

    loosens = {}

    projects: Names
    who: Stated
    when: IsoDate
    why: Stated

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown projects, and none at all."""
        yield from super().check(facts)
        yield from unknown("projects", self.projects, facts.project_named)
        if not self.projects:
            yield Complaint("projects", Words("应至少有一个项目", "at least one project"))

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return its projects, which get nothing."""
        return dict.fromkeys(self.projects, False)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a row for each project."""
        chosen = [i for i, p in enumerate(facts.projects) if p.name in self.projects]
        yield bounded(self.label, amounts.sum(by="project").pick(chosen), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every named project with money."""
        held = plan.sums("project")
        for name in self.projects:
            money = held.get(name, 0)
            if money:
                decided = self._decided()
                allowed = Words(f"不安排（{decided.zh}）", f"without money ({decided.en})")
                yield self.breach((name,), facts.say(money), allowed)

    def _decided(self) -> Words:
        return Words(f"{self.who}，{self.when}，{self.why}", f"{self.who}, {self.when}, {self.why}")

    def words(self, facts: Facts) -> Words:
        """Say which projects, and who decided it, when and why."""
        names, decided = listed(self.projects), self._decided()
        return Words(
            f"{names.zh} 不得安排（{decided.zh}）", f"{names.en} must not be funded ({decided.en})"
        )
