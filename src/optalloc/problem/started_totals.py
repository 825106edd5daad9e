"""Costs of totals that are nothing, or begin at a least amount.

A linear program gives every total its target and opens a fraction of its switch; no plan does. So a
total that has a switch is laid out behind it. y is a total, z its switch, m the least it begins at,
U the most it may hold, and p_1, p_2, … pieces of widths w_1, w_2, … that make up U - m:

    y  =  m z + p_1 + p_2 + …        0 <= p_i <= w_i z

Every plan keeps it: with z = 0 the total is nothing, with z = 1 it is m and what lies above. The
cost of m stands at the switch, that of a piece is what it adds to those below it (the perspective
of a convex cost: Frangioni and Gentile, 2006). Between 0 and m it is the straight line of both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from optalloc.core.exact import Exact
from optalloc.core.whole_numbers import whole
from optalloc.problem.coarse_sources import FEW, PIECES, PiecedCosts, tell
from optalloc.problem.facts import Facts, TargetAmounts
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.solver.program.distance_costs import AbsoluteDistance, SquaredDistance
from optalloc.solver.program.divisor_costs import StraightDivisors
from optalloc.solver.program.program import StepCost

ZERO: Exact = 0


def started_totals(
    label: str,
    facts: Facts,
    targets: TargetAmounts,
    amounts: VariableLayout,
    costs: Mapping[int, StepCost],
) -> PiecedCosts | None:
    """Return the costs of totals, behind their switches where they have some.

    None where no total has one, or its cost is of a kind that has no pieces.

    Args:
        costs: By the column of each total.
    """
    if isinstance(facts, HigherUnits) or not amounts.starts:
        return None
    bounds, before = facts.total_bounds(targets), amounts.columns
    linear, convex, constant = dict[int, Exact](), dict(costs), ZERO
    told, blocks = PiecedCosts((), linear, convex), list[ConstraintBlock]()
    totals = amounts.totals()
    of_each = zip(totals.column.tolist(), totals.one_by_one(), bounds, strict=True)
    for j, total, (_, most) in of_each:
        starts = amounts.starts.get(j)
        if not starts or j not in costs:
            continue
        gate, least = max(starts, key=lambda one: one[1])
        is_counted = any(one == 1 for _, one in starts)
        ends = _ends(costs[j], least, most // amounts.step, is_counted=is_counted)
        if not ends:
            continue
        cost = convex.pop(j)
        gate = amounts.switches(total.keys) if gate is None else gate
        linear[int(gate.column[0])] = cost.at(least) - cost.at(0)
        constant += cost.at(0)
        blocks += _laid_out(label, amounts, total, (gate, least), ends)
        pieces = range(amounts.columns - len(ends) + 1, amounts.columns)
        for column, start in zip(pieces, ends, strict=False):
            tell(told, column, cost, start)
        others = [one for one, _ in starts if one is not None and one is not gate]
        blocks += [bounded(label, other - gate, 0, 0) for other in others]
    amounts.told_by_totals += amounts.columns - before
    return replace(told, blocks=tuple(blocks), constant=constant) if blocks else None


def _laid_out(
    label: str,
    amounts: VariableLayout,
    total: LinearExpressions,
    start: tuple[LinearExpressions, int],
    ends: Sequence[int],
) -> Iterator[ConstraintBlock]:
    """Yield that a total is its least behind its switch, and the pieces between the ends."""
    gate, least = start
    widths = [b - a for a, b in pairwise(ends)]
    pieces = amounts.numbers(total.keys * len(widths), 0, widths)
    money = pieces.times(amounts.step).total(*total.keys[0]) + gate.times(least * amounts.step)
    yield bounded(label, total - money, 0, 0)
    if widths:
        opened = gate.repeated([0] * len(widths)).times(whole(widths))
        yield bounded(label, pieces - opened, high=0)


def _ends(cost: StepCost, least: int, most: int, *, is_counted: bool) -> list[int]:
    """Return the whole steps at which pieces begin, and the last end; none where none are needed.

    Args:
        is_counted: Whether who gets anything counts elsewhere too.
    """
    if not least <= most:
        return []
    match cost:
        case AbsoluteDistance():
            kink = cost.kink()
            if kink >= least and not is_counted:
                return []
            # The step across the target has a slope of its own.
            bends = (min(max(k, least), most) for k in (kink, kink + 1))
            return sorted({least, *bends, most})
        case SquaredDistance() | StraightDivisors():
            if cost.target >= FEW * least * cost.step and not is_counted:
                return []
            return sorted({least + (most - least) * i // PIECES for i in range(PIECES + 1)})
    return []
