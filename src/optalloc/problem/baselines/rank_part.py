"""Projects by falling benefit, each whole, and the rest to the first that does not fit:  C - c(W).

The benefit is the figure that the first `project_benefit` goal counts; equal benefits go in listed
order. Its rest is rounded down to the step that the sources share. Source: the greedy rule with a
fractional last item of Dantzig, Discrete-Variable Extremum Problems (Operations Research 5, 1957).
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
