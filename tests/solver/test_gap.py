"""A plan may be asked for within a gap: stopped early, and honest about it. Made-up figures."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from knapsacks import knapsack
from office import Office
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.outcome_text import effort_words, goal_words, outcome_words
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.interface import EngineAnswer
from optalloc.solver.engines.select import SOLVERS, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from small import small, town

TOWNS = [town(f"镇{i}", v=1 + 17 * i % 23) for i in range(8)]
BY_V = ("factors", {"weights": {"v": "100%"}})
ENOUGH = ("nothing_or_at_least", {"amount": "5", "within": "award"})
PROBLEM = small(
    {"甲": 60, "乙": 75}, TOWNS, [ENOUGH], targets=[BY_V], uses={"产业": (), "设施": ()}
)
BY = pytest.mark.parametrize("by", SOLVERS)


def solved(by: str, gap: str = "0") -> Outcome:
    return solve(formulate(PROBLEM, score(PROBLEM)), engine(by), SolveOptions(gap=Fraction(gap)))


@pytest.mark.slow
@BY
def test_a_plan_within_the_gap_keeps_every_rule_and_is_no_further_from_the_best(by: str) -> None:
    best, near = solved("highs"), solved(by, "0.5")
    assert near.x is not None
    assert verify(PROBLEM, score(PROBLEM), plan_of(PROBLEM, near.x)) == ()
    (least,), (goal,) = best.goals, near.goals
    assert least.proven != "no" and goal.gap is not None
    assert goal.value >= least.value >= goal.value * (1 - goal.gap)
    assert goal.gap <= Fraction(1, 2)


@BY
def test_what_is_not_proven_best_is_not_called_so(by: str) -> None:
    near = solved(by, "0.5")
    (goal,) = near.goals
    assert near.stopped == "finished"
    if goal.proven == "no":
        assert near.proven == "no" and not near.settled and near.is_within_gap
        assert outcome_words(near)[0].en == (
            "Stopped, as asked, once within 50% of the best: the plan keeps every rule, "
            "but there may be better ones."
        )
        assert outcome_words(near)[0].zh.startswith("按要求，证明与最优相差不超过 50% 就停下")
        assert "from the best, by a bound proven in exact" in goal_words(goal, "元").en
    else:
        assert goal.gap == 0 and outcome_words(near) == ()


@pytest.mark.slow
@BY
def test_without_a_gap_the_plan_is_proven_best(by: str) -> None:
    best = solved(by)
    assert best.proven != "no" and best.goals[0].gap == 0 and not best.is_within_gap


@BY
def test_an_engine_stopped_within_a_gap_does_not_call_its_point_best(by: str) -> None:
    linear = knapsack(30)
    best = float(linear.cost @ engine(by).solve(linear, True, None).x)
    answer = engine(by).solve(replace(linear, gap=abs(best) * 0.2), True, None)
    value = float(linear.cost @ answer.x)
    assert answer.bound is not None
    assert answer.bound - 1e-6 <= best <= value <= best + abs(best) * 0.2
    if answer.verdict == "optimal":
        assert value == pytest.approx(best)


@BY
def test_a_point_that_is_enough_ends_a_search_and_is_not_called_best_unless_it_is(by: str) -> None:
    linear = knapsack(30)
    best = float(linear.cost @ engine(by).solve(linear, True, None).x)
    answer = engine(by).solve(replace(linear, enough=best / 2), True, None)
    assert answer.is_settled
    value = float(linear.cost @ answer.x)
    assert best - 1e-6 <= value <= best / 2
    if answer.verdict == "optimal":
        assert value == pytest.approx(best)
    # Where nothing is enough the best is found as ever.
    answer = engine(by).solve(replace(linear, enough=best - 1), True, None)
    assert answer.verdict == "optimal"
    assert float(linear.cost @ answer.x) == pytest.approx(best)


@BY
def test_beside_a_known_plan_the_first_that_is_enough_ends_it_or_the_known_one_is_left(
    by: str,
) -> None:
    linear = knapsack(30)
    best = float(linear.cost @ engine(by).solve(linear, True, None).x)
    known = linear.cost * 0
    answer = engine(by).solve(replace(linear, known=known, enough=best / 2), True, 60.0)
    assert answer.is_settled and best - 1e-6 <= float(linear.cost @ answer.x) <= best / 2
    answer = engine(by).solve(replace(linear, known=known, enough=best - 1), True, 60.0)
    value = float(linear.cost @ answer.x)
    assert answer.is_settled and value >= best - 1e-6
    if answer.verdict == "optimal":
        assert value == pytest.approx(best)
    elif answer.bound is not None:
        assert answer.bound <= best + 1e-6


def test_optimal_without_a_bound_vouches_for_the_gap_alone() -> None:
    linear = replace(knapsack(3), gap=10.0)
    said = EngineAnswer("optimal", x=linear.cost * 0)
    judged = said.judged(linear)
    # Field by field: whether equal tuples compare arrays by identity first differs by the Python.
    assert (judged.verdict, judged.bound, judged.x is said.x) == ("feasible", -10.0, True)
    assert replace(said, bound=0.0).judged(linear).verdict == "optimal"


def test_json_tells_the_gap_the_bounds_and_the_nodes(office: Office) -> None:
    for command in ("solve", "compare"):
        said = office.run(command, "scenario.yaml", "--gap", "2.5%", "--json")
        found = json.loads(said.out)
        found = found["plans"][0] if command == "compare" else found
        assert found["solver"]["gap_allowed"] == "0.025"
        assert found["solver"]["nodes"] == 0 and found["solver"]["notes"] == []
        assert found["proven"] == "exact"
        (goal,) = found["goals"]
        assert goal["gap"] == "0" and "solver_bound" not in goal


def test_what_a_plan_took_is_said_only_where_cases_were_told_apart() -> None:
    """It holds of whole steps too: a plan of steps had 10 cases, and nothing all or nothing."""
    outcome = replace(solved("highs"), tried=(3, 0), nodes=0)
    assert effort_words(outcome) == ()
    (said,) = effort_words(replace(outcome, tried=(3, 2), nodes=17))
    assert said.zh == "安排要按整步取，或者要么给、要么不给，不能只按比例算：程序分 17 种情形查找。"
    assert (
        said.en == "Amounts come in whole steps, or are all or nothing: 17 cases were looked into."
    )
    # Integer programs without a branch, and a solver that does not say, tell a reader nothing.
    assert effort_words(replace(outcome, tried=(3, 2), nodes=2)) == ()
    assert effort_words(replace(outcome, tried=(3, 1), nodes=None)) == ()
