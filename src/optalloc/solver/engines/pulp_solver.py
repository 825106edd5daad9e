"""A solver that PuLP finds (Gurobi, CPLEX, COPT, SCIP, Xpress, …), asked through PuLP.

Run in a process of its own (highs_process.py): such a solver may print, hang or end its process.
What it says is checked there like any engine's. PuLP passes on no bound; multipliers of rows are
passed on where the solver gives them, and None where it does not.
"""

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from optalloc.solver.engines.cbc import verdict_of
from optalloc.solver.engines.interface import (
    UNREADABLE,
    EngineAnswer,
    Floats,
    LinearProgram,
    cannot_start,
)
from optalloc.solver.program.program import UNBOUNDED


def is_found(name: str) -> bool:
    """Return whether PuLP finds a solver by this name."""
    return name in pulp.listSolvers() and name in found()


@cache
def found() -> tuple[str, ...]:
    """Return the solvers that PuLP finds on this machine, by name."""
    return tuple(dict.fromkeys(pulp.listSolvers(onlyAvailable=True)))


def answered(
    name: str, linear: LinearProgram, branch: bool, seconds: float | None, log: Path | None
) -> EngineAnswer:
    """Return what a solver of PuLP's says of a program.

    Args:
        log: Where it is to write what it prints, if it can.
    """
    columns = _columns(linear, branch)
    model = pulp.LpProblem("optalloc", pulp.LpMinimize)
    model.setObjective(
        pulp.LpAffineExpression(list(zip(columns, linear.cost.tolist(), strict=True)))
    )
    # A column in no row and without a cost would not be part of the model.
    model.addVariables(columns)
    rows = list(_rows(linear, columns))
    for row in (row for sides in rows for row in sides):
        model.addConstraint(row)
    try:
        status = model.solve(_solver(name, linear, branch, seconds, log))
        verdict = verdict_of(status, model.sol_status)
    except (pulp.PulpError, OSError, AttributeError, TypeError, ValueError) as error:
        return EngineAnswer("nothing", failed=cannot_start(error))
    if verdict in ("infeasible", "nothing"):
        return EngineAnswer(verdict, out_of_time=verdict == "nothing" and seconds is not None)
    x = np.array([_figure(column.varValue) for column in columns])
    if np.isnan(x).any():
        return EngineAnswer("nothing", failed=UNREADABLE)
    answer = EngineAnswer(verdict, verdict == "feasible", x, None if branch else _multipliers(rows))
    return answer.checked(linear, branch).judged(linear)


def _solver(
    name: str, linear: LinearProgram, branch: bool, seconds: float | None, log: Path | None
) -> Any:
    """Return the solver with those options that it knows."""
    known = inspect.signature(pulp.getSolver(name, msg=False).__class__.__init__).parameters
    options: dict[str, Any] = {"msg": False, "mip": branch, "gapRel": 0.0, "gapAbs": linear.gap}
    if seconds is not None:
        options["timeLimit"] = max(0.05, seconds)
    if log is not None:
        options["logPath"] = str(log)
    return pulp.getSolver(name, **{key: value for key, value in options.items() if key in known})


def _columns(linear: LinearProgram, branch: bool) -> list[pulp.LpVariable]:
    """Return the columns, numbered: PuLP merges names."""
    bounds = zip(linear.lower.tolist(), linear.upper.tolist(), strict=True)
    return [
        pulp.LpVariable(
            f"c{j}",
            None if low <= -UNBOUNDED else low,
            None if high >= UNBOUNDED else high,
            pulp.LpInteger if branch and linear.is_whole[j] else pulp.LpContinuous,
        )
        for j, (low, high) in enumerate(bounds)
    ]


def _rows(
    linear: LinearProgram, columns: list[pulp.LpVariable]
) -> Iterator[list[pulp.LpConstraint]]:
    """Yield each row as one constraint, or as one for each of its sides."""
    start, column = linear.start.tolist(), linear.column.tolist()
    coefficient = linear.coefficient.tolist()
    for i, (low, high) in enumerate(zip(linear.low.tolist(), linear.high.tolist(), strict=True)):
        entries = range(start[i], start[i + 1])
        terms = [(columns[column[e]], coefficient[e]) for e in entries]
        sides = [(pulp.LpConstraintEQ, low)] if low == high else []
        if not sides:
            sides += [(pulp.LpConstraintGE, low)] if low > -UNBOUNDED else []
            sides += [(pulp.LpConstraintLE, high)] if high < UNBOUNDED else []
        yield [
            pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, f"r{i}_{n}", side)
            for n, (sense, side) in enumerate(sides)
        ]


def _multipliers(rows: list[list[pulp.LpConstraint]]) -> Floats | None:
    """Return a multiplier for each row; None where the solver gives none."""
    given = [[row.pi for row in made] for made in rows]
    if any(pi is None for made in given for pi in made):
        return None
    return np.array([float(sum(made)) for made in given])


def _figure(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
