"""Totals that are nothing or begin at a least amount: the same best plans, found in few parts."""

from random import Random

import pytest

from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from small import Entry, every_plan, small, town

STARTED: dict[str, list[Entry]] = {
    "total": [("nothing_or_at_least", {"amount": 4, "within": "recipient"})],
    "award": [("nothing_or_at_least", {"amount": 4, "within": "award"})],
    "count": [("recipient_count", {"at_most": 2})],
    "both": [
        ("recipient_count", {"at_most": 2}),
        ("nothing_or_at_least", {"amount": 4, "within": "recipient"}),
        ("ceiling", {"amount": 7}),
    ],
    "at its most": [
        ("nothing_or_at_least", {"amount": 4, "within": "recipient"}),
        ("ceiling", {"amount": 4}),
    ],
}
PIECED = ("absolute", "relative", "squared", "webster", "jefferson")


def started(aims: list[int], rules: list[Entry], goals: list[Entry], **more: object) -> Problem:
    names = [f"镇{i}" for i in range(len(aims))]
    return small(
        {"省级": 12, "县级": 4},
        [town(name) for name in names],
        rules,
        aims=dict(zip(names, aims, strict=True)),
        goals=goals,
        **more,  # type: ignore[arg-type]
    )


def solved(problem: Problem) -> Outcome:
    return solve(formulate(problem, score(problem)), engine("highs"))


@pytest.mark.parametrize("is_few", [False, True])
@pytest.mark.parametrize("rules", STARTED.values(), ids=STARTED)
@pytest.mark.parametrize("distance", PIECED)
def test_the_best_plan_is_the_best_of_all_counted(
    distance: str, rules: list[Entry], is_few: bool
) -> None:
    few: list[Entry] = [("fewest_recipients", {})] if is_few else []
    goals = [*few, ("closest_to_target", {"distance": distance})]
    problem = started([9, 5, 3], rules, goals, whole=False, grain="2")
    targets = score(problem)
    outcome = solved(problem)
    assert outcome.x is not None and outcome.proven == "exact"
    plan = plan_of(problem, outcome.x)
    values = [
        tuple(goal.value(problem, targets, p) for goal in problem.goals)
        for p in every_plan(problem)
        if not verify(problem, targets, p)
    ]
    said = tuple(goal.value for goal in outcome.goals)
    assert tuple(g.value(problem, targets, plan) for g in problem.goals) == min(values) == said


@pytest.mark.parametrize("rules", [STARTED["count"], STARTED["award"]], ids=["count", "award"])
def test_the_step_across_a_target_between_two_steps_costs_what_it_costs(
    rules: list[Entry],
) -> None:
    goals: list[Entry] = [
        ("fewest_recipients", {}),
        ("closest_to_target", {"distance": "relative"}),
    ]
    problem = small(
        {"省级": 20},
        [town(name) for name in ("甲", "乙", "丙")],
        rules,
        aims={"甲": 7, "乙": 7, "丙": 5},
        goals=goals,
        grain="2",
    )
    outcome = solved(problem)
    assert outcome.x is not None
    plan = plan_of(problem, outcome.x)
    # One gets all: 13/7 above, and the others nothing.
    value = problem.goals[-1].value(problem, score(problem), plan)
    assert outcome.goals[-1].value == value


def test_twenty_totals_that_begin_above_their_targets_are_settled_in_a_few_parts() -> None:
    draw = Random(1)
    aims = [draw.randint(4, 40) for _ in range(20)]
    rules: list[Entry] = [
        ("nothing_or_at_least", {"amount": 20, "within": "recipient"}),
        ("ceiling", {"amount": 70}),
    ]
    for goals in ([], [("fewest_recipients", {})]):
        names = [f"镇{i}" for i in range(20)]
        problem = small(
            {"市级": sum(aims)},
            [town(name) for name in names],
            rules,
            aims=dict(zip(names, aims, strict=True)),
            goals=[*goals, ("closest_to_target", {"distance": "relative"})],
        )
        outcome = solved(problem)
        # Totals by themselves stayed open after thousands.
        assert outcome.proven == "exact" and outcome.nodes <= 40


def test_totals_stay_as_they_are_where_nothing_is_cut_off_or_a_goal_may_get_worse() -> None:
    rule: list[Entry] = STARTED["total"]
    for aims, entry in (
        ([9, 8, 7], {"distance": "absolute"}),
        ([9, 3, 2], {"distance": "absolute", "tolerance": "5%"}),
        ([9, 3, 2], {"distance": "hill"}),
    ):
        program = formulate(
            problem := started(aims, rule, [("closest_to_target", entry)]), score(problem)
        )
        assert program.columns == len(program.ties.cells) + len(program.ties.totals) + 3
