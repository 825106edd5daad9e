"""Money shared by one level:  t_i = clip(v * a_i - b_i, lo_i, hi_i)  with the v that spends it all.

Caps and floors inside a formula, what was given in advance, and lifting the poorest first are all
of this form. v is found exactly: the sum is a rising line between levels at which some t_i stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.exact import exact_sum

NOTHING = Fraction(0)


@dataclass(frozen=True)
class RecipientClaim:
    """What one recipient asks for at a level.

    Attributes:
        weight: a, at least 0: what it gets more when the level rises by one.
        less: b, what is taken off [fen].
        low: The least it gets [fen].
        high: The most it gets [fen], not below the least; None for no limit.
    """

    weight: Fraction
    less: Fraction = NOTHING
    low: Fraction = NOTHING
    high: Fraction | None = None

    def at(self, level: Fraction) -> Fraction:
        """Return what it gets at a level [fen]."""
        money = max(self.low, level * self.weight - self.less)
        return money if self.high is None else min(money, self.high)

    def ends(self) -> tuple[Fraction, Fraction | None]:
        """Return the levels, 0 or above, from which it rises and at which it stops; None: never."""
        if not self.weight:
            return NOTHING, NOTHING
        start, stop = self.low, self.high
        starts = max(NOTHING, (start + self.less) / self.weight)
        return starts, None if stop is None else max(NOTHING, (stop + self.less) / self.weight)


def level_of(claims: Sequence[RecipientClaim], money: Fraction) -> Fraction | None:
    """Return the level at which claims come to the money; None where even the least is more.

    Where the most that they may get is less than the money, it is the lowest level that gives
    everybody the most.
    """
    each = [claim.ends() for claim in claims]
    levels = sorted({NOTHING, *(level for ends in each for level in ends if level is not None)})
    places: dict[Fraction | None, int] = {level: i for i, level in enumerate(levels)}
    places[None] = len(levels)
    spans = [
        (claim, places[start], places[stop])
        for claim, (start, stop) in zip(claims, each, strict=True)
    ]

    def rising(place: int) -> list[RecipientClaim]:
        return [claim for claim, start, stop in spans if start <= place < stop]

    def sum_at(place: int) -> Fraction:
        at = levels[place]
        rise = rising(place)
        still = [c.at(at) for c, start, stop in spans if not start <= place < stop]
        whole = exact_sum([*still, *(-c.less for c in rise)])
        return Fraction(whole + at * exact_sum(c.weight for c in rise))

    if sum_at(0) > money:
        return None
    low, high = 0, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum_at(middle) <= money else (low, middle)
    slope = exact_sum(claim.weight for claim in rising(low))
    return levels[low] + (money - sum_at(low)) / slope if slope else levels[low]


def shared(claims: Sequence[RecipientClaim], money: Fraction) -> list[Fraction] | None:
    """Return what each claim gets [fen, exact]; None where the least is more than the money."""
    level = level_of(claims, money)
    return None if level is None else [claim.at(level) for claim in claims]
