"""A floor for everybody, the same or by head. Made-up amounts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from quick import examples
from small import (
    FEN,
    added_by,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    plan,
    said,
    small,
    town,
)

TOWNS = [town("甲", people=1), town("乙", people=3)]


def floored(money: int = 10, **entry: object) -> Problem:
    return small({"市级": money}, TOWNS, [("floor", entry)], aims={"甲": 1, "乙": 9})


def test_worked_an_amount_for_everybody_and_a_rate_by_head() -> None:
    assert best(floored(amount="3")) == {"甲": 3, "乙": 7}
    assert best(floored(amount="1", per_unit="1", column="people")) == {"甲": 2, "乙": 8}
    assert is_proven_infeasible(floored(amount="6"))


def test_golden_bounds_on_totals() -> None:
    assert_golden("rules", "floor", floored(amount="3"))


def test_differential_it_adds_bounds_and_no_row() -> None:
    assert added_by(floored(amount="3"), "floor") == ["3 <= 甲 <= 10", "3 <= 乙 <= 10"]


def test_breaches_say_the_level() -> None:
    problem = floored(amount="3")
    assert said(problem, "floor", plan(problem, 甲=2, 乙=8)) == [
        ("【保底】甲：应不低于 3元，实为 2元", "[floor] 甲: must be at least 3元, is 2元")
    ]


def test_settings_that_do_not_belong_together_are_complained_of() -> None:
    assert complaints(floored(per_unit="1"))[0][0] == "per_unit"
    assert complaints(floored())[0][0] == "amount"
    assert complaints(floored(per_unit="1", column="villages"))[0][0] == "column"


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.integers(0, 3), st.integers(0, 2), st.integers(0, 9), st.booleans())
def test_property_every_plan_is_judged_as_the_formula_says(
    amount: int, rate: int, money: int, whole: bool
) -> None:
    entry = {"amount": str(amount), "per_unit": str(rate), "column": "people"}
    aims = {"甲": 2, "乙": 3}
    problem = small({"市级": money}, TOWNS, [("floor", entry)], aims=aims, whole=whole)

    def allowed(made: Plan) -> bool:
        levels = {"甲": amount + rate, "乙": amount + 3 * rate}
        return all(made.by_recipient.get(n, 0) >= x * FEN for n, x in levels.items())

    counts_agree(problem, "floor", allowed)


def test_a_rule_of_one_recipient_names_it_and_one_of_several_says_whom_it_means() -> None:
    """各单位…（只指甲） was read as a rule for all; of several the sum is not what is meant."""
    towns = [town("甲"), town("乙"), town("丙")]
    one, two = (
        small({"市级": 9}, towns, [("floor", {"amount": 2, "recipients": names})])
        for names in (["甲"], ["甲", "乙"])
    )
    told = [next(r for r in p.rules if r.label == "floor").words(p) for p in (one, two)]
    assert told[0] == ("甲不低于 2元", "甲 at least 2元")
    assert told[1].zh == "各单位不低于 2元（只指甲、乙）"
