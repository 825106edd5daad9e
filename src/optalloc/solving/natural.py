"""The natural cells of given totals: what an office would do by hand, and no solver needs.

Recipient after recipient in listed order, its total is split over the sources by what each has
left, then each source's part over the uses by what the plan's mix has left there, both by largest
remainder (ties: listed order). Every source and every use comes out exactly.
"""

from collections.abc import Sequence

import numpy as np

from optalloc.exact import largest_remainder
from optalloc.program import Ties, Whole


def natural_cells(ties: Ties, totals: Sequence[int]) -> Whole | None:
    """Return the cells in grains, in their order; None where the mix does not go round.

    Args:
        totals: Each recipient's total in steps, in listed order.
    """
    if ties.mix is None or len(set(ties.grain.tolist())) != 1:
        return None
    grain = int(ties.grain[0])
    pools = [list(uses) for uses in ties.mix]
    left = [sum(uses) for uses in pools]
    cells, whole = list[int](), sum(left)
    for steps in totals:
        units, rest = divmod(steps * ties.step, grain)
        if rest or units > whole:
            return None
        whole -= units
        for s, part in enumerate(largest_remainder(left, units)):
            given = largest_remainder(pools[s], part)
            pools[s] = [have - take for have, take in zip(pools[s], given, strict=True)]
            left[s] -= part
            cells += given
    return np.array(cells, dtype=np.int64)
