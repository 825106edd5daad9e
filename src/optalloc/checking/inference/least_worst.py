"""Weights by linear programming: smallest worst deviation, then smallest sum, then ranges.

    minimise d             -d <= a[i] - sum_k w[k] s[k][i] <= d,  sum w = 1,  w >= 0
    minimise sum e         -e[i] <= a[i] - sum_k w[k] s[k][i] <= e[i],  e[i] <= d*
    minimise, maximise w[k]   under a given worst deviation, and sum

The worst deviation is made smallest on few rows first; rows that are farther off join until none is
(exact, and fast for thousands of rows). Everything is a part of the whole money, in millionths.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.engines.select import engine
from optalloc.solver.program.program import UNBOUNDED

MILLION = 1e6
SLACK = 1e-4
"""How far above the best a later stage may go [millionths of the money]."""
FIRST_ROWS, MORE_ROWS = 60, 40
MOST_ROWS_SUMMED = 300
"""More rows than this have only their worst deviation made smallest."""
MOST_ROUNDS = 60
SAME = 1e-5
"""Weights nearer to one another than this are the same."""


@dataclass(frozen=True)
class Fit:
    """The weights that come closest.

    Attributes:
        weights: One a factor, adding up to 1.
        worst: Smallest worst deviation [part of the money].
        low, high: The range of each weight while no row is farther off than allowed.
        is_unique: Whether no other weights come as close.
        summed: Whether the sum of deviations was made smallest too.
    """

    weights: Floats
    worst: float
    low: Floats
    high: Floats
    is_unique: bool
    summed: bool


def fit(shares: Floats, amounts: Floats, allowed: float) -> Fit | None:
    """Return the weights that come closest to the amounts; None when no program could be solved.

    Args:
        shares: Share of each row (down) in each factor (across).
        amounts: Share of each row in the money.
        allowed: How far off a row may be for the ranges, as a part of the money; the smallest worst
            deviation is always allowed.
    """
    s, a = shares * MILLION, amounts * MILLION
    least = _generated(s, a, np.zeros(s.shape[1]), 1.0, UNBOUNDED)
    if least is None:
        return None
    weights, worst = least[:-1], max(0.0, _worst(s, a, least[:-1]))
    summed = len(a) <= MOST_ROWS_SUMMED
    total = np.inf
    if summed:
        second = _solve(_sums(s, a, worst + SLACK, None, None))
        summed = second is not None
        if second is not None:
            weights = second[: s.shape[1]]
            total = _sum(s, a, weights)
    limit = max(worst, allowed * MILLION) + SLACK
    low, high = _ranges(s, lambda cost: _generated(s, a, cost, 0.0, limit))
    tight = low, high
    if limit > worst + 2 * SLACK or summed:
        tight = _ranges(s, lambda cost: _tight(s, a, cost, worst, total))
    is_unique = bool(np.all(tight[1] - tight[0] < SAME * 10))
    return Fit(weights, worst / MILLION, low, high, is_unique, summed)


def least_sum(shares: Floats, amounts: Floats) -> Floats | None:
    """Return the money by factor, as parts of all of it, with the smallest sum of deviations.

    The parts need not add up to 1: a row that got too much made the money too much. None when there
    are too many rows, or no program could be solved.
    """
    rows, factors = shares.shape
    if rows > MOST_ROWS_SUMMED:
        return None
    each = np.eye(rows)
    s, a = shares * MILLION, amounts * MILLION
    matrix = np.vstack([np.hstack([s, each]), np.hstack([s, -each])])
    low = np.concatenate([a, np.full(rows, -np.inf)])
    high = np.concatenate([np.full(rows, np.inf), a])
    cost = np.concatenate([np.zeros(factors), np.ones(rows)])
    upper = [10] * factors + [int(20 * MILLION)] * rows
    found = _solve(_linear(matrix, low, high, cost, upper))
    return None if found is None else found[:factors]


def _tight(s: Floats, a: Floats, cost: Floats, worst: float, total: float) -> Floats | None:
    """Return the weights of least cost among those that come closest."""
    if np.isinf(total):
        return _generated(s, a, cost, 0.0, worst + SLACK)
    return _solve(_sums(s, a, worst + SLACK, cost, total + SLACK))


def _ranges(s: Floats, solve: Callable[[Floats], Floats | None]) -> tuple[Floats, Floats]:
    """Return the least and the largest value of each weight."""
    factors = s.shape[1]
    low, high = np.zeros(factors), np.ones(factors)
    for k in range(factors):
        cost = np.zeros(factors)
        for sign, ends in ((1.0, low), (-1.0, high)):
            cost[k] = sign
            found = solve(cost)
            if found is not None:
                ends[k] = min(max(found[k], 0.0), 1.0)
    return low, high


def _worst(s: Floats, a: Floats, weights: Floats) -> float:
    return float_of(np.max(np.abs(a - s @ weights)))


def _sum(s: Floats, a: Floats, weights: Floats) -> float:
    return float_of(np.sum(np.abs(a - s @ weights)))


def float_of(value: np.floating) -> float:
    """Return a figure of numpy as Python's own."""
    return value.item()


def _generated(s: Floats, a: Floats, cost: Floats, of_worst: float, most: float) -> Floats | None:
    """Return weights and worst deviation of least cost; rows join while they are farther off."""
    chosen = _extremes(s, a)
    for _ in range(MOST_ROUNDS):
        found = _solve(_levels(s[chosen], a[chosen], cost, of_worst, most))
        if found is None:
            return None
        off = np.abs(a - s @ found[:-1])
        beyond = np.flatnonzero(off > found[-1] + SLACK / 10)
        if not len(beyond):
            return found
        more = beyond[np.argsort(-off[beyond], kind="stable")][:MORE_ROWS]
        chosen = np.union1d(chosen, more)
    return found


def _extremes(s: Floats, a: Floats) -> NDArray[np.int64]:
    """Return the rows that pull hardest: largest amounts, and farthest from each factor."""
    if len(a) <= FIRST_ROWS:
        return np.arange(len(a))
    each = max(4, FIRST_ROWS // (2 * s.shape[1] + 1))
    orders = [np.argsort(-a, kind="stable")[:each]]
    for k in range(s.shape[1]):
        order = np.argsort(a - s[:, k], kind="stable")
        orders += [order[:each], order[-each:]]
    return np.unique(np.concatenate(orders))


def _levels(s: Floats, a: Floats, cost: Floats, of_worst: float, most: float) -> LinearProgram:
    """Return the program in weights and one worst deviation."""
    rows, factors = s.shape
    ones = np.ones((rows, 1))
    matrix = np.vstack([np.hstack([s, ones]), np.hstack([s, -ones]), _whole(factors, 1)])
    low = np.concatenate([a, np.full(rows, -np.inf), [1.0]])
    high = np.concatenate([np.full(rows, np.inf), a, [1.0]])
    costs = np.concatenate([cost, [of_worst]])
    upper = [1] * factors + [int(min(most, 2 * MILLION)) + 1]
    linear = _linear(matrix, low, high, costs, upper)
    if most >= UNBOUNDED:
        return linear
    cap = np.zeros((1, factors + 1))
    cap[0, -1] = 1.0
    capped = np.vstack([matrix, cap])
    return _linear(capped, np.append(low, -np.inf), np.append(high, most), costs, upper)


def _sums(
    s: Floats, a: Floats, worst: float, cost: Floats | None, total: float | None
) -> LinearProgram:
    """Return the program in weights and a deviation for each row."""
    rows, factors = s.shape
    each = np.eye(rows)
    matrix = np.vstack(
        [
            np.hstack([s, each]),
            np.hstack([s, -each]),
            _whole(factors, rows),
            np.hstack([np.zeros((rows, factors)), each]),
        ]
    )
    low = np.concatenate([a, np.full(rows, -np.inf), [1.0], np.full(rows, -np.inf)])
    high = np.concatenate([np.full(rows, np.inf), a, [1.0], np.full(rows, worst)])
    upper = [1] * factors + [int(2 * MILLION)] * rows
    if cost is None or total is None:
        costs = np.concatenate([np.zeros(factors), np.ones(rows)])
        return _linear(matrix, low, high, costs, upper)
    sums = np.concatenate([np.zeros(factors), np.ones(rows)])
    costs = np.concatenate([cost, np.zeros(rows)])
    low, high = np.append(low, -np.inf), np.append(high, total)
    return _linear(np.vstack([matrix, sums]), low, high, costs, upper)


def _whole(factors: int, rest: int) -> Floats:
    """Return the row that makes the weights add up to 1."""
    return np.concatenate([np.ones(factors), np.zeros(rest)])[None, :]


def _linear(
    matrix: Floats, low: Floats, high: Floats, cost: Floats, upper: list[int]
) -> LinearProgram:
    """Return a dense program as the engines take it."""
    columns = matrix.shape[1]
    row, column = np.nonzero(matrix)
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(matrix)))])
    return LinearProgram(
        cost=cost,
        lower=np.zeros(columns, dtype=np.int64),
        upper=np.array(upper, dtype=np.int64),
        is_whole=np.zeros(columns, dtype=np.bool_),
        start=start.astype(np.int64),
        column=column.astype(np.int64),
        coefficient=matrix[row, column],
        low=np.where(np.isinf(low), -float_limit(), low),
        high=np.where(np.isinf(high), float_limit(), high),
    )


def float_limit() -> float:
    """Return the figure that stands for no bound."""
    return 1.0 * UNBOUNDED


def _solve(linear: LinearProgram) -> Floats | None:
    answer = engine("highs").solve(linear, False, None)
    return answer.x if answer.verdict == "optimal" else None
