"""A whole column for the units of every pot, beside the cells:  a_s = parts_s * k.

A split of sources says 11 a = 9 b. Its whole points are a = 9 k and b = 11 k, but a linear program
does not know that: its corners are nowhere near them, and an engine cuts a and b one step after
the other. With the column k it cuts at whole units. The rows of the split stay; the new ones say
no more than they do of whole points.
"""

from dataclasses import replace
from math import gcd

import numpy as np

from optalloc.solver.engines.interface import LinearProgram
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Pot, Program, Ties, Whole

Extended = tuple[Program, Face]
"""A program with more columns, and a face of it."""


def with_units(program: Program, face: Face, x: Whole) -> tuple[Program, Face, Whole]:
    """Return a program, its face and a plan with the units of pots as columns after all others.

    Args:
        x: A plan with the totals that all plans on the face have.
    """
    ties = program.ties
    blocks = _blocks(ties)
    if not blocks:
        return program, face, x
    units = _units(blocks, x)
    most = np.concatenate([_most(pot, cells, face.upper) for pot, cells in blocks])
    wide = _wider((program, face), units, most, _rows(blocks, len(x)))
    first = len(x)
    x = np.concatenate([x, units])
    for pot, cells in blocks:
        many = cells.shape[1]
        step, own = apart(ties, pot), np.arange(first, first + many, dtype=np.int64)
        first += many
        if step > 1:
            wide, x = _with_runs(wide, x, own.reshape(len(ties.totals), -1), step)
    return *wide, x


def apart(ties: Ties, pot: Pot) -> int:
    """Return how far apart the units of a pot are that go with one total.

    The other pots change a total by multiples of what divides all their units, so 5 k + 2 m has
    only every second k.
    """
    worth = {p: sum(part * ties.grains[s] for s, part in p.parts) for p in ties.pots}
    others = gcd(*(w for p, w in worth.items() if p is not pot))
    return others // gcd(others, worth[pot]) if others else 1


def _with_runs(wide: Extended, x: Whole, units: Whole, step: int) -> tuple[Extended, Whole]:
    """Return the same with a column j for each recipient:  sum of its units = first + step * j."""
    n, (many, of_one) = len(x), units.shape
    runs, first = np.divmod(x[units].sum(axis=1), step)
    most = wide[1].upper[units].sum(axis=1) // step
    columns = np.concatenate([units, np.arange(n, n + many, dtype=np.int64)[:, None]], axis=1)
    each = np.array([1] * of_one + [-step], dtype=np.int64)
    ends = np.arange(1, many + 1, dtype=np.int64) * (of_one + 1)
    rows = ends, columns.ravel(), np.tile(each, many)
    return _wider(wide, runs, most, rows, first), np.concatenate([x, runs])


def _wider(
    extended: Extended,
    added: Whole,
    most: Whole,
    rows: tuple[Whole, Whole, Whole],
    side: Whole | None = None,
) -> Extended:
    """Return the same with more columns, each from 0 to its most, and rows that define them.

    Args:
        added: What a plan has in them.
        side: What each of the rows comes to; 0 if not given.
    """
    (program, face), (ends, column, coefficient) = extended, rows
    nothing = np.zeros(len(added), dtype=np.int64)
    side = np.zeros(len(ends), dtype=np.int64) if side is None else side
    wide = replace(
        program,
        lower=np.concatenate([program.lower, nothing]),
        upper=np.concatenate([program.upper, most]),
        start=np.concatenate([program.start, program.start[-1] + ends]),
        column=np.concatenate([program.column, column]),
        coefficient=np.concatenate([program.coefficient, coefficient]),
        low=np.concatenate([program.low, side]),
        high=np.concatenate([program.high, side]),
        anchor=np.concatenate([program.anchor, added]),
    )
    inner = Face(
        np.concatenate([face.lower, nothing]),
        np.concatenate([face.upper, most]),
        np.concatenate([face.low, side]),
        np.concatenate([face.high, side]),
    )
    return wide, inner


def shown_with_units(linear: LinearProgram, ties: Ties, face: Face, anchor: Whole) -> LinearProgram:
    """Return an engine's program with the same columns and rows, counted from an anchor."""
    blocks = _blocks(ties)
    if not blocks:
        return linear
    units = _units(blocks, anchor)
    most = np.concatenate([_most(pot, cells, face.upper) for pot, cells in blocks])
    start, column, coefficient = _rows(blocks, len(linear.cost))
    filled = np.bincount(
        np.repeat(np.arange(len(start)), np.diff(start, prepend=0)),
        coefficient
        * np.concatenate([anchor, np.zeros(len(linear.cost) - len(anchor)), units])[column],
        len(start),
    )
    return replace(
        linear,
        cost=np.concatenate([linear.cost, np.zeros(len(units))]),
        lower=np.concatenate([linear.lower, -units]),
        upper=np.concatenate([linear.upper, most - units]),
        is_whole=np.concatenate([linear.is_whole, np.ones(len(units), dtype=bool)]),
        start=np.concatenate([linear.start, linear.start[-1] + start]),
        column=np.concatenate([linear.column, column]),
        coefficient=np.concatenate([linear.coefficient, coefficient]),
        low=np.concatenate([linear.low, -filled]),
        high=np.concatenate([linear.high, -filled]),
    )


def _blocks(ties: Ties) -> list[tuple[Pot, Whole]]:
    """Return each pot of several sources with its cells: by source, unit, and cell in the unit."""
    if ties.pools is None or not len(ties.cells):
        return []
    cells = ties.cells.reshape(len(ties.totals), len(ties.pools), len(ties.pools[0]))
    blocks = list[tuple[Pot, Whole]]()
    for pot in ties.pots:
        if len(pot.parts) > 1:
            own = np.moveaxis(cells[:, [s for s, _ in pot.parts]], 1, 0)
            of_unit = 1 if pot.by_award else own.shape[-1]
            blocks.append((pot, own.reshape(len(pot.parts), -1, of_unit)))
    return blocks


def _units(blocks: list[tuple[Pot, Whole]], x: Whole) -> Whole:
    """Return how many units a plan gives, pot after pot."""
    return np.concatenate([x[cells[0]].sum(axis=1) // pot.parts[0][1] for pot, cells in blocks])


def _most(pot: Pot, cells: Whole, upper: Whole) -> Whole:
    """Return how many units the bounds of the cells allow at most."""
    parts = np.array([part for _, part in pot.parts], dtype=np.int64)
    most: Whole = (upper[cells].sum(axis=2) // parts[:, None]).min(axis=0)
    return most


def _rows(blocks: list[tuple[Pot, Whole]], first: int) -> tuple[Whole, Whole, Whole]:
    """Return the rows  sum of cells - part * k = 0  with the ends of their entries.

    Args:
        first: The first of the new columns.
    """
    lengths, columns, coefficients = list[Whole](), list[Whole](), list[Whole]()
    for pot, cells in blocks:
        _, many, of_unit = cells.shape
        units = np.arange(first, first + many, dtype=np.int64)[:, None]
        for (_, part), own in zip(pot.parts, cells, strict=True):
            columns.append(np.concatenate([own, units], axis=1).ravel())
            each = np.array([1] * of_unit + [-part], dtype=np.int64)
            coefficients.append(np.tile(each, many))
            lengths.append(np.full(many, of_unit + 1, dtype=np.int64))
        first += many
    ends = np.cumsum(np.concatenate(lengths))
    return ends, np.concatenate(columns), np.concatenate(coefficients)
