"""Costs of a total's distance from a target, exact and convex, in whole steps k of `step` fen.

absolute  w * |step * k - t|     squared  w * (step * k - t)^2     shortfall  max(0, t - step * k)
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from optalloc.core.exact import Exact, over, ratio


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


@dataclass(frozen=True)
class AbsoluteDistance:
    """weight * |step * k - target|."""

    step: int
    target: Exact
    weight: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        top, bottom, _, _ = self._ratios
        return self._over(abs(self.step * k * bottom - top), self.step * k, 1)

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        below, down, across, up = self._slopes
        return up if k > below else down if k < below else across

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return self._slopes[0]

    @cached_property
    def _slopes(self) -> tuple[int, Exact, Exact, Exact]:
        """The whole steps in the target; the cost of one below it, the one across it, one above."""
        top, bottom, _, _ = self._ratios
        whole = top // (self.step * bottom)
        of_weight, under_weight = self.weight.as_integer_ratio()
        up = over(self.step * of_weight, under_weight, self.step)
        odd = self.step * (2 * whole + 1)
        across = self._over(odd * bottom - 2 * top, odd, 2)
        return whole, -up, across, up

    def _over(self, off: int, steps: int, times_target: int) -> Exact:
        """Return weight * off / bottom; off is steps * bottom less or more times_target * top.

        The target's top and bottom share no factor. So off shares with top, which it is over where
        the weight is one over the target, what steps shares with it; and with bottom, which it is
        over where the weight is one, what times_target shares with it.
        """
        top, bottom, times, under = self._ratios
        if times == 1 and under == top:
            return over(off, under, steps)
        if times == 1 and under == bottom:
            return over(off, under, times_target)
        return ratio(off * times, under)

    @property
    def _ratios(self) -> tuple[int, int, int, int]:
        """The target's numerator and denominator; those of weight / denominator.

        Where the weight is one over the target the denominator, thousands of digits where a
        column's reciprocals are added up, goes before anything is reduced.
        """
        top, bottom = self.target.as_integer_ratio()
        times, under = self.weight.as_integer_ratio()
        return (top, bottom, 1, under) if times == bottom else (top, bottom, times, bottom * under)


@dataclass(frozen=True)
class SquaredDistance(StraightSlopes):
    """weight * (step * k - target)^2."""

    step: int
    target: Exact
    weight: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return self.weight * (self.step * k - self.target) ** 2

    def kink(self) -> int:
        """Return the whole steps in the target."""
        top, bottom = self.target.as_integer_ratio()
        return top // (bottom * self.step)

    @property
    def _bend(self) -> Exact:
        """What each step costs more than the one before."""
        return 2 * self.weight * self.step * self.step

    @property
    def _first(self) -> Exact:
        """The cost of the first step."""
        return self.weight * self.step * (self.step - 2 * self.target)


@dataclass(frozen=True)
class Shortfall:
    """max(0, target - step * k)."""

    step: Exact
    target: Exact

    def at(self, k: int) -> Exact:
        """Return what is short at k steps."""
        return max(0, self.target - self.step * k)

    def slope(self, k: int) -> Exact:
        """Return what one more step changes."""
        return self.at(k + 1) - self.at(k)

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)
