"""Yearly change within bounds. No document gives figures for it: those here are made up."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

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
    rule,
    said,
    small,
    town,
)

TOWNS = [town("甲"), town("乙"), town("丙")]
HISTORY = [(1, "甲", 40), (1, "乙", 30), (1, "丙", 30)]


def changed(money: int = 100, **entry: Any) -> Problem:
    base = {"year": 1, "over": "batch", "at_least": "-20%", "at_most": "30%"} | entry
    earlier, history = base.pop("earlier", ()), base.pop("history", HISTORY)
    aims = {"甲": 10, "乙": 30, "丙": 60}
    return small(
        {"市级": money},
        TOWNS,
        [("yearly_change", base)],
        aims=aims,
        history=history,
        earlier=earlier,
    )


def test_worked_nobody_loses_a_fifth_or_gains_three_tenths() -> None:
    """甲 falls from 40 to 32, towards 10; 丙 may rise to 39, and 38 of 100 are left for it."""
    assert best(changed()) == {"甲": 32, "乙": 30, "丙": 38}


def test_bounds_are_tightened_to_whole_steps() -> None:
    """1% of 30 is 0.3: between 29.7 and 30.3 lies only 30."""
    got = best(changed(at_least="-1%", at_most="1%"))
    assert got == {"甲": 40, "乙": 30, "丙": 30}


def test_what_the_year_already_gave_counts_when_it_is_asked_to() -> None:
    earlier = [("甲", "市级", "用途", 30)]
    assert best(changed(70, earlier=earlier, over="year"))["甲"] == 10
    assert best(changed(90, earlier=earlier))["甲"] == 32


def test_who_already_has_more_than_its_upper_bound_gets_nothing_now() -> None:
    earlier = [("甲", "市级", "用途", 60)]
    assert best(changed(60, earlier=earlier, over="year"))["甲"] == 0


def test_money_that_no_change_within_bounds_can_take_has_no_plan() -> None:
    assert is_proven_infeasible(changed(131))
    assert not is_proven_infeasible(changed(130))
    assert is_proven_infeasible(changed(79))


def test_golden_two_bounds_a_recipient() -> None:
    assert_golden("rules", "yearly_change", changed())


def test_differential_it_adds_its_bounds_and_no_row() -> None:
    assert added_by(changed(), "yearly_change") == [
        "32 <= 甲 <= 52",
        "24 <= 乙 <= 39",
        "24 <= 丙 <= 39",
    ]


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    names = [t.name for t in TOWNS]
    past = {n: data.draw(st.integers(1, 4)) for n in names}
    bounds = {
        "at_least": data.draw(st.sampled_from((None, "-100%", "-50%", "-20%", "10%"))),
        "at_most": data.draw(st.sampled_from(("10%", "25%", "50%", "100%"))),
    }
    over = data.draw(st.sampled_from(("batch", "year")))
    entry = {k: v for k, v in bounds.items() if v is not None} | {"year": 1, "over": over}
    problem = small(
        {"市级": data.draw(st.integers(0, 7))},
        TOWNS,
        [("yearly_change", entry)],
        aims={n: data.draw(st.integers(1, 5)) for n in names},
        history=[(1, n, a) for n, a in past.items()],
        earlier=[("乙", "市级", "用途", 1)],
        whole=data.draw(st.booleans()),
    )

    def allowed(made: Plan) -> bool:
        for n, before in past.items():
            moved = Fraction(made.by_recipient.get(n, 0), FEN)
            now = moved + (over == "year" and n == "乙")
            percent = (now / before - 1) * 100
            if bounds["at_least"] and percent < int(bounds["at_least"][:-1]):
                return False
            if moved and percent > int(str(bounds["at_most"])[:-1]):
                return False
        return True

    counts_agree(problem, "yearly_change", allowed)


def test_breaches_say_the_change_and_the_bound() -> None:
    problem = changed(cite="第六条")
    assert said(problem, "yearly_change", plan(problem, 甲=31, 乙=29, 丙=40)) == [
        (
            "【与往年相比的变动】甲：应比 1 年变化不低于 -20%，实为 -22.5% (31元 / 40元)",
            "[yearly change] 甲: must be at least -20% from 1, is -22.5% (31元 / 40元)",
        ),
        (
            "【与往年相比的变动】丙：应比 1 年变化不高于 +30%，实为 +33.33% (40元 / 30元)",
            "[yearly change] 丙: must be at most +30% from 1, is +33.33% (40元 / 30元)",
        ),
    ]


def test_words_say_both_bounds() -> None:
    problem = changed(over="year")
    assert rule(problem, "yearly_change").words(problem) == (
        "各单位全年（含已下达）比 1 年变化不低于 -20%，比 1 年变化不高于 +30%",
        "every recipient over the year at least -20% from 1, at most +30% from 1",
    )


def test_what_cannot_be_used_is_refused() -> None:
    assert complaints(changed(at_least="40%"))[0][:2] == ("at_least", "下限应不大于上限")
    nothing = changed(history=[*HISTORY[:2], (1, "丙", 0)])
    assert complaints(nothing) == [
        (
            "year",
            "丙 1 年的金额应大于 0，才有增幅的上限",
            "an amount above 0 of 丙 in 1, to grow from",
            "0",
        )
    ]
    missing = complaints(changed(history=HISTORY[:2]))
    assert [c[1] for c in missing] == ["往年表应有 丙 1 年的金额"]
    no_bound = small(
        {"市级": 1}, TOWNS, [("yearly_change", {"year": 1, "over": "batch"})], history=HISTORY
    )
    assert [c[1] for c in complaints(no_bound)] == ["应至少写一个幅度"]
    assert [c[1] for c in complaints(changed(year=2))] == ["应为往年表里的年度（1）"]


def test_who_had_another_name_then_is_not_told_to_write_0_alone() -> None:
    """2024 has 大营乡, 2025 大营镇: 0 for it would take away its floor of 90% of what it got."""
    towns = [town("大营镇"), town("石桥镇")]
    rule = ("yearly_change", {"year": 2024, "over": "batch", "at_least": "-10%"})
    past = [(2024, "大营乡", 300), (2024, "石桥镇", 200)]
    problem = small({"省级": 1}, towns, [rule], history=past)
    (found,) = (c for r in problem.rules for c in r.check(problem))
    assert found.remedy.zh.startswith(
        "表里另有 大营乡，不在本批单位之列；改了名称的，请写成同一个名称。确实没有请填 0"
    )
    assert found.remedy.en.startswith(
        "The table has 大营乡, no recipient of this batch: write a name that changed alike. Write 0"
    )
    others = [(2024, f"外{i}区", 1) for i in range(6)]
    problem = small({"省级": 1}, towns, [rule], history=[*others, *past[1:]])
    (found,) = (c for r in problem.rules for c in r.check(problem))
    assert found.remedy.zh.startswith("表里另有 外0区、外1区、外2区 等 6 个，不在")


def test_who_got_nothing_is_above_every_lower_bound() -> None:
    """At least 0% of nothing is nothing: it was refused as if it were 0 / 0."""
    nothing = changed(70, at_least="0%", at_most=None, history=[*HISTORY[:2], (1, "丙", 0)])
    assert complaints(nothing) == []
    assert best(nothing) == {"甲": 40, "乙": 30, "丙": 0}
    assert len(said(nothing, "yearly_change", plan(nothing, 甲=39, 乙=30, 丙=1))) == 1
    assert said(nothing, "yearly_change", plan(nothing, 甲=40, 乙=30)) == []


def test_a_fall_of_more_than_everything_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least -100%"):
        changed(at_least="-101%")
