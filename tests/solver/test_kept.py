"""A linear program that is solved again and again: HiGHS keeps it, CBC is asked, and both agree."""

import sys

import numpy as np
import pytest

from optalloc.solver.engines import cbc
from optalloc.solver.engines.cbc_asked import AskedOfCbc
from optalloc.solver.engines.highs_kept import KeptByHighs
from optalloc.solver.engines.interface import (
    KeptOptimum,
    KeptProgram,
    LinearProgram,
    NoEngineLeft,
    NoOptimum,
)
from optalloc.solver.proof.node_lp import kept

BY = pytest.mark.parametrize("by", [KeptByHighs, AskedOfCbc])


def linear() -> LinearProgram:
    """Return  min -x - 2 y + t  with  x + y <= 4,  a row without sides,  t free, x and y up to 3.

    A program that nothing but a row of its own can hold t up in.
    """
    return LinearProgram(
        np.array([-1.0, -2.0, 1.0]),
        np.array([0.0, 0.0, -np.inf]),
        np.array([3.0, 3.0, np.inf]),
        np.zeros(3, dtype=np.bool_),
        np.array([0, 2, 4]),
        np.array([0, 1, 0, 2]),
        np.ones(4),
        np.array([-np.inf, -np.inf]),
        np.array([4.0, np.inf]),
    )


def optimum(found: KeptOptimum | NoOptimum) -> KeptOptimum:
    assert not isinstance(found, str)
    return found


@BY
def test_bounds_and_rows_change_from_one_solve_to_the_next(by: type[KeptProgram]) -> None:
    """By hand: t = -y at its least; y = 3 and x = 1, then y = 2 and x = 2, then x = 1 again."""
    program = by(linear())  # type: ignore[call-arg]
    program.add_row(0.0, np.array([1, 2]), np.array([1.0, 1.0]))
    found = optimum(program.solve(None))
    assert found.x.tolist() == [1, 3, -3] and found.value == -10
    assert found.duals.tolist() == [-1, 0, 1] and found.prices.tolist() == [0, -2, 0]
    program.bound_columns(np.array([0.0, 0.0]), np.array([3.0, 2.0]))
    assert optimum(program.solve(5.0)).x.tolist() == [2, 2, -2]
    program.bound_row(0, 0.0, 3.0)
    program.bound_column(0, 1.0, 1.0)
    assert optimum(program.solve(5.0)).x.tolist() == [1, 2, -2]
    program.bound_row(0, 6.0, 7.0)
    assert program.solve(5.0) == "infeasible"


def test_cbc_is_asked_where_highs_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(kept(linear()), KeptByHighs)
    monkeypatch.setitem(sys.modules, "optalloc.solver.engines.highs_kept", None)
    assert isinstance(kept(linear()), AskedOfCbc)


def test_one_program_beyond_its_digits_is_no_end_of_cbc() -> None:
    program = AskedOfCbc(linear())
    assert program.solve(None) == "nothing", "t has no least"
    program.bound_column(2, 0.0, 1.0)
    assert optimum(program.solve(None)).x.tolist() == [1, 3, 0]
    assert program.basis() is None and program.ray() is None


def test_an_engine_that_is_gone_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cbc, "pulp_cbc_path", "/nowhere/cbc")
    with pytest.raises(NoEngineLeft):
        AskedOfCbc(linear()).solve(None)
