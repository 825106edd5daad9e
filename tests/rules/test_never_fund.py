"""Projects that are struck out get nothing, whatever the goals say."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from library import best_by_counting, every_funding, funded, library, project, values_of
from optalloc.problem.facts import Award, Plan
from optalloc.problem.score import score
from quick import examples
from small import FEN, complaints, outcomes, rule, said, without

WHOLE = ("project_funding", {"how": "whole"})
DECIDED = {"who": "办公会", "when": "2024-01-02", "why": "选址未定"}
# Made up: 10 元; A and C bring most, without A it is B and C.
THREE = (project("A", "甲", 6, 9), project("B", "甲", 5, 2), project("C", "乙", 4, 5))


def never(*projects: str) -> tuple[str, dict[str, Any]]:
    return "never_fund", {"projects": list(projects), **DECIDED}


def test_worked_the_next_best_takes_the_place_of_a_project_that_is_struck_out() -> None:
    problem = library(10, THREE, WHOLE, never("A"))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"B": 5, "C": 4}


def test_golden_a_bound_for_each_project() -> None:
    assert_golden("rules", "never_fund", library(10, THREE, never("A", "C")))


def test_differential_it_closes_the_cells_of_its_projects_alone() -> None:
    problem = library(10, THREE, WHOLE, never("A"))
    gone, new = changed_lines(without(problem, "never_fund"), problem)
    assert gone == ["0 <= A·资金 <= 10"]
    assert new == ["A·资金 = 0"]


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=4), st.data())
def test_property_the_best_plan_is_the_one_that_counting_finds(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    projects = tuple(project("ABCD"[i], "甲", n, b) for i, (n, b) in enumerate(rows))
    chosen = data.draw(
        st.lists(st.sampled_from([p.name for p in projects]), min_size=1, unique=True)
    )
    problem = library(7, projects, WHOLE, never(*chosen))
    for plan in every_funding(problem):
        held = plan.sums("project")
        found = list(rule(problem, "never_fund").breaches(problem, score(problem), plan))
        assert [b.where[0] for b in found] == [name for name in chosen if held.get(name)]
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == best_by_counting(problem)


def test_breaches_and_words_say_who_decided_it_when_and_why() -> None:
    problem = library(10, THREE, WHOLE, never("B"))
    assert said(problem, "never_fund", Plan([Award("甲", "资金", "用途", 5 * FEN, "B")])) == [
        (
            "【不得安排的项目】B：应不安排（办公会，2024-01-02，选址未定），实为 5元",
            "[never fund] B: must be without money (办公会, 2024-01-02, 选址未定), is 5元",
        )
    ]
    assert tuple(rule(problem, "never_fund").words(problem)) == (
        "B 不得安排（办公会，2024-01-02，选址未定）",
        "B must not be funded (办公会, 2024-01-02, 选址未定)",
    )


def test_unknown_projects_and_none_are_refused() -> None:
    (found,) = complaints(library(10, THREE, WHOLE, never("X")))
    assert (found[0], found[3]) == ("projects", "X")
    (found,) = complaints(library(10, THREE, WHOLE, never()))
    assert found[1] == "应至少有一个项目"
