"""A ceiling for everybody, the same or by head. Made-up amounts."""

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


def capped(money: int = 10, **entry: object) -> Problem:
    return small({"市级": money}, TOWNS, [("ceiling", entry)], aims={"甲": 8, "乙": 2})


def test_worked_an_amount_for_everybody_and_a_rate_by_head() -> None:
    assert best(capped(amount="6")) == {"甲": 6, "乙": 4}
    assert best(capped(amount="1", per_unit="3", column="people")) == {"甲": 4, "乙": 6}
    assert is_proven_infeasible(capped(amount="4"))


def test_golden_bounds_on_totals() -> None:
    assert_golden("rules", "ceiling", capped(amount="6"))


def test_differential_it_adds_bounds_and_no_row() -> None:
    assert added_by(capped(amount="6"), "ceiling") == ["0 <= 甲 <= 6", "0 <= 乙 <= 6"]


def test_breaches_say_the_level() -> None:
    problem = capped(amount="6")
    assert said(problem, "ceiling", plan(problem, 甲=7, 乙=3)) == [
        ("【封顶】甲：应不高于 6元，实为 7元", "[ceiling] 甲: must be at most 6元, is 7元")
    ]


def test_settings_that_do_not_belong_together_are_complained_of() -> None:
    assert complaints(capped(per_unit="1"))[0][0] == "per_unit"
    assert complaints(capped())[0][0] == "amount"
    assert complaints(capped(per_unit="1", column="villages"))[0][0] == "column"


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.integers(0, 3), st.integers(0, 2), st.integers(0, 9), st.booleans())
def test_property_every_plan_is_judged_as_the_formula_says(
    amount: int, rate: int, money: int, whole: bool
) -> None:
    entry = {"amount": str(amount), "per_unit": str(rate), "column": "people"}
    aims = {"甲": 2, "乙": 3}
    problem = small({"市级": money}, TOWNS, [("ceiling", entry)], aims=aims, whole=whole)

    def allowed(made: Plan) -> bool:
        levels = {"甲": amount + rate, "乙": amount + 3 * rate}
        return all(made.by_recipient.get(n, 0) <= x * FEN for n, x in levels.items())

    counts_agree(problem, "ceiling", allowed)
