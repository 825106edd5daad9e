"""Projects by falling score, each whole, down to the first that does not fit:  c(W) + need_p > C.

The score is that of `greedy_projects`, and so is the order of equal ones. `greedy_projects` goes on
below the one that does not fit, `rank_part` gives it the rest. Source: Knapsack voting with the
prefix rule, as in Goel, Krishnaswamy, Sakshuwong and Aitamurto, Knapsack Voting for Participatory
Budgeting (ACM Transactions on Economics and Computation 7, 2019).
"""

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.greedy_projects import GreedyProjects, funded, ranked
from optalloc.problem.facts import Award
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class RankStop(GreedyProjects):
    """Fund projects by rank and stop at the first that does not fit."""

    words = Words("项目按名次安排，到资金不够为止", "projects by rank, down to the first too many")
    by_column = Words(
        "项目按{}的名次安排，到资金不够为止", "projects by rank of {}, down to the first too many"
    )

    def awards(self, problem: Problem, targets: Targets) -> list[Award]:
        """Return the awards of the projects that are funded."""
        chosen, left = [], problem.money
        for project in ranked(problem):
            if project.need > left:
                break
            chosen.append(project)
            left -= project.need
        return funded(problem, chosen)


METHODS.register("rank_stop")(RankStop())
