"""Amounts fixed by decision:  t_r = amount_r  for the recipients that are named."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, listed
from optalloc.problem.component import Complaint, unknown
from optalloc.problem.facts import Facts
from optalloc.problem.interfaces import TARGETS, ScoreLine, TargetPart
from optalloc.problem.setting_types import Money


@TARGETS.register("fixed")
class Fixed(TargetPart):
    """Give named recipients a decided amount (定额).

    Attributes:
        amounts: Amount by recipient [fen].
    """

    called = Words("定额", "fixed amounts")

    amounts: dict[str, Money]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield recipients that the tables do not know, or that the part is not about."""
        yield from super().check(facts)
        yield from unknown("amounts", tuple(self.amounts), facts.recipient_named)
        about = self.covered_names(facts)
        for name in self.amounts:
            if name in facts.recipient_named and name not in about:
                allowed = Words(
                    "应为 recipients、kinds、where 选中的单位",
                    "a recipient that recipients, kinds and where pick",
                )
                yield Complaint("amounts", allowed, name)

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield one line a named recipient."""
        for name, money in self.amounts.items():
            yield ScoreLine(name, self.label, self.label, None, "", None, None, Fraction(money))

    def words(self, facts: Facts) -> Words:
        """Say the amounts."""
        text = [f"{name} {facts.say(money)}" for name, money in self.amounts.items()]
        return self.with_where(Words("定额：", "fixed: ") + listed(text), has_named=True)
