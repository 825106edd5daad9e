"""Projects are funded in the order of a score until the money is gone."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from library import best_by_counting, every_funding, funded, library, project, values_of
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, complaints, is_proven_infeasible, outcomes, rule, said, without

WHOLE = ("project_funding", {"how": "whole"})
PART = ("project_funding", {"how": "from_minimum"})
FOUR = (
    project("C", "乙", 2, 200),
    project("A", "甲", 3, 400),
    project("B", "甲", 4, 300, minimum=1),
    project("D", "乙", 1, 100),
)


def ranked(then: str) -> tuple[str, dict[str, Any]]:
    return "rank_order", {"column": "benefit", "then": then}


def test_worked_the_votes_of_pabulib_stop_where_money_ends() -> None:
    """Pabulib's rule greedy-no-skip: 300, 400 and 200 of 900 by falling votes, and then stop."""
    projects = tuple(
        project(name, "甲", need, votes)
        for name, need, votes in (("1", 300, 9), ("2", 400, 8), ("3", 200, 7), ("4", 100, 6))
    )
    problem = library(900, projects, WHOLE, ranked("stop"))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"1": 300, "2": 400, "3": 200}


@pytest.mark.parametrize(
    ("then", "due"),
    [
        # By hand: 6 元 for A 3, B 4, C 2, D 1 by falling votes; B is the first that does not fit.
        ("stop", {"A": 3}),
        ("part", {"A": 3, "B": 3}),
        ("skip", {"C": 2, "A": 3, "D": 1}),
    ],
)
def test_worked_three_ways_at_the_first_that_does_not_fit(then: str, due: dict[str, int]) -> None:
    problem = library(6, FOUR, PART if then == "part" else WHOLE, ranked(then))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == due


@pytest.mark.parametrize(
    ("funding", "minimum", "due"),
    [
        # By hand: 6 元 less 3 for A leave 3 to B, which needs 4.
        (PART, None, {"A": 3, "B": 3}),
        (PART, 3, {"A": 3, "B": 3}),
        (PART, 4, {"A": 3}),
        (WHOLE, 1, {"A": 3}),
        (WHOLE, None, {"A": 3}),
    ],
)
def test_worked_a_part_needs_no_minimum_but_projects_that_may_be_had_in_part(
    funding: tuple[str, dict[str, Any]], minimum: int | None, due: dict[str, int]
) -> None:
    projects = (*FOUR[:2], project("B", "甲", 4, 300, minimum=minimum), FOUR[3])
    problem = library(6, projects, funding, ranked("part"))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == due
    zh, en = rule(problem, "rank_order").words(problem)
    assert ("可安排一部分" in zh) == ("giving a part" in en) == (funding == PART)
    assert ("要求项目全额安排" in zh) == (funding == WHOLE)


def test_what_is_no_part_of_the_order_keeps_its_whole_need() -> None:
    """By hand: of 6 元 B must have money; without a minimum that is its 4, and A's 3 get 2."""
    first = {"projects": ["B"], "who": "办", "when": "2024-01-02", "why": "已定"}
    must = ("must_fund", {**first, "how": "from_minimum"})
    projects = (*FOUR[:2], project("B", "甲", 4, 300), FOUR[3])
    problem = library(6, projects, PART, ranked("part"), must)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 2, "B": 4}
    assert said(problem, "project_funding", Plan([Award("甲", "资金", "用途", 2 * FEN, "B")]))
    assert not said(problem, "project_funding", Plan([Award("甲", "资金", "用途", 2 * FEN, "A")]))


@pytest.mark.parametrize("then", ["stop", "part", "skip"])
def test_golden_switches_in_rank_order(then: str) -> None:
    assert_golden("rules", f"rank_order_{then}", library(6, FOUR[:3], ranked(then)))


def test_differential_it_adds_its_rows_and_switches_alone() -> None:
    problem = library(6, FOUR[:2], WHOLE, ranked("stop"))
    gone, new = changed_lines(without(problem, "rank_order"), problem)
    assert gone == []
    assert new == [
        "rank_order A: +1 A·资金 -3 switch2 <= 0",
        "rank_order C: +1 C·资金 -2 switch3 <= 0",
        "rank_order A: 0 <= +1 A·资金 -3 switch2",
        "rank_order C: 0 <= +1 C·资金 -2 switch3",
        "rank_order A: 0 <= +1 switch2 -1 switch3",
        "0 <= switch2 <= 1",
        "0 <= switch3 <= 1",
    ]


def allowed(problem: Problem, plan: Plan, then: str) -> bool:
    """Say whether a plan keeps the order, by a second hand."""
    held, left = plan.sums("project"), problem.money
    order = sorted(problem.projects, key=lambda p: -p.facts["benefit"])
    is_open = True
    for one in order:
        got = held.get(one.name, 0)
        if got not in (0, one.need) and then != "part":
            return False
        if then == "skip":
            if not got and one.need <= left:
                return False
        elif got and not is_open:
            return False
        is_open &= got == one.need
        left -= got
    return True


@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), min_size=1, max_size=4),
    st.sampled_from(("skip", "stop", "part")),
    st.integers(1, 9),
)
def test_property_the_best_plan_is_the_one_that_counting_finds(
    rows: list[tuple[int, int]], then: str, money: int
) -> None:
    projects = tuple(
        project("ABCD"[i], "甲", n, b, minimum=1 if then == "part" and i % 2 else None)
        for i, (n, b) in enumerate(rows)
    )
    problem = library(money, projects, PART, ranked(then))
    targets, part = score(problem), rule(problem, "rank_order")
    plans = list(every_funding(problem))
    for plan in plans:
        assert (not list(part.breaches(problem, targets, plan))) == allowed(problem, plan, then)
    if not any(not verify(problem, targets, plan) for plan in plans):
        assert is_proven_infeasible(problem)
        return
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == best_by_counting(problem)


def test_what_is_struck_out_or_refused_at_the_gate_has_no_place_in_the_order() -> None:
    out = {"projects": ["A"], "who": "办公会", "when": "2024-01-02", "why": "选址未定"}
    gate = ("gate", {"said_yes": ["land"]})
    projects = tuple(replace(p, marks={"land": "否" if p.name == "B" else "是"}) for p in FOUR)
    problem = library(3, projects, WHOLE, ranked("stop"), ("never_fund", out), gate)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"C": 2, "D": 1}


@pytest.mark.parametrize(
    ("then", "due"),
    [
        ("stop", {"D": 1, "A": 3}),
        ("skip", {"D": 1, "A": 3, "C": 2}),
        ("part", {"D": 1, "A": 3, "B": 2}),
    ],
)
def test_what_must_be_funded_comes_before_the_order(then: str, due: dict[str, int]) -> None:
    """By hand: 6 元 less 1 for D leave 5: A's 3, B's 4 do not fit, C's 2 do."""
    first = {
        "projects": ["D"],
        "who": "办公会",
        "when": "2024-01-02",
        "why": "已定",
        "how": "whole",
    }
    problem = library(
        6, FOUR, PART if then == "part" else WHOLE, ranked(then), ("must_fund", first)
    )
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == due


def test_breaches_say_whose_turn_it_was() -> None:
    def awards(**money: int) -> Plan:
        return Plan(Award("甲", "资金", "用途", m * FEN, name) for name, m in money.items())

    stop = library(6, FOUR, WHOLE, ranked("stop"))
    assert said(stop, "rank_order", awards(C=2)) == [
        (
            "【按名次安排】C：应在名次更靠前的 A 足额之后才安排，实为 2元",
            "[rank order] C: must be funded only after A, whole, is 2元",
        )
    ]
    assert said(stop, "rank_order", awards(A=2))[0][1] == (
        "[rank order] A: must be nothing or its whole need of 3元, is 2元"
    )
    skip = library(6, FOUR, WHOLE, ranked("skip"))
    assert said(skip, "rank_order", awards(A=3, D=1)) == [
        (
            "【按名次安排】C：应全额安排（轮到它时还余 3元），实为 0元",
            "[rank order] C: must be funded whole: 3元 were left at its turn, is 0元",
        )
    ]


def test_words_say_the_order_and_what_happens_where_money_ends() -> None:
    said = [
        tuple(rule(library(6, FOUR, ranked(then)), "rank_order").words(library(6, FOUR)))
        for then in ("stop", "part", "skip")
    ]
    assert [zh for zh, _ in said] == [
        "项目按benefit从高到低依次安排，资金不够的一个起不再安排",
        "项目按benefit从高到低依次安排，资金不够的一个可安排一部分，其后不再安排",
        "项目按benefit从高到低依次安排，资金不够的跳过，看下一个",
    ]
    assert said[0][1] == "projects by falling benefit, stopping at the first that does not fit"


def test_projects_without_a_score_are_refused() -> None:
    lacking = replace(FOUR[0], facts={})
    (found,) = complaints(
        library(6, (lacking,), WHOLE, ranked("skip"), goal=("readiness", {"column": "x"}))
    )[:1]
    assert found[0] == "column"
