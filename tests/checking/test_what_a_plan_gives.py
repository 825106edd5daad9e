"""A table judged by a scenario: which of its money is the plan's, whose projects, whose totals."""

from pathlib import Path

import pytest
from own_papers import ROOT

from optalloc.checking import check
from optalloc.core.errors import InputUnusable
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.reports import report

SCENARIOS = ROOT / "scenarios"
PROJECTS = SCENARIOS / "first-money" / "plan.yaml"
LEVELS = SCENARIOS / "three-levels" / "plan.yaml"
TWO_TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"


def found(tmp_path: Path, scenario: Path, text: str) -> list[Finding]:
    """Return what judging a table by a scenario finds beside sums."""
    table = tmp_path / "t.csv"
    table.write_text(text, "utf-8")
    (against,) = check(table, scenario=scenario).against
    return list(against.findings)


def kinds(findings: list[Finding]) -> list[str]:
    return [one.kind for one in findings]


def test_projects_named_beside_their_use_are_the_money_of_those_projects(tmp_path: Path) -> None:
    rows = "东河镇,市级,产业道路,东河机耕路,30\n西岭镇,市级,产业道路,西岭茶园路,30\n"
    told = found(tmp_path, PROJECTS, f"单位,资金来源,用途,项目,金额(万元)\n{rows}")
    assert not {"breach", "unknown_name", "best_plan"} & set(kinds(told))


def test_a_project_paid_above_its_need_is_still_a_breach(tmp_path: Path) -> None:
    rows = "东河镇,市级,产业道路,东河机耕路,30\n西岭镇,市级,产业道路,西岭茶园路,70\n"
    told = found(tmp_path, PROJECTS, f"单位,资金来源,用途,项目,金额(万元)\n{rows}")
    assert "breach" in kinds(told)


def test_a_project_that_no_library_knows_is_named(tmp_path: Path) -> None:
    rows = "东河镇,市级,产业道路,东河机耕路,30\n西岭镇,市级,产业道路,西岭茶园,30\n"
    told = found(tmp_path, PROJECTS, f"单位,资金来源,用途,项目,金额(万元)\n{rows}")
    (unknown,) = [one for one in told if one.kind == "unknown_name"]
    assert unknown.severity == "error" and unknown.came == "西岭茶园"


def test_a_table_without_projects_is_not_judged_by_rules_about_them(tmp_path: Path) -> None:
    for rows, severity in (
        ("东河镇,20\n西岭镇,40\n", "warning"),
        ("东河镇,30\n西岭镇,30\n", "note"),
    ):
        told = found(tmp_path, PROJECTS, f"单位,市级(万元)\n{rows}\n")
        assert "breach" not in kinds(told)
        (lacking,) = [one for one in told if one.kind == "not_judged"]
        assert lacking.severity == severity and "项目" in lacking.words.zh


@pytest.mark.parametrize(
    "head",
    ["测算额,市级第二批,区级配套,基准,差额", "target,市级第二批,区级配套,baseline,change"],
)
def test_money_that_a_plan_is_compared_with_is_no_money_of_it(tmp_path: Path, head: str) -> None:
    """45:55 of 20 and of 30, whatever stands beside it."""
    table = tmp_path / "t.csv"
    rows = "灵山镇,21.5,9,11,19,1\n三江镇,28.5,13.5,16.5,31,-1\n"
    table.write_text(f"单位：万元\n单位,{head}\n{rows}", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert against.recipients == {"灵山镇": 20_0000_00, "三江镇": 30_0000_00}
    assert "breach" not in kinds(list(against.findings))


def test_totals_of_units_above_recipients_are_compared_with_the_best_plans(tmp_path: Path) -> None:
    head = "县,合计(万元)\n"
    right = found(tmp_path, LEVELS, f"{head}甲县,380\n乙县,170\n丙县,250\n丁县,200\n")
    assert kinds(right) == ["units_only"] and "没有按约束核对" in right[0].words.zh
    wrong = found(tmp_path, LEVELS, f"{head}甲县,390\n乙县,160\n丙县,250\n丁县,200\n")
    assert [one.came for one in wrong] == [None, "390万元", "160万元"]
    assert set(kinds(wrong)) == {"units_only", "best_plan"}


@pytest.mark.parametrize(
    ("county", "off"), [("95,75", []), ("105,75", ["180万元"]), (",", []), ("0,0", [])]
)
def test_a_unit_beside_its_recipients_has_what_they_have_together(
    tmp_path: Path, county: str, off: list[str]
) -> None:
    """65+55 and 30+20 are 170; a row of a county without money only heads its towns."""
    rows = f"乙县,{county}\n三镇,65,55\n四镇,30,20\n"
    told = found(tmp_path, LEVELS, f"单位,产业发展(万元),基础设施(万元)\n{rows}")
    sums = [one for one in told if one.kind == "unit_sum"]
    assert [one.came for one in sums] == off
    assert all(one.where.name == "乙县" and one.expected.zh == "170万元" for one in sums)


def test_money_beside_a_plans_counts_where_a_table_has_no_other(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("单位,提前下达(万元)\n灵山镇,20\n三江镇,30\n", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert against.recipients == {"灵山镇": 20_0000_00, "三江镇": 30_0000_00}


@pytest.mark.parametrize("head", ["测算额(万元)", "target (万元)", "合计测算额(万元)"])
def test_targets_alone_are_compared_with_targets_and_judged_as_no_plan(
    tmp_path: Path, head: str
) -> None:
    """22 and 8 villages of 30 share 50: 36.666… and 13.333…, which print as 36.67 and 13.33."""
    told = found(tmp_path, TWO_TOWNS, f"单位,{head}\n灵山镇,36.67\n三江镇,13.33\n")
    assert kinds(told) == ["targets_only"]
    told = found(tmp_path, TWO_TOWNS, f"单位,{head}\n灵山镇,36.67\n三江镇,13.35\n")
    (off,) = [one for one in told if one.kind == "target"]
    assert (off.severity, off.came, off.expected.zh) == ("warning", "13.35万元", "13.333333万元")
    assert {*kinds(told)} == {"targets_only", "target"}


def test_recipients_that_a_table_of_targets_lacks_are_named(tmp_path: Path) -> None:
    told = found(tmp_path, TWO_TOWNS, "单位,测算额(万元)\n灵山镇,36.67\n")
    (missing,) = [one for one in told if one.kind == "missing_row"]
    assert (missing.severity, missing.came) == ("warning", "三江镇")
    assert missing.words.zh.endswith("情景的测算额共 13.333333万元")


def test_money_that_is_only_asked_for_is_asked_about(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("单位,需求额(万元)\n灵山镇,40\n三江镇,10\n", "utf-8")
    with pytest.raises(InputUnusable) as refused:
        check(table, scenario=TWO_TOWNS)
    assert "--column 需求额=amount" in refused.value.letter("zh")
    (against,) = check(table, scenario=TWO_TOWNS, columns=["需求额=amount"]).against
    assert against.recipients == {"灵山镇": 40_0000_00, "三江镇": 10_0000_00}


def test_recipients_without_a_row_are_named(tmp_path: Path) -> None:
    head = "单位,市级第二批(万元),区级配套(万元)\n"
    told = found(tmp_path, TWO_TOWNS, f"{head}灵山镇,18,22\n")
    (missing,) = [one for one in told if one.kind == "missing_row"]
    assert (missing.severity, missing.came) == ("warning", "三江镇")
    assert "最优方案给 10万元" in missing.words.zh and "--partial" in missing.words.zh
    (change,) = [one for one in told if one.kind == "best_plan"]
    assert "表中没有这一行" in change.words.zh
    (distance,) = [one for one in told if one.kind == "distance"]
    assert distance.words.zh == "表中共 40万元，最优方案共 50万元，少 10万元"


def test_a_table_of_some_rows_is_judged_by_no_rule_about_all(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("单位,市级第二批(万元),区级配套(万元)\n灵山镇,18,22\n", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS, partial=True).against
    (missing,) = against.findings
    assert (missing.kind, missing.severity) == ("missing_row", "note")


def test_units_without_a_row_are_named(tmp_path: Path) -> None:
    told = found(tmp_path, LEVELS, "县,合计(万元)\n甲县,380\n乙县,170\n丙县,250\n")
    (missing,) = [one for one in told if one.kind != "units_only"]
    assert missing.came == "丁县" and "最优方案给 200万元" in missing.words.zh


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("灵山镇,18,22\n三江镇,4.5,5.5\n", "各单位合计与最优方案相同"),
        ("灵山镇,13.5,16.5\n三江镇,9,11\n", "与最优方案相差：需在单位之间移动 10万元"),
        ("灵山镇,18,22\n三江镇,9,11\n", "表中共 60万元，最优方案共 50万元，多 10万元"),
        ("灵山镇,9,11\n三江镇,9,11\n", "少 10万元；单位之间还要移动 10万元"),
    ],
)
def test_a_distance_tells_moving_from_more_and_less_money(
    tmp_path: Path, rows: str, words: str
) -> None:
    told = found(tmp_path, TWO_TOWNS, f"单位,市级第二批(万元),区级配套(万元)\n{rows}")
    (distance,) = [one for one in told if one.kind == "distance"]
    assert distance.words.zh.endswith(words)


def test_a_source_that_is_called_after_other_money_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(
        "name: 结转\ntitle: 结转\nunit: 万元\ntables:\n"
        "  sources:\n"
        "    - {资金来源: 上年结转, 层级: 市级, 文号: 一号, 金额: 4}\n"
        "    - {资金来源: 市级, 层级: 市级, 文号: 二号, 金额: 6}\n"
        "  uses:\n    - {用途: 产业, 是否产业: 是}\n"
        "  recipients:\n    - {单位: 甲镇, 村: 1}\n    - {单位: 乙镇, 村: 1}\n"
        "targets:\n  units: {kind: factors, weights: {村: 100%}}\n"
        "indicators:\n  村: {unit: 个, direction: more}\n"
        "rules:\n  grain: {cell: 1}\n  spend_whole: {}\n"
        "goals:\n  closest_to_target: {distance: absolute}\n",
        "utf-8",
    )
    rows = "甲镇,2,3\n乙镇,2,3\n"
    told = found(tmp_path, tmp_path / "scenario.yaml", f"单位,上年结转(万元),市级(万元)\n{rows}")
    assert "breach" not in kinds(told) and "best_plan" not in kinds(told)


def test_a_table_that_is_no_plan_is_said_not_to_be_judged(tmp_path: Path) -> None:
    report(LEVELS, "xlsx", tmp_path, "zh")
    checked = check(tmp_path / "plan.xlsx", scenario=LEVELS)
    (note,) = (one for one in checked.findings if one.kind == "no_plan_here")
    judged = {one.sheet.grid.sheet for one in checked.against}
    others = {s.grid.sheet for s in checked.sheets if f"；{s.grid.sheet}" in note.words.zh}
    told = {note.where.sheet, *others}
    assert "资金来源" in told and "分配表" in judged
    assert told | judged == {sheet.grid.sheet for sheet in checked.sheets} and not told & judged


def test_a_source_of_another_name_is_unknown_where_there_is_one_too(tmp_path: Path) -> None:
    rows = "东河镇,县级,产业道路,东河机耕路,30\n西岭镇,市级,产业道路,西岭茶园路,30\n"
    told = found(tmp_path, PROJECTS, f"单位,资金来源,用途,项目,金额(万元)\n{rows}")
    (unknown,) = [one for one in told if one.kind == "unknown_name"]
    assert unknown.came == "县级" and "县级" in unknown.words.zh


def test_a_name_that_is_unknown_makes_nobody_else_break_a_rule(tmp_path: Path) -> None:
    """One town is called otherwise; the money is all there, and nobody has another amount."""
    head = "单位,市级第二批(万元),区级配套(万元)\n"
    table = f"{head}灵山镇,18,22\n三江村,4.5,5.5\n"
    told = found(tmp_path, TWO_TOWNS, table)
    assert set(kinds(told)) == {"unknown_name", "not_judged"}


def test_an_unknown_use_leaves_the_totals_of_its_recipients(tmp_path: Path) -> None:
    rows = "灵山镇,市级第二批,18\n灵山镇,区级,22\n三江镇,市级第二批,4.5\n三江镇,区级配套,5.5\n"
    table = tmp_path / "t.csv"
    table.write_text(f"单位,资金来源,金额(万元)\n{rows}", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert against.recipients == {"灵山镇": 40_0000_00, "三江镇": 10_0000_00}
    assert not {"breach", "best_plan"} & set(kinds(list(against.findings)))


BESIDE = """\
title: 超过需求不算
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 100}]
  recipients: [{单位: 甲镇}, {单位: 乙镇}]
  uses: [{用途: 道路}]
  projects:
    - {项目名称: 一号路, 单位: 甲镇, 用途: 道路, 资金需求: 20, 受益: 90}
    - {项目名称: 二号路, 单位: 乙镇, 用途: 道路, 资金需求: 40, 受益: 60}
targets: {t: {kind: fixed, amounts: {甲镇: 50, 乙镇: 50}}}
rules:
  grain: {cell: 5}
  spend_whole: {}
  pf: {kind: project_funding, how: from_minimum, beside: true}
goals:
  g: {kind: project_benefit, column: 受益, unit: 人}
  c: {kind: closest_to_target, distance: absolute}
"""


@pytest.mark.parametrize("made", ["docx", "xlsx", "html"])
def test_projects_beside_other_money_are_not_taken_for_the_whole_plan(
    tmp_path: Path, made: str
) -> None:
    """60 of 100 go to projects: their table is right, and does not leave 40 unspent."""
    scenario = tmp_path / "s.yaml"
    scenario.write_text(BESIDE, "utf-8")
    _, written = report(scenario, made, tmp_path, "zh")
    checked = check(written[0], scenario=scenario)
    assert [one for one in checked.findings if one.severity == "error"] == []
    (said,) = [
        one.words.zh
        for one in checked.findings
        if one.kind == "no_plan_here" and "在项目以外也有资金" in one.words.zh
    ]
    assert "没有按情景核对" in said


def test_projects_alone_are_held_against_the_rules_where_no_other_table_is(tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(BESIDE, "utf-8")
    rows = "甲镇,市级,道路,一号路,20\n乙镇,市级,道路,二号路,40\n"
    told = found(tmp_path, scenario, f"单位,资金来源,用途,项目,金额(万元)\n{rows}")
    assert "breach" in kinds(told)


CENTRE_IN_TWO = (
    "单位：万元\n单位,合计,市级第二批,,区级配套\n,,提前下达,本次下达,\n"
    "灵山镇,40,{0},22\n三江镇,10,{1},5.5\n合计,50,{2},27.5\n"
)


@pytest.mark.parametrize(
    "columns", [("10,8", "2.5,2", "12.5,10"), ("18,18", "4.5,4.5", "22.5,22.5")]
)
def test_money_in_advance_is_the_sources_where_its_money_in_the_scenario_is_nearer(
    tmp_path: Path, columns: tuple[str, str, str]
) -> None:
    """The scenario has 22.5 of 市级第二批: 12.5 + 10 together, or the second column alone."""
    table = tmp_path / "t.csv"
    table.write_text(CENTRE_IN_TWO.format(*columns), "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert against.recipients["灵山镇"] == 40_000_000
    assert not {"breach", "sum_row", "grand_total"} & set(kinds(list(against.findings)))


@pytest.mark.parametrize("earlier", ["已提前下达", "已下达资金", "前期已拨付", "上一批安排"])
def test_a_total_of_the_year_is_not_held_to_this_batch_alone(tmp_path: Path, earlier: str) -> None:
    """70 = 30 + 18 + 22 and 30 = 20 + 4.5 + 5.5: the table adds up, and the batch is the plan."""
    table = tmp_path / "t.csv"
    head = f"单位：万元\n单位,全年合计,{earlier},市级第二批,区级配套\n"
    rows = "灵山镇,70,30,18,22\n三江镇,30,20,4.5,5.5\n合计,100,50,22.5,27.5\n"
    table.write_text(head + rows, "utf-8")
    checked = check(table, scenario=TWO_TOWNS)
    assert checked.against[0].recipients == {"灵山镇": 40_000_000, "三江镇": 10_000_000}
    assert not checked.has_errors


def test_money_called_given_already_is_the_plans_where_there_is_no_other(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = "灵山镇,18,22\n三江镇,4.5,5.5\n"
    table.write_text(f"单位：万元\n单位,已下达,\n,市级第二批,区级配套\n{rows}", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert against.recipients == {"灵山镇": 40_000_000, "三江镇": 10_000_000}


@pytest.mark.parametrize(
    ("heads", "is_judged"),
    [
        ("市级财政衔接推进乡村振兴补助资金（第二批）,区级配套资金", False),
        ("市级衔接资金第二批,区级配套资金", True),
    ],
)
def test_words_of_a_fund_in_the_name_of_a_source_make_it_no_other(
    heads: str, is_judged: bool, tmp_path: Path
) -> None:
    """45:55 of 40 is 18 and 22, and of 10 is 4.5 and 5.5: swapped by 1, the split is broken."""
    table = tmp_path / "t.csv"
    table.write_text(f"单位：万元\n单位,{heads}\n灵山镇,19,21\n三江镇,3.5,6.5\n", "utf-8")
    (against,) = check(table, scenario=TWO_TOWNS).against
    assert (against.judged is not None) == is_judged
    assert ("breach" in kinds(list(against.findings))) == is_judged
