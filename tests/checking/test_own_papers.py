"""The product's own papers go back through its auditor without an error or a warning."""

from pathlib import Path

import pytest
from own_papers import ROOT, library, wrong_in_papers_of

from optalloc.checking import check
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Lang

pytestmark = pytest.mark.usefixtures("solved_once")

# Each for a layout of its own: factors over sources and uses with money given before, a library of
# projects that are funded in part, one source whose need equals what is given, routes as projects,
# shares of figures that a formula made, targets of endless decimals, changes in percent; projects
# that are ranked or start in one of several years, totals of levels, sources beside uses;
# money of their own that some are lifted from.
CHOSEN: tuple[tuple[str, Lang], ...] = (
    ("six-factors/plan.yaml", "zh"),
    ("six-factors/plan.yaml", "en"),
    ("projects-60/plan.yaml", "zh"),
    ("answer-key/knapsack/p02.yaml", "zh"),
    ("answer-key/knapsack/p03.yaml", "en"),
    ("answer-key/dantzig-transport/by-projects.yaml", "en"),
    ("answer-key/house-1790/jefferson-105.yaml", "zh"),
    ("answer-key/house-1832/adams.yaml", "zh"),
    ("answer-key/talmud/estate-300.yaml", "en"),
    ("meilan-2023/two-towns.yaml", "zh"),
    ("first-money/plan.yaml", "zh"),
    ("council-projects/plan.yaml", "en"),
    ("rolling-3-years/plan.yaml", "zh"),
    ("three-levels/plan.yaml", "zh"),
    ("three-levels/plan.yaml", "en"),
    ("answer-key/controlled-rounding/statcan.yaml", "zh"),
    ("year-in-parts/plan.yaml", "zh"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lang"), CHOSEN)
def test_no_paper_of_ours_is_refused_or_accused(name: str, lang: Lang, tmp_path: Path) -> None:
    assert [*wrong_in_papers_of(ROOT / "scenarios" / name, tmp_path, lang)] == []


def test_the_walk_over_the_library_finds_scenarios() -> None:
    assert {ROOT / "scenarios" / name for name, _ in CHOSEN} <= set(library())


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def kinds(path: Path) -> list[tuple[str, int | None]]:
    """Return the errors and warnings of a table, each with its row."""
    return [(f.kind, f.where.row) for f in check(path).findings if f.severity != "note"]


def test_what_was_asked_for_is_no_part_of_what_is_given(tmp_path: Path) -> None:
    rows = "A,20,20,20\nB,30,30,30\nC,12,0,0\n合计,62,50,50\n"
    table = written(tmp_path / "t.csv", f"单位,资金需求(万元),市级,合计\n{rows}")
    assert kinds(table) == []
    wrong = written(tmp_path / "w.csv", table.read_text("utf-8").replace("30,30,30", "30,30,31"))
    assert kinds(wrong) == [("sum_row", 3), ("grand_total", 5)]


def test_needs_from_two_levels_still_add_up_to_a_need(tmp_path: Path) -> None:
    head = "单位,申报省级(万元),申报市级(万元),申报合计(万元)\n"
    table = written(tmp_path / "t.csv", f"{head}A,1,2,3\nB,2,2,4\nC,5,1,7\n合计,8,5,13\n")
    assert ("sum_row", 4) in kinds(table)


@pytest.mark.parametrize(
    "head", ["占需求", "占总额", "of need", "占比", "加权占比", "of the total"]
)
def test_what_is_called_a_part_of_another_is_a_share(head: str, tmp_path: Path) -> None:
    rows = "A,20,20,1\nB,30,15,0.5\nC,12,0,0\nD,10,10,1\n合计,72,45,\n"
    table = written(tmp_path / "t.csv", f"单位,资金需求(万元),安排资金(万元),{head}\n{rows}")
    (sheet,) = check(table).sheets
    assert sheet.columns[3].role == "share"
    assert kinds(table) == []


def shares(column: str, stated: str) -> str:
    """Return amounts that were rounded for print, with shares of the exact ones."""
    return (
        f"单位,{column}(万元),占比\nA,6.88,{stated}\nB,14.29,13.61%\nC,41.91,39.92%\n"
        "D,41.92,39.92%\n合计,105.00,100%\n"
    )


def test_a_share_of_what_a_formula_made_is_compared_with_all_that_prints_so(tmp_path: Path) -> None:
    """6.88 is printed for 6.875 to 6.885, of 104.995 to 105.005: 6.547…% to 6.557…%."""
    for stated in ("6.55%", "6.56%"):
        assert kinds(written(tmp_path / "t.csv", shares("测算额", stated))) == []
    for stated in ("6.53%", "6.57%", "6.65%"):
        table = written(tmp_path / "w.csv", shares("测算额", stated))
        assert ("share", 2) in kinds(table)


def test_a_share_of_money_that_is_paid_is_compared_exactly(tmp_path: Path) -> None:
    paid = shares("安排金额", "6.55%").replace("39.92%\nD", "39.91%\nD")
    assert kinds(written(tmp_path / "t.csv", paid)) == []
    wrong = paid.replace("6.55%", "6.56%")
    assert kinds(written(tmp_path / "w.csv", wrong)) == [("share", 2)]


def test_rows_are_missing_only_where_every_column_of_money_falls_short(tmp_path: Path) -> None:
    head = "单位,测算额(元),方案(元),方案－测算额(元)\n"
    rows = "A,3.3333333333,3,-0.33\nB,3.3333333333,3,-0.33\nC,3.3333333333,4,0.67\n"
    assert kinds(written(tmp_path / "t.csv", f"{head}{rows}合计,10,10,0\n")) == []
    short = "单位,省级(万元),市级(万元)\nA,1,2\nB,2,2\nC,5,1\n合计,9,8\n"
    assert ("rows_missing", 5) in kinds(written(tmp_path / "s.csv", short))


def test_a_second_table_below_a_title_is_read_for_itself(tmp_path: Path) -> None:
    first = "来源,文号,金额(万元)\n市级,甲1号,10\n省级,甲2号,20\n合计,,30\n"
    second = "本年已下达,,\n来源,金额,\n第一批,40,\n第二批,60,\n合计,100,\n"
    table = written(tmp_path / "t.csv", f"{first},,\n{second}")
    assert kinds(table) == [] and len(check(table).sheets) == 2
    wrong = written(tmp_path / "w.csv", table.read_text("utf-8").replace("合计,100", "合计,90"))
    assert kinds(wrong) == [("sum_column", 10)]


def test_an_amount_in_the_step_of_the_other_columns_is_not_off_grain(tmp_path: Path) -> None:
    head = "单位,甲项(万元),乙项(万元),丙项(万元)\n"
    usual = "A,1.5,2.5,8\nB,2.5,3.5,8.5\nC,3.5,4.5,4\nD,4.5,5.5,13\nE,5.5,6.5,8\nF,6.5,7.5,7\n"
    assert kinds(written(tmp_path / "t.csv", head + usual)) == []
    lone = "A,1,2,8\nB,2,3,8.5\nC,3,4,4\nD,4,5,13\nE,5,6,8\nF,6,7,7\n"
    assert kinds(written(tmp_path / "w.csv", head + lone)) == [("off_grain", 3)]


def test_the_row_of_a_source_is_no_total_where_other_rows_name_it_too(tmp_path: Path) -> None:
    head, rows = "单位,资金来源,金额(万元)\n", "甲镇,市级,1\n乙镇,市级,2\n丙镇,市级,3\n"
    assert kinds(written(tmp_path / "t.csv", head + rows)) == []
    total = written(tmp_path / "w.csv", head + rows.replace("丙镇,市级", "两镇,"))
    assert ("may_be_total", 4) in kinds(total)


def test_the_row_of_a_factor_that_all_rows_name_is_no_total(tmp_path: Path) -> None:
    """500 people are as many as 300 and 200, as in scenarios/blended-goals."""
    head, rows = "单位,因素,测算额(万元)\n", "东镇,人口,50\n西镇,人口,30\n北镇,人口,20\n"
    assert kinds(written(tmp_path / "t.csv", head + rows)) == []
    total = written(tmp_path / "w.csv", head + rows.replace("东镇,人口", "全域,"))
    assert ("may_be_total", 2) in kinds(total)


def test_a_growth_with_a_plus_is_a_figure(tmp_path: Path) -> None:
    rows = "A,10,20,+100%\nB,20,10,-50%\nC,10,10,0%\ntotal,40,40,\n"
    table = written(tmp_path / "t.csv", f"recipient,amount (万元),target (万元),change %\n{rows}")
    assert kinds(table) == []
    assert check(table).sheets[0].columns[3].role == "figure"


@pytest.mark.parametrize("name", ["【分年度安排】", "[never fund]"])
def test_the_name_of_a_rule_over_signed_figures_is_no_money_that_is_given(
    name: str, tmp_path: Path
) -> None:
    rows = "A,10,-5,5\nB,10,+10,20\nC,10,-5,5\n合计,30,0,30\n"
    table = written(tmp_path / "t.csv", f"单位,测算额(万元),{name},安排额(万元)\n{rows}")
    assert kinds(table) == []
    assert check(table).sheets[0].columns[2].role == "figure"
    # An office's own brackets over plain amounts hide none of them from the sums.
    plain = "A,5,5\nB,20,20\nC,5,5\n合计,31,30\n"
    wrong = written(tmp_path / "w.csv", f"单位,{name},合计(万元)\n{plain}")
    assert ("sum_column", 5) in kinds(wrong)


LINES = """现将结果公示如下。

单位：万元
甲镇：合计 30.0，市级 10.0，县级 20.0
乙镇：合计 1,050.0，市级 1,000.0，县级 50.0，备注：补2个村，另1个
合计：1,080.0，市级 1,010.0，县级 70.0
"""


def test_a_table_told_in_lines_is_checked_with_its_places(tmp_path: Path) -> None:
    table = written(tmp_path / "公示.txt", LINES)
    assert kinds(table) == []
    (sheet,) = check(table).sheets
    assert sheet.unit == "万元" and check(table).judged.row_sums == 3
    wrong = written(tmp_path / "w.txt", LINES.replace("合计 30.0", "合计 31.0"))
    assert kinds(wrong) == [("sum_row", 4), ("grand_total", 6)]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_notes_below_a_table_are_not_read_in_its_place(mark: str, tmp_path: Path) -> None:
    rows = "单位,市级(万元),区级(万元),合计(万元)\n甲镇,10,20,30\n乙镇,10,25,35\n合计,20,45,66\n"
    notes = "说明：市级 20，区级 40\n备注：市级 20，区级 45\n"
    found = kinds(written(tmp_path / "t.csv", rows.replace(",", mark) + notes))
    assert ("sum_row", 4) in found or ("grand_total", 4) in found


def notice_awards(table: Path, notice: Path) -> list[str]:
    return [f.words.zh for f in check(table, notice=notice).findings if f.kind == "notice_award"]


def test_the_table_inside_a_notice_is_held_against_the_table(tmp_path: Path) -> None:
    rows = "甲镇,30,10,20\n乙镇,1050,1000,50\n合计,1080,1010,70\n"
    table = written(tmp_path / "t.csv", f"单位,合计(万元),市级,县级\n{rows}")
    notice = written(tmp_path / "公示.txt", LINES)
    assert notice_awards(table, notice) == []
    swapped = (
        LINES.replace("甲镇：", "丁镇：").replace("乙镇：", "甲镇：").replace("丁镇：", "乙镇：")
    )
    assert notice_awards(table, written(notice, swapped)) == [
        "公示的表中乙镇为 30万元，表中为 1050万元",
        "公示的表中甲镇为 1050万元，表中为 30万元",
    ]


def test_sentences_with_amounts_are_no_table(tmp_path: Path) -> None:
    text = (
        "一、资金来源：市级22.5万元，区级27.5万元。\n二、资金规模：共50万元，其中市级22.5万元。\n"
    )
    with pytest.raises(InputUnusable, match="commas"):
        check(written(tmp_path / "t.txt", text))


@pytest.mark.parametrize("head", ["[1] 甲,[2] 乙,[2] － [1]", "[1] a,[2] b,less [1]"])
def test_a_comparison_of_ours_is_no_table_of_one_allocation(head: str, tmp_path: Path) -> None:
    table = written(tmp_path / "t.csv", f"方案比较,,,\n单位,{head}\n甲镇,10,12,2\n乙镇,8,6,-2\n")
    with pytest.raises(InputUnusable) as refused:
        check(table)
    assert [f.remedy.en for f in refused.value.faults] == [
        "Check the table of each plan: plan.csv of `solve --out`, or the workbook of `report`."
    ]


def test_numbers_of_columns_in_brackets_are_no_comparison(tmp_path: Path) -> None:
    rows = "单位,省级(万元),市级(万元),合计(万元)\n,[1],[2],[3]=[1]+[2]\n甲镇,1,2,3\n乙镇,2,2,4\n"
    check(written(tmp_path / "t.csv", rows))


def test_a_way_of_changes_step_by_step_is_no_money_below_zero(tmp_path: Path) -> None:
    rows = "甲镇,100,-20,-50,30\n乙镇,100,+10,0,110\n合计,200,-10,-50,140\n"
    table = written(
        tmp_path / "t.csv", f"单位,测算额(万元),【择优】(万元),【分年】(万元),安排额(万元)\n{rows}"
    )
    assert [c.role for c in check(table).sheets[0].columns][2:4] == ["figure", "figure"]
    assert not [kind for kind, _ in kinds(table) if kind == "negative"]
    plain = written(tmp_path / "p.csv", table.read_text("utf-8").replace("+10", "10"))
    assert "negative" in [kind for kind, _ in kinds(plain)]
