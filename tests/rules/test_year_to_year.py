"""Nobody swings too far from one year of the plan to the next."""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from small import (
    CLOSEST,
    FEN,
    added_by,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    rule,
    said,
    small,
    town,
)

YEARS = {"years": {"2026": ["今年"], "2027": ["明年"]}}


def two_years(now: int, then: int, aims: dict[str, int], up_to: str, **asked: Any) -> Problem:
    """Return two towns that get money of two years, all of it."""
    rules = [("year_to_year", {**YEARS, "up_to": up_to, **asked})]
    pots, towns = {"今年": now, "明年": then}, [town("甲"), town("乙", "部门")]
    return small(pots, towns, rules, aims=aims, goals=[CLOSEST])


def test_worked_both_years_stay_within_a_fifth() -> None:
    """By hand: of 10 and 12 元 甲 may get at most 10 and 12 (a fifth more), so all of it."""
    assert best(two_years(10, 12, {"甲": 22, "乙": 0}, "20%")) == {"甲": 22, "乙": 0}


def test_worked_a_year_that_grows_too_fast_cannot_be_spent() -> None:
    """By hand: of next year's 12 元 at most 11 can be given, a tenth more than 10; 1 is left."""
    assert is_proven_infeasible(two_years(10, 12, {"甲": 22, "乙": 0}, "10%"))


def test_golden_two_rows_a_recipient() -> None:
    assert_golden("rules", "year_to_year", two_years(4, 5, {"甲": 5, "乙": 4}, "50%"))


def test_differential_it_adds_two_rows_for_each_recipient_covered() -> None:
    assert len(added_by(two_years(4, 5, {"甲": 5, "乙": 4}, "50%"), "year_to_year")) == 4
    some = two_years(4, 5, {"甲": 5, "乙": 4}, "50%", recipients=["甲"])
    assert len(added_by(some, "year_to_year")) == 2


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(1, 6), st.integers(1, 6), st.integers(0, 6), st.sampled_from([0, 25, 50, 100, 200])
)
def test_property_the_best_plan_is_the_one_that_counting_finds(
    now: int, then: int, aim: int, most: int
) -> None:
    problem = two_years(now, then, {"甲": aim, "乙": now + then - min(aim, now + then)}, f"{most}%")

    def allowed(plan: Plan) -> bool:
        for name in ("甲", "乙"):
            got = {a.source: a.amount for a in plan.awards if a.recipient == name}
            old, new = got.get("今年", 0), got.get("明年", 0)
            if not Fraction(100 - most, 100) * old <= new <= Fraction(100 + most, 100) * old:
                return False
        return True

    counts_agree(problem, "year_to_year", allowed)


def test_breaches_and_words_say_the_year_before() -> None:
    problem = two_years(4, 5, {"甲": 5, "乙": 4}, "50%")
    made = Plan([Award("甲", "今年", "用途", 2 * FEN), Award("甲", "明年", "用途", 4 * FEN)])
    assert said(problem, "year_to_year", made) == [
        (
            "【年度间波动】甲、2027：应比上年（2元）增减不超过 50%，实为 4元",
            "[year to year] 甲, 2027: must be within 50% of the year before (2元), is 4元",
        )
    ]
    assert tuple(rule(problem, "year_to_year").words(problem)) == (
        "2026、2027 各年之间，每个单位增减不超过上年的 50%",
        "over 2026, 2027 every recipient within 50% of the year before",
    )


def test_unknown_sources_are_refused() -> None:
    problem = two_years(4, 5, {"甲": 5, "乙": 4}, "50%", years={"1": ["今年"], "2": ["后年"]})
    assert [(k, c) for k, _, _, c in complaints(problem)] == [("years.2", "后年")]
