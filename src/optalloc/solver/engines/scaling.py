"""Scale the rows of a linear program for engines, by powers of two: exactly, and undone exactly.

Engines judge rows by absolute tolerances (1e-6 to 1e-9) and drop coefficients below 1e-9. A row of
coefficients up to 10^11 makes the first too strict; scaled by its largest alone it would lose its
smallest. So a row is scaled by the middle of both, sqrt(smallest * largest), and only where its
largest is large. A power of two changes the exponent of a float and no digit.
"""

from dataclasses import dataclass, replace

import numpy as np

from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.program.program import UNBOUNDED

LARGE = 2.0**10
"""Largest coefficient up to which a row is left as it is."""


@dataclass(frozen=True)
class Scaled:
    """A linear program as an engine sees it.

    Attributes:
        row: What each row was multiplied by; a multiplier of the row as it was given is that of the
            scaled row times this.
    """

    linear: LinearProgram
    row: Floats


def scaled(linear: LinearProgram) -> Scaled:
    """Return a linear program with its rows scaled."""
    row = row_scale(linear)
    if (row == 1.0).all():
        return Scaled(linear, row)
    by_entry = np.repeat(row, np.diff(linear.start))
    return Scaled(
        replace(
            linear,
            coefficient=linear.coefficient * by_entry,
            low=_sides(linear.low, row),
            high=_sides(linear.high, row),
        ),
        row,
    )


def row_scale(linear: LinearProgram) -> Floats:
    """Return a power of two for each row: 1, or what brings its coefficients about 1."""
    rows, size = len(linear.low), np.abs(linear.coefficient)
    if size.max(initial=0.0) <= LARGE:
        return np.ones(rows)
    owner = np.repeat(np.arange(rows), np.diff(linear.start))
    largest, smallest = np.zeros(rows), np.full(rows, np.inf)
    np.maximum.at(largest, owner, size)
    np.minimum.at(smallest, owner[size > 0], size[size > 0])
    large = largest > LARGE
    # A row without a coefficient has no smallest: infinity times 0 would be a warning.
    middle = np.sqrt(np.where(large, smallest, 1.0) * np.where(large, largest, 1.0))
    return np.where(large, 2.0 ** -np.round(np.log2(middle)), 1.0)


def _sides(sides: Floats, row: Floats) -> Floats:
    return np.where(np.abs(sides) >= UNBOUNDED, sides, sides * row)
