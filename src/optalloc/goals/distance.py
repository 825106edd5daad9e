"""Costs of a total's distance from a target, exact and convex, in whole steps k of `step` fen.

absolute  w * |step * k - t|     squared  w * (step * k - t)^2     shortfall  max(0, t - step * k)
"""

from dataclasses import dataclass
from functools import cached_property

from optalloc.exact import Exact


@dataclass(frozen=True)
class AbsoluteDistance:
    """weight * |step * k - target|."""

    step: int
    target: Exact
    weight: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        off: Exact = self.step * k - self.target
        return self.weight * (off if off >= 0 else -off)

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        if k == self._below:
            return self._across
        return self._up if k > self._below else -self._up

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return self._below

    @cached_property
    def _below(self) -> int:
        return int(self.target // self.step)

    @cached_property
    def _up(self) -> Exact:
        return self.weight * self.step

    @cached_property
    def _across(self) -> Exact:
        """The cost of the one step that crosses the target."""
        return self.weight * (2 * (self.step * self._below - self.target) + self.step)


@dataclass(frozen=True)
class SquaredDistance:
    """weight * (step * k - target)^2."""

    step: int
    target: Exact
    weight: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return self.weight * (self.step * k - self.target) ** 2

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        return self._bend * k + self._first

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)

    @cached_property
    def _bend(self) -> Exact:
        """What each step costs more than the one before."""
        return 2 * self.weight * self.step * self.step

    @cached_property
    def _first(self) -> Exact:
        """The cost of the first step."""
        return self.weight * self.step * (self.step - 2 * self.target)


@dataclass(frozen=True)
class Shortfall:
    """max(0, target - step * k)."""

    step: int
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
