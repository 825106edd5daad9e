"""Find the first column in which another plan has more, with all before it the same.

Asking for one column after the other takes an integer program each, and nearly all of them say
that nothing changes. One program asks for all of them at once. With x the plan at hand, y the plan
that is looked for, l the least that a column may hold, and switches s_0 = 0, s_1, s_2, ...:

    maximise sum_i s_i,   s_(i-1) <= s_i,
    y_i >= x_i - (x_i - l_i) * s_(i-1),
    y_i >= x_i + 1 - (x_i + 1 - l_i) * (1 - s_i + s_(i-1))

A column may fall only behind one that has risen. So the sum is the number of columns from the
first that can rise to the last, and 0 proves that the plan at hand is the one of the tie rule.

So are the switches settled that decide amounts (a project paid in whole or not at all, the year in
which it starts): they say more of a plan than how its money is spread over sources. Of equally good
plans with the same totals the one is taken in which the project listed first is paid, and starts
early; then the next. With every switch settled cells are amounts alone, and what is left to ask of
them is soon answered.
"""

from dataclasses import replace

import numpy as np

from optalloc.core.message import NOTHING
from optalloc.solver.program.face import Face, drawn_in
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Whole
from optalloc.solver.search.minimise import Result, Stop, minimise, reach_stage
from optalloc.solver.session.at_switches import switches_of_amounts
from optalloc.solver.session.session import SolveSession

Entry = tuple[int, int]

MOST_ONE_BY_ONE = 40
"""Switches that are asked for one by one; more are asked for together (first_gain.py)."""


def settle_by_gains(solving: SolveSession, columns: Whole, x: Whole) -> tuple[SolveSession, Whole]:
    """Fix columns, of the earliest as much as can be, then of the next: few integer programs.

    Args:
        columns: In listed order.
        x: A plan on the face.

    Raises:
        Stop: When time ran out.
    """
    left = solving.face.free(columns)
    while len(left):
        result = first_gain(solving, left, x)
        if result.state != "best" or result.x is None:
            raise Stop(result if result.x is not None else replace(result, x=x))
        if not result.value:
            return fixed_at(solving, left, x), x
        rising = int(np.flatnonzero(result.x[left] != x[left])[0])
        solving = fixed_at(solving, left[:rising], result.x)
        most = Stage("order", NOTHING, linear={int(left[rising]): -1})
        solving, result = reach_stage(solving, most)
        assert result.x is not None
        x = result.x
        solving = fixed_at(solving, left[rising : rising + 1], x)
        left = solving.face.free(left[rising + 1 :])
    return solving, x


def fixed_at(solving: SolveSession, columns: Whole, x: Whole) -> SolveSession:
    """Return the solving with some columns fixed at a plan."""
    lower, upper = solving.face.lower.copy(), solving.face.upper.copy()
    lower[columns] = upper[columns] = x[columns]
    face = drawn_in(solving.program, replace(solving.face, lower=lower, upper=upper))
    return replace(solving.on(face), plan=x)


def first_gain(solving: SolveSession, columns: Whole, x: Whole) -> Result:
    """Return the plan in which the earliest of some columns that can hold more does so.

    The value of the result is 0 where none can: then its plan is as good as the one at hand.

    Args:
        columns: In listed order, none of them fixed.
        x: The plan at hand, on the face.
    """
    n, many = len(x), len(columns)
    program, face = _with_switches(solving.program, solving.face, columns, x)
    wide = replace(
        solving.on(face), program=program, plan=np.concatenate([x, np.zeros(many, dtype=np.int64)])
    )
    stage = Stage("order", NOTHING, linear={n + i: -1 for i in range(many)})
    result = minimise(wide, stage)
    return result if result.x is None else replace(result, x=result.x[:n])


def _with_switches(program: Program, face: Face, columns: Whole, x: Whole) -> tuple[Program, Face]:
    """Return the program and its face with the switches and their rows."""
    n, many = program.columns, len(columns)
    rows: list[list[Entry]] = []
    low: list[int] = []
    for i, j in enumerate(columns.tolist()):
        fall, switch, before = int(x[j] - face.lower[j]), n + i, n + i - 1
        rows.append([(j, 1), (before, fall)] if i else [(j, 1)])
        low.append(int(x[j]))
        rise = fall + 1
        rows.append([(j, 1), (switch, -rise)] + ([(before, rise)] if i else []))
        low.append(int(x[j]) + 1 - rise)
        if i:
            rows.append([(switch, 1), (before, -1)])
            low.append(0)
    rows = [[(column, c) for column, c in row if c] for row in rows]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    entries = np.array([entry for row in rows for entry in row], dtype=np.int64)
    nothing, one = np.zeros(many, dtype=np.int64), np.ones(many, dtype=np.int64)
    lower, upper = np.concatenate([face.lower, nothing]), np.concatenate([face.upper, one])
    lows = np.concatenate([face.low, np.array(low, dtype=np.int64)])
    highs = np.concatenate([face.high, np.full(len(low), UNBOUNDED)])
    wide = replace(
        program,
        lower=lower,
        upper=upper,
        start=np.concatenate([program.start, program.start[-1] + np.cumsum(lengths)]),
        column=np.concatenate([program.column, entries[:, 0]]),
        coefficient=np.concatenate([program.coefficient, entries[:, 1]]),
        low=lows,
        high=highs,
        anchor=np.concatenate([program.anchor, nothing]),
    )
    return wide, Face(lower, upper, lows, highs)


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
