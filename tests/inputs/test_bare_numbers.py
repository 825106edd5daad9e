"""A bare number that may be a percentage without its sign: how it was read is said."""

from pathlib import Path

import openpyxl
import pytest

from office import Office
from optalloc.inputs.read import read
from optalloc.inputs.starter import new


@pytest.mark.parametrize(
    ("written", "warned"),
    [
        ("10", "按金额读为 10万元。要按百分数，请写 10%；就是金额，请写 10万元。"),
        ("0.1", "按金额读为 0.1万元。要按百分数，请写 10%；就是金额，请写 0.1万元。"),
        ("10%", None),
        ("10万元", None),
        ("500", None),
    ],
)
def test_an_amount_or_a_percentage_is_said_to_be_read_as_an_amount(
    written: str, warned: str | None, office: Office
) -> None:
    problem = read(
        office.folder / "scenario.yaml", [f"rules.near={{kind: balance, max_deviation: {written}}}"]
    )
    said = [words.zh for words in problem.warnings if "最大偏离" in words.zh]
    assert len(said) == (warned is not None) and all(warned in one for one in said if warned)


@pytest.mark.parametrize(("written", "warned"), [("90", True), ("1.5", False), ("90%", False)])
def test_a_share_above_all_reason_is_said_to_be_read_as_it_stands(
    written: str, warned: bool, office: Office
) -> None:
    setting = "rules.cap={kind: progress_cap, column: 行政村, below: 1, of: target, at_most: %s}"
    problem = read(office.folder / "scenario.yaml", [setting % written])
    said = [words for words in problem.warnings if "没有百分号" in words.zh]
    assert bool(said) == warned
    if said:
        assert "读为 9000%。要 90%，请写 90%。" in said[0].zh
        assert "read as 9000%. Write 90% if that is meant." in said[0].en


def test_in_a_workbook_the_sheet_and_the_cell_are_named(tmp_path: Path) -> None:
    new(path := tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    book["约束"]["E10"], book["约束"]["E10"].number_format = 10, "General"
    book.save(path)
    (said,) = read(path).warnings
    assert said.zh.startswith("工作表 约束 单元格 E10 均衡 最大偏离：写的是 10，没有百分号")
    assert said.en.startswith("sheet 约束, cell E10, ")


@pytest.mark.parametrize(
    ("held", "form", "read_as", "meant"),
    [
        (10, "0%", "1000%", "10%"),
        (12.5, "#,##0.0%", "1250%", "12.5%"),
        (1.5, "0%", "150%", "1.5%"),
        (1, "0%", None, None),
        (0.1, "0%", None, None),
    ],
)
def test_a_cell_made_a_percentage_after_its_number_is_said_to_be_read_as_it_shows(
    held: float, form: str, read_as: str | None, meant: str | None, tmp_path: Path
) -> None:
    new(path := tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    book["约束"]["E10"], book["约束"]["E10"].number_format = held, form
    book.save(path)
    said = [words.zh for words in read(path).warnings]
    asked = f"单元格显示 {read_as}，按 {read_as} 读。要 {meant}，请写 {meant}。"
    where = "工作表 约束 单元格 E10 均衡 最大偏离："
    assert said == ([where + asked] if read_as else [])


@pytest.mark.parametrize(("held", "is_asked"), [(90, True), (1.1, False), (0.9, False)])
def test_a_share_above_one_in_a_cell_is_asked_about_where_growth_is_none(
    held: float, is_asked: bool, tmp_path: Path
) -> None:
    new(path := tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    rules = book["约束"]
    cap = {"column": "行政村", "below": 1, "of": "target", "at_most": held}
    for row, (setting, value) in enumerate(cap.items(), 11):
        rules[f"A{row}"], rules[f"B{row}"] = "封顶", "progress_cap"
        rules[f"C{row}"], rules[f"E{row}"] = setting, value
    rules["E14"].number_format = "0%"
    book.save(path)
    assert bool([w for w in read(path).warnings if "单元格显示 9000%" in w.zh]) == is_asked


def test_a_percentage_that_yaml_writes_is_meant(office: Office) -> None:
    setting = "rules.near={kind: balance, max_deviation: 1000%}"
    assert read(office.folder / "scenario.yaml", [setting]).warnings == ()
    office.swap("scenario.yaml", ("floor: {amount: 1}", "balance: {max_deviation: 1000%}"))
    assert read(office.folder / "scenario.yaml").warnings == ()


def test_no_new_scenario_is_warned_of(tmp_path: Path) -> None:
    new(path := tmp_path / "plan.xlsx")
    assert read(path).warnings == ()
