"""A group of uses keeps its share of an earlier year.

domain.md section 2: for 2022 industry takes at least 55% and no less than last year's own share.
The figures here are made up.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.pipeline.audit import plan_of
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from quick import examples
from small import (
    FEN,
    added_by,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    outcomes,
    rule,
    said,
    small,
    town,
)

TOWNS = [town("甲"), town("乙")]
USES = {"种养业": ("产业发展",), "道路": ()}
# 57 of 100 went to industry.
HISTORY = [(1, "甲", 57, "种养业"), (1, "丁", 43, "道路"), (2, "甲", 9, "道路")]


def kept(money: int = 100, history: Any = HISTORY, **entry: Any) -> Problem:
    base = {"year": 1, "over": "batch", "groups": ["产业发展"]} | entry
    more = {k: base.pop(k) for k in ("earlier", "whole", "grain") if k in base}
    aims = {"甲": 10, "乙": 30}
    rules = [("share_not_below", base)]
    return small({"市级": money}, TOWNS, rules, aims=aims, uses=USES, history=history, **more)


def industry(problem: Problem) -> set[int]:
    plans = [plan_of(problem, o.x) for o in outcomes(problem) if o.x is not None]
    return {made.sums("use").get("种养业", 0) // FEN for made in plans}


def made(problem: Problem, farming: int, roads: int) -> Plan:
    amounts = {"种养业": farming, "道路": roads}
    return Plan(Award("甲", "市级", use, a * FEN) for use, a in amounts.items() if a)


def test_worked_fifty_seven_percent_last_year_are_fifty_seven_percent_now() -> None:
    assert industry(kept()) == {57}
    best(kept())


def test_in_whole_steps_the_share_is_rounded_up() -> None:
    """57% of 90 is 51.3."""
    assert industry(kept(90)) == {52}


def test_over_the_year_earlier_roads_are_made_up_for() -> None:
    """57% of 100 + 50 is 85.5."""
    earlier = [("甲", "第一批", "道路", 50)]
    assert industry(kept(earlier=earlier, over="year")) == {86}


def test_earlier_roads_that_cannot_be_made_up_for_leave_no_plan() -> None:
    earlier = [("甲", "第一批", "道路", 80)]
    assert is_proven_infeasible(kept(earlier=earlier, over="year"))


def test_golden_one_row() -> None:
    assert_golden("rules", "share_not_below", kept(10))


def test_differential_it_adds_one_row() -> None:
    assert added_by(kept(10), "share_not_below") == [
        "share_not_below : 6 <= +1 甲·市级·种养业 +1 乙·市级·种养业"
    ]


@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    before, then = data.draw(st.integers(0, 3)), data.draw(st.integers(1, 9))
    inside = data.draw(st.integers(0, then))
    over = data.draw(st.sampled_from(("batch", "year")))
    problem = kept(
        data.draw(st.integers(1, 5)),
        [(1, "甲", inside, "种养业"), (1, "乙", then - inside, "道路")],
        over=over,
        earlier=[("甲", "第一批", "道路", before)],
        whole=data.draw(st.booleans()),
    )

    def allowed(plan: Plan) -> bool:
        now = plan.sums("use")
        farming, all_of_it = now.get("种养业", 0), plan.total
        all_of_it += before * FEN if over == "year" else 0
        return farming * then >= inside * all_of_it

    counts_agree(problem, "share_not_below", allowed)


def test_breaches_say_both_shares() -> None:
    problem = kept(cite="第七条")
    assert said(problem, "share_not_below", made(problem, 57, 43)) == []
    assert said(problem, "share_not_below", made(problem, 56, 44)) == [
        (
            "【占比不低于往年】应不低于 1 年的 57%，实为 56% (56元 / 100元)",
            "[share not below] must be at least the 57% of 1, is 56% (56元 / 100元)",
        )
    ]


def test_words_say_the_share_of_the_year() -> None:
    problem = kept(over="year")
    assert rule(problem, "share_not_below").words(problem) == (
        "产业发展 占全年（含已下达）资金不低于 1 年的 57%",
        "产业发展: at least 57% of the year, as in 1",
    )


def test_what_cannot_be_used_is_refused() -> None:
    no_use = kept(history=[*HISTORY, (1, "丙", 3)])
    assert complaints(no_use) == [
        (
            "year",
            "往年表 1 年应写明用途（丙 未写）",
            "the use of every award of 1 in history (丙 has none)",
            None,
        )
    ]
    assert [c[1] for c in complaints(kept(groups=None))] == ["应写明是哪些用途：uses 或 groups"]
    assert [c[1] for c in complaints(kept(year=3))] == ["应为往年表里的年度（1、2）"]
    nothing = kept(history=[(1, "甲", 0, "道路")])
    assert [c[1] for c in complaints(nothing)] == ["1 年的金额应大于 0"]
