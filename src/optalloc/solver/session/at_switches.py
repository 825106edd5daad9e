"""Costs of amounts that switches decide, moved to the switches for an engine's integer program.

A project that is paid in whole or not at all has  sum of its cells = need * z,  so what its cells
cost is what z costs. A linear program is the same either way. An integer program is not: values
of switches lie whole people or projects apart where those of cells lie 1/180 apart, which an engine
sees and searches for no plan in between, and a goal that is held is a row of switches alone, from
which it draws covers.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Stage

MOST_ENTRIES = 50_000
"""Entries of rows among which those are looked for that tie amounts to switches."""

Tie = tuple[dict[int, int], int]
"""A row that always comes to the same: its coefficients by column, and what it comes to."""


def ties_to_switches(program: Program, face: Face) -> list[Tie]:
    """Return the rows that tie amounts to switches, each amount in the first that has it."""
    reach = face.upper - face.lower
    if len(program.column) > MOST_ENTRIES or not (reach == 1).any():
        return []
    sides: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    is_open, is_switch = reach > 0, reach == 1
    has_switch = np.zeros(program.rows, dtype=bool)
    has_switch[program.row_of_entry[is_switch[program.column]]] = True
    taken, found = set[int](), list[Tie]()
    for i in np.flatnonzero(has_switch).tolist():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns = tuple(program.column[entries].tolist())
        counted = tuple(program.coefficient[entries].tolist())
        # "No more" and "no less" are often two rows.
        ends = sides.setdefault((columns, counted), [int(face.low[i]), int(face.high[i])])
        ends[:] = max(ends[0], int(face.low[i])), min(ends[1], int(face.high[i]))
        amounts = {j for j in columns if is_open[j] and not is_switch[j]}
        if ends[0] == ends[1] and amounts and taken.isdisjoint(amounts):
            taken |= amounts
            found.append((dict(zip(columns, counted, strict=True)), ends[0]))
    return found


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
