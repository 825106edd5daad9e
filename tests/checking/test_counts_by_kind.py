"""Counts of towns and townships beside one list are each held against those of their own kind."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check

TABLE = "乡镇,合计(万元)\n甲镇,20\n乙镇,10\n丙镇,15\n丁乡,5\n戊乡,6\n合计,56\n"
NAMES = "甲镇、乙镇、丙镇、丁乡、戊乡"


def said(folder: Path, line: str) -> list[str]:
    found = check(put(folder, TABLE), notice=put(folder, f"公示\n{line}。\n", "n.txt"))
    return [f.words.zh for f in of_kind(found, "notice_count", "notice_name")]


@pytest.mark.parametrize(
    "line",
    [
        f"全县3个镇、2个乡：{NAMES}",
        f"全县三个镇、两个乡，分别是{NAMES}",
        f"共3个镇和2个乡：{NAMES}",
        f"{NAMES}，共3个镇、2个乡",
        f"使用单位。{NAMES}；涉及4个乡镇的道路项目另行公示",
        f"全县5个乡镇：{NAMES}",
    ],
)
def test_a_right_number_of_each_kind_is_right(tmp_path: Path, line: str) -> None:
    assert said(tmp_path, line) == []


def test_a_wrong_number_is_told_of_its_own_kind(tmp_path: Path) -> None:
    for line in (f"全县4个镇、2个乡：{NAMES}", f"共4个镇和2个乡：{NAMES}"):
        assert said(tmp_path, line) == ["写“4个镇”，所列的是 3 个：甲镇、乙镇、丙镇"]


def test_a_wrong_number_of_all_is_still_an_error(tmp_path: Path) -> None:
    assert said(tmp_path, f"全县4个乡镇：{NAMES}") != []
