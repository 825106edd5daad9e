"""The letter: whole paragraphs as they are sent, and what they say solved again."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from test_one_more import three_towns

import kept_plans
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.core.money import show_amount
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.letters import letters as letters_of
from optalloc.explaining.letters.describe import (
    letter_lines,
    letter_words,
    letters_document,
    letters_json,
    preface,
)
from optalloc.explaining.letters.ladders import with_facts
from optalloc.explaining.letters.letters import Letters, letters
from optalloc.explaining.one_step_more.describe import one_more_words
from optalloc.explaining.one_step_more.one_step_more import OneMore
from optalloc.pipeline.answer import Resolved, answer_of
from optalloc.pipeline.resolve import best
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.present.terminal import print_sections
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from small import small, town
from test_library import LIBRARY

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
NOBODY = Plan(())

TWO_TOWNS = {
    "灵山镇": (
        "灵山镇的测算额为 36.6667万元：行政村 22个，占全部的 73.3333%。本方案安排 40万元，"
        "比基准方案的 36.5万元 多 3.5万元。如果给它 50万元，最省的办法是由三江镇让出全部 "
        "10万元，这样目标“与测算额的差额合计最小”的数值就由 6.6667万元 变为 26.6667万元，"
        "不如现在。如果它的行政村由 22个 增加到 72个，它就能得 50万元；71个还不够。",
        "The target of 灵山镇 is 36.6667万元: 行政村 22个, 73.3333% of the whole. The plan "
        "gives it 40万元, 3.5万元 more than the 36.5万元 of the baseline. If it got 50万元, "
        "at the least cost 三江镇 would lose all of its 10万元, and the goal “smallest sum "
        "of deviations from target” would go from 6.6667万元 to 26.6667万元, which is worse. "
        "If its 行政村 were 72个 instead of 22个, it would get 50万元; 71个 would not be "
        "enough.",
    ),
    "三江镇": (
        "三江镇的测算额为 13.3333万元：行政村 8个，占全部的 26.6667%。本方案安排 10万元，"
        "比基准方案的 13.5万元 少 3.5万元。如果给它 20万元，最省的办法是由灵山镇让出 10万元，"
        "减到 30万元，这样目标“与测算额的差额合计最小”的数值就由 6.6667万元 变为 13.3333万元，"
        "不如现在。如果它的行政村由 8个 增加到 10个，它就能得 20万元；9个还不够。",
        "The target of 三江镇 is 13.3333万元: 行政村 8个, 26.6667% of the whole. The plan "
        "gives it 10万元, 3.5万元 less than the 13.5万元 of the baseline. If it got 20万元, "
        "at the least cost 灵山镇 would lose 10万元, going down to 30万元, and the goal “smallest "
        "sum of deviations from target” would go from 6.6667万元 to 13.3333万元, which is "
        "worse. If its 行政村 were 10个 instead of 8个, it would get 20万元; 9个 would not "
        "be enough.",
    ),
}
SIX_FACTORS = {
    "东山镇": (
        "东山镇的测算额为 112.1746万元：有衔接任务行政村 12个 得 22.8571万元，脱贫人口 2150人 "
        "得 28.7818万元，产业项目需求 240万元 得 21.3334万元，其余 3 项共得 39.2023万元。"
        "本方案安排 112万元，与基准方案相同。如果给它 113万元，最省的办法是由南湖镇让出 1万元，"
        "减到 76万元，这样目标“最差的相对缺口最小”的数值就由 0.3691% 变为 0.4588%，不如现在。"
        "如果它的脱贫人口由 2150人 增加到 2180人，它就能得 113万元；2179人还不够。",
        "The target of 东山镇 is 112.1746万元: 有衔接任务行政村 12个 gives 22.8571万元, 脱贫人口 "
        "2150人 gives 28.7818万元, 产业项目需求 240万元 gives 21.3334万元, 3 others together "
        "39.2023万元. The plan gives it 112万元, just as the baseline does. If it got 113万元, "
        "at the least cost 南湖镇 would lose 1万元, going down to 76万元, and the goal “smallest "
        "worst relative shortfall” would go from 0.3691% to 0.4588%, which is worse. If its "
        "脱贫人口 were 2180人 instead of 2150人, it would get 113万元; 2179人 would not be "
        "enough.",
    ),
    "西河镇": (
        "西河镇的测算额为 80.9936万元：有衔接任务行政村 9个 得 17.1429万元，脱贫人口 1420人 "
        "得 19.0093万元，产业项目需求 190万元 得 16.8889万元，其余 3 项共得 27.9525万元。"
        "本方案安排 81万元，与基准方案相同。如果给它 82万元，最省的办法是由南湖镇让出 1万元，"
        "减到 76万元，这样目标“最差的相对缺口最小”的数值就由 0.3691% 变为 0.4588%，不如现在。"
        "如果它的脱贫人口由 1420人 增加到 1451人，它就能得 82万元；1450人还不够。",
        "The target of 西河镇 is 80.9936万元: 有衔接任务行政村 9个 gives 17.1429万元, 脱贫人口 "
        "1420人 gives 19.0093万元, 产业项目需求 190万元 gives 16.8889万元, 3 others together "
        "27.9525万元. The plan gives it 81万元, just as the baseline does. If it got 82万元, "
        "at the least cost 南湖镇 would lose 1万元, going down to 76万元, and the goal “smallest "
        "worst relative shortfall” would go from 0.3691% to 0.4588%, which is worse. If its "
        "脱贫人口 were 1451人 instead of 1420人, it would get 82万元; 1450人 would not be "
        "enough.",
    ),
    "南湖镇": (
        "南湖镇的测算额为 76.3503万元：有衔接任务行政村 7个 得 13.3333万元，示范村 4个 得 "
        "16万元，产业项目需求 310万元 得 27.5556万元，其余 3 项共得 19.4614万元。本方案安排 "
        "77万元，比基准方案的 76万元 多 1万元。如果给它 78万元，最省的办法是由东山镇让出 "
        "1万元，减到 111万元，这样目标“最差的相对缺口最小”的数值就由 0.3691% 变为 1.0471%，"
        "不如现在。如果它的产业项目需求由 310万元 增加到 331万元，它就能得 78万元；330万元还不够。",
        "The target of 南湖镇 is 76.3503万元: 有衔接任务行政村 7个 gives 13.3333万元, 示范村 "
        "4个 gives 16万元, 产业项目需求 310万元 gives 27.5556万元, 3 others together 19.4614万元. "
        "The plan gives it 77万元, 1万元 more than the 76万元 of the baseline. If it got "
        "78万元, at the least cost 东山镇 would lose 1万元, going down to 111万元, and the "
        "goal “smallest worst relative shortfall” would go from 0.3691% to 1.0471%, which "
        "is worse. If its 产业项目需求 were 331万元 instead of 310万元, it would get 78万元; "
        "330万元 would not be enough.",
    ),
    "北岭镇": (
        "北岭镇的测算额为 130.4816万元：有衔接任务行政村 14个 得 26.6667万元，脱贫人口 3040人 "
        "得 40.6961万元，监测对象 278人 得 27.7537万元，其余 3 项共得 35.3651万元。本方案安排 "
        "130万元，比基准方案的 131万元 少 1万元。如果给它 131万元，最省的办法是由南湖镇让出 "
        "1万元，减到 76万元，这样目标“最差的相对缺口最小”的数值就由 0.3691% 变为 0.4588%，"
        "不如现在。如果它的脱贫人口由 3040人 增加到 3052人，它就能得 131万元；3051人还不够。",
        "The target of 北岭镇 is 130.4816万元: 有衔接任务行政村 14个 gives 26.6667万元, 脱贫人口 "
        "3040人 gives 40.6961万元, 监测对象 278人 gives 27.7537万元, 3 others together "
        "35.3651万元. The plan gives it 130万元, 1万元 less than the 131万元 of the baseline. "
        "If it got 131万元, at the least cost 南湖镇 would lose 1万元, going down to 76万元, and "
        "the goal “smallest worst relative shortfall” would go from 0.3691% to 0.4588%, which "
        "is worse. If its 脱贫人口 were 3052人 instead of 3040人, it would get 131万元; 3051人 "
        "would not be enough.",
    ),
    "区农业农村局": (
        "区农业农村局的测算额由【定额】定为 60万元。本方案安排 60万元，与基准方案相同。"
        "不能给到 61万元，因为【不超过需求】规定各单位各用途不超过需求（含今年已下达）。"
        "只要这条规定和各项数字不变，它就不能多得。",
        "The target of 区农业农村局 is 60万元, as [departments] fixes it. The plan gives "
        "it 60万元, just as the baseline does. It cannot get 61万元, because of [need]: nobody "
        "above its need in any use, with what the year already gave. As long as that rule "
        "and the figures stand, it can get no more.",
    ),
    "区水务局": (
        "区水务局的测算额由【定额】定为 40万元。本方案安排 40万元，与基准方案相同。"
        "如果给它 41万元，最省的办法是由南湖镇让出 1万元，减到 76万元，"
        "这样目标“最差的相对缺口最小”的数值就由 0.3691% 变为 0.4588%，不如现在。"
        "如果【定额】给它定的数由 40万元 提到 40.5万元，"
        "它就能得 41万元。",
        "The target of 区水务局 is 40万元, as [departments] fixes it. The plan gives it 40万元, "
        "just as the baseline does. If it got 41万元, at the least cost 南湖镇 would lose "
        "1万元, going down to 76万元, and the goal “smallest worst relative shortfall” would "
        "go from 0.3691% to 0.4588%, which is worse. If [departments] fixed 40.5万元 for "
        "it instead of 40万元, it would get 41万元.",
    ),
}


@pytest.fixture(scope="module")
def six() -> Solved:
    return solve(SCENARIOS / "six-factors" / "plan.yaml")


@pytest.fixture(scope="module")
def all_six(six: Solved) -> Letters:
    return written(six)


def written(solved: Solved, *names: str) -> Letters:
    return letters(answer_of(solved), solved.baseline.plan, names or None)


def said_of(problem: Problem, name: str) -> tuple[str, str]:
    found = letters(best(problem), NOBODY, [name])
    return tuple(letter_words(found, found.letters[0], named=True))


def test_the_letters_of_two_towns_read_well() -> None:
    found = written(solve(SCENARIOS / "meilan-2023" / "two-towns.yaml"))
    assert {
        one.recipient: tuple(letter_words(found, one, named=True)) for one in found.letters
    } == TWO_TOWNS


@pytest.mark.slow
def test_the_letters_of_six_factors_read_well(all_six: Letters) -> None:
    found = all_six
    assert {
        one.recipient: tuple(letter_words(found, one, named=True)) for one in found.letters
    } == SIX_FACTORS
    assert tuple(preface(found)) == (
        "合计以 1万元 为一步，对照的是基准（最大余数法）。每个单位多得一步会怎样，"
        "都按全部约束重新算过，得出的方案也逐条核对过。",
        "Totals stand in steps of 1万元; beside them stands the baseline (largest remainder "
        "method). What one step more would do was worked out again under every rule, and each "
        "plan audited.",
    )


def test_a_letter_says_that_targets_are_more_than_the_money() -> None:
    """Targets 60 and 30 of 45: nobody is told 30 of 60 without it."""
    problem = small({"资金": 45}, [town("甲"), town("乙")], aims={"甲": 60, "乙": 30})
    said = preface(letters(best(problem), NOBODY))
    assert said.zh.endswith("测算额合计比资金多 45元。")
    assert said.en.endswith(" Targets are 45元 more than the money.")


@pytest.mark.slow
def test_what_would_bring_a_step_more_is_the_best_plan_of_the_changed_facts(
    six: Solved, all_six: Letters
) -> None:
    found = all_six
    raised = [one for one in found.letters if one.raised and one.raised.kind == "figure"]
    assert len(raised) == 4
    for one in raised:
        assert one.raised is not None
        for figure, gets in ((one.raised.after, True), (one.raised.less, False)):
            changed = with_facts(six.problem, one.recipient, {one.raised.name: figure})
            given = best(changed, HIGHS).given(one.recipient)
            assert (given >= one.one_more.wanted) == gets
            assert not gets or given == one.raised.award


def test_a_letter_alone_is_followed_by_its_score_sheet(six: Solved, all_six: Letters) -> None:
    lines = list(letter_lines(written(six, "南湖镇")))
    assert len(lines) == 3 + 6
    assert lines[1] == ("南湖镇：", "南湖镇:")
    assert lines[3].zh == (
        "  有衔接任务行政村 7个，占 16.6667%，权重 20%：400万元 × 20% × 16.6667% = 13.3333万元"
    )
    assert len(list(letter_lines(all_six))) == 1 + 2 * 6


def test_figures_named_in_a_letter_add_up_to_its_target() -> None:
    found = written(solve(SCENARIOS / "xiuwen-2022-like" / "plan.yaml"))
    for one in found.letters:
        assert sum(line.amount for line in one.sheet) == one.target
        told = letter_words(found, one, named=True).zh.partition("：")[2].partition("。本方案")[0]
        parts = [Fraction(part.rpartition("得 ")[2][:-2]) for part in told.split("，")]
        target = Fraction(
            letter_words(found, one, named=True).zh.partition("为 ")[2].partition("万元")[0]
        )
        assert sum(parts) == target


def test_a_rule_that_forbids_it_is_loosened_as_little_as_gives_it() -> None:
    problem = three_towns(("ceiling", {"amount": "5", "cite": "办法第三条"}))
    assert said_of(problem, "甲") == (
        "甲的测算额由【定额】定为 6元。本方案安排 5元，比基准方案的 0元 多 5元。"
        "不能给到 6元，因为【封顶】规定各单位不高于 5元，依据是办法第三条。"
        "如果把【封顶】的“金额”由 5元 改为 6元，加 1元，它就能得 6元。",
        "The target of 甲 is 6元, as [fixed] fixes it. The plan gives it 5元, 5元 more "
        "than the 0元 of the baseline. It cannot get 6元, because of [ceiling]: every recipient "
        "at most 5元, 办法第三条. It would get 6元 if you change “amount” of [ceiling] from 5元 "
        "to 6元, plus 1元.",
    )


def test_a_letter_tells_the_loosened_rule_without_its_name() -> None:
    """It told what to change in 【封顶】, a name that only the office's own papers have."""
    problem = three_towns(("ceiling", {"amount": "5"}))
    found = letters(best(problem), NOBODY, ["甲"])
    words = letter_words(found, found.letters[0])
    assert words.zh.endswith(
        "因为规定各单位不高于 5元。如果规定改为各单位不高于 6元，它就能得 6元。"
    )
    assert words.en.endswith("It would get 6元 if the rule were “every recipient at most 6元”.")
    assert "封顶" not in words.zh


def test_rules_that_forbid_it_together_are_told_together() -> None:
    problem = small(
        {"资金": 6},
        [town("甲"), town("乙"), town("丙")],
        [
            ("low", {"kind": "floor", "amount": "2", "recipients": ["乙"]}),
            ("least", {"kind": "floor", "amount": "1", "recipients": ["丙"]}),
        ],
        aims={"甲": 6, "乙": 2, "丙": 1},
    )
    zh, en = said_of(problem, "甲")
    assert "不能给到 4元，因为下面 2 条合在一起不允许：【保底】规定乙不低于 2元；" in zh
    assert "It cannot get 4元, because these 2 together forbid it: [low]: 乙 at least 2元" in en


def test_a_rule_that_no_setting_loosens_is_told_to_stand_in_the_way() -> None:
    hand = {"who": "办公会", "when": "2024-01-02", "why": "已定"}
    problem = three_towns(("fixed_award", {"recipient": "甲", "amount": "5", **hand}))
    zh, en = said_of(problem, "甲")
    assert zh.endswith("。只要这条规定和各项数字不变，它就不能多得。")
    assert en.endswith(" As long as that rule and the figures stand, it can get no more.")


def test_a_rule_that_follows_targets_gives_way_when_a_figure_is_raised() -> None:
    exact = ("exact", {"kind": "balance", "max_deviation": "0%"})
    towns = [town("甲", 村=3), town("乙", 村=2)]
    by_villages = ("factors", {"weights": {"村": "100%"}})
    problem = small({"资金": 10}, towns, [exact], targets=[by_villages])
    found = letters(best(problem), NOBODY, ["甲"]).letters[0]
    assert found.one_more.rules == ("exact",)
    assert found.raised is not None


def test_one_who_is_in_no_formula_has_a_letter_too() -> None:
    problem = small({"资金": 4}, [town("甲"), town("乙")], aims={"甲": 4})
    assert said_of(problem, "乙") == (
        "乙不参与测算，测算额为 0元。本方案安排 0元，与基准方案相同。如果给它 1元，"
        "最省的办法是由甲让出 1元，减到 3元，这样目标“与测算额的差额合计最小”的数值就由 0元 变为 "
        "2元，不如现在。",
        "No formula speaks for 乙: its target is 0元. The plan gives it 0元, just as the baseline "
        "does. If it got 1元, at the least cost 甲 would lose 1元, going down to 3元, and the "
        "goal “smallest sum of deviations from target” would go from 0元 to 2元, which is worse.",
    )


def test_a_figure_of_which_less_means_more_goes_down() -> None:
    by_income = ("factors", {"weights": {"收入": "100%"}})
    problem = small({"资金": 10}, [town("甲", 收入=8), town("乙", 收入=8)], targets=[by_income])
    less = {"收入": replace(problem.indicators["收入"], direction="less", unit="元")}
    zh, en = said_of(replace(problem, indicators=less), "甲")
    assert "收入 8元，按倒数占 50%" in zh
    assert zh.endswith("如果它的收入由 8元 降到 6元，它就能得 6元；7元还不行。")
    assert en.endswith("If its 收入 were 6元 instead of 8元, it would get 6元; 7元 would not do.")


def equal_towns() -> Resolved:
    return best(small({"资金": 3}, [town("甲"), town("乙")], aims={"甲": 5, "乙": 5}))


def test_an_equally_good_plan_is_told_with_the_rule_for_ties() -> None:
    found = letters(equal_towns(), NOBODY, ["乙"])
    assert tuple(one_more_words(found.answer, found.letters[0].one_more)) == (
        "给它 1元也同样好，由甲让出 1元，减到 2元；总额相同，按规定取名单在前的多得的，"
        "所以没有多给。",
        "It might as well get 1元: then 甲 would lose 1元, going down to 2元; both give the same "
        "in all, and the rule then takes the one in which earlier names get more, so it gets no "
        "more.",
    )


def test_many_losers_are_named_up_to_three_and_then_counted(all_six: Letters) -> None:
    found = all_six
    towns = ("东山镇", "西河镇", "南湖镇", "区农业农村局", "区水务局", "区交通局")
    fens = (5_000_000, 4_000_000, 3, 2, 1, 1)
    moves = {name: -fen for name, fen in zip(towns, fens, strict=True)}
    more = replace(found.letters[3].one_more, moves={**moves, "北岭镇": 9_000_007})
    zh, en = one_more_words(found.answer, more)
    assert (
        "由东山镇让出 5万元、西河镇让出 4万元、南湖镇让出 0.000003万元、"
        "其余 3 个单位共让出 0.000004万元" in zh
    )
    assert "南湖镇 would lose 0.000003万元 and 3 more would lose 0.000004万元 in all" in en
    del moves["区交通局"]
    more = replace(found.letters[3].one_more, moves={**moves, "北岭镇": 9_000_006})
    assert "区水务局让出 0.000001万元" in one_more_words(found.answer, more).zh  # not to save two


def test_what_is_not_proven_is_not_said_to_be() -> None:
    answer = best(three_towns())
    more = letters(answer, NOBODY, ["乙"]).letters[0].one_more
    for changed, zh, en in (
        (replace(more, proven="no"), "时限内找到的最省办法是", "at the least cost found in time"),
        (replace(more, kind="open"), "在时限内没有得出结论。", "was not settled in time."),
        (replace(more, kind="better"), "没有证明最优。", "The plan was not proven best."),
        (replace(more, kind="forbidden"), "各条约束合在一起不允许。", "do not allow it."),
    ):
        said = one_more_words(answer, changed)
        assert zh in said.zh
        assert en in said.en


def test_left_over_money_takes_nothing_from_anybody() -> None:
    problem = small({"资金": 5}, [town("甲"), town("乙")], aims={"甲": 2, "乙": 1}, whole=False)
    zh, en = said_of(problem, "乙")
    assert "最省的办法是用没有安排的资金，这样目标" in zh
    assert "at the least cost money that is left over would be used, and the goal" in en


def test_letters_to_many_leave_out_what_would_bring_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters_of, "MOST_SEARCHED", 1)
    answer, seen = best(three_towns()), list[tuple[int, int]]()
    found = letters(answer, NOBODY, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert not found.is_searched
    assert all(one.raised is None for one in found.letters)
    assert preface(found).zh.endswith("要知道什么变化能使某个单位多得，请单独查询它。")
    assert letters(answer, NOBODY, ["乙"]).letters[0].raised is not None


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "--recipient：单位应为 甲、乙、丙 之一，实为 '丁'。"),
        ("en", "--recipient: one of 甲, 乙, 丙, got '丁'."),
    ],
)
def test_a_letter_to_nobody_is_refused(lang: Lang, said: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        letters(best(three_towns()), NOBODY, ["丁", "戊"])
    text = refused.value.letter(lang)
    assert said in text
    assert "戊" in text


def test_without_a_plan_there_is_nothing_to_write() -> None:
    with pytest.raises(ValueError, match="no plan"):
        letters(best(three_towns(("floor", {"amount": "9"}))), NOBODY)


def test_letters_as_json_hold_exact_values_and_the_paragraph(all_six: Letters) -> None:
    found = all_six
    for lang in LANGS:
        told = json.loads(json.dumps(letters_json(found, "万元", lang)))
        assert [one["words"] for one in told["letters"]] == [
            letter_words(found, one).say(lang) for one in found.letters
        ]
    first = told["letters"][0]
    assert first["one_more"]["would_lose"] == {"南湖镇": "1"}
    assert Fraction(first["one_more"]["after"]) - Fraction(first["one_more"]["before"]) > 0
    assert first["would_bring_it"] == {
        "kind": "figure", "of": "脱贫人口", "unit": "人", "before": "2150", "after": "2180",
        "award": "113",
    }  # fmt: skip
    amounts = sum(Fraction(line["amount"]) for line in first["sheet"])
    assert abs(amounts - Fraction(first["target"])) < Fraction(1, 10**5)
    assert told["letters"][4]["one_more"]["rules"] == ["need"]
    assert told["letters"][4]["would_bring_it"] is None
    assert told["letters"][5]["would_bring_it"]["before"] == "40"


def test_a_loosened_rule_as_json_names_its_setting() -> None:
    found = letters(best(three_towns(("ceiling", {"amount": "5"}))), NOBODY, ["甲"])
    assert letters_json(found, "元", "zh")["letters"][0]["would_bring_it"] == {
        "kind": "rule", "of": "ceiling", "setting": "amount", "before": "5", "after": "6",
        "award": show_amount(600, "元"),
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_printed_letters_are_the_paragraphs(
    lang: Lang, all_six: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    found = all_six
    print_sections(letters_document(found), lang)
    printed = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    for one in found.letters:
        assert letter_words(found, one).say(lang).replace(" ", "") in printed


def test_printed_letters_end_after_two_hundred(
    all_six: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    found = all_six
    print_sections(letters_document(replace(found, letters=found.letters * 40)), "zh")
    assert "另有 40 个单位没有列出" in capsys.readouterr().out


def test_a_wish_is_no_part_of_what_forbids_it() -> None:
    found = letters(best(three_towns(("floor", {"amount": "2"}))), NOBODY)
    told: list[OneMore] = [one.one_more for one in found.letters]
    assert all("→" not in label for more in told for label in more.rules)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LIBRARY if not name.startswith("projects")])
def test_every_letter_of_the_library_has_two_to_five_sentences(name: str) -> None:
    solved = kept_plans.solved(LIBRARY[name], solver="highs")
    if solved.best is None:
        return
    found = written(solved)
    for one in found.letters:
        zh, en = letter_words(found, one, named=True)
        assert 2 <= zh.count("。") <= 5
        assert 2 <= len(re.findall(r"[.](?: [A-Z]|$)", en)) <= 5
        assert not any(mark in zh + en for mark in ("None", "  ", "：。", "，，", "1 others"))


def test_a_letter_names_no_other_recipient_and_no_label_unless_asked(all_six: Letters) -> None:
    names = [one.recipient for one in all_six.letters]
    for one in all_six.letters:
        for words in letter_words(all_six, one):
            assert not [name for name in names if name in words and name != one.recipient]
            assert "【" not in words and "[" not in words
    said = [letter_words(all_six, one) for one in all_six.letters]
    assert "最省的办法是由其他单位让出 1万元，这样" in said[0].zh
    assert "at the least cost other recipients would have to give up 1万元, and" in said[0].en


def test_worked_a_letter_says_what_of_the_money_is_not_decided_yet() -> None:
    """By hand: A takes the 6 of this year; B and C fit next year alone, with 4 and 2 of its 6."""
    projects = tuple(
        Project(name, who, "用途", need * 100, facts={"受益": Fraction(9)}, marks={"最早": first})
        for name, who, need, first in (("A", "甲", 6, ""), ("B", "甲", 4, "2"), ("C", "乙", 2, "2"))
    )
    years = {"years": {"1": ["今年"], "2": ["明年"]}, "profile": "分年", "start": "最早"}
    made = small(
        {"今年": 6, "明年": 6},
        [town("甲"), town("乙")],
        [("schedule", years), ("project_funding", {"how": "whole"})],
        aims={"甲": 6, "乙": 6},
        whole=False,
    )
    goal = GOALS["project_benefit"].read("受益", {"column": "受益", "unit": "人"}, "元")
    problem = replace(made, projects=projects, goals=(goal,))
    found = letters(best(problem), NOBODY, ["甲", "乙"])
    first, second = (letter_words(found, letter) for letter in found.letters)
    assert "本方案安排 10元，比基准方案的 0元 多 10元。其中 4元 是以后年度的预安排，" in first.zh
    assert "baseline. 4元 of it is indicative for later years, and not decided." in first.en
    assert "这些都是以后年度的预安排，不是已定的安排。" in second.zh
    assert "All of it is indicative for later years, and not decided." in second.en


def test_worked_a_letter_names_the_cap_beside_the_target_of_the_year() -> None:
    """By hand, a year of 140: 84 by people, 56 by the cap of 40%, less 20 given before: 36.

    Three lines were named, the largest, and the cap was one of the others.
    """
    towns = [town("甲", 人=6, 户=6, 亩=6, 村=6), town("乙", 人=4, 户=4, 亩=4, 村=4)]
    towns.append(town("丙", 人=0, 户=0, 亩=0, 村=0))
    entry = {
        "weights": {"人": "40%", "户": "40%", "亩": "10%", "村": "10%"},
        "over": "year",
        "overpaid": "zero",
        "at_most": "40%",
    }
    before = [("甲", "省级", "用途", 20)]
    problem = small({"省级": 120}, towns, targets=[("bounded_factors", entry)], earlier=before)
    found = letters(best(problem), NOBODY, ["甲"])
    said = letter_words(found, found.letters[0])
    assert "上下限内再分配：-28元，全年测算额 56元，扣除已下达 20元：-20元" in said.zh
