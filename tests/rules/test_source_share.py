"""A share of a group of uses in each tier.

domain.md section 2: Sichuan 2023, industry takes at least 60% of central and 50% of provincial
money. The amounts here are made up.
"""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.pipeline.audit import plan_of
from optalloc.problem.facts import Award, Plan, Source
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


def pots(central: int, second: int, province: int) -> list[Source]:
    return [
        Source("央一", central * FEN, "中央"),
        Source("央二", second * FEN, "中央"),
        Source("省一", province * FEN, "省级"),
    ]


def shared(sources: list[Source] | None = None, **entry: Any) -> Problem:
    base = {"shares": {"中央": "60%", "省级": "50%"}, "over": "batch", "groups": ["产业发展"]}
    base |= entry
    more = {k: base.pop(k) for k in ("earlier", "whole") if k in base}
    aims = {"甲": 10, "乙": 30}
    rules = [("source_share", base)]
    return small(sources or pots(30, 11, 9), TOWNS, rules, aims=aims, uses=USES, **more)


def industry(problem: Problem) -> dict[str, set[int]]:
    plans = [plan_of(problem, o.x) for o in outcomes(problem) if o.x is not None]
    return {
        s.name: {p.sum(frozenset([s.name]), frozenset(["种养业"])) // FEN for p in plans}
        for s in problem.sources
    }


def test_worked_sixty_percent_of_central_and_fifty_of_provincial_money() -> None:
    """60% of 41 is 24.6, over both central sources together; half of 9 is 4.5."""
    got = industry(shared())
    assert sum(max(got[s]) for s in ("央一", "央二")) == 25
    assert got["省一"] == {5}
    best(shared())


def test_a_single_source_may_have_a_share_of_its_own() -> None:
    assert industry(shared(shares={"央二": "100%"}))["央二"] == {11}


def test_over_the_year_earlier_awards_count_in_their_own_tier() -> None:
    """60% of 41 + 10 is 30.6; provincial money is as before."""
    got = industry(shared(over="year", earlier=[("甲", "央一", "道路", 10)]))
    assert sum(max(got[s]) for s in ("央一", "央二")) == 31
    assert got["省一"] == {5}


def test_a_tier_whose_earlier_roads_cannot_be_made_up_for_has_no_plan() -> None:
    assert is_proven_infeasible(shared(over="year", earlier=[("甲", "省一", "道路", 10)]))


def test_golden_one_row_a_tier() -> None:
    assert_golden("rules", "source_share", shared())


def test_differential_it_adds_one_row_a_tier() -> None:
    new = added_by(shared(), "source_share")
    assert len(new) == 2
    assert all("种养业" in line and "道路" not in line for line in new)


@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    floors = {
        word: data.draw(st.sampled_from(("0%", "1/3", "50%", "60%", "100%")))
        for word in data.draw(st.sampled_from((["中央"], ["省一"], ["中央", "省级"])))
    }
    over = data.draw(st.sampled_from(("batch", "year")))
    sources = [
        Source("央一", data.draw(st.integers(0, 3)) * FEN, "中央"),
        Source("省一", data.draw(st.integers(1, 2)) * FEN, "省级"),
    ]
    earlier = [("甲", "央一", "道路", 1)]
    whole = data.draw(st.booleans())
    problem = shared(sources, shares=floors, over=over, earlier=earlier, whole=whole)

    def allowed(made: Plan) -> bool:
        for word, floor in floors.items():
            name = "央一" if word == "中央" else "省一"
            money = made.sum(frozenset([name])) + FEN * (over == "year" and name == "央一")
            inside = made.sum(frozenset([name]), frozenset(["种养业"]))
            share = Fraction(floor[:-1]) / 100 if floor.endswith("%") else Fraction(floor)
            if inside < share * money:
                return False
        return True

    counts_agree(problem, "source_share", allowed)


def test_breaches_name_the_tier() -> None:
    problem = shared(cite="第八条")
    roads = Plan([Award("甲", "央一", "种养业", 2460), Award("甲", "央二", "道路", 1640)])
    assert said(problem, "source_share", roads) == []
    more = Plan([*roads.awards, Award("甲", "省一", "道路", 900)])
    assert said(problem, "source_share", more) == [
        (
            "【各来源占比下限】省级：应不低于 50%，实为 0% (0元 / 9元)",
            "[source share] 省级: must be at least 50%, is 0% (0元 / 9元)",
        )
    ]


def test_words_say_each_floor() -> None:
    problem = shared()
    assert rule(problem, "source_share").words(problem) == (
        "产业发展 占比：中央不低于 60%、省级不低于 50%",
        "产业发展: at least 60% of 中央, at least 50% of 省级",
    )
    problem = shared(over="year")
    assert (
        rule(problem, "source_share").words(problem).zh.startswith("产业发展 全年占比（含已下达）")
    )


def test_what_cannot_be_used_is_refused() -> None:
    assert complaints(shared(shares={"市级": "10%"}))[0][:2] == (
        "shares",
        "应为已有的名称（中央、省级、央一、央二、省一）",
    )
    assert [c[1] for c in complaints(shared(shares={}))] == ["应至少写一个比例"]
    assert [c[0] for c in complaints(shared(shares={"中央": "101%"}))] == ["shares.中央"]
    assert [c[1] for c in complaints(shared(groups=None))] == ["应写明是哪些用途：uses 或 groups"]
    unplaced = complaints(shared(over="year", earlier=[("甲", "第一批", "道路", 1)]))
    assert unplaced == [
        (
            "over",
            "已下达资金的来源应在来源表里，才知道层级",
            "every source of earlier awards in the table of sources, to tell its tier",
            "第一批",
        )
    ]


def test_a_word_that_means_a_tier_and_another_source_is_refused() -> None:
    sources = [Source("中央", 5 * FEN, "省级"), Source("央一", 5 * FEN, "中央")]
    problem = shared(sources, shares={"中央": "60%"})
    assert [c[0] for c in complaints(problem)] == ["shares.中央"]
