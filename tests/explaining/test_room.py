"""Room to move: every range is what counting all plans says, and a plan stands at each end."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import Case, cases
from optalloc.explaining.again import best
from optalloc.explaining.room import Room, room
from optalloc.problem import Plan, Problem
from optalloc.score import score
from optalloc.verify import verify
from small import complaints, every_plan
from test_rulebook_together import rulebooks

LOOSE = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
DISTANCES = (Fraction(0), Fraction(1, 100), Fraction(1, 5), Fraction(1))


def within(problem: Problem, plans: Sequence[Plan], distance: Fraction) -> list[Plan]:
    """Return the plans within a distance of the best, by the definition and by counting."""
    targets = score(problem)
    for goal in problem.goals:
        values = {plan: goal.value(problem, targets, plan) for plan in plans}
        least = min(values.values())
        if distance and least:
            return [plan for plan in plans if values[plan] <= least + abs(least) * distance]
        plans = [plan for plan in plans if values[plan] == least]
    return list(plans)


def agrees(problem: Problem, distance: Fraction) -> Room | None:
    """Hold the ranges against counting, and each end against its plan."""
    answer = best(problem, "highs")
    if answer.plan is None:
        return None
    targets = score(problem)
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    near = within(problem, kept, distance)
    found = room(answer, distance)
    assert found.is_found and not found.left_out
    for one in found.ranges:
        given_ = [plan.by_recipient.get(one.recipient, 0) for plan in near]
        assert (one.least.amount, one.most.amount) == (min(given_), max(given_))
        assert one.is_proven
        assert one.least.amount <= one.award <= one.most.amount
        for end in (one.least, one.most):
            assert end.plan in near
            assert end.plan.by_recipient.get(one.recipient, 0) == end.amount
    return found


@LOOSE
@given(rulebooks(), st.sampled_from(DISTANCES))
def test_every_range_of_drawn_rulebooks_is_what_counting_says(
    problem: Problem, distance: Fraction
) -> None:
    if not complaints(problem):
        agrees(problem, distance)


@LOOSE
@given(cases(most=400), st.sampled_from(DISTANCES))
def test_every_range_of_drawn_cases_is_what_counting_says(case: Case, distance: Fraction) -> None:
    problem = case.problem()
    if all(r.name for r in problem.recipients) and _has_targets(problem):
        agrees(problem, distance)


def _has_targets(problem: Problem) -> bool:
    """Return whether every goal's value is all that decides: nobody is without a target."""
    targets = score(problem)
    return all(targets.target(r.name) > 0 for r in problem.recipients)
