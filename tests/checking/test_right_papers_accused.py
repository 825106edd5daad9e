"""Right tables that were once accused, each beside one with a slip that is still found."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, grave, of_kind, only, roles

from optalloc.checking import check

ROWS = ((152, 1500), (120, 1500), (156, 1200), (201, 1500), (88, 1500), (97, 1200), (133, 1500))


def own_standards(head: str, per: int = 1, slip: int = 0) -> str:
    """Return a table that prints the standard of each row: 1500 for most, 1200 for some."""
    names = ("青石镇", "双河镇", "龙泉镇", "白沙镇", "石门乡", "红岩乡", "永兴街道")
    amounts = [n * rate + slip * (n == 156) for n, rate in ROWS]
    lines = [
        f"{name},{n},{rate / per:g},{amount / per:.10g}"
        for name, (n, rate), amount in zip(names, ROWS, amounts, strict=True)
    ]
    total = f"合计,{sum(n for n, _ in ROWS)},,{sum(amounts) / per:.10g}"
    unit = "万元" if per > 1 else "元"
    head = f"单位：{unit},,,\n乡镇,人数,{head},补助金额"
    return "\n".join((head, *lines, total)) + "\n"


@pytest.mark.parametrize("head", ["补助标准", "户均补助", "每人每年补助", "资助标准（元/生/年）"])
def test_a_row_that_keeps_its_own_standard_is_off_no_standard_of_others(
    head: str, tmp_path: Path
) -> None:
    assert grave(checked(tmp_path, own_standards(head))) == []
    assert ("product", "D5") in grave(checked(tmp_path, own_standards("补助标准", slip=700)))


def test_standards_in_ten_thousand_yuan_are_those_of_their_rows_too(tmp_path: Path) -> None:
    assert grave(checked(tmp_path, own_standards("补助标准", per=10_000))) == []


def test_a_mean_taken_of_a_wrong_amount_excuses_nothing(tmp_path: Path) -> None:
    """户均 was computed from what stands beside it."""
    lines = [f"{chr(0x7532 + k)}镇,{n},1500,{n * 1500}" for k, n in enumerate((10, 21, 32, 43, 54))]
    lines.append("丑镇,100,1503.7,150370")
    text = "单位：元,,,\n乡镇,户数,户均补助,补助金额\n" + "\n".join(lines) + "\n"
    assert ("off_rule", "D8") in grave(checked(tmp_path, text))


def two_sheets(folder: Path, names: tuple[str, str], moved: int) -> list[tuple[str, str]]:
    """Return what is said across two sheets, in the second of which something was moved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, off in zip(names, (0, moved), strict=True):
        sheet = book.create_sheet(name)
        sheet.append((f"2024年衔接资金{name}",))
        sheet.append(("乡镇", "金额（万元）"))
        amounts = (104 - off, 136 + off, 70, 52, 66, 81)
        for town, amount in zip("甲乙丙丁戊己", amounts, strict=True):
            sheet.append((f"{town}镇", amount))
        sheet.append(("合计", sum(amounts)))
    book.save(folder / "t.xlsx")
    found = check(folder / "t.xlsx").findings
    return [(f.severity, f.words.zh) for f in found if f.kind == "across"]


@pytest.mark.parametrize(
    "names",
    [
        ("调整前", "调整后"),
        ("变更前", "变更后"),
        ("分配表", "调整后分配表"),
        ("原分配表", "分配表"),
        ("送审稿", "定稿"),
        ("original", "revised"),
    ],
)
def test_what_a_change_has_moved_contradicts_nothing(
    names: tuple[str, str], tmp_path: Path
) -> None:
    """That they were not held against each other is said."""
    told = f"与{names[0]}有 2 个单位不同，合计相同，未作为同一笔钱核对"
    assert two_sheets(tmp_path, names, 5) == [("note", told)]


@pytest.mark.parametrize("names", [("表1", "表2"), ("调整后", "调整后明细"), ("分配表", "明细表")])
def test_tables_of_one_state_are_still_held_against_each_other(
    names: tuple[str, str], tmp_path: Path
) -> None:
    assert [severity for severity, _ in two_sheets(tmp_path, names, 5)] == ["warning"] * 2


PAID = ((120, 300), (80, 285), (200, 300), (150, 285), (90, 300))


def per_head(head: str, months: int = 12, moved: int = 0) -> str:
    """Return a table of what each person gets a month, and what that comes to [万元]."""
    people = [n + moved * ((n == 120) - (n == 90)) for n, _ in PAID]
    amounts = [n * each * months / 10_000 for n, each in PAID]
    lines = [
        f"{name}镇,{n},{each},{months},{amount:.10g}"
        for name, n, (_, each), amount in zip("甲乙丙丁戊", people, PAID, amounts, strict=True)
    ]
    head = f"单位：万元,,,,\n乡镇,保障人数,{head}（元）,发放月数,金额"
    return "\n".join((head, *lines, f"合计,{sum(people)},,,{sum(amounts):.10g}")) + "\n"


@pytest.mark.parametrize(
    "head", ["月人均补差", "补差水平", "月补助水平", "每月补助", "月保障额", "补助"]
)
def test_what_each_gets_in_yuan_is_a_standard_and_has_no_total(head: str, tmp_path: Path) -> None:
    found = checked(tmp_path, per_head(head))
    assert (grave(found), only(found).unit, of_kind(found, "not_compared")) == ([], "万元", [])
    assert roles(only(found))[head] == "rate"
    moved = grave(checked(tmp_path, per_head(head, moved=10)))
    assert [(kind, cell and cell[1]) for kind, cell in moved] == [
        ("product", "3"),
        ("product", "7"),
    ]


@pytest.mark.parametrize("head", ["预计亩均收益（元）", "其中户均增收（元）", "月补助水平（元）"])
def test_a_measure_per_head_alone_has_no_total_either(head: str, tmp_path: Path) -> None:
    text = f"单位：万元,,\n乡镇,金额,{head}\n甲镇,33,1500\n乙镇,52,2000\n丙镇,47,1500\n合计,132,\n"
    assert grave(checked(tmp_path, text)) == []


def test_money_whose_total_was_left_out_is_still_told(tmp_path: Path) -> None:
    text = (
        "单位：万元,,,\n乡镇,人数,市级,区级\n甲镇,3,30,12\n乙镇,5,20,7\n丙镇,4,10,9\n合计,12,60,\n"
    )
    assert grave(checked(tmp_path, text)) == [("empty_total", "D6")]
