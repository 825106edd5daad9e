"""The least cost of bringing money from sources to recipients:  sum_{r,s} w_r * c[r,s] * a[r,s].

c[r,s] is what one unit of the scenario's money from source s costs at recipient r, such as interest
or transport: for each source that costs anything a column of the recipients' table. What it brings
there, such as yield, stands in another column and counts against the cost:  c = cost - gain.
w_r is the weight of r, 1 where none is stated.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.problem.component import Complaint, unknown, without_figures
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names
from optalloc.solver.program.program import Measure, Stage


@GOALS.register("least_cost")
class LeastCost(WeightedRecipients, ForRecipients, Goal):
    """Choose the sources of each recipient's money so that they cost least (成本最少).

    Attributes:
        columns: By source, the recipients' column of what one unit of its money costs [`unit` per
            unit of the scenario's money]; a source that is not named costs nothing.
        unit: What costs are counted in, such as 元.
        gains: By source, the column of what one unit of its money brings, counted in the same.
    """

    called = Words("成本最少", "least cost")

    columns: dict[str, str]
    unit: str
    gains: dict[str, str] = {}

    def figures(self) -> Names:
        """Return the columns it reads."""
        own = (*self.columns.values(), *self.gains.values())
        return tuple(dict.fromkeys((*own, *super().figures())))

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown sources, and covered recipients without a cost."""
        yield from super().check(facts)
        if not self.columns and not self.gains:
            yield Complaint("columns", Words("应至少写一个来源的列", "a column of one source"))
        yield from unknown("columns", tuple(self.columns), facts.source_named)
        yield from unknown("gains", tuple(self.gains), facts.source_named)
        for recipient in self.covered(facts):
            for column in dict.fromkeys((*self.columns.values(), *self.gains.values())):
                key = "columns" if column in self.columns.values() else "gains"
                yield from without_figures(key, (recipient,), (column,))

    def _costs(self, facts: Facts) -> dict[tuple[str, str], Fraction]:
        """Return what one fen costs less what it brings, by recipient and source."""
        per, costs = FEN_PER_UNIT[facts.unit], dict[tuple[str, str], Fraction]()
        weigh = self.weigher(facts)
        for sign, columns in ((1, self.columns), (-1, self.gains)):
            for recipient in self.covered(facts):
                for source, column in columns.items():
                    pair = recipient.name, source
                    figure = sign * weigh(recipient.name) * recipient.facts[column] / per
                    costs[pair] = costs.get(pair, Fraction(0)) + figure
        return costs

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the costs of the cells."""
        of_pair = self._costs(facts)
        pairs = [(r.name, s.name) for r in facts.recipients for s in facts.sources]
        money = amounts.sum(by=("recipient", "source"))
        costs: dict[int, Exact] = {}
        entries = zip(
            money.row.tolist(), money.column.tolist(), money.coefficient.tolist(), strict=True
        )
        for row, column, grain in entries:
            if cost := of_pair.get(pairs[row]):
                costs[column] = cost * grain
        measure: Measure = "number" if self.columns else "gain"
        yield Stage(self.label, self.words(facts), measure, linear=costs)

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return same(self.unit)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the cost of a plan less what it brings [`unit`]."""
        costs = self._costs(facts)
        return total(costs.get((a.recipient, a.source), 0) * a.amount for a in plan.awards)

    def words(self, facts: Facts) -> Words:
        """Say what is made small."""
        if not self.gains:
            said = Words(f"成本最少（{self.unit}）", f"least cost ({self.unit})")
        elif not self.columns:
            said = Words(f"收益最多（{self.unit}）", f"most gain ({self.unit})")
        else:
            zh = f"成本减去收益最少（{self.unit}）"
            said = Words(zh, f"least cost, net of gains ({self.unit})")
        return self.with_weights(self.with_where(said))
