"""Costs that make seats by divisors, exact and convex, in whole steps k of g = `step` fen.

A step is a seat, and the j-th costs  2 g (g d(j) / t - 1):  with the money given, the plan of least
cost holds the seats of largest claim t / d(j), which is the method of divisors d. Summed up from t:

    Webster    d(j) = j - 1/2              (y - t)^2 / t
    Adams      d(j) = j - 1                ((y - t)^2 - g y) / t
    Jefferson  d(j) = j                    ((y - t)^2 + g y) / t
    Dean       d(j) = 2j(j - 1)/(2j - 1)   (y - t)^2 / t - (g^2 / t) sum_{j<=k} 1 / (2j - 1)
    Hill       d(j) = sqrt(j (j - 1))      (y - t)^2 / y

Hill's divisors are no fractions, but any rising function of the claims orders them alike: minus
their squares, t^2 / (j (j - 1)), are what t^2 / y loses by the j-th step (Huntington 1928). So its
cost is Webster's with the award below instead of the target: exact, and ties stay ties. Where d(1)
is 0 the first step of everybody comes before all others; `NothingYet` says so.

Source: Balinski and Young, Fair Representation (2nd ed. 2001), appendix A.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from optalloc.core.exact import Exact
from optalloc.solver.program.distance_costs import StraightSlopes

EXACT_TERMS = 400
"""Odd reciprocals that are summed as fractions; longer sums are rounded down to PLACES decimals."""
PLACES = 60
"""Far more decimals than a million terms can blur: the sum is within 10^-54 of its value."""
MOST_TERMS = 1_000_000
"""Most steps of money that Dean's sum of reciprocals is computed for."""
STRIDE = 1000
"""Terms between two sums that are kept: each further sum adds fewer than so many."""


@dataclass(frozen=True)
class StraightDivisors(StraightSlopes):
    """((y - t)^2 + lean * g * y) / t:  Webster (lean 0), Adams (-1), Jefferson (1)."""

    step: Exact
    target: Fraction
    lean: int

    def at(self, k: int) -> Exact:
        """Return the cost at k steps [fen]."""
        money = self.step * k
        return ((money - self.target) ** 2 + self.lean * self.step * money) / self.target

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)

    @property
    def _bend(self) -> Fraction:
        return 2 * self.step * self.step / self.target

    @property
    def _first(self) -> Fraction:
        return self._bend * Fraction(1 + self.lean, 2) - 2 * self.step


@dataclass(frozen=True)
class DeanDivisors:
    """(y - t)^2 / t - (g^2 / t) * (1 + 1/3 + … + 1/(2k - 1)), below nothing by its first slope."""

    step: Exact
    target: Fraction

    def at(self, k: int) -> Exact:
        """Return the cost at k steps [fen]; beyond EXACT_TERMS steps it is rounded."""
        money = self.step * k
        if k < 0:
            return self.target - 2 * money
        return ((money - self.target) ** 2 - self.step**2 * odd_reciprocals(k)) / self.target

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps [fen], exact."""
        k = max(k, 0)
        divisor = Fraction(2 * k * (k + 1), 2 * k + 1)
        return 2 * self.step * (self.step * divisor / self.target - 1)

    def kink(self) -> int:
        """Return the whole steps in the target."""
        return int(self.target // self.step)


@dataclass(frozen=True)
class HillDivisors:
    """(y - t)^2 / y  from one step on; the step below that counts as if d(1) were 1."""

    step: Exact
    target: Fraction

    def at(self, k: int) -> Exact:
        """Return the cost at k steps [fen]."""
        if k < 1:
            return self.at(1) + self.slope(0) * (k - 1)
        money = self.step * k
        return (money - self.target) ** 2 / money

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps [fen]."""
        return self.step - self._squared / (k * (k + 1) if k > 0 else 1)

    def kink(self) -> int:
        """Return the whole steps in the target, at least one."""
        return max(1, int(self.target // self.step))

    @cached_property
    def _squared(self) -> Fraction:
        return self.target**2 / self.step


@dataclass(frozen=True)
class NothingYet:
    """`loss` for who gets nothing, 0 from one step on: where d(1) = 0."""

    loss: Exact

    def at(self, k: int) -> Exact:
        """Return the loss at k steps; below nothing it grows at the same pace."""
        return self.loss * (1 - k) if k < 1 else 0

    def slope(self, k: int) -> Exact:
        """Return what one more step changes."""
        return -self.loss if k < 1 else 0

    def kink(self) -> int:
        """Return one step."""
        return 1


def odd_reciprocals(k: int) -> Fraction:
    """Return 1 + 1/3 + … + 1/(2k - 1); beyond EXACT_TERMS each term is rounded to PLACES."""
    while len(_FRACTIONS) <= min(k, EXACT_TERMS):
        _FRACTIONS.append(_FRACTIONS[-1] + Fraction(1, 2 * len(_FRACTIONS) - 1))
    if k <= EXACT_TERMS:
        return _FRACTIONS[k]
    scale = 10**PLACES
    while _STOPS[-1] + STRIDE <= k:
        first = _STOPS[-1]
        _SUMS.append(_SUMS[-1] + sum(scale // (2 * j - 1) for j in _terms(first, first + STRIDE)))
        _STOPS.append(first + STRIDE)
    place = bisect_right(_STOPS, k) - 1
    more = sum(scale // (2 * j - 1) for j in _terms(_STOPS[place], k))
    return _FRACTIONS[EXACT_TERMS] + Fraction(_SUMS[place] + more, scale)


def _terms(after: int, last: int) -> range:
    return range(after + 1, last + 1)


# Sums that were computed once: every recipient's cost asks for the same ones.
_FRACTIONS = [Fraction(0)]
_STOPS, _SUMS = [EXACT_TERMS], [0]
