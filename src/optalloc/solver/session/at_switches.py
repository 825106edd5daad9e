"""Costs of amounts that switches decide, moved to the switches for an engine's integer program.

A project that is paid in whole or not at all has  sum of its cells = need * z,  so what its cells
cost is what z costs. A linear program is the same either way. An integer program is not: values
of switches lie whole people or projects apart where those of cells lie 1/180 apart, which an engine
sees and searches for no plan in between, and a goal that is held is a row of switches alone, from
which it draws covers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.solver.program.face import Face, whole_face
from optalloc.solver.program.program import Program, Stage, Whole

MOST_ENTRIES = 50_000
"""Entries of rows among which those are looked for that tie amounts to switches."""

Tie = tuple[dict[int, int], int]
"""A row that always comes to the same: its coefficients by column, and what it comes to."""


def rows_of_switches(program: Program, face: Face) -> Iterator[tuple[Tie, set[int]]]:
    """Yield the rows that tie amounts to switches, each with its amounts."""
    reach = face.upper - face.lower
    if len(program.column) > MOST_ENTRIES or not (reach == 1).any():
        return
    sides: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    is_open, is_switch = reach > 0, reach == 1
    has_switch = np.zeros(program.rows, dtype=bool)
    has_switch[program.row_of_entry[is_switch[program.column]]] = True
    for i in np.flatnonzero(has_switch).tolist():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns = tuple(program.column[entries].tolist())
        counted = tuple(program.coefficient[entries].tolist())
        # "No more" and "no less" are often two rows.
        ends = sides.setdefault((columns, counted), [int(face.low[i]), int(face.high[i])])
        ends[:] = max(ends[0], int(face.low[i])), min(ends[1], int(face.high[i]))
        amounts = {j for j in columns if is_open[j] and not is_switch[j]}
        if ends[0] == ends[1] and amounts:
            yield (dict(zip(columns, counted, strict=True)), ends[0]), amounts


def ties_to_switches(program: Program, face: Face) -> list[Tie]:
    """Return the rows that tie amounts to switches, each amount in the first that has it."""
    taken, found = set[int](), list[Tie]()
    for tie, amounts in rows_of_switches(program, face):
        if taken.isdisjoint(amounts):
            taken |= amounts
            found.append(tie)
    return found


def switches_of_amounts(program: Program) -> Whole:
    """Return the switches that decide amounts, in listed order.

    By the program alone: a face differs with the proof that drew it, and what hangs on these
    columns may not. Amounts of one step are none.
    """
    is_switch = program.upper - program.lower == 1
    is_switch[program.ties.totals] = is_switch[program.ties.cells] = False
    rows = rows_of_switches(program, whole_face(program))
    found = {j for (row, _), _ in rows for j in row if is_switch[j]}
    return np.array(sorted(found), dtype=np.int64)


def at_switches(program: Program, face: Face, stages: Sequence[Stage]) -> list[Stage]:
    """Return the same goals, with what amounts cost alike at the switches that decide them.

    Every point of the face has the values that it had.
    """
    ties = ties_to_switches(program, face)
    return [_moved(ties, face, stage) for stage in stages]


def _moved(ties: list[Tie], face: Face, stage: Stage) -> Stage:
    """Return a goal with what amounts cost alike at the switches that decide them."""
    linear, constant = dict(stage.linear), stage.constant
    for row, comes_to in ties:
        amounts = [j for j in row if face.upper[j] - face.lower[j] > 1]
        prices = {Fraction(linear.get(j, 0)) / row[j] for j in amounts}
        price = prices.pop()
        if prices or not price or not stage.convex.keys().isdisjoint(row):
            continue
        constant += price * comes_to
        for j, counted in row.items():
            linear[j] = _simple(linear.get(j, 0) - price * counted)
    if linear == stage.linear:
        return stage
    return replace(stage, linear={j: c for j, c in linear.items() if c}, constant=constant)


def _simple(figure: Exact) -> Exact:
    return int(figure) if figure.denominator == 1 else figure
