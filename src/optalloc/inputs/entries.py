"""Entries of a scenario that are no parts: an indicator, and the levels above the recipients."""

from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from optalloc.problem.directions import DirectionName
from optalloc.problem.facts import Indicator
from optalloc.problem.setting_types import Names, Number


class IndicatorEntry(BaseModel):
    """An indicator as a scenario writes it.

    Attributes:
        unit: What one of it is.
        direction: Whether more of it, or less of it, means more money.
        columns: Columns of the recipients' table with coefficients; its own name when absent.
        source: Where the figures come from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    unit: str
    direction: DirectionName
    columns: dict[str, Number] | None = None
    source: str = ""

    def indicator(self, name: str) -> Indicator:
        """Return the noun."""
        columns = self.columns or {name: Fraction(1)}
        return Indicator(name, self.unit, self.direction, columns, self.source)


class LevelsEntry(BaseModel):
    """The levels above the recipients, as a scenario writes them.

    Attributes:
        columns: The columns of the recipients' table that say under which unit of each level a
            recipient stands, the highest level first.
        sums: Columns of figures that add up: a unit has the sum of its recipients'.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    columns: Names
    sums: Names = ()
