"""Blocks of one table side by side: no row may have two recipients, of which one is lost."""

from pathlib import Path

import pytest
from tables_made import checked, only

from optalloc.core.errors import InputUnusable

TWO = (
    "单位：万元,,,\n乡镇,金额,乡镇,金额\n"
    "甲镇,10,丙乡,20\n乙镇,15,丁乡,5\n小计,25,小计,25\n合计,50,,\n"
)
NUMBERED = (
    "单位：万元,,,,,\n序号,乡镇,金额,序号,乡镇,金额\n"
    "1,甲镇,10,4,丁镇,40\n2,乙镇,20,5,戊镇,50\n3,丙镇,30,,合计,150\n"
)
SHORT = (
    "单位：万元,,,\n乡镇,金额,乡镇,金额\n"
    "甲镇,1,己镇,2\n乙镇,1,庚镇,2\n丙镇,1,辛镇,2\n丁镇,1,,\n戊镇,1,合计,11\n"
)
"""The second block has fewer names: they are no groups of the first."""
GAP = TWO.replace(",乡镇,", ",,乡镇,").replace(",丙", ",,丙").replace(",丁", ",,丁")
GAP = GAP.replace(",小计", ",,小计")
GAP_BELOW = (
    "单位：万元,,,,\n乡镇,金额,,乡镇,金额\n甲镇,10,,丁镇,20\n乙镇,15,,戊镇,5\n丙镇,5,,合计,55\n"
)
OTHER_HEADS = TWO.replace("金额,乡镇", "金额,地区")


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        (TWO, (), "C"),
        (TWO, ("A=recipient",), "C"),
        (TWO, ("A=recipient", "C=recipient"), "C"),
        (TWO, ("乡镇=recipient",), "C"),
        (NUMBERED, (), "E"),
        (SHORT, (), "C"),
        (GAP, (), "D"),
        (GAP_BELOW, (), "D"),
        (OTHER_HEADS, ("A=recipient", "C=recipient"), "C"),
    ],
)
def test_a_row_with_two_recipients_is_refused(
    text: str, said: tuple[str, ...], place: str, tmp_path: Path
) -> None:
    with pytest.raises(InputUnusable) as error:
        checked(tmp_path, text, columns=said)
    told = error.value.letter("zh")
    assert f"列 {place}：与列 " in told
    assert "左右并列，各有单位和金额，一行里有两个单位" in told
    assert "请把右边一块接到左边一块的下面，或另放一张工作表。" in told
    assert "--column" not in told


def test_of_two_columns_of_names_one_alone_is_the_recipient(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable) as error:
        checked(
            tmp_path,
            "单位,部门,金额\nA县,甲,4\nA县,乙,5\nB县,乙,5\n",
            columns=("单位=recipient", "部门=recipient"),
        )
    assert "列 B：应只有一列是单位，列 A 已说明是单位。请写 --column B=group" in error.value.letter(
        "zh"
    )


def test_nobody_said_what_the_column_beside_the_said_recipient_is(tmp_path: Path) -> None:
    text = "单位,部门,金额\nA县,甲,4\nA县,乙,5\nB县,乙,5\n"
    sheet = only(checked(tmp_path, text, columns=("单位=recipient",)))
    assert [c.because.zh for c in sheet.columns if c.role == "group"] == ["单位是你说明的另一列"]


@pytest.mark.parametrize(
    "text",
    [
        # Each of two lists has a total of its own.
        "单位：万元,,,,\n乡镇,金额,,乡镇,金额\n甲镇,10,,丙乡,20\n乙镇,15,,丁乡,6\n合计,25,,合计,26\n",
        # The names are written again, so that the reader of a wide table finds them.
        "单位：万元,,,\n乡镇,中央,乡镇,省级\n甲镇,10,甲镇,20\n乙镇,15,乙镇,6\n合计,25,合计,26\n",
    ],
)
def test_what_is_no_block_beside_another_is_read(text: str, tmp_path: Path) -> None:
    found = checked(tmp_path, text, columns=("A=recipient",))
    assert not found.has_errors
