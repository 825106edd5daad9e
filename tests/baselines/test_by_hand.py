"""Baselines that planners make by hand: figures are made up."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.pipeline.audit import verify
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.baselines import METHODS, PlanMethod
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, small, town

HAND = ("equal", "last_year", "proportional", "clip_and_share", "greedy")


def problem_of(
    aims: dict[str, int], money: int, *rules: tuple[str, dict[str, Any]], **more: Any
) -> Problem:
    return small({"一": money - 1, "二": 1}, [town(n) for n in aims], rules, aims=aims, **more)


def totals(problem: Problem, method: str) -> list[int]:
    """Return the totals of a baseline [元]."""
    held = baseline_plan(problem, score(problem), method).by_recipient
    return [held.get(r.name, 0) // FEN for r in problem.recipients]


def test_worked_equal_gives_everybody_with_a_target_the_same() -> None:
    assert totals(problem_of({"甲": 6, "乙": 3, "丙": 1, "丁": 0}, 11), "equal") == [4, 4, 3, 0]


def test_worked_last_year_keeps_the_proportions_of_the_latest_year() -> None:
    history = [(2021, "甲", 100), (2022, "甲", 10), (2022, "乙", 30), (2022, "戊", 60)]
    problem = problem_of({"甲": 6, "乙": 3, "丙": 1}, 8, history=history)
    assert totals(problem, "last_year") == [2, 6, 0]


def test_worked_proportional_rounds_halves_to_even_and_says_what_is_left() -> None:
    # Targets 1.5, 2.5, 4: rounded alone 2, 2, 4 in steps of 1.
    targets = [("factors", {"weights": {"权": "100%"}})]
    towns = [town("甲", 权=3), town("乙", 权=5), town("丙", 权=8)]
    problem = small({"一": 8}, towns, targets=targets)
    assert totals(problem, "proportional") == [2, 2, 4]
    problem = small({"一": 9}, [town("甲", 权=1), town("乙", 权=1)], targets=targets)
    assert totals(problem, "proportional") == [4, 4]  # 4.5 each
    said = verify(problem, score(problem), baseline_plan(problem, score(problem), "proportional"))
    assert [b.rule for b in said] == ["spend_whole"]


def test_worked_proportional_may_give_more_than_there_is_and_the_audit_says_so() -> None:
    targets = [("factors", {"weights": {"权": "100%"}})]
    towns = [town("甲", 权=1), town("乙", 权=1)]
    problem = small({"一": 3}, towns, targets=targets)  # 1.5 each, rounded to 2
    assert totals(problem, "proportional") == [2, 2]
    said = verify(problem, score(problem), baseline_plan(problem, score(problem), "proportional"))
    assert {b.rule for b in said} == {"资金", "spend_whole"}


def test_worked_clip_and_share_shares_again_what_a_cap_leaves() -> None:
    # 6 : 3 : 1 of 20 is 12, 6, 2; 甲 is capped at 8, and 12 is shared 3 : 1.
    aims = {"甲": 12, "乙": 6, "丙": 2}
    capped = problem_of(aims, 20, ("ceiling", {"amount": 8, "recipients": ["甲"]}))
    assert totals(capped, "clip_and_share") == [8, 9, 3]
    floored = problem_of(aims, 20, ("floor", {"amount": 5, "recipients": ["丙"]}))
    assert totals(floored, "clip_and_share") == [10, 5, 5]


def test_worked_clip_and_share_reduces_floors_that_are_more_than_the_money() -> None:
    problem = problem_of({"甲": 3, "乙": 3}, 6, ("floor", {"per_unit": 1, "column": "底"}))
    towns = (town("甲", 底=8), town("乙", 底=4))
    problem = replace(problem, recipients=towns)
    assert totals(problem, "clip_and_share") == [4, 2]


def test_worked_greedy_fills_the_highest_score_up_to_its_need_or_ceiling() -> None:
    aims = {"甲": 3, "乙": 9, "丙": 8}
    problem = problem_of(aims, 20, ("ceiling", {"amount": 8}))
    assert totals(problem, "greedy") == [4, 8, 8]


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 9)), min_size=2, max_size=5
    ),
    st.integers(1, 25),
)
def test_property_clip_and_share_keeps_every_bound_that_can_be_kept(
    drawn: list[tuple[int, int, int]], money: int
) -> None:
    towns = [town(f"镇{i}", 底=lo, 顶=lo + more) for i, (_, lo, more) in enumerate(drawn)]
    aims = {t.name: aim for t, (aim, _, _) in zip(towns, drawn, strict=True)}
    if not any(aims.values()):
        return
    rules = [
        ("floor", {"per_unit": 1, "column": "底"}),
        ("ceiling", {"per_unit": 1, "column": "顶"}),
    ]
    problem = small({"一": money}, towns, rules, aims=aims)
    given_totals = totals(problem, "clip_and_share")
    low = [lo for _, lo, _ in drawn]
    high = [lo + more if aim else lo for aim, lo, more in drawn]
    assert sum(given_totals) == min(money, max(sum(high), sum(low)))
    if sum(low) <= money:
        for y, lo, hi in zip(given_totals, low, high, strict=True):
            assert lo <= y <= hi


def test_bounds_are_read_off_rules_that_look_at_one_recipient() -> None:
    problem = problem_of(
        {"甲": 10, "乙": 4},
        14,
        ("floor", {"amount": 3}),
        ("balance", {"max_deviation": "50%", "recipients": ["甲"]}),
        ("ceiling", {"amount": 5, "recipients": ["乙"]}),
    )
    bounds = problem.total_bounds(score(problem))
    assert [(lo // FEN, hi // FEN) for lo, hi in bounds] == [(5, 14), (3, 5)]


def test_bounds_of_needs_add_up_over_the_uses() -> None:
    problem = problem_of(
        {"甲": 4, "乙": 5}, 9, ("within_need", {"over": "batch"}), uses={"水": (), "路": ()}
    )
    problem = replace(problem, needs={("甲", "水"): 2 * FEN, ("甲", "路"): 3 * FEN})
    assert problem.total_bounds(score(problem)) == [(0, 5 * FEN), (0, 0)]


def test_every_method_by_hand_has_a_name_in_both_languages() -> None:
    for word in HAND:
        method = METHODS[word]
        assert isinstance(method, PlanMethod) and all(method.words)


@pytest.mark.slow
@pytest.mark.parametrize("word", [*HAND, "biproportional", "controlled_rounding"])
def test_a_scenario_and_compare_take_every_method(office: Office, word: str) -> None:
    office.put("history.csv", "年度,单位,金额(万元)\n2022,甲镇,20\n2022,乙镇,5\n")
    office.swap("scenario.yaml", ("  earlier: earlier.csv\n", "  history: history.csv\n"))
    office.swap("scenario.yaml", (", over: year", ", over: batch"))
    said = office.run("compare", "scenario.yaml", "--against", word)
    assert said.code == 0, said.err
    said = office.run("solve", "scenario.yaml", "--set", f"baseline={word}", lang="en")
    assert said.code == 0, said.err


def test_last_year_without_a_history_is_refused(office: Office) -> None:
    said = office.run("solve", "scenario.yaml", "--set", "baseline=last_year", lang="en")
    assert said.code == 3
    assert "a table of earlier years with money of these recipients" in said.err
