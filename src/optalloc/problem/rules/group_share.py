"""A group of recipients holds a share of the money:  lo * M <= sum_{r in group} y_r <= hi * M.

M is all the money: of this batch, or of the year with the awards already made. The floor lo is a
stated level, or the largest share that the group had in the stated years, or the larger of both.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from optalloc.core.exact import told_apart
from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.groups import ForGroup
from optalloc.problem.history import Years, given_already, past_totals, year_complaints
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.setting_types import Share
from optalloc.problem.share_bounds import bare_percent, spread


@RULES.register("group_share")
class GroupShare(ForGroup, Rule):
    """Keep the share of a group of recipients within bounds (重点单位占比).

    Attributes:
        over: `batch` looks at this plan alone, `year` adds the awards already made.
        at_least: Smallest share.
        at_most: Largest share.
        not_below: Years below whose shares the group must not fall.
    """

    called = Words("重点单位占比", "group share")

    loosens = {"at_least": "down", "at_most": "up"}

    over: Over
    at_least: Share | None = None
    at_most: Share | None = None
    not_below: Years = ()

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names and years, and bounds that no share can keep."""
        yield from super().check(facts)
        if self.at_least is None and self.at_most is None and not self.not_below:
            yield Complaint("at_least", Words("应至少写一个比例", "at least one bound"))
        low, high = self.at_least or Fraction(0), 1 if self.at_most is None else self.at_most
        if not low <= high <= 1:
            given = [b for b in (self.at_least, self.at_most) if b is not None]
            allowed = Words("下限应不大于上限，且不超过 100%", "bounds in order and at most 100%")
            key, came = "at_least" if self.at_most is None else "at_most", spread(given)
            yield Complaint(key, allowed, came, bare_percent(given))
        if self.not_below:
            yield from year_complaints("not_below", self.not_below, facts)
            yield from self._check_years(facts)
        yield from self.strangers(facts, "over", list(given_already(facts, self.over)))

    def _check_years(self, facts: Facts) -> Iterator[Complaint]:
        """Yield years without money, and whoever got some and may be of the group or not."""
        for year in self.not_below:
            totals = past_totals(facts, year)
            yield from self.strangers(facts, "not_below", list(totals))
            if totals and not any(totals.values()):
                allowed = Words(f"{year} 年的金额应大于 0", f"money above 0 in {year}")
                yield Complaint("not_below", allowed, "0")

    def share_in(self, facts: Facts, year: int) -> Fraction:
        """Return the group's share of one year."""
        totals, group = past_totals(facts, year), self.covered_names(facts)
        return Fraction(sum(m for n, m in totals.items() if n in group), sum(totals.values()))

    def _least(self, facts: Facts) -> Fraction | None:
        """Return lo, the larger of what is stated; None without a floor."""
        floors = [] if self.at_least is None else [self.at_least]
        floors += [self.share_in(facts, year) for year in self.not_below]
        return max(floors, default=None)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one row a bound, over the recipients' totals.

        Where every source is spent whole M is known, and the row holds the money of the group, or
        of the others where they are fewer, tightened to whole steps.
        """
        group, given = self.covered_names(facts), given_already(facts, self.over)
        inside = self.covered_places(facts)
        others = [i for i, r in enumerate(facts.recipients) if r.name not in group]
        before = sum(given.values())
        before_in = sum(money for name, money in given.items() if name in group)
        low, high = self._least(facts), self.at_most
        if facts.spent_whole == frozenset(facts.source_named):
            money, step = facts.money, amounts.step
            fund = money + before
            least = None if low is None else ceil((low * fund - before_in) / step) * step
            most = None if high is None else floor((high * fund - before_in) / step) * step
            if len(inside) <= len(others):
                sums = amounts.totals().pick(inside).total()
                yield bounded(self.label, sums, least, most)
            else:
                sums = amounts.totals().pick(others).total()
                over = None if most is None else money - most
                yield bounded(self.label, sums, over, None if least is None else money - least)
            return
        whole, part = amounts.totals().total(), amounts.totals().pick(inside).total()
        for bound, sign in ((low, 1), (high, -1)):
            if bound is not None:
                share = told_apart(bound, amounts.units(before, before_in), sign > 0)
                p, q = share.numerator * sign, share.denominator * sign
                sums = part.times(q) - whole.times(p)
                yield bounded(self.label, sums, p * before - q * before_in)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield a share, computed from the awards, that is out of bounds."""
        group, given = self.covered_names(facts), given_already(facts, self.over)
        money = plan.total + sum(given.values())
        inside = sum(plan.by_recipient.get(name, 0) + given.get(name, 0) for name in group)
        if money == 0:
            return
        share = Fraction(inside, money)
        came = f"{show_percent(share, 4)} ({facts.say(inside)} / {facts.say(money)})"
        if self.at_least is not None and share < self.at_least:
            text = show_percent(self.at_least)
            yield self.breach((), came, Words(f"不低于 {text}", f"at least {text}"))
        for year in self.not_below:
            if share < self.share_in(facts, year):
                text = show_percent(self.share_in(facts, year), 4)
                allowed = Words(f"不低于 {year} 年的 {text}", f"at least the {text} of {year}")
                yield self.breach((), came, allowed)
        if self.at_most is not None and share > self.at_most:
            text = show_percent(self.at_most)
            yield self.breach((), came, Words(f"不高于 {text}", f"at most {text}"))

    def words(self, facts: Facts) -> Words:
        """Say the group, the bounds and what they are taken over."""
        zh, en = [], []
        if self.at_least is not None:
            zh.append(f"不低于 {show_percent(self.at_least)}")
            en.append(f"at least {show_percent(self.at_least)}")
        if self.not_below:
            names = listed([str(year) for year in self.not_below])
            zh.append(f"不低于 {names.zh} 年占比")
            en.append(f"no less than in {names.en}")
        if self.at_most is not None:
            zh.append(f"不高于 {show_percent(self.at_most)}")
            en.append(f"at most {show_percent(self.at_most)}")
        group = self.group_words()
        over_zh = "全年（含已下达）" if self.over == "year" else "本批"
        over_en = "of the year" if self.over == "year" else "of this batch"
        return Words(
            f"{group.zh} 占{over_zh}资金 {'，'.join(zh)}", f"{group.en}: {', '.join(en)} {over_en}"
        )
