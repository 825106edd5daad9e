"""What an engine's integer program is told: costs at switches, and a plan to start from."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optalloc.core.message import NOTHING
from optalloc.solver.engines import portfolio
from optalloc.solver.engines.highs import Highs
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.portfolio import Portfolio
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Ties, Whole
from optalloc.solver.session.at_switches import at_switches
from optalloc.solver.session.linearise import HeldGoal
from optalloc.solver.session.session import Clock, SolveSession

NONE: Whole = np.array([], dtype=np.int64)
PEOPLE = Stage("people", NOTHING, linear={0: Fraction(-5, 6), 1: Fraction(-5, 6), 3: -1})


def program_of(low: int) -> Program:
    """Return a + b - 6 z from `low` to 0 in two rows, and c beside them; z is a switch."""
    return Program(
        lower=np.zeros(4, dtype=np.int64),
        upper=np.array([9, 9, 1, 9], dtype=np.int64),
        start=np.array([0, 3, 6], dtype=np.int64),
        column=np.array([0, 1, 2, 0, 1, 2], dtype=np.int64),
        coefficient=np.array([1, 1, -6, 1, 1, -6], dtype=np.int64),
        low=np.array([-UNBOUNDED, low], dtype=np.int64),
        high=np.array([0, UNBOUNDED], dtype=np.int64),
        goals=(PEOPLE,),
        ties=Ties(NONE, 1, NONE, NONE, NONE, (), None),
        anchor=np.zeros(4, dtype=np.int64),
    )


def test_what_cells_cost_alike_is_what_their_switch_costs() -> None:
    """By hand: a and b are 6 or nothing together, at 5/6 each; so the switch is worth 5."""
    program = program_of(0)
    (stage,) = at_switches(program, whole_face(program), [PEOPLE])
    assert stage.linear == {2: -5, 3: -1}
    for x in ([0, 0, 0, 4], [2, 4, 1, 0], [6, 0, 1, 9]):
        assert stage.value(x) == PEOPLE.value(x)


@pytest.mark.parametrize(
    ("low", "stage"),
    [(-1, PEOPLE), (0, Stage("one", NOTHING, linear={0: -1})), (0, Stage("none", NOTHING))],
)
def test_costs_stay_where_no_switch_decides_them_all(low: int, stage: Stage) -> None:
    program = program_of(low)
    assert at_switches(program, whole_face(program), [stage]) == [stage]


class Told:
    """An engine that says nothing and keeps what it was asked."""

    name = version = "told"

    def __init__(self) -> None:
        self.asked: list[LinearProgram] = []

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        self.asked.append(linear)
        return EngineAnswer("nothing")


def test_an_integer_program_starts_from_the_plan_that_is_known_and_lies_on_its_face() -> None:
    program, told = program_of(0), Told()
    plan = np.array([2, 4, 1, 9], dtype=np.int64)
    face = whole_face(program)
    held = HeldGoal(PEOPLE, {}, Fraction(-14))
    solving = SolveSession(program, told, Clock(None), face, (held,), plan)
    narrow = replace(face, upper=np.array([9, 9, 1, 5], dtype=np.int64))
    for branch, part in ((False, face), (True, face), (True, narrow)):
        solving.ask(PEOPLE, {}, branch, plan, part)
    alone, known, beyond = told.asked
    assert alone.known is None and beyond.known is None
    assert known.known is not None and known.is_near(known.known, True)
    # Its switches alone have the costs, of the goal and of the one that is held by a row.
    assert np.flatnonzero(alone.cost).tolist() == [0, 1, 3]
    assert np.flatnonzero(known.cost).tolist() == [2, 3]
    assert sorted(known.column[known.start[-2] :].tolist()) == [2, 3]


def knapsack() -> LinearProgram:
    """Return 3 of 5 alike to take, for the most; nothing is known."""
    return LinearProgram(
        -np.array([5.0, 4, 3, 2, 1]),
        np.zeros(5, dtype=np.int64),
        np.ones(5, dtype=np.int64),
        np.ones(5, dtype=bool),
        np.array([0, 5], dtype=np.int64),
        np.arange(5, dtype=np.int64),
        np.ones(5),
        np.array([0.0]),
        np.array([3.0]),
    )


@pytest.mark.parametrize("known", [[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]])
def test_highs_comes_to_the_best_from_any_start(known: list[int]) -> None:
    found = Highs().solve(replace(knapsack(), known=np.array(known, dtype=float)), True, None)
    assert found.verdict == "optimal" and found.x is not None
    assert found.x.round().tolist() == [1, 1, 1, 0, 0]


def test_a_process_of_its_own_starts_from_what_highs_had_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    had, asked = np.array([0.0, 0, 1, 1, 1]), list[LinearProgram]()

    def run(linear: LinearProgram, seconds: float | None) -> None:
        asked.append(linear)
        raise OSError("none to be had")

    here = EngineAnswer("feasible", True, had)
    monkeypatch.setattr(Highs, "solve", lambda *_: here)
    monkeypatch.setattr(portfolio, "_highs_run", run)
    Portfolio("highs").solve(knapsack(), True, 1.0)
    (linear,) = asked
    assert linear.known is had
