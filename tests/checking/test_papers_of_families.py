"""What papers of the benchmarks' families hold that no scenario of the library does."""

from pathlib import Path

import pytest

from optalloc.checking import Checked, check
from optalloc.checking.gathered import OF_THE_RULE_BEHIND
from optalloc.reports import report

MOST_HINTS = 6
"""Most notes of our page beside its scenario: what was compared, with what result, and what not."""


def checked(path: Path, text: str) -> Checked:
    path.write_text(text, "utf-8")
    return check(path)


def told(found: Checked) -> list[tuple[str, int | None]]:
    """Return the errors and warnings, each with its row."""
    return [(f.kind, f.where.row) for f in found.findings if f.severity != "note"]


@pytest.mark.parametrize("heads", ["county,prefecture", "旗县,盟市", "工作队,片"])
def test_units_below_others_are_the_rows_though_no_header_tells(heads: str, tmp_path: Path) -> None:
    rows = "甲,东,10\n乙,东,20\n丙,西,30\n合计,,60\n"
    found = checked(tmp_path / "t.csv", f"{heads},合计(万元)\n{rows}")
    assert told(found) == []
    assert [c.role for c in found.sheets[0].columns] == ["recipient", "group", "total"]


def test_a_project_that_is_paid_whole_is_off_no_step(tmp_path: Path) -> None:
    sizes = (40, 50, 120, 110, 36, 130, 60, 70)
    lines = [f"p{k},{size},{size if k != 3 else 0}" for k, size in enumerate(sizes)]
    text = "\n".join(
        ["项目,需求(万元),安排(万元)", *lines, f"合计,{sum(sizes)},{sum(sizes) - 110}"]
    )
    assert told(checked(tmp_path / "t.csv", text)) == []
    slipped = text.replace("36,36", "40,36").replace("合计,616", "合计,620")
    assert told(checked(tmp_path / "w.csv", slipped)) == [("off_grain", 6)]


def test_the_rows_of_a_notice_name_recipients_beside_a_use(tmp_path: Path) -> None:
    text = (
        "单位：万元\n甲镇：合计 30，市级 10，区级 20，用途：道路\n"
        "乙镇：合计 40，市级 10，区级 30，用途：产业\n合计：70，市级 20，区级 50\n"
    )
    (sheet,) = checked(tmp_path / "n.txt", text).sheets
    roles = {c.name: c.role for c in sheet.columns}
    assert (roles[""], roles["用途"]) == ("recipient", "use")


SCENARIO = """
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 60}]
  recipients: [{单位: 甲镇, 类型: 镇, 户数: 1}, {单位: 乙镇, 类型: 镇, 户数: 2}]
  uses: [{用途: 道路, 产业: 否}, {用途: 产业, 产业: 是}]
indicators: {户数: {unit: 户, direction: more}}
targets: {按户数: {kind: factors, weights: {户数: 100%}}}
rules:
  grain: {cell: 5}
  spend_whole: {}
  share: {groups: [产业发展], at_least: 50%, over: batch}
goals: {closest_to_target: {distance: absolute}}
"""


def test_beside_a_scenario_few_hints_are_left_and_none_guesses_its_rules(tmp_path: Path) -> None:
    scenario = tmp_path / "plan.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    report(scenario, "html", tmp_path, "zh")
    page = next(tmp_path.glob("*.html"))
    found = check(page, scenario=scenario)
    assert told(found) == []
    kinds = [f.kind for f in found.findings]
    assert len(kinds) <= MOST_HINTS
    assert not set(kinds) & set(OF_THE_RULE_BEHIND)
    assert set(OF_THE_RULE_BEHIND) & {f.kind for f in check(page).findings}
    (left,) = (f for f in found.findings if f.kind == "no_plan_here")
    assert "资金来源" in left.words.zh and "测算额" in left.words.zh
