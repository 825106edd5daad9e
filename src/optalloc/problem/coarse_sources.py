"""Costs of totals beside a source whose step is large beside what most recipients are to get.

A linear program takes three tenths of such a step and leaves every total where it is cheapest; no
plan does. So a total is laid out in pieces, filled one after the other, and with every piece goes
what whole steps mean for it. y is a total, s the whole steps of G in it that the coarse source
gives, b what the first j pieces hold together, and n = floor(b / G):

    p_1 + … + p_j  <=  y - (n G + G - b) (s - n)

For s <= n that is no less than y, for s > n no less than b: so every plan keeps it. Between n and
n + 1 it is the line that no plan goes beyond (mixed-integer rounding: Nemhauser and Wolsey, 1990).
The cost of a piece is what it adds to those below it; the last has no end of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optalloc.core.exact import Exact
from optalloc.problem.facts import Facts, TargetAmounts
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.solver.program.distance_costs import AbsoluteDistance, SquaredDistance
from optalloc.solver.program.divisor_costs import StraightDivisors
from optalloc.solver.program.program import StepCost, WeightedSum

FEW = 4
"""Coarse steps in a target up to which rounding them decides; with more they are nearly money. And
the steps of a total in a coarse step from which on there is something between them."""
PIECES = 8
"""Pieces of a curved cost up to one coarse step; what a piece bends is what its bound lacks."""


@dataclass(frozen=True)
class PiecedCosts:
    """The costs of totals, told by the pieces of totals.

    Attributes:
        blocks: The rows that add pieces up and hold them to whole coarse steps.
        linear, convex: Costs by the columns of pieces.
        constant: What totals of nothing cost, where pieces do not say it.
    """

    blocks: tuple[ConstraintBlock, ...]
    linear: dict[int, Exact]
    convex: dict[int, StepCost]
    constant: Exact = 0


def coarse_sources(facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> dict[str, int]:
    """Return the sources whose steps are large, with the steps of a total in each.

    A fourth of a coarse step is more than the steps of totals, and most targets hold fewer than
    four of it. None where totals are those of units above recipients.
    """
    found: dict[str, int] = {}
    if isinstance(facts, HigherUnits):
        return found
    aims = [targets.target(r.name) for r in facts.recipients]
    for source in facts.sources:
        grain = facts.grain.cells[source.name]
        few = sum(aim < FEW * grain for aim in aims)
        if grain >= FEW * amounts.step and grain % amounts.step == 0 and 2 * few >= len(aims):
            found[source.name] = grain // amounts.step
    return found


def in_pieces(
    label: str,
    facts: Facts,
    amounts: VariableLayout,
    coarse: Mapping[str, int],
    costs: Mapping[int, StepCost],
) -> PiecedCosts | None:
    """Return the totals' costs in pieces; None where a cost is of a kind that has none.

    Args:
        coarse: The steps of a total in a step of each coarse source.
        costs: By the column of each total.
    """
    ends = {j: _ends(cost, max(coarse.values())) for j, cost in costs.items()}
    if not ends or not all(ends.values()):
        return None
    told, before = PiecedCosts((), {}, {}), amounts.columns
    blocks, given = list[ConstraintBlock](), dict[str, LinearExpressions]()
    for name, grain in coarse.items():
        own = amounts.sum("recipient", frozenset([name]))
        most = facts.source_named[name].amount // (grain * amounts.step)
        given[name] = amounts.numbers(own.keys, 0, most).times(grain * amounts.step)
        blocks.append(bounded(label, own - given[name], 0, 0))
    totals, of_source = amounts.totals(), {name: sums.one_by_one() for name, sums in given.items()}
    for i, (j, total) in enumerate(zip(totals.column.tolist(), totals.one_by_one(), strict=True)):
        if j not in costs:
            continue
        starts = [0, *ends[j]]
        widths = [b - a for a, b in zip(starts, ends[j], strict=False)]
        pieces = amounts.numbers(total.keys * len(starts), 0, [*widths, facts.money])
        for column, start in zip(pieces.column.tolist(), starts, strict=True):
            tell(told, column, costs[j], start)
        money = pieces.times(amounts.step)
        blocks.append(bounded(label, money.total(*total.keys[0]) - total, 0, 0))
        for name, grain in coarse.items():
            blocks += _rounded(label, (money, total, of_source[name][i]), ends[j], grain)
    amounts.told_by_totals += amounts.columns - before
    return PiecedCosts(tuple(blocks), told.linear, told.convex)


def _rounded(
    label: str,
    sums: tuple[LinearExpressions, LinearExpressions, LinearExpressions],
    ends: Sequence[int],
    grain: int,
) -> Iterator[ConstraintBlock]:
    """Yield what whole coarse steps mean for the pieces of one total.

    Args:
        sums: The pieces, the total, and what the coarse source gives of it [fen].
        grain: The steps of a total in a coarse step.
    """
    pieces, total, given = sums
    step = int(total.coefficient[0])
    for many, end in enumerate(ends, start=1):
        n, rest = divmod(end, grain)
        first = pieces.pick(range(many)).total(*total.keys[0])
        # Times the coarse step, so that all of it is whole.
        held = first.times(grain) + given.times(grain - rest) - total.times(grain)
        yield bounded(label, held, high=n * (grain - rest) * grain * step)


def _ends(cost: StepCost, grain: int) -> list[int]:
    """Return the whole steps at which pieces end, without the last; none for an unknown kind.

    Args:
        grain: The steps of a total in a coarse step.
    """
    match cost:
        case AbsoluteDistance():
            return [max(1, int(-(-cost.target // cost.step)))]
        case SquaredDistance() | StraightDivisors():
            return sorted({grain * i // PIECES for i in range(1, PIECES + 1)} - {0})
    return []


def tell(told: PiecedCosts, column: int, cost: StepCost, start: int) -> None:
    """Tell the cost of a piece that begins at some steps; the first has the cost of nothing too."""
    match cost:
        case _ if not start:
            told.convex[column] = cost
            return
        case SquaredDistance():
            bend = SquaredDistance(cost.step, 0, cost.weight)
        case StraightDivisors():
            bend = SquaredDistance(1, 0, cost.step * cost.step / cost.target)
        case _:
            told.linear[column] = cost.slope(start)
            return
    told.convex[column] = WeightedSum(((1, bend),), cost.slope(start) - bend.slope(0))
