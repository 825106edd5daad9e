"""Controlled rounding: whole cells with both margins, the largest |x_rs - q_rs| as small as can be.

q is a matrix of fractions with whole sums of rows and columns. For a given deviation D each cell
lies between ceil(q - D) and floor(q + D); whether whole cells with the margins exist is a question
of flow, answered exactly. Only deviations |k - q_rs| of whole k matter, so the least that will do
is found by halving; the next smaller one is proven impossible. Rounding each cell up or down always
works (D < 1).

Source: Cox, A constructive procedure for unbiased controlled rounding (1987), for the problem.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, SharesMethod, seats_method
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem

Matrix = list[list[int]]


@dataclass(frozen=True)
class Rounded:
    """A controlled rounding.

    Attributes:
        cells: Whole numbers, row by row.
        deviation: The largest |x - q|; no rounding with these margins has a smaller one.
    """

    cells: Matrix
    deviation: Fraction


def controlled_rounding(figures: Sequence[Sequence[Fraction]]) -> Rounded:
    """Return the rounding with the smallest largest deviation.

    Args:
        figures: Fractions, each at least 0, row by row; rows and columns have whole sums.

    Raises:
        ValueError: When a sum is not whole, or a figure is below 0.
    """
    rows = [sum(own, Fraction(0)) for own in figures]
    columns = [sum(column, Fraction(0)) for column in zip(*figures, strict=True)]
    if any(f < 0 for own in figures for f in own):
        raise ValueError("figures must be at least 0")
    for margin in (*rows, *columns):
        if margin.denominator != 1:
            raise ValueError(f"sums of rows and columns must be whole, got {margin}")
    due = [int(m) for m in rows], [int(m) for m in columns]
    # In units of one over the common denominator, so that deviations are whole numbers too.
    common = lcm(*{f.denominator for own in figures for f in own})
    whole = [[f.numerator * (common // f.denominator) for f in own] for own in figures]
    steps = sorted({d for own in whole for f in own for d in (f % common, -f % common)})
    low, high = 0, len(steps) - 1
    best: Matrix = [[0] * len(columns) for _ in rows]
    # Invariant: steps[high] will do, nothing below steps[low] will.
    while low <= high:
        middle = (low + high) // 2
        found = _within(whole, common, due, steps[middle])
        if found is None:
            low = middle + 1
        else:
            best, high = found, middle - 1
    pairs = (zip(xs, own, strict=True) for xs, own in zip(best, figures, strict=True))
    off = (abs(x - f) for row in pairs for x, f in row)
    return Rounded(best, max(off, default=Fraction(0)))


def _within(
    figures: Matrix, common: int, due: tuple[list[int], list[int]], most: int
) -> Matrix | None:
    """Return whole cells with the margins that are within a deviation; None if there are none.

    Args:
        figures, most: In units of one over `common`.
    """
    low = [[max(0, -((most - f) // common)) for f in own] for own in figures]
    high = [[(f + most) // common for f in own] for own in figures]
    pairs = zip(low, high, strict=True)
    if any(a > b for lows, highs in pairs for a, b in zip(lows, highs, strict=True)):
        return None
    cells = [list(own) for own in low]
    rows = [r - sum(own) for r, own in zip(due[0], cells, strict=True)]
    columns = [c - sum(own[s] for own in cells) for s, c in enumerate(due[1])]
    if min((*rows, *columns), default=0) < 0:
        return None
    for r in range(len(rows)):
        while rows[r]:
            end = _push(cells, low, high, columns, r)
            if end is None:
                return None
            rows[r] -= 1
            columns[end] -= 1
    return cells


def _push(cells: Matrix, low: Matrix, high: Matrix, columns: list[int], row: int) -> int | None:
    """Add a unit to a row along a chain that ends at a column with room; returns that column."""
    seen, came = {row}, dict[int, tuple[int, int]]()
    # Full columns in the order they were reached; the rows that could give back a unit of one are
    # looked up one by one, as the first of them most often ends the chain.
    full = deque[int]()

    def givers() -> Iterator[int]:
        """Yield the row the chain starts from, then those that can give back, nearest first."""
        yield row
        while full:
            s = full.popleft()
            for other, own in enumerate(cells):
                if own[s] > low[other][s] and other not in seen:
                    seen.add(other)
                    came[-1 - other] = (other, s)
                    yield other

    for r in givers():
        for s, k in enumerate(cells[r]):
            if k >= high[r][s] or s in came:
                continue
            came[s] = (r, s)
            if columns[s] > 0:
                _follow(cells, came, s, row)
                return s
            full.append(s)
    return None


def _follow(cells: Matrix, came: dict[int, tuple[int, int]], column: int, row: int) -> None:
    """Move the units of a chain, from its end back to the row it starts from."""
    s = column
    while True:
        r, _ = came[s]
        cells[r][s] += 1
        if r == row:
            return
        _, s = came[-1 - r]
        cells[r][s] -= 1


class ControlledRounding(SharesMethod):
    """Totals by largest remainder; each source in proportion, rounded up or down under control."""

    words = Words("受控取整", "controlled rounding")

    def shares(self, problem: Problem, targets: Targets, unit: int) -> list[list[int]]:
        """Return the amounts [fen]; money below one unit of a source is left over."""
        columns = [source.amount // unit for source in problem.sources]
        aims = [targets.target(r.name) for r in problem.recipients]
        money = sum(columns)
        rows = seats_method("largest_remainder").apportion(aims, money)
        figures = [[Fraction(y * k, max(1, money)) for k in columns] for y in rows]
        cells = controlled_rounding(figures).cells
        return [[k * unit for k in own] for own in cells]


METHODS.register("controlled_rounding")(ControlledRounding())
