"""Change an approved plan as little as can be; b is the approved amount of each cell, z its total.

cells       minimise the number of cells with a[c] != b[c]
recipients  minimise the number of recipients with y_r != z_r
money       minimise sum_c |a[c] - b[c]|

Each counts as often as the weight of its recipient says, once where none is stated.
With `at`, recipients are the units of that level.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Literal

import numpy as np

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Bounds, Cell, Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import AtLevel
from optalloc.solver.program.distance_costs import AbsoluteDistance
from optalloc.solver.program.program import Stage, StepCost

NAMES: dict[str, Words] = {
    "cells": Words("与已批方案不同的笔数最少", "fewest cells that differ from the approved plan"),
    "recipients": Words(
        "合计与已批方案不同的单位最少",
        "fewest recipients whose total differs from the approved plan",
    ),
    "money": Words("与已批方案的变动金额最少", "least money moved from the approved plan"),
}

MOST_COUNTED = 4
"""Changes of one recipient up to which they are counted; who has more cells may need more."""


@GOALS.register("fewest_moves")
class FewestMoves(WeightedRecipients, AtLevel, Goal):
    """Keep as much of the approved plan as can be kept (对已批方案改动最少).

    Attributes:
        count: What is counted: changed `cells`, `recipients` whose total changes, or `money`.
    """

    called = Words("改动最少", "fewest moves")

    count: Literal["cells", "recipients", "money"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain when there is no approved plan, and about units where cells are counted."""
        yield from super().check(facts)
        yield from without_approved(facts)
        if self.at and self.count != "recipients":
            yield totals_alone("count", self.count)

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield a switch for each thing that may change, or the cells' distances [fen]."""
        approved, weigh = facts.approved or Plan(()), self.weigher(facts)
        if self.count == "money":
            before = approved.by_cell
            grains = amounts.grain.tolist()
            convex: dict[int, StepCost] = {
                j: AbsoluteDistance(grains[j], Fraction(before.get(cell, 0)), weigh(cell[0]))
                for j, cell in enumerate(cells_of(facts, amounts))
            }
            yield Stage(self.label, self.words(facts), "money", convex=convex)
            return
        switches: LinearExpressions
        bounds, owner = facts.total_bounds(targets), amounts.recipient.tolist()
        if self.count == "recipients":
            sums = amounts.totals()
            held = [approved.by_recipient.get(r.name, 0) for r in facts.recipients]
            most = [high for _, high in bounds]
        else:
            cells = list(cells_of(facts, amounts))
            sums = _each(amounts, cells)
            held = [approved.by_cell.get(cell, 0) for cell in cells]
            pots = (facts.source_named[source].amount for _, source, _, _ in cells)
            most = [min(pot, bounds[r][1]) for pot, r in zip(pots, owner, strict=True)]
        switches = amounts.switches(sums.keys)
        yield from _unless_changed(self.label, sums, switches, held, most)
        if self.count == "cells":
            yield from _grown(self.label, owner, bounds, sums, switches, (held, most))
            yield from _least_changes(self.label, bounds, amounts, switches, held)
        linear: dict[int, Exact] = {
            column: weigh(key[0])
            for column, key in zip(switches.column.tolist(), switches.keys, strict=True)
        }
        yield Stage(self.label, self.words(facts), linear=linear)

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return self.count == "money"

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        of = {"cells": Words("笔", "cell"), "recipients": Words("个单位", "recipient")}
        return of.get(self.count) or super().counted_in(facts)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the number of changes, or the money of all changes [fen]."""
        approved, weigh = facts.approved or Plan(()), self.weigher(facts)
        if self.count == "recipients":
            now, then = plan.by_recipient, approved.by_recipient
            every = {*now, *then}
            return total(weigh(n) for n in every if now.get(n, 0) != then.get(n, 0))
        cells, before = plan.by_cell, approved.by_cell
        changes = {c: abs(cells.get(c, 0) - before.get(c, 0)) for c in {*cells, *before}}
        times = {c: way if self.count == "money" else int(way > 0) for c, way in changes.items()}
        return total(weigh(c[0]) * often for c, often in times.items())

    def words(self, facts: Facts) -> Words:
        """Say what is counted."""
        return self.with_weights(self.with_level(NAMES[self.count]))


def without_approved(facts: Facts) -> Iterator[Complaint]:
    """Yield what is missing where a goal reads the approved plan: its table."""
    if facts.approved is None:
        remedy = Words("请在 tables 下填写 approved。", "Name a table `approved` under tables.")
        allowed = Words("应有已批方案的表", "a table of the approved plan")
        yield Complaint("kind", allowed, None, remedy)


def totals_alone(key: str, came: str) -> Complaint:
    """Return what is wrong with a goal of cells that names a level: a unit has a total alone."""
    allowed = Words("与 at 同用时只能是 recipients", "recipients, where `at` names a level")
    remedy = Words(
        "逐笔的金额属于最低一级的单位：请去掉 at，或按各上级单位的合计计算。",
        "Single amounts are the recipients' own: leave `at` out, or count the units' totals.",
    )
    return Complaint(key, allowed, came, remedy)


def cells_of(facts: Facts, amounts: VariableLayout) -> Iterator[Cell]:
    """Yield the names of every cell, in the order of the columns."""
    places = (amounts.recipient, amounts.source, amounts.use, amounts.project)
    for r, s, u, p in zip(*(axis.tolist() for axis in places), strict=True):
        project = facts.projects[p].name if p >= 0 else None
        yield facts.recipients[r].name, facts.sources[s].name, facts.uses[u].name, project


def _each(amounts: VariableLayout, cells: list[Cell]) -> LinearExpressions:
    """Return every cell as an expression [fen]."""
    position = np.arange(amounts.cells, dtype=np.int64)
    keys = tuple(tuple(name for name in cell if name is not None) for cell in cells)
    return LinearExpressions(amounts.cells, position, position, amounts.grain, keys)


def _unless_changed(
    label: str,
    sums: LinearExpressions,
    switches: LinearExpressions,
    held: list[int],
    most: list[int],
) -> Iterator[ConstraintBlock]:
    """Yield that what is not switched keeps its amount:  b - b z <= a <= b + (most - b) z."""
    above = [max(0, high - b) for b, high in zip(held, most, strict=True)]
    yield bounded(label, sums - switches.times(whole(above)), high=held)
    yield bounded(label, sums + switches.times(whole(held)), low=held)


def _grown(
    label: str,
    owner: Sequence[int],
    bounds: Bounds,
    sums: LinearExpressions,
    switches: LinearExpressions,
    cells: tuple[list[int], list[int]],
) -> Iterator[ConstraintBlock]:
    """Yield that a cell grows by what its recipient's total may, and what its other cells give up.

    With Y the most that a total b may be, and z_d whether another cell d of it changes:

        a_c - (Y - b) z_c - sum_d b_d z_d  <=  b_c

    Every plan keeps it. Without it a linear program grows each cell by a small part of a change.

    Args:
        bounds: The least and the most of each recipient's total [fen].
        cells: What each cell held before, and the most that it may hold [fen].
    """
    held, most = cells
    of = dict[int, list[int]]()
    for c, r in enumerate(owner):
        of.setdefault(r, []).append(c)
    left = {r: bounds[r][1] - sum(held[c] for c in own) for r, own in of.items()}
    chosen = [c for c, r in enumerate(owner) if left[r] < most[c] - held[c]]
    row, place, part = list[int](), list[int](), list[int]()
    for i, c in enumerate(chosen):
        others = [d for d in of[owner[c]] if d != c and held[d]]
        row += [i] * (1 + len(others))
        place += [c, *others]
        part += [left[owner[c]], *(held[d] for d in others)]
    grown = sums.pick(chosen)
    column = switches.column[np.array(place, dtype=np.int64)]
    freed = LinearExpressions(len(chosen), whole(row), column, whole(part), grown.keys)
    yield bounded(label, grown - freed, high=[held[c] for c in chosen])


def _least_changes(
    label: str,
    bounds: Bounds,
    amounts: VariableLayout,
    switches: LinearExpressions,
    held: Sequence[int],
) -> Iterator[ConstraintBlock]:
    """Yield how many cells of a recipient change where its total does, if it has two or more.

    Nothing is moved in part, but a linear program changes a tenth of each cell for a tenth of its
    money, so that ten towns with a tenth less take one change together. A total b that falls by
    more than the k - 1 largest of its cells held together takes k changes, one that grows takes
    one. With h_k what the k - 1 largest held, v_k is whether that is so:

        y + (b - h_k - least) v_k  >=  b - h_k
        y - (most - b) v_1  <=  b
        sum_c z_c  >=  sum_k v_k

    where a total may be between its least and its most. Every plan keeps it, with switches z that
    say which cells change. Where goals before have settled that a total is less, its rows say so of
    v_k, whole as that is.

    Args:
        bounds: The least and the most of each recipient's total [fen].
        switches: Whether each cell changes.
        held: What each cell held before [fen].
    """
    owner = amounts.recipient.tolist()
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
    # The first of each recipient's rows says whether its total changed at all.
    firsts = list(accumulate((len(kept[r]) for r in many[:-1]), initial=0))
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
