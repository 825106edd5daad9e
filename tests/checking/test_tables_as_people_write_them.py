"""Tables as offices write them and the verdict that is right for each."""

from decimal import Decimal
from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only, roles

from optalloc.checking import check
from optalloc.errors import InputUnusable
from optalloc.run import solve
from optalloc.tables import read_table

READING = Path(__file__).resolve().parents[1] / "data" / "reading"
RIGHT: dict[str, list[tuple[str, str | None]]] = {
    "k01-money-read-as-text": [("sum_column", "C5")],
    "k02-total-row-blank-name-on-top": [("sum_column", "H3"), ("sum_column", "I3")],
    "k02-total-row-no-label": [("sum_column", "D10")],
    "k02-total-row-other-label": [("sum_column", "B4")],
    "k04-excel-subtotal-huizong": [],
    "k05-number-with-remark": [("empty_name", "C12")],
    "k06-percent-column-as-money": [],
    "k08-word-inside-header-misleads": [],
    "k09-pound-sign": [],
    "k10-count-in-header": [],
    "k10-physical-units": [],
    "k10-unnamed-line-numbers": [],
    "k11-hidden-row": [("sum_column", "B5"), ("hidden", None)],
    "k12-total-in-merged-cell": [("sum_column", "D4")],
    "k13-side-by-side": [],
    "k13-two-tables-one-sheet": [],
    "k15-footnotes": [],
    "k16-accounting-negative": [],
    "k17-sum-column-by-arithmetic": [("sum_row", "B4"), ("grand_total", "B8")],
    "k19-unit-in-cells": [],
    "k22-word-table-continued": [("sum_column", "C6")],
}
"""The errors and warnings of each table, by kind and cell."""


def table_of(case: str) -> Path:
    return next(path for path in (READING / case).iterdir() if path.stem == "t")


@pytest.mark.parametrize("case", RIGHT)
def test_a_table_is_judged_as_a_clerk_would(case: str) -> None:
    assert grave(check(table_of(case))) == RIGHT[case]


def test_the_sign_of_money_is_no_part_of_the_amount() -> None:
    sheet = only(check(table_of("k09-pound-sign")))
    assert sheet.columns[1].values == (654518, 447917, 347167, 1574410)


def test_counts_in_headers_and_physical_units_are_indicators() -> None:
    for case in ("k10-count-in-header", "k10-physical-units"):
        sheet = only(check(table_of(case)))
        assert [c.role for c in sheet.columns if c.holds_figures].count("indicator") == 3


def headers() -> list[str]:
    lines = (READING / "headers.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def test_none_of_four_hundred_headers_is_refused_or_accused_beside_money(tmp_path: Path) -> None:
    assert len(set(headers())) >= 400
    for header in headers():
        text = f"单位,{header},补助资金(万元)\n甲镇,37,4\n乙镇,29,6\n丙镇,41,5\n合计,107,15\n"
        found = checked(tmp_path, text)
        assert [f.words.zh for f in found.findings if f.severity == "error"] == [], header


def test_a_column_that_nothing_tells_is_warned_of_where_its_total_is_nearly_its_sum(
    tmp_path: Path,
) -> None:
    text = "单位,甲乙丙丁,金额(万元)\n甲镇,37,4\n乙镇,29,6\n合计,67,10\n"
    (found,) = of_kind(checked(tmp_path, text), "sum_column")
    assert (found.severity, found.where.cell) == ("warning", "B4")


def test_two_tables_side_by_side_are_two() -> None:
    sheets = check(table_of("k13-side-by-side")).sheets
    assert [[c.letters for c in sheet.columns] for sheet in sheets] == [["A", "B"], ["E", "F"]]


@pytest.mark.parametrize("path", sorted((READING / "formats").iterdir()), ids=lambda p: p.name)
def test_a_wrong_total_is_found_in_workbooks_of_every_make(path: Path) -> None:
    assert [kind for kind, _ in grave(check(path))] == ["sum_column"]


@pytest.mark.parametrize("ending", ["xls", "et", "ods"])
def test_a_scenario_table_may_be_a_workbook_of_any_make(ending: str) -> None:
    path = READING / "formats" / f"wrong_total.{ending}"
    table = read_table(path, path.name, None, ("单位", "村数", "金额"))
    assert [row.cells["金额"] for row in table.rows] == [
        Decimal("10.5"),
        Decimal("20.1"),
        Decimal("30.7"),
    ]
    assert [row.is_total for row in table.rows] == [False, False, True]


def test_weights_without_percent_signs_are_told_how_to_write_them() -> None:
    for file, hint in (("s.yaml", "write 30% for 30"), ("s2.yaml", "as a fraction: 1/3")):
        with pytest.raises(InputUnusable) as error:
            solve(READING / "k24-weights-notation" / file)
        assert hint in error.value.faults[0].allowed.en


def test_two_tables_under_the_same_header_are_two() -> None:
    assert len(check(table_of("k13-two-tables-one-sheet")).sheets) == 2


def test_a_unit_in_every_cell_is_the_unit_of_the_table() -> None:
    found = check(table_of("k19-unit-in-cells"))
    assert (only(found).unit, of_kind(found, "no_unit")) == ("万元", [])


def test_a_header_that_states_another_count_is_found(tmp_path: Path) -> None:
    text = "乡镇,村数9个,金额(万元)\n甲镇,4,8\n乙镇,6,12\n"
    assert grave(checked(tmp_path, text)) == [("header_count", None)]


def test_money_that_cannot_be_read_is_never_a_clean_verdict(tmp_path: Path) -> None:
    text = "单位,户数,补助金额\n甲镇,12,三至5万\n乙镇,7,2万至4万\n"
    assert grave(checked(tmp_path, text)) == [("unread_money", None)]


def test_a_row_that_is_the_sum_of_the_others_is_pointed_out(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲镇,4\n乙镇,6\n丙镇,7\n统计,17\n"
    assert grave(checked(tmp_path, text)) == [("may_be_total", None)]


def test_figures_beside_clear_money_are_kept_and_not_asked_about(tmp_path: Path) -> None:
    sheet = only(checked(tmp_path, "单位,甲乙丙丁,金额(万元)\n甲镇,7,4\n乙镇,9,6\n"))
    assert roles(sheet) == {"单位": "recipient", "甲乙丙丁": "figure", "金额": "amount"}


def test_a_total_among_the_sources_shares_out_no_money_twice() -> None:
    solved = solve(READING / "k03-scenario-total-in-sources" / "s.yaml")
    assert [source.name for source in solved.problem.sources] == ["中央", "省级"]


SCENARIO = """title: t
unit: 万元
tables:
  sources: src.csv
  recipients:
    - {单位: 甲镇, 村数: 4}
    - {单位: 乙镇, 村数: 6}
  uses:
    - {用途: U}
indicators:
  村数: {unit: 个, direction: more, source: t}
targets:
  t: {kind: factors, weights: {村数: 100%}}
rules:
  grain: {cell: 1}
  spend_whole: {}
goals:
  closest_to_target: {distance: absolute}
baseline: largest_remainder
"""


@pytest.mark.parametrize("label", ["全县", "All states", "财政资金"])
def test_a_source_that_is_the_sum_of_the_others_is_refused_by_name(
    tmp_path: Path, label: str
) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = f"资金来源,金额\n中央,60\n省级,30\n市级,10\n{label},100\n"
    (tmp_path / "src.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputUnusable) as error:
        solve(tmp_path / "s.yaml")
    (fault,) = error.value.faults
    assert fault.place.en == "row 5, 资金来源"
    assert fault.allowed.en.startswith("this row is the sum of all the others")


def test_a_source_that_says_its_tier_may_equal_the_others(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = "资金来源,金额,层级\n中央,60,\n省级,30,\n市级,10,\n县级,100,县级\n"
    (tmp_path / "src.csv").write_text(rows, encoding="utf-8")
    assert len(solve(tmp_path / "s.yaml").problem.sources) == 4


def test_a_note_below_a_scenario_table_is_no_recipient(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = "资金来源,金额\n中央,60\n省级,40\n注：含上年结转。,\n*省级为提前下达,\n"
    (tmp_path / "src.csv").write_text(rows, encoding="utf-8")
    solved = solve(tmp_path / "s.yaml")
    assert [source.name for source in solved.problem.sources] == ["中央", "省级"]


def test_a_hidden_row_is_refused_before_it_is_paid() -> None:
    with pytest.raises(InputUnusable) as error:
        solve(READING / "k11-scenario-hidden-row" / "s.yaml")
    (fault,) = error.value.faults
    assert (fault.place.en, fault.came) == ("row 4", "丙镇 | 90")
