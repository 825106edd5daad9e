"""Notes, dates and signatures below the total, in cells of their own, are no rows of money."""

from pathlib import Path

import pytest
from tables_made import checked, grave, only

TABLE = "单位：万元,\n乡镇,金额\n甲镇,10\n乙镇,20\n合计,30\n"


@pytest.mark.parametrize(
    "below",
    [
        "注,1.甲镇含2023年结转2万元。",
        "制表日期,2024年3月5日",
        "制表日期,20240305",
        "审核人,李四\n联系电话,87654321",
        "注,甲镇含结转2万元\n制表日期：,20240305",
        "数据来源,县财政局",
    ],
)
def test_what_is_noted_below_is_no_row(below: str, tmp_path: Path) -> None:
    found = checked(tmp_path, TABLE + below + "\n")
    assert grave(found) == []
    assert found.judged.column_sums == 1
    assert [only(found).lines[i].label for i in only(found).data] == ["甲镇", "乙镇"]


@pytest.mark.parametrize("label", ["增长%", "比上年增长%", "同比％", "增长率"])
def test_growth_in_percent_is_a_statistic(label: str, tmp_path: Path) -> None:
    found = checked(tmp_path, f"{TABLE}上年合计,20\n{label},50%\n")
    assert grave(found) == []


def test_a_slip_above_the_notes_is_found(tmp_path: Path) -> None:
    text = TABLE.replace("合计,30", "合计,31") + "审核人,李四\n联系电话,87654321\n"
    assert [kind for kind, _ in grave(checked(tmp_path, text))] == ["sum_column"]
