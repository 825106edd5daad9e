"""Columns of shares and rates, the % in their heads or in their cells."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind

SPENT = (
    "单位,下达(万元),支出(万元),{}\n甲镇,100,60,60\n乙镇,80,50,{}\n丙镇,50,45,90\n"
    "合计,230,155,67.39\n"
)
SHARES = "单位,金额(万元),{}\n甲镇,100,50\n乙镇,80,40\n丙镇,20,10\n合计,200,{}\n"
ENGLISH = (
    "Town,Allocated (万元),Spent (万元),Execution rate %\nA,100,60,60\nB,80,50,{}\nC,50,45,90\n"
    "Total,230,155,67.39\n"
)


@pytest.mark.parametrize("head", ["执行率%", "执行率(%)", "执行率（％）", "支出进度%", "执行率"])
def test_a_rate_is_compared_wherever_its_percent_stands(tmp_path: Path, head: str) -> None:
    found = checked(tmp_path, SPENT.format(head, 62.5))
    assert grave(found) == [] and of_kind(found, "not_compared") == []
    assert grave(checked(tmp_path, SPENT.format(head, 65.5))) == [("share", "D3")]


def test_an_english_rate_is_compared(tmp_path: Path) -> None:
    found = checked(tmp_path, ENGLISH.format(62.5))
    assert grave(found) == [] and of_kind(found, "not_compared") == []
    assert grave(checked(tmp_path, ENGLISH.format(63.5))) == [("share", "D3")]


@pytest.mark.parametrize("head", ["占比%", "占比(%)", "占资金总额(%)"])
def test_the_total_of_shares_of_it_is_all_of_it(tmp_path: Path, head: str) -> None:
    found = checked(tmp_path, SHARES.format(head, 100))
    assert grave(found) == [] and of_kind(found, "not_compared") == []
    assert grave(checked(tmp_path, SHARES.format(head, 99))) == [("share", "C5")]


def test_the_sum_of_rounded_shares_is_right_too(tmp_path: Path) -> None:
    text = "单位,金额(万元),占比\n甲镇,1,33.3%\n乙镇,1,33.3%\n丙镇,1,33.3%\n合计,3,{}\n"
    assert grave(checked(tmp_path, text.format("99.9%"))) == []
    assert grave(checked(tmp_path, text.format("100%"))) == []
    assert grave(checked(tmp_path, text.format("99.8%"))) == [("share", "C5")]


def test_the_share_of_a_subtotal_is_compared(tmp_path: Path) -> None:
    text = (
        "单位,金额(万元),占比\n甲镇,20,20%\n乙镇,30,30%\n小计,50,{}\n丙镇,40,40%\n丁镇,10,10%\n"
        "小计,50,50%\n合计,100,100%\n"
    )
    assert grave(checked(tmp_path, text.format("50%"))) == []
    assert grave(checked(tmp_path, text.format("51%"))) == [("share", "C4")]


@pytest.mark.parametrize("head", ["执行率", "完成率", "支出进度", "执行率(%)"])
def test_more_than_was_planned_may_be_spent(tmp_path: Path, head: str) -> None:
    text = (
        f"单位,下达(万元),支出(万元),{head}\n甲镇,100,60,60%\n乙镇,80,90,112.5%\n丙镇,50,45,90%\n"
    )
    found = checked(tmp_path, f"{text}合计,230,195,84.78%\n")
    assert grave(found) == [] and of_kind(found, "not_compared") == []
    wrong = checked(tmp_path, f"{text.replace('112.5', '121.5')}合计,230,195,84.78%\n")
    assert grave(wrong) == [("share", "D3")]


def test_a_growth_in_percent_is_no_share(tmp_path: Path) -> None:
    rows = "甲镇,10,11,10\n乙镇,10,12,20\n丙镇,20,30,50\n合计,40,53,32.5\n"
    text = f"单位,去年(万元),今年(万元),增长率%\n{rows}"
    assert grave(checked(tmp_path, text)) == []
    assert grave(checked(tmp_path, text.replace("12,20", "12,40"))) == [("difference", "D3")]
