"""What is said when solving stops early, and the traps that solvers set. Made-up figures."""

import time
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

from optalloc.core.solve_options import AUTO
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.outcome_text import outcome_words
from optalloc.problem.baselines import METHODS
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from small import FEN, SQUARED, best, small, town

ENGINES = ("cbc", "highs")
TOWNS = [town("甲", v=155), town("乙", v=155), town("丙", v=190)]
BY_V = ("factors", {"weights": {"v": "100%"}})


SHORT = 0.2
"""Seconds that a slow engine takes, and that it is given."""


def three_towns(goal: str = "absolute") -> Problem:
    goals = [("closest_to_target", {"distance": goal})]
    return small({"s": 5}, TOWNS, targets=[BY_V], goals=goals)


def three_towns_by_engine() -> Problem:
    """Return a problem that takes linear programs: a goal that may be worsened, then another."""
    closest = {"distance": "absolute", "tolerance": "10%"}
    goals = [("closest_to_target", closest), ("closest_to_target", {"distance": "relative"})]
    return small({"s": 5}, TOWNS, targets=[BY_V], goals=goals)


@dataclass
class Hasty:
    """An engine that answers a point without proof, as one that ran out of time does."""

    inner: object
    name: str = "hasty"
    version: str = "0"

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        answer = self.inner.solve(linear, branch, seconds)
        return replace(answer, verdict="feasible", out_of_time=True, multipliers=None)


class Slow(Hasty):
    """An engine whose point comes when time is up."""

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        time.sleep(SHORT)
        return super().solve(linear, branch, seconds)


def test_the_tie_trap_of_three_towns_and_five_seats_comes_out_right() -> None:
    """Largest remainder on 155, 155, 190: 2, 1, 2; a well-known package gives 2, 2, 1."""
    assert best(three_towns()) == {"甲": 2, "乙": 1, "丙": 2}
    weights = [Fraction(t.facts["v"]) for t in TOWNS]
    assert METHODS["largest_remainder"].apportion(weights, 5) == [2, 1, 2]


@pytest.mark.parametrize("name", ENGINES)
def test_with_the_total_alone_squares_over_target_are_websters_seats(name: str) -> None:
    problem = three_towns("squared_over_target")
    outcome = solve(formulate(problem, score(problem)), engine(name))
    money = plan_of(problem, outcome.x).by_recipient
    weights = [Fraction(t.facts["v"]) for t in TOWNS]
    assert [money[t.name] // FEN for t in TOWNS] == METHODS["webster"].apportion(weights, 5)


@pytest.mark.parametrize("name", ENGINES)
def test_no_time_at_all_is_the_plan_at_hand_and_no_proof(name: str) -> None:
    problem = three_towns()
    outcome = solve(formulate(problem, score(problem)), engine(name), AUTO.within(0.0))
    assert (outcome.stopped, outcome.proven, outcome.infeasible) == ("time_limit", "no", "no")
    assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()


def test_no_time_at_all_is_no_plan_where_none_is_at_hand() -> None:
    """One town of three must get all but one step, which spreading the money does not find."""
    towns = [town(name, "x", v=1) for name in "甲乙丙"]
    lone = ("floor", {"amount": 6, "recipients": ["丙"]})
    problem = small({"s": 7}, towns, rules=[lone, ("ceiling", {"amount": 6})])
    outcome = solve(formulate(problem, score(problem)), engine("highs"), AUTO.within(0.0))
    assert (outcome.stopped, outcome.infeasible) == ("time_limit", "no")


def test_a_proof_that_the_limit_ends_is_stopped_by_the_limit_and_no_error() -> None:
    """The engine is content with its point; time is up before anything is proven of it."""

    class Late(Hasty):
        def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
            time.sleep(SHORT)
            return replace(super().solve(linear, branch, seconds), out_of_time=False)

    problem = three_towns_by_engine()
    outcome = solve(
        formulate(problem, score(problem)), Late(engine("highs")), how=AUTO.within(SHORT)
    )
    assert (outcome.stopped, outcome.proven) == ("time_limit", "no")
    assert outcome.x is not None


def test_a_point_on_the_way_of_a_linear_program_is_no_fault_of_its_engine() -> None:
    """Time stopped it before its rows hold; taken for a fault, it was never asked again."""
    one, row = np.ones(1), np.array([0, 1])
    whole = np.ones(1, dtype=np.int64)
    bounds = (0 * whole, 9 * whole)
    linear = LinearProgram(one, *bounds, one > 0, row, 0 * whole, one, 5 * one, 9 * one)
    stopped = EngineAnswer("feasible", out_of_time=True, x=0 * one)
    assert stopped.checked(linear, branch=False) == EngineAnswer("nothing", out_of_time=True)
    assert replace(stopped, out_of_time=False).checked(linear, branch=False).failed is not None


def test_a_plan_met_when_time_runs_out_is_kept_audited_and_not_called_proven() -> None:
    problem = three_towns_by_engine()
    outcome = solve(
        formulate(problem, score(problem)), Slow(engine("highs")), how=AUTO.within(SHORT)
    )
    assert (outcome.stopped, outcome.proven) == ("time_limit", "no")
    assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()
    assert outcome_words(outcome)[0].en == (
        "Stopped at the time limit: the plan keeps every rule but is not proven best."
    )


@pytest.mark.parametrize("name", ENGINES)
def test_amounts_with_more_digits_than_cbc_prints_are_exact(name: str) -> None:
    """Three towns share 12,345,678,901.23 元 to the fen."""
    towns = [town("甲", v=1), town("乙", v=2), town("丙", v=4)]
    problem = small({"s": 1}, towns, targets=[BY_V], goals=[SQUARED], grain="0.01")
    (source,) = problem.sources
    money = 1_234_567_890_123
    problem = replace(problem, sources=(replace(source, amount=money),))
    outcome = solve(formulate(problem, score(problem)), engine(name))
    assert outcome.proven == "exact"
    held = plan_of(problem, outcome.x).by_recipient
    assert sum(held.values()) == money
    assert all(abs(held[t.name] - money * t.facts["v"] / 7) < 1 for t in towns)


def test_names_that_pulp_would_merge_stay_apart() -> None:
    towns = [town(n, "x") for n in ("a b", "a-b", "a_b")]
    problem = small({"s": 9}, towns, aims={"a b": 2, "a-b": 3, "a_b": 4})
    assert best(problem) == {"a b": 2, "a-b": 3, "a_b": 4}


def test_an_engine_that_lies_about_its_point_is_not_believed() -> None:
    """A point off the rows is never a plan: the exact check refuses it, and finds one itself."""

    class Lying(Hasty):
        def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
            return EngineAnswer("optimal", x=np.zeros(len(linear.cost)) + 1, multipliers=None)

    problem = three_towns_by_engine()
    program = formulate(problem, score(problem))
    outcome = solve(program, Lying(engine("highs")))
    assert outcome.x is not None and program.holds(outcome.x) and outcome.proven == "exact"
