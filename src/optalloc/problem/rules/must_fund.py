"""Projects that must be funded (必须安排):  sum_s a[p,s] >= least_p  for every named project p.

least_p is its whole need (how: whole), or its minimum where it states one (how: from_minimum).
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.projects import Project
from optalloc.problem.rules.fixed_award import IsoDate, Stated
from optalloc.problem.setting_types import Names


@RULES.register("must_fund")
class MustFund(Rule):
    """Fund named projects whatever the goals say, and record who decided it, when and why.

    Attributes:
        projects: The projects.
        how: `whole`: each gets its whole need; `from_minimum`: its minimum at least, where it
            states one.
        who: Who decided it.
        when: The day it was decided, as YYYY-MM-DD.
        why: The reason.
    """

    called = Words("必须安排的项目", "must fund")

    loosens = {"how": ("from_minimum",)}

    projects: Names
    how: Literal["whole", "from_minimum"]
    who: Stated
    when: IsoDate
    why: Stated

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown projects, none at all, and those that no money funds."""
        yield from super().check(facts)
        yield from unknown("projects", self.projects, facts.project_named)
        if not self.projects:
            yield Complaint("projects", Words("应至少有一个项目", "at least one project"))
        for project in self._named(facts):
            if not project.need:
                allowed = Words("资金需求应大于 0 的项目", "a project that needs money")
                yield Complaint("projects", allowed, project.name)

    def _named(self, facts: Facts) -> list[Project]:
        return [p for p in facts.projects if p.name in self.projects]

    def _least(self, project: Project) -> int:
        """Return the least money with which a project counts as funded [fen]."""
        if self.how == "whole" or project.minimum is None:
            return project.need
        return max(project.minimum, 1)

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return its projects, which must be funded."""
        return dict.fromkeys(self.projects, True)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a row for each project."""
        chosen = [i for i, p in enumerate(facts.projects) if p.name in self.projects]
        least = [self._least(facts.projects[i]) for i in chosen]
        yield bounded(self.label, amounts.sum(by="project").pick(chosen), least)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every named project with less than it must have."""
        held = plan.sums("project")
        for project in self._named(facts):
            money = held.get(project.name, 0)
            least = project.need
            if self.how == "from_minimum" and project.minimum is not None:
                least = project.minimum
            if money < least or not money:
                text, decided = facts.say(least), self.decided_by
                allowed = Words(
                    f"安排不少于 {text}（{decided.zh}）", f"funded by {text} ({decided.en})"
                )
                yield self.breach((project.name,), facts.say(money), allowed)

    @property
    def decided_by(self) -> Words:
        """Who decided it, when and why."""
        return Words(f"{self.who}，{self.when}，{self.why}", f"{self.who}, {self.when}, {self.why}")

    def words(self, facts: Facts) -> Words:
        """Say which projects, and who decided it, when and why."""
        names, decided = listed(self.projects), self.decided_by
        whole = self.how == "whole"
        how = Words("全额安排", "whole") if whole else Words("安排", "from the minimum")
        return Words(
            f"{names.zh} 必须{how.zh}（{decided.zh}）",
            f"{names.en} must be funded, {how.en} ({decided.en})",
        )
