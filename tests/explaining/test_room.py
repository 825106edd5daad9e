"""Room to move: every range is what counting all plans says, and a plan stands at each end."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import Case, cases
from kept_plans import answered
from library import every_funding, library, project
from optalloc.core.message import LANGS
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.ranges import ranges as room_module
from optalloc.explaining.ranges.describe import (
    range_line,
    room_document,
    room_json,
    room_lines,
)
from optalloc.explaining.ranges.ranges import AwardRanges, room
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import best
from optalloc.present.terminal import print_sections
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.search.minimise import Result
from quick import examples
from small import CLOSEST, SQUARED, complaints, every_plan, small, town
from test_library import LIBRARY
from test_rulebook_together import rulebooks

LOOSE = settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
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


def agrees(problem: Problem, distance: Fraction) -> AwardRanges | None:
    """Hold the ranges against counting, and each end against its plan."""
    answer = best(problem, HIGHS)
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


@pytest.mark.slow
@LOOSE
@given(rulebooks(), st.sampled_from(DISTANCES))
def test_every_range_of_drawn_rulebooks_is_what_counting_says(
    problem: Problem, distance: Fraction
) -> None:
    if not complaints(problem):
        agrees(problem, distance)


@pytest.mark.slow
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


@pytest.mark.slow
@LOOSE
@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=7),
    st.integers(5, 60),
    st.sampled_from(("absolute", "relative", "squared", "webster", "jefferson", "hill")),
    st.sampled_from(DISTANCES),
    st.booleans(),
)
def test_ranges_by_totals_alone_are_those_that_an_engine_finds(
    weights: list[int], money: int, distance: str, part: Fraction, whole: bool
) -> None:
    aims = {f"镇{i}": weight for i, weight in enumerate(weights)}
    rules = [("balance", {"max_deviation": "80%"})] if len(weights) % 2 else []
    goal = ("closest_to_target", {"distance": distance})
    towns = [town(name) for name in aims]
    problem = small({"资金": money}, towns, rules, aims=aims, goals=[goal], whole=whole)
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    quick = room(answer, part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room_module, "by_totals", lambda *_: None)
        slow = room(answer, part)
    assert quick.ranges == slow.ranges
    assert quick.asked <= slow.asked


def three(*goals: tuple[str, dict[str, Any]], money: int = 12, **more: Any) -> Problem:
    names = ("甲", "乙", "丙")
    aims, rules = {"甲": 7, "乙": 5, "丙": 3}, more.pop("rules", ())
    return small(
        {"资金": money},
        [town(name) for name in names],
        rules,
        **{"aims": aims, "goals": goals or (SQUARED,), **more},
    )


def spans(found: AwardRanges) -> dict[str, tuple[int, int]]:
    """Return the ends of the ranges by recipient [元]."""
    return {r.recipient: (r.least.amount // 100, r.most.amount // 100) for r in found.ranges}


def test_equal_towns_can_change_places_among_equally_good_plans() -> None:
    problem = small({"资金": 5}, [town("甲"), town("乙")], aims={"甲": 2, "乙": 2})
    found = room(best(problem), Fraction(0))
    assert spans(found) == {"甲": (2, 3), "乙": (2, 3)}
    assert found.loose is None
    least = found.range_of("甲").least.plan
    assert least is not None and least.by_recipient == {"甲": 200, "乙": 300}


def test_a_goal_whose_best_is_nothing_gives_no_part_of_it_and_the_next_one_gives() -> None:
    # Money enough for everybody: the worst shortfall is 0, the distance is not.
    problem = small(
        {"资金": 10},
        [town("甲"), town("乙")],
        aims={"甲": 4, "乙": 4},
        goals=[("evenness", {}), SQUARED],
    )
    found = room(best(problem), Fraction(1))
    assert (found.loose, found.held) == (1, 1)
    assert spans(found) == {"甲": (4, 6), "乙": (4, 6)}


def test_where_every_goal_is_at_nothing_only_equally_good_plans_are_within() -> None:
    problem = small({"资金": 8}, [town("甲"), town("乙")], aims={"甲": 4, "乙": 4})
    found = room(best(problem), Fraction(1, 2))
    assert found.loose is None
    said = list(room_lines(found))
    assert said[1].zh == "每个目标的最优值都是 0，它的百分之几还是 0：只有同样好的方案算在内。"
    assert said[1].en.startswith("Every goal's best value is 0")
    assert said[2].zh == "每个单位都只能得现在的数，没有活动的余地。"


def test_what_goes_to_those_without_a_target_leaves_no_room() -> None:
    problem = small(
        {"资金": 10},
        [town("甲"), town("乙"), town("丙")],
        [("floor", {"amount": "1"})],
        aims={"甲": 4, "乙": 4},
        goals=[SQUARED],
    )
    found = room(best(problem), Fraction(5))
    # The first stage, the money of those without a target, is at best 1 and gives nothing.
    assert (found.loose, found.held) == (1, 0)
    assert spans(found) == {"甲": (3, 6), "乙": (3, 6), "丙": (1, 1)}


def test_a_goal_at_nothing_with_a_tolerance_stays_within_it() -> None:
    even = ("evenness", {"tolerance": "10%"})
    problem = small(
        {"资金": 10}, [town("甲"), town("乙")], aims={"甲": 4, "乙": 4}, goals=[even, SQUARED]
    )
    found = room(best(problem), Fraction(1))
    said = list(room_lines(found))[1]
    assert "它前面的目标保持在各自的容许差以内" in said.zh
    assert "the goals before it stay within their own tolerance" in said.en
    equal = next(room_lines(room(best(problem), Fraction(0))))
    assert "有容许差的不超过容许差" in equal.zh and "or the tolerance that it has" in equal.en


@pytest.mark.parametrize("distance", DISTANCES)
def test_the_room_of_projects_is_what_counting_says(distance: Fraction) -> None:
    projects = (
        project("甲一", "甲", 3, 30),
        project("甲二", "甲", 2, 18),
        project("乙一", "乙", 4, 36, minimum=2),
        project("乙二", "乙", 1, 7),
    )
    problem = library(6, projects, ("project_funding", {"how": "whole"}))
    answer, targets = best(problem, HIGHS), score(problem)
    kept = [plan for plan in every_funding(problem) if not verify(problem, targets, plan)]
    near = within(problem, kept, distance)
    found = room(answer, distance)
    for one in found.ranges:
        held = [plan.by_recipient.get(one.recipient, 0) for plan in near]
        assert (one.least.amount, one.most.amount) == (min(held), max(held))
        assert one.is_proven


def test_leximin_keeps_every_level_among_equals_and_only_the_worst_within_a_distance() -> None:
    problem = three(("evenness", {"depth": "leximin"}))
    answer = best(problem)
    targets = score(problem)
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    goal = problem.goals[0]
    levels = {plan: goal.shortfalls(problem, targets, plan) for plan in kept}  # type: ignore[attr-defined]
    best_levels = min(levels.values())
    for distance in (Fraction(0), Fraction(1, 2)):
        if distance:
            near = [p for p in kept if levels[p][0] <= best_levels[0] * (1 + distance)]
        else:
            near = [p for p in kept if levels[p] == best_levels]
        for one in room(answer, distance).ranges:
            held = [plan.by_recipient.get(one.recipient, 0) for plan in near]
            assert (one.least.amount, one.most.amount) == (min(held), max(held))


def test_a_tolerance_of_its_own_that_is_wider_than_the_distance_counts() -> None:
    wide = (CLOSEST[0], {**CLOSEST[1], "tolerance": "6"})
    narrow = (CLOSEST[0], {**CLOSEST[1], "tolerance": "1"})
    plain = spans(room(best(three(CLOSEST)), Fraction(1)))
    assert spans(room(best(three(narrow, ("evenness", {}))), Fraction(1))) == plain
    found = room(best(three(wide, ("evenness", {}))), Fraction(1))
    assert found.limit == found.value + 600
    assert spans(found) != plain


def test_cells_that_follow_needs_are_found_by_an_engine_for_totals_read_off() -> None:
    needs = {(name, use): 900 for name in ("甲", "乙", "丙") for use in ("大棚", "道路")}
    rules = [("need", {"kind": "within_need", "over": "batch"})]
    uses: dict[str, tuple[str, ...]] = {"大棚": ("产业发展",), "道路": ()}
    problem = replace(three(SQUARED, money=5, rules=rules, uses=uses), needs=needs)
    found = agrees(problem, Fraction(1))
    assert found is not None and found.asked > 0


def test_only_so_many_are_asked_about_where_an_engine_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_module, "MOST_BY_ENGINE", 1)
    monkeypatch.setattr(room_module, "by_totals", lambda *_: None)
    answer = best(three(SQUARED))
    found = room(answer, Fraction(1))
    assert ([r.recipient for r in found.ranges], found.left_out) == (["甲"], ("乙", "丙"))
    assert any("还有 2 个单位没有逐一查" in words.zh for words in room_lines(found))
    assert any(words.en.startswith("2 more recipients were not") for words in room_lines(found))
    assert len(room(answer, Fraction(1), ["甲", "乙", "丙"]).ranges) == 3


def test_plans_are_kept_for_few_recipients_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "MOST_PLANS", 2)
    answer = best(three(SQUARED))
    assert all(r.least.plan is None for r in room(answer, Fraction(1)).ranges)
    (one,) = room(answer, Fraction(1), ["丙"]).ranges
    assert one.least.plan is not None and one.most.plan is not None
    assert not verify(answer.problem, answer.targets, one.most.plan)


def test_what_is_not_proven_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "by_totals", lambda *_: None)
    monkeypatch.setattr(room_module, "minimise", lambda *_: Result("stopped"))
    found = room(best(three(SQUARED)), Fraction(1))
    open_ends = [r for r in found.ranges if not r.is_proven]
    assert open_ends and not any(r.is_fixed for r in open_ends)
    line = range_line(open_ends[0], found)
    assert "（也许更少）" in line.zh and "(perhaps less)" in line.en
    assert not any("精确运算" in words.zh for words in room_lines(found))


def test_goals_that_are_not_reached_in_time_leave_no_ranges() -> None:
    found = room(best(three(SQUARED)), Fraction(1, 100), how=HIGHS.within(0.0))
    assert not found.is_found and not found.ranges
    assert list(room_lines(found))[-1] == ("在时限内没有求出。", "This was not found in time.")
    assert room_json(found, "元", "zh")["recipients"] == []


def test_room_is_measured_from_a_plan_that_is_proven_best() -> None:
    answer = best(three(SQUARED))
    unproven = replace(answer, outcome=replace(answer.outcome, stopped="time_limit"))
    with pytest.raises(ValueError, match="proven best"):
        room(unproven, Fraction(0))
    with pytest.raises(KeyError, match="丁"):
        room(answer, Fraction(0), ["丁"])


def test_progress_is_told_recipient_by_recipient() -> None:
    told: list[tuple[int, int]] = []
    room(best(three(SQUARED)), Fraction(0), progress=lambda done, of: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_every_range_of_the_library_is_proven_and_said_in_both_languages(name: str) -> None:
    answer = answered(LIBRARY[name])
    if answer.plan is None:
        return
    for distance in (Fraction(0), Fraction(1, 100)):
        found = room(answer, distance)
        assert len(found.ranges) == len(answer.problem.recipients)
        assert all(one.is_proven for one in found.ranges)
        for one in found.ranges:
            assert one.least.amount <= one.award <= one.most.amount
            for end in (one.least, one.most):
                assert end.plan is not None
                assert not verify(answer.problem, answer.targets, end.plan)
        for lang in LANGS:
            told = room_json(found, answer.problem.unit, lang)
            assert len(told["recipients"]) == len(found.ranges)
            assert all(told["words"])


def test_the_room_of_a_hand_made_case_reads_well() -> None:
    found = room(best(three(SQUARED)), Fraction(1, 2))
    assert [words.zh for words in room_lines(found)] == [
        "与最优相差不超过 50% 的方案里，各单位最少和最多能得多少：",
        "“相差”是这样算的：“差额平方与测算额之比合计最小”最优为 0.6762元，最差可以到 1.0143元。",
        "甲：现在 6元，最少 5元，最多 6元。",
        "乙：现在 4元，最少 3元，最多 5元。",
        "丙：现在 2元，最少 2元，最多 3元。",
        "以上都已证明，精确运算；每个最少和最多都有一个符合全部约束的方案。",
    ]


def test_room_is_printed_as_a_table_or_for_one_recipient(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = room(best(three(SQUARED)), Fraction(1, 2))
    for lang in LANGS:
        print_sections(room_document(found), lang)
        table = capsys.readouterr().out
        print_sections(room_document(found, "丙"), lang)
        one = capsys.readouterr().out
        assert re.search(r"乙 +4 +3 +5\n", table)
        assert ("最少  最多" if lang == "zh" else "least  most") in table
        assert "乙" not in one
        assert range_line(found.range_of("丙"), found).say(lang) in one
