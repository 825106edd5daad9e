"""A goal against counting: both engines reach the least value that any allowed plan has."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from hypothesis import settings

from golden_text import changed_lines
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import complaints, every_plan, outcomes

FEW = settings(max_examples=examples(30), deadline=None, derandomize=True)


def reaches_the_least(problem: Problem, cost: Callable[[Plan], Fraction | int]) -> bool:
    """Hold the product against a second hand's cost on every plan; returns whether there is one.

    The value that the goal says of each plan is held against the second hand's too.
    """
    assert complaints(problem) == []
    targets, goal = score(problem), problem.goals[-1]
    kept = []
    for plan in every_plan(problem):
        assert goal.value(problem, targets, plan) == cost(plan), plan.awards
        if not verify(problem, targets, plan):
            kept.append(plan)
    plans = []
    for outcome in outcomes(problem):
        assert (outcome.x is None) == (not kept)
        if outcome.x is None:
            assert outcome.infeasible != "no"
            continue
        assert outcome.proven != "no"
        plans.append(plan_of(problem, outcome.x))
        least = min(map(cost, kept))
        assert cost(plans[-1]) == least
        assert outcome.goals[-1].value == least
        assert verify(problem, targets, plans[-1]) == ()
    assert not plans or plans[0] == plans[1]
    return bool(kept)


def rows_added(problem: Problem) -> list[str]:
    """Return the rows that the last goal adds; it takes none away and leaves every bound."""
    fewer = replace(problem, goals=problem.goals[:-1])
    gone, come = changed_lines(fewer, problem)
    assert gone == []
    return come
