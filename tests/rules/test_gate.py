"""The gate of the project library: every refusal with its reasons. Made-up projects."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from library import best_by_counting, funded, project, values_of
from library import library as any_library
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.projects import NegativeItem, Project
from quick import examples
from small import FEN, complaints, outcomes, rule, said, without

WHOLE = ("project_funding", {"how": "whole"})
GATE = (
    "gate",
    {
        "filled": ["绩效目标", "联农带农机制"],
        "said_yes": ["用地审批"],
        "looked_in": ["建设内容"],
    },
)
GOOD = {"绩效目标": "增收", "联农带农机制": "分红", "用地审批": "是", "建设内容": "大棚"}


BANNED = (
    NegativeItem("楼堂馆所", ("办公楼", "楼堂"), "某文第三条"),
    NegativeItem("还债", ("还贷",)),
)


def library(money: int, projects: tuple[Project, ...], *rules: Any) -> Problem:
    """Return a library with a negative list."""
    return replace(any_library(money, projects, *rules), negative_list=BANNED)


def refusing(**off: str) -> dict[str, str]:
    """Return the marks of a good project with some of them changed; "" empties a cell."""
    marks = {**GOOD, **off}
    return {k: v for k, v in marks.items() if v}


def test_worked_every_reason_of_a_refusal_is_said() -> None:
    projects = (
        project("好项目", "甲", 3, 1, **GOOD),
        project("没目标", "甲", 3, 9, **refusing(绩效目标="", 联农带农机制="")),
        project("没用地", "乙", 3, 9, **refusing(用地审批="否")),
        project("修办公楼", "乙", 3, 9, **GOOD),
        project("装修", "乙", 3, 9, **refusing(建设内容="楼堂馆所装修")),
    )
    problem = library(10, projects, WHOLE, GATE)
    refusals = [r.words() for r in rule(problem, "gate").refusals(problem)]
    assert [tuple(words) for words in refusals] == [
        ("没目标：没有绩效目标；没有联农带农机制", "没目标: no 绩效目标; no 联农带农机制"),
        ("没用地：用地审批未办妥", "没用地: 用地审批 is not settled"),
        (
            "修办公楼：“办公楼”属于负面清单“楼堂馆所”（某文第三条）",
            "修办公楼: '办公楼' is on the negative list: 楼堂馆所 (某文第三条)",
        ),
        (
            "装修：“楼堂”属于负面清单“楼堂馆所”（某文第三条）",
            "装修: '楼堂' is on the negative list: 楼堂馆所 (某文第三条)",
        ),
    ]
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"好项目": 3}


def test_worked_the_size_of_the_library_is_reported_against_last_year() -> None:
    entry = ("gate", {**GATE[1], "last_year": "4", "growth": "150%"})
    problem = library(10, (project("A", "甲", 5, **GOOD),), WHOLE, entry)
    words = rule(problem, "gate").words(problem)
    assert words.zh.endswith("1 个项目中 0 个不予安排；库规模 5元，未达到上年的 150%")
    assert words.en.endswith(
        "refuses 0 of 1 projects; the library holds 5元, less than 150% of last year's"
    )


def test_golden_program() -> None:
    projects = (project("A", "甲", 3, **GOOD), project("B", "乙", 3, **refusing(用地审批="否")))
    assert_golden("rules", "gate", library(10, projects, GATE))


def test_differential_it_adds_no_row_and_closes_the_cells_of_refused_projects() -> None:
    projects = (project("A", "甲", 3, **GOOD), project("B", "乙", 3, **refusing(用地审批="否")))
    problem = library(10, projects, GATE)
    gone, come = changed_lines(without(problem, "gate"), problem)
    assert len(gone) == len(come) == 1 and come[0].endswith("= 0")


def test_breaches_name_the_reason() -> None:
    problem = library(10, (project("B", "乙", 3, **refusing(用地审批="否")),), WHOLE, GATE)
    made = Plan([Award("乙", "资金", "用途", 3 * FEN, "B")])
    assert said(problem, "gate", made) == [
        (
            "【入库审核】B：应不安排（B：用地审批未办妥），实为 3元",
            "[gate] B: must be nothing (B: 用地审批 is not settled), is 3元",
        )
    ]


def test_columns_that_no_project_has_are_complained_of() -> None:
    problem = library(10, (project("A", "甲", 3, 绩效目标="x"),), WHOLE, GATE)
    keys = [key for key, *_ in complaints(problem)]
    assert keys == ["filled", "said_yes", "looked_in"]


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["", "否", "是"]), min_size=1, max_size=4), st.integers(2, 9))
def test_property_only_projects_that_pass_are_funded(said_yes: list[str], money: int) -> None:
    projects = tuple(
        project("ABCD"[i], "甲乙"[i % 2], 2 + i, 3 + i, **refusing(用地审批=word))
        for i, word in enumerate(said_yes)
    )
    projects = (*projects, project("E", "甲", 1, 1, **GOOD))
    problem = library(money, projects, WHOLE, GATE)
    least = best_by_counting(problem)
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x) == least
        passed = {p.name for p in projects if p.marks.get("用地审批") == "是"}
        assert set(funded(problem, outcome.x)) <= passed
