"""Several plans side by side as a workbook: compare --out DIR."""

from pathlib import Path

import openpyxl
import pytest

from office import Office
from optalloc.reports.comparison import COMPARISONS
from test_library import LIBRARY

MEILAN = ("published", "two-towns", "four-towns", "whole-wan")
SCENARIOS = [str(LIBRARY[f"meilan-2023/{name}.yaml"]) for name in MEILAN]


def compared(office: Office, lang: str = "zh", *scenarios: str) -> tuple[openpyxl.Workbook, ...]:
    """Return the comparison, its formulas and its values."""
    said = office.run("compare", *(scenarios or SCENARIOS), "--out", "out", lang=lang)
    # One of them has no plan, which its exit code says.
    assert said.code in (0, 4)
    path = office.folder / "out" / "comparison.xlsx"
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "sheets"),
    [
        ("zh", ["方案比较", "明细比较", "指标与说明"]),
        ("en", ["Comparison", "Details", "Figures and notes"]),
    ],
)
def test_plans_stand_side_by_side_with_live_differences(
    lang: str, sheets: list[str], office: Office
) -> None:
    texts, values = compared(office, lang)
    assert texts.sheetnames == sheets
    totals, shown = texts[sheets[0]], values[sheets[0]]
    # 三江镇: [1] 10, [2] 10, [3] 10; its baselines 10, 13.5 and 7.5.
    row = next(r for r in range(5, 10) if shown.cell(r, 1).value == "三江镇")
    assert [shown.cell(row, c).value for c in (2, 6, 10)] == [10, 10, 10]
    assert [shown.cell(row, c).value for c in (3, 7, 11)] == [10, 13.5, 7.5]
    assert totals.cell(row, 8).value == f"=ROUND(F{row}-G{row},6)"
    assert shown.cell(row, 8).value == -3.5
    first = next(r for r in range(5, 10) if shown.cell(r, 1).value == "灵山镇")
    assert totals.cell(first, 20).value == f"=ROUND(J{first}-B{first},6)"
    assert (shown.cell(first, 20).value, shown.cell(first, 21).value) == (-20, -0.5)


@pytest.mark.slow
def test_who_takes_no_part_and_what_has_no_plan_is_a_dash(office: Office) -> None:
    _, values = compared(office)
    totals = values["方案比较"]
    row = next(r for r in range(5, 10) if totals.cell(r, 1).value == "演丰镇")
    assert totals.cell(row, 2).value == "—"
    assert totals.cell(row, 14).value == "—"  # whole-wan has no plan
    # Given nothing in [1] and 10 in [3]: the rows of a difference add up to its total.
    assert (totals.cell(row, 20).value, totals.cell(row, 21).value) == (10, "—")
    for column in (18, 20):
        rows = [totals.cell(r, column).value for r in range(5, 10)]
        assert sum(rows[:-1]) == rows[-1]
    notes = [row[0].value for row in values["指标与说明"].iter_rows()]
    assert any(text and "没有可行方案" in text for text in notes)


@pytest.mark.slow
def test_details_are_awards_by_recipient_source_and_use(office: Office) -> None:
    texts, values = compared(office)
    details = values["明细比较"]
    found = {tuple(c.value for c in row[:3]): [c.value for c in row[3:7]] for row in details["4:9"]}
    key = ("三江镇", "市级第二批", "发展村集体经济")
    assert found[key] == [4.5, 4.5, 4.5, "—"]
    foot = details.max_row
    assert texts["明细比较"].cell(foot, 4).value == f"=SUM(D4:D{foot - 1})"
    assert details.cell(foot, 4).value == 50


def test_a_comparison_of_one_has_no_differences_of_plans(office: Office) -> None:
    texts, _ = compared(office, "zh", SCENARIOS[0])
    assert texts["方案比较"].max_column == 5


def test_names_that_would_do_harm_are_texts_here_too(office: Office) -> None:
    for name in ("towns.csv", "needs.csv"):
        office.swap(name, ("乙镇", "=cmd|'/c calc'!A1"))
    office.swap("scenario.yaml", ("title: 试验", "title: '=1+1'"))
    texts, _ = compared(office, "zh", "scenario.yaml", "scenario.yaml")
    cell = texts["方案比较"].cell(6, 1)
    assert (cell.value, cell.data_type) == ("=cmd|'/c calc'!A1", "s")


def test_where_no_scenario_has_a_plan_nothing_is_written(office: Office) -> None:
    said = office.run("compare", SCENARIOS[3], "--out", "out")
    assert said.code == 4
    assert not (office.folder / "out").exists()


def test_a_folder_that_cannot_be_is_refused_before_the_work(office: Office) -> None:
    said = office.run("compare", SCENARIOS[0], "--out", "towns.csv")
    assert said.code == 3
    assert "towns.csv" in said.err


def test_formats_of_comparisons_register_themselves() -> None:
    assert "xlsx" in COMPARISONS.words()
    assert Path(COMPARISONS["xlsx"].__code__.co_filename).name == "xlsx.py"
