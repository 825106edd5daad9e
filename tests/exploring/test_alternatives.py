"""Plans about as good as the best, held against counting every plan."""

from fractions import Fraction

from counted import apart, drawn, first_ones, kept, totals, with_goals
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case
from optalloc.exploring.alternatives import Room, alternatives_of
from optalloc.score import score
from optalloc.verify import verify

GOALS = (
    ("closest_to_target:distance=absolute",),
    ("evenness",),
    ("evenness", "closest_to_target:distance=squared_over_target"),
    ("closest_to_target:distance=relative",),
)


@settings(max_examples=40, deadline=None)
@given(drawn(), st.sampled_from(GOALS), st.sampled_from((Fraction(0), Fraction(1, 5), Fraction(2))))
def test_each_is_as_far_as_can_be_from_all_before_it(
    case: Case, goals: tuple[str, ...], room: Fraction
) -> None:
    problem = with_goals(case.problem(), *goals)
    targets, plans = score(problem), first_ones(problem, kept(problem), [])
    if not plans:
        return
    rooms = {goal.label: Room(room, True) for goal in problem.goals}
    found = alternatives_of(problem, rooms, count=5)

    def values(plan):
        return [goal.value(problem, targets, plan) for goal in problem.goals]

    mosts = list(found.most.values())
    near = [
        plan
        for plan in first_ones(problem, plans, problem.goals)
        if all(v <= most for v, most in zip(values(plan), mosts, strict=True))
    ]
    shown = {totals(problem, plan) for plan in near}
    before = [totals(problem, found.plans[0].plan)]
    for other in found.plans[1:]:
        now = totals(problem, other.plan)
        assert not verify(problem, targets, other.plan) and now in shown
        assert other.apart == min(apart(now, one) for one in before)
        assert other.apart == max(min(apart(each, one) for one in before) for each in shown)
        before.append(now)
    assert (found.all_there_are != "no") == (len(shown) < 5)
    if found.all_there_are != "no":
        assert set(before) == shown
    for i, recipient in enumerate(problem.recipients):
        given = [each[i] for each in shown]
        assert found.ranges[recipient.name] == (min(given), max(given))
