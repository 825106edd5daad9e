"""Each kind of finding on the smallest table that shows it, and on the one that must not."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from more_seeds import MORE
from seeded import SEEDS, P, rows_of
from tables_made import checked, grave, of_kind, only
from written import write

from optalloc.checking import check, checks
from optalloc.checking.checks import KINDS
from optalloc.checking.checks.off_grain import step_in_use
from optalloc.inputs.understanding.layout.lines_of_text import grids_of_lines
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve
from quick import examples


def test_the_kinds_are_the_files_of_their_folder() -> None:
    files = {file.stem for file in Path(checks.__file__).parent.glob("[a-z]*.py")}
    assert set(KINDS.words()) == files


def test_the_document_counts_the_faults_that_are_seeded() -> None:
    seeds = (*SEEDS, *MORE)
    said = f"seeds {len(seeds)} faults of {len({seed.name for seed in seeds})} sorts"
    assert said in (Path(__file__).parents[2] / "docs/check.md").read_text("utf-8")


def test_a_total_off_by_one_row_names_the_row(tmp_path: Path) -> None:
    (found,) = of_kind(checked(tmp_path, "单位,金额\n甲,3\n乙,4\n丙,5\n合计,8\n"), "sum_column")
    assert found.severity == "error"
    assert (found.came, found.expected.zh, found.where.cell) == ("8", "12", "B5")
    assert found.words.en == (
        "the 3 rows add up to 12, the table says 8, off by -4 "
        "(just the 4 of row 3: left out, or counted twice?)"
    )
    assert found.words.zh == "3 行相加为 12，表中写 8，差 -4（恰为第3行的 4：漏加或重复？）"


def test_a_total_with_fewer_decimals_than_its_rows_is_rounding(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲,3.14\n乙,3.13\n丙,1.11\n合计,7.4\n"
    (found,) = of_kind(checked(tmp_path, text), "sum_column")
    assert found.severity == "note"
    assert found.words.en.endswith("off by +0.02: rounding, not an error")


def test_a_workbook_does_not_tell_rounding_from_a_wrong_last_digit(tmp_path: Path) -> None:
    rows = [["单位", "金额(万元)"], ["甲", 3.14], ["乙", 3.13], ["丙", 1.11], ["合计", 7.4]]
    (found,) = of_kind(check(write(rows, tmp_path / "plan.xlsx")), "sum_column")
    assert found.severity == "warning"
    assert found.words.en.endswith("off by +0.02: rounding, or a wrong last digit")


def test_a_total_as_precise_as_its_rows_is_never_rounding(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n甲,3.14\n乙,3.13\n丙,1.11\n合计,7.39\n"
    assert grave(checked(tmp_path, text)) == [("sum_column", "B5")]


def test_a_corner_is_judged_both_ways(tmp_path: Path) -> None:
    text = "单位,中央,省级,合计\n甲镇,1,2,3\n乙镇,3,4,7\n丙镇,1,1,2\n合计,5,7,13\n"
    found = of_kind(checked(tmp_path, text), "grand_total")
    assert [f.words.en.split(",")[0] for f in found] == [
        "the 3 rows add up to 12",
        "中央+省级 add up to 12",
    ]


def test_a_total_that_nothing_adds_up_to_is_said_once(tmp_path: Path) -> None:
    text = "单位,中央,省级,合计\n甲,1,2,9\n乙,3,4,9\n丙,1,1,9\n"
    assert grave(checked(tmp_path, text)) == [("parts_unknown", None)]


def test_a_total_merged_over_rows_sums_them_all(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        *(("乡镇", "项目", "中央", "省级", "合计(万元)"), ("甲镇", "村道", 10, 5, 40)),
        *((None, "水渠", 20, 5, None), ("乙镇", "厂房", 30, 0, 31), ("合计", None, 60, 10, 70)),
    ):
        sheet.append(row)
    for block in ("A2:A3", "E2:E3"):
        sheet.merge_cells(block)
    book.save(tmp_path / "plan.xlsx")
    found = check(tmp_path / "plan.xlsx")
    assert grave(found) == [("sum_row", "E4"), ("grand_total", "E5")]
    assert [x.label for x in only(found).lines][:2] == ["甲镇 村道", "甲镇 水渠"]


def test_scores_are_not_added_up(tmp_path: Path) -> None:
    text = "单位,考核得分,金额\n甲,90,3\n乙,80,4\n合计,85,7\n"
    assert grave(checked(tmp_path, text)) == []


def test_a_department_with_two_roads_is_only_pointed_out(tmp_path: Path) -> None:
    text = "单位,项目,金额\n交通局,道路,251\n交通局,道路,39\n扶贫办,产业,660\n"
    (found,) = of_kind(checked(tmp_path, text), "duplicate")
    assert (found.severity, found.where.row) == ("note", 3)


def test_a_name_may_stand_once_in_each_part_of_a_table(tmp_path: Path) -> None:
    text = "单位,金额\n甲,3\n乙,4\n小计,7\n甲,1\n乙,2\n小计,3\n合计,10\n"
    assert grave(checked(tmp_path, text)) == []


def test_a_dash_is_no_missing_amount(tmp_path: Path) -> None:
    text = "单位,金额\n甲,3\n乙,—\n丙,\n"
    assert grave(checked(tmp_path, text)) == [("empty_amount", "B4")]


def test_an_amount_off_the_step_of_the_rest_is_named(tmp_path: Path) -> None:
    text = "单位,金额(万元)\n" + "".join(
        f"镇{i},{a}\n" for i, a in enumerate([40, 60, 30, 45.5, 70])
    )
    (found,) = of_kind(checked(tmp_path, text), "off_grain")
    assert found.words.en == "45.5 is no multiple of 10, as the rest of the column are"


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param((154, 89, 2024, 467, 226), id="whole amounts of any size"),
        pytest.param(
            (2825, 2930, 1042, 300, 1113, 800, 494.83, 3534.3), id="decimals here and there"
        ),
        pytest.param((1, 2, 3, 4.5), id="few amounts"),
    ],
)
def test_amounts_without_a_step_of_their_own_accuse_nobody(amounts: tuple[float, ...]) -> None:
    from fractions import Fraction

    assert step_in_use([Fraction(str(a)) for a in amounts]) is None


SPLIT = "单位,市级,区级,合计\n甲,18,22,40\n乙,4.5,5.5,10\n丙,9,11,20\n丁,{},{},30\n"


def test_the_ratio_of_the_rows_is_found_and_the_row_that_drifts(tmp_path: Path) -> None:
    found = checked(tmp_path, SPLIT.format(15, 15))
    assert of_kind(found, "split")[0].came == "45:55"
    (drift,) = of_kind(found, "split_drift")
    assert (drift.where.row, drift.came, drift.expected.en) == (5, "50:50", "13.5, 16.5")
    assert drift.severity == "warning"


def test_a_split_within_half_a_step_is_rounding(tmp_path: Path) -> None:
    rows = "".join(
        f"镇{t},{a},{t - a},{t}\n" for t, a in ((41, 18), (57, 26), (33, 15), (20, 9), (99, 45))
    )
    found = checked(tmp_path, "单位,市级,区级,合计\n" + rows)
    assert of_kind(found, "split")[0].came == "45:55"
    assert grave(found) == []


def test_a_row_less_than_a_step_off_the_ratio_is_no_drift(tmp_path: Path) -> None:
    """A split over the totals rounds each row up or down: 45% of 43 is 19.35, and 20 is right."""
    rows = "".join(
        f"镇{t},{a},{t - a},{t}\n" for t, a in ((41, 18), (57, 26), (33, 15), (20, 9), (43, 20))
    )
    found = checked(tmp_path, "单位,市级,区级,合计\n" + rows)
    assert grave(found) == []


def test_a_few_rows_that_one_ratio_explains_by_rounding_are_alike(tmp_path: Path) -> None:
    found = checked(tmp_path, "单位,市级,区级,合计\n甲,18,23,41\n乙,5,5,10\n")
    assert of_kind(found, "split_drift") == []


def test_two_rows_near_in_the_first_of_many_sources_alone_do_not_drift(tmp_path: Path) -> None:
    head = "单位,2026 市级,2026 区级,2027 市级,2027 区级,2028 市级,合计\n"
    found = checked(tmp_path, head + "西岭镇,22,37,51,0,0,110\n南湖镇,17,3,9,34,47,110\n")
    assert of_kind(found, "split_drift") == []


def test_lines_of_a_notice_tell_sources_that_begin_with_a_year() -> None:
    rows = (
        "西岭镇：合计 110，2026 市级 60，2027 市级 50\n南湖镇：合计 9，2026 市级 4，2027 市级 5\n"
    )
    (grid,) = grids_of_lines(f"单位：万元\n{rows}".encode(), "notice.txt")
    assert grid.rows[0].cells == (None, "合计", "2026 市级", "2027 市级")


SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
OWN = ("jinzhai-2021", "biproportional", "meilan-2023", "six-factors")


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    [f for f in sorted(SCENARIOS.rglob("*.yaml")) if f.parent.name in OWN],
    ids=lambda f: f.stem,
)
def test_no_plan_of_our_own_is_accused_of_a_drifting_split(file: Path, tmp_path: Path) -> None:
    solved = solve(file)
    if solved.best is not None:
        write_folder(solved, tmp_path, "zh")
        assert of_kind(check(tmp_path / "plan.csv"), "split_drift") == []


def test_rows_split_at_will_have_no_ratio(tmp_path: Path) -> None:
    rows = "".join(
        f"镇{a},{a},{b},{a + b}\n" for a, b in ((10, 90), (50, 20), (31, 33), (70, 5), (44, 80))
    )
    found = checked(tmp_path, "单位,市级,区级,合计\n" + rows)
    assert of_kind(found, "split", "split_drift") == []


def test_the_share_of_each_group_is_given(tmp_path: Path) -> None:
    text = "单位,贫困县,金额(万元)\n甲,是,873\n乙,否,127\n丙,是,0\n合计,,1000\n"
    words = [f.words.en for f in of_kind(checked(tmp_path, text), "group_share")]
    assert words == ["是: 873万元, 87.3%; 否: 127万元, 12.7%"]


def test_shares_of_a_published_case_are_found() -> None:
    found = check(Path(__file__).parents[1] / "data/cases/shangqiu-2019-awards.csv")
    assert any("yes: 4365, 87.3%" in f.words.en for f in of_kind(found, "group_share"))
    cut = check(Path(__file__).parents[1] / "data/cases/jinzhai-2025-awards.csv")
    assert next(f.words.en for f in of_kind(cut, "group_share")).startswith(
        "yes: 14343.83, 74.8%; 61% of the 23513 in the total row; "
    )


def test_rounded_shares_are_right(tmp_path: Path) -> None:
    text = "单位,金额,占比(%)\n甲,30,33.3\n乙,30,33.3\n丙,30,33.3\n合计,90,100\n"
    assert grave(checked(tmp_path, text)) == []


def test_a_rate_of_payment_is_read_as_one_column_by_another(tmp_path: Path) -> None:
    text = "单位,安排资金,支付资金,支付率\n甲,40,10,25%\n乙,50,40,80%\n丙,60,30,55%\n"
    assert grave(checked(tmp_path, text)) == [("share", "D4")]


def test_a_standard_in_yuan_times_units_is_compared_in_wan(tmp_path: Path) -> None:
    text = "单位,人数(人),标准(元/人),金额(万元)\n甲,100,500,5\n乙,20,500,1\n丙,300,500,16\n"
    assert grave(checked(tmp_path, text)) == [("product", "D4")]


def test_an_of_which_above_its_whole_is_an_error(tmp_path: Path) -> None:
    text = "单位,金额,其中：产业\n甲,3,1\n乙,4,5\n合计,7,6\n"
    assert grave(checked(tmp_path, text)) == [("of_which", "C3")]


def test_a_column_of_differences_may_be_below_zero(tmp_path: Path) -> None:
    text = "单位,金额,调整额\n甲,3,-1\n乙,4,1\n"
    assert grave(checked(tmp_path, text)) == []


def test_a_workbook_with_an_error_and_a_text_number_is_told(tmp_path: Path) -> None:
    rows = rows_of(P)
    rows[1][1], rows[2][1] = "'154", "#DIV/0!"
    found = check(write(rows, tmp_path / "plan.xlsx"))
    assert [
        (f.kind, f.where.cell, f.came) for f in of_kind(found, "unreadable", "text_number")
    ] == [
        ("unreadable", "B3", "#DIV/0!"),
        ("text_number", "B2", "154"),
    ]


def test_a_cover_sheet_is_passed_over_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "封面"
    cover["A1"] = "资金分配方案"
    sheet = book.create_sheet("分配表")
    for row in (("单位", "金额(万元)"), ("甲镇", 3), ("合计", 4)):
        sheet.append(row)
    book.save(tmp_path / "plan.xlsx")
    found = check(tmp_path / "plan.xlsx")
    assert only(found).grid.sheet == "分配表"
    assert grave(found) == [("sum_column", "B3")]
    assert [f.where.sheet for f in of_kind(found, "no_table")] == ["封面"]


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(
    amounts=st.lists(st.integers(1, 10**6), min_size=2, max_size=12),
    row=st.integers(0, 11),
    more=st.integers(1, 10**5),
    decimals=st.sampled_from((0, 2, 6)),
)
def test_one_amount_changed_never_passes(
    amounts: list[int], row: int, more: int, decimals: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def text(of: list[int]) -> str:
        shown = [f"{a / 10**decimals:.{decimals}f}" for a in (*of, sum(amounts))]
        names = [*(f"镇{i}" for i in range(len(of))), "合计"]
        return "单位,金额\n" + "".join(f"{n},{a}\n" for n, a in zip(names, shown, strict=True))

    folder = tmp_path_factory.mktemp("changed")
    right = [k for k, _ in grave(checked(folder, text(amounts))) if k in ("sum_column",)]
    assert right == []
    amounts_off = list(amounts)
    amounts_off[row % len(amounts)] += more
    wrong = [k for k, _ in grave(checked(folder, text(amounts_off))) if k == "sum_column"]
    assert wrong == ["sum_column"]


@pytest.mark.parametrize(
    ("amounts", "step"),
    [
        ("1000", None),  # one amount is a multiple of itself
        ("50 50 50 50 50 50", None),  # as are many of one size
        ("10 20 30", None),  # three amounts have some step by chance
        ("10.25 3.5 7.75 2.01 9.99", None),  # 0.01: as they are printed
        ("10 20 30 70 110", "10万元"),
        ("10.5 3.5 7 2 9.5", "0.5万元"),
        ("13 27 31 44 55", "1万元"),
    ],
)
def test_the_step_of_amounts_is_said_where_it_is_news(
    tmp_path: Path, amounts: str, step: str | None
) -> None:
    rows = "".join(f"{k}镇,{a}\n" for k, a in enumerate(amounts.split()))
    found = of_kind(checked(tmp_path, "单位,金额(万元)\n" + rows), "grain")
    assert [f.came for f in found] == ([] if step is None else [step])


def test_binary_fractions_make_no_difference_and_no_finding(tmp_path: Path) -> None:
    """In a column of targets 0.1 + 0.2 is 0.30000000000000004, and 0.3 all the same."""
    head = "单位,市级测算额(万元),区级测算额(万元),合计(万元)\n"
    text = (
        f"{head}甲,0.1,0.2,0.30000000000000004\n乙,0.2,0.1,0.3\n合计,0.30000000000000004,0.3,0.6\n"
    )
    assert of_kind(checked(tmp_path, text), "sum_column", "sum_row", "grand_total") == []
    off = checked(tmp_path, text.replace("乙,0.2,0.1,0.3\n", "乙,0.2,0.1,0.3000001\n"))
    assert [f.kind for f in of_kind(off, "sum_row")] == ["sum_row"]


def test_the_source_that_is_off_the_split_is_named(tmp_path: Path) -> None:
    """The first of three has its share; the other two have swapped a part of theirs."""
    rows = "".join(f"{k}镇,{10 * k},{6 * k},{4 * k}\n" for k in range(1, 6))
    head = "单位,资金来源,,\n,中央,省级,市级\n"
    (off,) = of_kind(checked(tmp_path, f"{head}{rows}己镇,60,30,30\n"), "split_drift")
    assert off.words.zh.endswith("省级差 -6") and off.words.en.endswith("省级 is off by -6")


def test_levels_of_the_same_money_are_no_parts_of_a_whole(tmp_path: Path) -> None:
    rows = "甲市,市,60\n乙市,市,40\n一县,县,30\n二县,县,70\n"
    assert of_kind(checked(tmp_path, f"单位,层级,金额(万元)\n{rows}"), "group_share") == []
    kinds = of_kind(checked(tmp_path, f"单位,片区,金额(万元)\n{rows}"), "group_share")
    assert [f.words.en.count("50%") for f in kinds] == [2]


def test_groups_of_nearly_one_row_each_have_no_shares(tmp_path: Path) -> None:
    names = ["路", "路", "桥", "水", "电"]
    rows = "".join(f"{k}镇,{name},{10 + k}\n" for k, name in enumerate(names))
    assert of_kind(checked(tmp_path, f"单位,用途,金额(万元)\n{rows}"), "group_share") == []


@pytest.mark.parametrize(
    ("rows", "notes"),
    [
        ("一、县直,,30;1,民政局,10;2,教育局,20;二、乡镇,,25;1,甲镇,12;2,乙镇,13;合计,,55", 0),
        (
            "一、县直,,30;(一),民政局,10;(二),教育局,20;二、乡镇,,25;(一),甲镇,12;(二),乙镇,13;合计,,55",
            0,
        ),
        ("一、县直,,30;2,民政局,10;1,教育局,20;二、乡镇,,25;1,甲镇,12;2,乙镇,13;合计,,55", 1),
    ],
)
def test_numbers_of_lines_under_headings_are_no_groups(
    rows: str, notes: int, tmp_path: Path
) -> None:
    text = "单位：万元,,\n类别,单位,金额\n" + rows.replace(";", "\n") + "\n"
    assert len(of_kind(checked(tmp_path, text), "group_share")) == notes


def test_an_empty_total_of_what_may_be_no_sum_is_a_note(tmp_path: Path) -> None:
    rows = "甲,3,650,1000\n乙,2,650,800\n丙,4,700,1500\n合计,9,{},3300\n"
    text = f"姓名,人数,保障额(元),补差金额(元)\n{rows}"
    (found,) = of_kind(checked(tmp_path, text.format("")), "empty_total")
    assert (found.severity, found.words.zh) == ("note", "合计是空的；各行相加为 2000")
    alone = "单位,低保人数,保障额(万元)\n甲镇,100,61\n乙镇,80,48\n合计,180,\n"
    (found,) = of_kind(checked(tmp_path, alone), "empty_total")
    assert found.severity == "warning"


def test_how_far_a_row_is_off_a_ratio_is_told_in_whole_fen(tmp_path: Path) -> None:
    """130万 at 2:1 is 866666.67 and 433333.33: 80万 is 66666.67 less than the first."""
    rows = "甲镇,1200000,600000\n乙镇,800000,500000\n丙镇,600000,300000\n丁镇,400000,200000\n"
    (off,) = of_kind(checked(tmp_path, f"单位：元,,\n单位,中央,省级\n{rows}"), "split_drift")
    assert off.words.zh.endswith("中央差 -66666.67")
