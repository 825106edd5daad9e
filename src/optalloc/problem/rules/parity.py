"""A group keeps up with the others (不低于其他): one of two holds, for a group G and the others O.

    growth    sum_G y / sum_G past >= F / F_past       its total grows at least as fast as the fund
    mean      (sum_G y) / |G| >= (sum_O y) / |O|       its mean is not below that of the others

F is all the money of the sources, F_past all the money of the stated year; over the year the awards
already made count in F and in every y. Past and F are known, so growth is a level L of the group's
total Y. Where every source is spent whole, the mean is a level as well, and the rule is one row:
Y >= min of both. Elsewhere a switch z, 0 or 1, says which holds:

    Y >= L z                                           (Y is never below 0)
    |O| Y - |G| X >= -(|G| (m - L) - |O| L) z          (X, of the others, is at most m - Y)

with m the money of the batch; the factor of z is the largest shortfall that growth leaves.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.groups import ForGroup
from optalloc.problem.history import given_already, past_totals, year_complaints
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded


@RULES.register("parity")
class Parity(ForGroup, Rule):
    """Let a group of recipients grow with the fund, or stand no lower than the others on average.

    Attributes:
        year: The year that growth is counted from.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
    """

    called = Words("同步增长", "parity")

    loosens = {}

    year: int
    over: Over

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, no year, no others, and a group that nothing can grow from."""
        yield from super().check(facts)
        yield from year_complaints("year", (self.year,), facts)
        group, past = self.covered_names(facts), past_totals(facts, self.year)
        if len(group) == len(facts.recipients):
            allowed = Words("这一组以外应还有单位", "a group that is not everybody")
            yield Complaint("kind", allowed)
        yield from self.strangers(facts, "year", list(past))
        yield from self.strangers(facts, "over", list(given_already(facts, self.over)))
        if group and past and not any(past.get(name) for name in group):
            allowed = Words(
                f"这一组 {self.year} 年的金额应大于 0，才有增幅",
                f"money above 0 for the group in {self.year}, to grow from",
            )
            yield Complaint("year", allowed, "0")

    def level(self, facts: Facts) -> Fraction:
        """Return what the group's total must reach to grow with the fund [fen]."""
        group, past = self.covered_names(facts), past_totals(facts, self.year)
        fund = facts.money + sum(given_already(facts, self.over).values())
        held = sum(money for name, money in past.items() if name in group)
        return Fraction(held * fund, sum(past.values()))

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one row where the money is spent whole, and two with a switch elsewhere."""
        group, given = self.covered_names(facts), given_already(facts, self.over)
        inside = self.covered_places(facts)
        others = [i for i, r in enumerate(facts.recipients) if r.name not in group]
        before = sum(money for name, money in given.items() if name in group)
        before_out = sum(given.values()) - before
        ours, theirs = amounts.totals().pick(inside).total(), amounts.totals().pick(others).total()
        g, o, money = len(inside), len(others), facts.money
        growth = ceil((self.level(facts) - before) / amounts.step) * amounts.step
        if facts.spent_whole == frozenset(facts.source_named):
            mean = ceil(Fraction(g * (money + before_out) - o * before, g + o))
            yield bounded(self.label, ours, min(growth, mean))
            return
        balance, least = ours.times(o) - theirs.times(g), g * before_out - o * before
        if growth <= 0:
            return
        # With growth the balance is still above this; a switch must cover the rest and no more.
        shortfall = least - (o * growth - g * (money - growth))
        if growth > money or shortfall <= 0:
            yield bounded(self.label, balance, least)
            return
        switch = amounts.switches([(self.label,)])
        yield bounded(self.label, ours - switch.times(growth), 0)
        yield bounded(self.label, balance + switch.times(shortfall), least)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield a plan that keeps neither, computed from its awards."""
        group, given = self.covered_names(facts), given_already(facts, self.over)
        past = past_totals(facts, self.year)
        now = {
            r.name: plan.by_recipient.get(r.name, 0) + given.get(r.name, 0)
            for r in facts.recipients
        }
        ours = sum(now[name] for name in group)
        # Who is no recipient of this batch got money that counts for the others.
        theirs = plan.total + sum(given.values()) - ours
        fund = Fraction(facts.money + sum(given.values()), sum(past.values()))
        held = sum(money for name, money in past.items() if name in group)
        mean = Fraction(ours, len(group))
        of_others = Fraction(theirs, len(now) - len(group))
        if Fraction(ours, held) < fund and mean < of_others:
            grown, all_grown = show_percent(Fraction(ours, held) - 1), show_percent(fund - 1)
            came = f"{grown} ({facts.say(ours)} / {facts.say(held)}), ⌀ {facts.say(mean)}"
            allowed = Words(
                f"增幅不低于资金增幅 {all_grown}，或平均不低于其他单位的 {facts.say(of_others)}",
                f"growth of at least {all_grown}, or a mean of at least {facts.say(of_others)}",
            )
            yield self.breach((), came, allowed)

    def words(self, facts: Facts) -> Words:
        """Say the group and both ways to keep up."""
        group, year = self.group_words(), self.year
        this = (
            Words("全年（含已下达）", ", over the year") if self.over == "year" else Words("", "")
        )
        return Words(
            f"{group.zh}{this.zh}合计比 {year} 年的增幅不低于资金增幅，或平均不低于其他单位",
            f"{group.en}{this.en}: grows from {year} at least as fast as the fund,"
            " or has a mean not below the others'",
        )
