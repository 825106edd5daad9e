"""The most benefit, the first money bringing most:  max sum_p b_p * f(min(a_p, need_p) / need_p).

f goes straight from corner to corner, through (0, 0) and (1, 1), and never gets steeper: money
above the need counts nothing. With w_i by how much f gets flatter at its corner x_i, that is

    sum_p b_p * (1 - sum_i w_i * max(0, x_i - a_p / need_p))
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import gcd
from typing import Annotated

from pydantic import BeforeValidator, field_validator

from optalloc.core.exact import total
from optalloc.core.message import Words, same
from optalloc.core.money import parse_share, show_percent
from optalloc.problem.component import Complaint, without_scores
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.setting_types import Share, refuse, told_once
from optalloc.solver.program.distance_costs import Shortfall
from optalloc.solver.program.program import Stage, StepCost

Corner = tuple[Fraction, Fraction]
START: Corner = (Fraction(0), Fraction(0))
END: Corner = (Fraction(1), Fraction(1))


def _height(corners: list[Corner], part: Fraction) -> Fraction:
    """Return how high the line through the corners stands; level after the last."""
    for (x0, y0), (x1, y1) in pairwise(corners):
        if part <= x1:
            return y0 + (y1 - y0) * (part - x0) / (x1 - x0)
    return corners[-1][1]


@GOALS.register("diminishing_benefit")
class DiminishingBenefit(Goal):
    """Fund the projects that bring the most, where the first money brings more than the last.

    Attributes:
        column: The column of the library with what the whole need brings, such as 受益人数.
        unit: What one of it is.
        curve: The part of the benefit that a part of the need brings, such as `{50%: 80%}`;
            straight between them, from nothing to all of it.
    """

    called = Words("项目受益递减", "diminishing benefit")

    column: str
    unit: str
    curve: Annotated[dict[str, Share], BeforeValidator(partial(told_once, read=parse_share))]

    @property
    def figure_of_projects(self) -> str:
        """The column that counts the benefit."""
        return self.column

    @field_validator("curve")
    @classmethod
    def _concave(cls, curve: dict[str, Fraction]) -> dict[str, Fraction]:
        try:
            corners = _corners(curve)
        except ValueError:
            corners = []
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]
        is_rising = corners[-1:] == [END] and all(x > 0 and y >= 0 for x, y in steps)
        if (
            not curve
            or not steps
            or not is_rising
            or any(second[1] * first[0] > first[1] * second[0] for first, second in pairwise(steps))
        ):
            raise refuse(
                Words(
                    "应写成“资金的比例: 受益的比例”，都不超过 100%，越往后每一份钱的受益越少",
                    "`part of need: part of benefit`, at most 100%, each later part bringing less",
                )
            )
        return curve

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about projects without a figure, or with one below 0."""
        yield from super().check(facts)
        yield from without_scores(facts, self.column)
        for project in facts.projects:
            if project.facts.get(self.column, 0) < 0:
                allowed = Words(
                    f"项目 {project.name} 的“{self.column}”应不小于 0",
                    f"{self.column} of {project.name} at least 0",
                )
                yield Complaint("column", allowed, str(project.facts[self.column]))

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield a whole column of money for each project and corner, and what it misses as cost.

        A line that never gets steeper is all it reaches, less what is missed at each corner.
        """
        grain = gcd(*facts.grain.cells.values())
        gains = ((i, p) for i, p in enumerate(facts.projects) if p.need)
        kept = [(i, p) for i, p in gains if p.facts[self.column]]
        missed = [(i, p, corner) for i, p in kept for corner in self._bends()]
        keys = [(p.name, show_percent(part)) for _, p, (part, _) in missed]
        steps = amounts.numbers(keys, 0, [p.need // grain for _, p, _ in missed])
        place = steps.times(grain)
        money = amounts.sum(by="project").repeated([i for i, *_ in missed])
        yield bounded(self.label, place.times(-1) + money, 0, 0)
        convex: dict[int, StepCost] = {}
        for column, (_, project, (part, bend)) in zip(steps.column.tolist(), missed, strict=True):
            weight = project.facts[self.column] * bend
            convex[column] = Shortfall(weight * grain / project.need, weight * part)
        most = -total(p.facts[self.column] for _, p in kept)
        yield Stage(self.label, self.words(facts), "gain", convex=convex, constant=most)

    def _bends(self) -> list[Corner]:
        """Return each corner's part of the need, and by how much the line gets flatter there."""
        corners = _corners(self.curve)
        slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(corners)]
        after = [*slopes[1:], Fraction(0)]
        turned = zip(corners[1:], slopes, after, strict=True)
        return [(part, old - new) for (part, _), old, new in turned if old > new]

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return same(self.unit)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the benefit of a plan, negated; money above a need counts nothing."""
        held, corners = plan.sums("project"), _corners(self.curve)
        return -total(
            p.facts[self.column] * _height(corners, Fraction(held.get(p.name, 0), p.need))
            for p in facts.projects
            if p.need
        )

    def words(self, facts: Facts) -> Words:
        """Say what is counted, and how the first money counts."""
        said = [(show_percent(x), show_percent(y)) for x, y in _corners(self.curve)[1:-1]]
        zh = "、".join(f"安排 {x} 得 {y}" for x, y in said) or "按比例"
        en = ", ".join(f"{x} of the need brings {y}" for x, y in said) or "in proportion"
        return Words(f"项目的{self.column}最多（{zh}）", f"most {self.column} from projects ({en})")


def _corners(curve: dict[str, Fraction]) -> list[Corner]:
    """Return where the line turns, from nothing to everything.

    Raises:
        ValueError: When a part of the need is no share.
    """
    inner = {parse_share(part): gained for part, gained in curve.items()}
    return [START, *sorted({**inner, Fraction(1): inner.get(Fraction(1), Fraction(1))}.items())]
