"""Payment readiness: progress is made up."""

from fractions import Fraction

from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from optalloc.problem.facts import Plan, Recipient
from optalloc.problem.problem import Problem
from small import best, complaints, small

SHARES = [Fraction(0), Fraction(1, 3), Fraction(62, 100), Fraction(1)]


def paying(progress: list[Fraction], money: int, cap: int = 3, whole: bool = True) -> Problem:
    towns = [Recipient(f"镇{i}", "镇", {"支付进度": p}) for i, p in enumerate(progress)]
    return small(
        {"资金": money},
        towns,
        [("ceiling", {"amount": cap})],
        aims={"镇0": money},
        goals=[("readiness", {"column": "支付进度"})],
        whole=whole,
    )


def test_worked_who_paid_out_most_is_filled_first() -> None:
    problem = paying([Fraction("0.62"), Fraction("0.91"), Fraction("0.40")], 7)
    assert best(problem) == {"镇0": 3, "镇1": 3, "镇2": 1}


def test_golden_program() -> None:
    assert_golden_goal("readiness", paying(SHARES[1:], 4))


def test_differential_it_adds_no_row() -> None:
    assert rows_added(paying(SHARES[1:], 4)) == []


@FEW
@given(
    st.lists(st.sampled_from(SHARES), min_size=1, max_size=4),
    st.integers(1, 6),
    st.integers(1, 4),
    st.booleans(),
)
def test_property_it_is_what_counting_finds(
    progress: list[Fraction], money: int, cap: int, whole: bool
) -> None:
    def cost(plan: Plan) -> Fraction:
        paid = (p * plan.by_recipient.get(f"镇{i}", 0) for i, p in enumerate(progress))
        return -sum(paid, Fraction(0))

    problem = paying(progress, money, cap, whole)
    assert reaches_the_least(problem, cost) == (not whole or cap * len(progress) >= money)


def test_progress_that_is_missing_or_no_share_is_complained_of() -> None:
    problem = paying([Fraction(62), Fraction(1, 2)], 2)
    assert complaints(problem) == [
        (
            "column",
            "单位 镇0 的“支付进度”应在 0 与 1 之间",
            "a share from 0 to 1 as 支付进度 of 镇0",
            "62",
        )
    ]
    bare = small(
        {"资金": 1}, [Recipient("甲")], aims={"甲": 1}, goals=[("readiness", {"column": "进度"})]
    )
    assert complaints(bare) == [
        ("column", "单位 甲 应有“进度”的数字", "a figure of 进度 for 甲", None)
    ]


def test_it_says_which_column_comes_first() -> None:
    problem = paying([Fraction(1)], 1)
    assert problem.goals[0].words(problem) == (
        "“支付进度”高的单位优先（负值为按原进度可支付的金额）",
        "most money where 支付进度 is high (minus what would be paid out)",
    )
