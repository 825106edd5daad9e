"""Ratios of sources in titles, heads, notes and notices, however their colons are written."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, put

from optalloc.checking import check

ROWS = "甲镇,40,20,10,70\n乙镇,80,40,20,140\n丙镇,20,10,5,35\n合计,140,70,35,245\n"
TABLE = f"单位,中央(万元),省级(万元),市级(万元),合计(万元)\n{ROWS}"
TWO = "单位,市级(万元),区级(万元),备注\n甲镇,45,55,{}\n乙镇,90,110,\n丙镇,18,22,\n合计,153,187,\n"
PLACES = [
    TABLE + "注：中央、省级、市级资金按{}分担。\n",
    TABLE + "注：中央:省级:市级={}\n",
    TABLE + "注：资金按{}配套\n",
    TABLE + "注：中央、省、市三级按{}分担\n",
    "某县资金分配表（中央、省级、市级{}）\n" + TABLE,
    f",资金来源（{{}}）,,,\n单位,中央(万元),省级(万元),市级(万元),合计(万元)\n{ROWS}",
]


@pytest.mark.parametrize("text", PLACES)
@pytest.mark.parametrize("colon", [":", "："])
def test_a_ratio_in_the_words_of_a_table_is_held_against_its_sources(
    tmp_path: Path, text: str, colon: str
) -> None:
    right, wrong = (text.format(ratio.replace(":", colon)) for ratio in ("4:2:1", "4:2:2"))
    found = checked(tmp_path, right)
    assert grave(found) == [] and of_kind(found, "not_compared") == []
    (told,) = of_kind(checked(tmp_path, wrong), "told_ratio")
    assert (told.severity, told.came, told.expected.zh) == ("warning", "4:2:2", "4:2:1")


def test_a_remark_is_of_its_own_row(tmp_path: Path) -> None:
    assert grave(checked(tmp_path, TWO.format("按45：55分担"))) == []
    (told,) = of_kind(checked(tmp_path, TWO.format("按50：50分担")), "told_ratio")
    assert told.where.row == 2


@pytest.mark.parametrize(
    ("note", "left"),
    [
        ("注：因素权重为4：2：2", "4:2:2"),
        ("注：产业与基建为6:4", "6:4"),
        ("注：贷款贴息按5:3:2由县、乡、村分担", "5:3:2"),
        ("注：8:30—12:00受理", ""),
        ("注：上年中央、省级、市级按4:2:2分担，今年按4:2:1分担", "4:2:2"),
        ("注：原按中央、省级、市级4:2:2分担，现调整", "4:2:2"),
        ("注：2022年中央、省级、市级按4:2:2分担", "4:2:2"),
    ],
)
def test_a_ratio_of_something_else_is_listed(tmp_path: Path, note: str, left: str) -> None:
    found = checked(tmp_path, f"{TABLE}{note}\n")
    assert grave(found) == []
    assert [f.came for f in of_kind(found, "not_compared")] == [left] * bool(left)


@pytest.mark.parametrize(
    "text",
    [
        "中央、省级、市级资金按{}分担。",
        "中央、省级、市级资金比例为{}。",
        "中央、省级、市级{}分担。",
        "中央：省级：市级={}。",
        "中央、省级、市级（{}）共同出资。",
    ],
)
def test_a_ratio_in_a_notice_is_held_against_its_names(tmp_path: Path, text: str) -> None:
    for ratio, kinds in (("4：2：1", set()), ("4：2：2", {"notice_share"})):
        notice = put(tmp_path, text.format(ratio), "n.txt")
        found = check(put(tmp_path, TABLE), notice=notice)
        assert {f.kind for f in of_kind(found, "notice_share", "not_compared")} == kinds


@pytest.mark.parametrize("text", ["各级资金按4：2：2的比例分担。", "中央省级资金45：55"])
def test_a_ratio_of_no_names_in_a_notice_is_listed(tmp_path: Path, text: str) -> None:
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, text, "n.txt"))
    assert of_kind(found, "notice_share") == [] and of_kind(found, "not_compared")
