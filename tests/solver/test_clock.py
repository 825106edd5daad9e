"""The clock and the budget: no question takes all of the time, and a limit bounds everything."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest

from optalloc.cli.progress import Doing
from optalloc.core.message import same
from optalloc.core.time_budget import Budget, Position, budget_of
from optalloc.pipeline.outcome_text import position_words
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.session.session import (
    BRANCHING_SECONDS,
    PROVING_SECONDS,
    SHORTEST,
    Clock,
    SolveSession,
)
from small import small, town


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock: what is left depends on no machine."""
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)


def test_each_integer_program_may_take_half_of_what_is_left_and_never_nothing() -> None:
    clock = Clock(None)
    shares = []
    for _ in range(10):
        share = clock.for_branching()
        assert share is not None
        shares.append(share)
        clock.branching += share
    assert shares[:2] == [BRANCHING_SECONDS / 2, BRANCHING_SECONDS / 4]
    assert shares[-1] == SHORTEST
    assert sum(shares) < BRANCHING_SECONDS + len(shares) * SHORTEST


def test_with_a_limit_an_integer_program_has_all_of_it_and_a_proof_no_more() -> None:
    assert Clock(600.0).for_branching() is None
    assert Clock(600.0).for_proving() == PROVING_SECONDS / 2
    assert Clock(1.0).for_proving() <= 1.0


@pytest.mark.usefixtures("stopped")
def test_a_budget_is_shared_out_by_what_is_left() -> None:
    budget = Budget(1000.0, started=time.monotonic())
    assert [budget.share(of).limit for of in (1, 2, 4)] == [1000.0, 500.0, 250.0]
    assert (budget.share().left(), budget.without(100.0).left()) == (500.0, 900.0)
    assert budget.without(10_000.0).limit == 500.0


def test_a_plan_has_its_second_even_where_reading_took_all_the_time() -> None:
    late = Budget(5.0, started=time.monotonic() - 9.0)
    assert late.is_spent and late.for_a_plan.limit == 1.0
    assert replace(late, limit=0.25).for_a_plan.limit == 0.25
    early = Budget(5.0)
    assert early.for_a_plan is early and Budget().for_a_plan.limit is None


def test_without_a_limit_a_budget_is_never_spent_and_its_shares_are_itself() -> None:
    budget = Budget()
    assert budget.left() is None and not budget.is_spent
    assert budget.share() is budget and budget.without(5.0) is budget
    assert Budget(0.0).is_spent and budget_of(budget) is budget and budget_of(3.0).limit == 3.0


def test_a_limit_that_is_over_is_why_solving_stopped_whoever_noticed() -> None:
    assert Clock(0.0).is_over and not Clock(1000.0).is_over and not Clock(None).is_over


@pytest.mark.usefixtures("stopped")
def test_an_engine_leaves_a_tenth_of_a_limit_to_who_judges_it() -> None:
    assert Clock(Budget(5.0, started=time.monotonic())).for_engine() == 4.5
    assert Clock(None).for_engine() is None


def test_a_search_keeps_back_what_its_tree_takes_to_be_proven_only_within_a_limit() -> None:
    problem = small({"s": 2}, [town("甲")], aims={"甲": 1})
    program = formulate(problem, score(problem))
    for limit, is_over in ((100.0, True), (None, False)):
        left = ProofTime(SolveSession(program, engine("highs"), Clock(limit), whole_face(program)))
        assert not left.is_limit_over
        left.keep_back(leaves=1000, each=1.0)
        assert left.is_limit_over is is_over and (left() <= 0) is is_over


def test_who_looks_on_sees_the_best_value_and_the_best_bound_of_the_goal() -> None:
    position = Position()
    position.meet(Fraction(1), None)
    assert position.best is None
    position.begin(2, 3, same("even"), "number")
    for best, bound in ((9, None), (7, 2), (8, 1)):
        position.meet(Fraction(best), None if bound is None else Fraction(bound))
    assert (position.best, position.bound) == (7, 2)
    assert position_words(position).en == "goal 2 of 3: even, best so far 7, bound 2"
    position.begin(0, 0, same("ties"), None)
    assert position_words(position).en == "ties"
    line = Doing("en", replace(Budget(), position=position))
    line.step({"costs": same("costs")})("costs", 1, 4)
    assert line.words is not None and line.words.en == "costs 1/4"
