"""Lifting the poorest first to one level (填平补齐):  t_r = max(0, v * n_r - m_r).

n_r is what is counted (people, households), m_r what r has of its own, so that v is the level for
each that money reaches: who is above it gets nothing. With a ceiling on the level (up_to) v is at
most that, and what is left has no target.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT, show_fraction, show_percent
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts
from optalloc.problem.interfaces import TARGETS, ReadFigure, ScoreLine, TargetPart
from optalloc.problem.setting_types import Money, Names, Share
from optalloc.problem.share_bounds import portion_words
from optalloc.problem.targets.levels import RecipientClaim, shared


@TARGETS.register("top_up")
class TopUp(TargetPart):
    """Lift those with the least for each head to a common level.

    Attributes:
        column: What a recipient has of its own [the scenario's unit of money].
        per: What is counted, such as people; above 0 for every covered recipient.
        up_to: The level for each at which lifting ends [fen]; none when absent.
        portion: Part of the rest that is shared so.
    """

    called = Words("填平补齐", "top up")

    takes_rest = True
    column: str
    per: str
    up_to: Money | None = None
    portion: Share = Fraction(1)

    def figures(self) -> Names:
        """Return the columns it reads."""
        return (self.column, self.per)

    def counted(self) -> Mapping[str, str]:
        """Return the column of heads."""
        return {"per": self.per}

    def own_money(self) -> Mapping[str, str]:
        """Return the column of what recipients have."""
        return {"column": self.column}

    def own_figures(self, facts: Facts) -> Iterator[ReadFigure]:
        """Yield what is counted, and what a recipient has: the less, the more is added."""
        yield ReadFigure(self.per)
        yield ReadFigure(self.column, facts.unit, is_rising=False)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield figures that are missing or cannot be counted by."""
        yield from super().check(facts)
        if not 0 < self.portion <= 1:
            allowed = Words("应大于 0、不超过 100%", "above 0 and at most 100%")
            yield Complaint("portion", allowed, show_percent(self.portion))
        for r in self.covered(facts):
            for key, column in (("column", self.column), ("per", self.per)):
                figure = r.facts.get(column)
                if figure is None:
                    allowed = Words(
                        f"单位 {r.name} 应有“{column}”的数字", f"a figure of {column} for {r.name}"
                    )
                    yield Complaint(key, allowed)
                elif figure < 0 or (not figure and key == "per"):
                    above = (
                        Words("大于 0", "above 0")
                        if key == "per"
                        else Words("不小于 0", "at least 0")
                    )
                    allowed = Words(
                        f"单位 {r.name} 的“{column}”应{above.zh}",
                        f"a figure of {column} for {r.name}, {above.en}",
                    )
                    yield Complaint(key, allowed, str(figure))

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield one line for each covered recipient, with what it has of its own."""
        covered, unit = self.covered(facts), FEN_PER_UNIT[facts.unit]
        claims = []
        for r in covered:
            count, own = r.facts[self.per], r.facts[self.column] * unit
            most = None
            if self.up_to is not None:
                most = max(Fraction(0), self.up_to * count - own)
            claims.append(RecipientClaim(count, own, Fraction(0), most))
        found = shared(claims, rest * self.portion) or [Fraction(0)] * len(claims)
        for r, amount in zip(covered, found, strict=True):
            has, heads = r.facts[self.column], show_fraction(r.facts[self.per])
            text = show_fraction(has) + facts.unit
            how = Words(
                f"{self.column} {text}、{self.per} {heads}，补到同一水平",
                f"{self.column} {text}, {self.per} {heads}, lifted to one level",
            )
            yield ScoreLine(
                r.name, self.label, self.column, has, facts.unit, None, None, amount, how
            )

    def words(self, facts: Facts) -> Words:
        """Say what is lifted, for each of what, and how far."""
        words = Words(
            f"填平补齐：每单位“{self.per}”的“{self.column}”从低到高补到同一水平",
            f"top-up: the least {self.column} for each of {self.per} lifted to one level",
        )
        words += portion_words(self.portion)
        if self.up_to is not None:
            text = facts.say(self.up_to)
            words += Words(f"，最高 {text}", f", {text} at most")
        return self.with_where(words)
