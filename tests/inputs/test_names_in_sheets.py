"""One name for a thing: cells of a workbook, letters about it and plans of it say the same."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Words
from optalloc.inputs.conversion import as_workbook
from optalloc.inputs.read import read
from optalloc.inputs.sheets.names import meaning_in_sheets, said_in_sheets
from optalloc.inputs.sheets.read import document_of
from optalloc.inputs.sheets.setting_forms import SettingForm, forms_of, kinds_of
from optalloc.inputs.starter import new
from optalloc.problem.baselines import METHODS
from optalloc.problem.component import NO_SETTINGS
from optalloc.problem.interfaces import CATALOGUES, RULES
from optalloc.problem.setting_names import VALUE_NAMES, setting_words, value_words

ROOT = Path(__file__).resolve().parents[2]
KINDS = [(section, kind) for section, of in CATALOGUES.items() for kind in of.words()]


def test_cells_and_texts_call_settings_and_fixed_words_the_same() -> None:
    for section, kind in KINDS:
        part = CATALOGUES[section][kind]
        assert kinds_of(section)[kind] == part.called.zh
        for word, form in forms_of(section, kind).inner.items():
            assert form.called == setting_words((word,), kind, section).zh
            if word not in NO_SETTINGS and section != "goals":
                assert all(value_words(word, v).zh == name for v, name in form.words.items())
    for word, name in VALUE_NAMES["distance"].items():
        assert METHODS.get(word) is None or METHODS[word].words.zh == name


def test_a_kind_may_be_typed_as_english_texts_call_it() -> None:
    rows: list[tuple[str, ...]] = [("name", "kind", "setting", "value")]
    rows += [("", "Spend Whole"), ("", "inequality", "says", "甲镇 >= 1")]
    rows += [("", "balance", "max deviation", "10%")]
    book = openpyxl.Workbook()
    book.active.title = "rules"
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    said = document_of(content.getvalue(), Path("plan.xlsx"), "plan.xlsx")
    assert not said.faults and [*said.entries["rules"]] == ["spend_whole", "linear", "balance"]
    assert said.entries["rules"]["balance"] == {"max_deviation": "10%"}


@pytest.mark.parametrize(
    ("section", "kind", "zh", "told"),
    [
        ("rules", "lots", "at_most 与 column 应填写其中一项", "“上限”与“列”应填写其中一项"),
        (
            *("rules", "progress_cap", "of: year 应写明 year 与 over"),
            "“相对于”为“往年”应写明“年份”与“统计期间”",
        ),
        (
            *("goals", "evenness", "depth 为 leximin 时不能有 tolerance"),
            "“比较深度”为“逐个往下”时不能有“容差”",
        ),
        (
            *("goals", "closest_to_target", "请加大取整单位，或改用 hill。"),
            "请加大取整单位，或改用“亨廷顿-希尔法”。",
        ),
        ("rules", "gate", "应有项目库（tables 下的 projects）", "应有项目库（工作表“项目库”）"),
        ("rules", "floor", "请在 tables 下填写 history。", "请加一张工作表“往年”。"),
        ("tables", "", "有负面清单，就应有一条 gate", "有负面清单，就应有一条“入库审核”"),
        ("rules", "floor", "应为“amount”列里的文字", "应为“amount”列里的文字"),
        ("rules", "floor", "可运行 optalloc new plan.xlsx", "可运行 optalloc new plan.xlsx"),
    ],
)
def test_letters_about_a_workbook_say_what_its_cells_say(
    section: str, kind: str, zh: str, told: str
) -> None:
    assert said_in_sheets(Words(zh, "as it is"), section, kind) == Words(told, "as it is")
    english = Words("", "Name a table `history` under tables.")
    assert said_in_sheets(english, section, kind).en == "Add a sheet history."


def settings_typed() -> Iterator[tuple[str, SettingForm]]:
    for section, kind in KINDS:
        for word, form in forms_of(section, kind).inner.items():
            yield f"{section}.{kind}.{word}", form


def test_names_stand_whole_in_one_cell() -> None:
    marks = set("、，,；;\n")
    assert [at for at, form in settings_typed() if marks & {*form.called}] == []
    assert [kind for section, _ in KINDS for kind in kinds_of(section) if marks & {*kind}] == []


def edited(folder: Path, cells: dict[str, Any]) -> Path:
    """Return the sample with other cells, each in a format of its own."""
    (path,) = new(folder / "方案.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    for at, value in cells.items():
        sheet, _, cell = at.partition("!")
        book[sheet][cell].value = value
        if not isinstance(value, float | date):
            book[sheet][cell].number_format = "General"
    book.save(path)
    return path


def test_an_entry_without_a_name_is_called_as_its_kind(tmp_path: Path) -> None:
    path = edited(tmp_path, {f"约束!A{row}": None for row in range(2, 11)})
    shown = {rule.label: rule.shown.zh for rule in read(path).rules}
    assert shown["share"] == "用途占比" and shown["balance"] == "均衡"
    named = edited(tmp_path / "named", {})
    assert [rule.shown.zh for rule in read(named).rules] == [*shown.values()]


def test_a_key_in_english_has_what_plans_call_it_beside_it() -> None:
    path = ROOT / "scenarios" / "meilan-2023" / "four-towns.yaml"
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(path, path.name, "zh")))
    remarks = [[row[0].value, row[-1].value] for row in book["约束"].iter_rows(min_row=2)]
    assert ["industry", "方案中称“产业发展占比”"] in remarks
    assert [remark for _, remark in remarks if remark] == ["方案中称“产业发展占比”"]


FAULTS: dict[str, tuple[Any, str]] = {
    "方案设置!C3": ("万 圆", "单元格 C3 金额单位：应写明金额单位"),
    "方案设置!C5": ("最大余数", "是不是 最大余数法？"),
    "资金来源!D2": ("２２，５", "第2行 金额：应为以万元计的金额"),
    "资金来源!D3": ("约五十五万元", "第3行 金额：应为以万元计的金额"),
    "单位!C2": ("十二", "第2行 行政村：应为数字，不小于 0，实为 '十二'。"),
    "单位!C3": (date(2023, 8, 1), "第3行 行政村：应为数字"),
    "单位!D4": ("1340左右", "第4行 脱贫人口：应为数字"),
    "用途!B2": ("大概是", "第2行 是否产业：应为 是 或 否"),
    "因素!C2": ("多的给", "单元格 C2：应为 越多越给、越少越给"),
    "因素!C3": (None, "单元格 A3 脱贫人口 方向：这项设置必须写明。可写 越多越给、越少越给"),
    "测算!C4": ("数椐来源", "是不是 数据来源？"),
    "约束!C2": ("每笔步长", "是不是 每笔的步长？"),
    "约束!E6": ("每个镇", "单元格 E6：应为 每个单位、每笔、合计 之一，实为 '每个镇'。"),
    "约束!E8": ("五成五", "单元格 E8 用途占比 下限：应为不小于 0 的比例"),
    "约束!E9": ("半年", "单元格 E9：应为 本批、全年 之一"),
    "约束!B10": ("平衡", "是不是 均衡？"),
    "约束!H11": ("这列是什么", "单元格 H11：有内容的列应有表头"),
    "约束!B12": ("封顶", ""),
    "约束!C12": ("金额", ""),
    "约束!E12": (40.0, ""),
    "目标!E2": ("差额三次方", "单元格 E2：应为 绝对差额、"),
    "文书!C5": ("2023年13月1日", "单元格 C5 日期：应为日期"),
}
"""What offices type wrong, and a piece of what they are told."""


def test_twenty_mistakes_are_told_at_once_in_the_names_of_the_sheets(tmp_path: Path) -> None:
    path = edited(tmp_path, {at: value for at, (value, _) in FAULTS.items()} | {"约束!H1": None})
    book = openpyxl.load_workbook(path)
    book["约束"]["E12"].number_format = "0%"
    book["单位"].insert_rows(5)
    book["约束"].merge_cells("A4:A6")
    book.create_sheet("测算过程")["A1"] = "草稿"
    book.save(path)
    with pytest.raises(InputUnusable) as refused:
        read(path)
    zh = refused.value.letter("zh")
    pieces = [piece for _, piece in FAULTS.values() if piece]
    assert len(pieces) > 18 and [piece for piece in pieces if piece not in zh] == []
    assert "工作表：这个名称的工作表不读，实为 '测算过程'。是不是 测算？" in zh
    assert "实为 '4000%'。单元格若是百分比格式，请改为常规格式，再填一次。" in zh
    for lang in LANGS:
        lines = [line for line in refused.value.letter(lang).splitlines() if line[0] == " "]
        assert len(lines) == len(pieces) + 2


def test_what_settings_mean_is_said_in_chinese_words_alone() -> None:
    for section, kind in KINDS:
        for word, form in forms_of(section, kind).inner.items():
            said = meaning_in_sheets(form, section, kind, "zh")
            assert not re.search("[a-z]{2,}", said), (section, kind, word, said)
            assert meaning_in_sheets(form, section, kind, "en") == form.meaning


@pytest.mark.parametrize(
    ("cell", "came", "piece"),
    [
        (
            "约束!B10",
            "平衡",
            "应为一种约束，实为 '平衡'。是不是 均衡？"
            f"全部 {len(RULES.words())} 种见工作表“设置一览”。",
        ),
        ("约束!C4", "比列", "实为 '比列'。是不是 比例？"),
        (
            "方案设置!C5",
            "最大余数",
            f"没有这种写法，实为 '最大余数'。是不是 最大余数法？全部 {len(METHODS.words())} 种见",
        ),
        ("方案设置!C5", "抓阄", "写法应为 "),
    ],
)
def test_the_word_that_may_be_meant_comes_before_any_long_list(
    cell: str, came: str, piece: str, tmp_path: Path
) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(edited(tmp_path, {cell: came}))
    (said,) = [line for line in refused.value.letter("zh").splitlines() if piece in line]
    assert said.count("、") <= 12


def test_a_refused_row_is_not_told_a_second_time_as_missing(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(edited(tmp_path, {"约束!C4": "比列", "用途!B2": "对"}))
    lines = [line for line in refused.value.letter("zh").splitlines() if line[0] == " "]
    assert [line.split("：")[0].strip() for line in lines] == ["单元格 C4", "第2行 是否产业"]


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"约束!D4": "市级资今"}, "单元格 D4 分担比例 比例："),
        ({"约束!E7": "产业发展、乡村建没"}, "单元格 E7 用途占比 用途类别："),
        (
            {"约束!C11": "用途类别", "约束!A11": "用途占比", "约束!E11": "乡村建没"},
            "单元格 E11 用途占比 用途类别：",
        ),
        ({"测算!D3": "行政寸"}, "单元格 D3 "),
    ],
)
def test_a_name_that_is_none_is_told_where_it_stands(
    cells: dict[str, Any], where: str, tmp_path: Path
) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(edited(tmp_path, cells))
    wrong = list(cells.values())[-1].split("、")[-1]
    (said,) = [x for x in refused.value.letter("zh").splitlines() if f"实为 '{wrong}'" in x]
    assert said.strip().startswith(where)


def test_a_table_that_is_not_there_is_missing_in_no_other_sheet(tmp_path: Path) -> None:
    path = edited(tmp_path, {})
    book = openpyxl.load_workbook(path)
    del book["资金来源"]
    book.save(path)
    with pytest.raises(InputUnusable) as refused:
        read(path)
    assert refused.value.letter("zh").splitlines() == [
        f"{path}，不能使用：",
        "  表 资金来源：这张表必须有。",
    ]


def test_in_yaml_a_name_that_is_none_is_told_on_its_own_line(office: Office) -> None:
    listed = "industry: {kind: share, groups: [产业发展],"
    office.swap("scenario.yaml", (listed, "industry: {kind: share, uses:\n [产业发展,\n  产业],"))
    office.swap("scenario.yaml", ("市级: 45, 区级: 55", "市级: 45,\n      区极: 55"))
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    lines = (office.folder / "scenario.yaml").read_text("utf-8").splitlines()
    at = {
        word: 1 + next(i for i, x in enumerate(lines) if word in x) for word in ("  产业]", "区极")
    }
    assert f"第{at['  产业]']}行 rules.industry.uses" in said.err
    assert f"第{at['区极']}行 rules.split.shares" in said.err
