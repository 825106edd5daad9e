"""Standards times units, means that are a quotient, and what is said where none is held."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, grave, of_kind, only, roles

from optalloc.checking import check

MEANS = (
    "单位：万元,,,\n乡镇,户数,补助,户均补助\n"
    "甲镇,10,20,2\n乙镇,20,50,2.5\n丙乡,30,50,1.67\n合计,60,120,2\n"
)
MONTHS = (
    "单位：万元,,,,\n乡镇,人数,月数,标准（元/人·月）,补助金额\n"
    "甲镇,120,12,100,14.4\n乙镇,80,12,100,9.6\n丙乡,50,11,100,5.5\n合计,250,,,29.5\n"
)
YUAN = (
    "单位：户、人、万元、元/人,,,,\n乡镇,户数,人数,标准,金额\n"
    "甲镇,100,300,500,15\n乙镇,50,160,500,8\n丙乡,10,20,500,1\n合计,160,480,,24\n"
)

POSTS = (
    "单位：元,,,,,,\n乡镇,在岗人数,补贴标准（元/人·月）,月数,应发金额,已发,本次发放\n"
    "甲镇,12,800,3,28800,9600,19200\n乙镇,8,800,3,19200,6400,12800\n"
    "丙乡,15,800,3,36000,12000,24000\n丁乡,5,1000,3,15000,5000,10000\n"
    "合计,40,,,99000,33000,66000\n"
)
HOMES = (
    "单位：元,,,\n村,户数,标准（元/户）,补助资金\n甲村,20,500,10000\n乙村,30,500,15000\n"
    "丙村,12,500,6000\n丁村,8,500,4000\n合计,70,,35000\n"
)


FIELDS = (
    "县区,建设任务（万亩）,亩均标准（元）,补助资金（万元）\n甲县,1.2,1500,1800\n"
    "乙区,0.84,1500,1260\n丙市,0.9,1500,1350\n合计,2.94,,4410\n"
)
"""1500元 for each 亩 of 1.2万亩 is 1800万元."""


@pytest.mark.parametrize(
    "text",
    [
        FIELDS,
        POSTS,
        HOMES,
        MEANS,
        MONTHS,
        YUAN,
        MEANS.replace("120,2\n", "120,2.06\n"),
        MEANS.replace("1.67", "1.7"),
    ],
)
def test_what_comes_of_other_columns_is_held_and_right(text: str, tmp_path: Path) -> None:
    """A mean in the row of totals may be that of all, or of the rows' means."""
    found = checked(tmp_path, text)
    assert grave(found) == []
    assert of_kind(found, "not_compared") == []


@pytest.mark.parametrize(
    ("text", "slip", "cell", "told"),
    [
        (MEANS, ("50,2.5", "50,2.8"), "D4", "补助÷户数 为 2.5，表中写 2.8"),
        (MEANS, ("120,2\n", "120,2.91\n"), "D6", "补助÷户数 为 2，表中写 2.91"),
        (MEANS, ("1.67", "1.71"), "D5", "补助÷户数 为 1.67，表中写 1.71"),
        (FIELDS, ("1.2,1500", "1.2,1600"), "C2", "补助资金÷建设任务 为 1500，表中写 1600"),
        (MONTHS, ("100,5.5", "100,5.6"), "E5", "标准×人数×月数 为 5.5，表中写 5.6，差 0.1"),
        (YUAN, ("500,1\n", "500,2\n"), "E5", "标准×人数 为 1，表中写 2，差 1"),
    ],
)
def test_the_figure_that_is_off_is_the_one_told(
    text: str, slip: tuple[str, str], cell: str, told: str, tmp_path: Path
) -> None:
    found = of_kind(checked(tmp_path, text.replace(*slip)), "product")
    assert [(f.where.cell, f.words.zh) for f in found] == [(cell, told)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "单位：万元,\n乡镇,金额\n甲镇,5\n乙镇,6\n丙乡,0\n合计,11\n上年合计,10\n",
            "金额（上年合计没有可加的行）",
        ),
        (
            "单位：万元,,\n乡镇,月数,金额\n甲镇,5,1\n乙镇,6,3\n丙乡,2,4\n合计,,8\n",
            "月数（合计行里没有它们的合计）",
        ),
        ("单位：万元,\n乡镇,金额\n甲镇,5\n乙镇,6\n", "金额（没有合计行）"),
    ],
)
def test_the_reason_why_nothing_is_held_is_true(text: str, told: str, tmp_path: Path) -> None:
    (note,) = of_kind(checked(tmp_path, text), "not_compared")
    assert note.words.zh == f"没有可以对照的数：{told}"


def test_formulas_that_were_never_calculated_are_no_percentages(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        ("单位：万元",),
        ("乡镇", "中央", "省级", "合计"),
        ("甲镇", 5, 5, "=B3+C3"),
        ("乙镇", 12, 8, "=B4+C4"),
        ("合计", 17, 13, "=SUM(D3:D4)"),
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    found = check(tmp_path / "t.xlsx")
    assert roles(only(found))["合计"] == "total"
    assert {kind for kind, _ in grave(found)} == {"unreadable", "split_drift"}


@pytest.mark.parametrize(
    ("text", "slips", "told"),
    [
        # 8*800*3 = 19200 and 15*800*3 = 36000: two slips that cancel in every sum of the table.
        (
            POSTS,
            (("19200,6400,12800", "20200,6400,13800"), ("36000,12000,24000", "35000,12000,23000")),
            {"E4": "19200", "E5": "36000"},
        ),
        # 20*500 = 10000 and 30*500 = 15000: no standard of 490 was ever meant.
        (
            HOMES,
            (("500,10000", "500,10500"), ("500,15000", "500,14500")),
            {"D3": "10000", "D4": "15000"},
        ),
    ],
)
def test_a_standard_whose_head_names_its_units_is_held_where_half_of_the_rows_agree(
    text: str, slips: tuple[tuple[str, str], ...], told: dict[str, str], tmp_path: Path
) -> None:
    for slip in slips:
        text = text.replace(*slip)
    found = checked(tmp_path, text)
    assert {f.where.cell: f.expected.zh for f in of_kind(found, "product") if f.expected} == told
    assert of_kind(found, "off_rule") == []


def test_rows_of_nothing_show_no_product(tmp_path: Path) -> None:
    """0 = 5 times 0 of any standard: one row with money is too few to tell what it is for."""
    rows = "甲镇,0,5,0\n乙镇,0,5,0\n丙乡,0,5,0\n丁乡,4,5,20\n戊乡,3,5,18\n合计,7,,38\n"
    found = checked(tmp_path, f"单位：元,,,\n乡镇,人数,标准,金额\n{rows}")
    assert of_kind(found, "product") == []


@pytest.mark.parametrize(
    "rows",
    [
        "甲村,20,500,10000\n乙村,30,500,12000\n丙村,12,500,6000\n丁村,40,500,12000\n合计,102,,40000\n",
        "甲村,20,500,10000\n乙村,3,500,5000\n丙村,12,500,6000\n丁村,4,500,5000\n合计,39,,26000\n",
    ],
)
def test_what_is_capped_or_held_up_to_a_floor_is_no_wrong_product(
    rows: str, tmp_path: Path
) -> None:
    """30 and 40 households at 500 are capped at 12000; 3 and 4 of them get 5000 at least."""
    found = checked(tmp_path, f"单位：元,,,\n村,户数,标准（元/户）,补助资金\n{rows}")
    assert of_kind(found, "product") == []
