"""One check of a rule: two sides that a reader can follow, and the sheets they look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from optalloc.core.message import Words
from optalloc.present.xlsx.cells import joined, span
from optalloc.present.xlsx.figures import amount_format, decimal
from optalloc.reports.workbook.addresses import (
    FIRST_AWARD,
    TOTAL_COLUMN,
    AwardsAt,
    BesideAt,
    ProjectsAt,
    SourcesAt,
)
from optalloc.reports.workbook.context import Material

Relation = Literal["=", "≥", "≤"]


class Side(NamedTuple):
    """One side of a check: a formula and what it comes to."""

    text: str
    value: Fraction


class Check(NamedTuple):
    """One comparison that a reader can follow.

    Attributes:
        what: What is looked at.
        form: The number format of both sides.
    """

    what: Words
    actual: Side
    relation: Relation
    required: Side
    form: str


@dataclass(frozen=True)
class Sheets:
    """The sheets that checks look at, and the one they stand on."""

    on: str
    material: Material
    sources: SourcesAt
    awards: AwardsAt
    beside: BesideAt
    projects: ProjectsAt | None

    @property
    def every_use(self) -> frozenset[str]:
        """The names of all uses."""
        return frozenset(self.material.problem.use_named)

    def money(self, fen: Fraction | int) -> Side:
        """Return an amount that is stated."""
        value = self.material.money.of(fen)
        return Side(f"{decimal(value):f}", value)

    def form(self) -> str:
        """Return the format of amounts."""
        return amount_format(self.material.decimals)


def stated(value: Fraction | int) -> Side:
    """Return a number that is stated, exactly."""
    exact = Fraction(value)
    text = f"{exact.numerator}/{exact.denominator}" if exact.denominator > 1 else str(exact)
    return Side(text, exact)


def totals_of(sheets: Sheets, places: Iterable[int]) -> str:
    """Return the totals of some recipients as ranges."""
    return joined(
        span(
            (FIRST_AWARD + first, TOTAL_COLUMN),
            (FIRST_AWARD + last, TOTAL_COLUMN),
            sheets.awards.sheet,
        )
        for first, last in runs(places)
    )


def runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield rising places as runs without a gap: 0, 1, 2, 5 is 0-2 and 5-5."""
    first = last = None
    for place in places:
        if first is None or last is None or place != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = place
        last = place
    if first is not None and last is not None:
        yield first, last
