"""The frontier of two goals, held against counting every plan."""

from collections.abc import Sequence

import pytest
from counted import drawn, first_ones, goal, kept, undominated, with_goals
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case
from optalloc.errors import ProvenInfeasible
from optalloc.exploring.frontier import frontier_of
from optalloc.score import score
from optalloc.verify import verify

PAIRS = (
    ("evenness", "closest_to_target:distance=absolute"),
    ("closest_to_target:distance=squared_over_target", "evenness"),
    ("closest_to_target:distance=relative", "closest_to_target:distance=squared"),
    ("closest_to_target:distance=absolute", "fewest_recipients"),
    ("closest_to_target:distance=squared_over_target", "closest_to_target:distance=absolute"),
)


@settings(max_examples=60, deadline=None)
@given(drawn(), st.sampled_from(PAIRS))
def test_it_is_what_counting_every_plan_says(case: Case, pair: Sequence[str]) -> None:
    problem, goals = with_goals(case.problem()), [goal(text) for text in pair]
    targets, plans = score(problem), first_ones(problem, kept(problem), goals)
    if not plans:
        with pytest.raises(ProvenInfeasible):
            frontier_of(problem, pair)
        return
    found = frontier_of(problem, pair)
    pairs = [tuple(g.value(problem, targets, plan) for g in goals) for plan in plans]
    assert [point.values for point in found.points] == undominated(pairs)
    assert found.is_whole
    for point in found.points:
        assert not verify(problem, targets, point.plan)
        assert tuple(g.value(problem, targets, point.plan) for g in goals) == point.values
