"""Convex costs that stand side by side in one column, each with its weight."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from optalloc.core.exact import Exact
from optalloc.solver.program.program import StepCost


@dataclass(frozen=True)
class WeightedSum:
    """A convex cost made of others:  sum of weight * cost(k) + price * k."""

    parts: tuple[tuple[Exact, StepCost], ...]
    price: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return sum((w * cost.at(k) for w, cost in self.parts), self.price * k)

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        return sum((w * cost.slope(k) for w, cost in self.parts), self.price)

    def kink(self) -> int:
        """Return where one of its parts is smallest; near enough for a start."""
        return self.parts[0][1].kink()

    def over_one(self, price: Exact) -> tuple["WeightedSum", int]:
        """Return it less a price for each step, times a whole number, with weights all whole.

        Whole numbers are compared many times as fast as fractions, and a search asks for thousands
        of slopes at each of its parts.
        """
        own = Fraction(self.price) - price
        common = lcm(own.denominator, *(w.denominator for w, _ in self.parts))
        parts = tuple((w.numerator * (common // w.denominator), f) for w, f in self.parts)
        return WeightedSum(parts, own.numerator * (common // own.denominator)), common
