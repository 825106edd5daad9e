"""Notes, dates and signatures below the total, in cells of their own, are no rows of money."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only

from optalloc.checking import check
from optalloc.core.errors import InputUnusable

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
        "填报单位（盖章）：,2024年6月3日",
        "填报单位：县局,2024-06-03",
        "青石县财政局,2024年6月3日",
        "青石县财政局\n二〇二四年六月三日",
        "青石县财政局（盖章）\n2024年6月3日",
        "分管领导：,张三",
        "注：1.本表金额含项目管理费1%。\n2.甲镇含示范村奖补5万元。\n填表人：张三,审核人：李四",
        "注：1.含管理费\n2.含奖补\n填表人：张三,审核人：李四",
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


@pytest.mark.parametrize(
    "below", ["丙镇,", "丙镇,\n填表人：张三,审核人：李四", "丙镇,待定\n,2024年6月3日"]
)
def test_a_payee_below_the_total_without_an_amount_is_told(below: str, tmp_path: Path) -> None:
    found = checked(tmp_path, TABLE + below + "\n")
    assert [cell for _, cell in grave(found)] == ["B6"]


@pytest.mark.parametrize(
    ("note", "wrong", "left"),
    [
        ("注：共安排30万元，其中甲镇10万元，保留1位小数", [], []),
        ("注：共安排25万元", ["共安排25万元"], []),
        ("备注,甲镇11万元、乙镇20万元", ["甲镇11万元"], []),
        ("说明：1.甲镇占40%。", ["甲镇占40%"], []),
        ("注：每村20万元", [], ["每村20万元"]),
        ("注：含上年结转25万元", [], ["含上年结转25万元"]),
    ],
)
def test_amounts_of_a_note_are_held_or_listed(
    note: str, wrong: list[str], left: list[str], tmp_path: Path
) -> None:
    """The table gives 甲镇 10 and 乙镇 20, so 30 in all and a third to 甲镇."""
    found = checked(tmp_path, f"{TABLE}{note}\n")
    assert [f.came for f in of_kind(found, "prose")] == wrong
    assert [f.came for f in of_kind(found, "not_compared")] == left and not found.has_errors


PAID = "单位：元,,\n乡镇,人数,应发金额\n甲镇,12,28800\n乙镇,8,19200\n丙乡,15,36000\n合计,35,84000\n"


@pytest.mark.parametrize(
    "below",
    [
        "合计（大写）：人民币{}元整",
        "合计（大写）,人民币{}元整",
        "金额大写,,{}元整",
        "大写：{}元整  小写：84000元",
        "合计（大写）,{}元整,小写：84000元",
    ],
)
def test_a_total_in_words_below_is_held_against_the_total(below: str, tmp_path: Path) -> None:
    """28800 + 19200 + 36000 = 84000; in a column of people it was a total of 84,000 persons."""
    right = checked(tmp_path, PAID + below.format("捌万肆仟") + "\n")
    assert grave(right) == [] and of_kind(right, "not_compared") == []
    (wrong,) = of_kind(checked(tmp_path, PAID + below.format("捌万壹仟") + "\n"), "prose")
    assert wrong.words.zh.endswith("捌万壹仟元整”，表中合计为 84000元")


@pytest.mark.parametrize("label", ["合计（大写：捌万肆仟元整）", "合计大写捌万肆仟元整"])
def test_a_total_that_tells_itself_in_words_too_is_held_to_them(label: str, tmp_path: Path) -> None:
    right = PAID.replace("合计", label)
    assert grave(checked(tmp_path, right)) == []
    (wrong,) = of_kind(checked(tmp_path, right.replace("肆", "壹")), "prose")
    assert wrong.expected is not None and wrong.expected.zh == "84000元"


@pytest.mark.parametrize("text", ["乡镇  金额\n甲镇  10\n", "共安排30万元。\n甲镇10万元。\n"])
def test_a_text_of_one_column_is_told_how_to_be_checked(text: str, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(text, "utf-8")
    with pytest.raises(InputUnusable) as told:
        check(tmp_path / "n.txt")
    assert told.value.faults[0].remedy.zh.startswith("各列之间请用逗号或制表符隔开")
