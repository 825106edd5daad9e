"""The rows that have an amount and all factors, as exact parts of each factor's column.

    share_k[i] = f_k[i] / sum(f_k),   or  (1 / f_k[i]) / sum(1 / f_k)  when less means more

Shares count in whole parts of 10**18, amounts in the scale of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from optalloc.checking.inference.least_worst import Fit, fit, least_sum
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.directions import DirectionName
from optalloc.solver.engines.interface import Floats

FINE = 10**18
"""Parts of one that shares count in."""


@dataclass(frozen=True)
class Shares:
    """Rows with an amount and all factors.

    Attributes:
        shares: By factor, each row's part of the factor's whole column [1/FINE].
        amounts: What each row got [1/scale].
        money: What the weights share out [1/scale].
    """

    lines: tuple[int, ...]
    shares: tuple[tuple[int, ...], ...]
    amounts: tuple[int, ...]
    scale: int
    money: int

    def fitted(self, allowed: int) -> Fit | None:
        """Return the weights that come closest, and their ranges while no row is farther off."""
        return fit(self._matrix, self._parts, allowed / self.money)

    def followed_by_most(self) -> Floats | None:
        """Return the money by factor that makes the sum of deviations smallest [1/scale]."""
        found = least_sum(self._matrix, self._parts)
        return None if found is None else found * self.money

    @property
    def _matrix(self) -> Floats:
        return np.array(self.shares, dtype=np.float64).T / FINE

    @property
    def _parts(self) -> Floats:
        return np.array(self.amounts, dtype=np.float64) / self.money

    def only(self, rows: Sequence[int], money: int) -> "Shares":
        """Return some of the rows, sharing out other money; shares stay those of whole columns."""
        return Shares(
            tuple(self.lines[k] for k in rows),
            tuple(tuple(share[k] for k in rows) for share in self.shares),
            tuple(self.amounts[k] for k in rows),
            self.scale,
            money,
        )

    def off(self, weights: Sequence[Fraction]) -> tuple[list[int], int]:
        """Return what each row got more than weights give it, and what the figures count in.

        The figures are whole numbers of 1 / (what they count in) of 1 / scale.
        """
        common = lcm(*(w.denominator for w in weights))
        times = [self.money * w.numerator * (common // w.denominator) for w in weights]
        whole = common * FINE
        used = [(t, s) for t, s in zip(times, self.shares, strict=True) if t]
        due = [sum(t * s[k] for t, s in used) for k in range(len(self.lines))]
        return [a * whole - d for a, d in zip(self.amounts, due, strict=True)], whole


def direction_of(factor: SheetColumn) -> DirectionName:
    """Return the word for how a column of figures counts, as it was read."""
    return "less" if factor.role == "inverse" else "more"


def shares_of(sheet: Sheet, of: Given, factors: Sequence[SheetColumn]) -> Shares | None:
    """Return the shares of the rows that have an amount and every factor; None without money."""
    lines = tuple(
        i
        for i in sheet.data
        if of.values[i] is not None and all(f.values[i] is not None for f in factors)
    )
    amounts = tuple(of.values[i] or 0 for i in lines)
    shares = []
    for factor in factors:
        values = [factor.values[i] or 0 for i in lines]
        if direction_of(factor) == "less":
            if not all(v > 0 for v in values):
                return None
            values = [FINE * FINE // v for v in values]
        if not values or min(values) < 0 or not any(values):
            return None
        column = sum(values)
        shares.append(tuple(v * FINE // column for v in values))
    if not any(amounts) or min(amounts) < 0:
        return None
    return Shares(lines, tuple(shares), amounts, sheet.scale, sum(amounts))
