"""Money on top of the formula for some recipients, taken out before the formula shares the rest.

    each      t_r = amount
    total     t_r = total * figure_r / sum_q figure_q,  or  total / n  when no column is named

Formulas then share out what is left among everybody they cover, the same recipients included.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import Words
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts
from optalloc.problem.groups import ForGroup
from optalloc.problem.interfaces import TARGETS, ReadFigure, ScoreLine, TargetPart
from optalloc.problem.setting_types import Money, Names


@TARGETS.register("carve_out")
class CarveOut(ForGroup, TargetPart):
    """Give a group of recipients money on top of what formulas give them (切块).

    Attributes:
        each: Amount for each of the group [fen].
        total: Amount that the group shares [fen].
        column: Column of figures by which the total is shared; equally when there is none.
        unit: What one of the column is, for the score sheet: 个, 亩, 人.
    """

    called = Words("切块", "carve out")

    each: Money | None = None
    total: Money | None = None
    column: str | None = None
    unit: str = ""

    def figures(self) -> Names:
        """Return the column it shares by."""
        return () if self.column is None else (self.column,)

    def own_figures(self, facts: Facts) -> Iterator[ReadFigure]:
        """Yield the column it shares by, in its units."""
        yield from (ReadFigure(column, self.unit) for column in self.figures())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield settings that do not belong together, and figures that are missing or all 0."""
        yield from super().check(facts)
        if (self.each is None) == (self.total is None):
            allowed = Words("each 与 total 应只写一个", "one of each and total")
            yield Complaint("total", allowed)
        if self.column is None:
            return
        if self.total is None:
            yield Complaint("column", Words("column 应与 total 同用", "column goes with total"))
        missing = [r.name for r in self.covered(facts) if self.column not in r.facts]
        for name in missing:
            allowed = Words(f"单位 {name} 应有“{self.column}”的数字", f"a figure of {self.column}")
            yield Complaint("column", allowed + Words("", f" for {name}"))
        if not missing and not any(r.facts[self.column] for r in self.covered(facts)):
            yield Complaint(
                "column", Words("至少一个单位应大于 0", "a figure above 0 for somebody")
            )

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield one line for each of the group."""
        group = self.covered(facts)
        if self.column is None:
            money = Fraction(self.each or 0)
            share = None
            if self.total is not None:
                share = Fraction(1, len(group))
                money = self.total * share
            for r in group:
                yield ScoreLine(r.name, self.label, self.label, None, "", share, None, money)
            return
        column = total(r.facts[self.column] for r in group)
        for r in group:
            figure = r.facts[self.column]
            share = figure / column
            money = (self.total or 0) * share
            yield ScoreLine(r.name, self.label, self.column, figure, self.unit, share, None, money)

    def words(self, facts: Facts) -> Words:
        """Say the group, the amount and how it is shared."""
        group = self.group_words()
        if self.total is None:
            money = facts.say(self.each or 0)
            return Words(f"切块：{group.zh} 各 {money}", f"on top: {money} for each of {group.en}")
        money = facts.say(self.total)
        how = Words("平均", "equally")
        if self.column is not None:
            how = Words(f"按“{self.column}”", f"by {self.column}")
        return Words(
            f"切块：{group.zh} 共 {money}，{how.zh}分配",
            f"on top: {money} for {group.en}, {how.en}",
        )
