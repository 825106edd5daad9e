"""One letter has all that is wrong at once: settings, cells, rules (the promise of the README)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.inputs.starter import new
from test_library import LIBRARY


def test_weights_cells_and_rules_are_told_in_one_letter(office: Office) -> None:
    office.swap(
        "scenario.yaml",
        ("行政村: 60%", "行政村: 70%"),
        ("over: year}", "over: yeer}"),
        ("floor: {amount: 1}", "floor: {amount: 1, recipients: [丁镇]}\n  flor: {amount: 2}"),
    )
    office.swap("towns.csv", ("12,18600", "1x,18600"), ("9,17400", ",17400"))
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3
    for fault in (
        "targets.formula.weights（因素法：权重）：权重之和应为 100%，实为 '110%'",
        "rules.industry.over（用途占比：统计期间）：应为 batch 或 year，实为 'yeer'",
        "rules.flor：应为一种约束",
        "rules.floor.recipients（保底：单位）：应为已有的名称（甲镇、乙镇、丙乡），实为 '丁镇'",
        "第2行 行政村：应为数字，不小于 0，实为 '1x'",
        "第4行 行政村：应有数字，【因素法】要用",
    ):
        assert said.err.count(fault) == 1, fault


def test_names_are_not_doubted_where_their_table_cannot_be_read(office: Office) -> None:
    """Two towns of one name: which names there are is not known, and the letter says just that."""
    office.swap("scenario.yaml", ("floor: {amount: 1}", "floor: {amount: 1, recipients: [丙乡]}"))
    office.swap("towns.csv", ("丙乡,乡,9,17400", "甲镇,乡,9,17400"))
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3 and "rules.floor" not in said.err


def test_an_unreadable_table_of_sources_is_told_alone(office: Office) -> None:
    office.put("sources.csv", "资金来源,金额(万元)\n市级,x\n区级,y\n")
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3 and "rules.split" not in said.err


@pytest.mark.parametrize("name", LIBRARY)
def test_every_part_can_be_asked_what_is_wrong_with_it_without_any_facts(name: str) -> None:
    problem = read(LIBRARY[name] if isinstance(LIBRARY, dict) else Path(name))
    nothing = replace(
        problem, sources=(), recipients=(), uses=(), needs={}, earlier=(), projects=(), history=()
    )
    for part in (*problem.targets, *problem.rules, *problem.goals):
        assert all(said.allowed.zh for said in part.check(nothing))


def workbook(folder: Path, spoil: Callable[[Any], None]) -> list[str]:
    """Return the lines of the letter about a new workbook that somebody spoiled."""
    path = folder / "plan.xlsx"
    new(path)
    book = openpyxl.load_workbook(path)
    spoil(book)
    book.save(path)
    with pytest.raises(InputUnusable) as refused:
        read(path)
    return refused.value.letter("zh").splitlines()


def test_a_hidden_row_hides_no_town_that_is_there_twice(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["单位"].append(("甲镇", "镇", "三", 100))
        book["单位"].row_dimensions[3].hidden = True
        book["资金来源"]["D2"] = "四十五"

    said = workbook(tmp_path, spoil)
    assert sorted(line.split("：")[0] for line in said if line[0] == " ") == [
        "  第2行 金额",
        "  第3行",
        "  第5行 单位",
    ]


def test_a_cell_without_a_value_hides_no_other_cell_and_is_told_once(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        towns = book["单位"]
        towns["C2"] = "=A1+1"
        towns["D3"] = "九百"
        towns.append(("合计", None, 28, 4120))

    said = workbook(tmp_path, spoil)
    assert [line.split("：")[0] for line in said if line[0] == " "] == [
        "  第2行 行政村",
        "  第3行 脱贫人口",
    ]


def test_merged_cells_hide_no_other_cell(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["单位"].merge_cells("B2:B3")
        book["单位"]["C4"] = "九"

    said = workbook(tmp_path, spoil)
    assert [line.split("：")[0] for line in said if line[0] == " "] == [
        "  单元格 B2:B3",
        "  第4行 行政村",
    ]


def test_a_hidden_row_of_settings_is_read_and_hides_no_fault_in_it(tmp_path: Path) -> None:
    """The rows below it are of its entry, and of no other."""

    def spoil(book: Any) -> None:
        book["约束"].row_dimensions[4].hidden = True
        book["约束"]["C4"] = "比列"

    said = workbook(tmp_path, spoil)
    assert [line.split("：")[0] for line in said if line[0] == " "] == [
        "  单元格 A4",
        "  单元格 C4",
    ]


def test_a_row_of_csv_with_too_many_cells_hides_no_other(office: Office) -> None:
    office.put("towns.csv", "单位,类型,行政村,脱贫人口\n甲镇,镇,12,1,860\n乙镇,镇,七,920\n")
    said = office.run("solve", str(office.folder / "scenario.yaml"))
    assert said.code == 3
    assert "第2行：应与表头一样有 4 格" in said.err and "第3行 行政村：应为数字" in said.err
