"""A column of units beside figures: 米, 座 and 人 are no recipients and no money."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, grave, of_kind, only, roles

from optalloc.checking import check

PROJECTS = (
    "序号,项目名称,实施单位,建设规模,单位,补助资金(万元)\n1,道路硬化,甲镇,1200,米,60\n"
    "2,水塔,乙镇,3,座,45.5\n3,路灯,丙镇,80,盏,24\n4,产业路,丁镇,2.5,公里,100\n合计,,,,,229.5\n"
)
PRICED = (
    "乡镇,项目,单位,数量,单价(元),金额(元)\n甲镇,道路,米,1200,500,600000\n"
    "乙镇,水塔,座,3,150000,450000\n丙镇,路灯,盏,80,3000,240000\n丁镇,培训,人,300,100,30000\n"
    "合计,,,,,1320000\n"
)
OWN_MONEY = (
    "乡镇,计量单位,规模,单位,金额\n甲镇,米,1200,万元,60\n乙镇,座,3,万元,45.5\n"
    "丙镇,人,300,元,240000\n合计,,,万元,129.5\n"
)
ENGLISH = (
    "Project,Quantity,Unit,Grant (万元)\nRoad,1200,m,60\nTower,3,each,45.5\n"
    "Training,300,people,24\nTotal,,,129.5\n"
)


@pytest.mark.parametrize("text", [PROJECTS, PRICED, OWN_MONEY, ENGLISH])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_units_are_neither_recipients_nor_money(tmp_path: Path, text: str, ending: str) -> None:
    path = tmp_path / f"table.{ending}"
    path.write_text(text, encoding="utf-8")
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for row in text.splitlines():
            book.active.append([_cell(cell) for cell in row.split(",")])
        book.save(path)
    found = check(path)
    of = roles(only(found))
    assert grave(found) == []
    assert {of[c] for c in ("单位", "计量单位", "Unit") if c in of} == {"text"}
    assert not {of.get(c) for c in ("建设规模", "数量", "规模", "Quantity")} & {"amount", "total"}


def _cell(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text or None


@pytest.mark.parametrize(
    ("text", "right", "wrong", "cell"),
    [
        (PROJECTS, "229.5", "230.5", "F6"),
        (PRICED, "3000,240000", "3000,250000", "F4"),
        (OWN_MONEY, "129.5", "130.5", "E5"),
        (ENGLISH, "129.5", "130.5", "D5"),
    ],
)
def test_money_beside_units_is_compared(
    tmp_path: Path, text: str, right: str, wrong: str, cell: str
) -> None:
    assert cell in {c for _, c in grave(checked(tmp_path, text.replace(right, wrong)))}


def test_figures_in_units_of_their_own_are_said_to_add_up_to_nothing(tmp_path: Path) -> None:
    (left,) = of_kind(checked(tmp_path, PROJECTS), "not_compared")
    assert left.words.zh == "没有可以对照的数：建设规模（各行的单位不同，不相加）"
    assert "a unit of its own" in left.words.en


def test_figures_in_one_unit_add_up(tmp_path: Path) -> None:
    text = "项目,数量,单位,金额(万元)\n甲路,3,公里,6\n乙路,4,公里,8\n合计,{},公里,14\n"
    assert grave(checked(tmp_path, text.format(7))) == []
    assert ("sum_column", "B4") in grave(checked(tmp_path, text.format(8)))


def test_no_rule_is_looked_for_in_figures_of_several_units(tmp_path: Path) -> None:
    text = (
        "乡镇,项目,数量,单位,资金(万元)\n甲镇,路,1200,米,50\n乙镇,塔,3,座,25\n丙镇,训,300,人,10\n"
    )
    found = checked(tmp_path, f"{text}合计,,,,85\n")
    assert of_kind(found, "largest_remainder", "rate", "weights", "standard") == []
