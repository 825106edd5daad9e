"""The worst relative shortfall as small as can be (minimax):  minimise max_r w_r (t_r - y_r) / t_r.

w_r is the weight of r, 1 where none is stated. With `depth: leximin` the second worst comes
next, then the third, down to those without a shortfall. Recipients without a target have no
relative shortfall and are left out; money above target does not count against it.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optalloc.core.message import Words
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import AtLevel
from optalloc.solver.program.program import Leximin, Worst


@GOALS.register("evenness")
class Evenness(WeightedRecipients, AtLevel, Goal):
    """Make the worst relative shortfall from target as small as can be (最均衡).

    Attributes:
        depth: `worst` looks at the worst shortfall alone, `leximin` at the others too, the worse
            before the better.
    """

    called = Words("最均衡", "evenness")

    depth: Literal["worst", "leximin"] = "worst"

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about a tolerance of more than one level."""
        yield from super().check(facts)
        if self.depth == "leximin" and self.tolerance is not None:
            allowed = Words(
                "depth 为 leximin 时不能有 tolerance", "no tolerance where depth is leximin"
            )
            yield Complaint("tolerance", allowed)

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the shortfall as a level of each total [no unit]."""
        columns, weight = amounts.totals().column.tolist(), self.weigher(facts)
        aimed = [
            (column, targets.target(r.name), weight(r.name))
            for r, column in zip(facts.recipients, columns, strict=True)
            if targets.target(r.name) > 0
        ]
        # Whole numbers, as a search asks for these two tens of thousands of times: over / under.
        overs = [t.numerator * w.numerator for _, t, w in aimed]
        steps = [t.denominator * amounts.step * w.numerator for _, t, w in aimed]
        unders = [t.numerator * w.denominator for _, t, w in aimed]

        def level(i: int, k: int) -> Fraction:
            return Fraction(overs[i] - steps[i] * k, unders[i])

        def least(i: int, worst: Fraction) -> int:
            part = worst.denominator
            return -((unders[i] * worst.numerator - overs[i] * part) // (steps[i] * part))

        heads = tuple(column for column, *_ in aimed)
        sort = Leximin if self.depth == "leximin" else Worst
        yield sort(self.label, self.words(facts), heads, level, least, Fraction(0))

    def shortfalls(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> list[Fraction]:
        """Return every relative shortfall of a plan, weighed, the worst first; 0 for none."""
        aims = {r.name: targets.target(r.name) for r in facts.recipients}
        got, weight = plan.by_recipient, self.weigher(facts)
        levels = (weight(name) * (t - got.get(name, 0)) / t for name, t in aims.items() if t > 0)
        return sorted((max(Fraction(0), level) for level in levels), reverse=True)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the worst relative shortfall of a plan; 0 when nobody falls short."""
        return max(self.shortfalls(facts, targets, plan), default=Fraction(0))

    def values_in_order(
        self, facts: Facts, targets: TargetAmounts, plan: Plan
    ) -> tuple[Fraction, ...]:
        """Return the worst relative shortfall, or all of them, the worst first."""
        if self.depth == "leximin":
            return tuple(self.shortfalls(facts, targets, plan))
        return super().values_in_order(facts, targets, plan)

    def words(self, facts: Facts) -> Words:
        """Say what is made even."""
        if self.depth == "leximin":
            said = Words(
                "最差的相对缺口最小，其次是次差的，依此类推",
                "smallest worst relative shortfall, then the second worst, and so on",
            )
        else:
            said = Words("最差的相对缺口最小", "smallest worst relative shortfall")
        return self.with_weights(self.with_level(said))
