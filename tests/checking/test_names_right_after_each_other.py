"""Names without a mark between: 甲镇市级9万元 is what 甲镇 gets from 市级."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check

TABLE = (
    "单位,市级第二批(万元),区级配套(万元),合计(万元)\n"
    "甲镇,9,11,20\n乙镇,4.5,5.5,10\n丙镇,2,3,5\n合计,15.5,19.5,35\n"
)
KINDS = ("notice_award", "notice_source", "notice_total", "notice_use", "notice_share")


@pytest.mark.parametrize(
    ("line", "wrong", "listed"),
    [
        ("甲镇市级第二批9万元、区级配套11万元，合计20万元。", [], 0),
        ("甲镇市级第二批9万元、区级配套12万元，合计20万元。", ["11万元"], 0),
        ("甲镇市级第二批8万元、区级配套11万元，合计20万元。", ["9万元"], 0),
        ("甲镇市级第二批9万元、区级配套11万元，合计21万元。", ["20万元"], 0),
        ("甲镇市级第二批9万元、区级配套11万元，合计35万元。", ["20万元"], 0),
        ("甲镇的市级第二批资金9万元，区级配套资金11万元，共20万元。", [], 0),
        ("甲镇安排市级第二批15.5万元。", ["9万元"], 0),
        ("甲镇市级第二批9万元；区级配套11万元。", [], 0),
        ("甲镇市级第二批9万元；区级配套12万元。", ["11万元"], 0),
        ("甲镇（市级第二批9万元、区级配套11万元）、乙镇（市级第二批4.5万元）。", [], 0),
        ("市级第二批安排甲镇9万元、乙镇4.5万元、丙镇2万元，合计15.5万元。", [], 0),
        ("市级第二批安排甲镇9万元、乙镇5万元。", ["4.5万元"], 0),
        ("甲镇市级第二批9万元、乙镇市级第二批4.5万元，合计13.5万元。", [], 0),
        ("甲镇市级第二批9万元、乙镇市级第二批4.5万元，合计14万元。", ["10万元"], 0),
        ("甲镇20万元、乙镇10万元，合计30万元。", [], 0),
        ("甲镇20万元、乙镇10万元，合计31万元。", ["35万元"], 0),
        ("甲镇、乙镇市级第二批13.5万元。", [], 1),
        ("市级第二批区级配套35万元。", [], 1),
        ("甲镇20万元（含市级第二批9万元）。", [], 0),
        ("甲镇 gets 市级第二批 8万元, 区级配套 11万元.", ["9万元"], 0),
    ],
)
def test_an_amount_is_of_all_the_names_right_before_it(
    line: str, wrong: list[str], listed: int, tmp_path: Path
) -> None:
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    assert [f.expected.zh for f in of_kind(found, *KINDS)] == wrong
    left = [f for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert len(left) == listed


@pytest.mark.parametrize("amount", ["35万元", "36万元"])
def test_the_name_of_a_fund_is_of_no_village(amount: str, tmp_path: Path) -> None:
    line = f"本次分配2023年财政衔接推进乡村振兴补助资金共{amount}，其中市级第二批15.5万元。"
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    wrong = [f.expected.zh for f in of_kind(found, *KINDS)]
    assert wrong == ([] if amount == "35万元" else ["35万元"])
