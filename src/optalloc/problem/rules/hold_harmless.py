"""Hold harmless against earlier years (保底):  y_r + given_r >= b_r  for covered recipients r.

    of: amount    b_r = x * mean_{k in years} past[r,k]
    of: share     b_r = x * mean_{k in years} (past[r,k] / sum_q past[q,k]) * M

given_r is what r already got this year (over: year; else 0); M is all the money, with all that was
given. What is still due is d_r = max(0, b_r - given_r). When the money of the batch, m, is less
than all d_r together, each rounded up to a whole step of the totals, there are two ways:

    when_short: refuse    the floors stand, and no plan is possible
    when_short: ratable   every d_r is reduced alike, to  d_r * min(1, m / sum_q d_q),  rounded down
                          to a whole step

Nobody is reduced before the others are: floors stand first, and the rest of the money goes to
whoever the goals name. Under closest_to_target by squared_over_target that is "the others ratably
reduced":  y_r = max(d_r, k * t_r), with the one k that spends the money, up to a step.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, lcm
from typing import Literal

from optalloc.core.exact import total
from optalloc.core.message import Words, same
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.history import (
    Years,
    given_already,
    missing_in,
    past_totals,
    year_complaints,
    year_words,
)
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded, common_step
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Share


@RULES.register("hold_harmless")
class HoldHarmless(ForRecipients, Rule):
    """Give every covered recipient at least a part of what it got in earlier years.

    Attributes:
        at_least: Part x of the earlier amount or share, from 0% to 100% or above.
        years: The years whose mean counts; one year is its own mean.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
        of: Whether amounts are held, or shares of all the money.
        when_short: What happens when the money does not reach for every floor.
    """

    called = Words("不低于往年", "hold harmless")

    loosens = {"at_least": "down", "when_short": ("ratable",), "recipients": "fewer"}

    at_least: Share
    years: Years
    over: Over
    of: Literal["amount", "share"]
    when_short: Literal["refuse", "ratable"]

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names and years, and recipients that a year says nothing about."""
        yield from super().check(facts)
        yield from year_complaints("years", self.years, facts)
        yield from missing_in("years", self.years, self.covered(facts), facts)
        if self.of == "share":
            for year in self.years:
                totals = past_totals(facts, year)
                if totals and not any(totals.values()):
                    allowed = Words(f"{year} 年的金额应大于 0", f"money above 0 in {year}")
                    yield Complaint("years", allowed, "0")

    def is_monotone_in(self, setting: str, facts: Facts) -> bool:
        """Return False of a part that is reduced when the money is short.

        What is reduced is cut to whole steps, so that a little less than falls short asks for more.
        """
        return setting != "at_least" or self.when_short != "ratable"

    def is_monotone_from(self, setting: str, facts: Facts) -> bool:
        """Return True also of a part that the money reaches for: from there on less is looser."""
        if self.is_monotone_in(setting, facts):
            return True
        return not self._is_reduced(facts, self._wanted(facts))

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one bound a covered recipient."""
        chosen = self.covered_places(facts)
        due = self._due(facts, self._wanted(facts))
        levels = [due[facts.recipients[i].name] for i in chosen]
        yield bounded(self.label, amounts.totals().pick(chosen), low=levels)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient that gets less than is due to it."""
        wanted = self._wanted(facts)
        reduced = same("")
        if self._is_reduced(facts, wanted):
            reduced = Words("（资金不足，同比例压减）", ", reduced as the money is short")
        for name, due in self._due(facts, wanted).items():
            money = plan.by_recipient.get(name, 0)
            if money < due:
                text = facts.say(due)
                allowed = Words(f"不低于 {text}", f"at least {text}") + reduced
                yield self.breach((name,), facts.say(money), allowed)

    def floors(self, facts: Facts) -> dict[str, Fraction]:
        """Return b_r: what each covered recipient is held to, before what it already got [fen]."""
        past = [past_totals(facts, year) for year in self.years]
        if self.of == "amount":
            wholes, money = [1] * len(past), 1
        else:
            wholes = [sum(totals.values()) for totals in past]
            money = facts.money + sum(given_already(facts, self.over).values())
        # One whole number over one denominator a recipient: sums of fractions cost far more.
        common = lcm(*wholes)
        times = [common // whole for whole in wholes]
        unit = self.at_least * money / (common * len(past))
        return {
            r.name: unit * sum(k * of.get(r.name, 0) for k, of in zip(times, past, strict=True))
            for r in self.covered(facts)
        }

    def _wanted(self, facts: Facts) -> dict[str, Fraction]:
        """Return d_r: what is still due to each covered recipient [fen]."""
        given = given_already(facts, self.over)
        return {
            name: max(Fraction(0), level - given.get(name, 0))
            for name, level in self.floors(facts).items()
        }

    def _is_reduced(self, facts: Facts, wanted: Mapping[str, Fraction]) -> bool:
        step = common_step(facts)
        steps = sum(ceil(due / step) for due in wanted.values())
        return self.when_short == "ratable" and steps * step > facts.money

    def _due(self, facts: Facts, wanted: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        """Return what each covered recipient must get [fen], reduced when the money is short."""
        if not self._is_reduced(facts, wanted):
            return wanted
        step, reach = common_step(facts), min(Fraction(1), facts.money / total(wanted.values()))
        return {name: Fraction(due * reach // step * step) for name, due in wanted.items()}

    def words(self, facts: Facts) -> Words:
        """Say the part, the years, and what happens when the money is short."""
        part, years = show_percent(self.at_least), year_words(self.years)
        what = Words("金额", "amount") if self.of == "amount" else Words("占比", "share")
        this = Words("全年（含已下达）", ", this year") if self.over == "year" else same("")
        short = Words("", "")
        if self.when_short == "ratable":
            short = Words("，资金不足时同比例压减", "; all alike reduced when the money is short")
        return self.with_where(
            Words(
                f"各单位{this.zh}不低于 {years.zh}{what.zh}的 {part}{short.zh}",
                f"every recipient{this.en} at least {part} of its {what.en} in {years.en}"
                f"{short.en}",
            )
        )
