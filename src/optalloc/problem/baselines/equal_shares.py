"""The winners of the method of equal shares:  project p gets need_p where its mark says yes.

A scenario holds no ballots. Whoever makes one from a vote (`optalloc import FILE.pb`) finds the
winners from the ballots and marks them in the column 等额份额 (equal_shares) of the project
library; this method pays them. Source: Peters, Pierczynski and Skowron, Proportional Participatory
Budgeting with Additive Utilities (NeurIPS 2021).
"""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, AwardsMethod
from optalloc.problem.baselines.greedy_projects import funded
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Award
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project

MARK = "等额份额"
"""The column of the library that marks the winners."""
YES, NO = "是", "否"


class EqualShares(AwardsMethod):
    """Fund the projects that a vote by equal shares chose."""

    words = Words("等额份额法选出的项目", "winners of equal shares")
    rests_on = Words(
        "只按项目库标明的结果和资金需求安排，不看约束",
        "by the marks of the library and needs alone, whatever the rules say",
    )

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Complain where the library marks no winners."""
        if not any(MARK in project.marks for project in problem.projects):
            allowed = Words(f"项目库应有“{MARK}”一列", f"a column {MARK} of the project library")
            yield Complaint("baseline", allowed)

    def awards(self, problem: Problem, targets: Targets) -> list[Award]:
        """Return the awards of the projects that are marked."""
        return funded(problem, [project for project in problem.projects if _is_winner(project)])


def _is_winner(project: Project) -> bool:
    return project.need > 0 and project.marks.get(MARK) == YES


METHODS.register("equal_shares")(EqualShares())
