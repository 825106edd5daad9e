"""Integer programs of choices: whole switches first, whole amounts beside them after."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from optalloc.solver.engines.highs import Highs
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.switches_first import has_choices, solve_by_switches

Row = list[float]


def program_of(rows: list[Row], sides: list[tuple[float, float]], cost: Row) -> LinearProgram:
    """Return two switches and an amount of at most three under rows."""
    matrix = np.array(rows)
    row, column = np.nonzero(matrix)
    low, high = (np.array(side, dtype=np.float64) for side in zip(*sides, strict=True))
    return LinearProgram(
        np.array(cost),
        np.zeros(3, dtype=np.int64),
        np.array([1, 1, 3]),
        np.ones(3, dtype=bool),
        np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int64),
        column.astype(np.int64),
        matrix[row, column],
        low,
        high,
    )


def choice(first: float, second: float) -> LinearProgram:
    """Return a choice of two projects that take so much in twos; the first serves three people."""
    return program_of([[1, 1, 0], [first, second, -2]], [(0, 1), (0, 0)], [-3, -2, 0])


@dataclass
class Asked:
    """HiGHS, with how many columns had to be whole each time and which of them were settled."""

    name: str = "highs"
    version: str = "-"
    whole: list[tuple[int, int]] = field(default_factory=list)

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        settled = int((linear.lower == linear.upper).sum())
        self.whole.append((int(linear.is_whole.sum()), settled))
        return Highs().solve(linear, branch, seconds)


def test_a_plan_with_whole_amounts_that_is_as_good_is_best() -> None:
    asked = Asked()
    answer = solve_by_switches(asked, choice(4, 2), None)
    assert answer.verdict == "optimal" and answer.x is not None
    assert answer.x.tolist() == [1, 0, 2] and answer.bound == pytest.approx(-3)
    assert asked.whole == [(2, 0), (3, 2)]


def test_where_amounts_are_not_whole_beside_them_all_columns_are_asked_for() -> None:
    """By hand: the first project takes 3/2 of an amount; the second takes one."""
    asked = Asked()
    answer = solve_by_switches(asked, choice(3, 2), None)
    assert answer.verdict == "optimal" and answer.x is not None
    assert answer.x.tolist() == [0, 1, 1]
    assert asked.whole == [(2, 0), (3, 2), (3, 0)] and answer.runs == 3


def test_where_whole_amounts_cost_more_the_engine_goes_on_from_that_plan() -> None:
    """By hand: at a price of 4 an amount of 3/2 rounds up to two, so the second is better."""
    rows = [[1.0, 1, 0], [3, 2, -2]]
    linear = program_of(rows, [(0, 1), (-10, 0)], [-11, -8, 4])
    asked = Asked()
    answer = solve_by_switches(asked, linear, None)
    assert answer.verdict == "optimal" and answer.x is not None
    assert float(linear.cost @ answer.x) == pytest.approx(-4)
    assert asked.whole[-1] == (3, 0)


def test_a_plan_within_a_gap_is_enough_and_is_not_called_best() -> None:
    """By hand, as above: -3 whole where switches alone come to -5; within 2 that is enough."""
    rows = [[1.0, 1, 0], [3, 2, -2]]
    linear = program_of(rows, [(0, 1), (-10, 0)], [-11, -8, 4])
    asked = Asked()
    answer = solve_by_switches(asked, replace(linear, gap=2.0), None)
    assert answer.x is not None and float(linear.cost @ answer.x) == pytest.approx(-3)
    assert answer.verdict == "feasible" and answer.bound is not None and len(asked.whole) == 2
    assert answer.bound <= -4 + 1e-9


def test_no_plan_with_whole_switches_is_no_plan() -> None:
    linear = program_of([[1, 1, 0], [1, 1, 0], [2, 2, -1]], [(0, 1), (1, 1), (3, 3)], [0, 0, 0])
    asked = Asked()
    assert solve_by_switches(asked, linear, None).verdict == "infeasible"
    assert len(asked.whole) == 1


def test_only_switches_that_exclude_one_another_beside_amounts_are_choices() -> None:
    assert has_choices(choice(3, 2))
    assert not has_choices(program_of([[1, 1, 0], [3, 2, -2]], [(0, 2), (0, 0)], [-3, -2, 0]))
    assert not has_choices(program_of([[1, 0, 0], [3, 2, -2]], [(0, 1), (0, 0)], [-3, -2, 0]))
    linear = choice(3, 2)
    linear.upper[2] = 1
    assert not has_choices(linear)
