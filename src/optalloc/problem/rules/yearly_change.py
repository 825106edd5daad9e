"""Nobody changes much from a year:  (1 + lo) * past_r <= y_r + given_r <= (1 + hi) * past_r.

past_r is what r got in the stated year, given_r what it already got this year (over: year; else 0).
Who already has more than the upper bound gets nothing now; that is no breach of this plan.
Who got nothing then is above every lower bound; an upper one of it means nothing, and is refused.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.history import given_already, missing_in, past_totals, year_complaints
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Change


@RULES.register("yearly_change")
class YearlyChange(ForRecipients, Rule):
    """Keep every covered recipient's change from an earlier year within bounds.

    Attributes:
        year: The year that is compared with.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
        at_least: Smallest change lo: -20% allows a loss of a fifth.
        at_most: Largest change hi.
    """

    called = Words("与往年相比的变动", "yearly change")

    loosens = {"at_least": "down", "at_most": "up", "recipients": "fewer"}

    year: int
    over: Over
    at_least: Change | None = None
    at_most: Change | None = None

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, no year, no bound, and recipients with nothing to compare."""
        yield from super().check(facts)
        yield from year_complaints("year", (self.year,), facts)
        covered, past = self.covered(facts), past_totals(facts, self.year)
        yield from missing_in("year", (self.year,), covered, facts)
        for recipient in covered if self.at_most is not None else ():
            if past.get(recipient.name) == 0:
                allowed = Words(
                    f"{recipient.name} {self.year} 年的金额应大于 0，才有增幅的上限",
                    f"an amount above 0 of {recipient.name} in {self.year}, to grow from",
                )
                remedy = Words(
                    "不参加的单位请用“单位”（recipients）或“单位类型”（kinds）排除。",
                    "Leave it out by `recipients` or `kinds`.",
                )
                yield Complaint("year", allowed, "0", remedy)
        if self.at_least is None and self.at_most is None:
            yield Complaint("at_least", Words("应至少写一个幅度", "at least one bound"))
        elif None not in (self.at_least, self.at_most) and self._order() is False:
            came = f"{show_percent(self.at_least or Fraction(0))}"
            yield Complaint("at_least", Words("下限应不大于上限", "at most the upper bound"), came)

    def _order(self) -> bool:
        return (self.at_least or Fraction(0)) <= (self.at_most or Fraction(0))

    def _bounds(self, past: int) -> tuple[Fraction | None, Fraction | None]:
        """Return the least and most that a year's amount may become [fen]."""
        low = None if self.at_least is None else (1 + self.at_least) * past
        return low, None if self.at_most is None else (1 + self.at_most) * past

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the bounds on each covered total."""
        chosen = self.covered_places(facts)
        past, given = past_totals(facts, self.year), given_already(facts, self.over)
        lows: list[Fraction | None] = []
        highs: list[Fraction | None] = []
        for i in chosen:
            name = facts.recipients[i].name
            low, high = self._bounds(past[name])
            lows.append(None if low is None else low - given.get(name, 0))
            highs.append(None if high is None else max(Fraction(0), high - given.get(name, 0)))
        yield bounded(self.label, amounts.totals().pick(chosen), lows, highs)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every covered recipient whose change is out of bounds."""
        past, given = past_totals(facts, self.year), given_already(facts, self.over)
        for recipient in self.covered(facts):
            before = past[recipient.name]
            if not before:
                continue
            moved = plan.by_recipient.get(recipient.name, 0)
            now = moved + given.get(recipient.name, 0)
            change = Fraction(now - before, before)
            came = f"{_signed(change)} ({facts.say(now)} / {facts.say(before)})"
            if self.at_least is not None and change < self.at_least:
                yield self.breach((recipient.name,), came, self._words(self.at_least, True))
            if self.at_most is not None and moved and change > self.at_most:
                yield self.breach((recipient.name,), came, self._words(self.at_most, False))

    def _words(self, bound: Fraction, is_low: bool) -> Words:
        shown, year = _signed(bound), self.year
        if is_low:
            return Words(f"比 {year} 年变化不低于 {shown}", f"at least {shown} from {year}")
        return Words(f"比 {year} 年变化不高于 {shown}", f"at most {shown} from {year}")

    def words(self, facts: Facts) -> Words:
        """Say the bounds."""
        bounds = [
            self._words(bound, is_low)
            for bound, is_low in ((self.at_least, True), (self.at_most, False))
            if bound is not None
        ]
        this = Words("全年（含已下达）", " over the year") if self.over == "year" else Words("", "")
        return self.with_where(
            Words(
                f"各单位{this.zh}" + "，".join(w.zh for w in bounds),
                f"every recipient{this.en} " + ", ".join(w.en for w in bounds),
            )
        )


def _signed(change: Fraction) -> str:
    return ("+" if change > 0 else "") + show_percent(change)
