"""The tie rule: of equally good plans one, the same from every engine (decision 0004).

Totals come first, in the order of the ties. Cells that a rule with switches will not let have the
natural ones follow in listed order: each recipient keeps the natural cells of what is left
(solver/program/natural.py) where some plan has them; elsewhere the cells of some plan that are
closest, by squares, to its part of what is left, and of equals those listed earlier have the more.
For as long as natural cells go well, many recipients are asked for at once.

Where rules lay out switches, or sources have many grains, squares are programs that nothing closes.
There a recipient's cells are settled in listed order, each as near as some plan has it to its part
of what the recipient has left, and of two as near the larger.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import accumulate
from math import floor, lcm

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING
from optalloc.solver.engines.select import engine
from optalloc.solver.program.distance_costs import SquaredDistance
from optalloc.solver.program.face import Face, draw, drawn_in, rounded
from optalloc.solver.program.natural import natural_cells, weighed
from optalloc.solver.program.program import Program, Stage, StepCost, Ties, Whole
from optalloc.solver.search.minimise import Stop, minimise, reach_stage
from optalloc.solver.session.linearise import HeldGoal
from optalloc.solver.session.pot_units import with_units
from optalloc.solver.session.session import SolveSession
from optalloc.solver.ties.first_gain import fixed_at, settle_by_gains, settle_choices
from optalloc.solver.ties.hulls import on_hulls, reach_on_hull

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

MOST_GRAINS = 50_000
"""Grains of a source up to which cells are looked for by squares."""

Even = Callable[[Whole, list[Exact]], Stage]
"""Makes the stage that keeps cells (their places in Ties) close to amounts of money [fen]."""


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
    solving, result = reach_on_hull(solving, Stage("order", NOTHING, linear=places))
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
            solving, result = reach_on_hull(solving, Stage("order", NOTHING, linear={j: -1}))
            x = result.x
            assert x is not None
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
    # Every column is fixed now; goals that were held by a row have their value in them.
    return solving, x, True


def _fixed(program: Program, face: Face, column: int, value: int) -> Face:
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[column] = upper[column] = value
    return drawn_in(program, replace(face, lower=lower, upper=upper))


def goes_by_squares(program: Program) -> bool:
    """Return whether cells are closest by squares, or settled one after the other."""
    ties, cells = program.ties, program.ties.cells
    has_switches = program.columns > len(ties.totals) + len(cells) + ties.told_by_totals
    return not has_switches and int(program.upper[cells].max(initial=0)) <= MOST_GRAINS


def settle_cells(solving: SolveSession, x: Whole, even: Even | None) -> tuple[SolveSession, Whole]:
    """Fix every cell, recipient after recipient; the totals are fixed already.

    Args:
        even: By what cells are closest; None settles them one after the other.

    Raises:
        Stop: When time ran out.
    """
    ties = solving.program.ties
    r, stride = 0, 1
    while r < len(ties.totals):
        solving = solving.on(rounded(solving.program, solving.face))
        many = min(stride, len(ties.totals) - r)
        found = _with_natural(solving, x, r, many)
        if found is not None:
            solving, x = found
            r, stride = r + many, stride * 2
        elif many > 1:
            stride = many // 2
        else:
            if even is None:
                solving, x = _one_by_one(solving, x, r)
            else:
                solving, x = _with_nearest(solving, x, r, even)
            r += 1
    return solving, x


def _with_natural(
    solving: SolveSession, x: Whole, first: int, many: int
) -> tuple[SolveSession, Whole] | None:
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
    return _with_cells(solving, x, ties.cells[rows], cells)


def _with_cells(
    solving: SolveSession, x: Whole, columns: Whole, cells: Whole
) -> tuple[SolveSession, Whole] | None:
    """Return the solving and a plan with some cells as given, if there is one."""
    lower, upper = solving.face.lower.copy(), solving.face.upper.copy()
    if (cells < lower[columns]).any() or (cells > upper[columns]).any():
        return None
    lower[columns] = upper[columns] = cells
    face = draw(solving.program, replace(solving.face, lower=lower, upper=upper))
    if (face.lower > face.upper).any():
        return None
    narrow = replace(solving.on(face), plan=None)
    plan = x if face.holds(solving.program, x) else minimise(narrow, Stage("order", NOTHING)).x
    return None if plan is None else (replace(solving.on(face), plan=plan), plan)


def _with_nearest(
    solving: SolveSession, x: Whole, recipient: int, even: Even
) -> tuple[SolveSession, Whole]:
    """Return the same with the cells of one recipient that are closest to its part."""
    ties = solving.program.ties
    rows = np.flatnonzero(ties.owner == recipient)
    rows = rows[solving.face.lower[ties.cells[rows]] < solving.face.upper[ties.cells[rows]]]
    if not len(rows):
        return solving, x
    narrow, result = reach_stage(solving, even(rows, _aims(ties, x, recipient, rows)))
    assert result.x is not None
    narrow = on_hulls(narrow, since=len(solving.held))
    _, x = settle_by_gains(narrow, ties.cells[rows], result.x)
    return fixed_at(solving, ties.cells[rows], x), x


def _one_by_one(solving: SolveSession, x: Whole, recipient: int) -> tuple[SolveSession, Whole]:
    """Return the same with the cells of one recipient near its part of what is left."""
    ties, program = solving.program.ties, solving.program
    own = np.flatnonzero(ties.owner == recipient)
    # Cells that rules leave nothing to choose in have no part; the rows' say on others counts.
    is_open = program.lower[ties.cells[own]] < program.upper[ties.cells[own]]
    rows, settled = own[is_open], own[~is_open]
    if not len(rows):
        return solving, x
    money = int(x[ties.totals[recipient]]) * ties.step
    left = money - int((x[ties.cells[settled]] * ties.grain[settled]).sum())
    grains, weights = ties.grain[rows].tolist(), _aims(ties, x, recipient, rows)
    columns = ties.cells[rows]
    near = list[int]()
    for grain, weight, coming in zip(grains, weights, _sums(weights), strict=True):
        near.append(_nearest_grain(left, weight, coming, grain))
        left -= near[-1] * grain
    found = _with_cells(solving, x, columns, np.array(near, dtype=np.int64))
    if found is not None:
        return found
    left += sum(k * grain for k, grain in zip(near, grains, strict=True))
    for j, grain, weight, coming in zip(
        columns.tolist(), grains, weights, _sums(weights), strict=True
    ):
        solving, x = _with_near(solving, x, j, _nearest_grain(left, weight, coming, grain))
        left -= int(x[j]) * grain
    return solving, x


def _nearest_grain(left: int, weight: Exact, coming: Exact, grain: int) -> int:
    """Return the grains nearest to a cell's part of what is left, halves up."""
    part = Fraction(left) * weight / coming if coming else Fraction(left)
    return floor(part / grain + Fraction(1, 2))


def _sums(weights: Sequence[Exact]) -> list[Exact]:
    """Return for each weight the sum of it and of all after it."""
    return list(accumulate(reversed(weights)))[::-1]


def _with_near(
    solving: SolveSession, x: Whole, column: int, near: int
) -> tuple[SolveSession, Whole]:
    """Return the same with a column fixed at the step nearest to one that some plan has.

    Raises:
        Stop: When time ran out.
    """
    face, at = solving.face, int(x[column])
    low, high = int(face.lower[column]), int(face.upper[column])
    near = min(max(near, low), high)
    if at != near:
        above = _end(solving, x, column, (near, min(high, max(at, near) if at > near else high)), 1)
        if above is not None:
            x, at = above, int(above[column])
        if at != near:
            # What is nearer below, if anything.
            first = low if above is None else max(low, 2 * near - at + 1)
            below = _end(solving, x, column, (first, near - 1), -1)
            x = x if below is None else below
    return fixed_at(solving, np.array([column]), x), x


def _end(
    solving: SolveSession, x: Whole, column: int, ends: tuple[int, int], sign: int
) -> Whole | None:
    """Return the plan with the least, or the most, of a column between two steps; None without one.

    Raises:
        Stop: When time ran out.
    """
    lower, upper = solving.face.lower.copy(), solving.face.upper.copy()
    lower[column], upper[column] = ends
    face = draw(solving.program, replace(solving.face, lower=lower, upper=upper))
    if (face.lower > face.upper).any():
        return None
    plan = x if ends[0] <= x[column] <= ends[1] else None
    result = minimise(
        replace(solving.on(face), plan=plan), Stage("order", NOTHING, linear={column: sign})
    )
    if result.state == "stopped":
        raise Stop(result if result.x is not None else replace(result, x=x))
    return result.x


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
    """Return each cell's part of its recipient's total, by what is left or its proportion."""
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
