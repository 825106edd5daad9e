"""Small project libraries and every way to fund them. Amounts in 元; figures are made up."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from small import FEN, SQUARED, small, town

BENEFIT = ("project_benefit", {"column": "benefit", "unit": "人"})


def project(name: str, who: str, need: int, benefit: int = 1, **more: Any) -> Project:
    """Return a project of the first use."""
    least = more.pop("minimum", None)
    marks = {k: v for k, v in more.items() if k not in ("group", "requires")}
    return Project(
        name,
        who,
        "用途",
        need * FEN,
        None if least is None else least * FEN,
        more.get("group", ""),
        more.get("requires", ()),
        {"benefit": Fraction(benefit)},
        marks,
    )


def library(
    money: int,
    projects: tuple[Project, ...],
    *rules: tuple[str, dict[str, Any]],
    goal: Any = BENEFIT,
) -> Problem:
    """Return two towns that may fund the projects from one source, most benefit first."""
    problem = small(
        {"资金": money},
        [town("甲"), town("乙")],
        rules,
        aims={"甲": money // 2, "乙": money - money // 2},
        goals=[SQUARED],
        whole=False,
    )
    goals = (GOALS[goal[0]].read("goal", goal[1], "元"), *problem.goals)
    return replace(problem, projects=projects, goals=goals)


def every_funding(problem: Problem, step: int = 1) -> Iterator[Plan]:
    """Yield every plan that funds each project with any amount up to its need, in steps [元]."""
    (source,) = problem.sources
    ranges = [range(0, p.need + 1, step * FEN) for p in problem.projects]
    for amounts in product(*ranges):
        if sum(amounts) <= source.amount:
            yield Plan(
                Award(p.recipient, source.name, p.use, a, p.name)
                for p, a in zip(problem.projects, amounts, strict=True)
                if a
            )


def best_by_counting(problem: Problem, step: int = 1) -> list[Fraction]:
    """Return the best values of the goals, in order, over every plan that is allowed."""
    targets = score(problem)
    values = [
        [goal.value(problem, targets, plan) for goal in problem.goals]
        for plan in every_funding(problem, step)
        if not verify(problem, targets, plan)
    ]
    return min(values)


def values_of(problem: Problem, x: Any) -> list[Fraction]:
    """Return the goals' values of a point, audited clean."""
    targets, plan = score(problem), plan_of(problem, x)
    assert verify(problem, targets, plan) == ()
    return [goal.value(problem, targets, plan) for goal in problem.goals]


def funded(problem: Problem, x: Any) -> dict[str, int]:
    """Return what each funded project gets [元]."""
    money = plan_of(problem, x).sums("project")
    return {p.name: money[p.name] // FEN for p in problem.projects if money.get(p.name)}
