"""Integer programs of choices: whole switches first, whole amounts beside them after."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from optalloc.solver.engines.highs import Highs
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.switches_first import has_choices, near, solve_by_switches

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


def test_where_amounts_are_not_whole_beside_them_a_plan_near_them_is_sought() -> None:
    """By hand: the first project takes 3/2 of an amount; the second, two switches away, takes one.

    Switches alone came to -3, so -2 may not be the best yet, and all columns are asked for.
    """
    asked = Asked()
    answer = solve_by_switches(asked, choice(3, 2), None)
    assert answer.verdict == "optimal" and answer.x is not None
    assert answer.x.tolist() == [0, 1, 1]
    assert asked.whole == [(2, 0), (3, 2), (3, 0), (3, 0)] and answer.runs == 4


def test_other_switches_that_are_as_good_end_it() -> None:
    """By hand: both serve three; where the engine takes the first, the second has whole amounts."""
    rows = [[1.0, 1, 0], [3, 2, -2]]
    for first, second in ((3.0, 2.0), (2.0, 3.0)):
        rows[1][:2] = [first, second]
        asked = Asked()
        linear = program_of(rows, [(0, 1), (0, 0)], [-3, -3, 0])
        answer = solve_by_switches(asked, linear, None)
        assert answer.verdict == "optimal" and answer.x is not None
        assert answer.x.tolist() == [first == 2, second == 2, 1] and len(asked.whole) <= 3


def test_a_plan_near_another_differs_in_few_switches() -> None:
    """By hand: from the first project to the second two switches differ."""
    linear = choice(3, 2)
    columns, at = np.array([0, 1]), np.array([1, 0])
    found = Highs().solve(near(linear, columns, at, 2), True, None)
    assert found.x is not None and found.x.tolist() == [0, 1, 1]
    found = Highs().solve(near(linear, columns, at, 1), True, None)
    assert found.x is not None and found.x.tolist() == [0, 0, 0]
    assert Highs().solve(near(linear, columns, at, 0), True, None).verdict == "infeasible"


@dataclass
class Tired(Asked):
    """HiGHS, which has no time left once it has answered so often."""

    answers: int = 2

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        if len(self.whole) == self.answers:
            return EngineAnswer("nothing", out_of_time=True)
        return super().solve(linear, branch, seconds)


def test_a_plan_that_was_met_is_not_lost_where_time_ends() -> None:
    """By hand, as below: -3 whole where switches alone come to -5."""
    linear = program_of([[1.0, 1, 0], [3, 2, -2]], [(0, 1), (-10, 0)], [-11, -8, 4])
    answer = solve_by_switches(Tired(), linear, None)
    assert answer.verdict == "feasible" and answer.x is not None and answer.runs == 3
    assert float(linear.cost @ answer.x) == pytest.approx(-3)


def test_whole_switches_leave_time_for_the_amounts_beside_them() -> None:
    given = list[float | None]()

    class Timed(Asked):
        def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
            given.append(seconds)
            return super().solve(linear, branch, seconds)

    solve_by_switches(Timed(), choice(4, 2), 8.0)
    assert given[0] == 6.0 and given[1] is not None and 6.0 < given[1] <= 8.0


def test_a_plan_that_is_enough_ends_it() -> None:
    """By hand, as below: -3 whole is enough where -2 is; that -4 is better is not asked."""
    linear = program_of([[1.0, 1, 0], [3, 2, -2]], [(0, 1), (-10, 0)], [-11, -8, 4])
    asked = Asked()
    answer = solve_by_switches(asked, replace(linear, enough=-2.0), None)
    assert answer.x is not None and float(linear.cost @ answer.x) <= -2
    assert answer.verdict == "feasible" and len(asked.whole) == 2


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
