"""Baselines that choose projects: figures are made up."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optalloc as oa
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words
from optalloc.pipeline.audit import verify
from optalloc.problem.baseline_plan import baseline_plan, baseline_totals
from optalloc.problem.baselines import METHODS, baseline_name
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples

Row = tuple[int, int, str]


def problem_of(
    rows: list[Row], *amounts: int, baseline: str = "greedy_projects", ranks: tuple[int, ...] = ()
) -> Problem:
    """Return a choice of projects: need [元], votes, and the mark of equal shares.

    Args:
        ranks: The scores of a rule rank_order, where there is to be one.
    """
    policy: dict[str, Any] = {
        "unit": "元",
        "targets": {"t": {"kind": "fixed", "amounts": {"镇": sum(amounts)}}},
        "rules": {"grain": {"cell": 1}, "whole": {"kind": "project_funding", "how": "whole"}},
        "goals": {"votes": {"kind": "project_benefit", "column": "票数", "unit": "票"}},
        "baseline": baseline,
    }
    if ranks:
        policy["rules"]["名次"] = {"kind": "rank_order", "column": "得分", "then": "skip"}
    projects: list[dict[str, Any]] = [
        {
            "项目名称": f"p{i}",
            "单位": "镇",
            "用途": "项目",
            "资金需求": need,
            "票数": votes,
            **marked,
        }
        for i, (need, votes, mark) in enumerate(rows)
        for marked in [{"等额份额": mark} if mark else {}]
    ]
    for row, rank in zip(projects, ranks, strict=False):
        row["得分"] = rank
    return oa.Problem.from_frames(
        recipients=[{"单位": "镇"}],
        sources=[{"资金来源": f"s{i}", "金额": a} for i, a in enumerate(amounts)],
        uses=[{"用途": "项目"}],
        projects=projects,
        policy=policy,
    ).facts


def chosen(problem: Problem) -> list[str]:
    plan = baseline_plan(problem, score(problem), problem.baseline)
    return list(dict.fromkeys(a.project or "" for a in plan.awards))


def test_worked_greedy_takes_the_most_votes_and_passes_over_what_does_not_fit() -> None:
    rows = [(600, 4, ""), (500, 3, ""), (300, 3, ""), (100, 1, "")]
    assert chosen(problem_of(rows, 1000)) == ["p0", "p2", "p3"]


def test_worked_equal_shares_pay_what_is_marked() -> None:
    rows = [(600, 4, "否"), (500, 3, "是"), (300, 3, "是")]
    assert chosen(problem_of(rows, 1000, baseline="equal_shares")) == ["p1", "p2"]


def test_projects_are_paid_from_what_the_sources_have_left() -> None:
    problem = problem_of([(60, 4, ""), (40, 3, "")], 70, 30)
    plan = baseline_plan(problem, score(problem), "greedy_projects")
    assert not verify(problem, score(problem), plan)
    assert baseline_totals(problem, score(problem), "greedy_projects") == [10_000]


def test_what_is_missing_is_said() -> None:
    with pytest.raises(InputUnusable, match="a column 等额份额 of the project library"):
        problem_of([(600, 4, "")], 1000, baseline="equal_shares")
    path = Path(__file__).resolve().parents[2] / "scenarios" / "six-factors" / "plan.yaml"
    with pytest.raises(InputUnusable, match="a project library, and a rule rank_order or a goal"):
        oa.read(path, ["baseline=greedy_projects"])


@st.composite
def libraries(draw: st.DrawFn) -> list[Row]:
    row = st.tuples(st.integers(1, 50), st.integers(0, 9), st.just(""))
    return draw(st.lists(row, min_size=1, max_size=5))


@settings(max_examples=examples(20), deadline=None)
@given(libraries(), st.integers(1, 99))
def test_property_greedy_keeps_every_rule_and_leaves_no_project_that_fits(
    rows: list[Row], money: int
) -> None:
    problem = problem_of(rows, money)
    plan = baseline_plan(problem, score(problem), "greedy_projects")
    assert not verify(problem, score(problem), plan)
    left = problem.money - plan.total
    won = {a.project for a in plan.awards}
    assert all(p.need > left for p in problem.projects if p.name not in won)


def test_worked_by_rank_it_stops_or_gives_the_rest() -> None:
    """Pabulib's rule greedy-no-skip stops at the second, which 200 do not pay for."""
    rows = [(300, 3, ""), (400, 4, ""), (150, 2, "")]
    problem = problem_of(rows, 600, baseline="rank_stop")
    assert chosen(problem) == ["p1"]
    problem = problem_of(rows, 600, baseline="rank_part")
    plan = baseline_plan(problem, score(problem), "rank_part")
    assert {a.project: a.amount for a in plan.awards} == {"p1": 40_000, "p0": 20_000}


@settings(max_examples=examples(20), deadline=None)
@given(libraries(), st.integers(1, 99))
def test_property_by_rank_nobody_gets_money_before_those_above(rows: list[Row], money: int) -> None:
    problem = problem_of(rows, money)
    for word in ("rank_stop", "rank_part"):
        held = baseline_plan(problem, score(problem), word).sums("project")
        order = sorted(problem.projects, key=lambda p: -p.facts["票数"])
        given = [held.get(p.name, 0) for p in order]
        full = [got == p.need for got, p in zip(given, order, strict=True)]
        first = full.index(False) if False in full else len(full)
        assert not any(given[first + 1 :])
        assert sum(given) == problem.money or word == "rank_stop" or all(full)


@pytest.mark.parametrize(
    ("method", "due", "zh"),
    [
        # By hand: 500 of 300, 300, 200, 200 by score; 200 of votes would have put the last first.
        ("greedy_projects", {"p0": 300, "p2": 200}, "项目按得分从高到低依次安排"),
        ("rank_stop", {"p0": 300}, "项目按得分的名次安排，到资金不够为止"),
        ("rank_part", {"p0": 300, "p1": 200}, "项目按得分的名次安排，余额给下一个"),
    ],
)
def test_worked_the_rank_of_a_rule_goes_before_the_benefit(
    method: str, due: dict[str, int], zh: str
) -> None:
    rows = [(300, 10, ""), (300, 500, ""), (200, 300, ""), (200, 900, "")]
    problem = problem_of(rows, 500, baseline=method, ranks=(90, 80, 80, 70))
    plan = baseline_plan(problem, score(problem), method)
    assert {a.project: a.amount // 100 for a in plan.awards} == due
    assert baseline_name(problem).zh == f"基准（{zh}）"
    if method == "greedy_projects":
        assert not verify(problem, score(problem), plan)


def test_without_a_rank_order_the_name_says_which_column_ranks() -> None:
    problem = problem_of([(300, 10, "")], 500)
    assert baseline_name(problem) == Words(
        "基准（项目按票数从高到低依次安排）", "baseline (projects by 票数, greedily)"
    )


@pytest.mark.parametrize("word", ["greedy_projects", "rank_stop", "rank_part"])
def test_a_method_is_called_by_its_own_name_where_no_column_ranks(word: str) -> None:
    """`optalloc benchmark` names every method where there are projects, and why it has no plan."""
    problem = problem_of([(3, 5, "")], 9)
    assert METHODS[word].named(problem) != METHODS[word].words
    nothing = replace(problem, goals=())
    assert METHODS[word].named(nothing) == METHODS[word].words
