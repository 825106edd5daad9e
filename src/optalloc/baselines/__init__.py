"""Whole seats for each weight, by formula and rounding alone:  sum_i s_i = S,  s_i whole, >= 0.

A seat is whatever is indivisible: one grain of money, one place. One file per method; a method
knows no rule and no solver. Ties go to whoever is earlier in listed order.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import ClassVar

from optalloc.catalogue import Catalogue
from optalloc.words import Words


class Method(ABC):
    """A way to turn exact shares into whole seats, in exact arithmetic.

    Attributes:
        words: What the method is called.
    """

    words: ClassVar[Words]

    def apportion(self, weights: Sequence[Fraction], seats: int) -> list[int]:
        """Return how many seats each weight gets; equal claims go to the earlier in listed order.

        Args:
            weights: What each is measured by [any one unit], each at least 0. Only their ratios
                count; a weight of 0 never gets a seat.
            seats: How many seats there are [seats], a whole number, at least 0.

        Returns:
            The seats of each weight in listed order, each at least 0, `seats` in all.

        Raises:
            ValueError: When a weight or `seats` is negative, or there are seats and no weight is
                above 0.
        """
        _refuse_unusable(weights, seats)
        given = [0] * len(weights)
        if seats:
            claimants = [i for i, weight in enumerate(weights) if weight.numerator]
            shared = self.share_out(_whole([weights[i] for i in claimants]), seats)
            for i, count in zip(claimants, shared, strict=True):
                given[i] = count
        return given

    @abstractmethod
    def share_out(self, weights: Sequence[int], seats: int) -> list[int]:
        """Return the seats of each weight: the method itself, behind the checks of `apportion`.

        Args:
            weights: Whole weights [any one unit], each at least 1, at least one of them.
            seats: How many seats there are [seats], at least 1.
        """


METHODS: Catalogue[Method] = Catalogue(Words("基准方法", "baseline method"), "optalloc.baselines")


def _refuse_unusable(weights: Sequence[Fraction], seats: int) -> None:
    """Raise ValueError, saying which figure came, when nothing can be apportioned."""
    if seats < 0:
        raise ValueError(f"seats must be at least 0, got {seats}")
    for place, weight in enumerate(weights):
        if weight.numerator < 0:
            raise ValueError(f"weights[{place}] must be at least 0, got {weight}")
    if seats and not any(weight.numerator for weight in weights):
        raise ValueError(f"no weight is above 0, so nobody can take the {seats} seats")


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Return whole numbers in the ratios of the weights: whole arithmetic is many times faster."""
    common = lcm(*{weight.denominator for weight in weights})
    return [weight.numerator * (common // weight.denominator) for weight in weights]
