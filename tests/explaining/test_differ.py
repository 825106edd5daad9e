"""Why two scenarios differ: what each setting moved adds up, and is the average over all orders."""

import json
from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.difference import attribution
from optalloc.explaining.difference.attribution import MOST_IN_EVERY_ORDER, Why, why_they_differ
from optalloc.explaining.difference.describe import differ_json, differ_lines
from optalloc.inputs.read import read
from optalloc.pipeline.resolve import best
from quick import examples

MEILAN = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023"
PUBLISHED, TWO_TOWNS, FOUR_TOWNS, WHOLE_WAN = (
    str(MEILAN / f"{name}.yaml") for name in ("published", "two-towns", "four-towns", "whole-wan")
)
BASE = """\
unit: 元
tables:
  sources: [{资金来源: 市级, 金额: 60}, {资金来源: 区级, 金额: 40}]
  uses: [{用途: 大棚, 是否产业: 是}, {用途: 道路, 是否产业: 否}]
  recipients:
    - {单位: 甲镇, 村: 5, 户: 40}
    - {单位: 乙镇, 村: 3, 户: 90}
    - {单位: 丙镇, 村: 2, 户: 20}
indicators:
  村: {unit: 个, direction: more}
  户: {unit: 户, direction: more}
targets:
  formula: {kind: factors, weights: {村: 100%}}
rules:
  grain: {cell: 1}
  spend_whole: {}
  cap: {kind: ceiling, amount: 60}
  industry: {kind: share, groups: [产业发展], at_least: 55%, over: batch}
goals:
  closest_to_target: {distance: squared_over_target}
"""
CHANGES = {
    "money": "changes: {sources: {市级: {金额: 80}}}",
    "village": "changes: {recipients: {丙镇: {村: 4}}}",
    "weights": "targets: {formula: {weights: {村: 50%, 户: 50%}}}",
    "cap": "rules: {cap: {amount: 45}}",
    "floor": "rules: {floor: {amount: 25}}",
    "grain": "rules: {grain: {cell: 5}}",
    "evenness": "goals: {evenness: {}}",
    "industry": "rules: {industry: off}",
    "split": "rules: {split: {shares: {市级: 60, 区级: 40}, within: recipient}}",
}
LOOSE = settings(
    max_examples=examples(25),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def written(folder: Path, *words: str) -> tuple[str, str]:
    """Write the base, and the base with some changes laid over it, one file over the other."""
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    below = "base.yaml"
    for i, word in enumerate(words):
        text = f"extends: {below}\n{CHANGES.get(word, word)}\n"
        below = f"changed{i}.yaml"
        (folder / below).write_text(text, encoding="utf-8")
    return str(folder / "base.yaml"), str(folder / below)


def adds_up(why: Why) -> None:
    """Assert that what the changes moved is the difference, exactly and as printed."""
    for lang in ("zh", "en"):
        said = differ_json(why, why.first.problem.unit, lang)
        for name in why.recipients:
            moved = [change.moved.get(name, Fraction(0)) for change in why.changes]
            assert sum(moved) == why.difference(name)
            printed = [Fraction(change["moved"][name]) for change in said["changes"]]
            assert sum(printed) == Fraction(said["differences"][name])


def keys(why: Why) -> list[list[str]]:
    return [[".".join(s.key) for s in change.settings] for change in why.changes]


@pytest.mark.slow
@LOOSE
@given(words=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=4, unique=True))
def test_what_drawn_changes_move_adds_up_to_the_difference(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    pair = written(tmp_path_factory.mktemp("drawn"), *words)
    if any(best(read(path), HIGHS).plan is None for path in pair):
        return
    why = why_they_differ(*pair, how=HIGHS)
    adds_up(why)
    assert sum(len(change.settings) for change in why.changes) >= 1


def test_each_change_takes_its_average_over_every_order(tmp_path: Path) -> None:
    words = ("cap", "floor", "money")
    why = why_they_differ(*written(tmp_path, *words))
    assert keys(why) == [["tables.sources"], ["rules.cap.amount"], ["rules.floor"]]
    totals: dict[frozenset[str], Mapping[str, int]] = {}
    for order in permutations(words):
        for n in range(4):
            chosen = frozenset(order[:n])
            if chosen not in totals:
                plan = best(read(written(tmp_path, *sorted(chosen))[1])).plan
                assert plan is not None
                totals[chosen] = plan.by_recipient
    for word, change in zip(("money", "cap", "floor"), why.changes, strict=True):
        for name in why.recipients:
            shifts = [
                totals[frozenset(order[: order.index(word) + 1])].get(name, 0)
                - totals[frozenset(order[: order.index(word)])].get(name, 0)
                for order in permutations(words)
            ]
            assert change.moved.get(name, 0) == Fraction(sum(shifts), 6)


def test_settings_that_only_work_together_are_switched_together_and_told_so(
    tmp_path: Path,
) -> None:
    together = (
        "indicators: {人: {unit: 人, direction: more, columns: {户: 4}}}\n"
        "targets: {formula: {weights: {村: 40%, 人: 60%}}}"
    )
    why = why_they_differ(*written(tmp_path, together, "cap"))
    assert keys(why) == [["indicators.人", "targets.formula.weights"], ["rules.cap.amount"]]
    assert why.is_average
    adds_up(why)
    said = list(differ_lines(why))
    assert said[1].en.startswith(
        "A. the indicator [人] is new; "
        "weights of the target part [formula]: 村 100% → 40%, 人 unset → 60%. Effect: "
    )
    assert tuple(said[2]) == (
        "   这 2 项只能一起改：只改 targets.formula.weights，"
        "情景不能读取（应为已有的名称（户、村），实为 '人'）。",
        "   These 2 only work together: with targets.formula.weights alone, "
        "the scenario cannot be read (a name that is there (户, 村), got '人').",
    )


def test_a_change_that_leaves_no_plan_alone_goes_with_the_one_that_makes_room(
    tmp_path: Path,
) -> None:
    tight, less = "rules: {cap: {amount: 30}}", "changes: {sources: {市级: {金额: 40}}}"
    why = why_they_differ(*written(tmp_path, tight, "evenness", less))
    assert keys(why) == [["tables.sources", "rules.cap.amount"], ["goals"]]
    assert tuple(why.changes[0].because) == (
        "只改 rules.cap.amount，没有可行方案",
        "with rules.cap.amount alone, there is no plan",
    )
    adds_up(why)


def test_many_changes_are_switched_in_the_order_listed(tmp_path: Path) -> None:
    words = ("money", "weights", "cap", "floor", "grain", "evenness", "village")
    why = why_they_differ(*written(tmp_path, *words))
    assert not why.is_average
    assert len(why.changes) == len(words) > MOST_IN_EVERY_ORDER
    assert why.solves == len(words) - 1
    adds_up(why)
    assert "次序不同" in next(differ_lines(why)).zh


def test_what_means_the_same_is_no_difference(tmp_path: Path) -> None:
    (tmp_path / "pots.csv").write_text("资金来源,金额(元)\n市级,60\n区级,40.00\n", "utf-8")
    same = "tables: {sources: pots.csv}\nrules: {industry: {at_least: 0.55, cite: 第三条}}"
    why = why_they_differ(*written(tmp_path, same))
    assert why.changes == ()
    assert [tuple(words) for words in differ_lines(why)] == [
        (
            "changed0 与 base 相比，0 项设置不同，各单位合计没有差别。",
            "changed0 beside base: 0 settings differ, nobody's total differs.",
        )
    ]


def test_another_unit_is_switched_with_every_amount_that_is_written_in_it(tmp_path: Path) -> None:
    in_wan = BASE.replace("unit: 元", "unit: 万元").replace("cap: {kind: ceiling, amount: 60}", "")
    one, _ = written(tmp_path)
    other = tmp_path / "wan.yaml"
    other.write_text(in_wan, encoding="utf-8")
    why = why_they_differ(one, other)
    assert len(why.changes) == 1
    assert why.changes[0].settings[0].key == ("unit",)
    assert "不分开计算" in list(differ_lines(why))[2].zh
    adds_up(why)


def test_the_readings_of_meilan_are_told_apart_aloud() -> None:
    four = list(differ_lines(why_they_differ(TWO_TOWNS, FOUR_TOWNS)))
    assert [tuple(words) for words in four] == [
        (
            "four-towns 与 two-towns 相比，1 项设置不同，一些单位共多 20万元，另一些共少 20万元。",
            "four-towns beside two-towns: 1 setting differs, "
            "some recipients get 20万元 more in all, others 20万元 less.",
        ),
        (
            "A. 单位表（增加 演丰镇、大致坡镇）。"
            "结果：灵山镇 -20万元、演丰镇 +10万元、大致坡镇 +10万元。",
            "A. the recipients (new: 演丰镇, 大致坡镇). "
            "Effect: 灵山镇 -20万元, 演丰镇 +10万元, 大致坡镇 +10万元.",
        ),
    ]
    two = list(differ_lines(why_they_differ(PUBLISHED, TWO_TOWNS)))
    assert two[0].zh == "two-towns 与 published 相比，4 项设置不同，各单位合计没有差别。"
    assert two[1].zh == (
        "A. 单位表（新列 行政村；去掉列 受扶持村）；增加因素【行政村】；"
        "去掉测算方式【按标准测算】（按“受扶持村”每个 10万元）；"
        "增加测算方式【因素法】（因素法：行政村 100%）。结果：不改变任何单位的合计。"
    )
    assert two[2].en.startswith(
        "   These 4 only work together: with tables.recipients alone, the scenario cannot be read"
    )


@pytest.mark.slow
def test_compare_says_why_and_puts_it_into_json(office: Office) -> None:
    said = office.run("compare", TWO_TOWNS, FOUR_TOWNS, WHOLE_WAN, "--why")
    assert said.code == 4 and "whole-wan" in said.err
    assert "结果：灵山镇 -20万元、演丰镇 +10万元、大致坡镇 +10万元。" in said.out
    assert "whole-wan 没有方案，无从比较。" in said.out
    found = json.loads(office.run("compare", TWO_TOWNS, FOUR_TOWNS, "--why", "--json").out)
    assert len(found["why"]) == 1
    why = found["why"][0]
    assert (why["first"], why["second"], why["method"]) == (
        "two-towns",
        "four-towns",
        "every_order",
    )
    assert why["changes"][0]["settings"][0]["key"] == "tables.recipients"
    assert why["changes"][0]["moved"] == why["differences"]
    assert why["differences"] == {
        "灵山镇": "-20",
        "演丰镇": "10",
        "三江镇": "0",
        "大致坡镇": "10",
    }
    assert "why" not in json.loads(office.run("compare", TWO_TOWNS, FOUR_TOWNS, "--json").out)


def test_compare_prints_what_each_change_moved_side_by_side(office: Office) -> None:
    one, other = written(office.folder, "cap", "floor")
    for lang, head, total in (
        ("zh", "各项设置移动的资金", "差额"),
        ("en", "What each", "difference"),
    ):
        said = office.run("compare", one, other, "--why", lang=lang)
        table = said.out.partition(head)[2].splitlines()
        assert table[1].split() == ["单位" if lang == "zh" else "recipient", "A", "B", total]
        rows = [line.split() for line in table[3:6]]
        assert [row[0] for row in rows] == ["甲镇", "乙镇", "丙镇"]
        for row in rows:
            assert Fraction(row[1]) + Fraction(row[2]) == Fraction(row[3])


def test_one_scenario_has_nothing_to_differ_from(office: Office) -> None:
    said = office.run("compare", TWO_TOWNS, "--why", lang="en")
    assert said.code == 0
    assert "There is one scenario, and nothing beside it." in said.out


def test_large_plans_are_gone_through_in_one_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = written(tmp_path, "cap", "floor", "money")
    assert why_they_differ(*pair).is_average
    monkeypatch.setattr(attribution, "MOST_CELLS_SOLVED", 8 * 12 - 1)
    why = why_they_differ(*pair)
    assert not why.is_average
    assert why.solves == 2
    adds_up(why)
    assert why_they_differ(*written(tmp_path, "cap", "floor")).is_average


def test_scenarios_of_one_name_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    one, _ = written(tmp_path)
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / "base.yaml"
    for title, en in (
        ("", "the second beside the first: "),
        ("title: 试算\n", "试算 beside base: "),
    ):
        other.write_text(f"extends: ../base.yaml\n{title}", encoding="utf-8")
        assert next(differ_lines(why_they_differ(one, other))).en.startswith(en)
