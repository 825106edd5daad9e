"""Which projects are paid, and when they start: settled in listed order, before their cells.

A switch that decides amounts (a project paid in whole or not at all, the year in which it starts)
says more of a plan than how its money is spread over sources. Of equally good plans with the same
totals the one is taken in which the project listed first is paid, and starts early; then the next.
With every switch settled cells are amounts alone, and what is left to ask of them is soon answered.
"""

from dataclasses import replace

import numpy as np

from optalloc.core.message import NOTHING
from optalloc.solver.program.face import drawn_in
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.search.minimise import Stop, minimise
from optalloc.solver.session.at_switches import switches_of_amounts
from optalloc.solver.session.session import SolveSession
from optalloc.solver.ties.first_gain import fixed_at, settle_by_gains

MOST_ONE_BY_ONE = 40
"""Switches that are asked for one by one; more are asked for together (first_gain.py)."""


def settle_choices(solving: SolveSession, x: Whole) -> tuple[SolveSession, Whole]:
    """Fix the switches that decide amounts: the earliest on where some plan has it, then the next.

    Args:
        x: A plan on the face.

    Raises:
        Stop: When time ran out.
    """
    columns = solving.face.free(switches_of_amounts(solving.program))
    if len(columns) > MOST_ONE_BY_ONE:
        return settle_by_gains(solving, columns, x)
    for j in columns.tolist():
        if solving.face.lower[j] == solving.face.upper[j]:
            continue
        if x[j] < solving.face.upper[j]:
            x = _with_on(solving, j, x)
        solving = fixed_at(solving, np.array([j]), x)
    return solving, x


def _with_on(solving: SolveSession, column: int, x: Whole) -> Whole:
    """Return a plan with a switch on; the plan at hand where none has it.

    Raises:
        Stop: When time ran out.
    """
    lower = solving.face.lower.copy()
    lower[column] = solving.face.upper[column]
    face = drawn_in(solving.program, replace(solving.face, lower=lower))
    result = minimise(replace(solving.on(face), plan=None), Stage("order", NOTHING))
    if result.state == "stopped":
        raise Stop(result if result.x is not None else replace(result, x=x))
    return x if result.x is None else result.x
