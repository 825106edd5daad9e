"""Money shared by one level:  t_i = clip(v * a_i - b_i, lo_i, hi_i)  with the v that spends it all.

Caps and floors inside a formula, what was given in advance, and lifting the poorest first are all
of this form. v is found exactly: the sum is a rising line between levels at which some t_i stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

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

    def ends(self) -> list[Fraction]:
        """Return the levels, 0 or above, at which it starts and stops to rise."""
        if not self.weight:
            return []
        limits = (self.low, self.high)
        ends = [(limit + self.less) / self.weight for limit in limits if limit is not None]
        return [level for level in ends if level > 0]


def level_of(claims: Sequence[RecipientClaim], money: Fraction) -> Fraction | None:
    """Return the level at which claims come to the money; None where even the least is more.

    Where the most that they may get is less than the money, it is the lowest level that gives
    everybody the most.
    """
    ends = sorted({NOTHING, *(end for claim in claims for end in claim.ends())})
    sums: dict[int, Fraction] = {}

    def sum_at(place: int) -> Fraction:
        if place not in sums:
            sums[place] = sum((claim.at(ends[place]) for claim in claims), NOTHING)
        return sums[place]

    if sum_at(0) > money:
        return None
    low, high = 0, len(ends)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum_at(middle) <= money else (low, middle)
    free = [c for c in claims if c.at(ends[low] + 1) > c.at(ends[low])]
    if high < len(ends):
        # Between two neighbouring ends everybody who rises at all rises all the way.
        between = (ends[low] + ends[high]) / 2
        free = [c for c in claims if c.at(between) > c.at(ends[low])]
    slope = sum((c.weight for c in free), NOTHING)
    return ends[low] + (money - sum_at(low)) / slope if slope else ends[low]


def shared(claims: Sequence[RecipientClaim], money: Fraction) -> list[Fraction] | None:
    """Return what each claim gets [fen, exact]; None where the least is more than the money."""
    level = level_of(claims, money)
    return None if level is None else [claim.at(level) for claim in claims]
