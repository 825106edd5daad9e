"""The tie rule: of equally good plans one, the same from every engine (decision 0004)."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import lcm

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING
from optalloc.solver.engines.select import engine
from optalloc.solver.program.distance_costs import SquaredDistance
from optalloc.solver.program.face import Face, drawn_in
from optalloc.solver.program.natural import natural_cells
from optalloc.solver.program.program import Program, Stage, StepCost, Ties, Whole
from optalloc.solver.search.minimise import minimise, reach_stage
from optalloc.solver.session.linearise import HeldGoal
from optalloc.solver.session.pot_units import with_units
from optalloc.solver.session.session import SolveSession
from optalloc.solver.ties.choices import settle_choices
from optalloc.solver.ties.first_gain import fixed_at, settle_by_gains
from optalloc.solver.ties.sequential import goes_by_squares, settle_cells

MOST_SINGLE_TIES = 400
"""Columns that are decided one by one after everything else; more are left as the engine has them,
and the outcome says so."""

MOST_ONE_BY_ONE = 40
"""Columns that are asked for one by one where a goal is held by a row. One program for all of them
(first_gain.py) takes fewer questions, but ones whose bounds are poor where amounts are large."""

TO_HIGHS = ("cbc", "race")
"""Engines whose ties HiGHS settles where they take integer programs."""


MOST_BITS = 128
"""Size of the common denominator up to which cells are counted in parts of a fen."""


def settle_ties(
    solving: SolveSession, held: Sequence[HeldGoal], x: Whole | None
) -> tuple[SolveSession, Whole | None, bool]:
    """Decide between equally good plans: totals in the order of the ties, then the cells.

    Args:
        solving: On the face of the best plans.
        held: The goals that must keep their values, those too that the face keeps by itself.
        x: A plan on the face, if one is known.

    The natural cells are taken where they keep every rule and goal; elsewhere the cells that stay
    closest to their proportions, then listed order.
    """
    asked, before = solving.engine, x
    if solving.held and asked.name in TO_HIGHS:
        # A goal held by a row makes integer programs of ties, and CBC takes many times as long.
        solving = replace(solving, engine=engine("highs"))
    solving, x, is_one = _settled(solving, x)
    if x is not None and before is not None and any(h.is_lost(x) for h in held):
        # No choice between equals may cost a goal its value; what was proven is the plan before it.
        return replace(solving, engine=asked, plan=before), before, False
    return replace(solving, engine=asked), x, is_one


def _settled(solving: SolveSession, x: Whole | None) -> tuple[SolveSession, Whole | None, bool]:
    ties = solving.program.ties
    solving, x, first = _in_order(solving, ties.favoured, x)
    if x is not None and first and len(solving.face.free(ties.cells)):
        natural = _with_natural_cells(solving, x)
        if natural is not None:
            return solving, natural, True
        solving, x = settle_choices(solving, x)
        program, face, point = with_units(solving.program, solving.face, x)
        wide = solving
        if len(point) > len(x):
            wide = replace(solving, program=program, face=face, plan=point, units=len(x))
        even = partial(_even_cells, ties) if goes_by_squares(solving.program) else None
        _, point = settle_cells(wide, point, even)
        x = point[: len(x)]
        return fixed_at(solving, ties.cells, x), x, True
    return solving, x, first


def tidied(solving: SolveSession, x: Whole) -> Whole:
    """Return a plan with the natural cells of its totals where they are as good, else as it is."""
    if not len(solving.program.ties.cells):
        return x
    natural = _with_natural_cells(solving, x)
    return x if natural is None else natural


def _with_natural_cells(solving: SolveSession, x: Whole) -> Whole | None:
    """Return the point with the natural cells of its totals, if that is as good a plan."""
    ties = solving.program.ties
    cells = natural_cells(ties, x[ties.totals].tolist())
    if cells is None:
        return None
    point = x.copy()
    point[ties.cells] = cells
    values = point.tolist()
    if not all(held.stage.value(values) <= held.value for held in solving.held):
        return None
    return point if solving.face.holds(solving.program, point) else _switched(solving, point)


def _switched(solving: SolveSession, point: Whole) -> Whole | None:
    """Return a point with its switches set anew so that its cells keep every row, if they can.

    The switches of another plan say nothing of these cells, and engines set them differently.
    """
    face, ties = solving.face, solving.program.ties
    fixed = np.concatenate([ties.totals, ties.cells])
    is_outside = (point[fixed] < face.lower[fixed]) | (point[fixed] > face.upper[fixed])
    if len(fixed) == solving.program.columns or is_outside.any():
        return None
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[fixed] = upper[fixed] = point[fixed]
    narrow = solving.on(drawn_in(solving.program, replace(face, lower=lower, upper=upper)))
    result = minimise(replace(narrow, plan=None), Stage("order", NOTHING))
    return result.x if result.state == "best" else None


def _even_cells(ties: Ties, cells: Whole, aims: Sequence[Exact]) -> Stage:
    """Return the stage that keeps cells close to amounts of money, by squares.

    Args:
        cells: Their places in the ties.
        aims: The amounts [fen].
    """
    # Counted in parts of a fen that make every aim whole: whole numbers are fast, unless they are
    # so large that their squares are beyond a float.
    parts = lcm(*{aim.denominator for aim in aims})
    parts = parts if parts.bit_length() <= MOST_BITS else 1
    convex: dict[int, StepCost] = {}
    for i, aim in zip(cells.tolist(), aims, strict=True):
        target = aim * parts
        whole = int(target) if target.denominator == 1 else target
        convex[int(ties.cells[i])] = SquaredDistance(parts * int(ties.grain[i]), whole, 1)
    return Stage("ties", NOTHING, convex=convex)


def _in_order(
    solving: SolveSession, columns: Whole, x: Whole | None
) -> tuple[SolveSession, Whole | None, bool]:
    """Give early columns the more: smallest sum of position times steps, then one by one."""
    free = set(solving.face.free(columns).tolist())
    if not free and x is not None:
        return solving, x, True
    places: dict[int, Exact] = {j: i + 1 for i, j in enumerate(columns.tolist()) if j in free}
    solving, result = reach_stage(solving, Stage("order", NOTHING, linear=places))
    x = result.x
    left = solving.face.free(columns).tolist()
    if len(left) > MOST_SINGLE_TIES:
        return solving, x, False
    if solving.held and len(left) > MOST_ONE_BY_ONE:
        # A goal held by a row makes an integer program of every question; so they are few.
        assert x is not None
        return *settle_by_gains(solving, columns, x), True
    for j in left:
        assert x is not None
        if solving.face.lower[j] < x[j] == solving.face.upper[j]:
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
        if solving.face.lower[j] < solving.face.upper[j]:
            solving, result = reach_stage(solving, Stage("order", NOTHING, linear={j: -1}))
            x = result.x
            assert x is not None
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
    # Every column is fixed now; goals that were held by a row have their value in them.
    return solving, x, True


def _fixed(program: Program, face: Face, column: int, value: int) -> Face:
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[column] = upper[column] = value
    return drawn_in(program, replace(face, lower=lower, upper=upper))
