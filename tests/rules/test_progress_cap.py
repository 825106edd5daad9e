"""Slow recipients are capped.

domain.md section 2: 晋中 2018 cuts next year's money where 7% or more was left over; section 3: no
threshold is published, so the line is a setting. The figures here are made up.
"""

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

TOWNS = [town("甲", 进度=95), town("乙", 进度=93), town("丙", 进度=90)]
HISTORY = [(1, "甲", 30), (1, "乙", 30), (1, "丙", 40)]


def capped(money: int = 100, towns: Any = TOWNS, **entry: Any) -> Problem:
    base = {"column": "进度", "below": 93, "at_most": "80%", "of": "target"} | entry
    more = {k: base.pop(k) for k in ("history", "earlier", "whole", "aims") if k in base}
    more = {"aims": {"甲": 20, "乙": 30, "丙": 50}} | more
    return small({"市级": money}, towns, [("progress_cap", base)], **more)


def test_worked_who_left_more_than_seven_percent_gets_eighty_percent_of_its_target() -> None:
    assert best(capped()) == {"甲": 30, "乙": 30, "丙": 40}


def test_worked_a_part_of_last_year() -> None:
    """80% of 40 is 32; with 10 given already, 22 are left."""
    last = {"of": "year", "year": 1, "history": HISTORY}
    earlier = [("丙", "市级", "用途", 10)]
    assert best(capped(**last, over="batch", earlier=earlier))["丙"] == 32
    assert best(capped(**last, over="year", earlier=earlier))["丙"] == 22


def test_who_already_has_more_than_its_cap_gets_nothing_now() -> None:
    earlier = [("丙", "市级", "用途", 33)]
    problem = capped(of="year", year=1, over="year", history=HISTORY, earlier=earlier)
    assert best(problem)["丙"] == 0


def test_the_line_itself_is_not_below() -> None:
    problem = capped(below=90)
    assert best(problem)["丙"] == 50


def test_when_everybody_is_slow_the_money_cannot_be_spent() -> None:
    assert is_proven_infeasible(capped(below=100))


def test_golden_one_bound() -> None:
    assert_golden("rules", "progress_cap", capped())


def test_differential_it_adds_one_bound() -> None:
    assert added_by(capped(), "progress_cap") == ["0 <= 丙 <= 40"]


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    progress = {n: data.draw(st.integers(0, 4)) for n in "甲乙丙"}
    aims = {n: data.draw(st.integers(1, 5)) for n in "甲乙丙"}
    past = {n: data.draw(st.integers(0, 5)) for n in "甲乙丙"}
    of, over = data.draw(st.sampled_from((("target", None), ("year", "batch"), ("year", "year"))))
    part = data.draw(st.sampled_from(("0%", "1/3", "80%", "100%")))
    entry: dict[str, Any] = {"below": data.draw(st.integers(0, 5)), "at_most": part, "of": of}
    if of == "year":
        entry |= {"year": 1, "over": over}
    problem = capped(
        data.draw(st.integers(1, 6)),
        [town(n, 进度=p) for n, p in progress.items()],
        **entry,
        aims=aims,
        history=[(1, n, a) for n, a in past.items()],
        earlier=[("乙", "市级", "用途", 1)],
        whole=data.draw(st.booleans()),
    )
    x = Fraction(part[:-1]) / 100 if part.endswith("%") else Fraction(part)

    def allowed(made: Plan) -> bool:
        for n, p in progress.items():
            moved = Fraction(made.by_recipient.get(n, 0), FEN)
            now = moved + (over == "year" and n == "乙")
            if p < entry["below"] and moved and now > x * (aims if of == "target" else past)[n]:
                return False
        return True

    counts_agree(problem, "progress_cap", allowed)


def test_breaches_say_progress_and_line() -> None:
    problem = capped(cite="第十条")
    assert said(problem, "progress_cap", plan(problem, 甲=20, 乙=30, 丙=50)) == [
        (
            "【支付慢的封顶】丙：应不高于 40元（“进度” 90，低于 93），实为 50元",
            "[progress cap] 丙: must be at most 40元 (进度 is 90, below 93), is 50元",
        )
    ]


def test_words_say_line_and_part() -> None:
    assert rule(capped(), "progress_cap").words(capped()) == (
        "“进度”低于 93 的单位不高于测算额的 80%",
        "who is below 93 in 进度: at most 80% of its target",
    )
    problem = capped(of="year", year=1, over="year", history=HISTORY)
    assert rule(problem, "progress_cap").words(problem) == (
        "“进度”低于 93 的单位全年（含已下达）不高于 1 年金额的 80%",
        "who is below 93 in 进度, over the year: at most 80% of its amount of 1",
    )


def test_what_cannot_be_used_is_refused() -> None:
    assert [c[:2] for c in complaints(capped(year=1))] == [
        ("year", "year 与 over 只与 of: year 同用")
    ]
    assert [c[:2] for c in complaints(capped(of="year", year=1, history=HISTORY))] == [
        ("over", "of: year 应写明 year 与 over")
    ]
    last = {"of": "year", "year": 1, "over": "batch"}
    assert [c[1] for c in complaints(capped(**last, history=HISTORY[:2]))] == [
        "往年表应有 丙 1 年的金额"
    ]
    assert [c[1] for c in complaints(capped(column="支付进度"))] == [
        f"单位 {n} 应有“支付进度”的数字" for n in "甲乙丙"
    ]
    assert rule(capped(), "progress_cap").figures() == ("进度",)


@pytest.mark.parametrize("line", ["93%", "93％"])
def test_a_line_in_percent_is_told_that_the_mark_is_what_is_wrong(line: str) -> None:
    """Progress stands in its own unit, and the line in the same: 93, or 0.93."""
    with pytest.raises(ValidationError) as error:
        capped(below=line)
    assert error.value.errors()[0]["ctx"]["zh"] == "应为不带 % 的数字"
