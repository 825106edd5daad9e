"""Projects that are decided are funded, whatever the goals say."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from golden_text import assert_golden, changed_lines
from library import best_by_counting, every_funding, funded, library, project, values_of
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.score import score
from quick import examples
from small import (
    FEN,
    complaints,
    is_proven_infeasible,
    outcomes,
    rule,
    said,
    without,
)

WHOLE = ("project_funding", {"how": "whole"})
PART = ("project_funding", {"how": "from_minimum"})
DECIDED = {"who": "办公会", "when": "2024-01-02", "why": "上年承诺"}
# Made up: 10 元; without the decision 6 + 4 is best, with B funded 5 + 4 is.
THREE = (
    project("A", "甲", 6, 9),
    project("B", "甲", 5, 2, minimum=2),
    project("C", "乙", 4, 5),
)


def must(*projects: str, how: str = "whole") -> tuple[str, dict[str, Any]]:
    return "must_fund", {"projects": list(projects), "how": how, **DECIDED}


def test_worked_a_decided_project_takes_the_place_of_a_better_one() -> None:
    """By hand: A + C bring 14 of 10 元; with B the best of the rest is C, 7 in all."""
    problem = library(10, THREE, WHOLE, must("B"))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"B": 5, "C": 4}


def test_worked_from_its_minimum_it_leaves_more_to_others() -> None:
    """By hand: A whole and B with the 4 元 that are left bring 9 + 8/5; B and C bring less."""
    problem = library(10, THREE, PART, must("B", how="from_minimum"))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 6, "B": 4}


def test_golden_a_row_for_each_project() -> None:
    assert_golden("rules", "must_fund", library(10, THREE, must("A", "B", how="from_minimum")))


def test_differential_it_adds_one_row_for_each_project() -> None:
    problem = library(10, THREE, WHOLE, must("A", "C"))
    gone, new = changed_lines(without(problem, "must_fund"), problem)
    assert gone == ["0 <= A·资金 <= 10", "0 <= C·资金 <= 10"]
    assert new == ["6 <= A·资金 <= 10", "4 <= C·资金 <= 10"]


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=4
    ),
    st.data(),
)
def test_property_the_best_plan_is_the_one_that_counting_finds(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    projects = tuple(
        project("ABCD"[i], "甲", need, benefit, minimum=min(least, need))
        for i, (need, benefit, least) in enumerate(rows)
    )
    chosen = data.draw(
        st.lists(st.sampled_from([p.name for p in projects]), min_size=1, unique=True)
    )
    how = data.draw(st.sampled_from(("whole", "from_minimum")))
    problem = library(7, projects, PART, must(*chosen, how=how))
    targets = score(problem)

    def kept(plan: Plan) -> bool:
        held = plan.sums("project")
        least = {p.name: p.need if how == "whole" else p.minimum for p in projects}
        return all(held.get(name, 0) >= (least[name] or 0) for name in chosen)

    plans = list(every_funding(problem))
    for plan in plans:
        assert (not list(rule(problem, "must_fund").breaches(problem, targets, plan))) == kept(plan)
    if not any(not verify(problem, targets, plan) for plan in plans):
        assert is_proven_infeasible(problem)
        return
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == best_by_counting(problem)


def test_breaches_and_words_say_who_decided_it_when_and_why() -> None:
    problem = library(10, THREE, WHOLE, must("B"))
    assert said(problem, "must_fund", Plan([Award("甲", "资金", "用途", 2 * FEN, "B")])) == [
        (
            "【必须安排的项目】B：应安排不少于 5元（办公会，2024-01-02，上年承诺），实为 2元",
            "[must fund] B: must be funded by 5元 (办公会, 2024-01-02, 上年承诺), is 2元",
        )
    ]
    assert tuple(rule(problem, "must_fund").words(problem)) == (
        "B 必须全额安排（办公会，2024-01-02，上年承诺）",
        "B must be funded, whole (办公会, 2024-01-02, 上年承诺)",
    )


def test_unknown_projects_and_those_that_need_nothing_are_refused() -> None:
    problem = library(10, (*THREE, project("Z", "甲", 0)), WHOLE, must("Z", "X"))
    assert [(key, came) for key, _, _, came in complaints(problem)] == [
        ("projects", "X"),
        ("projects", "Z"),
    ]


@pytest.mark.parametrize("key", ["who", "when", "why", "how"])
def test_who_when_and_why_must_be_said(key: str) -> None:
    word, entry = must("B")
    with pytest.raises(ValidationError, match=key):
        library(10, THREE, (word, {k: v for k, v in entry.items() if k != key}))
