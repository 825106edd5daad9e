"""From which figure of its own on a project is funded, where a larger one never harms it.

    z(k)  =  most over plans that fund p of  benefit(x) + k * rung * a_p / need_p

Where the figure stands in no rule, and goals of most benefit alone count it, a rung more makes
plans better that fund the project and leaves all others as they are, ties too. So what funds it on
one rung does on all above it, and whichever rungs are tried, the first is the same. Tried first is
where the best plan that funds it, which is known, draws level with the plan that does not.
"""

from collections.abc import Callable
from fractions import Fraction
from math import ceil

import numpy as np

from optalloc.pipeline.answer import Resolved
from optalloc.problem.formulate import formulate
from optalloc.problem.goals.project_benefit import ProjectBenefit
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.solver.program.program import Program, Stage

WIDER = 4
"""How many times as far the next one is tried where an end was not met."""
ROWS = ("lower", "upper", "start", "column", "coefficient", "low", "high")
TIES = ("totals", "cells", "owner", "grain")


def stays_funded(answer: Resolved, changed: Problem, column: str) -> bool:
    """Return whether a project that a figure gets in is funded with every larger one too.

    Args:
        answer: The problem as it is, formulated.
        changed: The problem with another figure of one project in a column.
    """
    problem = answer.problem
    if any(goal.tolerance is not None for goal in problem.goals):
        return False  # A plan in the room that a goal leaves need not be among its best.
    if any(column in str(rule.model_dump()) for rule in problem.rules):
        return False  # A rule that names it may let the project pass on some rungs alone.
    targets = score(changed)
    before, after = answer.program, formulate(changed, targets)
    counting = {goal.label for goal in problem.goals if counts(goal, column)}
    pairs = list(zip(before.goals, after.goals, strict=True))
    if not all(isinstance(goal, Stage) for pair in pairs for goal in pair):
        return False
    are_same = all(a == b for a, b in pairs if a.label not in counting)
    return are_same and answer.targets.of == targets.of and _has_same_plans(before, after)


def counts(goal: Goal, column: str) -> bool:
    """Return whether a goal counts a project's figure by the part of its need that it gets."""
    return isinstance(goal, ProjectBenefit) and goal.column == column


def _has_same_plans(one: Program, other: Program) -> bool:
    """Return whether two programs have the same rows and decide ties alike."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ROWS]
    pairs += [(getattr(one.ties, name), getattr(other.ties, name)) for name in TIES]
    if not all(np.array_equal(a, b) for a, b in pairs):
        return False
    rest = [(p.ties.proportion, p.ties.mix, p.ties.order, p.ties.needs) for p in (one, other)]
    return rest[0] == rest[1] and one.contradictions == other.contradictions


def level_at(
    answer: Resolved,
    held: Resolved | None,
    project: Project,
    column: str,
    rung: Fraction,
    most: int,
) -> int:
    """Return the rung at which the best plan that funds a project draws level with the plan.

    The last one, `most`, where no rung seems to do; a guess that only says where to look first.

    Args:
        held: The best plan that funds it with its figure as it is; None where there is none.
    """
    if held is None:
        return most
    if held.plan is None:
        return most if held.is_infeasible else 1
    part = Fraction(min(held.plan.sums("project").get(project.name, 0), project.need), project.need)
    named = {goal.label: goal for goal in answer.problem.goals}
    for now, then in zip(answer.outcome.goals, held.outcome.goals, strict=False):
        if counts(named[now.label], column):
            gap = ceil((then.value - now.value) / (rung * part)) if part else most
            return min(most, max(1, gap))
        if now.value != then.value:
            return most  # An earlier goal is worse, whatever the figure is.
    return 1


def first_rung(count: int, works: Callable[[int], bool], near: int) -> int | None:
    """Return the smallest k in 1..count that works, where all after one that works do as well.

    Args:
        near: Where it is looked for first.
    """
    low, high, k, width = 0, count + 1, near, 1
    while True:
        if works(k):
            high, k = k, max(low + 1, k - width)
        else:
            low, k = k, min(high - 1, k + width)
        width *= WIDER
        if high - low <= 1:
            return high if high <= count else None
        if low and high <= count:
            k = (low + high) // 2
