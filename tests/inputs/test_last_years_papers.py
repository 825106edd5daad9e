"""Last year's papers come in as they are: plans in Word, tables without a year, percentages."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.pipeline.solve import solve
from optalloc.problem.facts import Plan
from optalloc.reports import report

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FOUR_TOWNS = SCENARIOS / "meilan-2023" / "four-towns.yaml"


def approved_in(paper: Path, scenario: Path) -> Plan | None:
    return read(scenario, [f"tables.approved={json.dumps(str(paper))}"]).approved


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "page.html", "notice.docx"])
def test_a_plan_is_read_back_from_the_papers_it_was_written_into(tmp_path: Path, name: str) -> None:
    report(FOUR_TOWNS, out=tmp_path, lang="zh")
    solved = solve(FOUR_TOWNS)
    read_back = approved_in(tmp_path / name, FOUR_TOWNS)
    assert solved.best is not None
    assert read_back is not None
    assert sorted(read_back.awards, key=str) == sorted(solved.best.plan.awards, key=str)


@pytest.mark.slow
def test_a_workbook_that_tells_amounts_by_source_and_again_by_use_is_read_once(
    tmp_path: Path,
) -> None:
    six_factors = SCENARIOS / "six-factors" / "plan.yaml"
    report(six_factors, "xlsx", tmp_path, "zh")
    solved = solve(six_factors)
    read_back = approved_in(tmp_path / "plan.xlsx", six_factors)
    assert solved.best is not None and read_back is not None
    assert sorted(read_back.awards, key=str) == sorted(solved.best.plan.awards, key=str)


def test_a_paper_that_does_not_tell_uses_apart_is_no_plan(tmp_path: Path) -> None:
    liling = SCENARIOS / "liling-2019" / "plan.yaml"
    report(liling, out=tmp_path, lang="zh")
    with pytest.raises(InputUnusable) as error:
        approved_in(tmp_path / "plan.docx", liling)
    (fault,) = error.value.faults
    assert fault.place.zh == "表格" and fault.allowed.zh.startswith("应写明每笔的用途（情景里有 ")


def test_a_plan_of_one_source_tells_none_once_another_is_added(tmp_path: Path) -> None:
    """The table of a Word plan by use alone: of two sources now nobody knows whose 9 it is."""
    (tmp_path / "t.csv").write_text("单位：万元\n单位,产业,合计\n甲镇,4,4\n乙镇,5,5\n", "utf-8")
    text = SCENARIO.replace("history: {file: last.csv, year: 2024}", "approved: t.csv")
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    held = read(tmp_path / "s.yaml").approved
    assert held is not None and {award.source for award in held.awards} == {"中央"}
    more = text.replace("金额: 30}", "金额: 30}, {资金来源: 省级, 金额: 9}")
    (tmp_path / "s.yaml").write_text(more, "utf-8")
    with pytest.raises(InputUnusable) as error:
        read(tmp_path / "s.yaml")
    (fault,) = error.value.faults
    assert fault.allowed.zh == "应写明每笔的资金来源（情景里有 中央、省级）"


def test_a_paper_of_other_names_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "单位：万元\n单位,市级第二批,区级配套,合计\n灵山镇,9,11,20\n无此镇,9,11,20\n",
        encoding="utf-8",
    )
    with pytest.raises(InputUnusable) as error:
        approved_in(path, FOUR_TOWNS)
    assert {fault.came for fault in error.value.faults} == {"无此镇"}


HISTORY = "单位,资金来源,用途,金额\n甲镇,中央,产业,10\n乙镇,中央,产业,20\n"
SCENARIO = """title: t
unit: 万元
tables:
  sources: [{资金来源: 中央, 金额: 30}]
  uses: [{用途: 产业}]
  recipients: [{单位: 甲镇, 村数: 1}, {单位: 乙镇, 村数: 2}]
  history: {file: last.csv, year: 2024}
indicators:
  村数: {unit: 个, direction: more, source: t}
targets:
  t: {kind: factors, weights: {村数: 100%}}
rules:
  grain: {cell: 0.01}
  spend_whole: {}
goals:
  closest_to_target: {distance: absolute}
baseline: largest_remainder
"""


def last_year(folder: Path, history: str = HISTORY, scenario: str = SCENARIO) -> Path:
    (folder / "last.csv").write_text(history, encoding="utf-8")
    (folder / "s.yaml").write_text(scenario, encoding="utf-8")
    return folder / "s.yaml"


def test_a_table_without_a_year_is_of_the_year_that_is_said_once(tmp_path: Path) -> None:
    problem = read(last_year(tmp_path))
    assert [(a.year, a.recipient, a.amount) for a in problem.history] == [
        (2024, "甲镇", 10 * 10**6),
        (2024, "乙镇", 20 * 10**6),
    ]


@pytest.mark.parametrize(
    ("history", "spec", "says"),
    [
        (
            "年度," + HISTORY.replace("\n", "\n2023,", 2),
            "year: 2024",
            "no year: the table has 年度",
        ),
        (HISTORY, "year: 二〇二四", "a whole number"),
        (HISTORY, "years: 2024", "file and year"),
    ],
)
def test_a_year_that_cannot_be_is_refused(
    tmp_path: Path, history: str, spec: str, says: str
) -> None:
    path = last_year(tmp_path, history, SCENARIO.replace("year: 2024", spec))
    with pytest.raises(InputUnusable) as error:
        read(path)
    assert any(says in fault.allowed.en for fault in error.value.faults)


@pytest.mark.parametrize(
    ("change", "amount"), [("-10%", 27), ("+10%", 33), ("'-０.5％'", 29.85), ("27", 27)]
)
def test_a_signed_percentage_changes_what_stands_there(
    tmp_path: Path, change: str, amount: float
) -> None:
    problem = read(last_year(tmp_path), [f"changes.sources.中央.金额={change}"])
    assert problem.money == round(amount * 100) * 10**4


@pytest.mark.parametrize("change", ["+20", "'+20万元'", "＋20"])
def test_a_number_with_a_plus_is_refused_as_it_may_be_meant_to_be_added(
    tmp_path: Path, change: str
) -> None:
    """30 and 20 more are 50; it was read as 20 without a word."""
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path), [f"changes.sources.中央.金额={change}"])
    (fault,) = error.value.faults
    assert fault.allowed.zh == "应写新的数，不带加号；要增减，写百分数，如 +5%"
    in_file = SCENARIO + f"changes: {{sources: {{中央: {{金额: {change}}}}}}}\n"
    with pytest.raises(InputUnusable, match="without a plus"):
        read(last_year(tmp_path, scenario=in_file))


@pytest.mark.parametrize(
    "text",
    ["中央, 金额: 30万元", "中央, 金额: 30.00000001"],
)
def test_a_percentage_of_what_is_no_plain_amount_is_refused(tmp_path: Path, text: str) -> None:
    path = last_year(tmp_path, scenario=SCENARIO.replace("中央, 金额: 30", text))
    with pytest.raises(InputUnusable):
        read(path, ["changes.sources.中央.金额=-10%"])


PAPER = "去年方案（单位：万元）\n乡镇,中央,省级,合计\n甲镇,10,5,15\n乙镇,20,7,27\n合计,30,12,42\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "use"),
    [
        *(("plan.docx", ""), ("notice.docx", ""), ("notice.html", "")),
        *(("plan.xlsx", "发展村集体经济"), ("page.html", "发展村集体经济")),
    ],
)
def test_last_year_is_read_out_of_the_papers_it_was_published_in(
    tmp_path: Path, name: str, use: str
) -> None:
    report(FOUR_TOWNS, out=tmp_path, lang="zh")
    path = tmp_path / "s.yaml"
    path.write_text(
        f"extends: {FOUR_TOWNS}\ntables:\n  history: {{file: {name}, year: 2022}}\n",
        encoding="utf-8",
    )
    best = solve(FOUR_TOWNS).best
    assert best is not None
    read_back = {(a.recipient, a.source, a.use): a.amount for a in read(path).history}
    of_plan = {(a.recipient, a.source, use): a.amount for a in best.plan.awards}
    assert {cell: amount for cell, amount in read_back.items() if amount} == of_plan


def test_a_wide_table_of_another_office_is_last_year_with_its_sources(tmp_path: Path) -> None:
    problem = read(last_year(tmp_path, PAPER))
    assert [(a.recipient, a.source, a.amount // 10**6) for a in problem.history] == [
        *(("甲镇", "中央", 10), ("甲镇", "省级", 5)),
        *(("乙镇", "中央", 20), ("乙镇", "省级", 7)),
    ]


@pytest.mark.parametrize("name", ["earlier", "approved"])
def test_what_was_given_this_year_comes_as_a_paper_too(tmp_path: Path, name: str) -> None:
    table = "单位：万元\n镇,中央\n甲镇,10\n合计,10\n"
    spec = f"{name}: last.csv"
    path = last_year(
        tmp_path, table, SCENARIO.replace("history: {file: last.csv, year: 2024}", spec)
    )
    problem = read(path)
    awards = problem.earlier if name == "earlier" else problem.approved and problem.approved.awards
    (award,) = awards or ()
    assert (award.recipient, award.source, award.use, award.amount) == (
        *("甲镇", "中央", "产业"),
        10 * 10**6,
    )


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        (PAPER.replace("30,12,42", "31,12,43"), "the sum of the rows, 30"),
        (PAPER.replace("20,7,27", "20,7,28"), "the sum of its cells, 27"),
        (PAPER.replace("20,7,27", "二十,7,27"), "an amount"),
        (PAPER.replace("（单位：万元）", ""), "the unit of money must be stated"),
        ("单位,上年,今年\n甲镇,1,2\n乙镇,3,4\n", "a column of recipients and one of money"),
        (
            "附表1,,,附表2,\n镇,补助(万元),,镇,补助(万元)\n甲镇,10,,甲镇,30\n乙镇,5,,乙镇,7\n",
            "one table that tells the awards",
        ),
    ],
)
def test_a_paper_that_contradicts_itself_or_leaves_it_open_is_refused(
    tmp_path: Path, paper: str, says: str
) -> None:
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, paper))
    assert any(says in fault.allowed.en for fault in error.value.faults)


def test_the_unit_of_a_paper_is_said_once(tmp_path: Path) -> None:
    spec = SCENARIO.replace("year: 2024", "year: 2024, unit: 元")
    problem = read(last_year(tmp_path, PAPER.replace("（单位：万元）", ""), spec))
    assert problem.history[0].amount == 10 * 100
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, HISTORY.replace("金额", "金额(万元)"), spec))
    assert "the table says 万元" in error.value.faults[0].allowed.en


READING = Path(__file__).resolve().parents[1] / "data" / "reading"
READ: dict[str, int | str] = {
    "k04-excel-subtotal-huizong": 70,
    "k10-count-in-header": 824,
    "k10-physical-units": 202,
    "k14-factors-down-the-side": 140,
    "k15-footnotes": 150,
    "k23-single-precision": "639.95",
    "k18-three-standards": 824,
}
"""The tables that are whole and open no question, with what they give in all [万元]."""
TABLES = sorted(p for p in READING.glob("k*/t.*") if p.suffix != ".md")


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.parent.name)
def test_a_table_as_people_write_it_is_last_year_in_whole_or_not_at_all(
    tmp_path: Path, table: Path
) -> None:
    scenario = SCENARIO.replace("last.csv", str(table)).replace("[{用途: 产业}]", USES)
    path = last_year(tmp_path, scenario=scenario)
    try:
        given = sum(award.amount for award in read(path).history)
    except InputUnusable as error:
        assert table.parent.name not in READ, error.letter("en")
    else:
        assert given == Decimal(READ[table.parent.name]) * 10**6


USES = "[{用途: 产业}, {用途: 路}, {用途: 桥}, {用途: 水}]"


def wide(*heads: str, title: str = "单位：万元") -> str:
    """Return a paper of two towns, whose columns hold 40 and 30, 10 and 9, 1 and 1, and so on."""
    figures = (("40", "30"), ("10", "9"), ("1", "1"))[: len(heads)]
    rows = zip(("甲镇", "乙镇"), zip(*figures, strict=True), strict=True)
    lines = [title, ",".join(("乡镇", *heads)), *(",".join((who, *of)) for who, of in rows)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("heads", "example"),
    [
        (("2024年", "2023年", "增减"), "2024年"),
        (("资金额度", "累计支付金额"), "资金额度"),
        (("2024年", "上年金额"), "2024年"),
        (("指标数", "结余金额"), "指标数"),
        (("2024年", "需求金额"), "2024年"),
        (("2024年", "自筹资金"), "2024年"),
        (("2024年", "金额调整"), "2024年"),
        (("结余资金",), "结余资金"),
        (("2023年补助资金",), "2023年补助资金"),
        (("申请", "核定"), "核定"),
        (("2024年", "比上年增加"), "2024年"),
        (("核定额", "申请额"), "核定额"),
        (("下达资金", "支出资金"), "下达资金"),
    ],
)
def test_a_column_that_may_not_be_what_was_given_is_asked_about_and_can_be_said(
    tmp_path: Path, heads: tuple[str, ...], example: str
) -> None:
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, wide(*heads)))
    letter = error.value.letter("zh")
    assert f"{{file: …, column: {example}}}" in letter
    assert "--column" not in letter
    said = SCENARIO.replace("year: 2024", f"year: 2024, column: {heads[0]}")
    problem = read(last_year(tmp_path, wide(*heads), said))
    assert [a.amount // 10**6 for a in problem.history] == [40, 30]


@pytest.mark.parametrize(
    "heads",
    [
        *(("资金额度",), ("补助资金",), ("拨付金额",), ("2024年",), ("2024年补助资金",)),
        *(("补助资金", "人口"), ("下达资金", "村数"), ("分配金额", "档次")),
    ],
)
def test_a_column_that_is_what_was_given_is_read_unasked(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    problem = read(last_year(tmp_path, wide(*heads)))
    assert [a.amount // 10**6 for a in problem.history] == [40, 30]


def test_an_approved_plan_is_not_taken_from_what_was_paid_of_it(tmp_path: Path) -> None:
    spec = "approved: last.csv"
    scenario = SCENARIO.replace("history: {file: last.csv, year: 2024}", spec)
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, wide("资金额度", "累计支付金额"), scenario))
    assert "金额一列的表头写 金额" in error.value.letter("zh")


def test_a_column_that_no_table_has_is_refused_with_those_there_are(tmp_path: Path) -> None:
    said = SCENARIO.replace("year: 2024", "year: 2024, column: 核定额")
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, wide("2024年", "增减"), said))
    assert "应为表中的一列数字：2024年、增减，实为 '核定额'" in error.value.letter("zh")


def test_the_amounts_of_two_years_that_a_total_sums_are_not_of_one(tmp_path: Path) -> None:
    paper = "单位：万元\n镇,2023年,2024年,合计\n甲镇,1,2,3\n乙镇,4,5,9\n"
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, paper))
    assert "2023年" in error.value.letter("zh")


def test_the_unit_of_a_head_over_several_columns_is_read_and_not_contradicted(
    tmp_path: Path,
) -> None:
    paper = "乡镇,补助资金（元）,\n,合计,中央\n甲镇,400000,400000\n乙镇,300000,300000\n"
    problem = read(last_year(tmp_path, paper))
    assert [a.amount for a in problem.history] == [40 * 10**6, 30 * 10**6]
    said = SCENARIO.replace("year: 2024", "year: 2024, unit: 万元")
    with pytest.raises(InputUnusable) as error:
        read(last_year(tmp_path, paper, said))
    assert "表中写明单位为 元" in error.value.letter("zh")
