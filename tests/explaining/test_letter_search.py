"""What letters look for: the figures of every kind of targets, to their ends, and said as tried."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.core.solve_options import HIGHS
from optalloc.explaining.letters.describe import letter_words
from optalloc.explaining.letters.ladders import ladders, with_facts
from optalloc.explaining.letters.letters import Letter, Looked, Raised, letters
from optalloc.explaining.letters.raising_words import raising_words
from optalloc.inputs.read import read
from optalloc.pipeline.resolve import best
from optalloc.problem.facts import Indicator, Plan
from optalloc.problem.problem import Problem, TieRule
from small import Entry, small, town

TOWNS = [town("甲", 人=500, 率=3), town("乙", 人=300, 率=6), town("丙", 人=200, 率=8)]
NOBODY = Plan(())
LEVELS = """
title: 三级
unit: 万元
levels: {columns: [市, 县], sums: [人口]}
tables:
  sources: [{资金来源: 省级, 金额: 200}]
  recipients:
    - {单位: 一镇, 市: 东市, 县: 甲县, 人口: 300, 贫困: 是}
    - {单位: 二镇, 市: 东市, 县: 甲县, 人口: 100, 贫困: 否}
    - {单位: 三镇, 市: 东市, 县: 乙县, 人口: 200, 贫困: 是}
    - {单位: 四镇, 市: 西市, 县: 丙县, 人口: 200, 贫困: 否}
    - {单位: 五镇, 市: 西市, 县: 丙县, 人口: 200, 贫困: 是}
  uses: [{用途: 道路}]
indicators:
  人口: {unit: 人, direction: more}
targets:
  测: {kind: factors, at: 县, weights: {人口: 100%}, within: {人口: 100%}}
rules:
  grain: {cell: 5}
  spend_whole: {}
  贫困镇底: {kind: floor, amount: 50, where: {贫困: 是}}
  东市顶: {kind: ceiling, at: 市, amount: 110}
goals:
  县: {kind: closest_to_target, at: 县, distance: absolute, weights: {甲县: 2}}
  镇: {kind: closest_to_target, distance: absolute}
"""


def bounded(**entry: Any) -> Problem:
    entry = {"weights": {"人": "70%", "率": "30%"}, "over": "batch", **entry}
    return small({"钱": 100}, TOWNS, targets=[("bounded_factors", entry)])


def letter(problem: Problem, name: str) -> Letter:
    return letters(best(problem), NOBODY, [name]).letters[0]


def raised(problem: Problem, name: str) -> Raised:
    found = letter(problem, name).raised
    assert found is not None
    return found


def said(problem: Problem, name: str) -> tuple[str, str]:
    found = letters(best(problem), NOBODY, [name])
    return tuple(raising_words(found, found.letters[0], named=False))


def test_worked_a_figure_of_bounded_factors_brings_a_step() -> None:
    """By hand: 乙 has 42 of people and 12.857; 312 of 512 are 42.656, which is 55.51 in all."""
    found = raised(bounded(eligible={"率": 5}), "乙")
    assert (found.name, found.after, found.less, found.award) == ("人", 312, 311, 5600)


def test_worked_who_is_not_eligible_hears_from_which_figure_on_it_is() -> None:
    """By hand: with 率 5, 甲 has 500/1000 * 70 + 5/19 * 30 = 42.89."""
    found = raised(bounded(eligible={"率": 5}), "甲")
    assert (found.name, found.after, found.less, found.award) == ("率", 5, 4, 4300)


def test_an_indicator_without_weight_that_makes_eligible_is_tried() -> None:
    found = raised(bounded(weights={"人": "100%"}, eligible={"率": 5}), "甲")
    assert (found.name, found.after, found.less) == ("率", 5, 4)


def test_who_is_at_its_cap_hears_what_was_tried_and_how_far() -> None:
    """乙 has 30 at most, whatever its figures are; the largest of a column is 500, and 8."""
    assert said(bounded(at_most="30%"), "乙") == (
        "单独改动它自己的一项数字，没有找到能使它多得一步的，"
        "试过的是：率由 6个 到 90个、人由 300个 到 5010个。",
        "No single figure of its own was found that would bring it one step more; tried were: "
        "率 from 6个 to 90个, 人 from 300个 to 5010个.",
    )


def test_worked_less_of_its_own_money_brings_more_of_a_top_up() -> None:
    """By hand: 甲 and 乙 have 25 and 5 of 30; with m of its own 乙 has 27.5 - m/2, 6 at 43."""
    towns = [town("甲", 人=10, 财力=25), town("乙", 人=10, 财力=45)]
    problem = small({"钱": 30}, towns, targets=[("top_up", {"column": "财力", "per": "人"})])
    found = raised(problem, "乙")
    assert (found.name, found.after, found.less, found.award) == ("财力", 43, 44, 600)


def test_a_figure_is_raised_beyond_ten_times_itself_where_others_are_larger() -> None:
    """0 of a column in which another has 90: 10 times 0 would be 10 at most."""
    towns = [town("甲", 人=0), town("乙", 人=90)]
    problem = small({"钱": 10}, towns, targets=[("factors", {"weights": {"人": "100%"}})])
    found = raised(problem, "甲")
    assert found.after == 5 and found.award == 100
    few = small({"钱": 3}, towns, targets=[("factors", {"weights": {"人": "100%"}})])
    assert raised(few, "甲").after == 18


def test_a_figure_is_raised_as_far_as_rules_that_hold_the_award_back_ask(tmp_path: Path) -> None:
    """Floors and a ceiling hold 四镇 back: its people must be far more than its target asks."""
    path = tmp_path / "levels.yaml"
    path.write_text(LEVELS, encoding="utf-8")
    found = raised(read(path), "四镇")
    assert (found.name, found.before, found.award) == ("人口", 200, 45_000_000)
    assert found.less == found.after - 1
    for people, is_enough in ((found.after, True), (found.less, False)):
        changed = best(with_facts(read(path), "四镇", {"人口": people}))
        assert (changed.given("四镇") >= 45_000_000) == is_enough


def ends(problem: Problem, name: str) -> dict[str, Fraction]:
    found = ladders(problem, problem.recipient_named[name])
    return {ladder.name: ladder.value(ladder.count) for ladder in found}


def test_worked_figures_end_where_a_formula_can_no_longer_use_them() -> None:
    """By hand: 收入 less 补贴, 100 less 20, stays above 0 down to 21 of the one, up to 99."""
    towns = [town("甲", 收入=100, 补贴=20), town("乙", 收入=120, 补贴=15)]
    problem = small({"钱": 100}, towns, targets=[("factors", {"weights": {"净": "100%"}})])
    columns = {"收入": Fraction(1), "补贴": Fraction(-1)}
    problem = replace(problem, indicators={"净": Indicator("净", "元", "less", columns)})
    assert ends(problem, "甲") == {"收入": 21, "补贴": 99}


def test_worked_a_fixed_amount_ends_where_no_money_is_left_for_formulas() -> None:
    """By hand: of 100 50 are fixed for 乙, so that 甲 can have 50; without a formula, all."""
    formula: list[Entry] = [("factors", {"weights": {"人": "100%"}})]
    for targets, end in ((formula, 5000), ([], 10_000)):
        problem = small({"钱": 100}, TOWNS, aims={"甲": 30, "乙": 50}, targets=targets)
        assert ends(problem, "甲")["fixed"] == end


def test_figures_are_tried_where_the_tie_rule_alone_looks_at_targets() -> None:
    """By hand: of 3 each has 1, and the third goes to the larger remainder of 1.5 and 1.5."""
    towns = [town("甲", 人=10), town("乙", 人=10)]
    formula = ("factors", {"weights": {"人": "100%"}})
    even: list[Entry] = [("last_year", {"year": 2023, "distance": "absolute"})]
    past = [(2023, "甲", 2), (2023, "乙", 2)]
    problem = small({"钱": 3}, towns, targets=[formula], goals=even, history=past)
    assert letter(problem, "乙").looked == Looked(reads_targets=False)
    found = raised(replace(problem, ties=TieRule(by="remainder")), "乙")
    assert (found.name, found.award) == ("人", 200)


def test_what_was_not_settled_is_not_said_to_bring_nothing() -> None:
    found = letters(best(bounded()), NOBODY, ["乙"], HIGHS.within(1e-9))
    assert found.letters[0].raised is None
    words = raising_words(found, found.letters[0], named=False)
    assert words == (
        "单独改动哪一项能使它多得一步，没有查完。",
        "What single change would bring it one step more was not settled.",
    )


def test_every_kind_of_targets_names_the_columns_that_move_it() -> None:
    entries = [
        ("factors", {"weights": {"人": "100%"}}, {"人"}),
        (
            "bounded_factors",
            {"weights": {"人": "100%"}, "over": "batch", "eligible": {"率": 5}},
            {"人", "率"},
        ),
        ("top_up", {"column": "率", "per": "人"}, {"人", "率"}),
        ("units", {"column": "人", "standard": 1, "unit": "人"}, {"人"}),
        ("carve_out", {"recipients": ["甲"], "total": 5, "column": "人"}, {"人"}),
    ]
    for kind, entry, columns in entries:
        problem = small({"钱": 100}, TOWNS, targets=[(kind, entry)])
        read = {one.column for one in problem.targets[0].reads(problem)}
        assert read == columns, kind


def test_worked_a_letter_of_the_year_adds_up_on_paper() -> None:
    """By hand: 甲 was given 150 of 270 and its half is 135; the others share 100 + 20 in 3 : 2.

    So the year has 120 for who was overpaid at the same level, 72 and 48, and 28 are still due.
    """
    towns = [town("甲", 人=500), town("乙", 人=300), town("丙", 人=200)]
    earlier = [("甲", "钱", "用途", 150), ("丙", "钱", "用途", 20)]
    entry = {"weights": {"人": "100%"}, "over": "year", "overpaid": "zero"}
    targets = [("bounded_factors", entry)]
    problem = small({"钱": 100}, towns, targets=targets, earlier=earlier)
    found = letters(best(problem), NOBODY, ["丙"])
    zh, en = letter_words(found, found.letters[0])
    assert zh.startswith(
        "丙的测算额为 28元：人 200个 得 54元，已下达超过全年测算额的单位不再分，差额由各单位分担："
        "-6元，全年测算额 48元，扣除已下达 20元：-20元。"
    )
    assert en.startswith(
        "The target of 丙 is 28元: 人 200个 gives 54元, shared again, as somebody was given more "
        "than its part: -6元, 48元 of the year, less 20元 given before: -20元."
    )


def test_a_percentage_is_tried_up_to_all_of_it() -> None:
    """率 counts in percent: nobody is poorer than 100%; a rate of growth of 120% may be 1210%."""
    for largest, end in ((8, "100%"), (120, "1210%")):
        towns = [*TOWNS[:2], town("丙", 人=200, 率=largest)]
        entry = {"weights": {"人": "70%", "率": "30%"}, "over": "batch", "at_most": "30%"}
        problem = small({"钱": 100}, towns, targets=[("bounded_factors", entry)])
        rate = replace(problem.indicators["率"], unit="%")
        problem = replace(problem, indicators={**problem.indicators, "率": rate})
        zh, _ = said(problem, "甲")
        assert f"率由 3% 到 {end}" in zh
