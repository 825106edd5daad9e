"""A total that columns to either side of it come to: both sums are held, whichever is read."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind

CAME = ((50, 10), (30, 31), (41, 4), (17, 58), (23, 11))
"""What came in from two sides, row by row."""


def both_sides(heads: str, slip: int = 0, side: int = 0) -> str:
    """Return a table with a total between two pairs of columns, both of which come to it.

    Args:
        slip: What one figure in the first row is too large, and in the last too small.
        side: The column it is in, of the four.
    """
    lines, sums = [], [0] * 5
    for k, (a, b) in enumerate(CAME):
        row = [a, b, a + b, (a + b) * 2 // 3 - k, (a + b) - (a + b) * 2 // 3 + k]
        row[side if side < 2 else side + 1] += slip * ((k == 0) - (k == len(CAME) - 1))
        sums = [x + y for x, y in zip(sums, row, strict=True)]
        lines.append(f"{'甲乙丙丁戊'[k]}镇,{','.join(map(str, row))}")
    lines.append(f"合计,{','.join(map(str, sums))}")
    return f"单位：万元,,,,,\n乡镇,{heads}\n" + "\n".join(lines) + "\n"


HEADS = (
    "上级下达,本级安排,小计,已分配,未分配",
    "上年结转,本年下达,可用资金,支出,已收回",
    "中央,省级,合计,产业资金,基建资金",
)


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("side", range(4))
def test_a_slip_on_either_side_is_found(heads: str, side: int, tmp_path: Path) -> None:
    assert not of_kind(checked(tmp_path, both_sides(heads)), "sum_row", "grand_total")
    found = of_kind(checked(tmp_path, both_sides(heads, 3, side)), "sum_row")
    assert [f.where.row for f in found if f.severity != "note"] == [3, 7]


def test_columns_that_most_rows_do_not_add_up_are_no_second_sum(tmp_path: Path) -> None:
    text = "单位：万元,,,,,\n乡镇,中央,省级,合计,需求,已拨\n"
    text += (
        "甲镇,3,4,7,4,3\n乙镇,5,6,11,9,1\n丙镇,2,9,11,8,3\n丁镇,8,1,9,7,4\n合计,18,20,38,28,11\n"
    )
    assert grave(checked(tmp_path, text)) == []


def test_what_it_has_of_which_is_no_more_than_a_total_of_others(tmp_path: Path) -> None:
    text = "单位：万元,,,,,\n乡镇,安排资金,其中：中央,其中：省级,支出,结余\n"
    text += "甲镇,50,33,20,38,12\n乙镇,40,25,15,33,7\n丙镇,63,41,22,50,13\n丁镇,29,18,11,20,9\n"
    text += "戊镇,40,24,13,35,5\n合计,222,141,81,176,46\n"
    assert grave(checked(tmp_path, text)) == [("of_which", "D3")]


def test_totals_without_a_head_are_held_as_others_are(tmp_path: Path) -> None:
    """15+17 is 32: the table says 33, and 145+68 is 213: it says 214."""
    text = (
        "单位,中央(万元),省级(万元),,产业(万元),基建(万元),\n甲镇,40,20,60,30,30,60\n"
        "乙镇,80,41,121,100,21,121\n丁镇,15,17,32,15,17,33\n合计,135,78,213,145,68,214\n"
    )
    found = checked(tmp_path, text, columns=["D=total", "G=total"])
    assert [f.where.cell for f in of_kind(found, "sum_row", "grand_total")] == ["G4", "G5"]
