"""Commands on a scenario that is one workbook, as whoever knows Excel only types them."""

import json
from pathlib import Path

import openpyxl
import pytest

from office import Office
from optalloc.cli.main import guarded
from optalloc.inputs.scenario import compose

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def planner(office: Office) -> Office:
    """Return an office that has one workbook."""
    said = office.run("new", "方案.xlsx")
    assert (said.code, said.err) == (0, "") and said.out.rstrip().endswith("solve 方案.xlsx")
    return office


def totals(office: Office, *words: str) -> dict[str, str]:
    said = office.run("solve", *words, "--json")
    assert (said.code, said.err) == (0, "")
    found: dict[str, str] = json.loads(said.out)["recipients"]
    return found


def test_a_plan_is_solved_kept_proven_and_solved_again(planner: Office) -> None:
    assert totals(planner, "方案.xlsx") == {"甲镇": "44", "乙镇": "24", "丙乡": "32"}
    none = planner.run("solve", "方案.xlsx", "--set", "rules.均衡.max_deviation=1%")
    assert none.code == 4 and "【均衡】各单位与测算额相差不超过 1%" in none.out + none.err
    assert planner.run("solve", "方案.xlsx", "--out", "out", "--bundle").code == 0
    origin = json.loads((planner.folder / "out" / "plan.json").read_bytes())["origin"]
    assert list(origin["files"]) == ["方案.xlsx"] and origin["scenario"] == "../方案.xlsx"
    for words in (
        ("solve", "--replay", "out/plan.json"),
        ("replay", "out/run.zip"),
        ("check", "--certificate", "out/certificate.json"),
        ("check", "out/plan.csv", "--scenario", "方案.xlsx"),
    ):
        said = planner.run(*words)
        assert (said.code, said.err) == (0, ""), words


TYPED = (
    ("约束.均衡.最大偏离=12%", "rules.均衡.max_deviation=12%"),
    ("规则.用途占比.统计期间=本批", "rules.用途占比.over=batch"),
    ("约束.用途占比.每个来源都要达到=是", "rules.用途占比.each_source=true"),
    ("约束.均衡=停用", "rules.均衡=off"),
    ("目标.贴近测算额.差额算法=绝对差额", "goals.贴近测算额.distance=absolute"),
    ("资金来源.市级资金.金额=54", "changes.sources.市级资金.金额=54"),
    ("测算.因素法.权重.行政村=40%", "targets.因素法.weights.行政村=40%"),
    ("方案设置.标题=第二稿", "title=第二稿"),
    ("文书.公示.天数=7", "paper.notice.days=7"),
    ("因素.行政村.方向=越少越给", "indicators.行政村.direction=less"),
)
"""What is typed by the names of sheets, and by the words of a scenario."""


def test_a_setting_is_typed_by_the_names_of_its_sheet(planner: Office) -> None:
    path = planner.folder / "方案.xlsx"
    for pair in TYPED:
        by_name, by_key = (compose(path, "方案.xlsx", [said]) for said in pair)
        assert by_name.entries == by_key.entries and not by_name.faults, pair


def test_what_is_typed_wrong_is_told_in_the_names_of_the_sheet(planner: Office) -> None:
    said = planner.run("solve", "方案.xlsx", "--set", "约束.均衡.最大偏差=1%")
    assert said.code == 3 and "设置应为“层级”、“单位”、“单位类型”、" in said.err
    found = planner.run("explore", "sweep", "方案.xlsx", "--vary", "约束.均衡.最大偏离=10%,20%")
    assert found.code == 0 and "有方案 2" in found.out


def test_a_changed_workbook_is_another_input(planner: Office) -> None:
    planner.run("solve", "方案.xlsx", "--out", "out")
    path = planner.folder / "方案.xlsx"
    book = openpyxl.load_workbook(path)
    book["资金来源"]["D2"] = 54
    book["资金来源"]["D3"] = 66
    book.save(path)
    said = planner.run("solve", "--replay", "out/plan.json")
    assert "输入文件 方案.xlsx 的内容变了" in said.out and "方案与当时不同" in said.out


def test_yaml_and_back_keep_the_plan(planner: Office) -> None:
    first = totals(planner, "方案.xlsx")
    assert planner.run("new", "yaml", "--from", "方案.xlsx").code == 0
    assert totals(planner, "yaml/scenario.yaml") == first
    assert planner.run("new", "again.xlsx", "--from", "yaml/scenario.yaml").code == 0
    assert totals(planner, "again.xlsx") == first
    said = planner.run("new", "again.xlsx")
    assert said.code == 3 and "已经存在，不会覆盖" in said.err
    said = planner.run("new", "old.xls")
    assert said.code == 3 and "应以 .xlsx 结尾" in said.err


def test_a_mistake_is_told_with_sheet_and_cell_and_writes_nothing(planner: Office) -> None:
    path = planner.folder / "方案.xlsx"
    book = openpyxl.load_workbook(path)
    book["约束"]["E9"] = "半年"
    book.save(path)
    before = planner.there()
    said = planner.run("solve", "方案.xlsx", "--out", "out")
    assert said.code == 3 and planner.there() == before
    assert said.err.splitlines() == [
        "方案.xlsx，工作表 约束，不能使用：",
        "  单元格 E9：应为 本批、全年 之一，实为 '半年'。",
    ]


def test_a_workbook_is_no_list_of_scenarios(planner: Office) -> None:
    said = planner.run("explore", "batch", "方案.xlsx", "--out", "out")
    assert said.code == 3 and "这是一个情景" in said.err


def test_a_workbook_speaks_its_own_language(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    office.run("new", "zh.xlsx", lang="zh")
    office.run("new", "en.xlsx", lang="en")
    (office.folder / "none.xlsx").write_bytes(b"PK")
    for file, word in (("zh.xlsx", "分配方案"), ("en.xlsx", "Plan (in"), ("none.xlsx", "cannot")):
        guarded(["solve", file])
        captured = capsys.readouterr()
        assert word in captured.out + captured.err, file
    assert Path("zh.xlsx").is_file()
