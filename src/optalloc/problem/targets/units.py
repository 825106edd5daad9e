"""Units times a standard:  t_r = standard * units_r  (42 villages at 10万 each)."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.problem.component import Complaint, without_figures
from optalloc.problem.facts import Facts
from optalloc.problem.interfaces import TARGETS, ReadFigure, ScoreLine, TargetPart
from optalloc.problem.setting_types import Money, Names


@TARGETS.register("units")
class Units(TargetPart):
    """Give a standard amount for each unit (按标准测算).

    Attributes:
        column: The column that counts the units.
        standard: Amount for one unit [fen].
        unit: What one unit is, for the score sheet: 个, 亩, 人.
    """

    called = Words("按标准测算", "units")

    column: str
    standard: Money
    unit: str

    def figures(self) -> Names:
        """Return the column it counts by."""
        return (self.column,)

    def own_figures(self, facts: Facts) -> Iterator[ReadFigure]:
        """Yield the column it counts by, in its units."""
        yield ReadFigure(self.column, self.unit)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield recipients without a count."""
        yield from super().check(facts)
        yield from without_figures("column", self.covered(facts), (self.column,))

    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield one line a covered recipient."""
        for recipient in self.covered(facts):
            count = recipient.facts[self.column]
            money = self.standard * count
            yield ScoreLine(
                recipient.name, self.label, self.column, count, self.unit, None, None, money
            )

    def words(self, facts: Facts) -> Words:
        """Say the standard."""
        standard = facts.say(self.standard)
        return self.with_where(
            Words(
                f"按“{self.column}”每{self.unit} {standard}",
                f"{standard} per unit of {self.column}",
            )
        )
