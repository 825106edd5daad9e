"""Projects by falling score, each whole as long as its need still fits:  c(W) + need_p <= C.

The score is the column of the first rule `rank_order`; where there is none, the figure that the
first goal of projects counts, such as `project_benefit`. A project that does not fit is passed over
and the next is tried. Equal scores go in listed order. In participatory budgeting the score is
votes, and this is the rule that most cities use. Source: Talmon and Faliszewski, A
Framework for Approval-Based Budgeting Methods (AAAI 2019), the greedy rule.
"""

from collections.abc import Iterator
from typing import ClassVar, cast

from optalloc.core.exact import largest_remainder
from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, AwardsMethod
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Award
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.rank_order import RankOrder


class GreedyProjects(AwardsMethod):
    """Fund projects one after the other, the highest score first."""

    words = Words("项目按受益从高到低依次安排", "projects by benefit, greedily")
    by_column: ClassVar[Words] = Words("项目按{}从高到低依次安排", "projects by {}, greedily")
    """What it is called where a column ranks projects."""
    rests_on = Words(
        "只按名次、资金需求和资金总额安排，不看其余约束",
        "by rank, needs and all the money alone, whatever the other rules say",
    )

    def named(self, problem: Problem) -> Words:
        """Return what the method is called, with the column that ranks projects."""
        column, (zh, en) = score_column(problem), self.by_column
        return self.words if column is None else Words(zh.format(column), en.format(column))

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Complain where nothing says by what projects are ranked."""
        if not problem.projects or score_column(problem) is None:
            allowed = Words(
                "应有项目库，和 rank_order 约束或 project_benefit 目标",
                "a project library, and a rule rank_order or a goal project_benefit",
            )
            yield Complaint("baseline", allowed)

    def awards(self, problem: Problem, targets: Targets) -> list[Award]:
        """Return the awards of the projects that are funded."""
        chosen, left = [], problem.money
        for project in ranked(problem):
            if project.need <= left:
                chosen.append(project)
                left -= project.need
        return funded(problem, chosen)


def score_column(problem: Problem) -> str | None:
    """Return the column that ranks projects; None where no rule and no goal says so."""
    ranks = [rule.column for rule in problem.rules if isinstance(rule, RankOrder)]
    counted = [goal.figure_of_projects for goal in problem.goals]
    return next((column for column in (*ranks, *counted) if column is not None), None)


def ranked(problem: Problem) -> list[Project]:
    """Return the projects that need money, the highest score first, equal ones in listed order."""
    column = cast(str, score_column(problem))
    there = (p for p in problem.projects if p.need)
    return sorted(there, key=lambda p: -p.facts.get(column, 0))


def funded(problem: Problem, chosen: list[Project], last: int | None = None) -> list[Award]:
    """Return the awards that pay projects whole, from the sources by what they have left.

    Args:
        chosen: The projects, in the order in which they are paid.
        last: What the last of them gets [fen]; its whole need where nothing is said.
    """
    left, awards = [source.amount for source in problem.sources], []
    dues = [project.need for project in chosen]
    if last is not None and dues:
        dues[-1] = last
    for project, due in zip(chosen, dues, strict=True):
        weights = [max(0, have) for have in left]
        parts = largest_remainder(weights if any(weights) else [1] * len(left), due)
        left = [have - part for have, part in zip(left, parts, strict=True)]
        awards += [
            Award(project.recipient, source.name, project.use, part, project.name)
            for source, part in zip(problem.sources, parts, strict=True)
            if part
        ]
    return awards


METHODS.register("greedy_projects")(GreedyProjects())
