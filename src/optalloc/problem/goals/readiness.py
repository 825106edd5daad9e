"""Money goes first to who pays it out fastest:  maximise sum_r w_r * p_r * y_r.

p_r is the recipient's payment progress, a column of its table, w_r its weight, 1 where none is
stated; the value without weights is what would be paid out
if the new money went as the old did.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_fraction, show_percent
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aims, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names
from optalloc.solver.program.program import Stage


@GOALS.register("readiness")
class Readiness(WeightedRecipients, ForRecipients, Goal):
    """Give most to the covered recipients with the highest payment progress (支付进度优先).

    Attributes:
        column: The recipients' column of progress, as a share: 0.82 or 82% [0 to 1].
    """

    called = Words("支付进度优先", "readiness")

    column: str

    def figures(self) -> Names:
        """Return the column it reads."""
        return tuple(dict.fromkeys((self.column, *super().figures())))

    def share_figures(self) -> Names:
        """Return the column of progress, beside one of weights."""
        return tuple(dict.fromkeys((self.column, *super().share_figures())))

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield covered recipients without progress, or with one that is no share."""
        yield from super().check(facts)
        for recipient in self.covered(facts):
            progress = recipient.facts.get(self.column)
            if progress is None:
                allowed = Words(
                    f"单位 {recipient.name} 应有“{self.column}”的数字",
                    f"a figure of {self.column} for {recipient.name}",
                )
                yield Complaint("column", allowed)
            elif not 0 <= progress <= 1:
                allowed = Words(
                    f"单位 {recipient.name} 的“{self.column}”应在 0 与 1 之间",
                    f"a share from 0 to 1 as {self.column} of {recipient.name}",
                )
                yield Complaint("column", allowed, show_fraction(progress), _a_hundredth(progress))

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield progress times money, negated, as a cost of the totals [fen]."""
        weigh = self.weigher(facts)
        progress = {r.name: weigh(r.name) * r.facts[self.column] for r in self.covered(facts)}
        costs: dict[int, Exact] = {}
        columns = amounts.totals().column.tolist()
        for recipient, column in zip(facts.recipients, columns, strict=True):
            if progress.get(recipient.name):
                costs[column] = -progress[recipient.name] * amounts.step
        yield Stage(self.label, self.words(facts), "money", linear=costs)

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return True

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return progress times money over the covered recipients, negated [fen]."""
        held, weigh = plan.by_recipient, self.weigher(facts)
        return -total(
            weigh(r.name) * r.facts[self.column] * held.get(r.name, 0) for r in self.covered(facts)
        )

    def words(self, facts: Facts) -> Words:
        """Say what comes first."""
        said = Words(
            f"“{self.column}”高的单位优先（负值为按原进度可支付的金额）",
            f"most money where {self.column} is high (minus what would be paid out)",
        )
        return self.with_weights(self.with_where(said))


def _a_hundredth(progress: Fraction) -> Words:
    """Return what to write for a percentage without its sign; nothing where none is meant."""
    if not 2 <= progress <= 100:
        return NOTHING
    percent, share = show_percent(progress / 100, 6), show_fraction(progress / 100, 8)
    return Words(f"要 {percent}，请写 {share}。", f"Write {share} if {percent} is meant.")
