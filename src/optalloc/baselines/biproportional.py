"""Two-way shares by divisors (Webster's rounding):  x_rs = round(lambda_r * w_rs * mu_s),  whole.

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

from optalloc.baselines import METHODS, SharesMethod, seats_method
from optalloc.parts import Targets
from optalloc.problem import Problem
from optalloc.words import Words

Matrix = list[list[int]]
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
    """Return the roundings by some multipliers, whose margins are nearly right."""
    by_row, by_column = [Fraction(1)] * len(rows), [Fraction(1)] * len(columns)
    for _ in range(GUESSES):
        for r, due in enumerate(rows):
            held = sum(w * b for w, b in zip(weights[r], by_column, strict=True))
            by_row[r] = _simple(due / held) if held else Fraction(0)
        for s, due in enumerate(columns):
            held = sum(a * own[s] for a, own in zip(by_row, weights, strict=True))
            by_column[s] = _simple(due / held) if held else Fraction(0)
    return [
        [round(a * w * b) for w, b in zip(own, by_column, strict=True)]
        for a, own in zip(by_row, weights, strict=True)
    ]


def _simple(value: Fraction) -> Fraction:
    """Return a fraction near a value that stays short; above 0 where the value is."""
    near = value.limit_denominator(DENOMINATOR)
    return near if near else value


class _Chains:
    """Cells and the chains along which single units can be moved.

    Nodes are rows (0 … m - 1) and columns (m …). A row reaches a column by a unit more in their
    cell, a column reaches a row by a unit less.
    """

    def __init__(self, weights: list[list[Fraction]], cells: Matrix) -> None:
        self.weights, self.cells = weights, cells
        self.m, self.n = len(weights), len(weights[0]) if weights else 0

    def arcs(self) -> list[tuple[int, int, Fraction]]:
        """Return every arc with its cost."""
        found = []
        for r, own in enumerate(self.weights):
            for s, w in enumerate(own):
                if w:
                    x = self.cells[r][s]
                    found.append((r, self.m + s, Fraction(2 * x + 1, 2) / w))
                    if x:
                        found.append((self.m + s, r, w / Fraction(2 * x - 1, 2)))
        return found

    def cheapest(self, starts: list[int]) -> tuple[dict[int, Fraction], dict[int, int]]:
        """Return the cheapest cost from any start to each node, and the node before it."""
        cost = {node: Fraction(1) for node in starts}
        before: dict[int, int] = {}
        arcs, changed = self.arcs(), True
        while changed:
            changed = False
            for one, other, price in arcs:
                if one in cost and (other not in cost or cost[one] * price < cost[other]):
                    cost[other], before[other] = cost[one] * price, one
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
                self.cells[one][node - self.m] += 1
            else:
                self.cells[node][one - self.m] -= 1
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
        for one, other, price in self.arcs():
            if cost[one] * price == cost[other]:
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
