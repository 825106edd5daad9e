"""Whom a part is about, by what columns of the recipients' table say. Made-up figures."""

import inspect
import re

import pytest

from optalloc.problem.groups import ForGroup
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.scopes import ForRecipients
from small import best, complaints, plan, rule, said, small, town

TOWNS = [
    town("甲", 县="东县", people=30),
    town("乙", 县="东县", people=50),
    town("丙", "街道", 县="西县", people=90),
    town("丁", 县="南县", people=10),
]
AIMS = {"甲": 1, "乙": 1, "丙": 17, "丁": 1}


def floored(**where: object) -> Problem:
    return small({"市级": 20}, TOWNS, [("floor", {"amount": "4", "where": where})], aims=AIMS)


def who(problem: Problem) -> list[str]:
    part = rule(problem, "floor")
    assert isinstance(part, ForRecipients)
    return [r.name for r in part.covered(problem)]


def test_a_word_one_of_several_and_bounds_pick_recipients() -> None:
    assert who(floored(县="东县")) == ["甲", "乙"]
    assert who(floored(县=["东县", "南县"])) == ["甲", "乙", "丁"]
    assert who(floored(people=">= 50")) == ["乙", "丙"]
    assert who(floored(people="＞30，≤90")) == ["乙", "丙"]
    assert who(floored(people="= 0.5 ")) == []
    assert who(floored(县="东县", people="< 50")) == ["甲"]


def test_a_plan_keeps_a_rule_for_those_alone_who_meet_it() -> None:
    found = best(floored(县="东县"))
    assert (found["甲"], found["乙"]) == (4, 4) and found["丙"] + found["丁"] == 12
    found = said(floored(县="东县"), "floor", plan(floored(), 甲=4, 乙=3, 丙=13))
    assert [zh for zh, _ in found] == ["【保底】乙：应不低于 4元，实为 3元"]


def test_kinds_and_conditions_hold_together() -> None:
    entry = {"amount": "4", "kinds": ["街道"], "where": {"people": "> 30"}}
    problem = small({"市级": 20}, TOWNS, [("floor", entry)], aims=AIMS)
    assert who(problem) == ["丙"]


def test_rules_goals_and_targets_say_their_conditions() -> None:
    assert rule(floored(县=["东县", "南县"], people=">= 5"), "floor").words(floored()) == (
        "各单位不低于 4元（只指“县”为东县或南县、“people”不小于 5的单位）",
        "every recipient at least 4元 (only those with 县 = 东县 or 南县 and people at least 5)",
    )


def test_every_part_about_recipients_takes_conditions() -> None:
    parts = [part for sort in (RULES, GOALS, TARGETS) for _, part in sort]
    about = [part for part in parts if issubclass(part, ForRecipients)]
    assert len(about) > 25
    assert all("where" in part.model_fields for part in about)


def test_a_formula_shares_among_those_alone_who_meet_it() -> None:
    entry = {"weights": {"people": "100%"}, "where": {"县": "东县"}}
    problem = small({"市级": 16}, TOWNS, targets=[("factors", entry)])
    assert best(problem) == {"甲": 6, "乙": 10, "丙": 0, "丁": 0}


def test_fixed_amounts_are_those_of_recipients_who_meet_them() -> None:
    entry = {"amounts": {"甲": "4", "丙": "5"}, "where": {"县": "东县"}}
    problem = small({"市级": 16}, TOWNS, targets=[("fixed", entry)])
    found = [(c[0], c[3]) for c in complaints(problem)]
    assert ("amounts", "丙") in found and ("amounts", "甲") not in found


def test_money_only_for_those_who_meet_conditions_says_so() -> None:
    entry = {"sources": ["市级"], "where": {"县": "东县"}}
    problem = small({"市级": 20}, TOWNS, [("only", entry)], aims=AIMS)
    assert best(problem)["丙"] == best(problem)["丁"] == 0
    assert rule(problem, "only").words(problem) == (
        "市级 只给“县”为东县的单位",
        "市级 only to those with 县 = 东县",
    )


def test_every_part_that_takes_conditions_says_them() -> None:
    parts = [part for sort in (RULES, GOALS, TARGETS) for _, part in sort]
    about = [part for part in parts if issubclass(part, ForRecipients)]
    silent = [
        part.__name__
        for part in about
        if not re.search(r"where_words|with_where|who_words|self\.who", inspect.getsource(part))
        and not issubclass(part, ForGroup)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("where", "key", "zh"),
    [
        ({"县": "北县"}, "where.县", "应为“县”列里的文字（东县、南县、西县）"),
        ({"people": "东县"}, "where.people", "“people”应为单位表里的文字列"),
        ({"县": "> 3"}, "where.县", "“县”应为单位表里的数字列"),
        ({"县": "东县", "people": "> 99"}, "where", "应至少有一个单位符合"),
    ],
)
def test_conditions_that_do_not_tell_are_complained_of(
    where: dict[str, object], key: str, zh: str
) -> None:
    assert [(c[0], c[1]) for c in complaints(floored(**where))] == [(key, zh)]


def test_an_empty_cell_does_not_tell() -> None:
    towns = [*TOWNS, town("戊", people=5)]
    problem = small(
        {"市级": 20}, towns, [("floor", {"amount": "1", "where": {"县": "东县"}})], aims=AIMS
    )
    assert complaints(problem)[0][:2] == ("where.县", "单位 戊 应写明“县”")


@pytest.mark.parametrize("text", ["> many", ">= 5000 人", "", "> 3, 4"])
def test_bounds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="5000"):
        floored(people=text)
