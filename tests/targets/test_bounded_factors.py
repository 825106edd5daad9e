"""The factor formula with thresholds, floors and caps inside, and less what was given.

Cited: the statute of Title I targeted grants, 20 U.S.C. 6335: a district counts only where its
children are at least 10 and at least 5 percent; the figures here are made up and small.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.interfaces import TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, best, complaints, outcomes, small, town

TOWNS = [town("甲", 人=60, 率=9), town("乙", 人=30, 率=5), town("丙", 人=10, 率=4)]


def formula(money: int = 100, towns: Any = TOWNS, given: Any = (), **entry: Any) -> Problem:
    entry = {"weights": {"人": "100%"}, "over": "batch"} | entry
    return small({"省级": money}, towns, targets=[("bounded_factors", entry)], earlier=given)


def aims(problem: Problem) -> dict[str, Fraction]:
    return {r.name: score(problem).target(r.name) / FEN for r in problem.recipients}


def test_worked_a_rate_below_five_percent_has_no_share_and_the_others_share_it() -> None:
    """By hand: 9 and 5 of 14 percent; 丙 with 4 is below the line."""
    found = aims(formula(140, weights={"率": "100%"}, thresholds={"率": 5}))
    assert found == {"甲": 90, "乙": 50, "丙": 0}


def test_worked_who_is_below_the_line_is_not_eligible_for_any_money() -> None:
    """By hand: people 60 and 30 share 90; 丙, with 4 percent, has no share of them either."""
    found = aims(formula(90, eligible={"率": 5}))
    assert found == {"甲": 60, "乙": 30, "丙": 0}
    part = formula(eligible={"率": 5}).targets[0]
    assert part.words(formula()).zh == "因素法：人 100%；率低于 5个 的单位不参加测算"


def test_worked_what_a_cap_leaves_is_shared_again_and_what_a_floor_costs_is_too() -> None:
    """By hand: 60, 30, 10 with a cap of 45%: 55 are left for 30 : 10, which is 41.25 and 13.75.

    With a floor of 20 too: 45, 35 and 20.
    """
    found = aims(formula(at_most="45%"))
    assert found == {"甲": 45, "乙": Fraction(165, 4), "丙": Fraction(55, 4)}
    assert aims(formula(at_most="45%", at_least=20)) == {"甲": 45, "乙": 35, "丙": 20}


def test_worked_the_years_total_less_what_was_given_in_advance() -> None:
    """By hand: 70 were given, 100 come, 170 in the year: 102, 51 and 17, less 40, 25 and 5."""
    given = [("甲", "省级", "用途", 40), ("乙", "省级", "用途", 25), ("丙", "省级", "用途", 5)]
    problem = formula(given=given, over="year", overpaid="zero")
    assert aims(problem) == {"甲": 62, "乙": 26, "丙": 12}
    assert best(problem) == {"甲": 62, "乙": 26, "丙": 12}


def test_worked_who_was_given_more_gets_nothing_and_the_others_share_the_lack() -> None:
    """By hand: 丙 had 30 of a year of 130, its part is 13: the others come to 100 in 2 : 1."""
    problem = formula(given=[("丙", "省级", "用途", 30)], over="year", overpaid="zero")
    assert aims(problem) == {"甲": Fraction(200, 3), "乙": Fraction(100, 3), "丙": 0}


def test_worked_more_than_its_part_is_refused_where_that_is_asked_with_the_amount() -> None:
    problem = formula(given=[("丙", "省级", "用途", 30)], over="year", overpaid="refuse")
    (found,) = complaints(problem)
    assert found == (
        "overpaid",
        "丙 已下达的应不超过全年测算额",
        "丙 given no more than its part of the year",
        "+17元",
    )


def test_worked_more_than_its_part_is_refused_by_the_part_that_bounds_leave() -> None:
    """By hand, a year of 130: at most 40% is 52. 甲 would have 78 by its people, and has 52.

    With 60 in advance it was given 8 more; 丙, of 13 by its people and 30 by the floor, with 25
    was given nothing too much, and 5 are still to come.
    """
    year: dict[str, Any] = {"over": "year", "overpaid": "refuse"}
    capped = formula(70, given=[("甲", "省级", "用途", 60)], at_most="40%", **year)
    (found,) = complaints(capped)
    assert found == (
        "overpaid",
        "甲 已下达的应不超过全年测算额",
        "甲 given no more than its part of the year",
        "+8元",
    )
    held = formula(105, given=[("丙", "省级", "用途", 25)], at_least=30, **year)
    assert complaints(held) == []
    assert aims(held)["丙"] == 5


def test_a_figure_above_the_line_does_not_count_where_less_means_more() -> None:
    problem = formula(thresholds={"人": 30})
    assert aims(problem) == {"甲": Fraction(200, 3), "乙": Fraction(100, 3), "丙": 0}
    less = replace(problem, indicators={"人": replace(problem.indicators["人"], direction="less")})
    assert aims(less) == {"甲": 0, "乙": 25, "丙": 75}


def test_floors_above_the_money_are_reduced_alike_and_caps_below_it_leave_a_rest() -> None:
    assert set(aims(formula(at_least=50)).values()) == {Fraction(100, 3)}
    assert aims(formula(at_most=20)) == {"甲": 20, "乙": 20, "丙": 20}


def test_golden_targets_bound_nothing() -> None:
    assert_golden("targets", "bounded_factors", formula(at_most="45%"))


def test_differential_it_moves_targets_and_adds_no_row() -> None:
    assert changed_lines(formula(), formula(at_most="45%", at_least=3)) == ([], [])


def by_steps(money: Fraction, weights: list[int], low: int, high: int) -> list[Fraction]:
    """Share by a second hand: walk up the ends one by one, along the line between them."""

    def at(v: Fraction) -> list[Fraction]:
        clipped = (min(Fraction(high), max(Fraction(low), v * w)) for w in weights)
        return [share if w else Fraction(0) for w, share in zip(weights, clipped, strict=True)]

    ends = [Fraction(0), *sorted({Fraction(e, w) for w in weights if w for e in (low, high)})]
    for start, end in pairwise(ends):
        short, more = money - sum(at(start)), sum(at(end)) - sum(at(start))
        if 0 <= short <= more and more:
            return at(start + (end - start) * short / more)
    return at(ends[-1])


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any),
    st.integers(0, 5),
    st.integers(6, 40),
)
def test_property_bounds_hold_and_the_money_is_shared_like_by_a_second_hand(
    people: list[int], low: int, high: int
) -> None:
    towns = [town("甲乙丙丁"[i], 人=n) for i, n in enumerate(people)]
    problem = formula(40, towns, at_least=low, at_most=high)
    assert complaints(problem) == []
    counted = sum(n > 0 for n in people)
    found = list(aims(problem).values())
    assert sum(found) == min(40, high * counted)
    assert found == by_steps(Fraction(40), people, low, high)
    plans = []
    for outcome in outcomes(problem):
        assert outcome.x is not None
        plans.append(plan_of(problem, outcome.x))
        assert verify(problem, score(problem), plans[-1]) == ()
    assert plans[0] == plans[1]


def test_the_lines_of_the_score_sheet_add_up_to_the_target() -> None:
    given = [("甲", "省级", "用途", 40), ("丙", "省级", "用途", 30)]
    problem = formula(given=given, over="year", overpaid="zero", at_least=5, at_most="60%")
    targets = score(problem)
    for name in "甲乙丙":
        lines = [line for line in targets.sheet if line.recipient == name]
        assert {line.factor for line in lines} == {"人", "bounded_factors"}
        assert sum(line.amount for line in lines) == targets.target(name) >= 0


def test_the_last_line_says_what_moves_a_target_off_its_share() -> None:
    given = [("甲", "省级", "用途", 40)]
    year = formula(given=given, over="year", overpaid="zero", at_most="60%")
    told = [line.how for line in score(year).sheet if line.recipient == "甲"]
    assert told[0] == ("", "")
    assert told[1:] == [
        (
            "全年测算额 84元，扣除已下达 40元",
            "84元 of the year, less 40元 given before",
        ),
    ]
    capped = [line for line in score(formula(at_most="50%")).sheet if line.factor != "人"]
    assert {line.how.en for line in capped} == {"shared again within bounds"}
    assert [line.amount / FEN for line in capped] == [-10, Fraction(15, 2), Fraction(5, 2)]


def test_words_say_the_bounds() -> None:
    problem = formula(at_least="5%", at_most=45, over="year", overpaid="zero", thresholds={"人": 2})
    assert tuple(problem.targets[0].words(problem)) == (
        "因素法：人 100%；人低于 2个 的不计；每个参加的单位不少于 5%；每个参加的单位不超过 45元，"
        "差额由其他单位按得分再分；按全年测算，扣除已下达",
        "factors: 人 100%; 人 below 2个 does not count; nobody with a share below 5%; "
        "nobody above 45元, the others sharing the difference; of the year, less what was given",
    )


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"at_least": 30, "at_most": 20}, "at_most"),
        ({"thresholds": {"率": 5}}, "thresholds"),
        ({"thresholds": {"人": 99}}, "thresholds.人"),
        ({"eligible": {"户": 5}}, "eligible"),
        ({"eligible": {"率": 10}}, "eligible.率"),
        ({"eligible": {"率": 9, "人": 61}}, "eligible"),
        ({"eligible": {"率": 5}, "thresholds": {"人": 61}}, "thresholds.人"),
        ({"eligible": {"率": 10}, "thresholds": {"人": 30}}, "eligible.率"),
        ({"over": "year"}, "overpaid"),
        ({"overpaid": "zero"}, "overpaid"),
        ({"weights": {"人": "90%"}}, "weights"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(entry: dict[str, Any], key: str) -> None:
    assert [found[0] for found in complaints(formula(**entry))] == [key]


def test_who_is_eligible_has_a_figure_to_share_by() -> None:
    towns = [town("甲", 人=0, 率=9), town("乙", 人=30, 率=5)]
    assert complaints(formula(towns=towns, eligible={"率": 6})) == [
        (
            "eligible",
            "能参加的单位中至少一个的“人”应大于 0",
            "a figure of 人 above 0 for somebody who is eligible",
            None,
        )
    ]


def test_worked_what_is_taken_back_is_what_is_above_the_part_within_bounds() -> None:
    """By hand: 丙 has 11.5 of 115 by its score, 20 by a floor; 甲 93 of 155, 50 by a cap."""
    year: dict[str, Any] = {"over": "year", "overpaid": "refuse"}
    assert complaints(formula(given=[("丙", "省级", "用途", 15)], at_least="20", **year)) == []
    capped = complaints(formula(given=[("甲", "省级", "用途", 55)], at_most="50", **year))
    assert [(key, came) for key, _, _, came in capped] == [("overpaid", "+5元")]


def test_a_floor_above_a_cap_that_is_a_part_of_what_formulas_share_is_refused() -> None:
    """By hand: of 100 50 are fixed; 60% of the 50 that are left are 30, below the floor of 40."""
    problem = formula(at_least="40", at_most="60%")
    assert complaints(problem) == []
    fixed = TARGETS["fixed"].read("fixed", {"amounts": {"甲": 50}}, "元")
    assert complaints(replace(problem, targets=(fixed, *problem.targets))) == [
        ("at_most", "上限应不小于下限", "a cap that is not below the floor", "30元")
    ]


def test_words_say_where_bounds_cannot_all_hold() -> None:
    """60% for each of two is more than there is; 30% for each of three leaves 10 of 100."""
    problem = formula(eligible={"率": 5}, at_least="60%")
    assert tuple(problem.targets[0].words(problem)) == (
        "因素法：人 100%；率低于 5个 的单位不参加测算；每个参加的单位不少于 60%；"
        "这些下限合计超过可分的 100元，各按同一比例压减",
        "factors: 人 100%; nobody with 率 below 5个 has a share; nobody with a share below 60%; "
        "these floors are more than the 100元 there is, and each is reduced alike",
    )
    assert aims(problem) == {"甲": 50, "乙": 50, "丙": 0}
    capped = formula(at_most="30%")
    assert tuple(capped.targets[0].words(capped)) == (
        "因素法：人 100%；每个参加的单位不超过 30%，差额由其他单位按得分再分；"
        "都到上限后还有 10元 没有测算额",
        "factors: 人 100%; nobody above 30%, the others sharing the difference; "
        "with all at the cap 10元 has no target",
    )


def test_worked_who_does_not_count_is_told_by_which_line_and_the_others_among_whom() -> None:
    sheet = score(formula(90, eligible={"率": 5})).sheet
    assert [(line.how.zh, line.among.zh) for line in sheet] == [
        ("", "计入的 2 个单位（合计 90个）的"),
        ("", "计入的 2 个单位（合计 90个）的"),
        ("人 10个不计（率 4个 低于参加门槛 5个）", ""),
    ]
    assert sheet[-1].how.en == "人 10个 does not count (率 4个, at least 5个 to be eligible)"
    lines = score(formula(90, thresholds={"人": 30})).sheet
    assert lines[-1].how == (
        "人 10个不计（低于起计线 30个）",
        "人 10个 does not count (at least 30个 to count)",
    )


def test_worked_the_year_less_what_was_given_adds_up_on_paper() -> None:
    """By hand: 丙 had 30 of a year of 130, its part is 13; 甲 and 乙 share 100 in 2 : 1."""
    year = formula(given=[("丙", "省级", "用途", 30)], over="year", overpaid="zero")
    told: dict[str, list[tuple[str, Fraction]]] = {}
    for line in score(year).sheet:
        told.setdefault(line.recipient, []).append((line.how.zh, line.amount / FEN))
    again = "已下达超过全年测算额的单位不再分，差额由各单位分担"
    assert told == {
        "甲": [("", 78), (again, Fraction(-34, 3))],
        "乙": [("", 39), (again, Fraction(-17, 3))],
        "丙": [
            ("", 13),
            (again, Fraction(-17, 9)),
            ("全年测算额 11.1111元，已下达 30元，本次不再分", Fraction(-100, 9)),
        ],
    }


def test_worked_who_stands_under_a_unit_hears_why_its_unit_has_what_it_has() -> None:
    """By hand: 甲县 has 60 of 100 at its cap, of which 100 of 160 people are 37.5; 乙县 nothing."""
    towns = [
        town("东", 县="甲县", 人=100, 户=20),
        town("南", 县="甲县", 人=60, 户=30),
        town("西", 县="乙县", 人=40, 户=5),
    ]
    entry = {"at": "县", "weights": {"户": "100%"}, "within": {"人": "100%"}, "over": "batch"}
    entry |= {"thresholds": {"户": 10}, "at_most": "60%"}
    problem = small({"钱": 100}, towns, targets=[("bounded_factors", entry)])
    problem = replace(problem, hierarchy=Hierarchy(("县",), ("人", "户")))
    east, _, west = score(problem).sheet
    assert (east.amount, west.amount) == (Fraction(75, 2) * FEN, 0)
    assert east.how == (
        "甲县 测算 60元（户 50个 = 计入的 1 个单位（合计 50个）的 100%、上下限内再分配），"
        "其中占 62.5%",
        "62.5% of the 60元 of 甲县 (户 50个 = 100% among the 1 that count (50个 together), "
        "shared again within bounds)",
    )
    assert west.how.zh == "乙县 测算 0元（户 5个不计（低于起计线 10个）），其中占 100%"
