"""Neither a share nor an area nor an amount in another unit is added as money like the rest."""

from pathlib import Path

import pytest
from tables_made import grave

from optalloc.checking import check
from optalloc.core.errors import InputUnusable


def table(folder: Path, header: str, *cells: str) -> Path:
    """Write amounts of towns and their total."""
    path = folder / "t.csv"
    *rows, last = cells
    lines = [f"镇{i},{cell}" for i, cell in enumerate(rows)]
    path.write_text("\n".join([f'单位,"{header}"', *lines, f"合计,{last}"]), encoding="utf-8")
    return path


@pytest.mark.parametrize("odd", ["30%", "30％", "30‰", "30亩", "30 万亩", "30户"])
def test_what_is_counted_in_no_money_is_left_out_of_the_sum_and_said(
    tmp_path: Path, odd: str
) -> None:
    path = table(tmp_path, "补助金额（万元）", "12.5", odd, "20", "62.5")
    assert grave(check(path)) == [("unreadable", "B3"), ("sum_column", "B5")]
    found = [f for f in check(path).findings if f.kind == "unreadable"]
    assert "left out of the sums" in found[0].words.en and "不是金额" in found[0].words.zh


def test_amounts_in_two_units_beside_amounts_in_none_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path, "补助金额", "12.5万元", "3000元", "20", "3032.5")
    with pytest.raises(InputUnusable, match="some amounts bear units, and not the same") as letter:
        check(path)
    assert letter.value.faults[0].came == "万元、元"
    told = check(path, unit="元")
    assert ("sum_column", "B5") in grave(told)
    assert grave(check(table(tmp_path, "补助金额", "12.5万元", "3000元", "12.8万元"))) == []


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        *((f"金额{said}", "万元") for said in ("/万元", "：万元", " 万元", "万元", "（万）")),
        *((f"金额（{said}）", "万元") for said in ("人民币万元", "万元人民币", "万圆")),
        ("金额（单位：万元）", "万元"),
        ("金额（金额单位：亿元）", "亿元"),
        ("Amount (10,000 yuan)", "万元"),
    ],
)
def test_a_unit_is_known_however_its_header_says_it(tmp_path: Path, header: str, unit: str) -> None:
    found = check(table(tmp_path, header, "12.5", "20", "33.5"))
    assert [sheet.unit for sheet in found.sheets] == [unit]
    assert grave(found) == [("sum_column", "B4")]


@pytest.mark.parametrize("said", ["千元", "百万元", "单位：千元", "美元", "million yuan"])
def test_a_unit_that_is_none_of_ours_is_said_and_never_taken_for_one(
    tmp_path: Path, said: str
) -> None:
    """Nothing said that there was a unit, and beside a scenario 千元 counted as 万元."""
    path = table(tmp_path, f"金额（{said}）", "12500", "20000", "32500")
    (note,) = [f for f in check(path).findings if f.kind == "no_unit"]
    plain = said.removeprefix("单位：")
    assert note.words.en.startswith(f"amounts are in ({plain}), which is none of 元")
    scenario = tmp_path / "s.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(InputUnusable, match=f"amounts in 元, 万元 or 亿元, got '{plain}'"):
        check(path, scenario=str(scenario))


SCENARIO = """title: t
unit: 万元
tables:
  sources: [{资金来源: 省级, 金额: 3.25}]
  recipients: [{单位: 镇0, 村: 5}, {单位: 镇1, 村: 8}]
  uses: [{用途: 路}]
targets: {t: {kind: units, column: 村, unit: 个, standard: 0.25}}
rules: {grain: {cell: 0.01}, spend_whole: {}}
goals: {closest_to_target: {distance: absolute}}
"""


def test_the_minus_of_typesetters_is_a_minus(tmp_path: Path) -> None:
    path = table(tmp_path, "增减（万元）", "\u221212.5", "20", "7.5")
    assert [kind for kind, _ in grave(check(path))] in ([], ["negative"])


def grouped(folder: Path, head: str, own: str = "中央", title: str = "") -> Path:
    """Write amounts from two sources under one head, and what they come to."""
    path = folder / "t.csv"
    rows = (
        f"乡镇,{head},,",
        f",合计,{own},县级",
        "甲镇,40,30,10",
        "乙镇,30,20,10",
        "合计,70,50,20",
    )
    path.write_text("\n".join((*filter(None, [title]), *rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("head", "unit"),
    [("补助资金（元）", "元"), ("资金(单位：万元)", "万元"), ("下达资金【亿元】", "亿元")],
)
def test_the_unit_of_a_head_over_several_columns_is_that_of_each(
    tmp_path: Path, head: str, unit: str
) -> None:
    found = check(grouped(tmp_path, head))
    assert found.sheets[0].unit == unit
    assert {c.unit for c in found.sheets[0].money} == {unit}
    assert not any(f.kind == "no_unit" for f in found.findings)
    assert check(grouped(tmp_path, head, title="单位：万元")).sheets[0].money[0].unit == unit


def test_a_columns_own_unit_comes_before_that_of_the_head_over_it(tmp_path: Path) -> None:
    sheet = check(grouped(tmp_path, "补助资金（万元）", "中央（元）")).sheets[0]
    assert [c.unit for c in sheet.money] == ["万元", "元", "万元"]


def test_a_unit_over_several_columns_that_is_none_of_ours_is_said(tmp_path: Path) -> None:
    found = check(grouped(tmp_path, "补助资金（千元）"))
    assert found.sheets[0].unit is None
    assert [f.came for f in found.findings if f.kind == "no_unit"] == ["千元"]
