"""What is wrong in a row whose standard times its units is not its amount is told at its cell."""

from pathlib import Path

import pytest
from own_papers import ROOT
from tables_made import checked, of_kind, put

from optalloc.checking import check

TABLE = (
    "单位,户数,补助标准(元/户),金额(元)\n甲镇,10,100,1000\n乙镇,20,100,2000\n丙镇,30,100,3000\n"
    "丁镇,5,100,500\n合计,65,,6500\n"
)
KINDS = (
    "姓名,类别,人数,标准(元/人),金额(元)\n张三,A类,2,500,1000\n李四,B类,3,400,1200\n"
    "王五,A类,1,500,500\n赵六,B类,2,400,800\n孙七,C类,1,300,300\n合计,,9,,3800\n"
)
ENGLISH = (
    "Town,Households,Standard (元/household),Amount (元)\nA,10,100,1000\nB,20,100,2000\n"
    "C,30,100,3000\nD,5,100,500\nTotal,65,,6500\n"
)
NO_TOTAL = "合计,65,,6500\n"


def off(folder: Path, text: str) -> list[str | None]:
    return [f.where.cell for f in of_kind(checked(folder, text), "product")]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (TABLE.replace("30,100", "30,110"), "C4"),
        (TABLE.replace("30,100", "30,110").replace(NO_TOTAL, ""), "C4"),
        (TABLE.replace("100,3000", "100,3300"), "D4"),
        (TABLE.replace("100,3000", "100,3300").replace("6500", "6800"), "D4"),
        (TABLE.replace("100,3000", "100,3300").replace(NO_TOTAL, ""), "D4"),
        (TABLE.replace("30,100", "33,100"), "B4"),
        (KINDS.replace("1,500,500", "1,550,500"), "D4"),
        (KINDS.replace("3,400,1200", "3,500,1200"), "D3"),
        (KINDS.replace("3,400,1200", "3,400,1500").replace("3800", "4100"), "E3"),
        (ENGLISH.replace("30,100", "30,110"), "C4"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(tmp_path: Path, text: str, cell: str) -> None:
    assert off(tmp_path, text) == [cell]


def test_what_it_should_be_is_said(tmp_path: Path) -> None:
    (found,) = of_kind(checked(tmp_path, TABLE.replace("30,100", "30,110")), "product")
    assert found.words.zh == ("按金额 3000，补助标准应为 100，表中写 110（补助标准×户数 为 3300）")
    assert "by the amount 3000, 补助标准 is 100; the table says 110" in found.words.en
    assert (found.came, found.expected.zh) == ("110", "100")


PLAN = ROOT / "scenarios" / "jinzhai-2021" / "plan.yaml"
AREAS = (
    "乡镇,面积(亩),补助标准(元/亩),金额(元)\n梅山镇,11211.57,18.34,205620.19\n"
    "产业园,2803.06,18.34,51408.12\n白塔畈镇,52175.73,25,{}\n麻埠镇,367.39,18.34,6737.93\n"
    "油坊店乡,2705.3,25,67632.5\n"
)


@pytest.mark.parametrize(("amount", "cell"), [("956902.89", "C4"), ("1304393.25", None)])
def test_an_amount_that_is_the_plans_is_right(
    tmp_path: Path, amount: str, cell: str | None
) -> None:
    table = put(tmp_path, AREAS.format(amount))
    found = check(table, scenario=PLAN, partial=True)
    assert [f.where.cell for f in of_kind(found, "product")] == [cell] * (cell is not None)


def test_no_rate_is_guessed_that_a_printed_standard_contradicts(tmp_path: Path) -> None:
    for wrong in (
        TABLE.replace("30,100", "33,100").replace("65,,", "68,,"),
        TABLE.replace("100,3000", "100,3300").replace("6500", "6800"),
    ):
        assert of_kind(checked(tmp_path, wrong), "rate", "off_rule") == []
    assert of_kind(checked(tmp_path, TABLE), "rate")
