"""A table is judged by a scenario's rules and best plan, and a notice by what the papers ask."""

from pathlib import Path

import docx
import pytest
from seeded import CASES, A, rows_of, wide_meilan
from tables_made import checked, grave, of_kind
from written import write

from optalloc.checking import check
from optalloc.checking.notice import days_shown, notice_findings, number_of
from optalloc.core.errors import InputUnusable
from optalloc.core.money import halfwidth
from optalloc.inputs.starter import new
from optalloc.pipeline.solve import solve
from optalloc.reports import report

ROOT = Path(__file__).resolve().parents[2]
MEILAN = ROOT / "scenarios" / "meilan-2023" / "two-towns.yaml"


def test_the_published_awards_of_meilan_break_no_rule() -> None:
    found = check(CASES / f"{A}.csv", scenario=MEILAN)
    assert grave(found) == []
    (one,) = found.against
    assert one.judged is not None and one.judged.breaches == ()
    assert of_kind(found, "distance")[0].came == "0万元"


def test_the_awards_laid_out_wide_are_the_same_plan(tmp_path: Path) -> None:
    long = check(CASES / f"{A}.csv", scenario=MEILAN).against[0]
    wide = check(write(wide_meilan(), tmp_path / "wide.csv"), scenario=MEILAN).against[0]
    assert long.judged is not None and wide.judged is not None
    assert wide.judged.plan == long.judged.plan
    assert wide.recipients == {"灵山镇": 40_000_000, "三江镇": 10_000_000}


def test_every_breach_is_said_with_its_clause_and_its_row(tmp_path: Path) -> None:
    rows = rows_of(A)
    rows[3][3] = "5"
    found = check(write(rows, tmp_path / "draft.csv"), scenario=MEILAN)
    breaches = of_kind(found, "breach")
    assert {f.severity for f in breaches} == {"error"}
    assert [f.where.row for f in breaches] == [None, None, 4, 4]
    assert breaches[2].words.zh.startswith("【分担比例】三江镇、市级第二批：应为 10.5万元 的 45%")
    assert "45：55" in breaches[2].words.zh


def test_what_the_best_plan_would_change_is_said_for_each_recipient(tmp_path: Path) -> None:
    rows = rows_of(A)
    for row, amount in zip(rows[1:], ("9", "11", "13.5", "16.5"), strict=True):
        row[3] = amount
    found = check(write(rows, tmp_path / "draft.csv"), scenario=MEILAN)
    assert of_kind(found, "breach") == []
    assert of_kind(found, "distance")[0].words.en == "20万元 would move between recipients"
    changes = {f.where.name: (f.came, f.expected.en) for f in of_kind(found, "best_plan")}
    assert changes == {"灵山镇": ("20万元", "40万元"), "三江镇": ("30万元", "10万元")}
    (goal,) = of_kind(found, "goal")
    best = solve(MEILAN).outcome.goals[0].value
    assert goal.expected.en == "6.6667万元" and round(best / 10**6, 4) == pytest.approx(6.6667)


def test_what_a_goal_asks_for_first_is_told_apart_from_its_value(tmp_path: Path) -> None:
    # Once a distance of 0.5 was told as 0.005元 to recipients without any money that year.
    scenario = tmp_path / "plan.yaml"
    scenario.write_text(
        """
title: 两镇
unit: 元
tables:
  sources: [{资金来源: 市, 金额: 10}]
  recipients: [{单位: 甲}, {单位: 乙}]
  uses: [{用途: 路}]
  history: [{年度: 2023, 单位: 甲, 金额: 10}, {年度: 2023, 单位: 乙, 金额: 0}]
targets: {fixed: {amounts: {甲: 10}}}
rules: {grain: {cell: 1}, spend_whole: {}, 甲少: {kind: ceiling, amount: 5, recipients: [甲]}}
goals: {last_year: {year: 2023, distance: relative}, fewest_recipients: {}}
""",
        encoding="utf-8",
    )
    (tmp_path / "draft.csv").write_text("单位,金额（元）\n甲,4\n乙,6\n", encoding="utf-8")
    found = check(tmp_path / "draft.csv", scenario=scenario)
    assert [f.words.en for f in of_kind(found, "goal")] == [
        "least money to recipients without any in 2023: 6元, best plan 5元",
        "smallest sum of relative changes from 2023: 0.6, best plan 0.5",
        "fewest recipients with money: 2, best plan 2",
    ]


def test_a_name_the_scenario_does_not_know_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    rows = rows_of(A)
    rows[1][0] = "灵山"
    found = check(write(rows, tmp_path / "draft.csv"), scenario=MEILAN)
    (unknown,) = of_kind(found, "unknown_name")
    assert unknown.severity == "error"
    assert unknown.words.en == "the scenario has no “灵山”. Did you mean 灵山镇?"


def test_totals_without_sources_are_compared_but_not_judged(tmp_path: Path) -> None:
    found = checked(tmp_path, "单位,金额(万元)\n灵山镇,30\n三江镇,20\n", scenario=MEILAN)
    assert grave(found) == [("not_judged", None)]
    assert found.against[0].judged is None
    assert of_kind(found, "distance")[0].came == "10万元"


def test_totals_that_are_the_best_plans_are_no_warning(tmp_path: Path) -> None:
    """What the table does not tell can be as in the best plan, which keeps every rule."""
    found = checked(tmp_path, "单位,金额(万元)\n灵山镇,40\n三江镇,10\n", scenario=MEILAN)
    assert grave(found) == []
    (told,) = of_kind(found, "not_judged")
    assert "写明的各项金额都与最优方案相同，最优方案符合全部约束" in told.words.zh
    assert "every amount that it tells is the best plan's" in told.words.en
    assert of_kind(found, "distance")[0].came == "0万元"


WIDE = [
    ["单位", "合计（万元）", "市级第二批", "区级配套"],
    ["灵山镇", "39", "18", "22"],
    ["三江镇", "11", "4.5", "5.5"],
    ["合计", "50", "22.5", "27.5"],
]


def test_totals_that_the_sources_do_not_come_to_are_errors(tmp_path: Path) -> None:
    """No row adds up, so that the table alone shows nothing of what its totals sum."""
    found = check(write(WIDE, tmp_path / "draft.csv"), scenario=MEILAN)
    wrong = of_kind(found, "sum_row")
    assert [(f.severity, f.where.name, f.came, f.expected.en) for f in wrong] == [
        ("error", "灵山镇", "39", "40"),
        ("error", "三江镇", "11", "10"),
    ]
    (distance,) = of_kind(found, "distance")
    assert "表中写的合计不是" in distance.words.zh


def test_totals_of_sources_are_told_wrong_once(tmp_path: Path) -> None:
    rows = [list(row) for row in WIDE]
    rows[1][1], rows[2][1] = "40", "11"
    found = check(write(rows, tmp_path / "draft.csv"), scenario=MEILAN)
    assert [f.where.name for f in of_kind(found, "sum_row")] == ["三江镇"]


FOUR = ROOT / "scenarios" / "meilan-2023" / "four-towns.yaml"
TOWNS = (("灵山镇", 20, 9, 11), ("三江镇", 10, 4.5, 5.5), ("演丰镇", 10, 4.5, 5.5))


def of_four_towns(gap: str, more: tuple[int, int, int, int]) -> str:
    """Return the plan of four towns, to whose totals something is added."""
    rows = (*TOWNS, ("大致坡镇", 10, 4.5, 5.5))
    lines = (
        f"{name},{gap}{total + over},{city},{district}"
        for (name, total, city, district), over in zip(rows, more, strict=True)
    )
    head = f"单位,{gap}合计（万元）,市级第二批（万元）,区级配套（万元）"
    return "\n".join((head, *lines, f"合计,{gap}{50 + sum(more)},22.5,27.5\n"))


@pytest.mark.parametrize("gap", ["", ",", ",,"])
def test_an_empty_column_doubles_no_finding_of_a_total(gap: str, tmp_path: Path) -> None:
    found = checked(tmp_path, of_four_towns(gap, (0, 0, 0, 1)), scenario=FOUR)
    assert [f.where.name for f in of_kind(found, "sum_row")] == ["大致坡镇"]
    (distance,) = of_kind(found, "distance")
    assert "各来源之和与最优方案相同，表中写的合计不是" in distance.words.zh


def test_totals_that_the_scenario_holds_are_not_said_to_be_unchecked(tmp_path: Path) -> None:
    text = of_four_towns("", (1, 1, 1, 1))
    assert of_kind(checked(tmp_path, text), "parts_unknown")
    found = checked(tmp_path, text, scenario=FOUR)
    assert len(of_kind(found, "sum_row")) == 4 and of_kind(found, "parts_unknown") == []
    said = [f.words.zh for f in of_kind(found, "grand_total")]
    assert "市级第二批+区级配套 相加为 50，表中写 54，差 +4" in said


def test_a_total_over_a_source_that_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    rows = [list(row) for row in WIDE]
    rows[1][3] = "待定"
    found = check(write(rows, tmp_path / "draft.csv"), scenario=MEILAN)
    assert [(f.severity, f.where.name) for f in of_kind(found, "sum_row")] == [
        ("error", "三江镇"),
        ("warning", "灵山镇"),
    ]


def test_a_table_without_recipients_cannot_be_judged_by_a_scenario() -> None:
    with pytest.raises(InputUnusable) as error:
        check(CASES / "mengjin-2018-awards.csv", scenario=MEILAN)
    assert "a column of recipients and one of money" in error.value.letter("en")


NOTICE = """\
关于某区衔接资金分配结果的公示
根据财政局文件〔〕号，中央衔接资金 50 万元，用于发展村集体经济，使用单位为各镇。
分配原则：按村数测算。分配结果：甲镇 40 万元，乙镇 10 万元。
公示期：{period}
监督电话：{channel}
"""


def said_of(folder: Path, period: str = "10天", channel: str = "12317，0898-65366536") -> list[str]:
    path = folder / "notice.txt"
    path.write_text(NOTICE.format(period=period, channel=channel), encoding="utf-8")
    return [f"{f.severity} {f.kind} {f.words.en}" for f in notice_findings(path)]


def test_a_notice_with_all_that_the_papers_ask_passes(tmp_path: Path) -> None:
    assert said_of(tmp_path) == []


def test_a_notice_of_seven_days_is_told_so(tmp_path: Path) -> None:
    (said,) = said_of(tmp_path, "7天")
    assert said.startswith("error notice_period is shown for 7 days, fewer than 10")


def test_a_notice_without_the_hotline_or_a_number_of_its_own_is_told_so(tmp_path: Path) -> None:
    assert said_of(tmp_path, channel="0898-65366536") == [
        "warning notice_channel does not give the hotline 12317"
    ]
    assert said_of(tmp_path, channel="12317") == [
        "warning notice_channel gives no telephone or mail of its own"
    ]


def test_an_empty_notice_lacks_everything(tmp_path: Path) -> None:
    path = tmp_path / "notice.docx"
    paper = docx.Document()
    paper.add_paragraph("公示")
    paper.save(str(path))
    kinds = [f.kind for f in notice_findings(path)]
    assert kinds == ["notice_period", "notice_channel", *["notice_field"] * 6]


def test_a_notice_of_projects_needs_the_fields_of_projects(tmp_path: Path) -> None:
    path = tmp_path / "notice.html"
    text = "<p>项目名称：村道</p><p>建设内容：硬化</p><p>公示15天</p><p>举报 12317 63412345</p>"
    path.write_text(text, encoding="utf-8")
    missing = [f.expected.zh for f in notice_findings(path)]
    assert "施工单位及责任人" in missing and "政府采购及招标" in missing
    assert "分配原则" not in missing


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("公示期：自2023年5月1日至2023年5月10日", 10),
        ("公示期为１０天", 10),
        ("公示时间：7个工作日", 9),
        ("公示期限十五日", 15),
        ("公示期5月1日-7日", 7),
        ("公示期：2023.5.1-2023.5.12", 12),
        ("公示：2023年12月28日至2024年1月3日", 7),
        ("公示二十天", 20),
        ("发布于2023年5月1日", None),
    ],
)
def test_the_days_of_a_notice_are_counted(text: str, days: int | None) -> None:
    found = days_shown(halfwidth(text))
    assert (found and found[0]) == days


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("十", 10), ("十五", 15), ("二十一", 21)])
def test_numbers_are_read_in_chinese(text: str, number: int) -> None:
    assert number_of(text) == number


TABLE = (
    "单位,市级资金(万元),区级配套(万元),合计(万元)\n甲,9,11,20\n乙,4.5,5.5,10\n合计,13.5,16.5,30\n"
)
RIGHT_NOTICE = (
    "资金来源:市级资金13.5万元、区级配套165,000元。资金规模:共30万元。用途:产业。使用单位:甲、乙。"
    "分配原则:按村数。分配结果:见表。公示期:10天。监督电话:12317,0898-66666666。"
)


@pytest.mark.parametrize(
    ("right", "wrong", "kind", "due"),
    [
        ("市级资金13.5万元", "市级资金135万元", "notice_source", "13.5万元"),
        ("区级配套165,000元", "区级配套16.5元", "notice_source", "16.5万元"),
        ("共30万元", "共35万元", "notice_total", "30万元"),
        ("公示期:10天", "公示期:〔填写：公示期限〕", "notice_blank", ""),
        ("0898-66666666", "________", "notice_blank", ""),
    ],
)
def test_a_notice_is_held_against_its_table(
    tmp_path: Path, right: str, wrong: str, kind: str, due: str
) -> None:
    table, notice = tmp_path / "t.csv", tmp_path / "n.txt"
    table.write_text(TABLE, encoding="utf-8")
    notice.write_text(RIGHT_NOTICE, encoding="utf-8")
    assert [f.kind for f in check(table, notice=notice).findings if f.severity != "note"] == []
    notice.write_text(RIGHT_NOTICE.replace(right, wrong), encoding="utf-8")
    (found,) = (f for f in check(table, notice=notice).findings if f.severity != "note")
    assert (found.kind, found.expected.zh) == (kind, due)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mouding-2019/plan", "liling-2019/plan", "meilan-2023/two-towns"])
def test_our_own_notice_lacks_nothing_but_what_it_leaves_blank(tmp_path: Path, name: str) -> None:
    scenario = Path(__file__).resolve().parents[2] / "scenarios" / f"{name}.yaml"
    report(scenario, out=tmp_path, lang="zh")
    for ending in ("docx", "html"):
        notice = tmp_path / f"notice.{ending}"
        found = check(tmp_path / "plan.docx", notice=notice).findings
        assert {f.kind for f in found if f.severity != "note"} <= {"notice_blank"}, ending
        found = check(notice).findings
        assert [f for f in found if f.severity != "note"] == []


def test_a_workbook_that_is_a_scenario_is_no_table_to_be_checked(tmp_path: Path) -> None:
    new(tmp_path / "plan.xlsx")
    with pytest.raises(InputUnusable) as error:
        check(tmp_path / "plan.xlsx")
    assert (
        "应为分配表；这是一个情景工作簿。要核对情景，请运行 optalloc solve"
        in error.value.letter("zh")
    )
    assert "this workbook is a scenario" in error.value.letter("en")
    assert check(f"{tmp_path / 'plan.xlsx'}#单位").sheets


def test_a_ratio_that_nobody_set_is_not_told(tmp_path: Path) -> None:
    """Rows that split their total by uses lie around it: 45.04 to 54.96 of five rows is no rule."""
    rows = "A,10.7,13.2\nB,9.1,11.0\nC,5.9,7.2\nD,4.9,6.0\nE,7.8,9.5\nF,6.6,8.1\n"
    found = checked(tmp_path, f"单位,市级资金(万元),区级资金(万元)\n{rows}")
    assert [f.words.zh for f in of_kind(found, "split") if "45.0" in f.words.zh] == []
