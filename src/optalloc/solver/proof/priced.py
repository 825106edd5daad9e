"""What columns cost beside the prices of rows, in whole 64-bit numbers over one denominator.

    left_j = c_j - sum_i p_i a_ij

Multipliers of a linear program are short binary fractions, so with linear costs all of this fits
into arrays of 64 bits, exactly; a search asks for it thousands of times. Where it might not fit,
nothing is returned, and fractions do the same (lagrangian.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optalloc.core.whole_numbers import LARGEST_SUM, is_unlimited
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Whole

MOST_ROOM = 1 << 60
"""Room in parts of the denominator up to which its quotients are taken in 64 bits."""


@dataclass(frozen=True)
class PricedColumns:
    """Costs of columns that rows leave, and multipliers, over one denominator.

    Attributes:
        left: For each column what it costs beyond the prices of its rows.
        rows: The rows that have a multiplier.
        multiplier: Those multipliers, none of them 0.
        common: The denominator.
    """

    left: Whole
    rows: Whole
    multiplier: Whole
    common: int

    def least(self, face: Face) -> tuple[int, Whole, Whole]:
        """Return the least of all terms on a face, and where each column has it: from, to."""
        sides = np.where(self.multiplier > 0, face.low[self.rows], face.high[self.rows])
        at = np.where(self.left > 0, face.lower, face.upper)
        used = np.flatnonzero(self.left)
        value = _dot(self.multiplier, sides) + _dot(self.left[used], at[used])
        is_free = self.left == 0
        return value, np.where(is_free, face.lower, at), np.where(is_free, face.upper, at)

    def within(self, face: Face, room: Fraction) -> Face | None:
        """Return the part of a face whose terms each use no more than a room; None if unknown.

        Crossed where the room is below nothing.
        """
        whole = room * self.common // 1
        if abs(whole) >= MOST_ROOM:
            return None
        far = np.maximum(whole // np.abs(self.multiplier), -1)
        is_up = self.multiplier > 0
        low, high, i = face.low.copy(), face.high.copy(), self.rows
        high[i] = np.where(is_up, np.minimum(high[i], low[i] + far), high[i])
        low[i] = np.where(is_up, low[i], np.maximum(low[i], face.high[i] - far))
        lower, upper = face.lower.copy(), face.upper.copy()
        j = np.flatnonzero((self.left != 0) & (lower < upper))
        left, far = self.left[j], np.maximum(whole // np.abs(self.left[j]), -1)
        upper[j] = np.where(left > 0, np.minimum(upper[j], face.lower[j] + far), upper[j])
        lower[j] = np.where(left < 0, np.maximum(lower[j], face.upper[j] - far), lower[j])
        return Face(lower, upper, low, high)


def priced(
    program: Program, costs: Mapping[int, int], multipliers: Mapping[int, int], common: int
) -> PricedColumns | None:
    """Return what columns cost beside the prices of rows; None where 64 bits may be too few.

    Args:
        costs: By column, in parts of the denominator.
        multipliers: By row, in the same parts, none of them 0.
    """
    if is_unlimited(program.coefficient):
        return None
    if max((abs(k) for k in (*multipliers.values(), *costs.values())), default=0) >= LARGEST_SUM:
        return None
    rows, multiplier = _arrays(multipliers)
    places, cost = _arrays(costs)
    of_row = np.zeros(program.rows, dtype=np.int64)
    of_row[rows] = multiplier
    of_entry = of_row[program.row_of_entry]
    sizes = np.abs(program.coefficient).astype(np.float64) * np.abs(of_entry)
    largest = np.bincount(program.column, sizes, program.columns).max(initial=0.0)
    if largest + float(np.abs(cost).max(initial=0)) >= LARGEST_SUM / 2:
        return None
    left = np.zeros(program.columns, dtype=np.int64)
    np.subtract.at(left, program.column, program.coefficient * of_entry)
    left[places] += cost
    return PricedColumns(left, rows, multiplier, common)


def _arrays(figures: Mapping[int, int]) -> tuple[Whole, Whole]:
    """Return the places and the figures of a mapping as arrays."""
    many = len(figures)
    keys, values = (np.fromiter(f, np.int64, many) for f in (figures, figures.values()))
    return keys, values


def _dot(one: Whole, other: Whole) -> int:
    """Return a sum of products in Python's own numbers."""
    return sum(a * b for a, b in zip(one.tolist(), other.tolist(), strict=True))
