"""Biproportional shares by divisors (Webster):  x_rs = round(lambda_r * w_rs * mu_s),  whole.

Both margins are kept: sum_s x_rs = rows[r], sum_r x_rs = columns[s]. The plan is proven by its
multipliers:  x_rs - 1/2 <= lambda_r * w_rs * mu_s <= x_rs + 1/2  for every cell, in fractions. It
is the only one unless some cells stand exactly on a half and can be moved round in a circle: these
are named.

The multipliers of a first guess round every cell; then one unit after another is moved along the
cheapest chain of cells, where a unit more costs (x + 1/2) / w and a unit less (x - 1/2) / w, until
both margins hold; costs multiply along a chain. No chain that ends where it began is then cheaper
than 1, and the multipliers are the costs of the cheapest chains.

Source: Balinski and Demange, Algorithms for proportional matrices in reals and integers (1989).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import nan

import numpy as np
from numpy.typing import NDArray

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, SharesMethod, seats_method
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem

Matrix = list[list[int]]
Floats = NDArray[np.float64]
NEAR = 1e-9
"""Relative distance of rounded costs within which the exact ones are asked."""
LEAST = 1e-290
"""Below this, and above one over it, a product of floats may lose more digits than that."""
GUESSES = 30
DENOMINATOR = 10**9


@dataclass(frozen=True)
class Biproportional:
    """A two-way apportionment with its proof.

    Attributes:
        cells: Whole seats, row by row.
        row_multipliers, column_multipliers: lambda and mu.
        ties: Cells (row, column) that some other plan with the same multipliers has otherwise.
    """

    cells: Matrix
    row_multipliers: tuple[Fraction, ...]
    column_multipliers: tuple[Fraction, ...]
    ties: tuple[tuple[int, int], ...]

    def is_proven(self, weights: Sequence[Sequence[Fraction]]) -> bool:
        """Return whether the multipliers round every weight to its cell."""
        half = Fraction(1, 2)
        return all(
            abs(a * w * b - x) <= half and (w > 0 or x == 0)
            for a, own, xs in zip(self.row_multipliers, weights, self.cells, strict=True)
            for b, w, x in zip(self.column_multipliers, own, xs, strict=True)
        )


def biproportional(
    weights: Sequence[Sequence[Fraction]], rows: Sequence[int], columns: Sequence[int]
) -> Biproportional:
    """Return the two-way apportionment of weights to whole margins.

    Args:
        weights: Row by row, each at least 0; only their ratios count.
        rows, columns: Seats of each row and column, whole and at least 0.

    Raises:
        ValueError: When the margins differ in sum, or no plan has them where weights are above 0.
    """
    if sum(rows) != sum(columns):
        raise ValueError(f"rows hold {sum(rows)} seats and columns {sum(columns)}")
    exact = [[Fraction(w) for w in own] for own in weights]
    chains = _Chains(exact, _guess(exact, rows, columns))
    while chains.correct(rows, columns):
        pass
    return chains.proven()


def _guess(
    weights: Sequence[Sequence[Fraction]], rows: Sequence[int], columns: Sequence[int]
) -> Matrix:
    """Return the roundings by some multipliers, whose margins are nearly right.

    The multipliers are looked for in floats, each row's weights over its largest; the rounding by
    them is exact, as any multipliers round to a start without a chain that is cheaper than 1.
    """
    largest = [max(own, default=Fraction(0)) or Fraction(1) for own in weights]
    pairs = zip(weights, largest, strict=True)
    near = np.array([[_quotient(w, most) for w in own] for own, most in pairs])
    near = near.reshape(len(rows), len(columns))
    by_row, by_column = np.ones(len(rows)), np.ones(len(columns))
    for _ in range(GUESSES):
        by_row = _multipliers(rows, near @ by_column)
        by_column = _multipliers(columns, by_row @ near)
    of_columns = [_simple(b) for b in by_column.tolist()]
    of_rows = [_simple(a) / most for a, most in zip(by_row.tolist(), largest, strict=True)]
    return [
        [round(a * w * b) for w, b in zip(own, of_columns, strict=True)]
        for a, own in zip(of_rows, weights, strict=True)
    ]


def _quotient(one: Fraction, other: Fraction) -> float:
    """Return a quotient rounded once; the other is above 0 and not the smaller."""
    return (one.numerator * other.denominator) / (one.denominator * other.numerator)


def _multipliers(due: Sequence[int], held: Floats) -> Floats:
    """Return what makes each sum what is due; 0 where nothing does, or nothing that is a float."""
    made: Floats = np.zeros(len(held))
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(np.array(due, dtype=np.float64), held, out=made, where=held > 0)
    return np.where(np.isfinite(made), made, 0.0)


def _simple(value: float) -> Fraction:
    """Return a fraction near a float that stays short; above 0 where the float is."""
    near = Fraction(value).limit_denominator(DENOMINATOR)
    return near if near else Fraction(value)


Arc = tuple[int, int, Fraction, float]
"""From a node to another, what a unit costs on the way, and that rounded once."""


def _arc(one: int, other: int, price: Fraction) -> Arc:
    return one, other, price, _rounded(price)


def _rounded(value: Fraction) -> float:
    """Return the float nearest to a cost; none where floats end, so that nothing is told by it."""
    try:
        near = value.numerator / value.denominator
    except OverflowError:
        return nan
    return near if LEAST < near < 1 / LEAST else nan


def _apart(one: float, other: float) -> int:
    """Return whether a product of two rounded costs is above (1) or below (-1) another, or near.

    0 stands for near, and for what no float tells.
    """
    return (one > other * (1 + NEAR)) - (one < other * (1 - NEAR))


class _Chains:
    """Cells and the chains along which single units can be moved.

    Nodes are rows (0 … m - 1) and columns (m …). A row reaches a column by a unit more in their
    cell, a column reaches a row by a unit less.
    """

    def __init__(self, weights: list[list[Fraction]], cells: Matrix) -> None:
        self.weights, self.cells = weights, cells
        self.m, self.n = len(weights), len(weights[0]) if weights else 0
        self._arcs = [[self._of(r, s) for s in range(self.n)] for r in range(self.m)]

    def _of(self, r: int, s: int) -> list[Arc]:
        """Return the arcs of one cell, each with its cost, exact and rounded."""
        w, x, column = self.weights[r][s], self.cells[r][s], self.m + s
        if not w:
            return []
        top, bottom = w.as_integer_ratio()
        found = [_arc(r, column, Fraction((2 * x + 1) * bottom, 2 * top))]
        if x:
            found.append(_arc(column, r, Fraction(2 * top, (2 * x - 1) * bottom)))
        return found

    def move(self, r: int, s: int, units: int) -> None:
        """Give a cell units more, or less."""
        self.cells[r][s] += units
        self._arcs[r][s] = self._of(r, s)

    def arcs(self) -> list[Arc]:
        """Return every arc with its cost."""
        return [arc for own in self._arcs for cell in own for arc in cell]

    def cheapest(self, starts: list[int]) -> tuple[dict[int, Fraction], dict[int, int]]:
        """Return the cheapest cost from any start to each node, and the node before it.

        Products of floats are off by far less than NEAR: only what is nearer is compared exactly.
        """
        cost = {node: Fraction(1) for node in starts}
        rough = dict.fromkeys(starts, 1.0)
        before: dict[int, int] = {}
        arcs, changed = self.arcs(), True
        while changed:
            changed = False
            for one, other, price, near in arcs:
                if one not in rough:
                    continue
                if other in rough:
                    off = _apart(rough[one] * near, rough[other])
                    if off > 0 or (off == 0 and cost[one] * price >= cost[other]):
                        continue
                cost[other], before[other] = cost[one] * price, one
                rough[other] = _rounded(cost[other])
                changed = True
        return cost, before

    def correct(self, rows: Sequence[int], columns: Sequence[int]) -> bool:
        """Move one unit nearer to the margins; returns whether there was one to move."""
        short = [due - sum(own) for due, own in zip(rows, self.cells, strict=True)]
        over = [sum(own[s] for own in self.cells) - due for s, due in enumerate(columns)]
        # A unit more enters at a row that is short or a column that is over.
        need = [*short, *over]
        starts = [node for node, d in enumerate(need) if d > 0]
        if not starts:
            return False
        cost, before = self.cheapest(starts)
        ends = [node for node, d in enumerate(need) if d < 0 and node in cost]
        if not ends:
            raise ValueError("no plan has these margins where weights are above 0")
        node = min(ends, key=lambda end: (cost[end], end))
        while node in before:
            one = before[node]
            if one < self.m:
                self.move(one, node - self.m, 1)
            else:
                self.move(node, one - self.m, -1)
            node = one
        return True

    def proven(self) -> Biproportional:
        """Return the cells with the multipliers that prove them."""
        cost, _ = self.cheapest(list(range(self.m + self.n)))
        lambdas = tuple(1 / cost[r] for r in range(self.m))
        mus = tuple(cost[self.m + s] for s in range(self.n))
        return Biproportional(self.cells, lambdas, mus, tuple(self._ties(cost)))

    def _ties(self, cost: dict[int, Fraction]) -> list[tuple[int, int]]:
        """Return the cells on a circle of moves that cost nothing, which is 1."""
        onward: dict[int, list[int]] = {}
        rough = {node: _rounded(price) for node, price in cost.items()}
        for one, other, price, near in self.arcs():
            is_near = _apart(rough[one] * near, rough[other]) == 0
            if is_near and cost[one] * price == cost[other]:
                onward.setdefault(one, []).append(other)
        found = set()
        for one, others in onward.items():
            for other in others:
                if one in _reached(onward, other):
                    r, s = (one, other) if one < self.m else (other, one)
                    found.add((r, s - self.m))
        return sorted(found)


def _reached(onward: dict[int, list[int]], start: int) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in onward.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


class BiproportionalShares(SharesMethod):
    """Totals by largest remainder, sources spent whole, cells by divisors in both directions."""

    words = Words("双向比例法", "biproportional shares")

    def shares(self, problem: Problem, targets: Targets, unit: int) -> list[list[int]]:
        """Return the amounts [fen]; money below one unit of a source is left over."""
        columns = [source.amount // unit for source in problem.sources]
        aims = [targets.target(r.name) for r in problem.recipients]
        rows = seats_method("largest_remainder").apportion(aims, sum(columns))
        weights = [[aim * k for k in columns] for aim in aims]
        cells = biproportional(weights, rows, columns).cells
        return [[k * unit for k in own] for own in cells]


METHODS.register("biproportional")(BiproportionalShares())
