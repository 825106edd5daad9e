"""Tables as offices write them and the verdict that is right for each."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from tables_made import checked, grave, of_kind, only, roles

from optalloc.checking import check
from optalloc.checking.scenario_file import scenario_behind
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.inputs.tables import read_table
from optalloc.inputs.tables.field_words import is_footnote, total_level
from optalloc.inputs.tables.number_formats import exact_number
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.solve import solve
from optalloc.reports import report

READING = Path(__file__).resolve().parents[1] / "data" / "reading"
RIGHT: dict[str, list[tuple[str, str | None]]] = {
    "k01-money-read-as-text": [("sum_column", "C5")],
    "k02-total-row-blank-name-on-top": [("sum_column", "H3"), ("sum_column", "I3")],
    "k02-total-row-no-label": [("sum_column", "D10")],
    "k02-total-row-other-label": [("sum_column", "B4")],
    "k04-excel-subtotal-huizong": [],
    "k05-number-with-remark": [("empty_name", "C12")],
    "k06-percent-column-as-money": [],
    "k07-percent-beside-budget": [("sum_column", "D5")],
    "k08-word-inside-header-misleads": [],
    "k09-pound-sign": [],
    "k10-count-in-header": [],
    "k10-physical-units": [],
    "k10-unnamed-line-numbers": [],
    "k11-hidden-row": [("sum_column", "B5"), ("hidden", None)],
    "k12-total-in-merged-cell": [("sum_column", "D4")],
    "k13-side-by-side": [],
    "k13-two-tables-one-sheet": [],
    "k14-factors-down-the-side": [],
    "k14-towns-across-the-top": [("grand_total", "F7"), ("grand_total", "F7")],
    "k15-footnotes": [],
    "k16-accounting-negative": [],
    "k17-sum-column-by-arithmetic": [("sum_row", "B4"), ("grand_total", "B8")],
    "k18-three-standards": [],
    "k19-unit-in-cells": [],
    "k22-word-table-continued": [("sum_column", "C6")],
    "k23-single-precision": [],
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


@pytest.mark.slow
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


def weighted(folder: Path, weights: str) -> Path:
    text = (READING / "k24-weights-notation" / "s.yaml").read_text(encoding="utf-8")
    assert "{a: 30, b: 30, c: 40}" in text
    (folder / "s.yaml").write_text(text.replace("{a: 30, b: 30, c: 40}", weights), encoding="utf-8")
    return folder / "s.yaml"


@pytest.mark.parametrize("weights", ["{a: 30, b: 30, c: 40}", "{a: 30.0, b: 30, c: '40'}"])
def test_bare_weights_that_add_up_to_a_hundred_are_percentages(
    tmp_path: Path, weights: str
) -> None:
    plain = solve(weighted(tmp_path, "{a: 30%, b: 30%, c: 40%}"))
    assert solve(weighted(tmp_path, weights)).targets.of == plain.targets.of


@pytest.mark.parametrize(
    ("weights", "hint"),
    [
        ("{a: 33.33%, b: 33.33%, c: 33.33%}", "as a fraction: 1/3"),
        ("{a: 30, b: 30, c: 30}", "write 30% for 30"),
        ("{a: 3, b: 3, c: 4}", "write 40% for 4"),
        ("{a: 1, b: 1, c: 1}", "write 1/3 for 1"),
    ],
)
def test_weights_of_another_sum_are_refused_with_how_to_write_them(
    tmp_path: Path, weights: str, hint: str
) -> None:
    with pytest.raises(InputUnusable) as error:
        solve(weighted(tmp_path, weights))
    assert hint in error.value.faults[0].allowed.en


def test_three_standards_in_round_numbers_are_found_beside_empty_cells(tmp_path: Path) -> None:
    found = check(table_of("k18-three-standards"))
    (standard,) = of_kind(found, "standard")
    assert standard.came == "4, 1, 4"
    assert "11 of 11 rows" in standard.words.en
    (path, content), *_ = scenario_behind(found, tmp_path).items()
    path.write_bytes(content)
    best = solve(path).best
    assert best is not None
    assert best.plan.by_recipient["九乡"] == 121 * 10**6


def test_a_unit_that_one_row_alone_has_explains_nothing(tmp_path: Path) -> None:
    rows = "甲,1,4,,7\n乙,2,3,,9\n丙,3,2,,11\n丁,4,1,,13\n戊,5,5,,20\n己,6,6,1,34\n"
    found = checked(tmp_path, "单位,村数,社区数,户数,金额(万元)\n" + rows)
    (standard,) = of_kind(found, "standard")
    assert "5 of 6 rows" in standard.words.en


def test_no_weights_are_read_out_of_three_rows(tmp_path: Path) -> None:
    found = checked(tmp_path, "单位,村数,人口,金额(万元)\n甲,2,5,3\n乙,3,4,4\n丙,7,1,2\n")
    assert of_kind(found, "weights") == []


def test_alike_recipients_that_come_out_differently_are_named() -> None:
    solved = solve(READING / "k20-tie-not-told" / "s.yaml")
    shown = solved_json(solved, "zh")
    assert shown["unique"] is False
    assert "甲、乙" in str(shown["as_good"])


def test_the_cells_of_a_baseline_made_both_ways_are_in_the_json() -> None:
    shown = solved_json(solve(READING / "k21-baseline-cells-not-shown" / "s.yaml"), "zh")
    cells = {(a["recipient"], a["source"]): a["amount"] for a in shown["baseline"]["awards"]}
    first = [round(Decimal(cells["R1", source]), 2) for source in ("C1", "C2", "C3", "C4")]
    assert first == [Decimal(text) for text in ("10.14", "2.12", "22.17", "8.13")]


def test_recipients_across_the_top_are_read_as_rows(tmp_path: Path) -> None:
    sheet = only(check(table_of("k14-factors-down-the-side")))
    assert roles(sheet) == {
        **{"单位": "recipient", "行政村": "indicator"},
        **{"脱贫人口": "indicator", "补助资金": "amount"},
    }
    found = check(table_of("k14-factors-down-the-side"))
    (rate,) = of_kind(found, "rate")
    assert (rate.came, rate.where.row) == ("10", 2)


@pytest.mark.parametrize(
    "head", ["单位,贫困村,示范村,合计", "类别,市级,县级,合计", "项目,乡镇,村,合计"]
)
def test_kinds_of_places_across_the_top_turn_no_table(tmp_path: Path, head: str) -> None:
    sheet = only(checked(tmp_path, f"{head}\n甲,1,2,3\n乙,3,4,7\n合计,4,6,10\n"))
    assert sheet.grid.turned_from is None


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("549.9500122070312", "549.95"),
        ("12.30000019073486", "12.3"),
        ("0.1000000014901161", "0.1"),
        ("123.0048828125", "123.0048828125"),
        ("1234567.875", "1234567.875"),
        ("0.333333333333333", "0.333333333333333"),
        ("12345678.12345678", "12345678.1234568"),
    ],
)
def test_a_number_of_single_precision_is_the_decimal_that_was_meant(
    stored: str, meant: str
) -> None:
    assert exact_number(stored) == Decimal(meant)


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


def test_words_about_whom_money_is_for_are_no_money_left_unread(tmp_path: Path) -> None:
    text = "单位,补助对象,金额(万元)\n甲镇,60岁以上,5\n乙镇,7户脱贫户,4\n合计,,9\n"
    assert grave(checked(tmp_path, text)) == []


def test_the_result_counts_the_sums_and_shares_it_speaks_of(tmp_path: Path) -> None:
    text = "单位,中央,省级,合计,占比\n甲,1,2,3,30%\n乙,3,4,7,70%\n合计,4,6,10,100%\n"
    judged = checked(tmp_path, text).judged
    assert (judged.column_sums, judged.row_sums, judged.shares) == (3, 3, 2)
    nothing = checked(tmp_path, "单位,金额(万元)\n甲,1\n乙,3\n").judged
    assert nothing.words().en.startswith("No total and no share could be compared")


def test_a_row_that_is_the_sum_of_the_others_is_pointed_out(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲镇,4\n乙镇,6\n丙镇,7\n统计,17\n"
    assert grave(checked(tmp_path, text)) == [("may_be_total", None)]


def test_figures_beside_clear_money_are_kept_and_not_asked_about(tmp_path: Path) -> None:
    sheet = only(checked(tmp_path, "单位,甲乙丙丁,金额(万元)\n甲镇,7,4\n乙镇,9,6\n"))
    assert roles(sheet) == {"单位": "recipient", "甲乙丙丁": "figure", "金额": "amount"}


def test_a_total_among_the_sources_shares_out_no_money_twice() -> None:
    solved = solve(READING / "k03-scenario-total-in-sources" / "s.yaml")
    assert [source.name for source in solved.problem.sources] == ["中央", "省级"]


OWN = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023" / "four-towns.yaml"


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_our_own_workbook_and_papers_go_through_without_a_finding(
    tmp_path: Path, lang: Lang
) -> None:
    report(OWN, out=tmp_path, lang=lang)
    for name in ("plan.xlsx", "page.html", "plan.docx"):
        assert grave(check(tmp_path / name)) == [], name


def test_a_table_without_money_beside_others_is_said_to_be_unread(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲,1\n乙,3\n合计,4\n\n事,前,后\n甲项,1,2\n乙项,3,4\n"
    (found,) = of_kind(checked(tmp_path, text), "not_read")
    assert (found.severity, found.where.row) == ("note", 6)
    (graver,) = of_kind(checked(tmp_path, text + "总计,4,7\n"), "not_read")
    assert graver.severity == "warning"


def test_a_table_of_measures_is_said_to_be_in_no_sum(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲,1\n乙,3\n合计,4\n\n指标,方案,基准\n差额合计,1,2\n基尼,3,4\n"
    (found,) = of_kind(checked(tmp_path, text), "not_compared")
    assert "从第6行起" not in found.words.zh and "第6行起（各行是不同的指标" in found.words.zh
    summed = text.replace("差额合计", "甲项") + "总计,4,7\n"
    assert [f.where.row for f in of_kind(checked(tmp_path, summed), "sum_column")] == [9]


def test_a_row_of_weights_below_the_header_is_no_recipient(tmp_path: Path) -> None:
    text = "单位,村数,人口,金额(万元)\n权重,0.6,0.4,\n甲,2,5,3\n乙,3,4,4\n合计,5,9,7\n"
    assert grave(checked(tmp_path, text)) == []


def test_computed_targets_rounded_for_themselves_are_no_wrong_sum(tmp_path: Path) -> None:
    text = "单位,{},金额(万元)\n甲,16.6667,17\n乙,16.6667,17\n丙,16.6667,16\n合计,50.0000,50\n"
    assert grave(checked(tmp_path, text.format("测算额(万元)"))) == []
    assert grave(checked(tmp_path, text.format("预算额(万元)"))) == [("sum_column", "B5")]


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


@pytest.mark.parametrize("label", ["全县", "All states"])
@pytest.mark.parametrize("at", [0, 2, 3])
def test_a_source_that_is_the_sum_of_the_others_is_refused_by_name(
    tmp_path: Path, label: str, at: int
) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = ["中央,60", "省级,30", "市级,10"]
    rows.insert(at, f"{label},100")
    (tmp_path / "src.csv").write_text("资金来源,金额\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(InputUnusable) as error:
        solve(tmp_path / "s.yaml")
    (fault,) = error.value.faults
    assert fault.place.en == f"row {at + 2}, 资金来源"
    assert fault.came == label
    assert fault.allowed.en.startswith("this row is the sum of all the others")


@pytest.mark.parametrize("at", [0, 3])
def test_a_source_of_an_ordinary_name_may_be_the_sum_of_the_others(tmp_path: Path, at: int) -> None:
    """By chance, or a total in other words: it is a source, and a warning asks."""
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = ["中央,60", "省级,30", "市级,10"]
    rows.insert(at, "县级,100")
    (tmp_path / "src.csv").write_text("资金来源,金额\n" + "\n".join(rows), encoding="utf-8")
    problem = solve(tmp_path / "s.yaml").problem
    assert problem.money == 200 * 1_000_000
    (warning,) = problem.warnings
    assert warning.zh == (
        f"第{at + 2}行 资金来源：“县级”等于其余各行之和，按一行读。如果是合计，请把名称写成 合计。"
    )


def test_a_recipient_may_have_as_many_people_as_all_others(tmp_path: Path) -> None:
    text = SCENARIO.replace("村数: 4}", "村数: 3}").replace(
        "    - {单位: 乙镇, 村数: 6}\n",
        "    - {单位: 乙镇, 村数: 6}\n    - {单位: 丙镇, 村数: 1}\n    - {单位: 丁镇, 村数: 2}\n",
    )
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "src.csv").write_text("资金来源,金额\n中央,60\n省级,40\n", encoding="utf-8")
    problem = solve(tmp_path / "s.yaml").problem
    assert len(problem.recipients) == 4
    (warning,) = problem.warnings
    assert "乙镇 is the sum of all the others" in warning.en


def test_a_source_called_the_whole_is_refused_also_where_its_sum_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    rows = "资金来源,金额\n全县,101\n中央,60\n省级,40\n"
    (tmp_path / "src.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputUnusable) as error:
        solve(tmp_path / "s.yaml")
    (fault,) = error.value.faults
    assert fault.place.en == "row 2, 资金来源"
    assert fault.allowed.en.startswith("this row means all of them by its name")


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


def test_a_project_called_a_summary_is_no_total_of_a_scenario() -> None:
    assert [total_level(t, is_strict=True) for t in ("数据汇总", "甲镇 汇总", "汇总")] == [0, 1, 1]
    assert total_level("甲镇汇总") == 1


@pytest.mark.parametrize("last", ["3.丙镇", "1.5", "(20)", "丙镇"])
def test_a_short_last_row_is_no_footnote(last: str) -> None:
    assert not is_footnote(last)


@pytest.mark.parametrize("last", ["[1]", "*含上年结转10万元", "2.乙镇含村级5万元。", "注：见附件"])
def test_marked_and_numbered_texts_are_footnotes(last: str) -> None:
    assert is_footnote(last)


def hiding(folder: Path, column: str | None) -> Path:
    """Return a workbook of sources that hides a column, or the sheet itself."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "封面"
    sheet = book.create_sheet("资金")
    for row in (
        ("资金来源", "金额", "手机"),
        ("中央", 60, 1),
        ("省级", 40, 2),
        ("合计", 100, None),
    ):
        sheet.append(row)
    if column is None:
        sheet.sheet_state = "hidden"
    else:
        sheet.column_dimensions[column].hidden = True
    book.save(folder / "src.xlsx")
    return folder / "src.xlsx"


@pytest.mark.parametrize("column", ["B", "C", None])
def test_a_hidden_column_or_sheet_is_always_said(tmp_path: Path, column: str | None) -> None:
    (found,) = of_kind(check(hiding(tmp_path, column)), "hidden")
    assert (found.severity, found.where.cell) == ("warning", None)
    assert "hides" in found.words.en or "hidden" in found.words.en


def test_a_hidden_column_is_refused_only_where_it_is_read(tmp_path: Path) -> None:
    known = ("资金来源", "金额")
    assert read_table(hiding(tmp_path, "C"), "src.xlsx", "资金", known).rows
    with pytest.raises(InputUnusable) as error:
        read_table(hiding(tmp_path, "B"), "src.xlsx", "资金", known)
    (fault,) = error.value.faults
    assert fault.place.en == "row 1, 金额"


def test_a_hidden_row_is_refused_before_it_is_paid() -> None:
    with pytest.raises(InputUnusable) as error:
        solve(READING / "k11-scenario-hidden-row" / "s.yaml")
    (fault,) = error.value.faults
    assert (fault.place.en, fault.came) == ("row 4", "丙镇 | 90")


def test_a_need_that_most_rows_were_given_in_whole_is_no_sum(tmp_path: Path) -> None:
    rows = "".join(f"{n}镇,{a + b},{a},{b}\n" for n, a, b in zip("甲乙丙丁戊", A, B, strict=True))
    text = f"单位：万元\n单位,资金需求,市级资金,区级资金\n{rows}己镇,60,0,0\n"
    assert grave(checked(tmp_path, text)) == []


A, B = (10, 20, 30, 15, 25), (4, 8, 12, 6, 10)
