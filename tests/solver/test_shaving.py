"""What is settled before a search cuts, what it takes up on its way, and bounds in 64 bits."""

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.solver.engines.portfolio import Portfolio
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.proof import lagrangian
from optalloc.solver.proof.branch_and_bound import search
from optalloc.solver.proof.lagrangian import bound, near_face
from optalloc.solver.proof.points import Points
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.shaving import shaved
from optalloc.solver.proof.tree import Claim
from optalloc.solver.search.beside import Beside, beside
from optalloc.solver.search.minimise import minimise
from optalloc.solver.session.at_switches import switches_of_amounts
from optalloc.solver.session.session import Clock, SolveSession
from optalloc.solver.ties.first_gain import settle_choices
from quick import examples
from small_programs import NO_TIES, program_of


def stage_of(program: Program) -> Stage:
    """Return the only goal of a program."""
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    return stage


def points(program: Program) -> Iterator[Whole]:
    """Yield every point of a small program."""
    for x in product(*(range(int(u) + 1) for u in program.upper)):
        point = np.array(x, dtype=np.int64)
        if program.holds(point):
            yield point


@st.composite
def knapsacks(draw: st.DrawFn) -> Program:
    """Draw five switches and an amount under two limits."""
    figure = st.integers(1, 9)
    rows = [draw(st.lists(figure, min_size=6, max_size=6)) for _ in range(2)]
    gains = draw(st.lists(st.integers(0, 9), min_size=6, max_size=6))
    high = [draw(st.integers(4, 30)) for _ in range(2)]
    return program_of(rows, high, gains, upper=[1, 1, 1, 1, 1, 3])


@given(knapsacks())
@settings(max_examples=examples(60), deadline=None)
def test_shaving_loses_no_point_that_is_as_good(program: Program) -> None:
    stage, found = stage_of(program), list(points(program))
    values = [stage.value(x.tolist()) for x in found]
    best = [x for x, value in zip(found, values, strict=True) if value == min(values)]
    claim = replace(Claim.of(program, whole_face(program), (), stage, min(values)), x=best[0])
    left = shaved(claim, claim.face)
    assert all((left.lower <= x).all() and (x <= left.upper).all() for x in best)


def test_a_switch_that_no_better_point_has_is_settled_though_no_cut_would_come_to_it() -> None:
    """By hand: 10 + 9 of two switches leave room for nothing; the third brings 1 for a third."""
    program = program_of([[5, 5, 5]], [10], [10, 9, 1])
    stage, x = stage_of(program), np.array([1, 1, 0])
    claim = replace(Claim.of(program, whole_face(program), (), stage, Fraction(-19)), x=x)
    left = shaved(claim, claim.face)
    assert (left.lower.tolist(), left.upper.tolist()) == ([1, 1, 0], [1, 1, 0])


@given(knapsacks(), st.data())
@settings(max_examples=examples(60), deadline=None)
def test_bounds_in_64_bits_are_those_in_fractions(program: Program, data: st.DataObject) -> None:
    multiplier = st.fractions(-4, 0, max_denominator=64)
    multipliers = {i: data.draw(multiplier) for i in range(2)}
    face, stage = whole_face(program), stage_of(program)
    short = bound(program, face, stage, multipliers)
    assert short.priced is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lagrangian, "priced", lambda *_: None)
        plain = bound(program, face, stage, multipliers)
    assert plain.priced is None
    assert (short.value, short.multipliers) == (plain.value, plain.multipliers)
    assert (short.lower == plain.lower).all()
    assert (short.upper == plain.upper).all()
    room = data.draw(st.fractions(-3, 40, max_denominator=7))
    near, other = (near_face(program, face, b, b.value + room) for b in (short, plain))
    for one, two in zip(vars(near).values(), vars(other).values(), strict=True):
        assert one.tolist() == two.tolist()


def test_multipliers_too_long_for_64_bits_are_taken_in_fractions() -> None:
    program = program_of([[3, 2]], [4], [5, 1])
    found = bound(program, whole_face(program), stage_of(program), {0: Fraction(-1, 3**60)})
    assert found.priced is None
    assert found.value == -6 + Fraction(5, 3**60) - Fraction(4, 3**60)


def session(program: Program) -> SolveSession:
    """Return a session on all of a program."""
    return SolveSession(program, engine("highs"), Clock(None), whole_face(program))


def test_a_search_takes_up_what_an_engine_tells_meanwhile_and_begins_anew() -> None:
    """By hand: of 6, 5 and 4 for weights of 4, 3 and 2 within 6 the first and the last: 10."""
    program = program_of([[4, 3, 2]], [6], [6, 5, 4])
    told = iter([np.array([1, 0, 0]), np.array([1, 0, 1])])
    solving, stage = session(program), stage_of(program)
    claim = Claim.of(program, solving.face, (), stage, Fraction(0))
    claim = replace(claim, x=np.array([0, 0, 0]))
    asked = Points(lambda face: None, lambda: next(told, None))
    found = search(solving, claim, {}, asked, ProofTime(solving))
    assert found.is_closed
    assert (found.value, found.x is not None and found.x.tolist()) == (-10, [1, 0, 1])
    assert found.tree is not None
    assert replace(claim, value=Fraction(-10), x=found.x).is_proved(found.tree)


def test_an_engine_at_work_beside_tells_its_plan_and_is_stopped() -> None:
    program = program_of([[4, 3, 2]], [6], [6, 5, 4])
    solving = replace(session(program), engine=Portfolio("auto"))
    met, end = None, time.monotonic() + 20
    with beside(solving, stage_of(program), {}) as news:
        while met is None and time.monotonic() < end:
            met = news()
            time.sleep(0.02)
    assert met is not None
    assert program.holds(met)


def test_an_engine_that_is_not_needed_never_begins() -> None:
    begun: list[str] = []
    work = Beside(lambda: begun.append("begun"), np.zeros(1, dtype=np.int64))
    work.stop()
    work.timer.join(5)
    assert work.plan() is None
    assert begun == []


def projects() -> Program:
    """Return two projects of 5 in one town that has money for one.

    Columns: the total, an award each, a switch each.
    """
    rows = [[-1, 1, 1, 0, 0], [0, 1, 0, -5, 0], [0, 0, 1, 0, -5], [0, 0, 0, 1, 1]]
    program = program_of(rows, [0, 0, 0, 1], [0] * 5, [0] * 4, [5, 5, 5, 1, 1])
    one = np.array([0, 0])
    ties = replace(NO_TIES, totals=np.array([0]), cells=np.array([1, 2]), owner=one, grain=one + 1)
    return replace(program, ties=ties)


def test_of_projects_as_good_the_one_listed_first_is_paid() -> None:
    program = projects()
    assert switches_of_amounts(program).tolist() == [3, 4]
    other = np.array([5, 0, 5, 0, 1])
    solving, x = settle_choices(session(program), other)
    assert x.tolist() == [5, 5, 0, 1, 0]
    assert not len(solving.face.free(np.array([3, 4])))


def test_amounts_of_one_step_are_no_choices() -> None:
    program = program_of([[1, -1, -1]], [0], [0, 0, 0], [0], [2, 1, 1])
    ties = replace(NO_TIES, totals=np.array([0]), cells=np.array([1, 2]))
    assert not len(switches_of_amounts(replace(program, ties=ties)))


def test_a_plan_at_hand_that_a_linear_program_shows_best_needs_no_integer_program() -> None:
    """By hand: 3 x + 2 y <= 7 lets the linear program have 7/3 of x, and no whole one above 2."""
    program = program_of([[3, 2]], [7], [1, 0], upper=[5, 5])
    solving = replace(session(program), plan=np.array([2, 0]))
    found = minimise(solving, stage_of(program))
    assert found.proven == "exact"
    assert found.x is not None and found.x.tolist() == [2, 0]
    assert solving.clock.branched == 0
