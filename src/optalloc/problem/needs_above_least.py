"""How many needs a total covers that has a least amount anyway.

A need is covered whole or not at all, but a linear program covers the first ones of everybody with
the least that everybody gets, and a part of the next with what is left of it. So of each recipient
the needs covered are counted against its total: with L its least, S_k what its k smallest needs
take together, c how many are covered and k the number that L covers,

    (m - k) (y - L)  >=  (S_m - L) (c - k)        m > k with the least (S_m - L) / (m - k)

which every plan keeps: whoever covers j > k has S_j at least, above the line or on it. Where no
total may be as large as S_(k+1), c <= k.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from optalloc.problem.facts import Facts, TargetAmounts
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded


def needs_above_least(
    label: str,
    facts: Facts,
    targets: TargetAmounts,
    amounts: VariableLayout,
    covered: LinearExpressions,
    needs: Sequence[int],
) -> Iterator[ConstraintBlock]:
    """Yield the rows, for recipients whose least amount is no sum of their smallest needs.

    Args:
        covered: The switch of each need.
        needs: What each need takes [fen].
    """
    if isinstance(facts, HigherUnits):
        return
    own = dict[str, list[int]]()
    for i, key in enumerate(covered.keys):
        own.setdefault(key[0], []).append(i)
    totals, bounds = amounts.totals(), facts.total_bounds(targets)
    for r, recipient in enumerate(facts.recipients):
        of_each = own.get(recipient.name, [])
        free, line = _line([needs[i] for i in of_each], bounds[r], amounts.step)
        if line is None or not of_each:
            continue
        count, (least, _) = covered.pick(of_each).total(recipient.name), bounds[r]
        if line == 0:
            yield bounded(label, count, high=free)
            continue
        money = totals.pick([r]).times(line.denominator)
        low = line.denominator * least - line.numerator * free
        yield bounded(label, money - count.times(line.numerator), low=low)


def _line(needs: Sequence[int], bounds: tuple[int, int], step: int) -> tuple[int, Fraction | None]:
    """Return how many needs the least covers, and what one more takes at least.

    The second is 0 where no other can be covered, and None where no row is needed.
    """
    least, most = bounds
    sums = [-(-s // step) * step for s in accumulate(sorted(needs))]
    free = sum(s <= least for s in sums)
    if free == len(sums) or least <= (sums[free - 1] if free else 0):
        return free, None
    slopes = [
        Fraction(s - least, k - free) for k, s in enumerate(sums, start=1) if k > free and s <= most
    ]
    return free, min(slopes, default=Fraction(0))
