"""Snap: an engine's float multipliers become exact ones.

A column that the engine leaves without reduced cost gives an equation: its price, the sum of its
rows' multipliers times coefficients, equals its exact slope. The equations are solved in fractions,
one unknown at a time where that goes, by elimination where it does not; a multiplier that nothing
decides takes the simplest fraction near its float. A wrong guess only weakens the bound that is
computed from it, it cannot make it false.
"""

from collections.abc import Callable, Collection
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.whole_numbers import bits, is_unlimited, pictured
from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Stage, Whole

NEAR = 1e-6
"""How near a float must come to an exact slope, relative to the largest, to be taken for it."""
SIMPLE = 10**6
"""Largest denominator of a multiplier that nothing but its float value decides."""
MOST_ELIMINATED = 3000
"""Equations that are eliminated together; beyond it the densest row takes its float first."""

LONG_BITS = 20
"""Binary digits of a coefficient above which a row's multiplier is told by its size."""


def snap(
    program: Program,
    face: Face,
    stage: Stage,
    near: Floats,
    scale: float,
    x: Whole,
    also: Collection[int] = (),
) -> dict[int, Exact]:
    """Return exact multipliers close to an engine's floats.

    Columns that the engine leaves without reduced cost give equations d_j = slope_j; solved one
    unknown at a time they make multipliers that are sums of the exact slopes. Where no equation
    decides, the simplest fraction near the float is taken.

    Args:
        near: The engine's multipliers, of costs multiplied by `scale`.
        x: The whole point found.
        also: Rows whose multipliers may be so small that the engine calls them 0.
    """
    tolerance = NEAR * max(1.0, float(np.abs(near).max(initial=0)))
    weighty = np.abs(near) * _lengths(program) > tolerance
    unknown = {*np.flatnonzero(weighty).tolist(), *also}
    d = np.zeros(program.columns)
    np.add.at(d, program.column, pictured(program.coefficient, near[program.row_of_entry]))
    slopes = _tight(stage, face, d, scale, tolerance, x, program, unknown)
    return _solve_equations(program, slopes, unknown, near, scale)


def _lengths(program: Program) -> Floats:
    """Return 1 for each row, or a power of two near its largest coefficient where that is long."""
    if not is_unlimited(program.coefficient):
        return np.ones(program.rows)
    is_open = (program.lower < program.upper)[program.column]
    most = np.ones(program.rows)
    lengths = bits(np.where(is_open, program.coefficient, 0))
    np.maximum.at(most, program.row_of_entry, lengths)
    return np.where(most > LONG_BITS, 2.0 ** (most - 1), 1.0)


def _tight(
    stage: Stage,
    face: Face,
    d: Floats,
    scale: float,
    tolerance: float,
    x: Whole,
    program: Program,
    unknown: set[int],
) -> dict[int, Exact]:
    """Return for each column without reduced cost the slope that its price must equal."""
    slopes: dict[int, Exact] = {}
    open_columns = face.lower < face.upper
    plain = open_columns.copy()
    for j, cost in stage.convex.items():
        plain[j] = False
        if open_columns[j]:
            k = int(x[j])
            nearest = min((cost.slope(k - 1), cost.slope(k)), key=lambda s: abs(s * scale - d[j]))
            if abs(float(nearest) * scale - d[j]) <= tolerance:
                slopes[j] = nearest
    costs = np.zeros(program.columns)
    for j, c in stage.linear.items():
        costs[j] = float(c) * scale
    for j in np.flatnonzero(plain & (np.abs(costs - d) <= tolerance)).tolist():
        slopes[j] = stage.linear.get(j, 0)
    return slopes


def _solve_equations(
    program: Program,
    slopes: dict[int, Exact],
    unknown: set[int],
    near: Floats,
    scale: float,
) -> dict[int, Exact]:
    """Return a multiplier for each unknown row that keeps as many equations as can be kept."""
    start, column, coefficient = program.lists
    rows_of: dict[int, list[tuple[int, int]]] = {j: [] for j in slopes}
    columns_of: dict[int, list[int]] = {i: [] for i in unknown}
    for i in unknown:
        for e in range(start[i], start[i + 1]):
            j = column[e]
            if j in rows_of:
                rows_of[j].append((i, coefficient[e]))
                columns_of[i].append(j)
    found: dict[int, Exact] = {}
    ready = [j for j, rows in rows_of.items() if len(rows) == 1]
    open_rows = {j: len(rows) for j, rows in rows_of.items()}
    left = sum(n > 0 for n in open_rows.values())
    # Rows with many equations last, because the list is taken from its end.
    waiting = sorted(unknown, key=lambda i: (len(columns_of[i]), -i))

    lengths = _lengths(program).tolist()

    def guess(row: int) -> Fraction:
        # Of a row of long numbers the multiplier is as small as they are large.
        figure = Fraction(float(near[row]) * lengths[row] / scale)
        return figure.limit_denominator(SIMPLE) / int(lengths[row])

    while True:
        while ready:
            j = ready.pop()
            missing = [(i, c) for i, c in rows_of[j] if i not in found]
            if len(missing) == 1:
                row, own = missing[0]
                rest = slopes[j] - sum(c * found[i] for i, c in rows_of[j] if i != row)
                left -= _settle(row, _divided(rest, own), found, columns_of, open_rows, ready)
        if 0 < left <= MOST_ELIMINATED:
            equations = [(rows_of[j], slopes[j]) for j, n in open_rows.items() if n > 0]
            found |= _eliminate(equations, found, guess)
        while waiting and waiting[-1] in found:
            waiting.pop()
        if not waiting:
            return found
        row = waiting.pop()
        left -= _settle(row, guess(row), found, columns_of, open_rows, ready)


def _divided(value: Exact, by: int) -> Exact:
    return value // by if isinstance(value, int) and value % by == 0 else Fraction(value) / by


def _settle(
    row: int,
    value: Exact,
    found: dict[int, Exact],
    columns_of: dict[int, list[int]],
    open_rows: dict[int, int],
    ready: list[int],
) -> int:
    """Write a multiplier down and count it off in its equations; returns how many that closes."""
    found[row], closed = value, 0
    for j in columns_of[row]:
        open_rows[j] -= 1
        closed += open_rows[j] == 0
        if open_rows[j] == 1:
            ready.append(j)
    return closed


Line = tuple[dict[int, Exact], Exact]
"""An equation: the sum of coefficient times unknown equals the figure."""


def _eliminate(
    equations: list[tuple[list[tuple[int, int]], Exact]],
    found: dict[int, Exact],
    guess: Callable[[int], Fraction],
) -> dict[int, Exact]:
    """Solve equations together by Gaussian elimination in fractions.

    An equation that contradicts the ones before it is passed over: the engine's floats called a
    column tight that is not.
    """
    pivots: dict[int, Line] = {}
    for terms, slope in equations:
        line: dict[int, Exact] = {}
        value: Exact = slope
        for i, c in terms:
            if i in found:
                value -= c * found[i]
            else:
                line[i] = line.get(i, 0) + c
        line, value = _reduced(line, value, pivots)
        if line:
            pivot = min(line)
            own = line.pop(pivot)
            scaled: dict[int, Exact] = {i: _quotient(-c, own) for i, c in line.items()}
            pivots[pivot] = (scaled, _quotient(value, own))
    solved: dict[int, Exact] = {}
    for pivot in reversed(pivots):
        figure: Exact
        terms_left, figure = pivots[pivot]
        for i, times in terms_left.items():
            if i not in solved:
                solved[i] = guess(i)
            figure = figure + times * solved[i]
        solved[pivot] = figure
    return solved


def _reduced(
    line: dict[int, Exact], value: Exact, pivots: dict[int, Line]
) -> tuple[dict[int, Exact], Exact]:
    """Return an equation with every pivot replaced by what it stands for."""
    while True:
        pivot = next((i for i in line if i in pivots), None)
        if pivot is None:
            return line, value
        own = line.pop(pivot)
        terms, constant = pivots[pivot]
        value -= own * constant
        for i, c in terms.items():
            both: Exact = line.get(i, 0) + own * c
            if both:
                line[i] = both
            else:
                line.pop(i, None)


def _quotient(value: Exact, by: Exact) -> Fraction:
    return Fraction(value) / by
