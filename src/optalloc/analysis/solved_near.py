"""A PuLP model of long columns, solved counted from ever nearer points (docs/decisions/0062, 0103).

A double of 10^12 knows no figure below 10^-4, and solvers hold rows to 10^-6 or less. Far from the
point that a model counts from they call a plan infeasible that keeps every row, refuse the vertex
that they found themselves ("Solve error"), or stop short of the best. Near it whole numbers are
small and exact. So a solver is asked again from the point that it left, until that is near; where
it knows of none, from that of the relaxation in coarse units. This is the iterative refinement of
linear programs (Gleixner, Steffy, Wolter 2016), a step of it a solve.

The last word is the solver's own, on the whole model with columns as long as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pulp

from optalloc.analysis.counted_from import (
    SHORT,
    Counting,
    counted_from,
    in_coarse_units,
    is_long,
    next_base,
    relaxed,
)

ROUNDS = 4
"""Points that the columns of a model count from, one after the other."""
WITH_A_POINT = (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
WITHOUT_ONE = (pulp.LpStatusInfeasible, pulp.LpStatusUndefined)
"""HiGHS's "unbounded or infeasible" is undefined in PuLP's words."""
NEAR = 1e-6
"""Relative difference up to which two values that a solver finds are one."""


Solve = Callable[[], int]
"""Hands a model, as it then is, to a solver; returns its status."""


def solved_near(model: pulp.LpProblem, counting: Counting, solve: Solve) -> int:
    """Solve a model, long columns counted from ever nearer points; return its status.

    Args:
        counting: What it is counted from first, and in what units.
    """
    if not is_long(model):
        return solve()
    was_refused = False
    for _ in range(ROUNDS):
        with counted_from(model, counting):
            solve()
        said = _Said.of(model)
        if said.status in WITHOUT_ONE:
            # Doubles of rows may contradict each other where the rows themselves do not.
            near = None if was_refused else _relaxed_near(model, counting, solve)
            was_refused = True
        else:
            near = next_base(model, counting.base)
        if near is None:
            said.to(model)
            break
        counting = counting.near(near)
        if said.sol_status in WITH_A_POINT and _is_as_good_beside(model, counting, said, solve):
            # How good the point is was said of the whole model; beside the base it was only found.
            model.assignStatus(said.status, said.sol_status)
            break
        said.to(model)
    return int(model.status)


def _is_as_good_beside(
    model: pulp.LpProblem, counting: Counting, said: "_Said", solve: Solve
) -> bool:
    """Return whether there is a point near the base that is as good as the one found.

    Where equally good points lie far apart, a solver returns to one that is far from any base; so
    it is asked within a short way as well, and believed there where that costs nothing.
    """
    with counted_from(model, counting, within=SHORT):
        status = solve()
    value = pulp.value(model.objective)
    return status == said.status and value <= said.value + NEAR * max(1.0, abs(said.value))


def _relaxed_near(
    model: pulp.LpProblem, counting: Counting, solve: Solve
) -> dict[str, float] | None:
    """Return the whole point next to that of the relaxation, in units fit for long columns."""
    coarse = in_coarse_units(model, counting)
    with relaxed(model), counted_from(model, coarse):
        solve()
    return next_base(model, counting.base) if model.sol_status in WITH_A_POINT else None


@dataclass(frozen=True)
class _Said:
    """What a solver said of a model, to be said again after it was asked something else."""

    status: int
    sol_status: int
    value: float
    point: tuple[float | None, ...]

    @classmethod
    def of(cls, model: pulp.LpProblem) -> "_Said":
        value = pulp.value(model.objective)
        point = tuple(v.varValue for v in model.variables())
        return cls(model.status, model.sol_status, value or 0.0, point)

    def to(self, model: pulp.LpProblem) -> None:
        model.assignStatus(self.status, self.sol_status)
        for variable, its in zip(model.variables(), self.point, strict=True):
            variable.varValue = its
