"""Nobody strays far from its target. Made-up amounts."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from quick import examples
from small import FEN, added_by, best, counts_agree, is_proven_infeasible, plan, said, small, town

TOWNS = [town("甲"), town("乙"), town("丙", "部门")]
AIMS = {"甲": 10, "乙": 20, "丙": 30}


def balanced(reach: str, money: int = 54, **more: object) -> Problem:
    entry = ("balance", {"max_deviation": reach, **more})
    return small({"市级": money}, TOWNS, [entry], aims=AIMS)


def test_worked_a_cut_of_a_tenth_is_borne_by_all_when_nobody_may_lose_more() -> None:
    """60 are aimed at, 54 are there, and 10% is the most that anybody may lose."""
    assert best(balanced("10%")) == {"甲": 9, "乙": 18, "丙": 27}
    assert is_proven_infeasible(balanced("10%", 53))


def test_worked_an_amount_bounds_everybody_alike() -> None:
    assert best(balanced("2")) == {"甲": 8, "乙": 18, "丙": 28}


def test_worked_only_the_kinds_that_are_named_are_bound() -> None:
    assert best(balanced("0%", 50, kinds=["镇"])) == {"甲": 10, "乙": 20, "丙": 20}


def test_golden_bounds_on_totals_and_no_row() -> None:
    assert_golden("rules", "balance", balanced("10%"))


def test_differential_it_adds_bounds_tightened_to_whole_steps() -> None:
    assert added_by(balanced("12%"), "balance") == [
        "9 <= 甲 <= 11",
        "18 <= 乙 <= 22",
        "27 <= 丙 <= 33",
    ]


def test_breaches_say_the_target_and_the_reach() -> None:
    problem = balanced("10%")
    assert said(problem, "balance", plan(problem, 甲=8, 乙=18, 丙=28)) == [
        (
            "【均衡】甲：应与测算额 10元 相差不超过 1元，实为 8元",
            "[balance] 甲: must be within 1元 of 10元, is 8元",
        )
    ]


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.sampled_from(["0%", "20%", "50%", "1", "2"]), st.integers(0, 9), st.booleans())
def test_property_every_plan_is_judged_as_the_formula_says(
    reach: str, money: int, whole: bool
) -> None:
    aims = {"甲": 3, "乙": 4}
    entry = ("balance", {"max_deviation": reach})
    problem = small({"市级": money}, TOWNS[:2], [entry], aims=aims, whole=whole)

    def allowed(made: Plan) -> bool:
        for name, aim in aims.items():
            off = abs(Fraction(made.by_recipient.get(name, 0), FEN) - aim)
            most = Fraction(reach[:-1]) / 100 * aim if reach.endswith("%") else Fraction(reach)
            if off > most:
                return False
        return True

    counts_agree(problem, "balance", allowed)
