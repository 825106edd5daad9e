"""The fewest recipients: figures are made up."""

from typing import Any

from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from small import best, small, town


def towns_with(
    caps: list[int], money: int, floors: int = 0, settings: dict[str, Any] | None = None
) -> Problem:
    towns = [town(f"镇{i}", cap=cap) for i, cap in enumerate(caps)]
    return small(
        {"资金": money},
        towns,
        [
            ("ceiling", {"per_unit": 1, "column": "cap"}),
            ("floor", {"amount": floors, "recipients": ["镇0"]}),
        ],
        aims={"镇0": money},
        goals=[("fewest_recipients", settings or {})],
    )


def test_worked_the_largest_caps_take_the_money() -> None:
    assert best(towns_with([2, 5, 3, 4], 8)) == {"镇0": 0, "镇1": 5, "镇2": 3, "镇3": 0}


def test_golden_program() -> None:
    assert_golden_goal("fewest_recipients", towns_with([2, 3], 4))


def test_differential_it_adds_a_switch_and_a_row_for_each_covered_town() -> None:
    # The switch is no larger than the ceiling, which is tighter than the money.
    assert rows_added(towns_with([2, 9], 4, settings={"recipients": ["镇0"]})) == [
        "fewest_recipients 镇0: +1 镇0 -2 switch0 <= 0",
        "0 <= switch0 <= 1",
    ]


@FEW
@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(1, 7), st.integers(0, 2))
def test_property_it_is_what_counting_finds(caps: list[int], money: int, floor: int) -> None:
    problem = towns_with(caps, money, floor)

    def cost(plan: Plan) -> int:
        return len({a.recipient for a in plan.awards})

    assert reaches_the_least(problem, cost) == (sum(caps) >= money and floor <= caps[0])


def test_it_says_what_it_counts() -> None:
    problem = towns_with([1], 1)
    assert problem.goals[0].words(problem) == ("得到资金的单位最少", "fewest recipients with money")
