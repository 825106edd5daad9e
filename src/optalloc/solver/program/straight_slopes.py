"""Costs whose steps cost evenly more: slope(k) = first + bend * k, in whole numbers.

Bounds and linear programs ask for some thousand slopes, and fractions are reduced at every turn.
"""

from fractions import Fraction
from functools import cached_property
from math import lcm

from optalloc.core.exact import Exact


class StraightSlopes:
    """What is common to costs that bend evenly; whoever has it says by how much."""

    @property
    def _bend(self) -> Exact:
        """What each step costs more than the one before, above 0."""
        raise NotImplementedError

    @property
    def _first(self) -> Exact:
        """The cost of the first step."""
        raise NotImplementedError

    @cached_property
    def _whole(self) -> tuple[int, int, int]:
        """The bend and the first slope over one denominator, and that."""
        (bend, under), (first, below) = (
            figure.as_integer_ratio() for figure in (self._bend, self._first)
        )
        common = lcm(under, below)
        return bend * (common // under), first * (common // below), common

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        bend, first, common = self._whole
        return Fraction(bend * k + first, common) if common > 1 else bend * k + first

    def dear_from(self, price: Exact) -> tuple[int, int]:
        """Return the first k whose next step costs as much as a price, and the first with more."""
        bend, first, common = self._whole
        top, bottom = price.as_integer_ratio()
        room, each = top * common - first * bottom, bend * bottom
        return -(-room // each), room // each + 1
