"""Projects that must be funded (必须安排):  sum_s a[p,s] >= least_p  for every named project p.

least_p is its whole need (how: whole), or its minimum where it states one (how: from_minimum).
"""

from collections.abc import Iterator
from typing import Literal

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.interfaces import RULES, Rule, Targets
from optalloc.problem.layout import Amounts, Rows, bounded
from optalloc.problem.problem import Plan, Problem
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

    loosens = {"how": ("from_minimum",)}

    projects: Names
    how: Literal["whole", "from_minimum"]
    who: Stated
    when: IsoDate
    why: Stated

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield unknown projects, none at all, and those that no money funds."""
        yield from super().check(problem)
        yield from unknown("projects", self.projects, problem.project_named)
        if not self.projects:
            yield Complaint("projects", Words("应至少有一个项目", "at least one project"))
        for project in self._named(problem):
            if not project.need:
                allowed = Words("资金需求应大于 0 的项目", "a project that needs money")
                yield Complaint("projects", allowed, project.name)

    def _named(self, problem: Problem) -> list[Project]:
        return [p for p in problem.projects if p.name in self.projects]

    def _least(self, project: Project) -> int:
        """Return the least money with which a project counts as funded [fen]."""
        if self.how == "whole" or project.minimum is None:
            return project.need
        return max(project.minimum, 1)

    def rows(self, problem: Problem, targets: Targets, amounts: Amounts) -> Iterator[Rows]:
        """Yield a row for each project."""
        chosen = [i for i, p in enumerate(problem.projects) if p.name in self.projects]
        least = [self._least(problem.projects[i]) for i in chosen]
        yield bounded(self.label, amounts.sum(by="project").pick(chosen), least)

    def breaches(self, problem: Problem, targets: Targets, plan: Plan) -> Iterator[Breach]:
        """Yield every named project with less than it must have."""
        for project in self._named(problem):
            money = sum(a.amount for a in plan.awards if a.project == project.name)
            least = project.need
            if self.how == "from_minimum" and project.minimum is not None:
                least = project.minimum
            if money < least or not money:
                text, decided = problem.say(least), self._decided()
                allowed = Words(
                    f"必须安排，不少于 {text}（{decided.zh}）", f"funded by {text} ({decided.en})"
                )
                yield self.breach((project.name,), problem.say(money), allowed)

    def _decided(self) -> Words:
        return Words(f"{self.who}，{self.when}，{self.why}", f"{self.who}, {self.when}, {self.why}")

    def words(self, problem: Problem) -> Words:
        """Say which projects, and who decided it, when and why."""
        names, decided = listed(self.projects), self._decided()
        whole = self.how == "whole"
        how = Words("全额安排", "whole") if whole else Words("安排", "from the minimum")
        return Words(
            f"{names.zh} 必须{how.zh}（{decided.zh}）",
            f"{names.en} must be funded, {how.en} ({decided.en})",
        )
