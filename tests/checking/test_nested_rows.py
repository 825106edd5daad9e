"""Rows under rows, as budgets print them: right tables are accused of nothing, wrong ones are."""

from pathlib import Path

import pytest
from tables_made import checked, grave, only, roles

RIGHT = {
    "parts of a total": "合计,100;其中：甲镇,15;乙镇,25;丙镇,60",
    "parts of the whole county": "全县合计,300;其中：城关镇,80;柳河镇,70;马店镇,60;云岭乡,90",
    "parts of numbered heads": "一、本级,60;其中：民政局,20;教育局,40;二、乡镇,40;"
    "其中：甲镇,15;乙镇,25;合计,100",
    "parts of subtotals": "县直部门小计,60;其中：民政局,20;教育局,40;乡镇小计,40;"
    "其中：甲镇,15;乙镇,25;合计,100",
    "parts of towns": "甲镇,60;其中：东村,20;西村,40;乙镇,40;其中：南村,15;北村,25;合计,100",
    "parts of some towns": "甲镇,60;其中：东村,20;西村,40;丙镇,30;丁镇,5;合计,95",
    "a part that is not all": "甲镇,40;其中：东村,10;乙镇,30;丙乡,20;合计,90",
    "a part of a total": "合计,100;其中：中央,70;甲镇,50;乙镇,50",
    "income and what was left": "一、财政拨款,600;二、其他收入,20;本年收入合计,620;上年结转,50;"
    "收入总计,670",
    "totals without rows": "本年收入合计,600;上年结转,50;收入总计,650",
    "taxes under one head": "一、税收收入,500;增值税,300;企业所得税,200;二、非税收入,100;"
    "收入合计,600",
    "cities": "全省合计,100;A市,60;A市本级,10;甲县,20;乙县,30;B市,40;B市本级,15;丙县,25",
    "payees under numbered villages": "1.甲村,300;张三,100;李四,200;2.乙村,500;王五,200;"
    "赵六,300;合计,800",
    "payees under villages in brackets": "（1）甲村合计,300;张三,100;李四,200;（2）乙村合计,500;"
    "王五,200;赵六,300;合计,800",
    "payees under numerals": "一、甲村,300;张三,100;李四,200;二、乙村,500;王五,200;"
    "赵六,300;合计,800",
    "English numbers": "I. Towns,60;A,10;B,50;II. Districts,40;C,15;D,25;Total,100",
    "numbers of the rows themselves": "一、甲镇,10;二、乙镇,20;其他,5;合计,35",
    "cities above a total": "A市,60;市本级,10;甲县,20;乙县,30;B市,40;市本级,15;丙县,25;合计,100",
}
SPOILT = [
    ("payees under numbered villages", "甲村,300", "甲村,310"),
    ("payees under villages in brackets", "甲村合计,300", "甲村合计,310"),
    ("payees under numerals", "乙村,500", "乙村,510"),
    ("English numbers", "Towns,60", "Towns,61"),
    ("numbers of the rows themselves", "合计,35", "合计,36"),
    ("parts of a total", "丙镇,60", "丙镇,61"),
    ("parts of numbered heads", "教育局,40", "教育局,41"),
    ("parts of subtotals", "民政局,20", "民政局,22"),
    ("parts of towns", "西村,40", "西村,41"),
    ("parts of some towns", "丙镇,30", "丙镇,33"),
    ("income and what was left", "收入总计,670", "收入总计,680"),
    ("taxes under one head", "增值税,300", "增值税,301"),
    ("cities", "乙县,30", "乙县,32"),
    ("cities above a total", "合计,100", "合计,101"),
]
CODES = """2024年部门预算支出表,,,,
单位：万元,,,,
功能科目编码,功能科目名称,合计,基本支出,项目支出
201,一般公共服务支出,150,100,50
20103,政府办公厅及相关机构事务,90,60,30
2010301,行政运行,60,60,0
2010302,一般行政管理事务,30,0,30
20106,财政事务,60,40,20
2010601,行政运行,60,40,20
合计,,150,100,50
"""


def table(rows: str) -> str:
    return "单位：万元,\n项目,金额\n" + rows.replace(";", "\n") + "\n"


def accused(folder: Path, text: str) -> list[tuple[str, str, str]]:
    found = checked(folder, text)
    return [(f.severity, f.where.name, f.words.zh) for f in found.findings if f.severity != "note"]


@pytest.mark.parametrize("rows", RIGHT.values(), ids=list(RIGHT))
def test_a_right_table_is_accused_of_nothing(rows: str, tmp_path: Path) -> None:
    found = checked(tmp_path, table(rows))
    assert [f for f in found.findings if f.severity != "note"] == []
    assert found.judged.column_sums > 0


@pytest.mark.parametrize(("layout", "right", "wrong"), SPOILT)
def test_a_spoilt_one_is_found_by_what_it_is_off(
    layout: str, right: str, wrong: str, tmp_path: Path
) -> None:
    rows = RIGHT[layout]
    off = abs(int(wrong.split(",")[1]) - int(right.split(",")[1]))
    found = accused(tmp_path, table(rows.replace(right, wrong)))
    assert found
    assert {severity for severity, _, _ in found} == {"error"}
    assert all(f"差 +{off}" in words or f"差 -{off}" in words for _, _, words in found)


def test_parts_may_be_less_than_their_total(tmp_path: Path) -> None:
    ((severity, _, words),) = accused(tmp_path, table("合计,100;其中：甲镇,15;乙镇,25;丙镇,50"))
    assert severity == "warning"
    assert "3 行相加为 90" in words and "其中各项可以不是全部" in words


def test_codes_stand_under_those_that_they_begin_with(tmp_path: Path) -> None:
    assert accused(tmp_path, CODES) == []
    wrong = CODES.replace("2010302,一般行政管理事务,30,0,30", "2010302,一般行政管理事务,31,0,31")
    names = {name for severity, name, _ in accused(tmp_path, wrong) if severity == "error"}
    assert names == {"一般公共服务支出", "政府办公厅及相关机构事务", "合计"}


def test_an_ordinary_table_keeps_its_errors(tmp_path: Path) -> None:
    """A 合计 above its rows is not taken for one of them."""
    for rows in (
        "合计,330;甲镇,100;乙镇,200",
        "甲镇,100;乙镇,200;合计,330",
        "甲镇,10;乙镇,20;小计,30;丙镇,5;丁镇,6;小计,41;合计,41",
        "合计,90;其中：中央,80;甲镇,50;乙镇,50",
    ):
        assert any(severity == "error" for severity, _, _ in accused(tmp_path, table(rows))), rows


def test_towns_of_two_counties_may_have_one_name(tmp_path: Path) -> None:
    """Both columns looked like the recipient, and the table was refused: a 县 is of 乡镇."""
    table = (
        "县,乡镇,合计（万元）\n甲县,城关镇,150\n甲县,东河乡,90\n甲县小计,,240\n"
        "乙县,城关镇,120\n乙县小计,,120\n总计,,360\n"
    )
    found = checked(tmp_path, table)
    assert roles(only(found)) == {"县": "group", "乡镇": "recipient", "合计": "total"}
    assert grave(found) == []
    spoilt = checked(tmp_path, table.replace(",240", ",250"))
    assert grave(spoilt) == [("sum_column", "C4")]
