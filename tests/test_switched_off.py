"""A rule that is switched off is said wherever the rules are, and papers count those in force."""

import json
from typing import Any

import openpyxl
import pytest

import optalloc
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
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", "  floor: off\n  ceiling: off\n"))
    assert "未启用：【保底】；【封顶】。" in office.run("solve", "scenario.yaml").out


def test_goals_and_targets_are_told_apart_from_rules(office: Office) -> None:
    more = "  evenness: {depth: worst}\n  fewest_moves: off\n"
    office.swap("scenario.yaml", ("absolute}\n", "absolute}\n" + more))
    extra = "  units: off\nrules:\n"
    office.swap("scenario.yaml", ("rules:\n", extra))
    said = office.run("solve", "scenario.yaml").out
    assert "未启用的目标：【改动最少】。" in said and "未启用的测算：【按标准测算】。" in said


def test_a_goal_that_is_off_in_a_file_stays_so_in_those_that_extend_it(office: Office) -> None:
    """`goals` is replaced as a whole: which goal was meant, only the file below still has."""
    own = "absolute}\n  most: {kind: fewest_recipients, recipients: [甲镇, 乙镇]}\n"
    office.swap("scenario.yaml", ("absolute}\n", own))
    goals = "goals:\n  closest_to_target: {distance: squared}\n  most: off\n"
    office.put("second.yaml", "extends: scenario.yaml\n" + goals)
    office.put("third.yaml", "extends: second.yaml\ntitle: 第三个\n")
    office.put("fourth.yaml", "extends: third.yaml\n")
    for name in ("second.yaml", "third.yaml", "fourth.yaml"):
        said = office.run("solve", name)
        assert said.code == 0 and "未启用的目标：【集中支持】" in said.out, (name, said.err)
    # One that nobody had is refused all the same, however far below.
    office.put("second.yaml", ("extends: scenario.yaml\n" + goals).replace("most", "mots"))
    assert "goals.mots：应为已有的目标，才能停用" in office.run("solve", "fourth.yaml").err


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


NAMES = ["保底", "【保底】", "floor", "Floor"]


@pytest.mark.parametrize("name", NAMES)
def test_a_part_is_switched_off_by_the_name_that_readers_see(office: Office, name: str) -> None:
    assert (
        f"未启用：{FLOOR}。"
        in office.run("solve", "scenario.yaml", "--set", f"rules.{name}=off").out
    )
    office.put("below.yaml", f"extends: scenario.yaml\nrules:\n  {name}: off\n")
    if not name.startswith("【"):
        assert f"未启用：{FLOOR}。" in office.run("solve", "below.yaml").out


def test_so_is_one_by_its_title_or_by_its_kind_under_a_key_of_its_own(office: Office) -> None:
    titled = "  least: {kind: floor, amount: 1, title: {zh: 兜底, en: safety net}}\n"
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", titled))
    told = "未启用：【兜底】各单位不低于 1万元。"
    for name in ("兜底", "safety net", "Safety Net", "least", "保底", "floor"):
        assert told in office.run("solve", "scenario.yaml", "--set", f"rules.{name}=off").out, name
    # It is out of force: asked of it, the program knows no such rule.
    asked = ("explain", "scenario.yaml", "--rule", "least")
    assert office.run(*asked, "--set", "rules.兜底=off").code == 3
    assert office.run(*asked).code == 0


def test_a_kind_that_several_are_of_names_none_of_them(office: Office) -> None:
    two = "  a: {kind: floor, amount: 1, recipients: [甲镇]}\n"
    two += "  b: {kind: floor, amount: 0.5, recipients: [丙乡]}\n"
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", two))
    said = office.run("solve", "scenario.yaml", "--set", "rules.保底=off")
    assert said.code == 3 and "有：a（保底（甲镇））、b（保底（丙乡））。" in said.err
    said = office.run("solve", "scenario.yaml", "--set", "rules.保底（甲镇）=off")
    assert "未启用：【保底】甲镇不低于 1万元。" in said.out


@pytest.mark.parametrize(
    ("setting", "zh", "en"),
    [
        (
            "rules.flor=off",
            "应为已有的约束，才能停用，实为 'flor'。是不是 floor（保底）？",
            "floor?",
        ),
        ("rules.ceiling=off", "应为已有的约束，才能停用，实为 'ceiling'", "a rule that is there"),
        ("rules.保顶=off", "是不是 floor（保底）？", "Did you mean floor?"),
        ("goals.closest=off", "应为已有的目标，才能停用", "a goal that is there"),
        ("targets.x=off", "应为已有的测算方式，才能停用", "a target part that is there"),
        ("indicators.x=off", "应为已有的一项，才能停用", "an entry that is there"),
        ("paper.x=off", "应为已有的一项，才能停用", "an entry that is there"),
    ],
)
def test_what_was_never_there_cannot_be_switched_off(
    office: Office, setting: str, zh: str, en: str
) -> None:
    said = office.run("solve", "scenario.yaml", "--set", setting)
    assert said.code == 3 and zh in said.err and not said.out
    said = office.run("solve", "scenario.yaml", "--set", setting, lang="en")
    assert said.code == 3 and en in said.err
    section, _, name = setting.removesuffix("=off").partition(".")
    if section in ("rules", "targets", "indicators"):
        office.put("below.yaml", f"extends: scenario.yaml\n{section}:\n  {name}: off\n")
        said = office.run("solve", "below.yaml")
        assert said.code == 3 and f"第3行 {section}.{name}" in said.err and zh in said.err


def test_an_off_is_taken_back_and_said_twice(office: Office) -> None:
    office.put("below.yaml", BASE)
    assert f"未启用：{FLOOR}。" in office.run("solve", "below.yaml", *OFF).out
    again = ("--set", "rules.保底=off", "--set", "rules.floor={amount: 2}")
    assert "未启用" not in office.run("solve", "scenario.yaml", *again).out


def test_a_row_of_a_sheet_that_names_no_rule_is_refused(office: Office) -> None:
    path = office.folder / "plan.xlsx"
    new(path)
    said = office.run("solve", "plan.xlsx", "--set", "约束.均横=停用")
    assert said.code == 3 and "--set 约束.均横：应为已有的约束，才能停用" in said.err
    assert "是不是 均衡？" in said.err
    told = "未启用：【均衡】各单位与测算额相差不超过 10%。"
    assert told in office.run("solve", "plan.xlsx", "--set", "约束.均衡=停用").out
    there: Any = openpyxl.load_workbook(path)
    rules = there["约束"]
    row = next(r for r in range(2, 90) if not any(c.value for c in rules[r]))
    for column, text in ((1, "均横"), (2, "均衡"), (5, "停用")):
        rules.cell(row, column).value = text
    there.save(path)
    said = office.run("solve", "plan.xlsx")
    assert said.code == 3 and "应为已有的约束，才能停用" in said.err
    rules.cell(row, 2).value = "封顶"
    there.save(path)
    assert "未启用：【均横】" in office.run("solve", "plan.xlsx").out


def test_so_it_is_in_python(office: Office) -> None:
    problem = optalloc.read("scenario.yaml")
    off = problem.replace(rules={"保底": "off"}).solve()
    assert len(off.rules) == len(problem.solve().rules) - 1
    with pytest.raises(optalloc.InputUnusable, match="a rule that is there"):
        problem.replace(rules={"flor": "off"}).solve()


def test_questions_and_sweeps_take_the_same_names(office: Office) -> None:
    titled = "  least: {kind: floor, amount: 1, title: {zh: 兜底, en: safety net}}\n"
    office.swap("scenario.yaml", ("  floor: {amount: 1}\n", titled))
    for name in ("兜底", "【兜底】", "Safety net", "保底", "floor"):
        said = office.run("explain", "scenario.yaml", "--rule", name)
        assert said.code == 0 and "【兜底】（各单位不低于 1万元）" in said.out, name
    office.swap("scenario.yaml", ("amount: 1,", "amount: 1, firm: true,"))
    # A firm rule is not varied, whichever of its names is written.
    for name in ("least", "兜底", "保底"):
        said = office.run("explore", "sweep", "scenario.yaml", "--vary", f"rules.{name}=off,off")
        assert said.code == 3 and "应为不是刚性的设置" in said.err, name
