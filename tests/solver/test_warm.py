"""A linear program that stays in HiGHS: answers as if solved afresh, multipliers of its rows."""

from dataclasses import replace

import numpy as np
import pytest

from optalloc.solver.engines.highs import Highs
from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.engines.scaling import scaled
from optalloc.solver.engines.warm import WarmLp

OPEN = float(2**60)


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


@pytest.mark.parametrize("seed", range(12))
def test_multipliers_are_those_of_the_rows_as_they_were_given(seed: int) -> None:
    linear = drawn(seed)
    answer = WarmLp(linear).solve()
    assert answer.verdict == "optimal" and answer.row_duals is not None
    reduced = linear.cost - answer.row_duals @ matrix_of(linear)
    assert np.allclose(reduced, answer.column_duals, atol=1e-6)
    sides = np.where(answer.row_duals > 0, linear.low, linear.high)
    priced = answer.row_duals != 0
    bound = (answer.row_duals * sides)[priced].sum() + np.minimum(0, 9 * reduced).sum()
    assert bound == pytest.approx(answer.value, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_after_a_change_the_answer_is_that_of_the_changed_program_solved_afresh(seed: int) -> None:
    linear, draw = drawn(seed), np.random.default_rng(seed)
    warm = WarmLp(linear)
    warm.solve()
    costs = draw.integers(-9, 10, len(linear.cost)).astype(np.float64)
    upper = draw.integers(6, 10, len(linear.cost))
    warm.set_costs(costs)
    warm.set_bounds(linear.lower, upper)
    changed = LinearProgram(costs, linear.lower, upper, *(getattr(linear, name) for name in REST))
    afresh = Highs().solve(changed, False, None)
    assert warm.solve().value == pytest.approx(float(costs @ afresh.x), abs=1e-6)


REST = ("is_whole", "start", "column", "coefficient", "low", "high")


@pytest.mark.parametrize("seed", range(12))
def test_the_ray_of_an_infeasible_program_parts_its_rows_from_its_box(seed: int) -> None:
    linear = drawn(seed)
    warm = WarmLp(linear)
    warm.solve()
    row = int(np.argmin(linear.high))
    most = np.maximum(0, 9 * matrix_of(linear)[row]).sum()
    warm.set_row_bounds(row, most * 1.5 + 10, OPEN)
    answer = warm.solve()
    assert answer.verdict == "infeasible" and answer.ray is not None
    low, high = linear.low.copy(), linear.high.copy()
    low[row], high[row] = most * 1.5 + 10, OPEN
    used = answer.ray != 0
    needed = (answer.ray * np.where(answer.ray > 0, low, high))[used].sum()
    weight = answer.ray @ matrix_of(linear)
    assert needed > np.maximum(0, 9 * weight).sum()


def test_bounds_that_are_lifted_again_give_the_first_answer_again() -> None:
    warm = WarmLp(drawn(3))
    first = warm.solve()
    warm.set_column_bounds(0, 9, 9)
    warm.set_column_bounds(1, 0, 0)
    warm.solve()
    warm.set_column_bounds(0, 0, 9)
    warm.set_column_bounds(1, 0, 9)
    assert warm.solve(seconds=60).value == pytest.approx(first.value)


def test_a_limit_of_iterations_stops_it_without_a_word_on_the_program() -> None:
    assert WarmLp(drawn(5)).solve(iterations=0).verdict == "stopped"


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
