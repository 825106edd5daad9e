"""A notice beside a file of several tables: the table of what each is given rules (分配表)."""

from pathlib import Path

import openpyxl
import pytest
from tables_made import of_kind, put

from optalloc.checking import Checked, check
from optalloc.core.message import LANGS
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.reports import report

ROOT = Path(__file__).resolve().parents[2]
AMOUNTS = ("notice_award", "notice_share", "notice_source", "notice_total", "notice_use")
SPOILT = {
    "zh": [
        ("资金共500万元", "资金共260万元", "notice_total", "500万元"),
        ("共分配500万元", "共分配100万元", "notice_total", "500万元"),
        ("占本批的58%", "占本批的111.54%", "notice_share", "58%"),
        ("东山镇：合计 112.0", "东山镇：合计 112.2", "notice_award", "112万元"),
    ],
    "en": [
        ("500万元 in all", "260万元 in all", "notice_total", "500万元"),
        ("500万元 are shared", "100万元 are shared", "notice_total", "500万元"),
        ("58% of this batch", "111.54% of this batch", "notice_share", "58%"),
        ("东山镇: Total 112.0", "东山镇: Total 112.2", "notice_award", "112万元"),
    ],
}


def said(found: Checked) -> list[tuple[str, str]]:
    return [(f.kind, f.expected.zh) for f in of_kind(found, *AMOUNTS)]


@pytest.mark.parametrize("lang", LANGS)
def test_every_paper_of_a_plan_tells_a_notice_the_same(lang: str, tmp_path: Path) -> None:
    solved, _ = report(ROOT / "scenarios/six-factors/plan.yaml", "all", tmp_path, lang)
    write_folder(solved, tmp_path, lang)
    text = (tmp_path / "notice.txt").read_text("utf-8")
    assert said(check(tmp_path / "plan.xlsx", notice=tmp_path / "notice.txt")) == []
    for before, after, *_ in SPOILT[lang]:
        assert before in text
        text = text.replace(before, after)
    wrong = put(tmp_path, text, "wrong.txt")
    for table in ("plan.xlsx", "plan.docx", "page.html", "plan.csv"):
        found = said(check(tmp_path / table, notice=wrong))
        for _, _, kind, due in SPOILT[lang]:
            assert (kind, due) in found, (table, kind, found)
        assert not any("." in expected for _, expected in found)


def book(path: Path, **sheets: str) -> Path:
    """Write a workbook with one table of a unit line, a header and rows a sheet."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, text in sheets.items():
        sheet = made.create_sheet(name)
        for line in ["单位：万元", *text.split()]:
            sheet.append([float(c) if c[:1].isdigit() else c for c in line.split(",")])
    made.save(path)
    return path


PLAN = "单位,产业,道路,合计 甲镇,9,11,20 乙镇,4,6,10 合计,13,17,30"
"""甲镇 gets 20, 乙镇 10."""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("共分配30万元：甲镇20万元、乙镇10万元。", []),
        ("共分配31万元。", [("notice_total", "30万元")]),
        ("共分配40万元。", [("notice_total", "30万元")]),
        ("甲镇18.37万元。", [("notice_award", "20万元")]),
        ("乙镇7万元。", [("notice_award", "10万元")]),
        ("产业13万元，占本批的43.33%。", []),
        ("产业13万元，占本批的32.5%。", [("notice_share", "43.33%")]),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_targets_and_other_batches_tell_no_amount_of_a_plan(
    line: str, wrong: list[tuple[str, str]], first: bool, tmp_path: Path
) -> None:
    others = {
        "测算表": "单位,金额 甲镇,18.3663157894 乙镇,12.6336842106 合计,31",
        "上年": "单位,金额 甲镇,33 乙镇,7 合计,40",
        "因素与得分": "单位,定额/测算额,测算额合计 甲镇,18.3663157894,19 乙镇,12,12 合计,30.3,31",
    }
    sheets = {"分配表": PLAN, **others} if first else {**others, "分配表": PLAN}
    notice = put(tmp_path, f"公示\n{line}\n", "n.txt")
    assert said(check(book(tmp_path / "t.xlsx", **sheets), notice=notice)) == wrong


@pytest.mark.parametrize(
    ("line", "wrong", "listed"),
    [
        ("中央20万元、省级10万元。", [], ""),
        ("中央21万元。", [("notice_source", "20万元")], ""),
        ("资金共32万元。", [], "资金共32万元"),
        ("资金共33万元。", [("notice_total", "30万元")], ""),
    ],
)
def test_what_a_table_of_sources_tells_otherwise_is_listed(
    line: str, wrong: list[tuple[str, str]], listed: str, tmp_path: Path
) -> None:
    sources = "资金来源,金额 中央,20 省级,12 合计,32"
    if "省级" in line:
        sources = "资金来源,金额 中央,20 省级,10 合计,30"
    table = book(tmp_path / "t.xlsx", 资金来源=sources, 分配表=PLAN)
    found = check(table, notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    assert said(found) == wrong
    left = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert listed in "".join(left) and bool(left) == bool(listed)


SUBTOTALS = (
    "单位：万元\n单位,中央,,,省级,,\n,小计,产业,道路,小计,产业,道路\n"
    "甲镇,9,4,5,11,6,5\n乙镇,4,2,2,6,3,3\n丙镇,5,1,4,5,2,3\n合计,18,7,11,22,11,11\n"
)
"""No column says what each gets in all."""


@pytest.mark.parametrize("total", ["18", "22"])
def test_a_subtotal_under_a_source_is_no_whole(total: str, tmp_path: Path) -> None:
    notice = put(tmp_path, f"公示\n共分配{total}万元，其中中央18万元、省级22万元。\n", "n.txt")
    found = check(put(tmp_path, SUBTOTALS), notice=notice)
    left = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert said(found) or f"共分配{total}万元" in "".join(left)
