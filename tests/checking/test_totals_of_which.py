"""Rows of 其中 that call themselves totals:  其中：山区小计, off by some fen or right."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind

BELOW = (
    "单位,中央(万元),省级(万元),合计(万元)\n甲镇,10.11,5,15.11\n乙镇,20.22,6,26.22\n"
    "其中：重点镇小计,30.33,11,41.33\n丙镇,30,7,37\n合计,60.33,18,78.33\n"
)
ABOVE = (
    "单位,金额(元)\n合计,600.66\n其中：山区小计,300.33\n甲镇,100.11\n乙镇,200.22\n"
    "其中：平原小计,300.33\n丙镇,300.33\n"
)
GROUPS = (
    "单位,类别,金额(元)\n甲镇,山区,100.11\n丙镇,平原,300.33\n乙镇,山区,200.22\n"
    "合计,,600.66\n其中：山区小计,,300.33\n其中：平原小计,,300.33\n"
)
PARTS = (
    "单位,金额(元)\n甲镇,100.11\n其中：东村,40.10\n其中：西村,60.01\n其中：村级小计,100.11\n"
    "乙镇,200.22\n合计,300.33\n"
)
OF_ONE = (
    "项目,金额(万元)\n一事,100.25\n其中：产业小计,60.15\n其中：道路小计,40.10\n"
    "二事,50\n合计,150.25\n"
)
ENGLISH = (
    "Town,Amount (yuan)\nA,100.11\nB,200.22\nOf which: hill subtotal,300.33\nC,50\nTotal,350.33\n"
)


@pytest.mark.parametrize("text", [BELOW, ABOVE, GROUPS, PARTS, OF_ONE, ENGLISH])
def test_a_right_total_of_which_is_compared_and_not_accused(tmp_path: Path, text: str) -> None:
    found = checked(tmp_path, text)
    assert grave(found) == [] and of_kind(found, "not_compared") == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "cells"),
    [
        (BELOW, "30.33,11,41.33", "30.35,11,41.35", {"B4", "D4"}),
        (ABOVE, "山区小计,300.33", "山区小计,300.35", {"B3"}),
        (GROUPS, "山区小计,,300.33", "山区小计,,300.30", {"C6"}),
        (PARTS, "村级小计,100.11", "村级小计,100.13", {"B5"}),
        (OF_ONE, "60.15", "60.17", {"B4"}),
        (ENGLISH, "subtotal,300.33", "subtotal,300.31", {"B4"}),
    ],
)
def test_a_total_of_which_that_is_off_by_some_fen_is_told(
    tmp_path: Path, text: str, right: str, wrong: str, cells: set[str]
) -> None:
    found = checked(tmp_path, text.replace(right, wrong))
    assert {cell for _, cell in grave(found)} == cells
    assert all(f.severity == "warning" for f in of_kind(found, "sum_column", "of_which"))


def test_a_total_of_which_that_sums_no_rows_to_be_seen_is_listed(tmp_path: Path) -> None:
    found = checked(tmp_path, BELOW.replace("30.33,11,41.33", "55.5,15,70.5"))
    (left,) = of_kind(found, "not_compared")
    assert "其中：重点镇小计没有可加的行" in left.words.zh and grave(found) == []
