"""What the plan loses without a recipient or a source, held against tables without them."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.replacement import replacement
from optalloc.explaining.replacement.describe import (
    MEANT,
    RANKED,
    head_of,
    loss_words,
    replacements_json,
)
from optalloc.explaining.replacement.replacement import Replaced, Replacements, replacements
from optalloc.pipeline.feasibility import Asker
from optalloc.pipeline.resolve import best
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from quick import examples
from small import FEN, UNIT, small, town

TOWNS = [town("东"), town("西"), town("南")]
AIMS = {"东": 3, "西": 3, "南": 3}
SIGNED = {"who": "会", "when": "2026-03-05", "why": "续建"}
Library = list[tuple[int, int, int]]
"""Town, need [元] and benefit of each project."""


def cost_of(found: Replacements, name: str) -> Replaced:
    (one,) = (one for one in found.found if one.name == name)
    return one


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("floor", {"amount": 2}),
        ("amount_ratio", {"at_most": 3, "among": "all"}),
        ("fixed_award", {"recipient": "东", "amount": 3, **SIGNED}),
        ("floor", {"amount": 2, "recipients": ["东"]}),
        ("balance", {"max_deviation": "80%"}),
    ],
)
def test_worked_a_recipient_that_a_rule_does_not_let_go_without_is_exempt_from_it(
    word: str, asked: dict[str, Any]
) -> None:
    """By hand, 9 元: without 东 the others get 4 and 5, and all are 3 + 1 + 2 away from 3 each."""
    problem = small({"钱": 9}, TOWNS, [(word, asked)], aims=AIMS)
    found = replacements(best(problem))
    cost = cost_of(found, "东")
    assert cost.exempt == (word,) and cost.rules == ()
    assert cost.effect.state == "worse" and cost.effect.proven == "exact"
    assert cost.effect.goals[0][1].value == 6 * FEN
    said = loss_words(cost, problem)
    name = problem.names_of([word])[0]
    start = f"【{name.zh}】不容它一分不得；对它免去后：“与测算额的差额合计最小”由 0元 变为 6元"
    assert said.zh == start
    assert said.en.startswith(f"[{name.en}] does not let it go without; exempt from it: ")


def test_worked_rules_of_the_batch_that_leave_no_plan_are_named() -> None:
    """By hand: of three towns three must get something, whoever is exempt from what."""
    rules = [("recipient_count", {"at_least": 3}), ("floor", {"amount": 1})]
    problem = small({"钱": 9}, TOWNS, rules, aims=AIMS)
    cost = cost_of(replacements(best(problem)), "西")
    assert cost.effect.state == "no_plan" and cost.exempt == ()
    assert cost.rules == ("recipient_count",)
    name = problem.names_of(["recipient_count"])[0]
    said = loss_words(cost, problem)
    assert said.zh == (
        f"去掉后，其他单位的测算额不重算，没有可行方案（已证明，精确运算）：【{name.zh}】不允许"
    )
    assert said.en == (
        "no plan without it while others' targets stay (proven in exact arithmetic): "
        f"[{name.en}] forbids it"
    )


def test_worked_no_rule_is_named_that_is_not_needed_to_leave_no_plan() -> None:
    """By hand, 9 元: at most 4 each, so that two of three towns can have 8, whoever may have 乙.

    乙 for 西 and 南 alone is for 南 alone once 西 is exempt, and 5 元 of 乙 are above its 4: that
    would be a conflict were 西 there, but without 西 the ceilings need no other rule.
    """
    rules = [
        ("only", {"sources": ["乙"], "recipients": ["西", "南"]}),
        ("ceiling", {"amount": 4}),
    ]
    problem = small({"甲": 4, "乙": 5}, TOWNS, rules, aims=AIMS)
    found = replacements(best(problem))
    assert cost_of(found, "西").rules == ("spend_whole", "ceiling")
    assert cost_of(found, "东").rules == ("spend_whole", "ceiling")


@pytest.mark.parametrize("is_in_vain", [False, True])
def test_every_solve_is_counted(is_in_vain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: for each of three towns, once as it is and once exempt from its floor."""
    askers: list[Asker] = []

    def noted(how: SolveOptions) -> Asker:
        askers.append(Asker(how))
        return askers[-1]

    monkeypatch.setattr(replacement, "Asker", noted)
    rules = [("floor", {"amount": 1}), *([("recipient_count", {"at_least": 3})] * is_in_vain)]
    told = replacements(best(small({"钱": 9}, TOWNS, rules, aims=AIMS)))
    assert len(askers) == 3 * is_in_vain
    assert told.solves == 3 * 2 + sum(asker.asked for asker in askers)
    assert all(asker.asked for asker in askers)


def test_who_is_asked_about_is_all_that_is_left_out() -> None:
    """`--recipient` was passed over: every recipient and source was solved without."""
    answer = best(small({"甲": 4, "乙": 5}, TOWNS, aims=AIMS))
    name = answer.problem.recipients[0].name
    found = replacements(answer, only=[name]).found
    assert [(one.sort, one.name) for one in found] == [("recipient", name)]
    assert found == replacements(answer).of("recipient")[:1]


def test_worked_a_source_that_the_floors_need_is_told_with_them() -> None:
    """By hand: three floors of 2 need 6, and 5 are left without 甲."""
    problem = small({"甲": 4, "乙": 5}, TOWNS, [("floor", {"amount": 2})], aims=AIMS)
    cost = cost_of(replacements(best(problem)), "甲")
    assert cost.effect.state == "no_plan" and cost.rules == ("floor",)
    assert loss_words(cost, problem).zh.endswith("：【保底】不允许")


def test_worked_a_source_says_what_the_goal_becomes_by_the_targets_of_the_money_left() -> None:
    """By hand: 9 元 are 4.5 each, 1 away in whole 元; without 乙 the 6 are 3 each, and 0 away."""
    towns = [town("东", 人=1), town("西", 人=1)]
    factors = [("factors", {"weights": {"人": "100%"}})]
    problem = small({"甲": 6, "乙": 3}, towns, targets=factors)
    cost = cost_of(replacements(best(problem)), "乙")
    assert cost.effect.state == "anew"
    said = loss_words(cost, problem)
    assert said.zh == (
        "“与测算额的差额合计最小”由 1元 变为 0元（按重算的测算额）；东 -2元、西 -1元"
    )
    assert "goes from 1元 to 0元 (by the targets found anew)" in said.en


def library(projects: Library, pots: dict[str, int], rules: list[tuple[str, Any]]) -> Problem:
    """Return projects of three towns, whole or not at all, for the most benefit."""
    goal = ("project_benefit", {"column": "人", "unit": "人"})
    asked = [("project_funding", {"how": "whole"}), *rules]
    factors = [("factors", {"weights": {"口": "100%"}})]
    towns = [town(name, 口=1) for name in AIMS]
    problem = small(pots, towns, asked, targets=factors, goals=[goal], whole=False)
    made = tuple(
        Project(f"P{i}", tuple(AIMS)[at], "用途", need * FEN, facts={"人": Fraction(worth)})
        for i, (at, need, worth) in enumerate(projects)
    )
    return replace(problem, projects=made)


def most(projects: Library, pot: int, floor: int, towns: set[int]) -> int | None:
    """Return the most benefit for some towns alone, each above a floor, by counting."""
    there = [one for one in projects if one[0] in towns]
    found = []
    for size in range(len(there) + 1):
        for chosen in combinations(there, size):
            got = {t: sum(need for at, need, _ in chosen if at == t) for t in towns}
            if sum(got.values()) <= pot and all(fen >= floor for fen in got.values()):
                found.append(sum(worth for _, _, worth in chosen))
    return max(found, default=None)


@settings(max_examples=examples(8), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9)), min_size=3, max_size=5),
    st.integers(3, 12),
    st.integers(0, 2),
)
def test_property_a_recipient_costs_what_the_table_without_it_loses(
    drawn: list[tuple[int, int]], pot: int, floor: int
) -> None:
    """A goal that reads no target: the town with its projects and its floor is gone."""
    projects = [(i % 3, need, worth) for i, (need, worth) in enumerate(drawn)]
    rules = [("floor", {"amount": floor})] if floor else []
    answer = best(library(projects, {"钱": pot}, rules))
    if answer.plan is None:
        assert most(projects, pot, floor, {0, 1, 2}) is None
        return
    for place, cost in enumerate(replacements(answer).of("recipient")):
        left = most(projects, pot, floor, {0, 1, 2} - {place})
        assert cost.effect.proven == "exact" and left is not None
        # Where the town had to have money the others may do better without it.
        assert cost.effect.state in ("worse", "equal", *(("better",) if floor else ()))
        after = cost.effect.goals[0][1] if cost.effect.goals else answer.outcome.goals[0]
        assert -after.value == left
        assert cost.exempt == (("floor",) if floor else ())


def test_worked_a_source_says_what_goals_lose_that_look_at_no_target() -> None:
    """By hand: with 9 all three are funded, 6; without 乙 the 6 go to P0 and P1, 5."""
    problem = library([(0, 3, 3), (1, 3, 2), (2, 3, 1)], {"甲": 6, "乙": 3}, [])
    found = replacements(best(problem))
    cost = cost_of(found, "乙")
    assert cost.effect.state == "worse" and cost.effect.proven == "exact"
    assert loss_words(cost, problem).zh == ("“项目的人最多”由 6 变为 5；不再安排 P2；南 -3元")


def test_a_must_fund_project_is_exempt_with_its_recipient_and_named_alone() -> None:
    must = ("must_fund", {"projects": ["P0"], "how": "whole", **SIGNED})
    problem = library([(0, 3, 3), (1, 3, 2)], {"钱": 3}, [must])
    found = replacements(best(problem))
    assert cost_of(found, "P0").rules == ("must_fund",)
    assert cost_of(found, "东").exempt == ("must_fund",)
    assert cost_of(found, "东").effect.goals[0][1].value == -2


def test_the_page_and_the_object_say_what_leaving_out_means() -> None:
    ranked = ("rank_order", {"column": "人", "then": "skip"})
    problem = library([(0, 3, 3), (1, 3, 2)], {"钱": 4}, [ranked])
    found = replacements(best(problem))
    head = head_of(found)
    assert RANKED.zh in head.zh and MEANT["recipient"].zh in head.zh
    assert MEANT["source"].zh not in head.zh
    told = replacements_json(found, UNIT, "en")
    assert told["words"] == [head.en]
    assert all(cost["exempt"] == cost["rules"] == [] for cost in told["costs"])
