"""The most benefit where the first money does most. Made-up projects."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from golden_text import assert_golden
from library import best_by_counting, funded, library, project, values_of
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from small import FEN, complaints, outcomes

PART = ("project_funding", {"how": "from_minimum"})
HALF = {"50%": "80%"}


def curved(money: int, projects: tuple[Project, ...], curve: Any = HALF) -> Problem:
    goal = ("diminishing_benefit", {"column": "benefit", "unit": "人", "curve": curve})
    return library(money, projects, PART, goal=goal)


TWO = (project("A", "甲", 8, 20, minimum=1), project("B", "乙", 8, 15, minimum=1))


def test_worked_two_halves_bring_more_than_one_whole() -> None:
    """By hand: of 8 元, A whole brings 20; half of each 16 + 12 = 28."""
    problem = curved(8, TWO)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 4, "B": 4}
        assert outcome.goals[0].value == -28


def test_worked_money_above_the_need_counts_nothing() -> None:
    problem = curved(20, TWO)
    made = Plan([Award("甲", "资金", "用途", 12 * FEN, "A")])
    assert problem.goals[0].value(problem, score(problem), made) == -20


def test_golden_program() -> None:
    assert_golden("goals", "diminishing_benefit", curved(9, TWO))


def test_differential_it_adds_what_is_missed_at_each_corner() -> None:
    """By hand: A's first half brings 4 for each 元, the rest 1; it misses 3 * 4 and 1 * 8 at 0."""
    problem = curved(9, TWO[:1])
    stage = formulate(problem, score(problem)).goals[0]
    assert (stage.linear, stage.constant) == ({}, -20)
    assert [[cost.at(k) for k in (0, 4, 8)] for cost in stage.convex.values()] == [
        [12, 0, 0],
        [8, 4, 0],
    ]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=3),
    st.integers(1, 9),
    st.sampled_from([{"50%": "80%"}, {"1/3": "60%", "2/3": "90%"}, {"40%": "100%"}]),
)
def test_property_it_is_what_counting_finds(
    drawn: list[tuple[int, int]], money: int, curve: dict[str, str]
) -> None:
    projects = tuple(
        project("ABC"[i], "甲", need, benefit, minimum=1) for i, (need, benefit) in enumerate(drawn)
    )
    problem = curved(money, projects, curve)
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == best_by_counting(problem)


@pytest.mark.parametrize(
    "curve", [{}, {"50%": "40%"}, {"50%": "110%"}, {"x": "80%"}, {"120%": "100%"}]
)
def test_a_curve_that_gets_steeper_or_leaves_the_whole_is_refused(curve: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="each later part bringing less"):
        curved(8, TWO, curve)


def test_a_corner_that_is_told_twice_is_refused_and_none_is_lost() -> None:
    with pytest.raises(ValidationError, match=r"50% and 50\.0% are one: write it once"):
        curved(8, TWO, {"50%": "80%", "50.0%": "70%"})
    with pytest.raises(ValidationError, match="are one"):
        curved(8, TWO, {"50%": "80%", "1/2": "80%"})


def test_projects_without_a_figure_or_with_one_below_nothing_are_refused() -> None:
    problem = curved(8, (project("A", "甲", 6, -1),))
    assert [(key, came) for key, _, _, came in complaints(problem)] == [("column", "-1")]


def test_the_words_say_the_curve() -> None:
    problem = curved(8, TWO)
    assert tuple(problem.goals[0].words(problem)) == (
        "项目的benefit最多（安排 50% 得 80%）",
        "most benefit from projects (50% of the need brings 80%)",
    )
