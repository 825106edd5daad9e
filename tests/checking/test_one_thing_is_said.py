"""A figure that was compared, or has a fault, is not said to be compared with nothing."""

from pathlib import Path

import pytest
from tables_made import checked, of_kind, put

from optalloc.checking import check

KEPT = (
    "单位,中央(万元),乙项,合计(万元)\n甲镇,30,5,30\n乙镇,50,6,50\n丙镇,40,7,40\n合计,120,{},120\n"
)
BARE = "单位,金额(万元)\n甲镇,30\n乙镇,50\n丙镇,40\n"


def listed(folder: Path, text: str) -> str:
    return "".join(f.words.zh for f in of_kind(checked(folder, text), "not_compared"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (KEPT.format(17), "乙项"),
        (KEPT.format(18), "乙项"),
        ("单位,村数18个,金额(万元)\n甲镇,3,12\n乙镇,5,21\n丙镇,4,16\n丁镇,6,25\n", "村数18个"),
        ("单位,金额(万元)\n甲镇,30\n乙镇,50\n平均,41\n", "金额"),
        ("单位,金额(元),金额(万元)\n甲镇,30000,3\n乙镇,50000,5\n丙镇,40000,4\n", "金额"),
    ],
)
def test_what_was_compared_is_not_listed(tmp_path: Path, text: str, name: str) -> None:
    assert name not in listed(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "单位,金额(万元),其中：产业(万元)\n甲镇,30,35\n乙镇,50,5\n合计,80,\n",
            "只核对了不超过其整体",
        ),
        (
            "单位,村数,金额(万元)\n甲镇,3,12\n乙镇,5,20\n丙镇,4,16\n丁镇,6,24\n",
            "只看得出各行的规律",
        ),
        ("单位,市级(万元),区级(万元)\n甲镇,45,55\n乙镇,90,110\n丙镇,18,22\n", "只看得出各行的规律"),
    ],
)
def test_what_was_held_in_part_is_said_to_be(tmp_path: Path, text: str, words: str) -> None:
    assert words in listed(tmp_path, text)


@pytest.mark.parametrize("amount", ["50", "51"])
def test_what_a_notice_tells_was_compared(tmp_path: Path, amount: str) -> None:
    rows = f"<tr><td>甲镇<td>30<tr><td>乙镇<td>{amount}<tr><td>丙镇<td>40"
    page = f"<html><p>公示期10天</p><table><tr><th>单位<th>金额(万元){rows}</table></html>"
    line = f"公示期10天。甲镇30万元，乙镇{amount}万元，丙镇40万元。"
    for text, name in ((line, "n.txt"), (page, "n.html")):
        found = check(put(tmp_path, BARE), notice=put(tmp_path, text, name))
        assert of_kind(found, "not_compared") == []
        assert len(of_kind(found, "notice_award")) == (amount == "51")


def test_what_a_notice_leaves_out_is_listed(tmp_path: Path) -> None:
    found = check(put(tmp_path, BARE), notice=put(tmp_path, "甲镇30万元，乙镇50万元。", "n.txt"))
    assert "金额（没有合计行）" in of_kind(found, "not_compared")[0].words.zh
