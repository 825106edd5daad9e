"""Numbers in Chinese words in a table: read where one thing alone is meant, else an error."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, put

from optalloc.core.errors import InputUnusable
from optalloc.inputs.understanding.awards import KnownNames, table_of_awards


def table(cell: str, total: str, unit: str = "万元", head: str = "金额") -> str:
    return f"单位：{unit},\n乡镇,{head}\n甲镇,12.5\n乙镇,7.5\n丙乡,{cell}\n合计,{total}\n"


@pytest.mark.parametrize(
    ("cell", "unit", "total", "digits"),
    [
        ("二十一", "万元", "41", "21"),
        ("二十万", "万元", "40", "20"),
        ("贰拾万元整", "元", "200020", "200000"),
        ("人民币壹仟元整", "元", "1020", "1000"),
        ("十一点五", "万元", "31.5", "11.5"),
        ("零", "万元", "20", "0"),
        ("一百二十万三千元", "元", "1203020", "1203000"),
    ],
)
def test_words_for_one_number_are_read_and_summed(
    cell: str, unit: str, total: str, digits: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, table(cell, total, unit))
    assert not found.has_errors
    (warning,) = of_kind(found, "text_number")
    assert warning.words.zh == (
        f"“{cell}”是中文数字，读作 {digits}{unit}，表格软件求和时会漏掉它；请写成 {digits}"
    )
    off = checked(tmp_path, table(cell, total + "1" if "." in total else f"{total}.5", unit))
    assert [f.severity for f in of_kind(off, "sum_column")] == ["error"]


@pytest.mark.parametrize(
    ("cell", "severity"),
    [
        ("二三十", "error"),
        ("约二十", "error"),
        ("一百五", "error"),
        ("十几万元", "error"),
        ("二〇", "error"),
        ("一百二十万三千", "error"),
        ("▲2", "error"),
        ("▲二", "error"),
        ("待定", "warning"),
        ("统一安排", "warning"),
        ("第一批下达", "warning"),
    ],
)
def test_words_that_leave_a_number_open_are_errors(
    cell: str, severity: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, table(cell, "20"))
    assert [f.severity for f in of_kind(found, "unreadable")] == [severity]
    assert of_kind(found, "text_number") == []


def test_shares_and_counts_in_words_are_read_too(tmp_path: Path) -> None:
    text = "单位：万元,,,\n乡镇,金额,占比,户数\n甲镇,5,25%,十\n乙镇,5,25%,20\n"
    text += "丙乡,10,百分之四十,1\n合计,20,,31.5\n"
    assert grave(checked(tmp_path, text)) == [
        ("share", "C5"),
        ("sum_column", "D6"),
        ("text_number", "D3"),
        ("text_number", "C5"),
    ]


def test_money_that_is_taken_as_given_has_to_be_in_digits(tmp_path: Path) -> None:
    path = put(tmp_path, table("二十一", "41"))
    with pytest.raises(InputUnusable) as error:
        table_of_awards(path, "t.csv", None, KnownNames(is_of_them=True))
    assert "应为金额，实为 '二十一'。请用阿拉伯数字，写成 21。" in error.value.letter("zh")
