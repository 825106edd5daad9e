"""A group's total grows with the fund, or its mean is not below the others'.

domain.md section 2: Jiangxi 2021, for key counties. The figures here are made up.
"""

from fractions import Fraction
from typing import Any

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
    outcomes,
    plan,
    rule,
    said,
    small,
    town,
)

TOWNS = [town("甲", "重点"), town("乙", "一般"), town("丙", "一般")]
# The group had 4 of 10.
HISTORY = [(1, "甲", 4), (1, "乙", 3), (1, "丙", 3)]


def kept(money: int = 20, history: Any = HISTORY, **entry: Any) -> Problem:
    base = {"year": 1, "over": "batch", "kinds": ["重点"]} | entry
    more = {k: base.pop(k) for k in ("earlier", "whole", "aims") if k in base}
    more = {"aims": {"甲": 1, "乙": 10, "丙": 9}} | more
    return small({"市级": money}, TOWNS, [("parity", base)], history=history, **more)


def test_worked_the_mean_is_the_easier_way() -> None:
    """The fund doubles: 4 would be 8. A mean of 7 beats that of 6.5 for the others."""
    assert best(kept())["甲"] == 7


def test_worked_growth_is_the_easier_way() -> None:
    """The group had 1 of 10: with the fund it grows to 2, and its mean stays below the others'."""
    history = [(1, "甲", 1), (1, "乙", 5), (1, "丙", 4)]
    assert best(kept(history=history))["甲"] == 2


def test_with_money_left_over_either_way_is_found() -> None:
    """Targets 1, 3 and 0, and a growth to 2: the mean of 1 costs one step, and so does growth."""
    aims = {"甲": 1, "乙": 3, "丙": 0}
    assert best(kept(whole=False, aims=aims)) == {"甲": 1, "乙": 2, "丙": 0}
    history = [(1, "甲", 1), (1, "乙", 5), (1, "丙", 4)]
    aims = {"甲": 1, "乙": 9, "丙": 7}
    assert best(kept(whole=False, aims=aims, history=history)) == {"甲": 2, "乙": 9, "丙": 7}


def test_over_the_year_what_was_given_counts() -> None:
    """Growth to 4 * 26 / 10 = 10.4; a mean of 9 beats (20 - 9 + 6) / 2 = 8.5."""
    assert best(kept(over="year", earlier=[("乙", "市级", "用途", 6)]))["甲"] == 9


def test_golden_a_switch_with_the_smallest_factor() -> None:
    history = [(1, "甲", 1), (1, "乙", 5), (1, "丙", 4)]
    assert_golden("rules", "parity", kept(history=history, whole=False))


def test_differential_one_row_where_one_way_implies_the_other() -> None:
    """Spent whole, both are levels; else growth to 8 of 20 implies the mean."""
    assert added_by(kept(), "parity") == ["7 <= 甲 <= 20"]
    assert added_by(kept(whole=False), "parity") == [
        "parity : 0 <= +2 甲 -1 乙 -1 丙",
    ]


def test_differential_the_switch_leaves_no_more_room_than_growth_does() -> None:
    """The group had 1 of 10; growth to 2 of 20 leaves 18 for two others: short by 18 - 4."""
    history = [(1, "甲", 1), (1, "乙", 5), (1, "丙", 4)]
    assert added_by(kept(history=history, whole=False), "parity") == [
        "parity : 0 <= +1 甲 -2 switch0",
        "parity : 0 <= +2 甲 -1 乙 -1 丙 +14 switch0",
        "0 <= switch0 <= 1",
    ]


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    past = {n: data.draw(st.integers(1 if n == "甲" else 0, 4)) for n in "甲乙丙"}
    over = data.draw(st.sampled_from(("batch", "year")))
    before = {n: data.draw(st.integers(0, 2)) for n in "甲乙"}
    money, group = data.draw(st.integers(1, 6)), data.draw(st.sampled_from(("甲", "甲乙")))
    problem = kept(
        money,
        [(1, n, a) for n, a in past.items()],
        over=over,
        kinds=None,
        recipients=list(group),
        earlier=[(n, "市级", "用途", a) for n, a in before.items()],
        whole=data.draw(st.booleans()),
        aims={n: data.draw(st.integers(1, 5)) for n in "甲乙丙"},
    )
    counted = before if over == "year" else {}
    fund = money + sum(counted.values())

    def allowed(made: Plan) -> bool:
        now = {n: made.by_recipient.get(n, 0) // FEN + counted.get(n, 0) for n in "甲乙丙"}
        ours = sum(now[n] for n in group)
        theirs = sum(now.values()) - ours
        grows = ours * sum(past.values()) >= fund * sum(past[n] for n in group)
        return grows or ours * (3 - len(group)) >= theirs * len(group)

    counts_agree(problem, "parity", allowed)


def test_a_large_group_is_solved_by_both_engines() -> None:
    towns = [town(f"镇{i}", "重点" if i % 3 == 0 else "一般") for i in range(60)]
    history = [(1, t.name, 5 + i % 7) for i, t in enumerate(towns)]
    entry = {"year": 1, "over": "batch", "kinds": ["重点"]}
    aims = {t.name: 4 if t.kind == "重点" else 9 for t in towns}
    problem = small(
        {"市级": 600}, towns, [("parity", entry)], aims=aims, history=history, whole=False
    )
    assert all(o.x is not None and o.proven != "no" for o in outcomes(problem))
    got = best(problem)
    ours = sum(got[t.name] for t in towns if t.kind == "重点")
    held = sum(a for _, n, a in history if int(n[1:]) % 3 == 0)
    level = Fraction(held * 600, sum(a for _, _, a in history))
    assert ours >= level or 40 * ours >= 20 * (sum(got.values()) - ours)


def test_breaches_say_both_ways() -> None:
    problem = kept(cite="第九条")
    assert said(problem, "parity", plan(problem, 甲=7, 乙=7, 丙=6)) == []
    assert said(problem, "parity", plan(problem, 甲=6, 乙=7, 丙=7)) == [
        (
            "【同步增长】应增幅不低于资金增幅 100%，或平均不低于其他单位的 7元，"
            "实为 50% (6元 / 4元), ⌀ 6元",
            "[parity] must be growth of at least 100%, or a mean of at least 7元,"
            " is 50% (6元 / 4元), ⌀ 6元",
        )
    ]


def test_words_say_both_ways() -> None:
    assert rule(kept(), "parity").words(kept()) == (
        "重点合计比 1 年的增幅不低于资金增幅，或平均不低于其他单位",
        "重点: grows from 1 at least as fast as the fund, or has a mean not below the others'",
    )


def test_what_cannot_be_used_is_refused() -> None:
    assert [c[1] for c in complaints(kept(kinds=["重点", "一般"]))] == ["这一组以外应还有单位"]
    nothing = [(1, "甲", 0), (1, "乙", 3)]
    assert [c[1] for c in complaints(kept(history=nothing))] == [
        "这一组 1 年的金额应大于 0，才有增幅"
    ]
    assert [c[3] for c in complaints(kept(history=[*HISTORY, (1, "戊", 3)]))] == ["戊"]
    assert [c[1] for c in complaints(kept(year=2))] == ["应为往年表里的年度（1）"]
