"""Slow recipients are capped (支付进度):  y_r + given_r <= x * b_r  wherever progress_r < line.

b_r is the recipient's target (of: target), or what it got in a stated year (of: year); given_r is
what it already got this year (over: year; else 0). Who already has more gets nothing now; what was
given before is no breach of this plan.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optalloc.core.message import Words
from optalloc.core.money import show_fraction, show_percent
from optalloc.problem.component import Breach, Complaint, without_figures
from optalloc.problem.facts import Facts, Plan, Recipient, TargetAmounts
from optalloc.problem.history import given_already, missing_in, past_totals, year_complaints
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names, Number, Share


@RULES.register("progress_cap")
class ProgressCap(ForRecipients, Rule):
    """Cap recipients that pay out slowly at a part of their target or of an earlier year.

    Attributes:
        column: Column of progress in the recipients' table [its own unit, such as percent].
        below: The line of progress; who stands below it is capped [same unit].
        at_most: Part x of the target or of the year's amount, at least 0%.
        of: What it is a part of.
        year: The year, for `of: year`.
        over: For `of: year`: `batch` looks at this plan alone, `year` adds earlier awards.
    """

    called = Words("支付慢的封顶", "progress cap")

    loosens = {"at_most": "up", "below": "down", "recipients": "fewer"}

    column: str
    below: Number
    at_most: Share
    of: Literal["target", "year"]
    year: int | None = None
    over: Over | None = None

    def figures(self) -> Names:
        """Return the column of progress."""
        return (self.column,)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, missing progress, and settings that do not belong together."""
        yield from super().check(facts)
        covered = self.covered(facts)
        yield from without_figures("column", covered, (self.column,))
        if self.of == "target":
            if self.year is not None or self.over is not None:
                allowed = Words("year 与 over 只与 of: year 同用", "year and over with of: year")
                yield Complaint("year" if self.year is not None else "over", allowed)
        elif self.year is None or self.over is None:
            allowed = Words("of: year 应写明 year 与 over", "year and over, as of: year asks")
            yield Complaint("year" if self.year is None else "over", allowed)
        else:
            yield from year_complaints("year", (self.year,), facts)
            yield from missing_in("year", (self.year,), self._slow(facts), facts)

    def _slow(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return the recipients below the line."""
        return tuple(
            r for r in self.covered(facts) if r.facts.get(self.column, self.below) < self.below
        )

    def _caps(self, facts: Facts, targets: TargetAmounts) -> dict[str, Fraction]:
        """Return what each slow recipient may have in all [fen]."""
        names = [r.name for r in self._slow(facts)]
        if self.year is None:
            return {name: self.at_most * targets.target(name) for name in names}
        past = past_totals(facts, self.year)
        return {name: self.at_most * past[name] for name in names}

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one bound a slow recipient."""
        caps, given = self._caps(facts, targets), given_already(facts, self.over or "batch")
        chosen = [i for i, r in enumerate(facts.recipients) if r.name in caps]
        names = [facts.recipients[i].name for i in chosen]
        highs = [max(Fraction(0), caps[name] - given.get(name, 0)) for name in names]
        yield bounded(self.label, amounts.totals().pick(chosen), high=highs)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every slow recipient above its cap."""
        caps, given = self._caps(facts, targets), given_already(facts, self.over or "batch")
        for recipient in self._slow(facts):
            cap = caps[recipient.name]
            now = plan.by_recipient.get(recipient.name, 0)
            money = now + given.get(recipient.name, 0)
            if now and money > cap:
                progress = show_fraction(recipient.facts[self.column])
                text, line = facts.say(cap), show_fraction(self.below)
                allowed = Words(
                    f"不高于 {text}（“{self.column}” {progress}，低于 {line}）",
                    f"at most {text} ({self.column} is {progress}, below {line})",
                )
                yield self.breach((recipient.name,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the line and the cap."""
        line, part = show_fraction(self.below), show_percent(self.at_most)
        what = Words("测算额", "target")
        if self.of == "year":
            what = Words(f" {self.year} 年金额", f"amount of {self.year}")
        this = (
            Words("全年（含已下达）", ", over the year") if self.over == "year" else Words("", "")
        )
        return self.with_where(
            Words(
                f"“{self.column}”低于 {line} 的单位{this.zh}不高于{what.zh}的 {part}",
                f"who is below {line} in {self.column}{this.en}: at most {part} of its {what.en}",
            )
        )
