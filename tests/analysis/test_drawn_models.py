"""Some drawn scenarios: the textbook model comes to the proven value, infeasible ones too.

`make textbook` tries 300 in a night, or as many as one likes.
"""

import signal
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pulp
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))

from solved_apart import solved_apart
from textbook_models import AGREE, compared, drawn_problem

from districts import district
from optalloc.analysis.counted_from import (
    SHORT,
    Counting,
    ExactRow,
    counted_from,
    in_coarse_units,
    relaxed,
)
from optalloc.pipeline.walk import walk
from optalloc.solver import lexicographic


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 16))
def test_the_model_and_what_is_proven_agree(seed: int) -> None:
    if (problem := drawn_problem(seed)) is not None:
        assert compared(problem) in AGREE


@pytest.mark.slow
@pytest.mark.parametrize("seed", [29, 275])
@pytest.mark.parametrize("solver", ["HiGHS", "PULP_CBC_CMD"])
def test_columns_of_ten_to_the_twelfth_steps_come_to_the_proven_value(
    seed: int, solver: str
) -> None:
    problem = drawn_problem(seed)
    assert problem is not None and compared(problem, solver) == "agree"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [63, 183, 279])
@pytest.mark.parametrize("solver", ["HiGHS", "PULP_CBC_CMD"])
def test_a_solver_that_refuses_its_own_word_is_asked_again_from_nearer(
    seed: int, solver: str
) -> None:
    """HiGHS calls its best vertex infeasible by 10^-17 of it, CBC a plan that keeps all rows."""
    problem = drawn_problem(seed)
    assert problem is not None and compared(problem, solver) == "agree"


@pytest.mark.slow
def test_where_presolve_of_long_shares_is_off_the_next_solver_agrees() -> None:
    """Adding up rows of thirteen digits, presolve leaves nothing of a plan that keeps them all."""
    problem, agreed = drawn_problem(231), Counter[str]()
    assert problem is not None and compared(problem, agreed=agreed) == "agree"
    assert agreed.total() == 1


@pytest.mark.slow
def test_a_value_just_below_the_best_point_met_late_is_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Multipliers of 10^-12 are no dust there: they settle what was cut before that point."""
    monkeypatch.setattr(lexicographic, "TIE_SECONDS", 1.0)  # It would take all of its 20 s.
    problem = drawn_problem(149)
    assert problem is not None and walk(problem).outcome.proven == "exact"


def test_both_sides_of_a_row_are_counted_from_a_point() -> None:
    """PuLP's `row >= low` and `row <= high` share one expression."""
    model = pulp.LpProblem("m")
    x, y = (pulp.LpVariable(name, 0, 4 * 10**12, pulp.LpInteger) for name in "xy")
    row = 3 * 10**12 * x - 10**12 * y
    model += x
    model += row >= -7, "least"
    model += row <= 9, "most"
    before = [(str(row), row.constant) for row in model.constraints()]
    with counted_from(model, Counting({"x": 10**12, "y": 3 * 10**12})):
        least, most = model.constraints()
        for side, constant in ((least, 7), (most, -9)):
            assert side[x] == -3 * side[y]
            assert side.constant / side[x] == constant / (3 * 10**12)
    assert [(str(row), row.constant) for row in model.constraints()] == before


def test_a_coarse_relaxation_keeps_switches_whole() -> None:
    model = pulp.LpProblem("m")
    x, switch = pulp.LpVariable("x", 0, 10**12, "Integer"), pulp.LpVariable("s", cat="Binary")
    model += x - 10**9 * switch
    model += x >= 10**11 * switch
    coarse = in_coarse_units(model, Counting())
    assert coarse.units == {"x": 2.0**20, "s": 1.0}
    with relaxed(model), counted_from(model, coarse):
        assert (x.cat, switch.cat) == (pulp.LpContinuous, pulp.LpInteger)
        assert x.upBound is not None and x.upBound < SHORT
    assert (x.cat, x.upBound) == (pulp.LpInteger, 10**12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 11, 24])
@pytest.mark.parametrize("solver", ["HiGHS", "PULP_CBC_CMD"])
def test_bounds_that_cross_are_infeasible_to_every_solver(seed: int, solver: str) -> None:
    problem = drawn_problem(seed)
    assert problem is not None and compared(problem, solver) == "both infeasible"


def test_a_district_without_a_plan_has_none_for_cbc_either() -> None:
    assert compared(district(5), "PULP_CBC_CMD") == "both infeasible"


class Ending:
    """What ends the process that it is handed to, as a solver that crashes does."""

    def __reduce__(self) -> tuple[object, ...]:
        return signal.raise_signal, (signal.SIGKILL,)


def test_a_solver_that_ends_its_process_fails_and_agrees_with_nothing() -> None:
    assert solved_apart(Ending(), "HiGHS", 10.0).failed == "it ends its process (-9)"


def test_a_solver_that_pulp_does_not_find_fails() -> None:
    assert solved_apart(pulp.LpProblem("m"), "NOBODY", 10.0).failed


def test_a_row_that_cannot_be_counted_leaves_the_model_as_it_was() -> None:
    model = pulp.LpProblem("m")
    x, y = (pulp.LpVariable(name, 0, 4 * 10**12, pulp.LpInteger) for name in "xy")
    model += x
    model += x + y >= 1, "sum"
    before = [(str(row), row.constant) for row in model.constraints()]
    with pytest.raises(OverflowError), counted_from(model, Counting({"x": float("inf")})):
        pass
    assert [(str(row), row.constant) for row in model.constraints()] == before


def test_a_row_that_was_changed_is_counted_as_it_says_now() -> None:
    model = pulp.LpProblem("m")
    x, y = (pulp.LpVariable(name, 0, 9, pulp.LpInteger) for name in "xy")
    model += x
    model += 2 * x + y >= 3, "row"
    stale = ExactRow(Fraction(-3), {"x": Fraction(1), "y": Fraction(1)})
    with counted_from(model, Counting(exact={"row": stale})):
        (row,) = model.constraints()
        assert {v.name: c for v, c in row.items()} == {"x": 2, "y": 1}
