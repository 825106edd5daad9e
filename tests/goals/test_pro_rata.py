"""The same part of an approved plan for all: figures are made up."""

from dataclasses import replace
from fractions import Fraction

import pytest
from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from office import Office
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from small import FEN, best, complaints, small, town

PLACES = [("甲", "一"), ("甲", "二"), ("乙", "一"), ("乙", "二"), ("丙", "一"), ("丙", "二")]


def approved(
    amounts: list[int], one: int, two: int, of: str = "recipients", part: str = "90%", cap: int = 99
) -> Problem:
    """Return three towns and two sources after a plan of so much for each pair of them."""
    problem = small(
        {"一": one, "二": two},
        [town("甲"), town("乙"), town("丙")],
        [("ceiling", {"amount": cap, "recipients": ["甲"]})],
        aims={"甲": 1},
        goals=[("pro_rata", {"part": part, "of": of})],
    )
    awards = (Award(r, s, "用途", a * FEN) for (r, s), a in zip(PLACES, amounts, strict=True) if a)
    return replace(problem, approved=Plan(awards))


def test_worked_ten_per_cent_less_is_rounded_and_adds_up() -> None:
    # 20, 30 and 14 less a tenth are 18, 27 and 12.6; there are 57 or 58 to give.
    assert best(approved([20, 0, 30, 0, 14, 0], 58, 0)) == {"甲": 18, "乙": 27, "丙": 13}
    assert best(approved([20, 0, 30, 0, 14, 0], 57, 0))["丙"] == 12


def test_worked_a_cap_takes_from_one_and_the_others_share_it() -> None:
    # 甲 may have 10 of its 18, and somebody must have the 8.
    found = best(approved([20, 0, 30, 0, 10, 0], 54, 0, cap=10))
    assert found["甲"] == 10 and found["乙"] >= 27 and found["丙"] >= 9


@pytest.mark.parametrize("of", ["recipients", "cells"])
def test_golden_program(of: str) -> None:
    assert_golden_goal(f"pro_rata_{of}", approved([3, 0, 1, 1, 0, 0], 3, 1, of))


def test_differential_it_adds_no_row() -> None:
    assert rows_added(approved([3, 0, 1, 0, 0, 0], 4, 0)) == []
    assert rows_added(approved([3, 0, 1, 0, 0, 0], 4, 0, "cells")) == []


@pytest.mark.slow
@FEW
@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.sampled_from(["recipients", "cells"]),
    st.sampled_from(["90%", "1/3", "120%", "0"]),
    st.integers(0, 4),
    st.integers(0, 2),
    st.integers(0, 4),
)
def test_property_it_is_what_counting_finds(
    amounts: list[int], of: str, part: str, one: int, two: int, cap: int
) -> None:
    problem = approved(amounts, one, two, of, part, cap)
    kept = {"90%": Fraction(9, 10), "1/3": Fraction(1, 3), "120%": Fraction(6, 5)}.get(
        part, Fraction(0)
    )
    due = {p: a * FEN * kept for p, a in zip(PLACES, amounts, strict=True)}

    def cost(plan: Plan) -> Fraction:
        now = {(a.recipient, a.source): a.amount for a in plan.awards}
        if of == "cells":
            return sum((abs(now.get(p, 0) - due[p]) for p in PLACES), Fraction(0))
        return sum(
            (abs(sum(now.get((t, s), 0) - due[t, s] for s in "一二")) for t in "甲乙丙"),
            Fraction(0),
        )

    assert reaches_the_least(problem, cost)


def test_a_source_may_keep_another_part_and_must_be_there() -> None:
    problem = approved([20, 0, 10, 10, 0, 0], 20, 5)
    goal = problem.goals[0].model_copy(update={"sources": {"二": Fraction(1, 2)}})
    due = goal.due(problem)  # type: ignore[attr-defined]
    assert due == {"甲": 18 * FEN, "乙": 14 * FEN}
    wrong = goal.model_copy(update={"sources": {"三": Fraction(1)}})
    assert complaints(replace(problem, goals=(wrong,)))[0][1:] == (
        "来源应为 一、二 之一",
        "a source, one of 一, 二",
        "三",
    )


def test_without_an_approved_plan_it_complains() -> None:
    problem = replace(approved([0] * 6, 1, 1), approved=None)
    assert complaints(problem)[0][:3] == (
        "kind",
        "应有已批方案的表",
        "a table of the approved plan",
    )


def test_a_scenario_says_it_in_words(office: Office) -> None:
    office.put(
        "approved.csv",
        "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业发展,20\n乙镇,区级,产业发展,30\n",
    )
    office.swap("scenario.yaml", ("earlier: earlier.csv", "approved: approved.csv"))
    old, new = "closest_to_target: {distance: absolute}", "pro_rata: {part: 90%}"
    office.swap("scenario.yaml", (old, new))
    said = office.run("solve", "scenario.yaml", "--lang", "zh")
    assert said.code == 0 and "各单位合计最接近已批方案的 90%" in said.out
