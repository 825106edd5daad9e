"""Who writes a workbook is told of changes by sheet, row and name, and never by a key."""

import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from office import Office
from optalloc.core.message import Words
from optalloc.explaining.conflict.changes import remedy_lines
from optalloc.inputs.read import read
from optalloc.inputs.starter import new
from optalloc.problem.interfaces import RULES


@pytest.fixture
def book(office: Office) -> Callable[[Callable[[Any], None]], str]:
    """Write a workbook that somebody changed, and return its path."""

    def made(spoil: Callable[[Any], None]) -> str:
        path = office.folder / "plan.xlsx"
        new(path)
        there = openpyxl.load_workbook(path)
        spoil(there)
        there.save(path)
        return str(path)

    return made


def conflicting(there: Any) -> None:
    """Ask for more than the money and the balance let through."""
    rules = there["约束"]
    rules["E10"] = "0.5%"
    for cell, value in zip("ABCE", ("甲镇保底", "保底", "金额", 50), strict=True):
        rules[f"{cell}11"] = value
    rules["C12"], rules["E12"] = "单位", "甲镇"


def test_ways_out_name_cells_and_options_in_the_names_of_the_sheets(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    said = office.run("explain", book(conflicting))
    assert said.code == 4
    text = said.out.replace("\n", "")
    assert "工作表“约束”第2行“每笔的步长”写 0.0125；工作表“约束”第11行“金额”写 44.25" in text
    assert (
        "先试算：--set '约束.取整单位.每笔的步长=0.0125' --set '约束.甲镇保底.金额=44.25'" in text
    )
    assert "工作表“约束”第6行“成立范围”写 合计" in text and "约束.分担比例.成立范围=合计" in text
    assert "工作表“资金来源”里“市级资金”一行的“金额”写 352.8" in text
    assert "工作表“约束”第10行的“均衡”下面加一行，“内容”写“停用”" in text
    assert "rules." not in text and "changes." not in text and "还写不出" not in text


def test_the_options_that_are_told_do_what_they_say(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    path = book(conflicting)
    said = office.run("solve", path, "--set", "约束.均衡=停用")
    assert said.code == 0
    settings = ["约束.分担比例.成立范围=合计", "约束.甲镇保底.金额=44.4"]
    assert office.run("solve", path, "--set", settings[0], "--set", settings[1]).code == 0
    assert office.run("solve", path, "--set", '约束.甲镇保底.单位=["乙镇", "丙乡"]').code != 3


def test_in_english_a_workbook_is_told_its_rows(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    text = office.run("explain", book(conflicting), lang="en").out.replace("\n", " ")
    assert "sheet 约束, row 11 (amount): 44.25" in text
    assert "To try it first: --set 'rules.取整单位.cell=0.0125'" in text
    assert "sheet 资金来源, the row 市级资金, 金额: 352.8" in text


def test_a_wish_is_told_in_cells_and_by_the_name_of_a_kind(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    text = office.run("explain", book(lambda there: None), "--want", "甲镇=46").out
    text = text.replace("\n", "")
    assert "工作表“测算”第2行“权重”（行政村）写 19.3%" in text
    assert "在工作表“约束”里加一条“人工核定”" in text and "fixed_award" not in text


def test_a_scenario_in_yaml_is_told_its_keys(office: Office) -> None:
    problem = read(office.folder / "scenario.yaml")
    settings = ["rules.spend_whole=off", "rules.grain.cell=0.5"]
    said = [Words(*2 * ("     --set 'rules.spend_whole=off' --set 'rules.grain.cell=0.5'",))]
    assert list(remedy_lines(settings, problem)) == said


def test_a_letter_that_waits_for_a_plan_says_so(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    path = book(conflicting)
    said = office.run("explain", path, "--letter")
    assert said.code == 4
    assert "还没有方案，所以还写不出：给各单位的说明。请先解决下面的冲突" in said.out


def test_without_a_plan_the_verdict_comes_before_all_breaches(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    said = office.run("solve", book(conflicting))
    assert said.code == 4
    assert 0 < said.out.index("没有可行方案") < said.out.index("基准违反约束")


def test_blanks_of_papers_are_told_the_sheet_that_holds_them(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    path = book(lambda there: None)
    said = office.run("report", path, "--format", "docx", "--out", str(office.folder / "out"))
    told = said.out + said.err
    assert "可写在工作簿的“文书”表里" in told and "paper 一节" not in told


def test_settings_of_the_command_line_are_refused_in_the_names_of_the_sheets(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    path = book(lambda there: None)
    for setting, piece in (
        ("均衡=5%", "应先写工作表的名称，实为 '均衡'。例如 约束.均衡.最大偏离=20%"),
        ("约束.均衡.最大偏离", "应写成 键=值。例如 约束.均衡.最大偏离=20%"),
        ("约束.均恒.最大偏离=5%", f"是不是 均衡？全部 {len(RULES.words())} 种见工作表"),
    ):
        said = office.run("solve", path, "--set", setting)
        assert said.code == 3 and piece in said.err, said.err


def test_rows_are_added_from_below_so_that_each_is_where_it_is_said_to_be(
    office: Office, book: Callable[[Callable[[Any], None]], str]
) -> None:
    path = book(conflicting)
    problem = read(path)
    assert problem.sheets is not None
    settings = ["rules.均衡=off", "rules.甲镇保底=off", "rules.取整单位.cell=0.0125"]
    said, _ = remedy_lines(settings, problem)
    rows = [int(row) for row in re.findall("第([0-9]+)行", said.zh)]
    assert rows == [2, 11, 10]
    there = openpyxl.load_workbook(path)
    rules = there["约束"]
    assert (rules["C2"].value, rules["A11"].value) == ("每笔的步长", "甲镇保底")
    rules["E2"] = "0.0125"
    for row in rows[1:]:  # as it is said, one after the other
        rules.insert_rows(row + 1)
        rules.cell(row + 1, 5, "停用")
    there.save(path)
    assert {r.label for r in problem.rules} - {r.label for r in read(path).rules} == {
        "均衡",
        "甲镇保底",
    }
