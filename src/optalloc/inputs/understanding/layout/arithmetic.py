"""Exact figures as published tables have them: steps, round numbers, roundings, decimals.

step      the largest of …, 10, 5, 1, 0.5, 0.1, … that every figure is a multiple of
round     a number of at most two significant digits: 10, 0.55, 120
rounded   to the step: half up (四舍五入), down (只舍不入) or up (只入不舍)
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Literal

from optalloc.core.money import show_fraction

Mode = Literal["nearest", "down", "up"]
MOST_DECIMALS = 10
"""Decimals that are shown and reasoned with; a quotient that does not end is cut there."""
COARSEST, FINEST = 6, -8
STEPS = tuple(
    Fraction(10) ** power * times for power in range(COARSEST, FINEST - 1, -1) for times in (5, 1)
)
"""Steps that people round to, from 5,000,000 down to 0.00000001."""
HALF = Fraction(1, 2)


def decimals(value: Fraction) -> int:
    """Return how many decimals a number needs; one that does not end needs the most there are."""
    for digits in range(MOST_DECIMALS):
        if 10**digits % value.denominator == 0:
            return digits
    return MOST_DECIMALS


def finest(values: Iterable[Fraction]) -> Fraction:
    """Return the step of the last decimal that any of the numbers needs: 0.01 for 4.5 and 2.25."""
    digits = max(map(decimals, {v.denominator: v for v in values}.values()), default=0)
    return Fraction(1, 10**digits)


def is_multiple(value: Fraction, step: Fraction) -> bool:
    """Say whether a number is a whole number of steps."""
    return value.numerator * step.denominator % (value.denominator * step.numerator) == 0


def largest_step(values: Sequence[Fraction], most_off: int = 0) -> Fraction | None:
    """Return the largest step that all numbers but a few are multiples of; None without one."""
    filled = [v for v in values if v]
    if not filled:
        return None
    if not most_off:
        filled = [_common(filled)]
    common = lcm(*{v.denominator for v in filled})
    whole = [v.numerator * (common // v.denominator) for v in filled]
    for step in STEPS:
        per, times = common * step.numerator, step.denominator
        off = 0
        for value in whole:
            if value * times % per:
                off += 1
                if off > most_off:
                    break
        else:
            return step
    return None


def _common(values: Sequence[Fraction]) -> Fraction:
    """Return the largest number that all values are multiples of."""
    common = lcm(*{v.denominator for v in values})
    return Fraction(gcd(*(v.numerator * (common // v.denominator) for v in values)), common)


def rounded(value: Fraction, step: Fraction, mode: Mode = "nearest") -> Fraction:
    """Return a number put on a step; halves go up, as offices round."""
    steps = value / step
    if mode == "down":
        return floor(steps) * step
    if mode == "up":
        return ceil(steps) * step
    return floor(steps + HALF) * step


def is_round(value: Fraction, digits: int = 2) -> bool:
    """Say whether a number has at most so many significant digits."""
    scaled = abs(value)
    if not scaled:
        return True
    while scaled.denominator != 1 and scaled.numerator < 10**12:
        if scaled.denominator % 2 and scaled.denominator % 5:
            return False
        scaled *= 10
    return len(str(scaled.numerator).rstrip("0")) <= digits and scaled.denominator == 1


def roundest(low: Fraction, high: Fraction) -> Fraction:
    """Return the number of fewest digits in a closed interval; of several the most central."""
    middle = (low + high) / 2
    for step in STEPS:
        if step.numerator % 5 == 0 and step.denominator % 2 == 0 and step < 1:
            continue  # 0.5 has as many digits as 0.1, which gives more choice
        near = rounded(middle, step)
        if low <= near <= high:
            return near
    return middle


def shown(value: Fraction | int) -> str:
    """Return a number as a decimal, rounded where it does not end."""
    return show_fraction(Fraction(value), MOST_DECIMALS)


def shows(value: Fraction) -> bool:
    """Say whether anything of a difference is left in the decimals that are shown.

    What a workbook's binary fractions are off by is no difference of the table.
    """
    return bool(round(value, MOST_DECIMALS))


def signed(value: Fraction | int) -> str:
    """Return a difference with its sign."""
    return ("+" if value > 0 else "") + shown(value)
