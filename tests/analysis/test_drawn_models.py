"""Some drawn scenarios: the textbook model comes to the proven value, infeasible ones too.

`make textbook` tries 300 in a night, or as many as one likes.
"""

import signal
import sys
from pathlib import Path

import pulp
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracle"))

from solved_apart import solved_apart
from textbook_models import compared, drawn_problem

from districts import district


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 16))
def test_the_model_and_what_is_proven_agree(seed: int) -> None:
    if (problem := drawn_problem(seed)) is not None:
        assert not compared(problem, seconds=10.0).startswith("FAULT")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [29, 275])
@pytest.mark.parametrize("solver", ["HiGHS", "PULP_CBC_CMD"])
def test_columns_of_ten_to_the_twelfth_steps_come_to_the_proven_value(
    seed: int, solver: str
) -> None:
    problem = drawn_problem(seed)
    assert problem is not None and compared(problem, solver) == "agree"


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
