"""The workbook as it is written: figures beside formulas, names as texts, print, charts."""

import io
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter.utility import xl_rowcol_to_cell

from books import PROJECTS, SHEETS, faults, made, opened
from office import Office
from optalloc.core.message import LANGS, Lang
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.present.xlsx.book import cell_name
from optalloc.present.xlsx.figures import MoneyFormat, amount_format, change_format, whole_fen
from optalloc.present.xlsx.layout import Layout
from optalloc.problem.problem import Problem
from optalloc.reports.workbook.check import runs
from optalloc.reports.workbook.pictures import short
from quick import examples
from small import small, town
from test_library import LIBRARY, by
from test_rulebook_together import rulebooks

UNIT = {"zh": "万元", "en": "元"}
HOSTILE = ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", "../../x", "长" * 200, "+1", "_x000D_"]


def formulas(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield every formula of a workbook with its place."""
    for sheet in opened(content, values=False):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", cell.value


def hostile(names: list[str] = HOSTILE) -> Problem:
    """Return a problem whose every name would do harm if it were not a text."""
    towns = [town(name, kind=names[0], **{"村": i + 1}) for i, name in enumerate(names)]
    return small(
        {names[0]: 9, names[1]: 8},
        towns,
        [("balance", {"max_deviation": "50%"})],
        targets=[("factors", {"weights": {"村": "100%"}})],
        uses={names[0]: ("产业发展",), names[3]: ()},
    )


@given(rulebooks())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_rules_the_book_says_the_plan_and_no_check_disagrees(
    problem: Problem,
) -> None:
    solved = walk(problem)
    if solved.best is not None:
        assert faults(opened(made(solved)), solved, "zh", "元") == []


@pytest.mark.parametrize("name", LIBRARY)
def test_the_values_beside_the_formulas_are_the_figures_of_the_plan(name: str) -> None:
    solved = by("cbc", name)
    if solved.best is None:
        return
    for lang in LANGS:
        assert faults(opened(made(solved, lang, UNIT[lang])), solved, lang, UNIT[lang]) == []


@pytest.mark.parametrize("lang", LANGS)
def test_sheets_are_called_by_fixed_words(lang: Lang) -> None:
    solved = by("cbc", "six-factors/plan.yaml")
    assert opened(made(solved, lang)).sheetnames == list(SHEETS[lang])
    with_projects = opened(made(by("cbc", "projects-60/plan.yaml"), lang)).sheetnames
    assert with_projects == [*SHEETS[lang][:3], PROJECTS[lang], *SHEETS[lang][3:]]


@pytest.mark.parametrize("lang", LANGS)
def test_names_that_would_do_harm_are_texts(lang: Lang) -> None:
    solved = walk(hostile())
    content = made(solved, lang)
    book = opened(content, values=False)
    assert book.sheetnames == list(SHEETS[lang])
    awards = book[SHEETS[lang][2]]
    cells = [awards.cell(5 + i, 1) for i in range(len(HOSTILE))]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    for _, text in formulas(content):
        assert not any(name in text for name in HOSTILE if len(name) > 3)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"calc'!A1" not in b"".join(
            parts.read(p) for p in parts.namelist() if p.startswith("xl/worksheets/")
        )
        assert not any("externalLink" in name for name in parts.namelist())
    assert faults(opened(content), solved, lang, "元") == []


def test_a_long_text_is_cut_and_a_half_character_does_not_stop_the_book() -> None:
    problem = small({"源": 3}, [town("甲", **{"村": 1})], targets=[("units", _VILLAGES)])
    solved = walk(problem)
    object.__setattr__(problem, "notes", ("长" * 40_000, "\ud800"))
    notes = [row[1].value for row in opened(made(solved))["说明"].iter_rows()]
    assert any(text and len(text) == 32_001 and text.endswith("…") for text in notes)
    assert "\\ud800" in notes


_VILLAGES = {"column": "村", "standard": "3", "unit": "个"}


def test_the_same_plan_gives_the_same_bytes() -> None:
    solved = by("cbc", "six-factors/plan.yaml")
    assert made(solved) == made(solved)


def test_sums_shares_targets_and_differences_are_formulas() -> None:
    texts = dict(formulas(made(by("cbc", "six-factors/plan.yaml"))))
    assert texts["分配表!B5"] == "=C5+F5+I5"
    assert texts["分配表!C5"] == "=SUM(D5:E5)"
    assert texts["分配表!B11"] == "=SUM(B5:B10)"
    assert texts["因素与得分!D7"] == "=C7/C$13"
    assert texts["因素与得分!E7"] == "=D7*E$6"
    assert texts["因素与得分!N7"] == "=L7*L$6+M7*M$6"  # 监测对象: two sub-groups
    assert texts["因素与得分!X6"] == "='资金来源'!D7-B$13"  # what fixed amounts leave
    assert texts["因素与得分!X7"] == "=X$6*W7"
    assert texts["因素与得分!Y7"] == "=X7"
    assert texts["基准对照!E4"] == "=ROUND(C4-D4,6)"
    assert texts["资金来源!E4"] == "='分配表'!C11"
    assert len(texts) > 200


def test_less_of_a_figure_gives_more_by_its_reciprocal(office: Office) -> None:
    texts = dict(formulas(made(solve(office.folder / "scenario.yaml"))))
    assert texts["因素与得分!F7"] == "=1/E7"
    assert texts["因素与得分!G7"] == "=F7/F$10"


def test_numbers_are_shown_in_the_decimals_of_their_grain() -> None:
    solved = by("cbc", "meilan-2023/two-towns.yaml")
    awards = opened(made(solved))["分配表"]
    assert awards["C6"].value == 4.5
    assert awards["C6"].number_format == "#,##0.0;-#,##0.0;0"
    in_yuan = opened(made(solved, unit="元"))["分配表"]
    assert in_yuan["C6"].value == 45000
    assert in_yuan["C6"].number_format == "#,##0;-#,##0;0"
    fine = solve(LIBRARY["meilan-2023/two-towns.yaml"], settings=["rules.grain.cell=0.01"])
    assert opened(made(fine))["分配表"]["C6"].number_format == "#,##0.00;-#,##0.00;0"


def test_nothing_and_less_than_nothing_are_told_apart() -> None:
    assert amount_format(0) == "#,##0;-#,##0;0"
    assert change_format(2) == "+#,##0.00;-#,##0.00;0"


@pytest.mark.parametrize(("unit", "fen"), [("元", 2), ("万元", 6), ("亿元", 10)])
def test_a_unit_knows_the_decimals_of_a_fen(unit: str, fen: int) -> None:
    money = MoneyFormat(unit)
    assert money.fen == fen
    assert money.of(1) * 10**fen == 1
    assert money.decimals(1) == fen


def test_halves_are_rounded_away_from_nothing_as_a_spreadsheet_does() -> None:
    halves = [whole_fen(Fraction(n, 2)) for n in (-3, -1, 0, 1, 3)]
    assert halves == [-2, -1, 0, 1, 2]


@pytest.mark.parametrize("name", ["six-factors/plan.yaml", "projects-60/plan.yaml"])
def test_every_sheet_prints_on_a4_with_its_headings_and_keeps_them_in_sight(name: str) -> None:
    for sheet in opened(made(by("cbc", name))):
        assert sheet.page_setup.paperSize == 9
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows is not None
    scores = opened(made(by("cbc", "six-factors/plan.yaml")))["因素与得分"]
    assert scores.freeze_panes == "B7"
    assert scores.print_title_rows == "$3:$6"
    assert scores.page_setup.orientation == "landscape"
    # A page of a wide sheet begins with a factor, never within one.
    assert [brk.id for brk in scores.col_breaks.brk] == [8, 16]


def test_plan_and_baseline_stand_in_a_chart_of_the_spreadsheet_itself() -> None:
    content = made(by("cbc", "six-factors/plan.yaml"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        (chart,) = (name for name in parts.namelist() if name.startswith("xl/charts/chart"))
        text = parts.read(chart).decode()
    assert "<c:f>基准对照!$C$4:$C$9</c:f>" in text.replace("'", "")
    assert "<c:f>基准对照!$D$4:$D$9</c:f>" in text.replace("'", "")


def test_of_many_recipients_the_chart_shows_those_furthest_from_the_baseline() -> None:
    towns = [town(f"镇{i:03}", **{"村": 1 + i % 7}) for i in range(60)]
    problem = small(
        {"源": 600},
        towns,
        [("floor", {"amount": "8"})],
        targets=[("factors", {"weights": {"村": "100%"}})],
    )
    sheet = opened(made(walk(problem)))["基准对照"]
    changes = [abs(sheet.cell(row, 12).value) for row in range(4, 34)]
    assert changes == sorted(changes, reverse=True)
    assert sheet.print_area == "'基准对照'!$A$1:$G$77"


@pytest.mark.parametrize(("unit", "shown"), [("元", 180000), ("万元", 18), ("wan", 18)])
def test_the_unit_of_a_report_can_be_asked_for(unit: str, shown: int, office: Office) -> None:
    scenario = str(LIBRARY["meilan-2023/two-towns.yaml"])
    said = office.run("report", scenario, "--format", "xlsx", "--out", "out", "--unit", unit)
    assert (said.code, said.out) == (0, f"已写入：{Path('out') / 'plan.xlsx'}\n")
    assert opened(office.there()["out/plan.xlsx"])["分配表"]["C5"].value == shown


def test_a_unit_that_is_none_gets_a_letter_and_nothing_is_written(office: Office) -> None:
    before = office.there()
    said = office.run("report", "scenario.yaml", "--format", "xlsx", "--out", "out", "--unit", "斤")
    assert said.code == 3
    assert "--unit：金额单位应为 元、万元、亿元 之一，实为 '斤'" in said.err
    said = office.run(
        "report", "scenario.yaml", "--format", "xlsx", "--out", "out", "--unit", "斤", lang="en"
    )
    assert "--unit: a unit of money, one of 元, 万元, 亿元, got '斤'" in said.err
    assert office.there() == before


def test_a_split_that_is_off_would_be_seen() -> None:
    solved: Solved = by("cbc", "meilan-2023/two-towns.yaml")
    rules = opened(made(solved), values=False)["约束核对"]
    texts = {str(rules.cell(row, 5).value) for row in range(4, rules.max_row + 1)}
    worst = "SUMPRODUCT(MAX(ABS('分配表'!C5:C6-9/20*('分配表'!C5:C6+'分配表'!D5:D6))))"
    assert f"=ROUND({worst},6)" in texts


@given(st.integers(0, 20_000), st.integers(0, 10**6))
def test_cells_are_named_as_a_spreadsheet_names_them(column: int, row: int) -> None:
    assert cell_name(row, column) == xl_rowcol_to_cell(row, column)


@given(st.sets(st.integers(0, 60)))
def test_runs_hold_every_place_once_and_leave_no_gap_inside(places: set[int]) -> None:
    found = [*runs(sorted(places))]
    assert [p for first, last in found for p in range(first, last + 1)] == sorted(places)
    assert all(b[0] > a[1] + 1 for a, b in pairwise(found))


def test_pages_begin_at_breaks_and_hold_what_has_room() -> None:
    layout = Layout(widths={i: -12 for i in range(30)}, used=30, breaks=[4, 8, 12, 20, 26])
    starts = layout.page_starts(1)
    assert starts[0] == 0 and set(starts[1:]) <= {4, 8, 12, 20, 26}
    assert Layout(widths={0: -20}, used=1).page_starts(1) == [0]


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    layout = Layout(widths={0: -10, 1: -40})
    layout.fold(0, 0, "长" * 12)  # 24 wide in 10: three lines
    layout.fold(0, 1, "长" * 12)
    layout.fold(1, 1, "short enough to fit")
    layout.fold(2, 1, "two\nlines")
    assert dict(layout.heights()) == {0: 3 * 13.5 + 3, 2: 2 * 13.5 + 3}


def test_a_scenario_whose_name_is_a_path_writes_nowhere_else(office: Office) -> None:
    name = "name: ../../x\ntitle: '=cmd|''/c calc''!A1'"
    office.swap("scenario.yaml", ("title: 试验", name))
    before = office.there().keys()
    said = office.run("report", "scenario.yaml", "--format", "xlsx", "--out", "out")
    assert said.code == 0
    assert office.there().keys() - before == {"out/plan.xlsx"}
    book = opened(office.there()["out/plan.xlsx"], values=False)
    for sheet in book:
        assert (sheet["A1"].value, sheet["A1"].data_type) == ("=cmd|'/c calc'!A1", "s")
    assert "../../x" in [row[1].value for row in book["说明"].iter_rows()]


def test_a_name_too_long_for_a_chart_is_cut_in_the_chart_alone() -> None:
    assert [short(name) for name in ("甲镇", "长" * 10, "abc" * 7)] == [
        "甲镇",
        "长" * 10,
        "abc" * 6 + "…",
    ]
    sheet = opened(made(walk(hostile())))["基准对照"]
    assert sheet["A7"].value == "长" * 200
    assert sheet["I7"].value == short("长" * 200)
    assert len(short("长" * 200)) <= 10 and short("长" * 200).endswith("…")
    assert sheet.print_area.startswith("'基准对照'!$A$1:$G$")
