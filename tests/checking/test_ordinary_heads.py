"""Heads, units and numberings that county tables have: the roles and verdicts that are right."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only

NO_TOTAL_IS_WRONG: dict[str, tuple[str, list[str]]] = {
    "a rate per head has no sum": (
        "乡镇,人口（人）,人均（元）,金额（万元）\n"
        "东河镇,12345,30,37.035\n西岭镇,8000,30,24\n合计,20345,30,61.035\n",
        ["recipient", "indicator", "rate", "amount"],
    ),
    "a rate per pupil has no sum": (
        "学校,学生数,生均公用经费（元）,金额（万元）\n一小,1000,720,72\n二小,500,720,36\n合计,1500,720,108\n",
        ["recipient", "indicator", "rate", "amount"],
    ),
    "a year is no count of years": (
        "县区,2023年(万元),2024年(万元)\n甲县,1000,1100\n乙县,800,720\n合计,1800,1820\n",
        ["recipient", "amount", "amount"],
    ),
    "a year in brackets is none either": (
        "县区,金额（2023年）,金额（2024年）\n甲县,1000,1100\n乙县,800,720\n合计,1800,1820\n",
        ["recipient", "amount", "amount"],
    ),
    "months are no count of months": (
        "县区,2024年1-6月（万元）,2024年7-12月（万元）,全年（万元）\n甲县,10,12,22\n乙县,8,9,17\n合计,18,21,39\n",
        ["recipient", "amount", "amount", "amount"],
    ),
    "one column in 元 beside a unit line of 万元": (
        "单位：万元,,\n单位,安排资金,其中：已提前下达（元）\n"
        "东河镇,10,50000\n西岭镇,20,100000\n合计,30,150000\n",
        ["recipient", "amount", "amount"],
    ),
    "1.1 and 1.2 are parts of 1": (
        "序号,项目,金额（万元）\n1,产业发展,60\n1.1,东河茶园,40\n1.2,西岭冷库,20\n"
        "2,基础设施,40\n2.1,东河机耕路,40\n,合计,100\n",
        ["line", "use", "amount"],
    ),
}


@pytest.mark.parametrize("case", NO_TOTAL_IS_WRONG)
def test_nothing_is_wrong_with_the_table(case: str, tmp_path: Path) -> None:
    text, told = NO_TOTAL_IS_WRONG[case]
    found = checked(tmp_path, text)
    assert [c.role for c in only(found).columns] == told
    assert grave(found) == []


def test_a_part_that_does_not_add_up_is_found_below_its_dotted_number(tmp_path: Path) -> None:
    text = (
        "序号,项目,金额（万元）\n1,产业发展,60\n1.1,东河茶园,40\n1.2,西岭冷库,21\n"
        "2,基础设施,40\n2.1,东河机耕路,40\n,合计,101\n"
    )
    (found,) = of_kind(checked(tmp_path, text), "sum_column")
    assert (found.where.cell, found.came, found.severity) == ("C2", "60", "error")


def test_rows_numbered_beside_each_other_stay_data_where_one_has_no_parts(tmp_path: Path) -> None:
    text = "序号,项目,金额（万元）\n1,甲,60\n1.1,乙,40\n2,丙,40\n,合计,140\n"
    assert [line.kind for line in only(checked(tmp_path, text)).lines] == [*["data"] * 3, "total"]


def test_a_unit_line_below_the_table_is_its_unit(tmp_path: Path) -> None:
    text = "单位,预算数,已拨付\n东河镇,100,80\n西岭镇,50,20\n合计,150,100\n单位：万元,,\n"
    found = checked(tmp_path, text)
    assert only(found).unit == "万元" and of_kind(found, "no_unit") == []


def test_a_sum_with_a_figure_that_cannot_be_read_is_no_error_of_its_own(tmp_path: Path) -> None:
    text = (
        "单位,原安排（万元）,调整（万元）,调整后（万元）\n甲,50,-10,40\n乙,30,8,38\n"
        "丙,20,5,25\n丁,10,▲2,8\n合计,110,1,111\n"
    )
    found = checked(tmp_path, text)
    assert [f.severity for f in of_kind(found, "unreadable")] == ["error"]
    sums = [*of_kind(found, "sum_row"), *of_kind(found, "sum_column")]
    assert [(f.where.cell, f.severity) for f in sums] == [("D5", "warning"), ("C6", "warning")]
    assert all("读不出" in f.words.zh for f in sums)


@pytest.mark.parametrize("rate", ["每个2万元", "2万元/个", "按每个2万元"])
def test_a_head_that_tells_its_standard_is_over_amounts(rate: str, tmp_path: Path) -> None:
    """They were read as standards: neither the sum of a row nor a total of theirs was held."""
    table = (
        f"县区,城市社区数,农村社区数,城市社区（{rate}）,农村社区（每个1.5万元）,小计（万元）\n"
        "甲区,12,20,24,30,54\n乙区,8,26,16,39,55\n丙县,5,40,10,60,70\n合计,25,86,50,129,179\n"
    )
    found = checked(tmp_path, table)
    assert grave(found) == []
    (left,) = of_kind(found, "not_compared")
    assert "2万元" in (left.came or "")  # nothing holds the standard itself
    wrong = {kind for kind, _ in grave(checked(tmp_path, table.replace("24,30", "34,30")))}
    assert wrong >= {"sum_row", "sum_column"}
