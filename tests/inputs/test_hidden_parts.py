"""What a workbook hides does not count unseen: whoever looks at the workbook must see it count."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.inputs.starter import new
from optalloc.inputs.tables import read_table

MONEY = 1_000_000
"""1万元 [fen]."""
TOWNS = (("单位", "类型", "行政村"), ("甲镇", "镇", 3), ("乙镇", "镇", 2))
POTS = (("资金来源", "金额"), ("市级", 10))
GIVEN = (("单位", "资金来源", "用途", "金额"), ("甲镇", "市级", "产业", 1))
PAPER = (("单位", "安排资金(万元)"), ("甲镇", 1), ("乙镇", 2), ("合计", 3))
PLAN = """\
title: 试算
unit: 万元
tables:
  sources: book.xlsx#资金来源
  recipients: book.xlsx#单位
  uses: [{用途: 产业}]
  earlier: book.xlsx#前批
indicators: {行政村: {unit: 个, direction: more}}
targets: {f: {kind: factors, weights: {行政村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}}
goals: {closest_to_target: {distance: absolute}}
"""
STATES = ("hidden", "veryHidden")


def book_of(folder: Path, change: Callable[[Any], None], **more: Any) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "封面"
    sheets = {"资金来源": POTS, "单位": TOWNS, "前批": GIVEN, **more}
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(made)
    made.save(folder / "book.xlsx")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.yaml"


def refusal(path: Path) -> str:
    with pytest.raises(InputUnusable) as refused:
        read(path)
    return refused.value.letter("zh")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("title", ["资金来源", "单位", "用途", "约束", "目标"])
def test_a_hidden_sheet_of_a_workbook_of_its_own_names_is_refused(
    tmp_path: Path, title: str, state: str
) -> None:
    (path,) = new(tmp_path / "方案.xlsx", "zh")
    made = openpyxl.load_workbook(path)
    made[title].sheet_state = state
    made.save(path)
    letter = refusal(path)
    assert letter.count("不能是隐藏的工作表") == 1 and f"工作表 {title}" in letter
    assert "要用请取消隐藏，不用请删除这张工作表。" in letter


def test_a_hidden_earlier_batch_of_a_workbook_is_refused_and_a_hidden_cover_is_not(
    tmp_path: Path,
) -> None:
    (path,) = new(tmp_path / "方案.xlsx", "zh")
    made = openpyxl.load_workbook(path)
    made["设置一览"].sheet_state = "hidden"  # nobody reads it
    made.save(path)
    assert read(path).earlier
    made["前批"].sheet_state = "hidden"
    made.save(path)
    assert "不能是隐藏的工作表" in refusal(path)


@pytest.mark.parametrize("state", STATES)
def test_a_hidden_sheet_that_is_named_is_read_and_every_outcome_says_so(
    tmp_path: Path, state: str
) -> None:
    def hide(made: Any) -> None:
        made["前批"].sheet_state = state

    problem = read(book_of(tmp_path, hide))
    assert [award.amount for award in problem.earlier] == [MONEY]
    said = "book.xlsx 的工作表“前批”是隐藏的，已按所写的名称读入。"
    assert [note.zh for note in problem.notes] == [said]
    assert read(book_of(tmp_path, lambda made: None)).notes == ()


@pytest.mark.parametrize(("reference", "is_read"), [("book.xlsx#旧表", True), ("book.xlsx", False)])
def test_a_hidden_sheet_of_a_paper_is_read_where_it_is_named_alone(
    tmp_path: Path, reference: str, is_read: bool
) -> None:
    def only(made: Any) -> None:
        made["旧表"].sheet_state = "hidden"
        for title in ("资金来源", "前批"):
            del made[title]

    plan = book_of(tmp_path, only, 旧表=PAPER)
    spec = {"file": reference, "year": 2022}
    text = PLAN.replace("  earlier: book.xlsx#前批", f"  history: {spec}")
    plan.write_text(text.replace("book.xlsx#资金来源", "[{资金来源: 市级, 金额: 10}]"), "utf-8")
    if is_read:
        assert any("“旧表”是隐藏的" in note.zh for note in read(plan).notes)
    else:
        assert "工作表 旧表" in refusal(plan) and "不能是隐藏的工作表" in refusal(plan)


def test_a_hidden_column_counts_where_something_stands_in_it(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["单位"].column_dimensions["C"].hidden = True

    assert "第1行 行政村：不能是隐藏的列" in refusal(book_of(tmp_path, hide))
    empty = (("资金来源", "金额", "文号"), ("市级", 10, None))

    def hide_empty(made: Any) -> None:
        made["资金来源"].column_dimensions["C"].hidden = True

    book_of(tmp_path, hide_empty, 资金来源=empty)
    known = ("资金来源", "金额", "文号")
    assert read_table(tmp_path / "book.xlsx", "book.xlsx", "资金来源", known).rows
