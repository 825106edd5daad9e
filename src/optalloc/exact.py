"""Sums of many fractions, and whole shares of whole numbers.

Thousands of fractions with denominators of their own have an exact sum of millions of digits that
nobody reads. Beyond a stated size the sum is rounded once, far below anything that is shown; no
proof rests on such a sum (proofs compare term by term).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

Exact = Fraction | int
"""A number that is known exactly; whole ones stay int, which is fast."""
LARGEST_DENOMINATOR_BITS = 8192
PLACES = 60
"""Decimals of a sum whose common denominator is larger than that."""


def total(values: Iterable[Fraction | int]) -> Fraction:
    """Return the sum of fractions, exact up to a common denominator of 8192 bits.

    Beyond that each term is rounded down to 60 decimals, so that n terms are off by less than
    n * 10**-60.
    """
    numerators: dict[int, int] = {}
    for value in values:
        numerators[value.denominator] = numerators.get(value.denominator, 0) + value.numerator
    common = 1
    for denominator in numerators:
        common = lcm(common, denominator)
        if common.bit_length() > LARGEST_DENOMINATOR_BITS:
            scale = 10**PLACES
            return Fraction(sum(n * scale // d for d, n in numerators.items()), scale)
    return Fraction(sum(n * (common // d) for d, n in numerators.items()), common)


def largest_remainder(weights: Sequence[int], units: int) -> list[int]:
    """Return units shared out by whole weights; nobody gets more than its weight if all fits."""
    whole = sum(weights)
    if not units or not whole:
        return [0] * len(weights)
    quotas = [divmod(units * weight, whole) for weight in weights]
    given = [floor for floor, _ in quotas]
    short = units - sum(given)
    if short:
        order = sorted(range(len(weights)), key=lambda i: -quotas[i][1])
        for i in order[:short]:
            given[i] += 1
    return given
