"""Plans about as good as the best, held against counting every plan."""

from dataclasses import replace
from fractions import Fraction

import pytest
from counted_plans import apart, drawn, first_ones, kept, totals, with_goals
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case
from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.exploring.alternatives.alternatives import (
    Alternatives,
    GoalTolerance,
    alternatives_of,
    rooms_of,
)
from optalloc.exploring.alternatives.describe import alternatives_json, alternatives_lines
from optalloc.exploring.charts import alternatives_picture
from optalloc.exploring.goal_stages import goals_named
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, small, town

GOALS = (
    ("closest_to_target:distance=absolute",),
    ("evenness",),
    ("evenness", "closest_to_target:distance=squared_over_target"),
    ("closest_to_target:distance=relative",),
)


@pytest.mark.slow
@settings(max_examples=examples(20), deadline=None)
@given(drawn(), st.sampled_from(GOALS), st.sampled_from((Fraction(0), Fraction(1, 5), Fraction(2))))
def test_each_is_as_far_as_can_be_from_all_before_it(
    case: Case, goals: tuple[str, ...], room: Fraction
) -> None:
    problem = with_goals(case.problem(), *goals)
    targets, plans = score(problem), first_ones(problem, kept(problem), [])
    if not plans:
        return
    rooms = {goal.label: GoalTolerance(room, True) for goal in problem.goals}
    found = alternatives_of(problem, rooms, count=5)

    def values(plan: Plan) -> list[Fraction]:
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


def shared() -> Problem:
    """Return 9 元 for three towns that should have 3 each."""
    return small(
        {"甲": 9},
        [town("东"), town("西"), town("南")],
        aims={"东": 3, "西": 3, "南": 3},
        goals=[("evenness", {}), ("closest_to_target", {"distance": "absolute"})],
    )


def found(count: int, *rooms: str) -> Alternatives:
    return alternatives_of(shared(), rooms_of(shared(), rooms), count)


@pytest.mark.slow
def test_worked_one_step_each_way_and_these_are_all() -> None:
    # A third of 3 less for one: 4, 3, 2 in any order, and 4, 4, 1 is too far.
    every = found(10, "evenness=+1/3", "closest_to_target=2")
    assert len(every.plans) == 7 and every.all_there_are == "exact"
    assert every.ranges == dict.fromkeys("东西南", (2 * FEN, 4 * FEN))
    lines = [words.zh for words in alternatives_lines(every)]
    assert any("共 7 个，这些就是全部（已证明，精确运算）" in line for line in lines)


@pytest.mark.slow
def test_there_are_others_where_more_were_asked_for_than_listed() -> None:
    some = found(3, "evenness=+1/3", "closest_to_target=2元")
    assert [plan.apart for plan in some.plans] == [None, 2 * FEN, 4 * FEN] or len(some.plans) == 3
    assert some.all_there_are == "no"
    lines = [words.en for words in alternatives_lines(some)]
    assert any("There may be others: none was looked for beyond these." in line for line in lines)


def test_the_best_alone_is_said_to_be_alone() -> None:
    alone = found(10, "2%")
    assert len(alone.plans) == 1 and alone.all_there_are == "exact"
    lines = [words.zh for words in alternatives_lines(alone)]
    assert any("只有最优方案自己" in line for line in lines)


def test_a_search_that_ended_early_without_a_limit_speaks_of_no_limit() -> None:
    # A search without a time limit ends at limits of its own: none was given that could be reached.
    alone = found(10, "2%")
    (first,) = alone.plans
    for plans in (alone.plans, (replace(first, proven="no"),)):
        ended = replace(alone, plans=plans, all_there_are="no", is_stopped=True)
        lines = [words.zh for words in alternatives_lines(ended)]
        assert not any("时限" in line for line in lines)
        assert any(line.endswith("请写明更长的 --time-limit。") for line in lines)


@pytest.mark.slow
def test_the_object_holds_exact_values_ranges_and_every_plan() -> None:
    told = alternatives_json(found(10, "evenness=+1/3", "closest_to_target=2"), "en")
    assert told["ranges"]["东"] == ["2", "4"]
    assert told["plans"][0]["values"] == {"evenness": "0", "closest_to_target": "0"}
    assert told["plans"][1]["apart"] == "2"


@pytest.mark.slow
def test_the_picture_shows_each_plan_beside_the_best() -> None:
    pytest.importorskip("altair")
    every = found(10, "evenness=+1/3", "closest_to_target=2")
    (rows,) = alternatives_picture(every, "zh").to_dict()["datasets"].values()
    assert len(rows) == 6 * 3
    assert {row["said"] for row in rows} == {"+1", "-1", ""}
    assert {row["low"] for row in rows} == {-1}


@pytest.mark.parametrize(
    ("room", "zh", "en"),
    [
        (
            "much",
            "evenness（最均衡）应为百分数，或按它的计量写 +数",
            "evenness: a percentage, or +NUMBER",
        ),
        ("closest_to_target=-1", "应为百分数或金额", "a percentage or an amount, such as 2%"),
        ("evennes=2%", "是不是 evenness？", "Did you mean evenness?"),
    ],
)
def test_a_room_that_is_none_is_refused(room: str, zh: str, en: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        rooms_of(shared(), [room])
    assert zh in refused.value.letter("zh")
    assert en in refused.value.letter("en")


def test_the_command_prints_plans_side_by_side(office: Office) -> None:
    path = str(office.folder / "scenario.yaml")
    said = office.run("explore", "alternatives", path, "--within", "10%", "--count", "3")
    assert said.code == 0 and "差不多好的方案" in said.out
    said = office.run("explore", "alternatives", path, "--within", "x", lang="en")
    assert said.code == 3 and "a percentage or an amount" in said.err


def test_a_goal_is_asked_for_by_what_it_is_called() -> None:
    by_key, by_name = (rooms_of(shared(), [text]) for text in ("evenness=2%", "最均衡=2%"))
    assert by_key == by_name and [*by_key] == ["evenness"]
    asked = goals_named(shared(), ["贴近测算额", "最均衡:depth=worst", "集中支持"])
    assert [goal.called.en for goal in asked] == [
        *("closest to target", "evenness", "fewest recipients"),
    ]
    with pytest.raises(InputUnusable) as refused:
        goals_named(shared(), ["平衡"])
    assert "--goals：目标应为 最均衡、贴近测算额、加权合计、" in refused.value.letter("zh")
    assert "--goals: a goal, one of evenness, closest_to_target, blend, " in refused.value.letter(
        "en"
    )


def test_nobody_looks_below_no_shortfall() -> None:
    # 东 is to get 1 and gets at least that in every plan but one.
    problem = small({"甲": 3}, [town("东"), town("西")], aims={"东": 1}, goals=[("evenness", {})])
    found = alternatives_of(problem, rooms_of(problem, ["0%"]))
    assert len(found.plans) == 3 and found.all_there_are == "exact"
