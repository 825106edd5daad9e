"""No recipient swings too far from one year of the plan to the next.

|y_{r,k+1} - y_{r,k}| <= x * y_{r,k}     y_{r,k} what r gets out of the money of year k
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.plan_years import ForYears
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Share


@RULES.register("year_to_year")
class YearToYear(ForYears, ForRecipients, Rule):
    """Keep each recipient's amounts near one another from year to year (年度间波动).

    Attributes:
        years: The sources of each year, the first year first.
        up_to: The largest change, as a part of the year before.
    """

    called = Words("年度间波动", "year to year")

    loosens = {"up_to": "up"}

    up_to: Share

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield two rows a recipient and pair of years, multiplied out to whole numbers."""
        chosen = self.covered_places(facts)
        p, q = self.up_to.numerator, self.up_to.denominator
        for before, after in pairwise(self.pots_by_year()):
            old, new = (amounts.sum("recipient", sources=s).pick(chosen) for s in (before, after))
            yield bounded(self.label, new.times(q) - old.times(q + p), high=0)
            yield bounded(self.label, new.times(q) - old.times(q - p), low=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every recipient and year that is too far from the year before."""
        covered = self.covered(facts)
        for (_, before), (year, after) in pairwise(self.years.items()):
            by_year = [_given(plan, sources) for sources in (before, after)]
            for recipient in covered:
                old, new = (given[recipient.name] for given in by_year)
                if abs(Fraction(new - old)) > self.up_to * old:
                    most = show_percent(self.up_to)
                    allowed = Words(
                        f"比上年（{facts.say(old)}）增减不超过 {most}",
                        f"within {most} of the year before ({facts.say(old)})",
                    )
                    yield self.breach((recipient.name, year), facts.say(new), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the years and the largest change."""
        years, most = listed(list(self.years)), show_percent(self.up_to)
        return self.with_where(
            Words(
                f"{years.zh} 各年之间，每个单位增减不超过上年的 {most}",
                f"over {years.en} every recipient within {most} of the year before",
            )
        )


def _given(plan: Plan, sources: Sequence[str]) -> Counter[str]:
    """Return what each recipient gets out of some sources [fen]."""
    given, pots = Counter[str](), frozenset(sources)
    for award in plan.awards:
        if award.source in pots:
            given[award.recipient] += award.amount
    return given
