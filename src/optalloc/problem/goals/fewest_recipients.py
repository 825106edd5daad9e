"""Give to as few recipients as can be:  minimise the number of r with y_r > 0."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import Exact
from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aim, Goal
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.solver.program.program import Stage


@GOALS.register("fewest_recipients")
class FewestRecipients(ForRecipients, Goal):
    """Spread the money over as few of the covered recipients as can be (集中支持)."""

    def stages(
        self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
    ) -> Iterator[Aim]:
        """Yield a switch for each covered recipient, on where it gets anything."""
        covered = {r.name for r in self.covered(facts)}
        chosen = [i for i, r in enumerate(facts.recipients) if r.name in covered]
        bounds = facts.total_bounds(targets)
        most = [max(0, bounds[i][1]) // amounts.step * amounts.step for i in chosen]
        switches = amounts.switches([(facts.recipients[i].name,) for i in chosen])
        yield bounded(
            self.label, amounts.totals().pick(chosen) - switches.times(whole(most)), high=0
        )
        linear: dict[int, Exact] = dict.fromkeys(switches.column.tolist(), 1)
        yield Stage(self.label, self.words(facts), linear=linear)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the number of covered recipients that get anything."""
        held = plan.by_recipient
        return Fraction(sum(1 for r in self.covered(facts) if held.get(r.name, 0) > 0))

    def words(self, facts: Facts) -> Words:
        """Say what is counted."""
        return self.with_where(Words("得到资金的单位最少", "fewest recipients with money"))
