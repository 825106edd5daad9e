"""Levels above the recipients: totals, rules, goals and formulas of counties and prefectures.

The figures of scenarios/three-levels are made up for the purpose; all of it is worked by hand.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optalloc as oa
from golden_text import changed_lines
from optalloc.core.errors import InputUnusable
from optalloc.explaining.explain import explain
from optalloc.explaining.question import ExplainOptions
from optalloc.inputs.read import read
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.at_level import breaches_of, complaints_of, recipients_of, value_of
from optalloc.problem.facts import Award, Plan, Recipient
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, FEN, best, every_plan, is_proven_infeasible, outcomes, rule, small, town

THREE = Path(__file__).parents[1] / "scenarios" / "three-levels" / "plan.yaml"
TOWNS = [
    town("东镇", 县="甲县", 市="丙市", 人口=3),
    town("西镇", 县="甲县", 市="丙市", 人口=1),
    town("南镇", 县="乙县", 市="丙市", 人口=2),
    town("北镇", 县="乙县", 市="丙市", 人口=2),
]
COUNTY = {"东镇": "甲县", "西镇": "甲县", "南镇": "乙县", "北镇": "乙县"}


def levelled(*rules: tuple[str, dict[str, Any]], pot: int = 4, **asked: Any) -> Problem:
    """Return four towns of two counties that share so many 元."""
    asked = {"aims": {"东镇": pot, "西镇": 0, "南镇": 0, "北镇": 0}, **asked}
    problem = small({"钱": pot}, TOWNS, rules, **asked)
    return replace(problem, hierarchy=Hierarchy(("市", "县"), ("人口",)))


def merged(plan: Plan) -> Plan:
    """Return a plan of towns as one of counties, added up by hand."""
    held: dict[tuple[str, str, str], int] = {}
    for award in plan.awards:
        cell = (COUNTY[award.recipient], award.source, award.use)
        held[cell] = held.get(cell, 0) + award.amount
    return Plan(Award(*cell, money) for cell, money in held.items())


def test_worked_three_levels_keep_the_money_of_every_unit() -> None:
    """By hand: counties' targets are 400, 200, 200, 200 by people; 一镇 has 400 * (3/4 + 6/10) / 2.

    西市 must have 450, so 五镇 … 八镇 together 50 above their 400; 甲县 may have 380, 20 below its
    400. So 东市 loses 50: 20 in 甲县 and 30 in 乙县. Counties are 20 + 30 + 50 = 100 off.
    """
    solution = oa.read(THREE).solve().to_json("en")
    targets = {name: Fraction(text) for name, text in solution["targets"].items()}
    assert targets == dict(
        zip(targets, map(Fraction, (270, 130, 125, 75, 90, 110, 150, 50)), strict=True)
    )
    got = {name: Fraction(text) for name, text in solution["recipients"].items()}
    assert sum(list(got.values())[:2]) == 380
    assert sum(list(got.values())[2:4]) == 170
    assert sum(list(got.values())[4:]) == 450
    assert [goal["value"] for goal in solution["goals"]] == ["100"] * 2
    assert solution["proven"] == "exact"


def test_worked_a_county_is_capped_whatever_its_towns_share() -> None:
    """By hand: 东镇 wants all 4, its county may have 3; each step elsewhere is as far off."""
    got = best(levelled(("ceiling", {"at": "县", "amount": "3"})))
    assert got["东镇"] == 3
    assert got["南镇"] + got["北镇"] == 1


def test_worked_money_named_for_a_unit_goes_to_who_stands_under_it() -> None:
    """By hand: 乙县 gets 8 of 12 by decision, 1/2 each; 甲县 the other 4 by people, 3 and 1."""
    fixed = ("fixed", {"amounts": {"乙县": 8}, "at": "县", "within": {"人口": "100%"}})
    rest = ("factors", {"weights": {"人口": "100%"}, "recipients": ["东镇", "西镇"]})
    problem = levelled(pot=12, aims=None, targets=[fixed, rest])
    assert [*complaints_of(problem.targets[0], problem)] == []
    assert best(problem) == {"东镇": 3, "西镇": 1, "南镇": 4, "北镇": 4}
    assert sum(line.amount for line in score(problem).sheet) == 12 * FEN


def test_worked_a_unit_that_asks_for_more_than_all_there_is_has_no_plan() -> None:
    assert is_proven_infeasible(levelled(("floor", {"at": "市", "amount": "5"})))


def test_differential_totals_of_units_are_laid_out_once_for_all_that_ask() -> None:
    one = levelled(("ceiling", {"at": "县", "amount": "3"}))
    two = levelled(("ceiling", {"at": "县", "amount": "3"}), ("floor", {"at": "县", "amount": "1"}))
    gone, new = changed_lines(levelled(), one)
    assert not any(":" in line for line in gone)
    assert len([line for line in new if line.endswith("= 0")]) == 2
    assert not [line for line in changed_lines(one, two)[1] if line.endswith("= 0")]


RULES_AT_A_LEVEL: Sequence[tuple[str, dict[str, Any]]] = [
    ("floor", {"amount": "1"}),
    ("floor", {"per_unit": "0.5", "column": "人口"}),
    ("ceiling", {"amount": "3", "recipients": ["甲县"]}),
    ("balance", {"max_deviation": "50%"}),
    ("amount_ratio", {"at_most": "2", "among": "funded"}),
    ("same_amount", {"kinds": ["县"]}),
    ("per_head_ratio", {"column": "人口", "at_most": "2"}),
    ("nothing_or_at_least", {"amount": "3", "within": "recipient"}),
    ("nothing_or_at_least", {"amount": "3", "within": "award"}),
    ("recipient_count", {"at_most": 1}),
    ("lots", {"standard": "2", "unit": "个", "at_most": 2}),
    ("order", {"factors": ["人口"], "equals": "within_step"}),
    ("linear", {"says": "甲县 >= 2 * 乙县"}),
    ("linear", {"says": "各单位 <= 3"}),
    ("hold_harmless", {"at_least": "100%", "years": [2025], "over": "batch", "of": "amount",
                       "when_short": "refuse"}),
    ("yearly_change", {"year": 2025, "at_most": "50%", "over": "batch"}),
    ("group_share", {"recipients": ["甲县"], "at_least": "50%", "over": "batch"}),
    ("parity", {"recipients": ["甲县"], "year": 2025, "over": "batch"}),
]  # fmt: skip


@pytest.mark.parametrize("asked", RULES_AT_A_LEVEL, ids=lambda asked: asked[0])
def test_property_a_rule_of_units_judges_and_solves_as_one_of_added_up_plans(
    asked: tuple[str, dict[str, Any]],
) -> None:
    """Held against the same rule of two counties that are recipients, plan by plan."""
    word, settings_ = asked
    past = [(2025, "东镇", 1), (2025, "西镇", 1), (2025, "南镇", 1), (2025, "乙县", 1)]
    problem = levelled((word, {**settings_, "at": "县"}), history=past)
    counties = [Recipient(n, "县", {"人口": Fraction(4)}) for n in ("甲县", "乙县")]
    past = [(2025, "甲县", 2), (2025, "乙县", 2)]
    other = small({"钱": 4}, counties, [asked], aims={"甲县": 4, "乙县": 0}, history=past)
    part, own = rule(problem, word), rule(other, word)
    assert [*complaints_of(part, problem)] == []
    targets, of_counties = score(problem), score(other)
    kept = []
    for plan in every_plan(problem):
        found = [b.words() for b in breaches_of(part, problem, targets, plan)]
        assert found == [b.words() for b in own.breaches(other, of_counties, merged(plan))]
        if not verify(problem, targets, plan):
            kept.append(value_of(problem.goals[0], problem, targets, plan))
    for outcome in outcomes(problem):
        assert (outcome.x is None) == (not kept)
        if outcome.x is not None:
            plan = plan_of(problem, outcome.x)
            assert value_of(problem.goals[0], problem, targets, plan) == min(kept)


GOALS_AT_A_LEVEL: Sequence[tuple[str, dict[str, Any]]] = [
    ("closest_to_target", {"distance": "absolute"}),
    ("closest_to_target", {"distance": "squared_over_target"}),
    ("closest_to_target", {"distance": "hill"}),
    ("evenness", {"depth": "worst"}),
    ("evenness", {"depth": "leximin"}),
    ("fewest_recipients", {}),
    ("last_year", {"year": 2025, "distance": "absolute"}),
]


@pytest.mark.parametrize("asked", GOALS_AT_A_LEVEL, ids=lambda asked: "-".join(map(str, asked)))
def test_property_a_goal_of_units_finds_the_best_that_counting_finds(
    asked: tuple[str, dict[str, Any]],
) -> None:
    word, settings_ = asked
    aims = {"东镇": 1, "西镇": 1, "南镇": 1, "北镇": 1}
    past = [(2025, name, 1) for name in aims]
    problem = levelled(
        ("ceiling", {"amount": "3"}),
        aims=aims,
        history=past,
        goals=[(word, {**settings_, "at": "县"})],
    )
    goal, targets = problem.goals[0], score(problem)
    assert [*complaints_of(goal, problem)] == []
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    least = min(value_of(goal, problem, targets, plan) for plan in kept)
    for outcome in outcomes(problem):
        assert outcome.x is not None
        assert outcome.proven == "exact"
        assert value_of(goal, problem, targets, plan_of(problem, outcome.x)) == least


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 9)), min_size=3, max_size=9
    ),
    st.integers(0, 9),
    st.integers(0, 30),
)
def test_property_three_levels_come_to_what_a_plain_pulp_model_comes_to(
    drawn: list[tuple[int, int, int]], least: int, most: int
) -> None:
    """Prefectures capped, floors of counties, towns near their aims: no code of ours in it."""
    pot = sum(aim for *_, aim in drawn)
    towns = [town(f"镇{i}", 市=f"市{p}", 县=f"市{p}县{c}") for i, (p, c, _) in enumerate(drawn)]
    aims = {f"镇{i}": aim for i, (*_, aim) in enumerate(drawn)}
    if not pot:
        return
    rules = [
        ("floor", {"at": "县", "amount": str(least)}),
        ("ceiling", {"at": "市", "amount": str(most)}),
    ]
    problem = small(
        {"钱": pot},
        towns,
        rules,
        aims=aims,
        goals=[("closest_to_target", {"distance": "absolute", "at": "县"}), CLOSEST],
    )
    problem = replace(problem, hierarchy=Hierarchy(("市", "县")))
    expected = _by_pulp(drawn, pot, least, most)
    for outcome in outcomes(problem):
        assert (outcome.x is None) == (expected is None)
        if outcome.x is not None and expected is not None:
            plan, targets = plan_of(problem, outcome.x), score(problem)
            assert verify(problem, targets, plan) == ()
            values = [value_of(g, problem, targets, plan) / FEN for g in problem.goals]
            assert values == expected


def _by_pulp(
    drawn: list[tuple[int, int, int]], pot: int, least: int, most: int
) -> list[int] | None:
    """Return the distance of counties, then that of towns, as two plain models in turn."""
    names = range(len(drawn))
    counties = sorted({(p, c) for p, c, _ in drawn})
    first: int | None = None
    for stage in ("counties", "towns"):
        model = pulp.LpProblem("levels", pulp.LpMinimize)
        y = [model.add_variable(f"y{i}", 0, cat="Integer") for i in names]
        off = [model.add_variable(f"off{i}", 0) for i in names]
        far = {c: model.add_variable(f"far{c[0]}_{c[1]}", 0) for c in counties}
        model += pulp.lpSum(far.values() if stage == "counties" else off)
        model += pulp.lpSum(y) == pot
        for i in names:
            model += off[i] >= y[i] - drawn[i][2]
            model += off[i] >= drawn[i][2] - y[i]
        for county in counties:
            own = [i for i in names if drawn[i][:2] == county]
            money, aim = pulp.lpSum(y[i] for i in own), sum(drawn[i][2] for i in own)
            model += money >= least
            model += far[county] >= money - aim
            model += far[county] >= aim - money
        for prefecture in {p for p, *_ in drawn}:
            model += pulp.lpSum(y[i] for i in names if drawn[i][0] == prefecture) <= most
        if first is not None:
            model += pulp.lpSum(far.values()) <= first
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        if model.sol_status != pulp.LpSolutionOptimal:
            return None
        value = round(pulp.value(model.objective))
        if first is not None:
            return [first, value]
        first = value
    return None


@pytest.mark.parametrize(
    ("word", "settings_"),
    [("pro_rata", {"part": "1/2"}), ("fewest_moves", {"count": "recipients"})],
    ids=["pro_rata", "fewest_moves"],
)
def test_property_a_change_of_units_is_the_least_that_counting_finds(
    word: str, settings_: dict[str, Any]
) -> None:
    """Approved were 5 for 甲县, in 东镇 alone, and 1 for 乙县; 东镇 may have 1 now."""
    problem = levelled(
        ("ceiling", {"amount": "1", "recipients": ["东镇"]}),
        ("floor", {"amount": "1", "recipients": ["北镇"]}),
        goals=[(word, {**settings_, "at": "县"})],
    )
    approved = Plan([Award("东镇", "钱", "用途", 5 * FEN), Award("南镇", "钱", "用途", FEN)])
    problem = replace(problem, approved=approved)
    goal, targets = problem.goals[0], score(problem)
    assert [*complaints_of(goal, problem)] == []
    due = {"甲县": Fraction(5, 2), "乙县": Fraction(1, 2)}

    def by_hand(plan: Plan) -> Fraction:
        got = merged(plan).by_recipient
        if word == "pro_rata":
            return sum((abs(got.get(n, 0) - FEN * d) for n, d in due.items()), Fraction(0))
        return Fraction(sum(got.get(n, 0) != 2 * FEN * d for n, d in due.items()))

    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    least = min(map(by_hand, kept))
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven == "exact"
        plan = plan_of(problem, outcome.x)
        assert value_of(goal, problem, targets, plan) == by_hand(plan) == least


def test_a_change_of_single_amounts_has_no_level() -> None:
    asked = [
        ("pro_rata", {"of": "cells", "at": "县"}),
        ("fewest_moves", {"count": "money", "at": "县"}),
    ]
    problem = replace(levelled(goals=asked), approved=Plan(()))
    assert words_of(problem, *problem.goals) == [
        ("of", "recipients, where `at` names a level"),
        ("count", "recipients, where `at` names a level"),
    ]


def words_of(problem: Problem, *parts: Any) -> list[tuple[str, ...]]:
    """Return what parts complain of, in English, with the key."""
    return [(c.key, c.allowed.en) for part in parts for c in complaints_of(part, problem)]


def test_a_level_that_there_is_none_of_is_refused_by_name() -> None:
    problem = levelled(("ceiling", {"at": "省", "amount": "3"}))
    assert words_of(problem, rule(problem, "ceiling")) == [("at", "a name that is there (县, 市)")]


def test_a_level_in_a_scenario_without_levels_says_what_to_write() -> None:
    with pytest.raises(InputUnusable) as refused:
        read(THREE, ["levels=off"])
    assert (
        "line 43, rules.县级封顶.at; line 47, goals.各县最接近测算额.at: a level of `levels`; the "
        "scenario has no levels, got '县'. Write levels: {columns: [县]}, and in the column 县"
    ) in refused.value.letter("en")
    assert (
        ".at（层级）：要先有 levels 一节，这个情景没有写，实为 '县'。请写 levels: {columns: [县]}"
        in (refused.value.letter("zh"))
    )


def test_a_unit_that_is_asked_about_is_told_by_whom_to_ask() -> None:
    asked = ExplainOptions(recipients=("甲县",), want=("丙县=300",))
    with pytest.raises(InputUnusable) as refused:
        explain(THREE, asked)
    assert "甲县 is a unit of the level 县: ask about its own, 一镇, 二镇." in refused.value.letter(
        "en"
    )
    with pytest.raises(InputUnusable) as refused:
        explain(THREE, ExplainOptions(want=("丙县=300",)))
    assert "丙县 是上级单位（县），请查询它所属的单位：五镇、六镇。" in refused.value.letter("zh")


def test_a_town_is_told_how_its_county_came_to_its_money() -> None:
    lines = [line.how.en for line in score(read(THREE)).sheet if line.recipient == "一镇"]
    assert lines == ["67.5% of the 400万元 of 甲县 (脱贫人口 400人 = 40%)"]


def test_a_figure_that_does_not_add_up_is_refused_for_units() -> None:
    problem = levelled(("ceiling", {"at": "县", "per_unit": "1", "column": "人口"}))
    problem = replace(problem, hierarchy=Hierarchy(("县",)))
    (said, _) = complaints_of(rule(problem, "ceiling"), problem)
    assert said.allowed.en == "a figure of 人口 for 甲县"
    assert said.remedy.en == (
        "A unit's figure is the sum of its recipients': where one is missing, name its column "
        "under `sums` of `levels`."
    )


def test_a_formula_of_units_says_how_their_money_goes_down() -> None:
    asked = ("factors", {"at": "县", "weights": {"人口": "100%"}})
    problem = levelled(aims=None, targets=[asked])
    assert words_of(problem, problem.targets[0]) == [
        (
            "within",
            "at and within (the indicators by which a unit's money goes to its own) together",
        )
    ]


@pytest.mark.parametrize(
    ("settings_", "said"),
    [
        (["levels.columns=[市, 州]"], ["there must be a column 州 (there are: 单位, 市, 县, "]),
        (
            ["changes.recipients.二镇.市=西市"],
            ["二镇.市: one 市 for a unit, 东市 before, got '西市'. Units of the same"],
        ),
        (["levels.rows=[市]"], ["levels.rows: a setting, one of columns, sums, got 'rows'."]),
        (["rules.grain.at=县"], ["rules.grain.at: a setting, one of"]),
        (["changes.recipients.二镇.县=12"], ["recipients.二镇.县: the name of its 县, got '12'."]),
    ],
    ids=["no such column", "two prefectures", "unknown setting", "no level for grains", "a number"],
)
def test_levels_that_do_not_hold_are_refused_with_their_place(
    settings_: list[str], said: list[str]
) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(THREE, settings_)
    letter = refused.value.letter("en")
    assert all(text in letter for text in said), letter


def test_recipients_of_a_part_stand_under_the_units_it_names() -> None:
    problem = levelled(("ceiling", {"at": "县", "amount": "3", "recipients": ["乙县"]}))
    assert [r.name for r in recipients_of(rule(problem, "ceiling"), problem)] == ["南镇", "北镇"]


def test_words_say_which_units_count() -> None:
    problem = levelled(
        ("ceiling", {"at": "县", "amount": "3", "where": {"市": "丙市"}}),
        ("group_share", {"at": "县", "recipients": ["甲县"], "at_least": "50%", "over": "batch"}),
        goals=[("closest_to_target", {"distance": "absolute", "at": "市"})],
    )
    said = [tuple(part.words(problem)) for part in (*problem.rules[2:], *problem.goals)]
    assert said == [
        (
            "各县不高于 3元（只指“市”为丙市的县）",
            "every 县 at most 3元 (only those with 市 = 丙市)",
        ),
        (
            "甲县（以县为单位） 占本批资金 不低于 50%",
            "甲县 (each 县 counts as one): at least 50% of this batch",
        ),
        (
            "与测算额的差额合计最小（以市为单位）",
            "smallest sum of deviations from target (each 市 counts as one)",
        ),
    ]


def test_a_line_that_names_a_county_is_told_how_to_speak_of_counties() -> None:
    """Without `at` the names are those of towns; 丁县 is none of either."""
    line = {"says": "甲县 <= 2 * 乙县"}
    (first, second) = rule(levelled(("linear", line)), "linear").check(levelled())
    assert (first.came, second.came) == ("甲县", "乙县")
    assert first.remedy == (
        "甲县 是上级单位：加上 at: 县，这一条就以县为单位。",
        "甲县 is a unit above: with at: 县 the line is about units of 县.",
    )
    (other,) = rule(levelled(("linear", {"says": "丁县 <= 2"})), "linear").check(levelled())
    assert "at:" not in other.remedy.en
