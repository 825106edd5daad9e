"""A choice of whole projects as a vote in Pabulib's format.

A scenario knows what each project brings and no ballots, so the file has one voter who gives every
project its benefit as points (vote_type scoring). Whoever reads it finds the same best choice.
"""

from collections.abc import Iterator

from optalloc.analysis.interchange.pabulib import vote_text
from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, same
from optalloc.core.money import show_amount, show_fraction
from optalloc.problem.goals.project_benefit import ProjectBenefit
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.rules.project_funding import ProjectFunding

UNIT = "元"
COMMENT = (
    "#1: Written by optalloc from a scenario, which holds no ballots: the one voter gives every "
    "project its benefit as points. #2: Amounts are in yuan."
)
UNKNOWN = "unknown"
DIGITS = 12


def as_vote(problem: Problem) -> str:
    """Return a problem as a file of Pabulib.

    Raises:
        InputUnusable: With everything that the format cannot carry, by name.
    """
    faults = list(_not_carried(problem))
    refuse_any(faults)
    goal = problem.goals[0]
    assert isinstance(goal, ProjectBenefit)
    ids = {p.name: str(number) for number, p in enumerate(problem.projects, start=1)}
    points = {p.name: show_fraction(p.facts[goal.column], DIGITS) for p in problem.projects}
    meta = {
        "description": problem.shown_name,
        "country": UNKNOWN,
        "unit": problem.recipients[0].name if len(problem.recipients) == 1 else problem.name,
        "instance": problem.name,
        "num_projects": str(len(problem.projects)),
        "num_votes": "1",
        "budget": show_amount(problem.money, UNIT),
        "vote_type": "scoring",
        "rule": UNKNOWN,
        "date_begin": UNKNOWN,
        "date_end": UNKNOWN,
        "currency": "CNY",
        "comment": COMMENT,
    }
    projects = [
        {
            "project_id": ids[p.name],
            "cost": show_amount(p.need, UNIT),
            "score": points[p.name],
            "name": p.name,
            "category": p.use,
            "district": p.recipient,
        }
        for p in problem.projects
    ]
    ballot = {"voter_id": "1", "vote": ",".join(ids.values()), "points": ",".join(points.values())}
    return vote_text(meta, projects, [ballot])


def _not_carried(problem: Problem) -> Iterator[Fault]:
    """Yield what the format has no word for."""

    def fault(place: str, zh: str, en: str) -> Fault:
        return Fault(problem.name, same(place), Words(f"pb 格式{zh}", f"the format pb {en}"))

    if not problem.projects:
        yield fault("tables.projects", "只有项目", "holds projects alone")
    if len(problem.sources) != 1:
        yield fault("tables.sources", "只有一个预算", "has one budget")
    for goal in problem.goals:
        if not isinstance(goal, ProjectBenefit) or goal is not problem.goals[0]:
            yield fault(
                f"goals.{goal.label}",
                "只有一个目标：项目的受益（project_benefit）",
                "knows one goal, the benefit of projects (project_benefit)",
            )
    for rule in problem.rules:
        if isinstance(rule, ProjectFunding):
            if rule.how != "whole" or rule.beside:
                yield fault(f"rules.{rule.label}", "的项目整个安排或不安排", "funds projects whole")
        elif not isinstance(rule, GrainRule) or rule.total:
            yield fault(f"rules.{rule.label}", "没有这条约束", "has no such rule")
    grain = min(problem.grain.cells.values(), default=1)
    for project in problem.projects:
        yield from _project_not_carried(problem, project, grain)


def _project_not_carried(problem: Problem, project: Project, grain: int) -> Iterator[Fault]:
    place = same(f"projects.{project.name}")
    said = []
    if project.group:
        said.append(Words("没有比选组", "knows no alternatives"))
    if project.requires:
        said.append(Words("没有前置项目", "knows no projects that require others"))
    if project.need % grain:
        said.append(Words("没有取整单位", "knows no grain, and the need is no multiple of it"))
    for words in said:
        yield Fault(problem.name, place, Words(f"pb 格式{words.zh}", f"the format pb {words.en}"))
