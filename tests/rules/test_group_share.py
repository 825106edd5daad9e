"""A group of recipients holds a share of the money.

Cited: Shangqiu 2019, second batch: poor counties 4365 of 5000, which is 87.3%, under the clause
that their share is not below earlier years (cases/shangqiu-2019-awards.csv).
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
    is_proven_infeasible,
    plan,
    rule,
    said,
    small,
    town,
)

# As published, in 万元 (here 元): six poor counties and three others.
POOR = {"虞城县": 800, "民权县": 815, "睢县": 732, "宁陵县": 545, "柘城县": 753, "夏邑县": 720}
OTHERS = {"梁园区": 280, "睢阳区": 280, "示范区": 75}
PUBLISHED = [
    *(town(name, "区", 贫困县="否") for name in OTHERS),
    *(town(name, "县", 贫困县="是") for name in POOR),
]
TOWNS = [town("甲", "县"), town("乙", "县"), town("丙", "区")]


def published(aims: dict[str, int] | None = None, **entry: Any) -> Problem:
    base = {"over": "batch", "where": {"贫困县": "是"}} | (entry or {"at_least": "87.3%"})
    return small({"省级": 5000}, PUBLISHED, [("group_share", base)], aims=aims or POOR | OTHERS)


def grouped(money: int = 10, **entry: Any) -> Problem:
    base = {"over": "batch", "kinds": ["县"]} | entry
    more = {k: base.pop(k) for k in ("history", "earlier", "whole", "aims") if k in base}
    more = {"aims": {"甲": 2, "乙": 2, "丙": 6}} | more
    return small({"市级": money}, TOWNS, [("group_share", base)], **more)


def test_worked_shangqiu_poor_counties_hold_87_point_3_percent() -> None:
    assert Fraction(sum(POOR.values()), 5000) == Fraction(873, 1000)
    assert best(published()) == POOR | OTHERS


def test_worked_shangqiu_with_one_more_for_a_district_a_poor_county_keeps_its_own() -> None:
    """Had the targets given 100 more to a district, the floor would have taken them back."""
    aims = POOR | OTHERS | {"虞城县": 700, "梁园区": 380}
    got = best(published(aims))
    assert sum(got[name] for name in POOR) == 4365


def test_worked_not_below_the_largest_share_of_two_years() -> None:
    """Made up: 3 of 5 and then 1 of 2; 60% of 10 is 6."""
    history = [(1, "甲", 3), (1, "丙", 2), (2, "乙", 1), (2, "丙", 1)]
    assert best(grouped(history=history, not_below=[1, 2])) == {"甲": 4, "乙": 2, "丙": 4}


def test_at_most_is_a_ceiling() -> None:
    assert best(grouped(at_most="25%")) == {"甲": 2, "乙": 0, "丙": 8}


def test_over_the_year_what_was_given_counts() -> None:
    """Half of 10 + 4 is 7."""
    got = best(grouped(at_least="50%", over="year", earlier=[("丙", "市级", "用途", 4)]))
    assert got["丙"] == 3


def test_a_share_that_cannot_be_reached_has_no_plan() -> None:
    earlier = [("丙", "市级", "用途", 11)]
    assert is_proven_infeasible(grouped(at_least="50%", over="year", earlier=earlier))


def test_golden_the_row_speaks_of_the_smaller_side() -> None:
    assert_golden("rules", "group_share", grouped(at_least="45%", at_most="80%"))


def test_differential_it_adds_one_row() -> None:
    assert added_by(published(), "group_share") == [
        "group_share : +1 梁园区 +1 睢阳区 +1 示范区 <= 635"
    ]
    not_whole = grouped(at_least="45%", at_most="80%", whole=False)
    assert added_by(not_whole, "group_share") == [
        "group_share : 0 <= +11 甲 +11 乙 -9 丙",
        "group_share : 0 <= -1 甲 -1 乙 +4 丙",
    ]


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    low, high = sorted(data.draw(st.tuples(st.integers(0, 10), st.integers(0, 10))))
    entry: dict[str, Any] = {"at_least": f"{low}0%", "at_most": f"{high}0%"}
    if data.draw(st.booleans()):
        entry.pop(data.draw(st.sampled_from(("at_least", "at_most"))))
    history = [(1, n, data.draw(st.integers(0 if n == "甲" else 1, 3))) for n in "甲丙"]
    if data.draw(st.booleans()):
        entry["not_below"] = [1]
    over = data.draw(st.sampled_from(("batch", "year")))
    problem = grouped(
        data.draw(st.integers(1, 6)),
        **entry,
        over=over,
        history=history,
        earlier=[("丙", "市级", "用途", 1)],
        whole=data.draw(st.booleans()),
        aims={n: data.draw(st.integers(1, 5)) for n in "甲乙丙"},
    )
    then = Fraction(history[0][2], history[0][2] + history[1][2])

    def allowed(made: Plan) -> bool:
        money = made.total + (FEN if over == "year" else 0)
        inside = made.by_recipient.get("甲", 0) + made.by_recipient.get("乙", 0)
        if "at_least" in entry and inside * 10 < low * money:
            return False
        if "not_below" in entry and inside < then * money:
            return False
        return "at_most" not in entry or inside * 10 <= high * money

    counts_agree(problem, "group_share", allowed)


def test_breaches_say_the_share() -> None:
    problem = published()
    made = plan(problem, **POOR | OTHERS | {"虞城县": 799, "梁园区": 281})
    assert said(problem, "group_share", made) == [
        (
            "【重点单位占比】应不低于 87.3%，实为 87.28% (4364元 / 5000元)",
            "[group share] must be at least 87.3%, is 87.28% (4364元 / 5000元)",
        )
    ]
    history = [(1, "甲", 3), (1, "丙", 2)]
    problem = grouped(history=history, not_below=[1], at_most="80%")
    assert said(problem, "group_share", plan(problem, 甲=5, 丙=5)) == [
        (
            "【重点单位占比】应不低于 1 年的 60%，实为 50% (5元 / 10元)",
            "[group share] must be at least the 60% of 1, is 50% (5元 / 10元)",
        )
    ]
    assert said(problem, "group_share", plan(problem, 甲=9, 丙=1))[0][0] == (
        "【重点单位占比】应不高于 80%，实为 90% (9元 / 10元)"
    )


def test_words_name_the_group() -> None:
    assert rule(published(), "group_share").words(published()) == (
        "“贫困县”为是的单位 占本批资金 不低于 87.3%",
        "those with 贫困县 = 是: at least 87.3% of this batch",
    )
    problem = grouped(not_below=[1], at_most="80%", over="year", history=[(1, "甲", 1)])
    assert rule(problem, "group_share").words(problem) == (
        "县 占全年（含已下达）资金 不低于 1 年占比，不高于 80%",
        "县: no less than in 1, at most 80% of the year",
    )


def test_a_group_that_cannot_be_told_is_refused() -> None:
    assert [c[:2] for c in complaints(grouped(at_least="1%", kinds=None))] == [
        ("kind", "应写明是哪些单位：recipients、kinds 或 where")
    ]
    assert [c[:2] for c in complaints(published(at_least="1%", where={"重点县": "是"}))] == [
        ("where.重点县", "“重点县”应为单位表里的文字列")
    ]
    assert [c[1:] for c in complaints(published(at_least="1%", where={"贫困县": "对"}))] == [
        ("应为“贫困县”列里的文字（否、是）", "a word of 贫困县 (否, 是)", "对")
    ]
    nobody = published(at_least="1%", kinds=["区"])
    assert [c[1] for c in complaints(nobody)] == ["应至少有一个单位符合"]
    unmarked = [town("甲", 贫困县="是"), town("乙")]
    entry = {"over": "batch", "where": {"贫困县": "是"}, "at_least": "1%"}
    problem = small({"市级": 3}, unmarked, [("group_share", entry)])
    assert [c[1] for c in complaints(problem)] == ["单位 乙 应写明“贫困县”"]


def test_years_and_bounds_that_cannot_be_used_are_refused() -> None:
    assert [c[1] for c in complaints(grouped())] == ["应至少写一个比例"]
    assert [c[3] for c in complaints(grouped(at_least="60%", at_most="50%"))] == ["60% – 50%"]
    history = [(1, "甲", 3), (1, "戊", 2)]
    assert complaints(grouped(history=history, not_below=[1])) == [
        (
            "not_below",
            "得过资金的单位都应在单位表里，才知道是否属于这一组",
            "everybody who got money in the recipients' table, to tell the group",
            "戊",
        )
    ]
    nothing = grouped(history=[(1, "甲", 0)], not_below=[1])
    assert [c[1] for c in complaints(nothing)] == ["1 年的金额应大于 0"]
    by_name = grouped(history=history, not_below=[1], kinds=None, recipients=["甲"])
    assert complaints(by_name) == []
