"""When time ends: what is kept and certified; and worst levels behind switches by counting."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from mutations import refusal, refusal_of
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.certificate.check import CertifiedScenario
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solve import solve
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.goals.evenness import Evenness
from optalloc.problem.goals.fewest_recipients import FewestRecipients
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver import lexicographic
from optalloc.solver.engines.select import engine
from optalloc.solver.program.distance_costs import AbsoluteDistance
from optalloc.solver.program.program import WeightedSum
from optalloc.solver.proof.lagrangian import minimisers
from small import Entry, every_plan, outcomes, small, town

FEWEST: Entry = ("fewest_recipients", {})


def value(problem: Problem, plan: Plan) -> list[Fraction]:
    """Return the count of recipients and the shortfalls, worst first, of a plan."""
    fewest, even = problem.goals
    assert isinstance(fewest, FewestRecipients) and isinstance(even, Evenness)
    targets = score(problem)
    count = fewest.value(problem, targets, plan)
    return [count, *even.values_in_order(problem, targets, plan)]


@pytest.mark.parametrize("depth", ["worst", "leximin"])
def test_levels_of_the_few_that_are_paid_are_what_counting_finds(depth: str) -> None:
    for seed in range(4):
        draw = Random(seed)
        towns = [town(name) for name in "甲乙丙"]
        aims = {t.name: draw.randint(2, 7) for t in towns}
        cap = draw.randint(2, 3)
        most = {"amount": cap}
        least = ("nothing_or_at_least", {"amount": 2, "within": "recipient"})
        rules = [("ceiling", most), *([least] if seed % 2 else [])]
        money = cap * 2 if seed % 3 else cap * 2 + 1
        goals = [FEWEST, ("evenness", {"depth": depth})]
        problem = small({"资金": money}, towns, rules, aims=aims, goals=goals)
        plans = [p for p in every_plan(problem) if not verify(problem, score(problem), p)]
        if not plans:
            continue
        best = min(value(problem, plan) for plan in plans)
        for outcome in outcomes(problem):
            assert outcome.x is not None and outcome.proven == "exact"
            assert value(problem, plan_of(problem, outcome.x)) == best, seed


def test_the_worst_of_those_left_out_is_proven_by_bounds() -> None:
    # 300 is 10 times the ceiling: 14 of 24 get nothing, whoever they are, and none is above that.
    towns = [town(f"镇{i:02}") for i in range(24)]
    aims = {t.name: 8 + i % 9 for i, t in enumerate(towns)}
    rules, goals = [("ceiling", {"amount": 30})], [FEWEST, ("evenness", {})]
    problem = small({"资金": 300}, towns, rules, aims=aims, goals=goals)
    outcome = lexicographic.solve(formulate(problem, score(problem)), engine("highs"))
    assert [goal.value for goal in outcome.goals] == [10, 1] and outcome.proven == "exact"


def test_the_better_of_two_unfinished_plans_is_kept() -> None:
    towns, aims = [town("甲"), town("乙")], {"甲": 6, "乙": 6}
    problem = small({"资金": 6}, towns, aims=aims, goals=[FEWEST, ("evenness", {})])
    program = formulate(problem, score(problem))
    full = lexicographic.solve(program, engine("highs"))
    even = replace(program, goals=program.goals[1:])
    spread = lexicographic.solve(even, engine("highs")).x
    assert full.x is not None and spread is not None
    ended = replace(full, stopped="time_limit", settled=False)
    worse = replace(ended, x=spread)
    assert lexicographic._is_worse(program, worse, ended)
    assert not lexicographic._is_worse(program, ended, worse)
    assert not lexicographic._is_worse(program, full, ended)
    assert lexicographic._is_worse(program, replace(ended, x=None), ended)
    # How solving ended, and what it took, is told of all of it.
    later = replace(worse, stopped="error", tried=(9, 4), seconds=7.0)
    told = lexicographic._ended_as(ended, later)
    assert (told.x is ended.x, told.stopped, told.tried, told.seconds) == (True, "error", (9, 4), 7)
    assert lexicographic._ended_as(ended, full).stopped == "time_limit"


@pytest.mark.parametrize("goal", ["closest_to_target: {distance: relative}", "LEXIMIN"])
def test_a_certificate_holds_where_time_ended(goal: str, tmp_path: Path) -> None:
    draw, names = Random(1), [f"town {i}" for i in range(14)]
    needs = [draw.choice((10, 16, 20, 24, 30, 36, 40, 50, 60)) for _ in range(70)]
    goals = "fewest_recipients: {}\n  evenness: {depth: leximin}" if goal == "LEXIMIN" else goal
    rows = [
        f"    - {{project: p{i}, recipient: {names[i % 14]}, use: road, need: {need}}}"
        for i, need in enumerate(needs)
    ]
    who = [f"    - {{recipient: {n}, kind: town, people: {draw.randint(90, 900)}}}" for n in names]
    lines = [
        "unit: 万元\ntables:\n  sources:",
        f"    - {{source: a, tier: a, amount: {sum(needs) // 40 * 20}}}",
        "  uses:\n    - {use: road, industry: 'no'}\n  recipients:",
        *who,
        *(["  projects:", *rows] if goal != "LEXIMIN" else []),
        "indicators:\n  people: {unit: people, direction: more, source: made up}",
        "targets:\n  formula: {kind: factors, weights: {people: 100%}, source: made up}",
        "rules:\n  grain: {cell: 1}\n  spend_whole: {}",
        "  funding: {kind: project_funding, how: whole}"
        if goal != "LEXIMIN"
        else f"  ceiling: {{amount: {sum(needs) // 40 * 20 // 7}}}",
        f"goals:\n  {goals}\n",
    ]
    file = tmp_path / "plan.yaml"
    file.write_text("\n".join(lines), "utf-8")
    solved = solve(file, how=SolveOptions(time_limit=0.6))
    said = json.loads(json.dumps(certificate_of(solved, tmp_path)))
    assert refusal(said) is None
    assert refusal_of(CertifiedScenario.read(file, []), said) is None


def test_weighed_costs_are_compared_as_fractions_are() -> None:
    draw = Random(5)
    for _ in range(60):
        parts = tuple(
            (
                Fraction(draw.randint(1, 9), draw.randint(1, 9)),
                AbsoluteDistance(draw.randint(1, 3), Fraction(draw.randint(0, 12)), 1),
            )
            for _ in range(2)
        )
        cost = WeightedSum(parts, Fraction(draw.randint(-4, 4), 3))
        price = Fraction(draw.randint(-30, 30), draw.randint(1, 8))
        left = [cost.at(k) - price * k for k in range(9)]
        best = [k for k in range(9) if left[k] == min(left)]
        assert minimisers(cost, price, 0, 8) == (best[0], best[-1])
