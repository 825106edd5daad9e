"""Sums of many fractions, and whole shares of whole numbers.

Thousands of fractions with denominators of their own have an exact sum of millions of digits that
nobody reads. Beyond a stated size the sum is rounded once, far below anything that is shown; no
proof rests on such a sum (proofs compare term by term).
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from functools import cmp_to_key
from math import gcd, lcm
from numbers import Rational
from typing import NamedTuple, cast

Exact = Fraction | int
"""A number that is known exactly; whole ones stay int, which is fast."""
Ratio = tuple[int, int]
"""Numerator and denominator."""
LARGEST_DENOMINATOR_BITS = 8192
PLAIN = 10**4
"""Denominator up to which a share is written as it was typed, whatever the money."""
PLACES = 60
"""Decimals of a sum whose common denominator is larger than that."""
ROUGH_BITS = 64
"""Bits behind the point of the whole numbers that fractions are sorted by first."""
CUT_BITS = 512
"""Bits behind the point of the whole numbers that long ratios are cut to; PLACES twice over."""
LONG_BITS = 512
"""Bits of a denominator from which fractions are added one by one: see `combined`."""


def total(values: Iterable[Fraction | int]) -> Fraction:
    """Return the sum of fractions, exact up to a common denominator of 8192 bits.

    Beyond that each term is rounded down to 60 decimals, so that n terms are off by less than
    n * 10**-60.
    """
    return total_of_ratios(value.as_integer_ratio() for value in values)


def total_of_ratios(ratios: Iterable[Ratio]) -> Fraction:
    """Return the same for ratios in lowest terms, which need not become fractions one by one."""
    numerators: dict[int, int] = {}
    for numerator, denominator in ratios:
        numerators[denominator] = numerators.get(denominator, 0) + numerator
    common = _common(numerators)
    if common is None:
        scale: int = 10**PLACES
        return Fraction(sum(n * scale // d for d, n in numerators.items()), scale)
    return Fraction(sum(n * (common // d) for d, n in numerators.items()), common)


def exact_sum(values: Iterable[Exact]) -> Exact:
    """Return the sum of fractions, however long its denominator; a whole one is an int.

    Two by two, then those sums two by two: one after another, each of thousands of denominators
    would be multiplied into a number that is as long as all of them together.
    """
    numerators: dict[int, int] = {}
    for value in values:
        numerators[value.denominator] = numerators.get(value.denominator, 0) + value.numerator
    if not numerators.keys() - {1}:
        return numerators.get(1, 0)
    ratios = sorted((d, n) for d, n in numerators.items())
    while len(ratios) > 1:
        last = ratios[len(ratios) // 2 * 2 :]
        ratios = [_added(one, other) for one, other in zip(ratios[::2], ratios[1::2], strict=False)]
        ratios += last
    ((bottom, top),) = ratios
    found = Fraction(top, bottom)
    return found.numerator if found.denominator == 1 else found


def _added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return the sum of two ratios, denominators first, above their least common one."""
    (below, top), (under, more) = one, other
    shared = gcd(below, under)
    return below * (under // shared), top * (under // shared) + more * (below // shared)


def total_of_squares(ratios: Iterable[Ratio]) -> Fraction:
    """Return the sum of squares of ratios in lowest terms, to the last digit as `total` has it."""
    tops: dict[int, list[int]] = {}
    for top, bottom in ratios:
        tops.setdefault(bottom, []).append(top)
    # The common denominator of squares is the square of that of the ratios themselves.
    common = _common(tops)
    if common is not None and (common * common).bit_length() <= LARGEST_DENOMINATOR_BITS:
        return total_of_ratios((t * t, b * b) for b, same in tops.items() for t in same)
    return Fraction(sum(_rounded_square(same, b) for b, same in tops.items()), 10**PLACES)


def _rounded_square(tops: Sequence[int], bottom: int) -> int:
    """Return the sum of squares over a squared denominator, rounded down to the last place.

    Long figures are cut to whole numbers with many more bits than that first. They decide unless
    the sum lies nearer to a whole unit than a cut can tell: then the figures themselves do.
    """
    scale: int = 10**PLACES
    if len(tops) == 1:
        cut = (tops[0] << CUT_BITS) // bottom
        low, high = (k * k * scale >> 2 * CUT_BITS for k in (cut, cut + 1))
        if low == high:
            return low
    return sum(t * t for t in tops) * scale // (bottom * bottom)


def reduced(top: int, bottom: int, alike: int) -> Ratio:
    """Return a ratio in lowest terms.

    Args:
        alike: As in `over`.
    """
    common = gcd(alike, bottom)
    return top // common, bottom // common


def _common(denominators: Collection[int]) -> int | None:
    """Return the least common multiple; None beyond the stated size."""
    common = 1
    for denominator in denominators:
        common = lcm(common, denominator)
        if common.bit_length() > LARGEST_DENOMINATOR_BITS:
            return None
    return common


def is_less(one: Exact, other: Exact) -> bool:
    """Return whether one is less than the other, in floats first.

    A quotient of whole numbers is rounded to the nearest float, which keeps their order: where two
    floats differ they decide, and only where they do not are whole numbers multiplied.
    """
    (top, bottom), (times, under) = one.as_integer_ratio(), other.as_integer_ratio()
    try:
        left, right = top / bottom, times / under
    except OverflowError:
        left = right = 0.0
    return left < right if left != right else top * under < times * bottom


def ratio(top: int, bottom: int) -> Exact:
    """Return top / bottom, as a plain whole number where it is one."""
    return top if bottom == 1 else Fraction(top, bottom)


class _Lowest(NamedTuple):
    """A ratio in lowest terms as the class of fractions takes it: as it is."""

    numerator: int
    denominator: int


Rational.register(_Lowest)


def lowest(top: int, bottom: int) -> Fraction:
    """Return top / bottom without looking for common factors, which a formula shows to be none.

    Args:
        bottom: Above 0.
    """
    return Fraction(cast(Rational, _Lowest(top, bottom)))


def over(top: int, bottom: int, alike: int) -> Exact:
    """Return top / bottom, reduced by what `alike` shares with `bottom`; whole where it is.

    Args:
        alike: Has the same common factors with `bottom` as `top`, and is shorter: top plus or less
            a multiple of bottom, or without a factor that has none in common with bottom.
    """
    shared = gcd(alike, bottom)
    top, bottom = top // shared, bottom // shared
    return top if bottom == 1 else lowest(top, bottom)


def over_one(values: Sequence[Exact]) -> tuple[list[int], int] | None:
    """Return fractions as whole numbers over one denominator; None beyond the stated size."""
    ratios = [value.as_integer_ratio() for value in values]
    denominators = {d for _, d in ratios}
    common = _common(denominators)
    if common is None:
        return None
    times = {d: common // d for d in denominators}
    return [n * times[d] for n, d in ratios], common


def combined(columns: Sequence[Sequence[Exact]], weights: Sequence[Fraction]) -> list[Fraction]:
    """Return  sum_k weights[k] * columns[k][r]  for every r, exact.

    A sum of fractions reduces each of its steps; whole numbers over one denominator for a whole
    column leave one reduction for each r. Where a weight's denominator is long, as of reciprocals,
    that reduction is of two long numbers, and those of a product by a short number and of a sum
    with a short denominator are not: such a column is added fraction by fraction.
    """
    tops, bottom = [0] * len(columns[0]), 1
    odd: list[tuple[Sequence[Exact], Fraction]] = []
    for column, weight in zip(columns, weights, strict=True):
        is_long = weight.denominator.bit_length() > LONG_BITS
        level = None if is_long else over_one(column)
        if level is None:
            odd.append((column, weight))
            continue
        top, under = weight.numerator, weight.denominator * level[1]
        common = lcm(bottom, under)
        old, new = common // bottom, common // under * top
        tops = [a * old + b * new for a, b in zip(tops, level[0], strict=True)]
        bottom = common
    sums = [Fraction(top, bottom) for top in tops]
    for column, weight in odd:
        sums = [s + weight * v for s, v in zip(sums, column, strict=True)]
    return sums


def told_apart(share: Fraction, units: int, is_least: bool) -> Fraction:
    """Return the share that bounds the same quotients of whole numbers up to so many units.

    The least fraction of denominator up to `units` at or above the share, where the share is the
    least allowed, and the greatest at or below it where it is the most: no quotient of two sums of
    the money at hand lies between (neighbours in a Farey series, by continued fractions).
    """
    if share.denominator <= max(units, PLAIN):
        return share
    n, d = share.as_integer_ratio()
    p0, q0, p1, q1 = 0, 1, 1, 0
    while True:
        a = n // d
        if q0 + a * q1 > units:
            break
        p0, q0, p1, q1 = p1, q1, p0 + a * p1, q0 + a * q1
        n, d = d, n - a * d
    k = (units - q0) // q1
    ends = sorted((Fraction(p1, q1), Fraction(p0 + k * p1, q0 + k * q1)))
    return ends[1] if is_least else ends[0]


def floors(values: Iterable[Exact], factor: Fraction = Fraction(1), divisor: int = 1) -> list[int]:
    """Return  floor(factor * value / divisor)  for every value."""
    top, bottom = factor.numerator, factor.denominator * divisor
    ratios = (value.as_integer_ratio() for value in values)
    return [n * top // (d * bottom) for n, d in ratios]


def rising(ratios: Iterable[Ratio]) -> list[Ratio]:
    """Return ratios in rising order; denominators are above 0.

    They are sorted by whole numbers rounded down, which keep their order, so that ratios themselves
    are compared only where these are the same.
    """

    def compared(one: tuple[int, Ratio], other: tuple[int, Ratio]) -> int:
        (rough, (top, bottom)), (near, (times, under)) = one, other
        return rough - near if rough != near else top * under - times * bottom

    rough = [((top << ROUGH_BITS) // bottom, (top, bottom)) for top, bottom in ratios]
    rough.sort(key=lambda pair: pair[0])
    return [ratio for _, ratio in sorted(rough, key=cmp_to_key(compared))]


def largest_remainder(weights: Sequence[int], units: int) -> list[int]:
    """Return units shared out by whole weights; nobody gets more than its weight if all fits."""
    whole = sum(weights)
    if not units or not whole:
        return [0] * len(weights)
    if len(weights) == 2:
        # The two remainders add up to nothing or to one unit, which the larger one takes.
        first, rest = divmod(units * weights[0], whole)
        first += rest > 0 and 2 * rest >= whole
        return [first, units - first]
    quotas = [divmod(units * weight, whole) for weight in weights]
    given = [floor for floor, _ in quotas]
    short = units - sum(given)
    if short:
        order = sorted(range(len(weights)), key=lambda i: -quotas[i][1])
        for i in order[:short]:
            given[i] += 1
    return given
