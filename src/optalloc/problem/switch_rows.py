"""Rows of amounts and one switch, tightened to whole steps on both sides of the switch.

    25 a <= 38097.67 s      is, for whole a and s of 0 or 1,      a <= 1523 s

Where the amounts of a row share a factor that its switch does not, a linear program has points that
no whole amounts come near, and each cut in two leaves others of the kind. The tightened row holds
the same whole points.
"""

import numpy as np

from optalloc.solver.program.program import UNBOUNDED, Whole

Entries = tuple[Whole, Whole, Whole]
"""Row, column and coefficient of each entry."""


def with_whole_switches(
    entries: Entries, bounds: tuple[Whole, Whole], low: Whole, high: Whole
) -> tuple[Entries, Whole, Whole]:
    """Return rows in which the part of a switch is a whole number of the amounts' steps.

    Args:
        bounds: The least and the most of each column.
        low: The least of each row.
        high: The most of each row.
    """
    row, column, coefficient = entries
    lower, upper = bounds
    of_switch = ((lower == 0) & (upper == 1))[column]
    if not of_switch.any():
        return entries, low, high
    factor = np.zeros(len(low), dtype=coefficient.dtype)
    np.gcd.at(factor, row[~of_switch], coefficient[~of_switch])
    switches = np.bincount(row[of_switch], minlength=len(low))
    has_low, has_high = low > -UNBOUNDED, high < UNBOUNDED
    chosen = (switches == 1) & (factor > 1) & (has_low != has_high)
    if not chosen.any():
        return entries, low, high
    place = np.flatnonzero(of_switch & chosen[row])
    i = row[place]
    part, is_most = coefficient[place], has_high[i]
    side = np.where(is_most, high[i], -low[i])
    step, sign = factor[i], np.where(is_most, 1, -1)
    off, on = side // step, (side - sign * part) // step
    coefficient = coefficient.copy()
    coefficient[place] = sign * (off - on) * step
    coefficient = coefficient // np.where(chosen, factor, 1)[row]
    low, high = low.copy(), high.copy()
    high[i[is_most]], low[i[~is_most]] = off[is_most], -off[~is_most]
    kept = coefficient != 0
    return (row[kept], column[kept], coefficient[kept]), low, high
