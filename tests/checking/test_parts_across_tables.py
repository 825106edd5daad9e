"""What one table of a file tells of a source, against another table: sheet, column or sheets."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import of_kind

from optalloc.checking import Checked, check

WIDE = (
    "单位,中央(万元),省级(万元),合计(万元)\n甲镇,40,20,60\n乙镇,80,41,121\n丙镇,20,13,33\n"
    "丁镇,15,17,32\n合计,155,91,246\n"
)
TOTALS = "单位,合计(万元)\n甲镇,60\n乙镇,121\n丙镇,33\n丁镇,32\n合计,246\n"
SOURCES = "资金来源,金额(万元)\n中央资金,155\n省级资金,91\n合计,246\n"
CENTRAL = "单位,金额(万元)\n甲镇,40\n乙镇,80\n丙镇,20\n丁镇,15\n合计,155\n"
PROVINCE = "单位,金额(万元)\n甲镇,20\n乙镇,41\n丙镇,13\n丁镇,17\n合计,91\n"
LONG = (
    "单位,资金来源,金额(万元)\n甲镇,中央,40\n甲镇,省级,20\n乙镇,中央,80\n乙镇,省级,41\n"
    "丙镇,中央,20\n丙镇,省级,13\n丁镇,中央,15\n丁镇,省级,17\n合计,,246\n"
)
BOOKS = [
    {"分配": WIDE, "来源": SOURCES},
    {"中央": CENTRAL, "省级": PROVINCE, "汇总": WIDE},
    {"汇总": TOTALS, "中央资金": CENTRAL, "省级资金": PROVINCE},
    {"明细": LONG, "汇总": WIDE},
    {"表1": WIDE, "表2": WIDE},
    {"分配": WIDE, "汇总": TOTALS},
]


def book(folder: Path, sheets: dict[str, str]) -> Checked:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, text in sheets.items():
        sheet = made.create_sheet(name)
        for row in text.splitlines():
            sheet.append([int(c) if c.isdigit() else c or None for c in row.split(",")])
    made.save(folder / "t.xlsx")
    return check(folder / "t.xlsx")


@pytest.mark.parametrize("sheets", BOOKS)
def test_tables_that_agree_are_accused_of_nothing(tmp_path: Path, sheets: dict[str, str]) -> None:
    found = book(tmp_path, sheets)
    assert of_kind(found, "across", "not_compared") == [] and not found.has_errors


@pytest.mark.parametrize(
    ("sheets", "at", "pairs", "words"),
    [
        (BOOKS[0], "来源", (("155", "150"), ("91", "96")), "中央这里共 150万元，分配中为 155万元"),
        (BOOKS[1], "中央", (("丙镇,20", "丙镇,18"), ("丁镇,15", "丁镇,17")), "中央中为 18万元"),
        (BOOKS[2], "中央资金", (("乙镇,80", "乙镇,70"), ("155", "145")), "相加为 111万元"),
        (BOOKS[3], "明细", (("中央,20", "中央,21"), ("省级,13", "省级,12")), "为 21万元"),
        (BOOKS[4], "表2", (("20,13", "21,12"), ("155,91", "156,90")), "共 21万元，表1中为 20万元"),
        (BOOKS[5], "汇总", (("乙镇,121", "乙镇,131"), ("246", "256")), "共 131万元，分配中为 121"),
    ],
)
def test_what_contradicts_is_told_of_both_tables(
    tmp_path: Path,
    sheets: dict[str, str],
    at: str,
    pairs: tuple[tuple[str, str], ...],
    words: str,
) -> None:
    text = sheets[at]
    for right, wrong in pairs:
        text = text.replace(right, wrong)
    found = of_kind(book(tmp_path, {**sheets, at: text}), "across")
    assert {f.severity for f in found} == {"warning"}
    assert any(words in f.words.zh for f in found) and all(f.words.en for f in found)


@pytest.mark.parametrize(
    "names", [("下达", "支出"), ("2023年", "2024年"), ("第一批", "第二批"), ("调整前", "调整后")]
)
def test_what_became_of_money_and_another_year_are_other_money(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    spent = WIDE.replace("乙镇,80,41,121", "乙镇,60,41,101").replace("155,91,246", "135,91,226")
    found = book(tmp_path, dict(zip(names, (WIDE, spent), strict=True)))
    assert [f for f in of_kind(found, "across") if f.severity != "note"] == []


def test_sheets_of_batches_are_held_against_what_they_come_to(tmp_path: Path) -> None:
    batches = {"第一批": CENTRAL, "第二批": PROVINCE}
    assert of_kind(book(tmp_path, {**batches, "累计": TOTALS}), "across") == []
    wrong = TOTALS.replace("丙镇,33", "丙镇,34").replace("246", "247")
    (found,) = of_kind(book(tmp_path, {**batches, "累计": wrong}), "across")
    assert "第一批、第二批相加为 33万元" in found.words.zh


def test_money_put_to_anothers_row_of_a_detail_is_told_of_both(tmp_path: Path) -> None:
    """45 + 20 and 75 + 41, where the summary has 60 and 121: 5万 of 乙镇 stand with 甲镇."""
    moved = CENTRAL.replace("甲镇,40", "甲镇,45").replace("乙镇,80", "乙镇,75")
    found = of_kind(book(tmp_path, {"汇总": TOTALS, "养殖": moved, "道路": PROVINCE}), "across")
    assert [(one.came, one.expected and one.expected.zh) for one in found] == [
        ("60万元", "65万元"),
        ("121万元", "116万元"),
    ]


def test_another_batch_of_the_same_sources_is_other_money(tmp_path: Path) -> None:
    other = WIDE.replace("40,20,60", "10,20,30").replace("80,41,121", "30,20,50")
    other = other.replace("20,13,33", "5,8,13").replace("155,91,246", "60,65,125")
    found = book(tmp_path, {"第一批": WIDE, "第二批": other})
    assert [f for f in of_kind(found, "across") if f.severity != "note"] == []


def test_what_may_be_the_same_money_is_said_not_to_be_compared(tmp_path: Path) -> None:
    wrong = SOURCES.replace("155", "150").replace("246", "241")
    (found,) = of_kind(book(tmp_path, {"分配": WIDE, "来源": wrong}), "across")
    assert found.severity == "note" and "未作为同一笔钱核对" in found.words.zh


def test_two_totals_of_one_row_are_held_against_each_other(tmp_path: Path) -> None:
    text = (
        "单位,中央(万元),省级(万元),小计(万元),产业(万元),基建(万元),小计(万元)\n"
        "甲镇,40,20,60,30,30,60\n乙镇,80,41,121,100,21,121\n丙镇,20,13,33,20,13,33\n"
        "丁镇,15,17,32,15,17,32\n合计,155,91,246,165,81,246\n"
    )
    assert not of_kind(book(tmp_path, {"表": text}), "sum_row")
    wrong = text.replace("100,21,121", "100,31,131").replace("165,81,246", "165,91,256")
    paid = wrong.replace("省级(万元),小计", "省级(万元),下达合计").replace(",小计", ",支出合计")
    assert not of_kind(book(tmp_path, {"表": paid}), "sum_row")
    (found,) = of_kind(book(tmp_path, {"表": wrong}), "sum_row")
    assert (found.severity, found.where.cell, found.came) == ("warning", "G3", "131")


@pytest.mark.parametrize("heads", [("2022年", "2023年"), ("初步方案", "调整后")])
def test_totals_of_two_years_of_the_same_sources_need_not_be_one(
    tmp_path: Path, heads: tuple[str, str]
) -> None:
    text = (
        f"单位：万元,,,,,,\n单位,{heads[0]},,,{heads[1]},,\n,合计,中央,省级,合计,中央,省级\n"
        "甲镇,30,20,10,30,20,10\n乙镇,50,30,20,50,30,20\n丙镇,40,25,15,40,25,15\n"
        "丁镇,60,40,20,45,30,15\n合计,180,115,65,165,105,60\n"
    )
    found = book(tmp_path, {"表": text})
    assert not of_kind(found, "sum_row") and not found.has_errors


def test_tables_of_the_same_sources_that_agree_in_nothing_are_not_compared(tmp_path: Path) -> None:
    """Both tell 中央 and 省级, each other amounts, and neither has a total."""
    one = "单位,中央(万元),省级(万元)\n甲镇,10,20\n乙镇,30,45\n"
    other = "单位,中央(万元),省级(万元)\n甲镇,12,21\n乙镇,33,46\n"
    (left,) = of_kind(book(tmp_path, {"甲表": one, "乙表": other}), "not_compared")
    assert "甲表" in left.words.zh and "乙表" in left.words.zh


@pytest.mark.parametrize("heads", [("2022年", "2023年"), ("初步方案", "调整后")])
def test_sources_of_two_years_share_no_cost(tmp_path: Path, heads: tuple[str, str]) -> None:
    """丁镇 got 400 and 200, and 300 and 150 then: neither is split otherwise than 2:1."""
    text = (
        f"单位：万元,,,,\n单位,{heads[0]},,{heads[1]},\n,中央,省级,中央,省级\n甲镇,200,100,200,100\n"
        "乙镇,300,150,300,150\n丙镇,250,125,250,125\n戊镇,252,126,252,126\n己镇,210,105,210,105\n"
        "丁镇,400,200,300,150\n合计,1612,806,1512,756\n"
    )
    found = book(tmp_path, {"表": text})
    assert [f.kind for f in found.findings if f.severity != "note"] == []
    assert not of_kind(found, "split", "growth")
