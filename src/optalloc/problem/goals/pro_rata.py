"""Change an approved plan pro rata, alike for all; b is the approved amount of each cell.

Of what source s gave, the part p_s is kept.

recipients  minimise sum_r w_r |y_r - sum_c p_s b[c]|     c over the cells of r, s the source of c
            with `at`, r are the units of that level and y_r their totals
cells       minimise sum_c w_r |a[c] - p_s b[c]|

w_r is the weight of the recipient, 1 where none is stated.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from optalloc.core.errors import nearest
from optalloc.core.exact import total
from optalloc.core.message import Words, one_of
from optalloc.core.money import show_percent
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Cell, Facts, Plan, TargetAmounts
from optalloc.problem.goals.fewest_moves import cells_of, totals_alone, without_approved
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import AtLevel
from optalloc.problem.setting_types import Share
from optalloc.solver.program.distance_costs import AbsoluteDistance
from optalloc.solver.program.program import Stage, StepCost

WHOLE = Fraction(1)


@GOALS.register("pro_rata")
class ProRata(WeightedRecipients, AtLevel, Goal):
    """Cut or raise everybody's approved amounts by the same part (按同一比例压减或增加).

    Attributes:
        part: What part of the approved amounts is kept: 90% is ten per cent less.
        sources: The part of single sources, where it is another.
        of: What is held against its part: the total of `recipients`, or single `cells`.
    """

    called = Words("同比增减", "pro rata")

    part: Share = WHOLE
    sources: Mapping[str, Share] = {}
    of: Literal["recipients", "cells"] = "recipients"

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about sources that are not there, and where there is no approved plan."""
        yield from super().check(facts)
        for name in self.sources:
            if name not in facts.source_named:
                allowed = one_of(Words("来源", "a source, "), facts.source_named)
                yield Complaint("sources", allowed, name, nearest(name, facts.source_named))
        yield from without_approved(facts)
        if self.at and self.of != "recipients":
            yield totals_alone("of", self.of)

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the distances of totals or of cells from their part [fen]."""
        weigh = self.weigher(facts)
        if self.of == "recipients":
            due = self.due(facts)
            weights = [weigh(r.name) for r in facts.recipients]
            aims = [due.get(r.name, Fraction(0)) for r in facts.recipients]
            columns, steps = amounts.totals().column.tolist(), [amounts.step] * len(aims)
        else:
            held = self._by_cell(facts)
            cells = list(cells_of(facts, amounts))
            weights = [weigh(cell[0]) for cell in cells]
            aims = [held.get(cell, Fraction(0)) for cell in cells]
            columns, steps = list(range(amounts.cells)), amounts.grain.tolist()
        convex: dict[int, StepCost] = {
            column: AbsoluteDistance(step, aim, weight)
            for column, step, aim, weight in zip(columns, steps, aims, weights, strict=True)
        }
        yield Stage(self.label, self.words(facts), "money", convex=convex)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return how far all are from their part [fen]."""
        weigh = self.weigher(facts)
        if self.of == "recipients":
            due, now = self.due(facts), plan.by_recipient
            every = {*now, *due}
            return total(weigh(n) * abs(now.get(n, 0) - due.get(n, Fraction(0))) for n in every)
        held = self._by_cell(facts)
        cells = plan.by_cell
        off = {c: abs(cells.get(c, 0) - held.get(c, Fraction(0))) for c in {*cells, *held}}
        return total(weigh(c[0]) * way for c, way in off.items())

    def is_money(self) -> bool:
        """Return that its value is an amount of money."""
        return True

    def words(self, facts: Facts) -> Words:
        """Say whose amounts are near which part."""
        part = "" if self.sources else f" {show_percent(self.part)} "
        if self.of == "recipients":
            zh = f"各单位合计最接近已批方案的{part or '同一比例'}"
            if self.at:
                zh = zh.replace("各单位", f"各{self.at}")
            whose = f" of each {self.at}" if self.at else ""
            en = f"totals{whose} nearest to{part or ' the same part '}of the approved plan"
            return self.with_weights(Words(zh, en))
        said = Words(
            f"每一笔最接近已批方案的{part or '同一比例'}",
            f"cells nearest to{part or ' the same part '}of the approved plan",
        )
        return self.with_weights(said)

    def due(self, facts: Facts) -> dict[str, Fraction]:
        """Return what each recipient's part is [fen], by name."""
        due: dict[str, Fraction] = {}
        for (recipient, *_), part in self._by_cell(facts).items():
            due[recipient] = due.get(recipient, Fraction(0)) + part
        return due

    def _by_cell(self, facts: Facts) -> dict[Cell, Fraction]:
        """Return what each cell's part is [fen]."""
        held = (facts.approved or Plan(())).by_cell
        return {cell: self.sources.get(cell[1], self.part) * fen for cell, fen in held.items()}
