"""Closeness to an earlier year: figures are made up."""

from fractions import Fraction

from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from small import FEN, best, complaints, small, town


def last_year(
    money: int, held: list[int], distance: str, cap: int = 99, whole: bool = True
) -> Problem:
    """Return towns that got so much in 2022, a year with another beside it."""
    towns = [town(f"镇{i}") for i in range(len(held))]
    return small(
        {"资金": money},
        towns,
        [("ceiling", {"amount": cap})],
        aims={towns[0].name: money},
        goals=[("last_year", {"year": 2022, "distance": distance})],
        history=[
            *((2022, t.name, amount) for t, amount in zip(towns, held, strict=True)),
            (2021, towns[0].name, 50),
        ],
        whole=whole,
    )


def test_worked_the_money_that_is_gone_is_taken_where_it_weighs_least() -> None:
    # 2022: 8, 2, 2. With 10 of 12 left, a relative change is smallest where there was most.
    assert best(last_year(10, [8, 2, 2], "relative")) == {"镇0": 6, "镇1": 2, "镇2": 2}


def test_worked_who_got_nothing_that_year_gets_as_little_as_can_be() -> None:
    assert best(last_year(10, [4, 0, 4], "relative", cap=4)) == {"镇0": 4, "镇1": 2, "镇2": 4}


def test_golden_program() -> None:
    assert_golden_goal("last_year", last_year(4, [3, 1, 0], "relative"))


def test_differential_it_adds_no_row() -> None:
    assert rows_added(last_year(4, [3, 1, 0], "absolute")) == []


@FEW
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.integers(1, 7),
    st.integers(1, 7),
    st.booleans(),
)
def test_property_absolute_changes_are_what_counting_finds(
    held: list[int], money: int, cap: int, whole: bool
) -> None:
    def cost(plan: Plan) -> int:
        return sum(abs(plan.by_recipient.get(f"镇{i}", 0) - h * FEN) for i, h in enumerate(held))

    there = reaches_the_least(last_year(money, held, "absolute", cap, whole), cost)
    assert there == (not whole or cap * len(held) >= money)


@FEW
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(1, 7), st.booleans())
def test_property_relative_changes_are_what_counting_finds(
    held: list[int], money: int, whole: bool
) -> None:
    def cost(plan: Plan) -> Fraction:
        pairs = ((plan.by_recipient.get(f"镇{i}", 0), h * FEN) for i, h in enumerate(held))
        return sum((Fraction(abs(y - h), h) for y, h in pairs), Fraction(0))

    assert reaches_the_least(last_year(money, held, "relative", whole=whole), cost)


def test_a_year_or_a_recipient_that_the_history_does_not_hold_is_complained_of() -> None:
    goal = ("last_year", {"year": 2022, "distance": "absolute"})
    towns = [town("甲"), town("乙")]
    none = small({"资金": 1}, towns, aims={"甲": 1}, goals=[goal])
    assert [c[:3] for c in complaints(none)] == [("year", "应有往年表", "a table of earlier years")]
    half = small({"资金": 1}, towns, aims={"甲": 1}, goals=[goal], history=[(2022, "甲", 3)])
    assert complaints(half) == [
        ("year", "往年表应有 乙 2022 年的金额", "an amount of 乙 in 2022 in history", None)
    ]


def test_it_says_the_year() -> None:
    problem = last_year(1, [1], "absolute")
    assert problem.goals[0].words(problem) == (
        "与 2022 年相差合计最小",
        "smallest sum of changes from 2022",
    )
    problem = last_year(1, [1], "relative")
    assert problem.goals[0].words(problem) == (
        "与 2022 年的相对变化合计最小",
        "smallest sum of relative changes from 2022",
    )
