"""Bounds that follow from the room below a limit: no column and no row can use more than that.

With a limit as a constraint, each such bound is one `rnd`. Without one, it is a cut: the points
beyond it are no better than the value, which is a leaf of its own.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import floor

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.bound import LimitRow, PricedColumn, ProvenBound
from optalloc.pipeline.certificate.vipr.derivations import End, Parts
from optalloc.pipeline.certificate.vipr.region import Region, rounded


def within(priced: PricedColumn, low: int, high: int, room: Fraction) -> tuple[int, int]:
    """Return the least and the greatest steps that are within a room above the cheapest."""
    first = priced.first(low, high)
    most = priced.over(first) + room
    least = low + bisect_left(range(low, first), True, key=lambda k: priced.over(k) <= most)
    beyond = bisect_left(range(first, high + 1), True, key=lambda k: priced.over(k) > most)
    return least, first + beyond - 1


def kept_within(region: Region, bound: ProvenBound, limit: LimitRow) -> Region:
    """Return the region within the bounds that a limit leaves, for the goal that it limits.

    Args:
        bound: Of the limited goal; at most the limit.
    """
    room = Fraction(limit.most - limit.stage.constant - bound.value)
    lower, upper = [*region.lower], [*region.upper]
    low, high, dirty = [*region.low], [*region.high], set(region.dirty)
    for place, term in enumerate(bound.terms):
        used = End(0, made_of=_used(bound, limit, place), sense="L")
        if term.column is None:
            i, p = term.row, term.by
            held, ends = (low[i], high) if p > 0 else (high[i], low)
            assert held is not None
            far = room / (p if p > 0 else -p)
            value = int(held.value) + (floor(far) if p > 0 else -floor(far))
            now = ends[i]
            if now is None or (value < now.value if p > 0 else value > now.value):
                ends[i] = rounded(value, p > 0, _times(1 / Fraction(p), used))
                dirty.add(i)
            continue
        j = term.column.column
        old = int(lower[j].value), int(upper[j].value)
        least, most = within(term.column, *old, room)
        if least > old[0]:
            lower[j] = rounded(least, False, _line(term.column, least - 1, used))
        if most < old[1]:
            upper[j] = rounded(most, True, _line(term.column, most, used))
        if (least, most) != old:
            dirty.update(region.of_column[j])
    return replace(region, lower=lower, upper=upper, low=low, high=high, dirty=frozenset(dirty))


def _used(bound: ProvenBound, limit: LimitRow, place: int) -> Callable[[], Parts]:
    """Return what one term may be at most: the limit less all the other terms."""

    def made() -> Parts:
        return [(1, limit.end), *((-by, end) for by, end in bound.without(place))]

    return made


def _times(by: Exact, end: End) -> Callable[[], Parts]:
    return lambda: [(by, end)]


def _line(priced: PricedColumn, k: int, used: End) -> Callable[[], Parts]:
    """Return where the line from k to k + 1 steps leaves what a column may use."""

    def made() -> Parts:
        by = 1 / Fraction(priced.slope(k) - priced.price)
        return [(by, used), *((-by * w, line) for w, line in priced.lines(k))]

    return made
