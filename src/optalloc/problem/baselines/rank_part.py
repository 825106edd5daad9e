"""Projects by falling score, each whole, and the rest to the first that does not fit:  C - c(W).

The score is that of `greedy_projects`, and so is the order of equal ones. The rest is rounded down
to the step that the sources share. Source: the greedy rule with a fractional last item of Dantzig,
Discrete-Variable Extremum Problems (Operations Research 5, 1957).
"""

from math import gcd

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.greedy_projects import GreedyProjects, funded, ranked
from optalloc.problem.facts import Award
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class RankPart(GreedyProjects):
    """Fund projects by rank and give the first that does not fit what is left."""

    words = Words("项目按名次安排，余额给下一个", "projects by rank, the rest to the next")
    by_column = Words(
        "项目按{}的名次安排，余额给下一个", "projects by rank of {}, the rest to the next"
    )

    def awards(self, problem: Problem, targets: Targets) -> list[Award]:
        """Return the awards of the projects that are funded, the last one in part."""
        chosen, left = [], problem.money
        step = gcd(*problem.grain.cells.values())
        for project in ranked(problem):
            chosen.append(project)
            if project.need > left:
                return funded(problem, chosen, left // step * step)
            left -= project.need
        return funded(problem, chosen)


METHODS.register("rank_part")(RankPart())
