"""How many cells of a recipient change where its total does.

Nothing is moved in part, but a linear program changes a tenth of each cell for a tenth of its
money, so that ten towns with a tenth less take one change together. A total b that falls by more
than the k - 1 largest of its cells held together takes k changes, one that grows takes one. With
h_k what the k - 1 largest held, v_k is whether that is so:

    y + (b - h_k - least) v_k  >=  b - h_k
    y - (most - b) v_1  <=  b
    sum_c z_c  >=  sum_k v_k

where a total may be between its least and its most. Every plan keeps it, with switches z that say
which cells change. Where goals before have settled that a total is less, its rows say so of v_k,
whole as that is.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from optalloc.core.whole_numbers import whole
from optalloc.problem.facts import Facts, TargetAmounts
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded

MOST_COUNTED = 4
"""Changes of one recipient up to which they are counted; who has more cells may need more."""


def least_changes(
    label: str,
    facts: Facts,
    targets: TargetAmounts,
    amounts: VariableLayout,
    switches: LinearExpressions,
    held: Sequence[int],
) -> Iterator[ConstraintBlock]:
    """Yield the rows, for recipients with two cells or more.

    Args:
        switches: Whether each cell changes.
        held: What each cell held before [fen].
    """
    owner, bounds = amounts.recipient.tolist(), facts.total_bounds(targets)
    cells = dict[int, list[int]]()
    for c, r in enumerate(owner):
        cells.setdefault(r, []).append(held[c])
    many = [r for r, own in cells.items() if len(own) > 1]
    before = {r: sum(cells[r]) for r in many}
    kept = {r: _kept(cells[r], bounds[r][0]) for r in many}
    places = [r for r in many for _ in kept[r]]
    if not places:
        return
    totals = amounts.totals()
    needed = amounts.switches([totals.keys[r] for r in places])
    amounts.told_by_totals += len(places)
    rest = [left for r in many for left in kept[r]]
    fall = [max(0, left - bounds[r][0]) for r, left in zip(places, rest, strict=True)]
    falls = totals.repeated(places) + needed.times(whole(fall))
    yield bounded(label, falls, low=rest)
    growth = [max(0, bounds[r][1] - before[r]) for r in many]
    firsts = [*accumulate((len(kept[r]) for r in many), initial=0)][:-1]
    grown = needed.pick(firsts).times(whole(growth))
    yield bounded(label, totals.pick(many) - grown, high=[before[r] for r in many])
    keys = [totals.keys[r] for r in many]
    changed = _by(switches, owner, many, keys) - _by(needed, places, many, keys)
    yield bounded(label, changed, low=0)


def _kept(held: Sequence[int], least: int) -> list[int]:
    """Return what is left without the k - 1 largest: for k = 1, then while more than the least."""
    largest = sorted(held, reverse=True)[: MOST_COUNTED - 1]
    first, *others = (sum(held) - taken for taken in accumulate(largest, initial=0))
    return [first, *(left for left in others if left > least)]


def _by(
    each: LinearExpressions,
    owner: Sequence[int],
    many: Sequence[int],
    keys: Sequence[tuple[str, ...]],
) -> LinearExpressions:
    """Return the sums of expressions by their owners, of those that are many."""
    place = {r: i for i, r in enumerate(many)}
    own = each.pick([i for i, r in enumerate(owner) if r in place])
    row = whole(place[r] for r in owner if r in place)[own.row]
    return LinearExpressions(len(many), row, own.column, own.coefficient, tuple(keys))
