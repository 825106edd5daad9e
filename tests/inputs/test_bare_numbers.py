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


def test_no_new_scenario_is_warned_of(tmp_path: Path) -> None:
    new(path := tmp_path / "plan.xlsx")
    assert read(path).warnings == ()
