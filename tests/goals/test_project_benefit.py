"""The most benefit from projects. Made-up projects."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from library import best_by_counting, funded, library, project, values_of
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from quick import examples
from small import FEN, complaints, outcomes

PART = ("project_funding", {"how": "from_minimum"})


def test_worked_part_of_a_project_counts_the_part_that_its_money_pays_for() -> None:
    problem = library(10, (project("A", "甲", 8, 20, minimum=1),), PART)
    made = Plan([Award("甲", "资金", "用途", 2 * FEN, "A")])
    assert problem.goals[0].value(problem, score(problem), made) == -5


def test_worked_money_above_the_need_counts_nothing() -> None:
    problem = library(10, (project("A", "甲", 8, 20, minimum=1),), PART)
    made = Plan([Award("甲", "资金", "用途", 10 * FEN, "A")])
    assert problem.goals[0].value(problem, score(problem), made) == -20


def test_worked_the_better_rate_comes_first() -> None:
    projects = (project("A", "甲", 6, 12, minimum=1), project("B", "乙", 8, 8, minimum=1))
    problem = library(9, projects, PART)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 6, "B": 3}
        assert outcome.goals[0].value == -15


def test_golden_program() -> None:
    projects = (project("A", "甲", 6, 12), project("B", "乙", 8, 9))
    assert_golden("goals", "project_benefit", library(9, projects))


def test_differential_it_adds_costs_and_no_row() -> None:
    problem = library(9, (project("A", "甲", 6, 12),))
    program = formulate(problem, score(problem))
    stage = program.goals[0]
    assert list(stage.linear.values()) == [Fraction(-12 * FEN, 6 * FEN)]
    assert stage.convex == {}


def test_a_project_without_a_figure_is_complained_of() -> None:
    problem = library(
        9, (project("A", "甲", 6),), goal=("project_benefit", {"column": "x", "unit": "人"})
    )
    assert complaints(problem)[-1][1] == "1 个项目应有“x”的数字（A 等）"


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=4),
    st.integers(1, 9),
)
def test_property_it_is_what_counting_finds(drawn: list[tuple[int, int]], money: int) -> None:
    projects = tuple(
        project("ABCD"[i], "甲乙"[i % 2], need, benefit, minimum=1)
        for i, (need, benefit) in enumerate(drawn)
    )
    problem = library(money, projects, PART)
    least = best_by_counting(problem)
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == least
