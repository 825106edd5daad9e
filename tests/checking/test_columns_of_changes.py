"""A column of changes beside the two columns it lies between, with one slip in it."""

from pathlib import Path

import pytest
from tables_made import checked, of_kind

ROWS = ((10, 8), (12, 14), (20, 20), (30, 25), (18, 23), (9, 9))


def table(heads: str, slip: int, order: tuple[int, ...] = (0, 1, 2)) -> str:
    rows = [(a, b, b - a + slip * (a == 30)) for a, b in ROWS]
    rows.append((99, 99, slip))
    text = "".join(
        f"{name},{','.join(str(row[k]) for k in order)}\n"
        for name, row in zip(
            ("甲镇", "乙镇", "丙乡", "丁乡", "戊镇", "己镇", "合计"), rows, strict=True
        )
    )
    return f"单位：万元,,,\n乡镇,{heads}\n{text}"


@pytest.mark.parametrize("heads", ["2023年金额,2024年金额,增减额", "上年金额,本年金额,增减"])
def test_one_slip_in_a_column_of_changes_is_found(heads: str, tmp_path: Path) -> None:
    right = checked(tmp_path, table(heads, 0))
    assert [f for f in right.findings if f.severity != "note"] == []
    found = checked(tmp_path, table(heads, 1))
    assert {f.where.row for f in of_kind(found, "difference")} == {6, 9}


def test_what_did_not_change_tells_no_relation(tmp_path: Path) -> None:
    """Two equal columns and a 调整 of something else: no slip."""
    text = "单位：万元,,,\n乡镇,计划金额,下达金额,调整\n"
    text += "甲镇,10,10,0\n乙镇,20,20,0\n丙镇,30,30,0\n丁镇,40,40,0\n戊镇,50,50,3\n"
    assert of_kind(checked(tmp_path, text), "difference") == []
