"""Marginal allocation: where one row of money alone couples the columns, no LP is needed.

    minimise sum_j f_j(x_j)   with  low <= sum_j x_j <= high  and every x_j within its bounds

with convex f_j is solved when, for some price p, no step given costs more than p and no further
step costs less: then p is the row's multiplier. A first guess of the steps at that price is made in
floats from a few slopes of each cost; steps are then given, taken back or exchanged by their exact
slopes until that holds (solver/program/exchange.py). Every other row is left out: the point is put
to the test of all of them, and the certificate proves it best, or the usual way is gone
(docs/decisions/0014-margins-before-linear-programs.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.whole_numbers import clipped
from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.exchange import Coupled, Exchange
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, Whole
from optalloc.solver.proof.lagrangian import LagrangianBound, bound
from optalloc.solver.session.session import SolveSession

MOST_ROWS = 16
"""Other rows that speak of the columns, beyond which one of them will hardly hold by chance."""
MOST_GUESSES = 6
"""Guesses of where the steps lie, before the program goes to an engine instead."""
MOST_MOVES = 2
"""Runs of steps moved for each column before another guess is made."""
HALVINGS = 200
"""Halvings of a price: they leave 10^-60 of where they began, mostly no double before that."""
MOST_DOUBLINGS = 1000
"""Doublings of a price: the doubles end after about so many."""
HARDLY_ANY = 1e-200
"""A bend that is none, and still divides."""


@dataclass(frozen=True)
class Flat:
    """A cost that is the same for every step."""

    cost: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return self.cost * k

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step."""
        return self.cost

    def kink(self) -> int:
        """Return any step: none is cheaper than another."""
        return 0


def by_margins(solving: SolveSession, stage: Stage) -> tuple[Whole, LagrangianBound] | None:
    """Return the best point of a stage with its proof; None where the rows left out forbid it."""
    program, face = solving.program, solving.face
    if solving.held or solving.clock.left() == 0.0 or (face.lower > face.upper).any():
        return None
    part = coupled(program, face, stage)
    settled = _settled(part) if part is not None else None
    if part is None or settled is None:
        return None
    steps, price = settled
    x = np.clip(solving.anchor(), face.lower, face.upper)
    x[part.columns] = steps
    if not face.holds(program, x):
        return None
    leaning = part.low_row if price > 0 else part.high_row
    if price and leaning is None:
        return None
    multipliers = {leaning[0]: Fraction(price) / leaning[1]} if price and leaning else {}
    proof = bound(program, face, stage, multipliers, x)
    return (x, proof) if proof.meets(program, face, x) else None


def coupled(program: Program, face: Face, stage: Stage) -> Coupled | None:
    """Return a stage as one sum; None where too many other rows speak of its columns.

    Every open column with a cost is taken; the rows left out must be put to the test.
    """
    is_open = face.lower < face.upper
    costs: dict[int, StepCost] = {j: Flat(c) for j, c in stage.linear.items() if is_open[j] and c}
    costs |= {j: f for j, f in stage.convex.items() if is_open[j]}
    columns = np.array(sorted(costs), dtype=np.int64)
    ends = _ends(program, face, columns)
    if ends is None:
        return None
    low, high = ends
    lower, upper = face.lower[columns], face.upper[columns]
    ordered = tuple(costs[j] for j in columns.tolist())
    return Coupled(columns, ordered, lower, upper, low[0], high[0], low[1], high[1])


End = tuple[int, tuple[int, int] | None]
"""An end of the sum, and the row that sets it with its coefficient."""
Ends = tuple[End, End] | None


def _ends(program: Program, face: Face, columns: Whole) -> Ends:
    """Return what rows ask of the sum of some columns; None where too many say something else."""
    is_open = face.lower < face.upper
    is_ours = np.zeros(program.columns, dtype=bool)
    is_ours[columns] = True
    row, coefficient, n = program.row_of_entry, program.coefficient, program.rows
    ours, loose = is_ours[program.column], is_open[program.column]
    count = np.bincount(row[ours], minlength=n)
    factor = np.zeros(n, dtype=coefficient.dtype)
    factor[row[ours]] = coefficient[ours]
    uneven = np.bincount(row[ours & (coefficient != factor[row])], minlength=n)
    adds_up = (count == len(columns)) & (count == np.bincount(row[loose], minlength=n))
    adds_up &= (uneven == 0) & (count > 0)
    if int(((count > 0) & ~adds_up).sum()) > MOST_ROWS:
        return None
    low: End = (-UNBOUNDED, None)
    high: End = (UNBOUNDED, None)
    given = program.activity(np.where(is_open, 0, face.lower))
    for i in np.flatnonzero(adds_up).tolist():
        c = int(factor[i])
        ends = [int(face.low[i]), int(face.high[i])]
        below, above = ends if c > 0 else reversed(ends)
        if abs(below) < UNBOUNDED:
            low = max(low, (-((int(given[i]) - below) // c), (i, c)), key=lambda end: end[0])
        if abs(above) < UNBOUNDED:
            high = min(high, ((above - int(given[i])) // c, (i, c)), key=lambda end: end[0])
    return low, high


def _settled(part: Coupled) -> tuple[list[int], Exact] | None:
    """Return the cheapest steps and the price of the last; None where none add up, or not soon."""
    if sum(part.lower.tolist()) > part.high or sum(part.upper.tolist()) < part.low:
        return None
    if part.low > part.high:
        return None
    if not part.costs:
        return [], 0
    kinks = clipped(cost.kink() for cost in part.costs)
    centre = np.clip(kinks, part.lower, part.upper)
    # Targets add up to the money: their cheapest steps are most often a few steps off, no more.
    there = sum(centre.tolist())
    off = max(part.low - there, there - part.high)
    for tries in range(MOST_GUESSES):
        is_near = tries == 0 and off <= len(part.costs)
        exchange = Exchange(part, centre if is_near else _guess(part, centre))
        price = exchange.settle(MOST_MOVES * len(part.costs) + MOST_ROWS)
        if price is not None:
            return exchange.x, price
        centre = np.array(exchange.x, dtype=np.int64)
    return None


def _guess(part: Coupled, centre: Whole) -> Whole:
    """Return steps near the best, from each cost's slopes around a centre and their last bends."""
    slopes = _sampled(part, centre)
    # Where slopes stay the same, the whole way costs the same: as good as no bend at all.
    bends = np.maximum(slopes[[1, 4]] - slopes[[0, 3]], HARDLY_ANY)

    def steps(price: float) -> Floats:
        """Return how many steps of each column cost less than a price."""
        near = centre - 1 + (slopes[1:4] < price).sum(axis=0)
        above = centre + 1 + np.ceil((price - slopes[3]) / bends[1])
        below = centre - 1 - np.floor((slopes[1] - price) / bends[0])
        point = np.where(price > slopes[3], above, np.where(price <= slopes[1], below, near))
        kept: Floats = np.clip(point, part.lower, part.upper)
        return kept

    free = np.nextafter(0.0, 1.0)
    if steps(free).sum() < part.low:
        due, left, right = part.low, 0.0, _doubled(lambda p: steps(p).sum() >= part.low, 1.0)
    elif steps(0.0).sum() > part.high:
        due, left, right = part.high, _doubled(lambda p: steps(p).sum() <= part.high, -1.0), 0.0
    else:
        due, left, right = max(part.low, int(steps(0.0).sum())), 0.0, free
    # Where no slope bends, steps change at the slopes themselves and nowhere between.
    left, right = _among(slopes[1:4], left, right, lambda p: steps(p).sum() < due)
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        if not left < middle < right:
            break
        left, right = (middle, right) if steps(middle).sum() < due else (left, middle)
    return _between(part, steps(left), steps(right), due)


def _among(
    slopes: Floats, left: float, right: float, is_short: Callable[[float], bool]
) -> tuple[float, float]:
    """Return the neighbours among some prices between which steps are no longer short.

    Just above the lower one they may not be short any more: then there is nothing between.
    """
    there = np.unique(slopes)
    inside = there[(there > left) & (there < right)].tolist()
    low, high = 0, len(inside)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if is_short(inside[middle]) else (low, middle)
    left, right = (inside[low - 1] if low else left), (inside[low] if low < len(inside) else right)
    above = float(np.nextafter(left, right))
    return (left, above) if not is_short(above) else (above, right)


def _sampled(part: Coupled, centre: Whole) -> Floats:
    """Return the slopes of every cost at the five steps around its centre."""
    sampled = np.zeros((5, len(part.costs)))
    for i, (cost, k) in enumerate(zip(part.costs, centre.tolist(), strict=True)):
        slope = cost.slope
        ratios = [slope(k + far).as_integer_ratio() for far in (-2, -1, 0, 1, 2)]
        sampled[:, i] = [top / bottom for top, bottom in ratios]
    return sampled


def _doubled(reaches: Callable[[float], bool], price: float) -> float:
    """Return a price that reaches, by doubling."""
    for _ in range(MOST_DOUBLINGS):
        if reaches(price):
            break
        price *= 2
    return price


def _between(part: Coupled, least: Floats, most: Floats, due: int) -> Whole:
    """Return whole steps between two points, the earlier columns first, that add up to a sum."""
    low = np.clip(least.astype(np.int64), part.lower, part.upper)
    high = np.clip(most.astype(np.int64), low, part.upper)
    left = due - sum(low.tolist())
    point = low.tolist()
    for i in np.flatnonzero(high > low).tolist():
        if left <= 0:
            break
        more = min(left, int(high[i] - low[i]))
        point[i] += more
        left -= more
    return np.array(point, dtype=np.int64)
