"""Cells where a rule with switches will not have the natural ones: recipient after recipient.

In listed order each recipient keeps the natural cells of what is left (natural.py) where some plan
has them; elsewhere the cells of some plan that are closest, by squares, to its part of what is
left, and of equals those listed earlier have the more. For as long as natural cells go well, many
recipients are asked for at once.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.exact import Exact
from optalloc.program import Stage, Ties, Whole
from optalloc.solving.asking import Solving
from optalloc.solving.face import draw
from optalloc.solving.gains import fixed_at, settle_by_gains
from optalloc.solving.natural import natural_cells, weighed
from optalloc.solving.reach import reach_stage
from optalloc.solving.stage import minimise
from optalloc.words import NOTHING

Even = Callable[[Whole, list[Exact]], Stage]
"""Makes the stage that keeps cells (their places in Ties) close to amounts of money [fen]."""


def settle_cells(solving: Solving, x: Whole, even: Even) -> tuple[Solving, Whole]:
    """Fix every cell, recipient after recipient; the totals are fixed already.

    Raises:
        Stop: When time ran out.
    """
    ties = solving.program.ties
    r, stride = 0, 1
    while r < len(ties.totals):
        many = min(stride, len(ties.totals) - r)
        found = _with_natural(solving, x, r, many)
        if found is not None:
            solving, x = found
            r, stride = r + many, stride * 2
        elif many > 1:
            stride = many // 2
        else:
            solving, x = _with_nearest(solving, x, r, even)
            r += 1
    return solving, x


def _with_natural(
    solving: Solving, x: Whole, first: int, many: int
) -> tuple[Solving, Whole] | None:
    """Return the solving and a plan with natural cells for so many recipients, if there is one."""
    ties = solving.program.ties
    mix = _left(ties, x, first)
    rows = np.flatnonzero((ties.owner >= first) & (ties.owner < first + many))
    cells = None
    if mix is not None:
        totals = x[ties.totals[first : first + many]].tolist()
        cells = natural_cells(ties, totals, mix, first)
    if cells is None or len(cells) != len(rows):
        return None
    lower, upper = solving.face.lower.copy(), solving.face.upper.copy()
    columns = ties.cells[rows]
    if (cells < lower[columns]).any() or (cells > upper[columns]).any():
        return None
    lower[columns] = upper[columns] = cells
    face = draw(solving.program, replace(solving.face, lower=lower, upper=upper))
    if (face.lower > face.upper).any():
        return None
    narrow = replace(solving.on(face), plan=None)
    plan = x if face.holds(solving.program, x) else minimise(narrow, Stage("order", NOTHING)).x
    return None if plan is None else (replace(solving.on(face), plan=plan), plan)


def _with_nearest(solving: Solving, x: Whole, recipient: int, even: Even) -> tuple[Solving, Whole]:
    """Return the same with the cells of one recipient that are closest to its part."""
    ties = solving.program.ties
    rows = np.flatnonzero(ties.owner == recipient)
    rows = rows[solving.face.lower[ties.cells[rows]] < solving.face.upper[ties.cells[rows]]]
    if not len(rows):
        return solving, x
    narrow, result = reach_stage(solving, even(rows, _aims(ties, x, recipient, rows)))
    assert result.x is not None
    _, x = settle_by_gains(narrow, ties.cells[rows], result.x)
    return fixed_at(solving, ties.cells[rows], x), x


def _left(ties: Ties, x: Whole, first: int) -> list[list[int]] | None:
    """Return the mix less what the recipients before one have; never below nothing.

    None where projects are the cells.
    """
    if ties.pools is None:
        return None
    shape = (len(ties.pools), len(ties.pools[0]))
    given = x[ties.cells[ties.owner < first]].reshape(-1, *shape).sum(axis=0)
    left: list[list[int]] = np.maximum(np.array(ties.pools, dtype=np.int64) - given, 0).tolist()
    return left


def _aims(ties: Ties, x: Whole, recipient: int, rows: Whole) -> list[Exact]:
    """Return each cell's part of its recipient's total [fen], by what is left or its proportion."""
    money = int(x[ties.totals[recipient]]) * ties.step
    mix = _left(ties, x, recipient) or []
    has = [sum(uses) * grain for uses, grain in zip(mix, ties.grains, strict=False)]
    if not sum(has):
        return [ties.proportion[i] * money for i in rows.tolist()]
    parts = list[Fraction]()
    for part, uses in zip(has, mix, strict=True):
        weights = weighed(ties, uses, recipient)
        whole = max(1, sum(weights)) * sum(has)
        parts += [Fraction(part * weight * money, whole) for weight in weights]
    first = int(np.flatnonzero(ties.owner == recipient)[0])
    return [parts[i - first] for i in rows.tolist()]
