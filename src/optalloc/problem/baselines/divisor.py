"""Divisor methods:  the S pairs (i, j) of largest w_i / d(j) are the seats,  j - 1 <= d(j) <= j.

w_i / d(j) is the claim of weight i to its j-th seat. Equal claims go to the earlier in listed
order. d rises with j, so whoever holds a seat j holds seats 1 … j - 1 too. Where d(1) = 0 the claim
to a first seat is above every other: each weight above 0 gets one seat first, and when there are
fewer seats than such weights, the largest weights get one each (ties by listed order).

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from abc import abstractmethod
from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace
from typing import ClassVar

from optalloc.problem.baselines import Method


class DivisorMethod(Method):
    """A method that is told by its divisors d(1) < d(2) < …, with j - 1 <= d(j) <= j.

    Attributes:
        power: The power in which claims are compared, so that roots stay out of the arithmetic.
    """

    power: ClassVar[int] = 1

    @abstractmethod
    def divisor(self, seat: int) -> tuple[int, int]:
        """Return d(seat)**power as numerator and denominator, for a seat counted from 1 [seats].

        The numerators must not fall as the seat rises.
        """

    def share_out(self, weights: Sequence[int], seats: int) -> list[int]:
        """Return the seats of each weight.

        Claims stand in one order: larger first, then earlier in listed order. The start takes every
        claim at or above one bar, ties included, so it is the first so-many claims of that order;
        taking the next or giving back the last, one at a time, ends at exactly the first `seats`.
        """
        first = 1 if self.divisor(1)[0] == 0 else 0
        if seats < first * len(weights):
            return _one_each_to_the_largest(weights, seats)
        given = self._at_quota(weights, seats)
        missing = seats - sum(given)
        if missing > 0:
            self._take_next(weights, given, missing)
        else:
            self._give_back(weights, given, -missing, first)
        return given

    def _at_quota(self, weights: Sequence[int], seats: int) -> list[int]:
        """Return the seats whose claim is at least W/S:  all j with d(j) <= q_i = w_i S / W.

        Because floor(q) is a j with d(j) <= j <= q, and floor(q) + 2 has d(j) >= j - 1 > q, only
        the seat floor(q) + 1 is in doubt. So the sum is off by at most the number of weights, and
        that bounds the steps that follow, however many seats there are.
        """
        total, power = sum(weights), self.power
        bar = total**power
        given = []
        for weight in weights:
            held = weight * seats // total
            above, below = self.divisor(held + 1)
            given.append(held + (above * bar <= below * (weight * seats) ** power))
        return given

    def _take_next(self, weights: Sequence[int], given: list[int], missing: int) -> None:
        """Add the seats that are next in the order of claims; changes `given`."""
        scale = self._scale(max(given) + missing + 1)
        heap = [(-self._claim(weight, given[i] + 1, scale), i) for i, weight in enumerate(weights)]
        heapify(heap)
        for _ in range(missing):
            i = heap[0][1]
            given[i] += 1
            heapreplace(heap, (-self._claim(weights[i], given[i] + 1, scale), i))

    def _give_back(
        self, weights: Sequence[int], given: list[int], surplus: int, first: int
    ) -> None:
        """Take back the seats that are last in the order of claims; changes `given`.

        The `first` seat of each is not in the heap: its claim is above all others, and there are
        seats enough for every one of them.
        """
        scale = self._scale(max(given))
        heap = [
            (self._claim(weights[i], held, scale), -i)
            for i, held in enumerate(given)
            if held > first
        ]
        heapify(heap)
        for _ in range(surplus):
            i = -heap[0][1]
            given[i] -= 1
            if given[i] > first:
                heapreplace(heap, (self._claim(weights[i], given[i], scale), -i))
            else:
                heappop(heap)

    def _scale(self, last_seat: int) -> int:
        """Return a scale at which claims can be cut to whole numbers and still compare exactly.

        Claims are fractions whose denominators are at most B, the numerator of the last divisor.
        Two that differ do so by at least 1 / B**2, so times B**2 by at least 1, and their floors
        differ the same way; equal claims have equal floors.
        """
        return int(self.divisor(last_seat)[0]) ** 2

    def _claim(self, weight: int, seat: int, scale: int) -> int:
        """Return floor(scale * (weight / d(seat))**power), for a seat with d(seat) > 0."""
        above, below = self.divisor(seat)
        return int(weight**self.power * below * scale // above)


def _one_each_to_the_largest(weights: Sequence[int], seats: int) -> list[int]:
    """Return one seat for each of the largest weights, ties by listed order, and 0 for the rest."""
    given = [0] * len(weights)
    # The sort is stable, so equal weights stay in listed order.
    for i in sorted(range(len(weights)), key=lambda i: -weights[i])[:seats]:
        given[i] = 1
    return given
