"""The plan farthest from some others:  maximise min_q d(y, z_q),  d(y, z) = sum_r |y_r - z_r|.

y_r is a recipient's total, and it lies between l_r and h_r. Every distance |y_r - v| from an amount
v between the two takes a column d and a switch b, on where y_r is at least v:

    d <= y_r - v + 2 (v - l_r) (1 - b)        d <= v - y_r + 2 (h_r - v) b
    D <= sum_r d_{r, z_qr}  for every plan q,  and D is made as large as can be

An amount at or beyond an end of the range has its distance without a switch.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import Aims, Goal
from optalloc.problem.layout import (
    ConstraintBlock,
    LinearExpressions,
    VariableLayout,
    bounded,
    common_step,
)
from optalloc.solver.program.program import Stage

FARTHEST = "farthest"
Totals = tuple[int, ...]
"""What each recipient has, in listed order [steps]."""


class Farthest(Goal):
    """Be as far as can be from plans that there are already.

    Attributes:
        found: Their totals, in the order of the recipients [steps].
        low, high: What each total is at least and at most [steps].
    """

    found: tuple[Totals, ...]
    low: Totals
    high: Totals
    label: str = FARTHEST

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the distance as a column, what holds it down, and that it is to be large."""
        step = amounts.step
        parts = _Parts(self, amounts)
        if parts.kinks:
            yield from parts.kinked(step)
            yield from parts.ordered()
        ends = zip(self.found[0], self.low, self.high, strict=True)
        most = sum(max(abs(low - v), abs(high - v)) for v, low, high in ends)
        column = amounts.numbers([(FARTHEST,)], 0, most)
        sums, low = parts.distances(column, step)
        yield bounded(self.label, sums, low=low)
        costs: dict[int, Exact] = {int(column.column[0]): -step}
        yield Stage(self.label, self.words(facts), "money", linear=costs)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return minus the distance to the nearest of the plans [fen]."""
        step = common_step(facts)
        now = [plan.by_recipient.get(r.name, 0) for r in facts.recipients]
        away = (
            sum(abs(y - z * step) for y, z in zip(now, totals, strict=True))
            for totals in self.found
        )
        return Fraction(-min(away))

    def words(self, facts: Facts) -> Words:
        """Say what is made large."""
        return Words("与已有方案的差别最大", "as different as can be from the plans so far")


class _Parts:
    """The columns and rows of the distances.

    Attributes:
        kinks: The amounts that lie within the range of their recipient's total, each once.
    """

    def __init__(self, goal: Farthest, amounts: VariableLayout) -> None:
        self.goal, self.totals = goal, amounts.totals()
        asked = {(r, v) for plan in goal.found for r, v in enumerate(plan)}
        self.kinks = sorted((r, v) for r, v in asked if goal.low[r] < v < goal.high[r])
        self.place = {kink: i for i, kink in enumerate(self.kinks)}
        names = [r.name for r in amounts.facts.recipients]
        keys = [(names[r], str(v)) for r, v in self.kinks]
        self.switches = amounts.switches(keys)
        widest = [max(goal.high[r] - v, v - goal.low[r]) for r, v in self.kinks]
        self.away = amounts.numbers(keys, 0, widest)

    def kinked(self, step: int) -> Iterator[ConstraintBlock]:
        """Yield that a distance is no larger than it is, on the side that its switch says."""
        low, high = self.goal.low, self.goal.high
        heads = self.totals.column[[r for r, _ in self.kinks]]
        row = np.arange(len(self.kinks), dtype=np.int64)
        totals = LinearExpressions(len(row), row, heads, np.full(len(row), step), self.away.keys)
        away = self.away.times(step)
        below = whole(2 * (v - low[r]) * step for r, v in self.kinks)
        above = whole(2 * (high[r] - v) * step for r, v in self.kinks)
        right = [2 * (v - low[r]) * step - v * step for r, v in self.kinks]
        yield bounded(FARTHEST, away - totals + self.switches.times(below), high=right)
        left = [v * step for _, v in self.kinks]
        yield bounded(FARTHEST, away + totals - self.switches.times(above), high=left)

    def ordered(self) -> Iterator[ConstraintBlock]:
        """Yield that who is at or above an amount is so above every smaller one."""
        pairs = [(i, i + 1) for i, (a, b) in enumerate(pairwise(self.kinks)) if a[0] == b[0]]
        if pairs:
            first, second = ([pair[k] for pair in pairs] for k in (0, 1))
            sums = self.switches.pick(first) - self.switches.pick(second)
            yield bounded(FARTHEST, sums, low=0)

    def distances(
        self, column: LinearExpressions, step: int
    ) -> tuple[LinearExpressions, list[int]]:
        """Return each plan's distance less the column [fen], without what is constant, and that."""
        row, columns, coefficient, constant = [], [], [], []
        heads, away = self.totals.column.tolist(), self.away.column.tolist()
        for q, plan in enumerate(self.goal.found):
            fixed = 0
            for r, v in enumerate(plan):
                row.append(q)
                if (kink := self.place.get((r, v))) is not None:
                    columns.append(away[kink])
                    coefficient.append(step)
                    continue
                sign = 1 if v <= self.goal.low[r] else -1
                columns.append(heads[r])
                coefficient.append(sign * step)
                fixed -= sign * v * step
            row.append(q)
            columns.append(int(column.column[0]))
            coefficient.append(-step)
            constant.append(-fixed)
        keys = tuple((str(q),) for q in range(len(self.goal.found)))
        sums = LinearExpressions(len(keys), whole(row), whole(columns), whole(coefficient), keys)
        return sums, constant
