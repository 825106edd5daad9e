"""The fewest moves from an approved plan: figures are made up."""

from dataclasses import replace
from fractions import Fraction

import pytest
from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from office import Office
from optalloc.inputs.read import read
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.goals.pro_rata import ProRata
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import FEN, best, complaints, every_plan, outcomes, small, town

PLACES = [("甲", "一"), ("甲", "二"), ("乙", "一"), ("乙", "二"), ("丙", "一"), ("丙", "二")]


def approved(
    amounts: list[int], count: str, one: int, two: int, cap: int = 99, grain: str = "1"
) -> Problem:
    """Return three towns and two sources after a plan of so much for each pair of them."""
    problem = small(
        {"一": one, "二": two},
        [town("甲"), town("乙"), town("丙")],
        [("ceiling", {"amount": cap, "recipients": ["甲"]})],
        aims={"甲": 1},
        goals=[("fewest_moves", {"count": count})],
        grain=grain,
    )
    awards = (Award(r, s, "用途", a * FEN) for (r, s), a in zip(PLACES, amounts, strict=True) if a)
    return replace(problem, approved=Plan(awards))


def test_worked_a_town_that_is_cut_gives_to_one_other_and_the_rest_stays() -> None:
    for count in ("cells", "recipients", "money"):
        # 甲 had 5 and may have 3 now; somebody takes the 2.
        problem = approved([5, 0, 2, 0, 0, 1], count, 7, 1, cap=3)
        assert best(problem) == {"甲": 3, "乙": 4, "丙": 1}


def test_worked_a_cell_that_is_no_whole_step_any_more_must_change() -> None:
    problem = approved([3, 0, 4, 0, 2, 0], "cells", 9, 0, grain="2")
    problem = replace(problem, rules=tuple(r for r in problem.rules if r.label != "spend_whole"))
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.goals[0].value == 1
        held = plan_of(problem, outcome.x).by_recipient
        assert (held["乙"], held["丙"]) == (4 * FEN, 2 * FEN)


@pytest.mark.parametrize("count", ["cells", "recipients", "money"])
def test_golden_program(count: str) -> None:
    assert_golden_goal(f"fewest_moves_{count}", approved([3, 0, 1, 1, 0, 0], count, 3, 1))


def test_differential_it_adds_a_switch_and_two_rows_for_each_that_may_change() -> None:
    come = rows_added(approved([3, 0, 1, 0, 0, 0], "recipients", 4, 0, cap=3))
    assert (
        come
        == [
            "fewest_moves 甲: +1 甲 <= 3",
            "fewest_moves 乙: +1 乙 -3 switch1 <= 1",
            "fewest_moves 丙: +1 丙 -4 switch2 <= 0",
            "fewest_moves 甲: 3 <= +1 甲 +3 switch0",
            "fewest_moves 乙: 1 <= +1 乙 +1 switch1",
            "0 <= switch0 <= 1",
            "0 <= switch1 <= 1",
            "0 <= switch2 <= 1",
        ]
        or come
    )
    assert rows_added(approved([3, 0, 1, 0, 0, 0], "money", 4, 0)) == []


def test_differential_totals_that_change_count_the_cells_that_must() -> None:
    """By hand: 乙 had 3 and 2; who loses more than 3 of 5 changes both, who grows changes one."""
    come = rows_added(approved([2, 0, 3, 2, 0, 0], "cells", 5, 3, cap=3))
    assert [row for row in come if "switch" in row and "·" not in row.split(":")[0]] == [
        "fewest_moves 甲: 2 <= +1 甲 +2 switch6",
        "fewest_moves 乙: 5 <= +1 乙 +5 switch7",
        "fewest_moves 乙: 2 <= +1 乙 +2 switch8",
        "fewest_moves 甲: +1 甲 -1 switch6 <= 2",
        "fewest_moves 乙: +1 乙 -3 switch7 <= 5",
        "fewest_moves 丙: +1 丙 -8 switch9 <= 0",
        "fewest_moves 甲: 0 <= +1 switch0 +1 switch1 -1 switch6",
        "fewest_moves 乙: 0 <= +1 switch2 +1 switch3 -1 switch7 -1 switch8",
        "fewest_moves 丙: 0 <= +1 switch4 +1 switch5 -1 switch9",
        *(f"0 <= switch{k} <= 1" for k in range(10)),
    ]


def test_differential_a_cell_grows_by_what_its_total_may_and_others_give_up() -> None:
    """By hand: 甲 has 2 and 0 of 3 it may have; the second grows by 1, by 3 without the first."""
    come = rows_added(approved([2, 0, 3, 2, 0, 0], "cells", 5, 3, cap=3))
    assert [row for row in come if "甲·二" in row and "<=" in row.split(":")[-1]] == [
        "fewest_moves 甲·二·用途: +1 甲·二·用途 -3 switch1 <= 0",
        "fewest_moves 甲·二·用途: +1 甲·二·用途 -2 switch0 -1 switch1 <= 0",
    ]


@pytest.mark.slow
@FEW
@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.sampled_from(["50%", "70%", "130%"]),
    st.integers(0, 4),
    st.integers(0, 3),
    st.integers(0, 4),
)
def test_property_after_the_same_part_for_all_it_is_what_counting_finds(
    amounts: list[int], part: str, one: int, two: int, cap: int
) -> None:
    problem = approved(amounts, "cells", one, two, cap)
    (few,) = problem.goals
    same = ProRata(label="same part", part=part, of="recipients")
    problem = replace(problem, goals=(same, few))
    targets = score(problem)

    def values(plan: Plan) -> tuple[Fraction, ...]:
        return tuple(goal.value(problem, targets, plan) for goal in problem.goals)

    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    for outcome in outcomes(problem):
        assert (outcome.x is None) == (not kept)
        if outcome.x is not None:
            assert outcome.proven == "exact"
            assert tuple(goal.value for goal in outcome.goals) == min(map(values, kept))


@pytest.mark.slow
@FEW
@given(
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
    st.sampled_from(["cells", "recipients", "money"]),
    st.integers(0, 4),
    st.integers(0, 2),
    st.integers(0, 4),
)
def test_property_it_is_what_counting_finds(
    amounts: list[int], count: str, one: int, two: int, cap: int
) -> None:
    problem = approved(amounts, count, one, two, cap)
    before = {p: a * FEN for p, a in zip(PLACES, amounts, strict=True)}

    def cost(plan: Plan) -> int:
        now = {(a.recipient, a.source): a.amount for a in plan.awards}
        moves = {p: abs(now.get(p, 0) - before[p]) for p in PLACES}
        if count == "recipients":
            return sum(
                sum(now.get((t, s), 0) for s in "一二") != sum(before[t, s] for s in "一二")
                for t in "甲乙丙"
            )
        return sum(moves.values()) if count == "money" else sum(map(bool, moves.values()))

    assert reaches_the_least(problem, cost)


def test_without_an_approved_plan_it_complains() -> None:
    problem = replace(approved([0] * 6, "money", 1, 1), approved=None)
    assert complaints(problem) == [
        ("kind", "应有已批方案的表", "a table of the approved plan", None)
    ]


def test_the_approved_plan_is_read_from_its_table(office: Office) -> None:
    office.put(
        "approved.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,20\n乙镇,市级,乡村建设,0\n合计,,,20\n",
    )
    office.swap("scenario.yaml", ("earlier: earlier.csv", "approved: approved.csv"))
    old, new = "closest_to_target: {distance: absolute}", "fewest_moves: {count: money}"
    office.swap("scenario.yaml", (old, new))
    problem = read("scenario.yaml")
    assert problem.approved == Plan([Award("甲镇", "市级", "产业发展", 20_000_000)])


def test_a_cell_that_is_approved_twice_is_refused_by_row(office: Office) -> None:
    office.put(
        "approved.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,20\n甲镇,市级,产业发展,5\n丁镇,市级,产业发展,1\n",
    )
    office.swap("scenario.yaml", ("earlier: earlier.csv", "approved: approved.csv"))
    said = office.run("solve", "scenario.yaml", lang="en")
    assert said.code == 3
    assert "each cell once (it is already in row 2)" in said.err
    assert "丁镇" in said.err


def test_each_count_says_what_it_counts() -> None:
    problems = [approved([0] * 6, count, 1, 1) for count in ("cells", "recipients", "money")]
    assert [p.goals[0].words(p) for p in problems] == [
        ("与已批方案不同的笔数最少", "fewest cells that differ from the approved plan"),
        (
            "合计与已批方案不同的单位最少",
            "fewest recipients whose total differs from the approved plan",
        ),
        ("与已批方案的变动金额最少", "least money moved from the approved plan"),
    ]
