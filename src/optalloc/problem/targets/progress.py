"""Payment progress as a coefficient of a score:  c_r = the one of the lowest line r is below, or 1.

A recipient whose progress stands below none of the lines keeps its score.
"""

from collections.abc import Iterator
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, field_validator

from optalloc.core.message import Words
from optalloc.core.money import parse_number, show_fraction
from optalloc.problem.component import Complaint, without_figures
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.setting_types import Share, refuse


class Coefficients(BaseModel):
    """Coefficients of slow recipients' scores.

    Attributes:
        column: Column of progress in the recipients' table [its own unit, such as percent].
        below: Coefficient, above 0, by the line of progress that it stands under [same unit].
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    column: str
    below: dict[str, Share]

    @field_validator("below")
    @classmethod
    def _lines(cls, below: dict[str, Fraction]) -> dict[str, Fraction]:
        try:
            lines = {parse_number(line) for line in below}
        except ValueError:
            lines = set()
        if not below or len(lines) < len(below) or not all(below.values()):
            raise refuse(
                Words(
                    "应写成“进度线: 系数”，进度线为与该列同单位的数字，各写一次，系数大于 0",
                    "`line: coefficient`, each line a number in the column's unit and there once,"
                    " each coefficient above 0",
                )
            )
        return below

    def of(self, recipient: Recipient) -> Fraction:
        """Return one recipient's coefficient."""
        progress = recipient.facts[self.column]
        lines = sorted((parse_number(line), c) for line, c in self.below.items())
        return next((c for line, c in lines if progress < line), Fraction(1))

    def missing(self, covered: tuple[Recipient, ...], facts: Facts) -> Iterator[Complaint]:
        """Yield recipients without a figure of progress."""
        yield from without_figures("coefficients.column", covered, (self.column,))

    def words(self) -> Words:
        """Say the lines and their coefficients."""
        lines = [(line, show_fraction(c)) for line, c in self.below.items()]
        zh = "、".join(f"低于 {line} 乘 {c}" for line, c in lines)
        en = ", ".join(f"times {c} below {line}" for line, c in lines)
        return Words(f"“{self.column}”{zh}", f"by {self.column} {en}")
