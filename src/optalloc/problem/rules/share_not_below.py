"""A group of uses keeps its share of an earlier year:  sum_{u in group} a >= s * M.

s is that year's money for the group over all that year's money, exactly as the table has it. M is
all the money: of this batch, or of the year with the awards already made.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint, Mix
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.history import year_complaints
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout
from optalloc.problem.rules.share import UseShare
from optalloc.problem.scopes import ForUses


@RULES.register("share_not_below")
class ShareNotBelow(ForUses, Rule):
    """Keep the share of a group of uses at what it was in an earlier year, or above.

    Attributes:
        uses: Names of the uses it is about; one of names and groups must be written.
        year: The year whose share is the floor.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
    """

    called = Words("占比不低于往年", "share not below")

    loosens = {}

    year: int
    over: Over

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, no year, and a year that does not say what its money was for."""
        yield from super().check(facts)
        if self.uses is None and self.groups is None:
            allowed = Words("应写明是哪些用途：uses 或 groups", "which uses: by uses or groups")
            yield Complaint("groups", allowed)
        yield from year_complaints("year", (self.year,), facts)
        then = [award for award in facts.history if award.year == self.year]
        for name in dict.fromkeys(award.recipient for award in then if not award.use):
            allowed = Words(
                f"往年表 {self.year} 年应写明用途（{name} 未写）",
                f"the use of every award of {self.year} in history ({name} has none)",
            )
            yield Complaint("year", allowed)
        if then and not any(award.amount for award in then):
            allowed = Words(f"{self.year} 年的金额应大于 0", f"money above 0 in {self.year}")
            yield Complaint("year", allowed, "0")

    def floor(self, facts: Facts) -> Fraction:
        """Return the group's share of that year."""
        group = self.purposes(facts)
        then = [award for award in facts.history if award.year == self.year]
        inside = sum(award.amount for award in then if award.use in group)
        return Fraction(inside, sum(award.amount for award in then))

    def _share(self, facts: Facts) -> UseShare:
        """Return the share rule that asks for the same."""
        return UseShare(
            label=self.label,
            over=self.over,
            at_least=self.floor(facts),
            uses=self.uses,
            groups=self.groups,
        )

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the row of the share."""
        yield from self._share(facts).rows(facts, targets, amounts)

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix with as much money moved into the group as the share asks for."""
        return self._share(facts).lean(facts, mix)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield a plan whose share, computed from its awards, is below that of the year."""
        group, floor = self.purposes(facts), self.floor(facts)
        counted = [*plan.awards, *(facts.earlier if self.over == "year" else ())]
        money = sum(award.amount for award in counted)
        inside = sum(award.amount for award in counted if award.use in group)
        if inside < floor * money:
            share = show_percent(Fraction(inside, money), 4)
            came = f"{share} ({facts.say(inside)} / {facts.say(money)})"
            text = show_percent(floor, 4)
            allowed = Words(
                f"不低于 {self.year} 年的 {text}", f"at least the {text} of {self.year}"
            )
            yield self.breach((), came, allowed)

    def words(self, facts: Facts) -> Words:
        """Say the group and the year with its share."""
        group = listed((*(self.groups or ()), *(self.uses or ())))
        text = show_percent(self.floor(facts), 4)
        zh = "全年（含已下达）" if self.over == "year" else "本批"
        en = "of the year" if self.over == "year" else "of this batch"
        return Words(
            f"{group.zh} 占{zh}资金不低于 {self.year} 年的 {text}",
            f"{group.en}: at least {text} {en}, as in {self.year}",
        )
