"""Where a goal is made best: what the goals before it leave, as a region and as constraints.

Bounds follow from the room below a limit: no column and no row can use more than that. With a limit
as a constraint, each such bound is one `rnd`. Without one, it is a cut: the points beyond it are no
better than the value, which is a leaf of its own.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from optalloc.core.exact import Exact, exact_sum
from optalloc.core.message import Words
from optalloc.pipeline.certificate.vipr.bound import (
    UNPROVEN,
    LimitRow,
    NotInVipr,
    PricedColumn,
    ProvenBound,
)
from optalloc.pipeline.certificate.vipr.derivations import End, Parts, shortened
from optalloc.pipeline.certificate.vipr.model import ViprModel, levels_of
from optalloc.pipeline.certificate.vipr.region import Region, rounded
from optalloc.solver.program.program import Leximin, Stage, Worst, worst_allowed

Json = Mapping[str, Any]

AFTER_LEVELS = Words(
    "它在逐级比较（leximin）之后：最差一级以下各级已定，不是线性约束",
    "it comes after levels (leximin): that those below the worst are settled is no linear rule",
)


@dataclass(frozen=True)
class Standing:
    """A region, and the limits of earlier goals by their place among those of the certificate."""

    region: Region
    limits: tuple[LimitRow, ...]


def standing_at(model: ViprModel, said: Json, place: int) -> Standing:
    """Return where a goal is made best.

    Raises:
        NotInVipr: Behind a `leximin`: that its lower levels are settled is no linear constraint.
    """
    standing = Standing(model.region, ())
    for h in range(place):
        goal = model.program.goals[h]
        if isinstance(goal, Leximin):
            raise NotInVipr(AFTER_LEVELS)
        after = _after_worst if isinstance(goal, Worst) else _after_sum
        standing = after(model, standing, said, h)
    return standing


def point_of(said: Json, columns: int, told: Json | None = None) -> list[int]:
    """Return the plan's point; with a goal, the point that has its value."""
    x = (told or {}).get("witness") or said["point"]
    return [x.get(str(j), 0) for j in range(columns)]


def value_at(goal: Stage | Worst, x: Sequence[int]) -> Exact:
    """Return the value at a point, however long its denominator."""
    if isinstance(goal, Worst):
        return goal.value(x)
    linear = (c * x[j] for j, c in goal.linear.items())
    return exact_sum([goal.constant, *linear, *(f.at(x[j]) for j, f in goal.convex.items())])


def _most(model: ViprModel, said: Json, h: int) -> Exact:
    """Return the most that a goal may be in the plan: its value, and what its tolerance leaves."""
    goal, n = model.program.goals[h], model.program.columns
    value = Fraction(value_at(goal, point_of(said, n, said["goals"][h])))
    return shortened(max(worst_allowed(goal, value), value_at(goal, point_of(said, n))), False)


def _after_worst(model: ViprModel, standing: Standing, said: Json, h: int) -> Standing:
    most, region = _most(model, said, h), standing.region
    for j, level in levels_of(model, h, most).items():
        k = ceil((level.first - most) / level.fall)
        if k > region.lower[j].value:
            region = region.bounded(j, False, rounded(k, False, level.steps), None)
    return Standing(region, standing.limits)


def _after_sum(model: ViprModel, standing: Standing, said: Json, h: int) -> Standing:
    goal, root, region = model.program.goals[h], said["goals"][h]["proof"]["root"], standing.region
    assert isinstance(goal, Stage)
    most = _most(model, said, h)
    model.with_costs(h, goal, region, None)
    terms, constant = model.terms_of(h, goal)
    end = model.derivations.given(f"limit{h + 1}", "L", most - constant, terms)
    limit = LimitRow(h, goal, Fraction(most), end)
    if root is None:
        return Standing(region, (*standing.limits, limit))
    bound = ProvenBound(model, region, (h, goal), standing.limits, root)
    point = point_of(said, model.program.columns, said["goals"][h])
    is_met = goal.tolerance is None and bound.meets(point)
    region, crossed = kept_within(region, bound, limit).drawn()
    if crossed is not None:
        raise NotInVipr(UNPROVEN)
    return Standing(region, standing.limits if is_met else (*standing.limits, limit))


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
