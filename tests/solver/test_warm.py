"""A linear program that stays in HiGHS: answers as if solved afresh, multipliers of its rows."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optalloc.core.solve_options import AUTO
from optalloc.inputs.read import read
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.highs import Highs
from optalloc.solver.engines.interface import EngineAnswer, Floats, LinearProgram
from optalloc.solver.engines.scaling import scaled
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve

OPEN = float(2**60)
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def drawn(seed: int, rows: int = 6, columns: int = 12) -> LinearProgram:
    """Return a program whose rows have coefficients of 1 to 10^11."""
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-9, 10, (rows, columns)) * 10.0 ** draw.integers(0, 11, (rows, 1))
    inside = draw.integers(0, 6, columns)
    low = matrix @ inside - 10.0 ** draw.integers(0, 3, rows)
    high = np.where(draw.random(rows) < 0.5, OPEN, matrix @ inside)
    return LinearProgram(
        draw.integers(-9, 10, columns).astype(np.float64),
        np.zeros(columns, dtype=np.int64),
        np.full(columns, 9, dtype=np.int64),
        np.ones(columns, dtype=bool),
        np.arange(rows + 1, dtype=np.int64) * columns,
        np.tile(np.arange(columns, dtype=np.int64), rows),
        matrix.ravel(),
        low,
        high,
    )


def matrix_of(linear: LinearProgram) -> Floats:
    return linear.coefficient.reshape(len(linear.low), len(linear.cost))


def relaxed(highs: Highs, linear: LinearProgram) -> EngineAnswer:
    return highs.solve(linear, False, None)


def value(answer: EngineAnswer, linear: LinearProgram) -> float:
    assert answer.x is not None
    return float(linear.cost @ answer.x)


@pytest.mark.parametrize("seed", range(12))
def test_multipliers_are_those_of_the_rows_as_they_were_given(seed: int) -> None:
    linear = drawn(seed)
    answer = relaxed(Highs(), linear)
    assert answer.verdict == "optimal" and answer.multipliers is not None
    reduced = linear.cost - answer.multipliers @ matrix_of(linear)
    sides = np.where(answer.multipliers > 0, linear.low, linear.high)
    priced = answer.multipliers != 0
    bound = (answer.multipliers * sides)[priced].sum() + np.minimum(0, 9 * reduced).sum()
    assert bound == pytest.approx(value(answer, linear), rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_after_a_change_the_answer_is_that_of_the_changed_program_solved_afresh(seed: int) -> None:
    linear, draw, highs = drawn(seed), np.random.default_rng(seed), Highs()
    relaxed(highs, linear)
    kept = highs._warm
    changed = replace(
        linear,
        cost=draw.integers(-9, 10, len(linear.cost)).astype(np.float64),
        upper=draw.integers(6, 10, len(linear.cost)),
    )
    warm, afresh = relaxed(highs, changed), relaxed(Highs(), changed)
    assert highs._warm is kept
    assert value(warm, changed) == pytest.approx(value(afresh, changed), abs=1e-6)


def test_bounds_that_are_lifted_again_give_the_first_answer_again() -> None:
    linear, highs = drawn(3), Highs()
    first = relaxed(highs, linear)
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[0], upper[1] = 9, 0
    relaxed(highs, replace(linear, lower=lower, upper=upper))
    assert value(relaxed(highs, linear), linear) == pytest.approx(value(first, linear))


def test_rows_are_scaled_by_powers_of_two_and_keep_their_smallest_coefficient() -> None:
    linear = drawn(0)
    made = scaled(linear)
    assert (np.log2(made.row) == np.round(np.log2(made.row))).all()
    assert np.abs(made.linear.coefficient).max() < 2**12
    again = made.linear.coefficient / np.repeat(made.row, 12)
    assert (again == linear.coefficient).all()
    switch = LinearProgram(
        *(np.array([0.0]), np.array([0]), np.array([1]), np.array([True])),
        *(np.array([0, 2]), np.array([0, 0]), np.array([1.0, 1e12])),
        *(np.array([-OPEN]), np.array([0.0])),
    )
    assert np.abs(scaled(switch).linear.coefficient).min() > 1e-9
    assert scaled(switch).linear.low[0] == -OPEN


@pytest.mark.filterwarnings("error")
def test_a_row_without_coefficients_is_scaled_without_a_warning() -> None:
    linear = drawn(1)
    start = np.append(linear.start, linear.start[-1])
    sides = (np.append(linear.low, 0.0), np.append(linear.high, OPEN))
    with_empty = replace(linear, start=start, low=sides[0], high=sides[1])
    assert scaled(with_empty).row[-1] == 1.0


@pytest.mark.parametrize("seed", range(6))
def test_a_large_program_begins_by_barrier_and_goes_on_by_the_simplex(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    linear = drawn(seed)
    other = replace(linear, cost=np.random.default_rng(seed).integers(-9, 10, 12).astype(float))
    by_simplex = [value(relaxed(Highs(), each), each) for each in (linear, other)]
    monkeypatch.setattr("optalloc.solver.engines.highs.BARRIER_FROM", 1)
    highs = Highs()
    assert highs.name == "highs" and highs._warm is None
    answers = [relaxed(highs, each) for each in (linear, other)]
    assert [value(a, e) for a, e in zip(answers, (linear, other), strict=True)] == (
        pytest.approx(by_simplex, abs=1e-6)
    )
    assert all(a.verdict == "optimal" and a.multipliers is not None for a in answers)


def test_a_large_program_without_a_point_has_a_proof_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row asks for more than its columns can come to."""
    linear = drawn(2)
    most = np.maximum(0, 9 * matrix_of(linear)[0]).sum()
    low, high = linear.low.copy(), linear.high.copy()
    low[0], high[0] = most + 1, OPEN
    monkeypatch.setattr("optalloc.solver.engines.highs.BARRIER_FROM", 1)
    assert relaxed(Highs(), replace(linear, low=low, high=high)).verdict == "infeasible"


@pytest.mark.parametrize("case", ["meilan-2023/two-towns", "six-factors/plan"])
def test_plans_are_the_same_where_programs_begin_by_barrier(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read(SCENARIOS / f"{case}.yaml")
    program = formulate(problem, score(problem))
    found = []
    for least in (10_000, 1):
        monkeypatch.setattr("optalloc.solver.engines.highs.BARRIER_FROM", least)
        outcome = solve(program, engine("highs"), AUTO)
        assert outcome.proven == "exact" and outcome.settled and outcome.x is not None
        found.append(outcome.x.tolist())
    assert found[0] == found[1]
