"""Last year's cells, scaled both ways: by hand, margins on drawn tables, and what has no plan."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.pipeline.audit import verify
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, small, town

FEW = settings(max_examples=examples(60), deadline=None, derandomize=True)
TOWNS, POTS = "甲乙丙丁", "一二三"


def problem_of(aims: dict[str, int], pots: dict[str, int], cells: list[list[int]]) -> Problem:
    """Return a problem whose latest year, 2022, had these cells [元]."""
    history: list[tuple[Any, ...]] = [(2021, "甲", 1000, "用途", "一")]
    history += [
        (2022, who, amount, "用途", pot)
        for who, own in zip(TOWNS, cells, strict=False)
        for pot, amount in zip(POTS, own, strict=False)
        if amount
    ]
    return small(pots, [town(who) for who in aims], aims=aims, history=history)


def cells_of(problem: Problem) -> list[list[int]]:
    """Return the baseline's amounts, recipient by recipient [元]."""
    plan = baseline_plan(problem, score(problem), "last_year_cells")
    held: dict[tuple[str, str], int] = {}
    for award in plan.awards:
        key = award.recipient, award.source
        held[key] = held.get(key, 0) + award.amount
    return [
        [held.get((r.name, s.name), 0) // FEN for s in problem.sources] for r in problem.recipients
    ]


def test_worked_two_by_two_of_the_latest_year_is_rounded_in_both_directions() -> None:
    # By hand: with all multipliers 1/10 the cells round to 3 1 / 1 2.
    problem = problem_of({"甲": 4, "乙": 3}, {"一": 4, "二": 3}, [[31, 12], [9, 18]])
    assert cells_of(problem) == [[3, 1], [1, 2]]


def test_worked_a_new_recipient_is_weighted_as_the_money_is() -> None:
    # 乙 had nothing: its 10 come 6 and 4, as the sources do; the others' are what is left.
    problem = problem_of({"甲": 10, "乙": 10}, {"一": 12, "二": 8}, [[30, 20], [0, 0]])
    assert cells_of(problem) == [[6, 4], [6, 4]]


def test_worked_a_new_source_goes_to_everybody() -> None:
    problem = problem_of({"甲": 10, "乙": 10}, {"一": 10, "二": 10}, [[30, 0], [50, 0]])
    assert cells_of(problem) == [[5, 5], [5, 5]]


def test_where_last_years_zeros_leave_no_plan_the_audit_names_the_sources() -> None:
    problem = problem_of({"甲": 6, "乙": 4}, {"一": 5, "二": 5}, [[30, 0], [0, 50]])
    plan = baseline_plan(problem, score(problem), "last_year_cells")
    assert cells_of(problem) == [[6, 0], [0, 4]]
    assert {b.rule for b in verify(problem, score(problem), plan)} == {"资金", "spend_whole"}


@pytest.mark.slow
@FEW
@given(st.data())
def test_property_both_margins_are_kept_and_zeros_stay(data: st.DataObject) -> None:
    m, n = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    plan = [[data.draw(st.integers(0, 5)) for _ in range(n)] for _ in range(m)]
    # What had money keeps a plan possible; some more cells have money only then.
    then = [[x and data.draw(st.integers(1, 9)) for x in own] for own in plan]
    rows = [sum(own) for own in plan]
    columns = [sum(column) for column in zip(*plan, strict=True)]
    if not all(rows) or not all(columns):
        return
    problem = problem_of(
        dict(zip(TOWNS, rows, strict=False)), dict(zip(POTS, columns, strict=False)), then
    )
    cells = cells_of(problem)
    assert [sum(own) for own in cells] == rows
    assert [sum(column) for column in zip(*cells, strict=True)] == columns
    pairs = zip(cells, then, strict=True)
    assert all(not x for xs, hs in pairs for x, h in zip(xs, hs, strict=True) if not h)


def test_a_scenario_takes_it_and_without_a_history_is_refused(office: Office) -> None:
    said = office.run("solve", "scenario.yaml", "--set", "baseline=last_year_cells", lang="en")
    assert said.code == 3
    assert "money of these recipients from these sources" in said.err
    office.put(
        "history.csv", "年度,单位,资金来源,金额(万元)\n2022,甲镇,市级,20\n2022,乙镇,区级,5\n"
    )
    office.swap("scenario.yaml", ("  earlier: earlier.csv\n", "  history: history.csv\n"))
    office.swap("scenario.yaml", (", over: year", ", over: batch"))
    said = office.run("solve", "scenario.yaml", "--set", "baseline=last_year_cells", lang="en")
    assert said.code == 0, said.err
