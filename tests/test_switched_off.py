"""A rule that is switched off is said wherever the rules are, and papers count those in force."""

import json
from typing import Any

import openpyxl
import pytest

from office import Office
from optalloc.inputs.starter import new

FLOOR = "【保底】各单位不低于 1万元"
OFF = ("--set", "rules.floor=off")
BASE = "extends: scenario.yaml\nrules:\n  floor: off\n"


def test_solve_says_which_rule_a_setting_switches_off(office: Office) -> None:
    said = office.run("solve", "scenario.yaml", *OFF)
    assert f"未启用：{FLOOR}。" in said.out.partition("资金来源")[0]
    assert "Switched off: [floor] every recipient at least 1万元." in (
        office.run("solve", "scenario.yaml", *OFF, lang="en").out
    )
    assert "未启用" not in office.run("solve", "scenario.yaml").out
    found = json.loads(office.run("solve", "scenario.yaml", *OFF, "--json").out)
    assert f"未启用：{FLOOR}。" in found["warnings"]


@pytest.mark.parametrize("word", ["off", "false"])
def test_a_scenario_that_extends_another_says_what_it_leaves_out(office: Office, word: str) -> None:
    office.put("below.yaml", BASE.replace("off", word))
    assert f"未启用：{FLOOR}。" in office.run("solve", "below.yaml").out
    # What is switched on again is in force.
    again = office.run("solve", "below.yaml", "--set", "rules.floor={amount: 2}").out
    assert "未启用" not in again and "各单位不低于 2万元" in again


def test_a_row_of_a_sheet_that_says_so_is_told_by_its_name(office: Office) -> None:
    path = office.folder / "plan.xlsx"
    new(path)
    there: Any = openpyxl.load_workbook(path)
    rules = there["约束"]
    row = next(r for r in range(1, 60) if rules.cell(r, 2).value == "均衡")
    rules.insert_rows(row + 1)
    rules.cell(row + 1, 1).value = rules.cell(row, 1).value
    rules.cell(row + 1, 2).value, rules.cell(row + 1, 5).value = "均衡", "停用"
    there.save(path)
    told = "未启用：【均衡】各单位与测算额相差不超过 10%。"
    assert told in office.run("solve", "plan.xlsx").out
    assert told in office.run("explain", "plan.xlsx").out
    assert told in office.run("explain", "plan.xlsx", "--why").out


def test_what_nothing_is_known_of_is_told_by_its_kind_or_its_word(office: Office) -> None:
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", "  floor: off\n  cap: off\n"))
    assert "未启用：【保底】；【cap】。" in office.run("solve", "scenario.yaml").out


def test_goals_and_targets_are_told_apart_from_rules(office: Office) -> None:
    more = "  evenness: {depth: worst}\n  fewest: off\n"
    office.swap("scenario.yaml", ("absolute}\n", "absolute}\n" + more))
    extra = "  less: off\nrules:\n"
    office.swap("scenario.yaml", ("rules:\n", extra))
    said = office.run("solve", "scenario.yaml").out
    assert "未启用的目标：【fewest】。" in said and "未启用的测算：【less】。" in said


def test_without_a_plan_it_is_said_behind_the_reason(office: Office) -> None:
    office.put("below.yaml", BASE.replace("floor", "industry"))
    impossible = ("below.yaml", "--set", "rules.floor.amount=40")
    for command in ("solve", "explain"):
        said = office.run(command, *impossible).out
        assert (
            0 < said.index("互相冲突" if command == "solve" else "【保底】") < said.index("未启用")
        )


def test_papers_say_how_many_rules_are_kept_and_which_are_off(office: Office) -> None:
    done = office.run("report", "scenario.yaml", "--out", "o", "--format", "notice,xlsx,html", *OFF)
    assert done.code == 0, done.err
    notice = (office.folder / "o" / "notice.txt").read_text("utf-8-sig")
    assert "各行各列已核对到分，符合分配方案所列的 4 条要求。" in notice
    assert "全部要求" not in notice
    assert "未启用：【保底】各单位不低于1万元。" in notice
    page = (office.folder / "o" / "page.html").read_text("utf-8")
    assert "符合所列 4 条约束" in page and f"未启用：{FLOOR}。" in page
    notes = openpyxl.load_workbook(office.folder / "o" / "plan.xlsx")["说明"]
    told = [cell.value for row in notes.iter_rows() for cell in row if cell.value]
    assert f"未启用：{FLOOR}。" in told
    assert "方案已用原始数据、以分为单位逐条独立核对，所列 4 条约束全部符合" in told


def test_a_comparison_says_it_of_each_scenario(office: Office) -> None:
    office.put("below.yaml", BASE)
    said = office.run("compare", "scenario.yaml", "below.yaml").out
    first, _, second = said.partition("[2]")
    assert "未启用" not in first and f"未启用：{FLOOR}。" in second
