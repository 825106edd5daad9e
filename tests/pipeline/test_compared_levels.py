"""Several plans side by side by level: province, prefecture, county, on screen and in files."""

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.core.message import same
from optalloc.pipeline.as_json import compared_json
from optalloc.pipeline.describe import compared_document
from optalloc.pipeline.level_totals import ComparedLevel, ComparedUnit, UnitTotal, compared_levels
from optalloc.pipeline.metrics import Difference
from optalloc.pipeline.solve import compare
from optalloc.pipeline.solved import Solved
from optalloc.present.document import TableBlock, text_of
from optalloc.present.html.page import html_of
from optalloc.present.xlsx.book import LONGEST_FORMULA, Book
from optalloc.present.xlsx.figures import MoneyFormat
from optalloc.reports.comparison import ComparisonContext
from optalloc.reports.comparisons.html import compared_page
from optalloc.reports.comparisons.xlsx import compared_workbook
from quick import examples

THREE = Path(__file__).parents[2] / "scenarios" / "three-levels" / "plan.yaml"
CAPPED = """\
extends: {three}
name: 封顶 330
rules:
  县级封顶: {{kind: ceiling, at: 县, amount: 330}}
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Solved]:
    """Return the province as it is, where 甲县 has 380, and with a county's cap of 330."""
    file = tmp_path_factory.mktemp("levels") / "capped.yaml"
    file.write_text(CAPPED.format(three=THREE), encoding="utf-8")
    return compare([str(THREE), str(file)])


def tables(plans: list[Solved]) -> dict[str, TableBlock]:
    (section,) = compared_document(plans)
    return {block.key: block for block in section.blocks if isinstance(block, TableBlock)}


def test_worked_what_a_cap_takes_from_one_county_another_of_the_prefecture_gets(
    plans: list[Solved],
) -> None:
    """By hand: 东市 keeps 550 in both; 甲县 falls from its cap of 380 to 330, 乙县 has the 50."""
    prefectures, counties = (tables(plans)[f"level-{level}"] for level in ("市", "县"))
    assert [row[:2] for row in prefectures.rows] == [("东市", "550"), ("西市", "450")]
    assert [(row[0], row[1], row[2].strip(), row[6].strip()) for row in counties.rows] == [
        ("甲县", "东市", "380", "330"),
        ("乙县", "东市", "170", "220"),
        ("丙县", "西市", "250", "250"),
        ("丁县", "西市", "200", "200"),
    ]
    assert [str(cell).strip() for cell in counties.total][2] == "1000"
    told = compared_json(plans, "en")["levels"]
    assert [(one["level"], one["unit"], one["above"]) for one in told][:3] == [
        ("市", "东市", ""),
        ("市", "西市", ""),
        ("县", "甲县", "东市"),
    ]
    sides = told[2]["plans"]
    assert [side and (side["amount"], side["change"]) for side in sides] == [
        ("380", "-20"),
        ("330", "-70"),
    ]


@pytest.mark.slow
def test_page_and_workbook_have_the_same_totals_as_sums(
    plans: list[Solved], tmp_path: Path
) -> None:
    page = html_of(compared_page(plans, "en", "万元")).decode()
    assert "Totals by 县" in page and "-50" in page
    path = tmp_path / "comparison.xlsx"
    path.write_bytes(compared_workbook(ComparisonContext(plans, "zh", "万元")))
    texts = openpyxl.load_workbook(path)["分级比较"]
    values = openpyxl.load_workbook(path, data_only=True)
    sheet, rows = values["分级比较"], values["方案比较"]
    (row,) = [r for r in range(5, 14) if sheet.cell(r, 2).value == "甲县"]
    assert [sheet.cell(row, c).value for c in (1, 3, 4, 5, 8, 12)] == [
        "县",
        "东市",
        380,
        400,
        330,
        -50,
    ]
    assert texts.cell(row, 4).value == "=SUM('方案比较'!B5:B6)"
    assert sum(rows.cell(r, 2).value for r in (5, 6)) == 380
    assert texts.cell(row, 12).value == f"=ROUND(H{row}-D{row},6)"


def test_a_scenario_without_levels_or_plan_has_dashes(plans: list[Solved], tmp_path: Path) -> None:
    file = tmp_path / "none.yaml"
    rules = "rules:\n  镇级保底: {kind: floor, amount: 900}\n"
    file.write_text(f"extends: {THREE}\nname: 无方案\n{rules}", encoding="utf-8")
    both = [plans[0], *compare([str(file)])]
    assert both[1].best is None
    first, *_ = compared_levels(both)
    assert [unit.totals[1] for unit in first.units] == [None, None]
    assert compared_json(both, "en")["levels"][0]["plans"][1] is None
    (column,) = [c for c in tables(both)["level-市"].columns if text_of(c.head, "zh") == "[2] 方案"]
    assert set(column.cells) == {"—"}
    assert compared_workbook(ComparisonContext(both, "en", "万元"))


AMOUNTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=50
)


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(AMOUNTS, st.integers(1, 40))
def test_property_who_is_shown_and_the_others_together_are_everybody(
    amounts: list[tuple[int, int, int]], most: int
) -> None:
    def total(i: int, fen: int, against: int) -> UnitTotal:
        return UnitTotal(f"县{i}", "", (i,), Fraction(fen), Difference(f"县{i}", fen, against))

    units = tuple(
        ComparedUnit(f"县{i}", "", (total(i, a, base), total(i, b, base)))
        for i, (a, b, base) in enumerate(amounts)
    )
    level = ComparedLevel("县", "", units)
    shown, left = level.shown(most)
    assert len(shown) == min(most, len(units)) and not {u.name for u in shown} & {
        u.name for u in left
    }
    assert shown == [unit for unit in units if unit in shown]
    assert not left or min(u.apart for u in shown) >= max(u.apart for u in left)
    for whole, one, other in zip(
        level.sums(units, "全"), level.sums(shown, "列"), level.sums(left, "余"), strict=True
    ):
        assert whole is not None and one is not None
        assert whole.amount == one.amount + (other.amount if other else 0)


def test_a_formula_that_excel_would_call_damaged_is_written_as_its_value(tmp_path: Path) -> None:
    book = Book("zh", MoneyFormat("万元"))
    sheet, path = book.page(same("表")), tmp_path / "long.xlsx"
    for row, count in enumerate((254, 255, 256, LONGEST_FORMULA)):
        sheet.formula(row, 0, f"SUM({','.join(['1'] * count)})", count, "0")
    path.write_bytes(book.content())
    cells = [openpyxl.load_workbook(path).active.cell(row, 1).value for row in (1, 2, 3, 4)]
    assert [isinstance(cell, str) for cell in cells] == [True, True, False, False]
    assert cells[2:] == [256, LONGEST_FORMULA]
