"""One mistake has one letter, several have theirs at once, and each says the right figure."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.inputs.starter import new

SCENARIO = """
title: 三镇
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 45}, {资金来源: 区级, 金额: 55}]
  recipients: [{单位: 甲镇, 村: 5}, {单位: 乙镇, 村: 3}, {单位: 丙镇, 村: 2}]
  uses: [{用途: 产业, 是否产业: 是}, {用途: 建设, 是否产业: 否}]
indicators: {村: {unit: 个, direction: more}}
targets: {factors: {weights: {村: 100%}}}
rules:
  grain: {cell: 1}
  RULE
goals: {closest_to_target: {distance: absolute}}
"""


def letter(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return the remedies of a scenario's faults in both languages."""
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputUnusable) as refused:
        read(path)
    return [(f.remedy.zh, f.remedy.en) for f in refused.value.faults]


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("share: {groups: [产业发展], over: batch, at_least: 百分之十五}", "15%"),
        ("share: {groups: [产业发展], over: batch, at_least: 十五}", "15%"),
        ("share: {groups: [产业发展], over: batch, at_least: 百分之五十五点五}", "55.5%"),
        ("floor: {amount: 二十万}", "20万元"),
        ("floor: {amount: 二十万元}", "20万元"),
        ("floor: {amount: 三十一万五千元整}", "315000元"),
        ("floor: {amount: 二十}", "20"),
        ("balance: {max_deviation: 百分之十}", "10%"),
        ("balance: {max_deviation: 十}", "10"),
        ("recipient_count: {at_least: 三}", "3"),
        ("split: {shares: {市级: 百分之四十五, 区级: 55%}, within: recipient}", "45%"),
    ],
)
def test_a_setting_in_words_is_told_in_digits(tmp_path: Path, rule: str, meant: str) -> None:
    assert letter(tmp_path, SCENARIO.replace("RULE", rule)) == [
        (f"请用阿拉伯数字，写成 {meant}。", f"Write it in digits: {meant}.")
    ]


@pytest.mark.parametrize("rule", ["floor: {amount: 一百五}", "floor: {amount: 若干}"])
def test_words_that_say_no_one_number_are_not_guessed(tmp_path: Path, rule: str) -> None:
    assert letter(tmp_path, SCENARIO.replace("RULE", rule)) == [("", "")]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("金额: 四十五", "45"), ("金额: 四十五万元", "45万元"), ("金额: 肆拾伍万元整", "45万元")],
)
def test_a_cell_in_words_is_told_in_digits(tmp_path: Path, cell: str, meant: str) -> None:
    text = SCENARIO.replace("RULE", "spend_whole: {}").replace("金额: 45", cell)
    assert letter(tmp_path, text) == [
        (f"请用阿拉伯数字，写成 {meant}。", f"Write it in digits: {meant}.")
    ]


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("RULE", "recipient_count: {at_most: 55}",
         ("这里写个数；要 55% 的单位，请写 1（共 3 个）。",
          "It is a count: write 1 for 55% of the 3 recipients.")),
        ("RULE", "recipient_count: {at_least: 55}",
         ("这里写个数；要 55% 的单位，请写 2（共 3 个）。",
          "It is a count: write 2 for 55% of the 3 recipients.")),
        ("RULE", "recipient_count: {at_least: 5}", ("", "")),
        ("RULE", "recipient_count: {at_least: 55%}",
         ("这里写个数，不写百分数。", "It is a count, and no percentage.")),
        ("{村: 100%}}", "{村: 100%}, portion: 55}",
         ("要 55%，请写 55%。", "Write 55% if that is meant.")),
    ],
)  # fmt: skip
def test_what_looks_like_a_percentage_is_told(
    tmp_path: Path, old: str, new: str, remedy: tuple[str, str]
) -> None:
    text = SCENARIO.replace(old, new).replace("RULE", "spend_whole: {}")
    assert letter(tmp_path, text) == [remedy]


def test_a_change_of_55_is_said_to_be_5500_percent(tmp_path: Path) -> None:
    rule = "yearly_change: {year: 2022, over: batch, at_most: 55}"
    text = (
        SCENARIO.replace("RULE", rule)
        .replace("indicators:", "  history: [{单位: 甲镇, 年份: 2022, 金额: 5}]\nindicators:")
        .replace("at_most: 55}", "at_most: 55, recipients: [甲镇]}")
    )
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    said = " ".join(words.zh for words in read(tmp_path / "plan.yaml").warnings)
    assert "写的是 55，没有百分号，读为 5500%。要 55%，请写 55%。" in said


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ("share: {groups: [建设], over: batch, at_most: 50%}",
         "“建设”是用途：请写在“用途”一项里。"),
        ("share: {uses: [产业发展], over: batch, at_most: 50%}",
         "“产业发展”是用途类别：请写在“用途类别”一项里。"),
        ("floor: {amount: 1, kinds: [甲镇]}", "“甲镇”是单位：请写在“单位”一项里。"),
    ],
)  # fmt: skip
def test_a_name_of_another_setting_says_of_which(tmp_path: Path, rule: str, remedy: str) -> None:
    ((zh, en),) = letter(tmp_path, SCENARIO.replace("RULE", rule))
    assert zh == remedy
    assert "is one of" in en


def test_a_torn_rule_tells_its_unknown_names_too(tmp_path: Path) -> None:
    rule = "share: {groups: [乡村], at_least: 5%}"
    path = tmp_path / "plan.yaml"
    path.write_text(SCENARIO.replace("RULE", rule), "utf-8")
    with pytest.raises(InputUnusable) as refused:
        read(path)
    assert [(f.where.en.rpartition(".")[2], f.came) for f in refused.value.faults] == [
        ("over", None),
        ("groups", "乡村"),
    ]


Change = Callable[[openpyxl.Workbook], None]


def renamed(old: str, new: str) -> Change:
    return lambda book: setattr(book[old], "title", new)


def cell(sheet: str, at: str, value: object) -> Change:
    return lambda book: setattr(book[sheet][at], "value", value)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = new(tmp_path_factory.mktemp("book") / "start.xlsx")
    return made


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ([cell("因素", "C2", "多")], [("因素", "越多越给、越少越给")]),
        ([renamed("单位", "乡镇名单")], [("乡镇名单", "没有工作表“单位”：改了名的，请改回来。")]),
        ([renamed("因素", "指标表")], [("指标表", "没有工作表“因素”：改了名的，请改回来。")]),
        ([renamed("目标", "目标1")], [("目标1", "是不是 目标？")]),
        ([renamed("资金来源", "来源")], [("来源", "是不是 资金来源？")]),
        ([renamed("用途", "用途表")], [("用途表", "是不是 用途？")]),
        ([renamed("方案设置", "设置")], [("设置", "是不是 方案设置？")]),
        (
            [cell("约束", "E9", "全年度"), cell("约束", "E7", "乡村建设")],
            [("约束", "是不是 全年？"), ("约束", "“乡村建设”是用途：请写在“用途”一项里。")],
        ),
    ],
)
def test_a_mistake_in_a_workbook_has_one_letter(
    tmp_path: Path, book: Path, changes: list[Change], places: list[tuple[str, str]]
) -> None:
    made = openpyxl.load_workbook(book)
    for change in changes:
        change(made)
    made.save(tmp_path / "plan.xlsx")
    with pytest.raises(InputUnusable) as refused:
        read(tmp_path / "plan.xlsx")
    faults = refused.value.faults
    assert [f.sheet for f in faults] == [sheet for sheet, _ in places]
    for fault, (_, words) in zip(faults, places, strict=True):
        assert words in fault.allowed.zh + fault.remedy.zh


def test_a_column_of_projects_is_told_to_be_no_indicator(tmp_path: Path) -> None:
    """Who declares what a goal counts at projects was told to add it to the towns."""
    project = "{项目名称: 桥, 单位: 甲镇, 用途: 建设, 需求: 10, 受益户数: 300}"
    text = SCENARIO.replace("  RULE", "  project_funding: {how: whole}")
    text = text.replace("tables:\n", f"tables:\n  projects: [{project}]\n")
    text = text.replace("indicators: {", "indicators: {受益户数: {unit: 户, direction: more}, ")
    ((zh, en),) = letter(tmp_path, text)
    assert zh.startswith("“受益户数”是项目库的列：只用于项目的，不写进 indicators")
    assert en.startswith("受益户数 is a column of the projects: what is about projects alone is no")
