"""Whole lots (按个数定额):  y_r = k_r * standard,  k_r whole,  0 <= k_r <= cap_r.

The number of lots k_r is chosen with the plan; the target part `units` states one beforehand.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, Recipient, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Money, Names, Whole


@RULES.register("lots")
class Lots(ForRecipients, Rule):
    """Give a whole number of units, each at the standard, up to a cap.

    Attributes:
        standard: Amount for one unit [fen], above 0.
        unit: What one unit is: 个, 村, 公里.
        at_most: Most units for each recipient [units], whole, at least 0; or
        column: The column that counts the most units of each recipient [units], whole.
    """

    called = Words("按整份安排", "lots")

    loosens = {"at_most": "up", "standard": "divide", "recipients": "fewer"}

    standard: Money
    unit: str
    at_most: Whole | None = None
    column: str | None = None

    def figures(self) -> Names:
        """Return the column that caps."""
        return () if self.column is None else (self.column,)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a standard of nothing, no cap or two, and caps that are no whole number."""
        yield from super().check(facts)
        if self.standard == 0:
            yield Complaint("standard", Words("应大于 0", "above 0"), "0")
        if (self.at_most is None) == (self.column is None):
            allowed = Words("at_most 与 column 应填写其中一项", "either at_most or column")
            yield Complaint("at_most", allowed)
        for recipient in self.covered(facts) if self.column is not None else ():
            figure = recipient.facts.get(self.column or "")
            if figure is None or not _is_count(figure):
                allowed = Words(
                    f"单位 {recipient.name} 的“{self.column}”应为不小于 0 的整数",
                    f"a whole number of {self.column} for {recipient.name}, at least 0",
                )
                came = None if figure is None else show_fraction(figure)
                yield Complaint("column", allowed, came)

    def is_monotone_in(self, setting: str, facts: Facts) -> bool:
        """Return False of the standard: as many lots of a smaller one come to less."""
        return setting != "standard"

    def most(self, recipient: Recipient) -> int:
        """Return the most units that a recipient can have."""
        if self.column is not None:
            return int(recipient.facts[self.column])
        return int(self.at_most or 0)

    def step(self, facts: Facts) -> int | None:
        """Return the standard where every recipient gets whole lots; it is no step for others."""
        covers_all = len(self.covered(facts)) == len(facts.recipients)
        return self.standard if covers_all else None

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the caps, and a column that counts lots where the totals' step does not.

        A total is a multiple of its step already, so its lots are counted in the least common
        multiple of step and standard.
        """
        chosen = self.covered_places(facts)
        caps = [self.standard * self.most(facts.recipients[i]) for i in chosen]
        totals = amounts.totals().pick(chosen)
        yield bounded(self.label, totals, high=[min(cap, facts.money) for cap in caps])
        lot = lcm(amounts.step, self.standard)
        if lot != amounts.step:
            lots = amounts.numbers(totals.keys, 0, [min(c, facts.money) // lot for c in caps])
            yield bounded(self.label, totals - lots.times(lot), 0, 0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient whose total is no whole number of lots, or too many."""
        for recipient in self.covered(facts):
            money = plan.by_recipient.get(recipient.name, 0)
            lots, most = Fraction(money, self.standard), self.most(recipient)
            if lots.denominator == 1 and lots <= most:
                continue
            standard = facts.say(self.standard)
            allowed = Words(
                f"为 {standard} 的整数倍，至多 {most} {self.unit}",
                f"a multiple of {standard}, at most {most} {self.unit}",
            )
            yield self.breach((recipient.name,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the standard and the cap."""
        standard = facts.say(self.standard)
        if self.column is not None:
            cap = Words(f"不超过“{self.column}”", f"up to its {self.column}")
        else:
            most = show_fraction(self.at_most or Fraction(0))
            cap = Words(f"至多 {most} {self.unit}", f"at most {most} {self.unit}")
        return self.with_where(
            Words(
                f"按整{self.unit}安排，每{self.unit} {standard}，{cap.zh}",
                f"whole lots of {standard} for each {self.unit}, {cap.en}",
            )
        )


def _is_count(figure: Fraction) -> bool:
    return figure.denominator == 1 and figure >= 0
