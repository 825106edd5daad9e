"""Give to as few recipients as can be:  minimise the number of r with y_r > 0.

Each counts as often as its weight says, once where none is stated.
"""

from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import ForRecipients
from optalloc.solver.program.program import Stage


@GOALS.register("fewest_recipients")
class FewestRecipients(WeightedRecipients, ForRecipients, Goal):
    """Spread the money over as few of the covered recipients as can be (集中支持)."""

    called = Words("集中支持", "fewest recipients")

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield a switch for each covered recipient, on where it gets anything."""
        chosen = self.covered_places(facts)
        bounds = facts.total_bounds(targets)
        most = [max(0, bounds[i][1]) // amounts.step * amounts.step for i in chosen]
        switches = amounts.switches([(facts.recipients[i].name,) for i in chosen])
        totals = amounts.totals().pick(chosen)
        amounts.begin(totals, switches, amounts.step)
        yield bounded(self.label, totals - switches.times(whole(most)), high=0)
        weigh, columns = self.weigher(facts), switches.column.tolist()
        linear: dict[int, Exact] = {
            column: weigh(key[0]) for column, key in zip(columns, switches.keys, strict=True)
        }
        yield Stage(self.label, self.words(facts), linear=linear)

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return Words("个单位", "recipient")

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the number of covered recipients that get anything."""
        held, weigh = plan.by_recipient, self.weigher(facts)
        return total(weigh(r.name) for r in self.covered(facts) if held.get(r.name, 0) > 0)

    def words(self, facts: Facts) -> Words:
        """Say what is counted."""
        said = Words("得到资金的单位最少", "fewest recipients with money")
        return self.with_weights(self.with_where(said))
