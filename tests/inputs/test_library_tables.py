"""The tables of a project library: the negative list that is shipped, and what is asked of both."""

import shutil
from pathlib import Path

import pytest

from office import Office
from optalloc.inputs.read import read
from optalloc.problem.rules.gate import Gate

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "projects-60"
LIST = "facts/negative-list.csv"


@pytest.fixture
def library(office: Office) -> Office:
    """Return an office that holds the shipped library."""
    shutil.copytree(SHIPPED, office.folder, dirs_exist_ok=True)
    return office


def refused(office: Office) -> dict[str, str]:
    """Return the projects that the gate refuses, each with its reasons."""
    problem = read(office.folder / "plan.yaml")
    gate = next(rule for rule in problem.rules if isinstance(rule, Gate))
    return {r.project: "；".join(w.zh for w in r.reasons) for r in gate.refusals(problem)}


def test_the_shipped_list_says_that_it_is_an_example() -> None:
    assert (SHIPPED / LIST).read_text(encoding="utf-8").startswith("# 示例")
    assert any("示例" in note.zh for note in read(SHIPPED / "plan.yaml").notes)


def test_an_item_added_to_the_list_refuses_the_projects_that_it_names(library: Office) -> None:
    before = refused(library)
    library.swap(LIST, ("楼堂馆所,", "茶叶,茶园，茶厂,县办〔示例〕,\n楼堂馆所,"))
    after = refused(library)
    tea = {name for name in after if "茶" in after[name]}
    assert tea == {p.name for p in read(SHIPPED / "plan.yaml").projects if "茶园" in p.name}
    assert tea and after.keys() == before.keys() | tea
    assert after["东山镇茶园改造09"] == "“茶园”属于负面清单“茶叶”（县办〔示例〕）"


def test_a_change_in_the_scenario_edits_the_list(library: Office) -> None:
    line = "changes: {negative_list: {楼堂馆所: {关键词: 冷库}}}\nrules:"
    library.swap("plan.yaml", ("rules:", line))
    assert any("“冷库”属于负面清单“楼堂馆所”" in said for said in refused(library).values())


GATE = """\
  gate:
    filled: [绩效目标, 联农带农机制]
    said_yes: [用地审批]
    last_year: 1200
    growth: 150%
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "zh", "en"),
    [
        (
            *(LIST, "偿债、还贷", "、"),
            "第4行 关键词：应有至少一个关键词，实为 '、'。",
            "row 4, 关键词: at least one word, got '、'.",
        ),
        (
            *(LIST, "楼堂馆所、办公楼", ""),
            "第3行 关键词：应有文字。单元格是空的，请填写。",
            "row 3, 关键词: a text. The cell is empty: fill it in.",
        ),
        (
            *("plan.yaml", GATE, ""),
            "第12行 tables.negative_list：有负面清单，就应有一条 gate。请在 rules 下写 gate: {}。",
            "line 12, tables.negative_list: a rule `gate` for it. Write gate: {} under rules.",
        ),
        (
            *("plan.yaml", "  funding: {kind: project_funding, how: from_minimum}\n", ""),
            "第11行 tables.projects：有项目库，就应有一条 project_funding。"
            "请在 rules 下写 funding: {kind: project_funding, how: from_minimum}。",
            "line 11, tables.projects: a rule `project_funding` for it. "
            "Write funding: {kind: project_funding, how: from_minimum} under rules.",
        ),
    ],
)
def test_letter(library: Office, file: str, old: str, new: str, zh: str, en: str) -> None:
    library.swap(file, (old, new))
    for lang, said in (("zh", zh), ("en", en)):
        answer = library.run("solve", "plan.yaml", "--out", "out", lang=lang)
        assert answer.code == 3
        assert said in answer.err
        assert not (library.folder / "out").exists()
