"""Totals beside a source of large steps: the same best plans, found by a bound that knows steps."""

from dataclasses import replace
from random import Random

import pytest

from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.ties.settle import goes_by_squares
from small import FEN, every_plan, small, town

PIECED = ("absolute", "relative", "squared", "webster", "jefferson")


def coarse(
    pots: dict[str, int],
    steps: tuple[int, int],
    aims: list[int],
    distance: str,
    whole: bool = False,
    **more: object,
) -> Problem:
    """Return a problem in which the first source is given in larger steps [元] than the second."""
    names = [f"镇{i}" for i in range(len(aims))]
    problem = small(
        pots,
        [town(name) for name in names],
        aims=dict(zip(names, aims, strict=True)),
        goals=[("closest_to_target", {"distance": distance, **more})],
        whole=whole,
    )
    cells = {s.name: step * FEN for s, step in zip(problem.sources, steps, strict=True)}
    return replace(problem, grain=replace(problem.grain, cells=cells))


def solved(problem: Problem) -> Outcome:
    return solve(formulate(problem, score(problem)), engine("highs"))


@pytest.mark.parametrize("distance", PIECED)
def test_the_best_plan_beside_large_steps_is_the_best_of_all_counted(distance: str) -> None:
    problem = coarse({"粗": 12, "细": 5}, (6, 1), [9, 3, 4], distance)
    targets, goal = score(problem), problem.goals[0]
    outcome = solved(problem)
    assert outcome.x is not None and outcome.proven == "exact"
    plan = plan_of(problem, outcome.x)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    least = min(goal.value(problem, targets, p) for p in kept)
    assert goal.value(problem, targets, plan) == least == outcome.goals[-1].value


def test_twelve_towns_beside_steps_above_their_targets_are_settled_at_the_root() -> None:
    draw = Random(1)
    aims = [draw.randint(30, 140) for _ in range(12)]
    pots = {"粗": sum(aims) // 400 * 200}
    pots["细"] = sum(aims) - pots["粗"]
    outcome = solved(coarse(pots, (200, 1), aims, "relative", whole=True))
    # Totals by themselves took 31 parts.
    assert outcome.proven == "exact" and outcome.nodes <= 3


def test_the_tie_rule_does_not_take_pieces_for_switches() -> None:
    problem = coarse({"粗": 12, "细": 5}, (6, 1), [9, 3, 4], "relative")
    program = formulate(problem, score(problem))
    assert program.ties.told_by_totals == 3 + 6 and goes_by_squares(program)


def test_totals_stay_as_they_are_beside_small_steps_and_where_a_goal_may_get_worse() -> None:
    aims = [40, 40, 30]
    for problem in (
        coarse({"粗": 12, "细": 5}, (3, 1), [9, 3, 4], "absolute"),
        coarse({"粗": 60, "细": 50}, (6, 1), aims, "absolute"),
        coarse({"粗": 12, "细": 5}, (6, 1), [9, 3, 4], "absolute", tolerance="5%"),
        coarse({"粗": 12, "细": 5}, (6, 1), [9, 3, 4], "hill"),
    ):
        program = formulate(problem, score(problem))
        assert program.columns == len(program.ties.cells) + len(program.ties.totals)
