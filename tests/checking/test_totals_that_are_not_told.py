"""Where no total tells what is given, nothing is judged by a sum that may be another one."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import of_kind, put

from optalloc.checking import check

COLUMNS = "单位,产业路(万元),饮水(万元)\n甲镇,9,11\n乙镇,4.5,5.5\n"
BEFORE = "用途,本次安排(万元),本年此前(万元),全年(万元)\n产业发展,290,40,330\n乡村建设,210,60,270\n"


@pytest.mark.parametrize(
    ("table", "line", "wrong", "left"),
    [
        (COLUMNS, "产业路13.5万元，饮水16.5万元。", [], ""),
        (COLUMNS, "产业路13.5万元，饮水17万元。", ["16.5万元"], ""),
        (COLUMNS, "产业路13.5万元，占本批的45%。", [], "占本批的45%"),
        (COLUMNS, "产业路13.5万元，资金共30万元。", [], "资金共30万元"),
        (COLUMNS, "产业路13.5万元，资金共13.5万元。", [], "资金共13.5万元"),
        (BEFORE, "资金共500万元，产业发展290万元，占本批的58%。", [], ""),
        (BEFORE, "资金共600万元。", ["500万元"], ""),
        (BEFORE, "资金共100万元。", ["500万元"], ""),
        (BEFORE, "产业发展290万元，占本批的66%。", ["58%"], ""),
    ],
)
def test_a_column_of_many_is_not_taken_for_the_whole(
    tmp_path: Path, table: str, line: str, wrong: list[str], left: str
) -> None:
    found = check(put(tmp_path, table), notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    kinds = ("notice_source", "notice_use", "notice_total", "notice_share", "notice_award")
    assert [f.expected.zh for f in of_kind(found, *kinds)] == wrong
    notes = (f.came for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt")
    assert "".join(came or "" for came in notes) == left


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        # Of 100 万元, of which 1 万元 has no row: 24.3 of the rows' 99 would be 25%.
        ("甲镇,25.5,26%\n乙镇,24.7,25%\n丙镇,24.3,24%\n丁镇,24.5,25%\n", []),
        ("甲镇,25.5,26%\n乙镇,24.7,25%\n丙镇,24.3,34%\n丁镇,24.5,25%\n", ["24.55%"]),
        ("甲镇,25.5,26%\n乙镇,24.7,25%\n丙镇,24.3,24%\n丁镇,24.5,25%\n合计,99,100%\n", ["24.55%"]),
    ],
)
def test_shares_without_a_total_may_be_of_more_than_the_rows(
    tmp_path: Path, rows: str, wrong: list[str]
) -> None:
    found = check(put(tmp_path, f"单位,金额(万元),占本批\n{rows}"))
    assert [f.expected.zh for f in of_kind(found, "share")] == wrong


def test_a_difference_behind_many_sources_is_of_the_total(tmp_path: Path) -> None:
    sources = [f"区{k}" for k in range(1, 12)]
    head = ",".join(
        ["单位", *(f"{s}(万元)" for s in sources), "合计(万元)", "基准(万元)", "差额(万元)"]
    )
    rows = [[1 + (k * i) % 3 for k in range(11)] for i in range(1, 5)]
    lines = [f"镇{i},{','.join(map(str, r))},{sum(r)},{sum(r)},0" for i, r in enumerate(rows)]
    assert of_kind(check(put(tmp_path, "\n".join([head, *lines]))), "difference") == []
    lines[0] = lines[0][:-1] + "2"
    (found,) = of_kind(check(put(tmp_path, "\n".join([head, *lines]))), "difference")
    assert (found.words.zh, found.expected.zh) == ("合计 － 基准 为 0，表中写 2", "0")


SCENARIO = """
title: 四镇
unit: 万元
tables:
  sources: [{资金来源: 县级, 金额: 100}]
  uses: [{用途: 修路, 是否产业: 否}]
  recipients: [{单位: 甲镇, 村: 4}, {单位: 乙镇, 村: 3}, {单位: 丙镇, 村: 2}, {单位: 丁镇, 村: 1}]
indicators: {村: {unit: 个, direction: more}}
targets: {factors: {weights: {村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}, floor: {amount: 5}}
goals: {closest_to_target: {distance: absolute}}
"""


def test_a_list_of_some_rows_beside_the_whole_plan_is_not_judged_as_a_plan(tmp_path: Path) -> None:
    """A book may show the two with the largest differences beside the plan: nobody is missing."""
    (tmp_path / "plan.yaml").write_text(SCENARIO, "utf-8")
    book = openpyxl.Workbook()
    book.active.append(("单位", "安排（万元）"))
    for row in (("甲镇", 40), ("乙镇", 30), ("丙镇", 20), ("丁镇", 10)):
        book.active.append(row)
    few = book.create_sheet("最大的两个")
    for row in (("单位", "安排（万元）"), ("甲镇", 40), ("乙镇", 30)):
        few.append(row)
    book.save(tmp_path / "t.xlsx")
    found = check(tmp_path / "t.xlsx", scenario=tmp_path / "plan.yaml")
    assert of_kind(found, "breach", "best_plan") == []
    (missing,) = of_kind(found, "missing_row")
    assert (missing.severity, missing.where.sheet) == ("note", "最大的两个")
    # Alone it is the plan, and half of the money is not given.
    alone = check(f"{tmp_path / 't.xlsx'}#最大的两个", scenario=tmp_path / "plan.yaml")
    assert "应全部安排 100万元，实为 70万元" in "".join(
        f.words.zh for f in of_kind(alone, "breach")
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("数据来源：脱贫村（示例）、脱贫人口（示例）。", "脱贫村(示例)、脱贫人口(示例)"),
        ("依据《通知》（示例〔2023〕1号）。", "示例〔2023〕1号"),
        ("Figures: villages (illustrative).", "villages (illustrative)"),
        ("公示期：〔填写：公示期限〕，脱贫村（示例）。", "公示期限、脱贫村(示例)"),
        (
            "、".join(f"因素{k}（示例）" for k in range(1, 11)),
            "、".join(f"因素{k}(示例)" for k in range(1, 9)) + "等 10 处",
        ),
    ],
)
def test_what_stands_as_an_example_is_to_be_filled_in(
    tmp_path: Path, text: str, words: str
) -> None:
    found = check(put(tmp_path, COLUMNS), notice=put(tmp_path, f"公示\n{text}\n", "n.txt"))
    (blank,) = of_kind(found, "notice_blank")
    assert (blank.severity, blank.words.zh) == ("warning", f"还有空白要填写：{words}")
