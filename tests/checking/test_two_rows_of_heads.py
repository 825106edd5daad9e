"""Two rows of heads in files without merged cells, and what is said where the second is unknown."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only, roles

ROWS = "甲镇,40,20,60\n乙镇,80,41,121\n合计,120,61,181\n"


@pytest.mark.parametrize(
    "heads",
    [
        "单位,资金来源,,合计\n,中央(万元),省级(万元),(万元)",
        "单位,资金来源,,合计\n单位,中央,省级,合计",
        "乡镇,资金,,合计\n名称,中央,省级,小计",
        "单位,下达,下达,下达\n乡镇,中央(万元),省级(万元),合计(万元)",
    ],
)
def test_a_second_row_of_heads_is_read_as_heads(tmp_path: Path, heads: str) -> None:
    found = checked(tmp_path, f"{heads}\n{ROWS}")
    assert grave(found) == [] and only(found).parts == {3: (1, 2)}
    whom, *parts, total = roles(only(found)).values()
    assert (whom, total) == ("recipient", "total") and set(parts) <= {"source", "amount"}
    wrong = checked(tmp_path, f"{heads}\n{ROWS.replace('41,121', '42,121')}")
    assert {cell for _, cell in grave(wrong)} == {"D4", "C5"}


def test_amounts_of_two_years_stand_under_them(tmp_path: Path) -> None:
    found = checked(
        tmp_path, "单位,2022年,2023年\n,金额,金额\n甲镇,40,20\n乙镇,80,41\n合计,120,61\n"
    )
    assert grave(found) == [] and set(roles(only(found)).values()) == {"recipient", "amount"}


def test_a_row_of_names_is_none(tmp_path: Path) -> None:
    found = checked(tmp_path, "单位,金额(万元)\n县本级,待定\n乙镇,80\n合计,80\n")
    assert grave(found) == [("unreadable", "B2")]


def test_a_first_recipient_without_money_yet_is_no_row_of_heads(tmp_path: Path) -> None:
    text = "单位,中央(万元),省级(万元)\n甲镇,待定,待定\n乙镇,30,20\n合计,30,20\n"
    told = of_kind(checked(tmp_path, text), "unreadable")
    assert [f.where.cell for f in told] == ["B2", "C2"]
    assert all("表头" not in f.words.zh for f in told)


def test_what_may_be_a_second_row_of_heads_is_told_once_with_what_to_do(tmp_path: Path) -> None:
    found = checked(tmp_path, f"单位,中央(万元),省级(万元),合计(万元)\n,头一年,第二年,两年\n{ROWS}")
    (told,) = of_kind(found, "unreadable")
    assert told.where.row == 2 and told.words.zh.endswith("请把两行表头合成一行")
    assert "join both rows of heads into one" in told.words.en


def test_what_a_head_over_several_counts_is_no_money(tmp_path: Path) -> None:
    """人口情况(人) says it of all below: 监测对象, which no word list has, is people too."""
    heads = "单位,人口情况(人),,\n,户籍人口,脱贫人口,监测对象\n"
    found = checked(tmp_path, f"{heads}甲镇,3200,88,40\n乙镇,2100,79,21\n合计,5300,167,61\n")
    whom, *counted = roles(only(found)).values()
    assert (whom, set(counted)) == ("recipient", {"indicator"}) and grave(found) == []
    assert of_kind(found, "no_unit") == [] and of_kind(found, "rounding") == []


@pytest.mark.parametrize("words", ["续表", "（续表）", "接上表"])
def test_what_stands_over_the_next_piece_of_a_table_is_nobody(words: str, tmp_path: Path) -> None:
    """It was warned of as a recipient without money."""
    head = "乡镇,村数,金额（万元）\n"
    found = checked(tmp_path, f"{head}甲镇,2,8\n乙镇,3,12\n{words},,\n{head}丙乡,4,16\n合计,9,36\n")
    assert grave(found) == [] and len(only(found).data) == 3
