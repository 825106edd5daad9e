"""Whole numbers in arrays: one door for every exact number, with a test of its size.

An array of 64 bits says nothing when a product leaves it. So numbers that may be too large stand in
an array of Python's own whole numbers, which have no limit, and are exact there at a price in time.
What an engine sees of either is a picture in floats.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
"""Whole numbers: of 64 bits, or Python's own (dtype object) where one might not fit."""
UNBOUNDED = 2**60
"""Stands for "no bound" in arrays of whole numbers; far above any amount of money in fen."""
LARGEST_SUM = 2**62
"""Up to here sums are added in 64 bits."""


def whole(values: Iterable[int]) -> Whole:
    """Return whole numbers as an array: of 64 bits where all of them fit."""
    listed = list(values)
    if all(-UNBOUNDED <= value <= UNBOUNDED for value in listed):
        return np.array(listed, dtype=np.int64)
    return unlimited(listed)


def unlimited(values: Whole | Sequence[int | None]) -> Whole:
    """Return numbers as an array of Python's own."""
    if isinstance(values, np.ndarray):
        return values.astype(object)
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def is_unlimited(values: Whole) -> bool:
    """Return whether an array holds Python's own numbers."""
    return values.dtype == object


def largest(values: Whole) -> int:
    """Return the largest size of a number in an array; 0 in an empty one."""
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def multiplied(values: Whole, by: int | Whole) -> Whole:
    """Return numbers times one number, or each times its own."""
    most = abs(by) if isinstance(by, int) else largest(by)
    if is_unlimited(values) or largest(values) * most >= UNBOUNDED:
        own = by if isinstance(by, int) else unlimited(by)
        return unlimited(values) * own
    return values * by


def clipped(values: Iterable[int]) -> Whole:
    """Return numbers that are hints alone, none beyond "no bound"."""
    return np.array([min(max(v, -UNBOUNDED), UNBOUNDED) for v in values], dtype=np.int64)


def pictured(values: Whole, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers times powers of two as floats, each rounded once."""
    if not is_unlimited(values):
        return values * scale
    # A power of two of which the number is a multiple: no figure is too long on the way.
    ratios = (s.as_integer_ratio() for s in scale.tolist())
    return np.array([v * t / u for v, (t, u) in zip(values, ratios, strict=True)], dtype=np.float64)


def bits(values: Whole) -> NDArray[np.float64]:
    """Return how many binary digits each number has."""
    if is_unlimited(values):
        return np.array([abs(v).bit_length() for v in values.tolist()], dtype=np.float64)
    return np.floor(np.log2(np.maximum(np.abs(values), 1).astype(np.float64))) + 1
