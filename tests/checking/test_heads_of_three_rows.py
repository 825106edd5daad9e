"""A head of several rows in a file without merged cells, as a sheet saved as CSV has it."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only

HEAD = (
    "单位：万元,,,,,,,,\n"
    "乡镇,总计,上级资金,,,,本级资金,,\n"
    ",,中央,,,省级,小计,财政预算,债券\n"
    ",,小计,衔接资金,民族资金,,,,\n"
)
ROWS = (
    "甲镇,80,30,10,20,30,20,12,8\n乙镇,54,20,15,5,22,12,9,3\n丙镇,73,38,31,7,18,17,6,11\n"
    "合计,207,88,56,32,70,49,27,22\n"
)


def test_the_second_and_third_row_of_a_head_are_no_payees(tmp_path: Path) -> None:
    found = checked(tmp_path, HEAD + ROWS)
    assert grave(found) == []
    assert found.judged.row_sums == 12
    assert [c.name for c in only(found).columns] == [
        "乡镇",
        "总计",
        "上级资金/中央/小计",
        "上级资金/中央/衔接资金",
        "上级资金/中央/民族资金",
        "上级资金/省级",
        "本级资金/小计",
        "本级资金/财政预算",
        "本级资金/债券",
    ]


def test_a_slip_below_such_a_head_is_found(tmp_path: Path) -> None:
    found = checked(tmp_path, HEAD + ROWS.replace("80,30,10,20", "80,30,12,20"))
    assert "C5" in [f.where.cell for f in of_kind(found, "sum_row")]
    assert [f.where.cell for f in of_kind(found, "sum_column")] == ["D8"]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (
            "乡镇,资金来源,,,\n,上级资金,,,\n,小计,中央,省级,\n",
            ["乡镇", "资金来源/上级资金/小计", "资金来源/上级资金/中央", "资金来源/上级资金/省级"],
        ),
        (
            "乡镇,小计,中央资金,\n,,衔接资金,民族资金\n",
            ["乡镇", "小计", "中央资金/衔接资金", "中央资金/民族资金"],
        ),
    ],
)
def test_a_row_of_a_head_may_hold_one_word(head: str, names: list[str], tmp_path: Path) -> None:
    rows = "甲镇,30,10,20\n乙镇,20,15,5\n丙镇,38,31,7\n合计,88,56,32\n"
    found = checked(tmp_path, f"单位：万元\n{head}{rows}")
    assert [c.name for c in only(found).columns] == names
    assert grave(found) == []


def test_headings_of_rows_below_a_head_of_one_row_are_no_part_of_it(tmp_path: Path) -> None:
    text = "乡镇,,金额（万元）\n一、山区,,\n,（一）东片,\n甲镇,,30\n乙镇,,20\n合计,,50\n"
    assert only(checked(tmp_path, text)).header.last == 0
