"""Evenness, by the worst shortfall alone or by all of them: on paper and against counting."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from golden_text import changed_lines
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Leximin, Worst
from optalloc.solver.proof.tree import LeximinProof
from quick import examples
from small import FEN, best, every_plan, outcomes, small, town

LEXIMIN: tuple[str, dict[str, Any]] = ("evenness", {"depth": "leximin"})
WORST: tuple[str, dict[str, Any]] = ("evenness", {})


def levels(problem: Problem, plan: Plan) -> list[Fraction]:
    """Return the shortfalls of a plan, worst first, by a second hand."""
    targets, found = score(problem), []
    for recipient in problem.recipients:
        aim = targets.target(recipient.name)
        if aim:
            found.append(max(Fraction(0), 1 - plan.by_recipient.get(recipient.name, 0) / aim))
    return sorted(found, reverse=True)


def found_levels(problem: Problem, proven: tuple[str, ...] = ("exact",)) -> list[Fraction]:
    """Return the shortfalls of the plan that both engines find."""
    plans = []
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven in proven, outcome.proven
        plans.append(plan_of(problem, outcome.x))
        assert verify(problem, score(problem), plans[-1]) == ()
    assert plans[0] == plans[1]
    return levels(problem, plans[0])


def test_worked_the_second_worst_is_raised_when_the_worst_cannot_be() -> None:
    # Made up: 丁 is capped at 2 of 10, so the worst is 80% whatever the others get.
    towns, aims = [town("甲"), town("乙"), town("丁")], {"甲": 10, "乙": 10, "丁": 10}
    rules = [("ceiling", {"amount": 2, "recipients": ["丁"]})]
    even = small({"资金": 14}, towns, rules, aims=aims, goals=[LEXIMIN])
    assert best(even) == {"甲": 6, "乙": 6, "丁": 2}
    only_worst = small({"资金": 14}, towns, rules, aims=aims, goals=[WORST])
    assert best(only_worst) == {"甲": 10, "乙": 2, "丁": 2}


def test_worked_of_two_equal_towns_one_waits_and_the_listed_order_says_which() -> None:
    towns = [town("甲"), town("乙"), town("丙")]
    problem = small({"资金": 5}, towns, aims={"甲": 2, "乙": 2, "丙": 4}, goals=[LEXIMIN])
    # 丙 and one of the two stand at 1/2, the other at 0; the town listed first has the more.
    assert best(problem) == {"甲": 2, "乙": 1, "丙": 2}


def test_caps_however_many_are_settled_in_few_rounds() -> None:
    names = [f"镇{i}" for i in range(40)]
    caps = [("ceiling", {"amount": i, "recipients": [name]}) for i, name in enumerate(names)]
    aims = dict.fromkeys(names, 100)
    problem = small({"资金": 500}, [town(n) for n in names], caps, aims=aims, goals=[LEXIMIN])
    # Made up: the caps up to 15 add up to 120, and the 24 other towns share 380: 15 or 16 each.
    shared = sorted(best(problem).values())
    assert shared == [*range(16), *[15] * 4, *[16] * 20]
    (goal,) = solve(formulate(problem, score(problem)), engine("highs")).goals
    assert isinstance(goal.proof, LeximinProof) and len(goal.proof.rounds) <= 4


def test_golden_program() -> None:
    problem = small(
        {"资金": 4},
        [town("甲"), town("乙"), town("丙")],
        aims={"甲": 3, "乙": 2},
        goals=[WORST],
    )
    assert_golden_goal("evenness", problem)


def test_differential_it_adds_no_row_and_no_bound() -> None:
    towns, aims = [town("甲"), town("乙")], {"甲": 3, "乙": 1}
    none = small({"资金": 4}, towns, aims=aims, goals=[])
    for entry in (WORST, LEXIMIN):
        some = small({"资金": 4}, towns, aims=aims, goals=[entry])
        assert changed_lines(none, some) == ([], [])
        (goal,) = formulate(some, score(some)).goals
        assert isinstance(goal, Worst)
        assert isinstance(goal, Leximin) == (entry is LEXIMIN)


DRAWN = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(DRAWN, st.integers(1, 8), st.integers(0, 3), st.booleans())
def test_property_leximin_is_what_counting_finds(
    drawn: list[tuple[int, int]], money: int, most: int, whole: bool
) -> None:
    towns = [town(f"镇{i}", cap=cap) for i, (_, cap) in enumerate(drawn)]
    rules: list[tuple[str, dict[str, Any]]] = []
    if most:
        rules.append(("ceiling", {"amount": most - 1, "per_unit": 1, "column": "cap"}))
    if sum(aim for aim, _ in drawn) == 0:
        return
    aims = {t.name: aim for t, (aim, _) in zip(towns, drawn, strict=True)}
    problem = small({"资金": money}, towns, rules, aims=aims, goals=[LEXIMIN], whole=whole)
    targets = score(problem)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    if not kept:
        assert all(o.x is None and o.infeasible != "no" for o in outcomes(problem))
        return
    least = min(levels(problem, p) for p in kept)
    assert found_levels(problem) == least
    assert all(o.goals[0].value == least[0] for o in outcomes(problem))


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(
    st.lists(st.integers(1, 6), min_size=4, max_size=4),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 4),
)
def test_property_leximin_over_two_sources_that_serve_different_towns(
    aims: list[int], one: int, two: int, cap: int
) -> None:
    names = ["甲", "乙", "丙", "丁"]
    rules: list[tuple[str, dict[str, Any]]] = [
        ("ceiling", {"amount": cap, "recipients": ["乙"]}),
        ("share", {"uses": ["产业"], "at_least": "55%", "over": "batch"}),
    ]
    problem = small(
        {"一": one, "二": two},
        [town(n) for n in names],
        rules,
        aims=dict(zip(names, aims, strict=True)),
        goals=[LEXIMIN],
        uses={"产业": ()},
    )
    targets = score(problem)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    least = min(levels(problem, p) for p in kept)
    assert found_levels(problem) == least


@pytest.mark.slow
def test_leximin_of_60_towns_in_fine_steps_is_proven_and_matches_water_filling() -> None:
    # By hand: the water level is found by giving one step at a time to who is worst off.
    towns = [town(f"镇{i}") for i in range(60)]
    aims = {t.name: 40 + 7 * i % 53 for i, t in enumerate(towns)}
    money = sum(aims.values()) * 3 // 5
    problem = small({"资金": money}, towns, aims=aims, goals=[LEXIMIN])
    held = dict.fromkeys(aims, 0)
    for _ in range(money):
        worst = max(aims, key=lambda n: Fraction(aims[n] - held[n], aims[n]))
        held[worst] += 1
    by_hand = sorted((Fraction(aims[n] - held[n], aims[n]) for n in aims), reverse=True)
    assert found_levels(problem) == by_hand


def test_shortfalls_are_listed_from_the_worst_and_never_negative() -> None:
    problem = small({"资金": 9}, [town("甲"), town("乙")], aims={"甲": 3, "乙": 6}, goals=[WORST])
    plan = next(p for p in every_plan(problem) if p.by_recipient.get("甲") == 8 * FEN)
    goal: Any = problem.goals[0]
    assert goal.shortfalls(problem, score(problem), plan)[-1] == 0
    assert goal.value(problem, score(problem), plan) in (1, Fraction(5, 6))


def test_each_depth_says_what_it_makes_even() -> None:
    problem = small({"资金": 1}, [town("甲")], aims={"甲": 1}, goals=[WORST, LEXIMIN])
    assert [g.words(problem) for g in problem.goals] == [
        ("最差的相对缺口最小", "smallest worst relative shortfall"),
        (
            "最差的相对缺口最小，其次是次差的，依此类推",
            "smallest worst relative shortfall, then the second worst, and so on",
        ),
    ]


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(
    st.tuples(*[st.integers(1, 9)] * 3),
    st.integers(4, 14),
    st.integers(2, 4),
    st.integers(4, 7),
    st.booleans(),
)
def test_totals_behind_switches_stand_as_counting_says(
    aims: tuple[int, ...], money: int, least: int, most: int, is_after_fewest: bool
) -> None:
    """Nothing or at least so much: nobody stands on a level between, and rounds leave those out."""
    names = ("甲", "乙", "丙")
    rules: list[tuple[str, dict[str, Any]]] = [
        ("nothing_or_at_least", {"amount": least, "within": "recipient"}),
        ("ceiling", {"amount": most}),
    ]
    fewest: list[tuple[str, dict[str, Any]]] = [("fewest_recipients", {})]
    problem = small(
        {"资金": money},
        [town(name) for name in names],
        rules,
        aims=dict(zip(names, aims, strict=True)),
        goals=[*(fewest if is_after_fewest else []), LEXIMIN],
    )
    targets = score(problem)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    if not kept:
        assert all(o.x is None and o.infeasible == "exact" for o in outcomes(problem))
        return

    def by(plan: Plan) -> tuple[int, list[Fraction]]:
        paid = sum(1 for m in plan.by_recipient.values() if m) if is_after_fewest else 0
        return paid, levels(problem, plan)

    assert found_levels(problem) == min(map(by, kept))[1]


@pytest.mark.parametrize(("count", "money", "most"), [(14, 280, 40), (24, 480, 45)])
def test_who_is_left_out_is_a_question_of_switches(count: int, money: int, most: int) -> None:
    """Targets of 6 to 52: over 100 seconds where each total was a cost of its own steps alone."""
    names = [f"镇{i:02}" for i in range(count)]
    aims = {name: 6 + 47 * i % 47 for i, name in enumerate(names)}
    rules: list[tuple[str, dict[str, Any]]] = [
        ("nothing_or_at_least", {"amount": 25, "within": "recipient"}),
        ("ceiling", {"amount": most}),
    ]
    goals = [("fewest_recipients", {}), LEXIMIN] if most == 40 else [LEXIMIN]
    problem = small({"资金": money}, [town(n) for n in names], rules, aims=aims, goals=goals)
    outcome = solve(formulate(problem, score(problem)), engine("highs"))
    assert outcome.proven == "exact" and outcome.nodes is not None and outcome.nodes < 1000
