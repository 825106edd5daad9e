"""Rows whose numbers are too long for 64 bits, one by one in Python's own whole numbers.

A row is exact or it is not there: nothing is rounded. Its coefficients may have any length in a
Program, its bounds not, as they stand in arrays of 64 bits; so a bound that is too long becomes the
coefficient of a column that is always 1:   sum c x >= b   is   sum c x - b * 1 >= 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd

from optalloc.core.whole_numbers import UNBOUNDED
from optalloc.problem.layout import ConstraintBlock, LinearExpressions

ALWAYS_ONE = ("1",)
"""What the column that is always 1 is about."""


@dataclass(frozen=True)
class LongRow:
    """One expression held between bounds, divided by what its coefficients have in common.

    Attributes:
        entries: The coefficient of each column, none of them 0.
        low, high: Its bounds; None is no bound.
        factor: What it was divided by.
    """

    key: tuple[str, ...]
    entries: dict[int, int]
    low: int | None
    high: int | None
    factor: int

    @property
    def is_crossed(self) -> bool:
        """Whether no whole numbers can keep it, whatever bounds its columns have."""
        if not self.entries:
            return (self.low or 0) > 0 or (self.high or 0) < 0
        return self.low is not None and self.high is not None and self.low > self.high

    def asked(self, lower: Sequence[int], upper: Sequence[int]) -> "LongRow":
        """Return the row without the bounds that those of its columns keep anyway."""
        ends = [(c * lower[j], c * upper[j]) for j, c in self.entries.items()]
        least, most = sum(map(min, ends)), sum(map(max, ends))
        low = None if self.low is None or self.low <= least else self.low
        high = None if self.high is None or self.high >= most else self.high
        return replace(self, low=low, high=high)

    def held(self, always_one: int) -> Iterator[tuple[dict[int, int], int, int]]:
        """Yield rows of the same meaning with bounds of 64 bits: entries, low, high.

        Args:
            always_one: The column that is always 1.
        """
        ends = [end for end in (self.low, self.high) if end is not None]
        apart = ends[-1] - ends[0] if ends else 0
        if apart >= UNBOUNDED:
            yield from replace(self, high=None).held(always_one)
            yield from replace(self, low=None).held(always_one)
        elif ends:
            is_long = max(map(abs, ends)) >= UNBOUNDED
            moved = ends[0] if is_long else 0
            entries = {**self.entries, always_one: -moved} if is_long else self.entries
            low = -UNBOUNDED if self.low is None else self.low - moved
            high = UNBOUNDED if self.high is None else self.high - moved
            yield entries, low, high

    @property
    def needs_one(self) -> bool:
        """Whether a bound of it is too long for 64 bits."""
        return any(end is not None and abs(end) >= UNBOUNDED for end in (self.low, self.high))


def long_rows(block: ConstraintBlock, sums: LinearExpressions) -> Iterator[LongRow]:
    """Yield the rows of a block.

    Args:
        sums: Its expressions, each column at most once in each.
    """
    entries: list[dict[int, int]] = [{} for _ in range(sums.count)]
    listed = (sums.row.tolist(), sums.column.tolist(), sums.coefficient.tolist())
    for i, j, c in zip(*listed, strict=True):
        entries[i][j] = c
    for i, own in enumerate(entries):
        low, high = block.ends(i)
        factor = gcd(*own.values()) or 1
        yield LongRow(
            sums.keys[i],
            {j: c // factor for j, c in own.items()},
            None if low is None else -(-low // factor),
            None if high is None else high // factor,
            factor,
        )
