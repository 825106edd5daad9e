"""Amounts that are off by the size of a unit: 元 typed for 万元, 万元 for 亿元.

an amount a among others like one another, of median m:  a or m is 1000 times the other or
more, and with a slip of 10000 (元 for 万元, 万元 for 亿元) or 10^8 undone  m/30 <= a <= 30 m
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

Of = TypeVar("Of", bound=Hashable)

SUSPICIOUS = 1000
"""How many times the others' median an amount is before anybody is asked about it."""
FEWEST = 2
"""Fewest other amounts beside which one is odd."""
LIKE = 30
"""How many times the others' median an amount may be that is of their size."""
SLIPS = (10**4, 10**8)
"""How far units lie apart: 元, 万元, 亿元; 人, 万人."""


class OddAmount(NamedTuple):
    """An amount that a slip of a unit would explain.

    Attributes:
        middle: The median of the others; the mean of the two in the middle of an even number.
        slip: How many times a unit is off.
        meant: The amount with the slip undone.
    """

    amount: int
    middle: int | Fraction
    slip: int
    meant: Fraction


def odd_amounts(figures: Mapping[Of, int]) -> Iterator[tuple[Of, OddAmount]]:
    """Yield each of some figures that is odd among the others, with what it is of."""
    rising = sorted(figure for figure in figures.values() if figure > 0)
    for name, figure in figures.items():
        # One other figure says nothing, nor do others that are no more like one another.
        if figure <= 0 or len(rising) <= FEWEST:
            continue
        least, middle, most = others_of(rising, bisect_left(rising, figure))
        if most >= SUSPICIOUS * least:
            continue
        if found := slip_undone(figure, middle):
            yield name, found


def others_of(rising: Sequence[int], without: int) -> tuple[int, int | Fraction, int]:
    """Return the least, the median and the greatest of rising amounts without one of them."""
    last = len(rising) - 2
    places = (0, last // 2, (last + 1) // 2, last)
    least, low, high, most = (rising[k if k < without else k + 1] for k in places)
    return least, low if low == high else Fraction(low + high, 2), most


def slip_undone(amount: int, middle: int | Fraction) -> OddAmount | None:
    """Return an amount with a slip undone; None where that does not make it like another."""
    if max(amount, middle) < SUSPICIOUS * min(amount, middle):
        return None
    for slip in SLIPS:
        meant = Fraction(amount, slip) if amount > middle else Fraction(amount * slip)
        if Fraction(middle, LIKE) <= meant <= LIKE * middle:
            return OddAmount(amount, middle, slip, meant)
    return None
