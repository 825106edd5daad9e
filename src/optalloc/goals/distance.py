"""Costs of a total's distance from a target, exact and convex, in whole steps k of `step` fen.

absolute  w * |step * k - t|          squared  w * (step * k - t)^2
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class AbsoluteDistance:
    """weight * |step * k - target|."""

    step: int
    target: Fraction
    weight: Fraction

    def at(self, k: int) -> Fraction:
        """Return the cost at k steps."""
        return self.weight * abs(self.step * k - self.target)

    def slope(self, k: int) -> Fraction:
        """Return the cost of one more step at k steps."""
        before = self.step * k - self.target
        if before >= 0:
            return self.weight * self.step
        if before <= -self.step:
            return -self.weight * self.step
        return self.weight * (2 * before + self.step)

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)


@dataclass(frozen=True)
class SquaredDistance:
    """weight * (step * k - target)^2."""

    step: int
    target: Fraction
    weight: Fraction

    def at(self, k: int) -> Fraction:
        """Return the cost at k steps."""
        return self.weight * (self.step * k - self.target) ** 2

    def slope(self, k: int) -> Fraction:
        """Return the cost of one more step at k steps."""
        return self.weight * self.step * (self.step * (2 * k + 1) - 2 * self.target)

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)
