"""A level for each recipient, common to floor and ceiling:  amount + per_unit * figure_r."""

from collections.abc import Iterator

from optalloc.core.exact import Exact
from optalloc.core.message import Words
from optalloc.problem.component import Complaint, without_figures
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Money, Names


class Level(ForRecipients):
    """An amount for each recipient, the same for all or by a column of its figures.

    Attributes:
        amount: Part that is the same for all [fen].
        per_unit: Amount for one unit of the column [fen].
        column: The column of figures, such as 脱贫人口.
    """

    amount: Money | None = None
    per_unit: Money | None = None
    column: str | None = None

    def level(self, recipient: Recipient) -> Exact:
        """Return the level of one recipient [fen]."""
        if self.per_unit is None or self.column is None:
            return self.amount or 0
        return (self.amount or 0) + self.per_unit * recipient.facts[self.column]

    def figures(self) -> Names:
        """Return the column it counts by."""
        return () if self.column is None else (self.column,)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield settings that do not belong together, and figures that are missing."""
        yield from super().check(facts)
        if (self.per_unit is None) != (self.column is None):
            allowed = Words("per_unit 与 column 应同时填写", "per_unit and column together")
            yield Complaint("per_unit", allowed)
        elif self.amount is None and self.per_unit is None:
            yield Complaint("amount", Words("应填写金额或单位标准", "an amount, or a rate"))
        elif self.column is not None:
            yield from without_figures("column", self.covered(facts), (self.column,))

    def level_words(self, facts: Facts) -> Words:
        """Say how the level is made up."""
        zh, en = [], []
        if self.amount is not None:
            zh.append(facts.say(self.amount))
            en.append(facts.say(self.amount))
        if self.per_unit is not None:
            zh.append(f"每单位“{self.column}” {facts.say(self.per_unit)}")
            en.append(f"{facts.say(self.per_unit)} for each unit of {self.column}")
        return Words(" 加 ".join(zh), " plus ".join(en))
