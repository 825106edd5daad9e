"""Tables made up by somebody who does not believe the verdict: other words, signs and places."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only


@pytest.mark.parametrize("label", ["County total", "Hill Town Total", "North sub-total:", "计"])
def test_a_total_named_after_its_group_is_a_total(tmp_path: Path, label: str) -> None:
    text = f"Town,Amount (yuan)\nHill,10\nMill,20\n{label},31\n"
    assert grave(checked(tmp_path, text)) == [("sum_column", "B4")]


def test_the_subtotals_of_an_english_excel_are_in_no_sum_twice(tmp_path: Path) -> None:
    text = "Town,Project,Amount\nA,road,10\nA,bridge,20\nA Total,,30\nB,road,5\nB Total,,5\n"
    found = checked(tmp_path, text + "Grand Total,,35\n")
    assert grave(found) == []
    assert found.judged.column_sums == 3


@pytest.mark.parametrize("name", ["设计", "审计局", "Totality"])
def test_a_name_that_ends_as_a_total_does_is_none(tmp_path: Path, name: str) -> None:
    sheet = only(checked(tmp_path, f"项目,金额(万元)\n路,10\n桥,20\n{name},7\n合计,37\n"))
    assert len(sheet.data) == 3


@pytest.mark.parametrize("amount", ["{} CNY", "{}€", "USD {}", "{} EUR", "￥{}"])
def test_the_name_of_a_currency_is_no_part_of_the_amount(tmp_path: Path, amount: str) -> None:
    rows = (("甲镇", 12000), ("乙镇", 20000), ("合计", 50000))
    text = "单位,拨付资金\n" + "".join(f"{name},{amount.format(n)}\n" for name, n in rows)
    assert grave(checked(tmp_path, text)) == [("sum_column", "B4")]


def test_decimal_commas_between_semicolons_are_read_and_said(tmp_path: Path) -> None:
    found = checked(tmp_path, "Town;Amount (yuan)\nA;1.012,5\nB;7,50\nTotal;1.021,0\n")
    assert grave(found) == [("sum_column", "B4")]
    assert [f.came for f in of_kind(found, "remark")] == ["1.012,5", "7,50", "1.021,0"]


def test_the_rate_in_a_total_row_is_compared_too(tmp_path: Path) -> None:
    rows = "甲镇,120,100,83.33\n乙镇,200,150,75\n丙镇,100,40,40\n丁镇,50,20,40\n合计,470,310,{}\n"
    text = "单位,预算数(万元),执行数(万元),执行率(%)\n" + rows
    assert grave(checked(tmp_path, text.format("75.96"))) == [("share", "D6")]
    right = checked(tmp_path, text.format("65.96"))
    assert (grave(right), right.judged.shares) == ([], 5)


def test_a_difference_may_be_larger_than_all_of_them_together(tmp_path: Path) -> None:
    text = "单位,上年(万元),本年(万元),增减(万元)\n甲镇,50,30,(20)\n乙镇,10,30,20\n丙镇,5,6,1\n"
    assert grave(checked(tmp_path, text + "合计,65,66,1\n")) == []


def test_a_year_in_a_header_is_no_count(tmp_path: Path) -> None:
    text = "单位,2022年,2023年,金额(万元)\n甲,5,6,1\n乙,7,8,2\n合计,12,14,3\n"
    assert of_kind(checked(tmp_path, text), "header_count") == []


@pytest.mark.parametrize(
    "text",
    [
        "乡镇,种粮补贴,农机购置,小计\n甲,5,6,11\n乙,7,8,16\n丙,1,2,3\n丁,4,4,8\n合计,17,20,38\n",
        "乡镇,甲项,乙项,合计(万元)\n甲,5,6,11\n乙,7,8,16\n丙,3,3,6\n合计,15,17,33\n",
    ],
)
def test_columns_that_nothing_names_are_money_where_most_rows_add_up(
    tmp_path: Path, text: str
) -> None:
    """The row that is off stands in the total of the column too: two rows of a short table."""
    found = checked(tmp_path, text)
    last = 2 + len(only(found).data)
    assert grave(found) == [("sum_row", "D3"), ("grand_total", f"D{last}")]
