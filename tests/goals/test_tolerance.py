"""Priorities with a stated tolerance: figures are made up."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from counting import FEW
from hypothesis import given
from hypothesis import strategies as st

from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.outcome_text import goal_words
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import FEN, best, complaints, every_plan, outcomes, small, town

Entry = tuple[str, dict[str, Any]]


def two_goals(
    first: dict[str, Any], aims: dict[str, int], money: int, cap: int = 99, word: str = "distance"
) -> Problem:
    """Return towns with targets: closeness (or evenness) first, then the fewest recipients."""
    kind = "evenness" if word == "evenness" else "closest_to_target"
    return small(
        {"资金": money},
        [town(n) for n in aims],
        [("ceiling", {"amount": cap})],
        aims=aims,
        goals=[(kind, first), ("fewest_recipients", {})],
    )


def test_worked_an_amount_of_room_lets_one_town_go_without() -> None:
    aims = {"甲": 6, "乙": 3, "丙": 1}
    assert best(two_goals({"distance": "absolute"}, aims, 10)) == {"甲": 6, "乙": 3, "丙": 1}
    roomy = two_goals({"distance": "absolute", "tolerance": 2}, aims, 10)
    assert best(roomy) == {"甲": 7, "乙": 3, "丙": 0}
    for outcome in outcomes(roomy):
        closest, fewest = outcome.goals
        assert (closest.value, closest.in_plan, closest.proven) == (0, 2 * FEN, "exact")
        assert (fewest.value, fewest.in_plan) == (2, None)


def test_worked_a_percentage_is_of_the_best_value() -> None:
    # The best worst shortfall is 1/2; half as much again is 3/4, which leaves one of four.
    aims = {"甲": 4, "乙": 4}
    none = two_goals({}, aims, 4, word="evenness")
    assert best(none) == {"甲": 2, "乙": 2}
    some = two_goals({"tolerance": "50%"}, aims, 4, word="evenness")
    for outcome in outcomes(some):
        assert outcome.goals[0].in_plan is not None
        assert outcome.goals[0].value == Fraction(1, 2)
        assert outcome.goals[0].in_plan <= Fraction(3, 4)


@pytest.mark.parametrize("word", ["need_covered", "blend"])
def test_what_is_counted_in_the_plan_is_what_the_plan_has(word: str) -> None:
    """Where a goal has room its switches say what the plan gives, and none that it could miss."""
    needs: dict[str, Any] = {"kind": "need_covered", "what": "needs", "over": "batch"}
    few = {"kind": "fewest_recipients", "weight": 1}
    blended = {"kind": "blend", "unit": "点", "parts": {"a": {**needs, "weight": 1}, "b": few}}
    room = (word, {**(blended if word == "blend" else needs), "tolerance": "100%"})
    problem = small({"资金": 6}, [town(n) for n in "甲乙丙"], aims={"甲": 6}, goals=[room])
    problem = replace(problem, needs={(n, "用途"): 4 * FEN for n in "甲乙丙"})
    for outcome in outcomes(problem):
        assert outcome.x is not None
        counted = problem.goals[0].value(problem, score(problem), plan_of(problem, outcome.x))
        (told,) = outcome.goals
        assert told.in_plan == counted
        assert not told.parts or sum(part.counted for part in told.parts) == counted


@pytest.mark.slow
@FEW
@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=4).filter(any),
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from(["absolute", "squared_over_target", "hill", "evenness"]),
    st.sampled_from(["0%", "10%", "1/3", "100%", "250%"]),
)
def test_property_the_next_goal_is_the_best_within_the_room(
    aims: list[int], money: int, cap: int, distance: str, room: str
) -> None:
    room = {"1/3": "33.5%"}.get(room, room)
    named = {f"镇{i}": aim for i, aim in enumerate(aims)}
    first = {"tolerance": room} | ({} if distance == "evenness" else {"distance": distance})
    problem = two_goals(first, named, money, cap, distance)
    assert complaints(problem) == []
    targets = score(problem)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    if not kept:
        assert all(o.infeasible != "no" for o in outcomes(problem))
        return

    def before(plan: Plan) -> tuple[Fraction, ...]:
        """Return what comes before the distance itself: no target, then who has nothing."""
        held = [plan.by_recipient.get(name, 0) for name in named]
        if distance in ("absolute", "evenness"):
            return ()
        aimless = sum(y for y, aim in zip(held, aims, strict=True) if not aim)
        if distance != "hill":
            return (Fraction(aimless),)
        empty = [aim for y, aim in zip(held, aims, strict=True) if aim and not y]
        return Fraction(aimless), Fraction(len(empty)), Fraction(sum(empty))

    limit = min(map(before, kept))
    kept = [p for p in kept if before(p) == limit]
    values = [problem.goals[0].value(problem, targets, p) for p in kept]
    least = min(values)
    allowed = least + abs(least) * Fraction(room[:-1]) / 100
    within = [p for p, value in zip(kept, values, strict=True) if value <= allowed]
    fewest = min(len(p.by_recipient) for p in within)
    plans = []
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven != "no"
        plans.append(plan_of(problem, outcome.x))
        told = outcome.goals[-2]
        assert told.value == least
        assert told.in_plan == problem.goals[0].value(problem, targets, plans[-1]) <= allowed
        assert outcome.goals[-1].value == fewest == len(plans[-1].by_recipient)
    assert plans[0] == plans[1]


@pytest.mark.parametrize(
    ("goal", "allowed"),
    [
        (("closest_to_target", {"distance": "relative", "tolerance": 1}), "应为百分比"),
        (("evenness", {"tolerance": 1}), "应为百分比"),
        (("evenness", {"tolerance": "1%", "depth": "leximin"}), "leximin"),
    ],
)
def test_room_that_means_nothing_is_complained_of(goal: Entry, allowed: str) -> None:
    problem = small({"资金": 1}, [town("甲")], aims={"甲": 1}, goals=[goal])
    ((key, words, *_),) = complaints(problem)
    assert key == "tolerance"
    assert allowed in words


def test_the_outcome_says_the_best_value_the_room_and_the_value_in_the_plan() -> None:
    first = {"distance": "absolute", "tolerance": 2}
    problem = two_goals(first, {"甲": 6, "乙": 3, "丙": 1}, 10)
    told = outcomes(problem)[0].goals[0]
    assert goal_words(told, "元") == (
        "与测算额的差额合计最小：0元（已证明最优，精确运算）；允许差 2元，方案为 2元",
        "smallest sum of deviations from target: 0元 (proven best, in exact arithmetic); "
        "2元 allowed, 2元 in the plan",
    )


def test_a_worst_level_that_everybody_is_above_is_none_in_the_plan_too() -> None:
    """Money above target is no shortfall of less than nothing; the certificate says the same."""
    problem = two_goals({"tolerance": "1%"}, {"甲": 6}, 10, word="evenness")
    for outcome in outcomes(problem):
        evenness = outcome.goals[0]
        assert (evenness.value, evenness.in_plan) == (0, 0)
        assert "%" in goal_words(evenness, problem.unit).en
