"""Stay as close to an earlier year as can be:  minimise sum_r w_r f(y_r, h_r).

    absolute  |y - h|        relative  |y - h| / h

h_r is what recipient r got in that year, w_r its weight, 1 where none is stated. Who got nothing
then has no relative distance; under `relative` such recipients come first: together they get as
little as the rules allow, whatever their weights.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.history import missing_in, past_totals, year_complaints
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import ForRecipients
from optalloc.solver.program.distance_costs import AbsoluteDistance
from optalloc.solver.program.program import Stage, StepCost


@GOALS.register("last_year")
class LastYear(WeightedRecipients, ForRecipients, Goal):
    """Change what recipients got in an earlier year as little as can be (与上年相比变动最小).

    Attributes:
        year: The year to stay close to, one of the table `history`.
        distance: How distance is measured.
    """

    called = Words("贴近上年", "last year")

    year: int
    distance: Literal["absolute", "relative"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a year that the history does not hold, and covered recipients without a figure."""
        yield from super().check(facts)
        yield from year_complaints("year", (self.year,), facts)
        yield from missing_in("year", (self.year,), self.covered(facts), facts)

    def _pairs(self, facts: Facts) -> list[tuple[str, int]]:
        """Return each covered recipient with what it got then [fen]."""
        then = past_totals(facts, self.year)
        return [(r.name, then.get(r.name, 0)) for r in self.covered(facts)]

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the distance as step costs of the totals [fen, or no unit]."""
        names = [r.name for r in facts.recipients]
        columns = dict(zip(names, amounts.totals().column.tolist(), strict=True))
        convex: dict[int, StepCost] = {}
        without: dict[int, Exact] = {}
        weigh = self.weigher(facts)
        for name, then in self._pairs(facts):
            if self.distance == "absolute" or then:
                weight = weigh(name) / (1 if self.distance == "absolute" else then)
                convex[columns[name]] = AbsoluteDistance(amounts.step, Fraction(then), weight)
            else:
                without[columns[name]] = amounts.step
        if without:
            words = Words(
                f"{self.year} 年没有资金的单位合计最少",
                f"least money to recipients without any in {self.year}",
            )
            yield Stage(self.label, words, "money", linear=without)
        measure: Literal["money", "number"] = "money" if self.distance == "absolute" else "number"
        yield Stage(self.label, self.words(facts), measure, convex=convex)

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return self.distance == "absolute"

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        if self.distance == "relative":
            return Words("相对差 100%", "relative deviation of 100%")
        return super().counted_in(facts)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the distance of a plan, over the recipients that have one."""
        held, weigh, distances = plan.by_recipient, self.weigher(facts), list[Fraction]()
        for name, then in self._pairs(facts):
            off = weigh(name) * abs(held.get(name, 0) - then)
            if self.distance == "absolute":
                distances.append(off)
            elif then:
                distances.append(off / then)
        return total(distances)

    def values_in_order(
        self, facts: Facts, targets: TargetAmounts, plan: Plan
    ) -> tuple[Fraction, ...]:
        """Return what goes to who got nothing then, where that comes first, and the distance."""
        own = super().values_in_order(facts, targets, plan)
        without = [name for name, then in self._pairs(facts) if not then]
        if self.distance == "absolute" or not without:
            return own
        return Fraction(sum(plan.by_recipient.get(name, 0) for name in without)), *own

    def words(self, facts: Facts) -> Words:
        """Say which year and how distance is measured."""
        if self.distance == "absolute":
            said = Words(
                f"与 {self.year} 年相差合计最小", f"smallest sum of changes from {self.year}"
            )
        else:
            said = Words(
                f"与 {self.year} 年的相对变化合计最小",
                f"smallest sum of relative changes from {self.year}",
            )
        return self.with_weights(self.with_where(said))
