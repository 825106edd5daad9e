"""Workbooks on paper: A4, letters of 8 pt at least, heads on every page, nothing cut in two."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string
from test_paper_layout import made as drawn_plan

from books import SHEETS, made, opened
from optalloc.core.message import LANGS, Lang, Words
from optalloc.pipeline.solve import solve
from optalloc.present.views.view import LedgerView, PaperTable
from optalloc.present.views.workbook import paper_book
from optalloc.present.xlsx.layout import LANDSCAPE, PORTRAIT, SMALLEST, UPRIGHT_ROWS, Layout
from optalloc.reports.comparison import ComparisonContext
from optalloc.reports.comparisons.xlsx import compared_workbook
from optalloc.reports.workbook.pictures import ROWS_OF_A_CHART
from quick import examples
from test_library import LIBRARY

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def kept_columns(sheet: Any) -> int:
    """Return how many columns every page repeats."""
    last = sheet.print_title_cols.replace("$", "").split(":")[-1]
    return int(column_index_from_string(last))


def is_fitted(sheet: Any) -> bool:
    """Return whether a sheet is made as small as a page asks."""
    fitted = sheet.sheet_properties.pageSetUpPr
    return fitted is not None and bool(fitted.fitToPage)


def too_small(sheet: Any) -> str:
    """Return why letters of a sheet are printed too small, or columns fall off; empty if not."""
    setup = sheet.page_setup
    # A file holds the margins of a column too: five pixels of seven a character.
    groups = sorted(sheet.column_dimensions.values(), key=lambda one: one.min)
    widths = [g.width - 5 / 7 for g in groups for _ in range(g.min, g.max + 1)]
    room = LANDSCAPE if setup.orientation == "landscape" else PORTRAIT
    starts = [0, *(one.id for one in sheet.col_breaks.brk)]
    if setup.paperSize != 9:
        return "no A4"
    if is_fitted(sheet):
        return "" if sum(widths) * SMALLEST <= room * 100 else f"{sum(widths)} on one page"
    if (setup.scale or 100) < SMALLEST:
        return f"scale {setup.scale}"
    kept = 0 if len(starts) == 1 else sum(widths[: kept_columns(sheet)])
    for first, end in zip(starts, [*starts[1:], len(widths)], strict=True):
        if (sum(widths[first:end]) + (kept if first else 0)) * (setup.scale or 100) > room * 100:
            return f"columns {first} to {end} leave the page"
    return ""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("units", [(6, 19, 2), (17, 4, 3), (4, 1, 1)])
def test_every_sheet_of_a_book_can_be_read_on_paper(
    units: tuple[int, int, int], lang: Lang
) -> None:
    for sheet in opened(made(drawn_plan(*units), lang)):
        if sheet.title not in (SHEETS[lang][3],):  # that of the chart is looked at below
            assert not too_small(sheet), (sheet.title, too_small(sheet))
        assert sheet.print_title_rows is not None


def test_factors_go_on_over_pages_with_the_names_on_each() -> None:
    book = opened(made(solve(LIBRARY["six-factors/plan.yaml"])))
    sheet = book["因素与得分"]
    assert len(sheet.col_breaks.brk) == 2 and sheet.page_setup.scale >= SMALLEST
    assert (
        sheet.print_title_cols in ("A:A", "$A:$A") and sheet.page_setup.orientation == "landscape"
    )
    # A title over names that every page repeats would stand there in pieces.
    assert sheet["A1"].value is None and sheet["B1"].value.startswith("六因素示例")


def test_a_source_is_not_broken_over_pages() -> None:
    sheet = opened(made(drawn_plan(6, 19, 2)))["分配表"]
    starts = {cell.column for cell in sheet[3] if cell.value and cell.column > 2}
    breaks = [one.id + 1 for one in sheet.col_breaks.brk]
    assert breaks and set(breaks) <= starts


@pytest.mark.parametrize(("units", "is_whole"), [(6, True), (17, True), (28, False)])
def test_a_chart_is_whole_on_its_page(units: int, is_whole: bool) -> None:
    sheet = opened(made(drawn_plan(units, 2, 1)))["基准对照"]
    assert is_fitted(sheet) == is_whole
    at = sheet._charts[0].anchor._from.row
    assert [one.id for one in sheet.row_breaks.brk] == ([] if is_whole else [at - 1])
    assert not is_whole or (at + ROWS_OF_A_CHART) * SMALLEST <= UPRIGHT_ROWS * 100


def test_digests_stand_on_a_sheet_of_their_own_behind_the_notes() -> None:
    for lang in LANGS:
        book = opened(made(solve(LIBRARY["six-factors/plan.yaml"]), lang))
        *_, notes, origin = book.sheetnames
        assert (notes, origin) == SHEETS[lang][-2:]
        said = {
            sheet.title: " ".join(str(c.value) for row in sheet for c in row if c.value)
            for sheet in book
        }
        assert said[origin].count("SHA-256") == 7 and "certificate.json" in said[origin]
        assert not [name for name, text in said.items() if "SHA-256" in text and name != origin]


def test_a_comparison_of_many_is_broken_between_scenarios_and_its_chart_is_not_cut() -> None:
    plans = [drawn_plan(6, 2, 1)] * 6
    book = opened(compared_workbook(ComparisonContext(plans, "zh", "元")))
    for sheet in book:
        assert not too_small(sheet), (sheet.title, too_small(sheet))
    totals = book["方案比较"]
    first = totals.col_breaks.brk[0].id
    assert (first - 1) % 4 == 0
    assert totals._charts[0].anchor.to.col <= first


@pytest.mark.parametrize("lang", LANGS)
def test_a_bulletin_prints_on_its_side_with_its_heads_on_every_page(lang: Lang) -> None:
    heads = tuple(Words(f"一栏金额{i}", f"an amount {i}") for i in range(9))
    rows = (("甲镇", *(10**13 + i for i in range(9))),) * 60
    table = PaperTable(Words("单位", "recipients"), (Words("单位", "recipient"), *heads), rows)
    paper = LedgerView(Words("通报", "bulletin"), (Words("一行", "a line"),), "万元", (table,))
    notes, sheet = opened(paper_book(paper, lang))
    for page in (notes, sheet):
        assert not too_small(page), (page.title, too_small(page))
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows in ("1:1", "$1:$1")


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.integers(8, 200), min_size=1, max_size=30),
    st.lists(st.integers(1, 29), max_size=6),
    st.integers(1, 3),
)
def test_pages_begin_where_they_may_and_hold_what_fits(
    widths: list[int], breaks: list[int], kept: int
) -> None:
    layout = Layout({i: -w for i, w in enumerate(widths)}, used=len(widths), breaks=sorted(breaks))
    starts = layout.page_starts(kept)
    assert starts[0] == 0 and starts == sorted(set(starts))
    room = LANDSCAPE * 100 // SMALLEST
    before = layout.whole(0, kept)
    for first, end in zip(starts, [*starts[1:], len(widths)], strict=True):
        whole = layout.whole(first, end) + (before if first else 0)
        assert whole <= room or end - max(first, kept) <= 1


def test_texts_are_folded_earlier_where_a_sheet_cannot_be_broken() -> None:
    layout = Layout(used=6)
    for column in range(6):
        layout.widen(column, "长" * 40)
    assert layout.whole(0, 6) == 6 * 38
    layout._fold_to_fit()
    assert layout.whole(0, 6) <= LANDSCAPE * 100 // SMALLEST


def test_a_title_stands_in_even_lines_broken_where_a_reader_would() -> None:
    done = solve(SCENARIOS / "meilan-2023" / "published.yaml")
    book = opened(made(done))
    told = [book[name]["A1"].value.split("\n") for name in SHEETS["zh"]]
    for lines in told:
        assert "".join(lines).replace(" ", "") == done.problem.title.replace(" ", "")
        assert all(line == line.strip() and line[0] not in "，、）。" for line in lines)
    assert ["美兰区 2023 年", "区级和市级（第二批）", "衔接资金，按村定额"] in told
