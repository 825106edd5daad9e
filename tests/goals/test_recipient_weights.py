"""Goals that heed some recipients more than others: figures are made up and worked by hand."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goal_text import assert_golden_goal
from golden_text import changed_lines
from office import Office
from optalloc.problem.at_level import complaints_of
from optalloc.problem.facts import Award, Plan
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import FEN, best, complaints, small, town

NAMES = ("甲", "乙", "丙")
GOAL_SETTINGS: dict[str, dict[str, Any]] = {
    "closest_to_target": {"distance": "absolute"},
    "evenness": {},
    "last_year": {"year": 2022, "distance": "relative"},
    "need_covered": {"what": "money", "over": "batch"},
    "fewest_moves": {"count": "money"},
    "pro_rata": {},
    "fewest_recipients": {},
    "readiness": {"column": "进度"},
    "least_cost": {"columns": {"资金": "成本"}, "unit": "元"},
}


def three(
    money: int, aims: list[int], word: str, weights: object = None, whole: bool = True, **more: Any
) -> Problem:
    """Return three towns of which each should have so much; the goal is the only one."""
    settings = {**GOAL_SETTINGS[word], **more, **({"weights": weights} if weights else {})}
    problem = small(
        {"资金": money},
        [town(n, 进度=0, 成本=i + 1, 倍=3 - i) for i, n in enumerate(NAMES)],
        [("ceiling", {"amount": 9})],
        aims=dict(zip(NAMES, aims, strict=True)),
        goals=[(word, settings)],
        history=[(2022, n, aim) for n, aim in zip(NAMES, aims, strict=True)],
        whole=whole,
    )
    held = {n: aim * FEN for n, aim in zip(NAMES, aims, strict=True)}
    approved = Plan(Award(n, "资金", "用途", fen) for n, fen in held.items() if fen)
    needs = {(n, "用途"): fen for n, fen in held.items()}
    return replace(problem, needs=needs, approved=approved)


def test_worked_what_is_missing_is_taken_where_it_weighs_least() -> None:
    # 9 of 12 to give: each step that is missing weighs 3 at 甲, 2 at 乙, 1 at 丙.
    for word in ("closest_to_target", "need_covered", "fewest_moves", "pro_rata"):
        found = best(three(9, [4, 4, 4], word, {"甲": 3, "乙": "2"}))
        assert found == {"甲": 4, "乙": 4, "丙": 1}, word
    found = best(three(9, [4, 4, 4], "last_year", "倍"))
    assert found == {"甲": 4, "乙": 4, "丙": 1}


def test_worked_a_squared_deviation_is_shared_against_the_weights() -> None:
    # 6 missing of 18:  2 * 2^2 + 1 * 4^2 = 24 beside 2 * 1 + 25 = 27 and 2 * 9 + 9 = 27.
    found = best(three(12, [9, 9, 0], "closest_to_target", {"甲": 2}, distance="squared"))
    assert found == {"甲": 7, "乙": 5, "丙": 0}


def test_worked_the_worst_shortfall_is_weighed() -> None:
    # 6 missing of 18: 2 * 2/9 is 4/9, as is 4/9.
    problem = three(12, [9, 9, 0], "evenness", {"甲": 2})
    assert best(problem) == {"甲": 7, "乙": 5, "丙": 0}
    plan = Plan((Award("甲", "资金", "用途", 7 * FEN), Award("乙", "资金", "用途", 5 * FEN)))
    assert problem.goals[0].value(problem, score(problem), plan) == Fraction(4, 9)


def test_worked_units_of_a_level_have_weights_of_their_own() -> None:
    towns = [town(n, 县="东" if n == "甲" else "西", 人口=i + 1) for i, n in enumerate(NAMES)]
    aims = {"甲": 4, "乙": 2, "丙": 2}
    for weights, east in (({"东": 2}, 4), ({"西": 2}, 2), ("人口", 2)):
        goal = ("closest_to_target", {"distance": "absolute", "at": "县", "weights": weights})
        problem = small({"资金": 6}, towns, aims=aims, goals=[goal])
        problem = replace(problem, hierarchy=Hierarchy(("县",), ("人口",)))
        assert [*complaints_of(problem.goals[0], problem)] == []
        assert best(problem)["甲"] == east


@pytest.mark.parametrize("word", ["closest_to_target", "evenness"])
def test_golden_program(word: str) -> None:
    assert_golden_goal(f"{word}_weighted", three(3, [2, 1, 1], word, {"甲": "3/2"}))


@pytest.mark.parametrize("word", GOAL_SETTINGS)
def test_differential_weights_add_no_row_and_ones_change_nothing(word: str) -> None:
    plain, ones = three(4, [2, 1, 1], word), three(4, [2, 1, 1], word, dict.fromkeys(NAMES, 1))
    assert changed_lines(plain, ones) == ([], [])
    assert rows_added(plain) == rows_added(three(4, [2, 1, 1], word, {"甲": 5}))


WEIGHT = st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(3, 2), Fraction(4)])
COUNTED: dict[str, Callable[[int, int, int], Fraction | int]] = {
    "closest_to_target": lambda got, aim, _: abs(got - aim),
    "fewest_moves": lambda got, aim, _: abs(got - aim),
    "pro_rata": lambda got, aim, _: abs(got - aim),
    "need_covered": lambda got, aim, _: max(0, aim - got),
    "fewest_recipients": lambda got, *_: got > 0,
    "readiness": lambda *_: 0,
    "least_cost": lambda got, _, i: Fraction(got * (i + 1), FEN),
    "last_year": lambda got, aim, _: Fraction(abs(got - aim), aim),
}


@FEW
@given(
    st.sampled_from(sorted(COUNTED)),
    st.lists(st.integers(1, 3), min_size=3, max_size=3),
    st.lists(WEIGHT, min_size=3, max_size=3),
    st.integers(1, 5),
    st.booleans(),
)
def test_property_weighed_sums_are_what_counting_finds(
    word: str, aims: list[int], weights: list[Fraction], money: int, whole: bool
) -> None:
    problem = three(
        money, aims, word, {n: str(w) for n, w in zip(NAMES, weights, strict=True)}, whole
    )

    def cost(plan: Plan) -> Fraction:
        got = [plan.by_recipient.get(n, 0) for n in NAMES]
        of = (COUNTED[word](g, a * FEN, i) for i, (g, a) in enumerate(zip(got, aims, strict=True)))
        return sum((w * c for w, c in zip(weights, of, strict=True)), Fraction(0))

    assert reaches_the_least(problem, cost)


@FEW
@given(
    st.sampled_from(["squared", "webster", "jefferson"]),
    st.lists(st.integers(1, 3), min_size=3, max_size=3),
    st.lists(WEIGHT, min_size=3, max_size=3),
    st.integers(3, 5),
)
def test_property_weighed_squares_are_what_counting_finds(
    distance: str, aims: list[int], weights: list[Fraction], money: int
) -> None:
    said = {n: str(w) for n, w in zip(NAMES, weights, strict=True)}
    problem = three(money, aims, "closest_to_target", said, distance=distance)

    def cost(plan: Plan) -> Fraction:
        of = ((plan.by_recipient.get(n, 0), a * FEN) for n, a in zip(NAMES, aims, strict=True))
        by_distance = {
            "squared": lambda y, t: (y - t) ** 2,
            "webster": lambda y, t: Fraction((y - t) ** 2, t),
            "jefferson": lambda y, t: Fraction((y - t) ** 2 + FEN * y, t),
        }[distance]
        return sum((w * by_distance(*c) for w, c in zip(weights, of, strict=True)), Fraction(0))

    assert reaches_the_least(problem, cost)


@pytest.mark.parametrize("weights", [{}, {"甲": 0}, {"甲": -1}, {"甲": "多"}, [2], ""])
def test_weights_that_are_none_are_refused(weights: object) -> None:
    with pytest.raises(ValidationError, match="numbers above 0 by recipient, as"):
        GOALS["evenness"].read("evenness", {"weights": weights}, "元")


def test_weights_of_nobody_and_of_who_is_left_out_are_complained_of() -> None:
    more = {"weights": {"丁": 2, "甲": 2}, "recipients": ["乙"]}
    found = complaints(three(4, [2, 1, 1], "last_year", **more))
    assert [(key, en, came) for key, _, en, came in found] == [
        ("weights", "a name that is there (甲, 乙, 丙)", "丁"),
        ("weights", "a recipient that the goal is about", "甲"),
    ]
    found = complaints(three(4, [2, 1, 1], "evenness", "进度"))
    assert [(zh, came) for _, zh, _, came in found] == [
        (f"单位 {n} 的“进度”应大于 0", "0") for n in NAMES
    ]
    found = complaints(three(4, [2, 1, 1], "evenness", "人数"))
    assert found[0][2] == "a figure of 人数 for 甲"


def test_a_scenario_says_whose_deviation_counts_how_often(office: Office) -> None:
    old = "closest_to_target: {distance: absolute}"
    new = "closest_to_target: {distance: absolute, weights: {甲镇: 1.5}}"
    office.swap("scenario.yaml", (old, new))
    said = office.run("solve", "scenario.yaml")
    assert said.code == 0 and "与测算额的差额合计最小（加权：甲镇 1.5，其余 1）" in said.out
    said = office.run("solve", "scenario.yaml", lang="en")
    assert "smallest sum of deviations from target (weights: 甲镇 1.5; others 1)" in said.out
