"""The natural cells of given totals: what an office would do by hand, and no solver needs.

Recipient after recipient in listed order, its total is split over the pots by what each has left,
then each pot's part over the uses by what the plan's mix has left there, both by largest remainder
(ties: listed order). A pot is one source, or several that a rule splits: those are given in whole
units of their own. Every source and every use comes out exactly.

Where needs are stated, a use weighs as much with a recipient as its need is of the needs that are
still to come: what is left of the mix there, times need / needs left.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor, gcd, prod

import numpy as np

from optalloc.core.exact import largest_remainder
from optalloc.solver.program.program import Ties, Whole

Mix = list[list[int]]


def natural_cells(
    ties: Ties, totals: Sequence[int], mix: Mix | None = None, first: int = 0
) -> Whole | None:
    """Return the cells in grains, in their order; None where the mix does not go round.

    Args:
        totals: The totals in steps of the recipients from the first asked for, in listed order.
        mix: What is left for them of the plan's mix [grains]; the whole of it if not given.
        first: The first recipient's place in the ties.
    """
    if ties.pools is None:
        return None
    pools = [list(uses) for uses in (ties.pools if mix is None else mix)]
    worth = [sum(part * ties.grains[s] for s, part in pot.parts) for pot in ties.pots]
    cells = list[list[int]]()
    for r, steps in enumerate(totals, first):
        left = [min(sum(pools[s]) // part for s, part in pot.parts) for pot in ties.pots]
        units = over_pots(left, worth, steps * ties.step)
        if units is None:
            return None
        own = [[0] * len(uses) for uses in pools]
        for pot, many in zip(ties.pots, units, strict=True):
            by_use = None
            for s, part in pot.parts:
                if by_use is None or not pot.by_award:
                    weights = weighed(ties, pools[s], r)
                    by_use = largest_remainder(weights, many if pot.by_award else many * part)
                own[s] = [k * part for k in by_use] if pot.by_award else by_use
                pools[s] = [have - take for have, take in zip(pools[s], own[s], strict=True)]
        if any(have < 0 for uses in pools for have in uses):
            return None
        cells += own
    return np.array([k for uses in cells for k in uses], dtype=np.int64)


def weighed(ties: Ties, left: Sequence[int], recipient: int) -> list[int]:
    """Return whole weights of the uses of one source with one recipient."""
    if not ties.needs or not any(ties.needs[recipient]):
        return list(left)
    coming = ties.coming[recipient]
    whole = prod(need for need in coming if need)
    weights = [
        have * need * (whole // of) if of else 0
        for have, need, of in zip(left, ties.needs[recipient], coming, strict=True)
    ]
    return weights if any(weights) else list(ties.needs[recipient])


def over_pots(left: Sequence[int], worth: Sequence[int], money: int) -> list[int] | None:
    """Return the units of each pot that make up one total; None where they do not go into it.

    Pots of large units come first, each as near to its part of what is left as a unit allows, and
    such that the rest is a whole multiple of what divides all smaller units; the pots of the
    smallest unit share the rest by largest remainder.
    """
    smallest = min(worth)
    units = [0] * len(worth)
    rest = list(left)
    large = sorted((p for p, w in enumerate(worth) if w > smallest), key=lambda p: -worth[p])
    for at, p in enumerate(large):
        others = sum(h * w for h, w in zip(rest, worth, strict=True))
        other = others - rest[p] * worth[p]
        least = max(0, -(-(money - other) // worth[p]))
        most = min(rest[p], money // worth[p])
        part = Fraction(money * rest[p], others) if others else Fraction(0)
        step = gcd(smallest, *(worth[q] for q in large[at + 1 :]))
        many = _nearest(part, least, most, _class(worth[p], money, step))
        if many is None:
            return None
        units[p] = many
        money -= many * worth[p]
        rest[p] = 0
    fine, uneven = divmod(money, smallest)
    if uneven or fine > sum(rest):
        return None
    for p, many in enumerate(largest_remainder(rest, fine)):
        units[p] += many
    return units


def _class(worth: int, money: int, step: int) -> tuple[int, int] | None:
    """Return (k, apart): the units k + n * apart leave a multiple of a step; None: none does."""
    shared = gcd(worth, step)
    if money % shared:
        return None
    apart = step // shared
    return (money // shared * pow(worth // shared, -1, apart) % apart if apart > 1 else 0), apart


def _nearest(part: Fraction, least: int, most: int, of: tuple[int, int] | None) -> int | None:
    """Return what is nearest to a part (halves up) of a class between two numbers, if any is."""
    if of is None:
        return None
    first, apart = of
    near = first + apart * floor((part - first) / apart + Fraction(1, 2))
    near = max(near, least + (first - least) % apart)
    near = min(near, most - (most - first) % apart)
    return near if near >= least else None
