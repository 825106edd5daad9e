"""Apportionment: whole seats for each weight, by formula alone:  sum_i s_i = S,  s_i whole, >= 0.

A seat is whatever is indivisible: one grain of money, one place. One file per method; a method
knows no solver, and only those that make whole plans by hand look at rules. Ties go to whoever is
earlier in listed order.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import ClassVar

from optalloc.core.message import Words
from optalloc.core.registry import Catalogue
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Award
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class BaselineMethod(ABC):
    """A way to make the plan that the best one stands beside.

    Attributes:
        words: What the method is called.
        rests_on: What alone it goes by, before readers.
    """

    words: ClassVar[Words]
    rests_on: ClassVar[Words] = Words(
        "只按测算额和取整单位分配，不看约束", "by targets and steps alone, whatever the rules say"
    )

    def named(self, problem: Problem) -> Words:
        """Return what the method is called in one scenario."""
        return self.words


class Method(BaselineMethod):
    """A way to turn exact shares into whole seats, in exact arithmetic."""

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


class PlanMethod(BaselineMethod):
    """A way to make a whole plan by hand: it looks at facts and rules, and knows no solver."""

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield what the method needs and the facts do not hold."""
        yield from ()


class TotalsMethod(PlanMethod):
    """A way to fix every recipient's total; sources and uses follow as for any baseline."""

    @abstractmethod
    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return each recipient's total in listed order [fen], a multiple of `step`."""


class SharesMethod(PlanMethod):
    """A way to fix what every recipient gets from every source; uses follow."""

    @abstractmethod
    def shares(self, problem: Problem, targets: Targets, unit: int) -> list[list[int]]:
        """Return each recipient's amount from each source [fen], multiples of `unit`."""


class AwardsMethod(PlanMethod):
    """A way to say every award itself, such as which projects are funded."""

    @abstractmethod
    def awards(self, problem: Problem, targets: Targets) -> list[Award]:
        """Return the awards; each is above 0 fen."""


METHODS: Catalogue[Method | PlanMethod] = Catalogue(
    Words("基准方法", "baseline method"), "optalloc.problem.baselines"
)


def baseline_name(problem: Problem) -> Words:
    """Return what the plan beside the best one is called, by its own method."""
    name = METHODS[problem.baseline].named(problem)
    return Words(f"基准（{name.zh}）", f"baseline ({name.en})")


def seats_method(word: str) -> Method:
    """Return a method of apportionment by its word.

    Raises:
        KeyError: When the word means none, or a method of another sort.
    """
    method = METHODS[word]
    if not isinstance(method, Method):
        raise KeyError(word)
    return method


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
    ratios = [weight.as_integer_ratio() for weight in weights]
    denominators = {d for _, d in ratios}
    common = lcm(*denominators)
    times = {d: common // d for d in denominators}
    return [n * times[d] for n, d in ratios]
