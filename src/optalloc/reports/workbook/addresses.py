"""Where things stand in the workbook: the address book for cells of other sheets.

A sheet is written with the addresses of the others and returns its own, so no sheet knows another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optalloc.present.xlsx.book import Ref, span, sum_of

FIRST_AWARD, TOTAL_COLUMN = 4, 1
"""Of the allocation: the row of the first recipient, and the column of totals."""
FIRST_PROJECT = 3
"""The row of the first project."""
FIRST_BESIDE, TARGET, PLAN = 3, 1, 2
"""Of the comparison with the baseline: the first row, the columns of targets and of the plan."""


@dataclass(frozen=True)
class SourcesAt:
    """Where the sources stand.

    Attributes:
        amount: The cell of each source's amount.
        whole: The cell of all their money.
        earlier: The cells of awards already made, by source and use.
    """

    amount: Mapping[str, Ref]
    whole: Ref
    earlier: Mapping[tuple[str, str], Ref]

    def given_before(self, on: str, sources: set[str] | None, uses: set[str] | None) -> list[str]:
        """Return the cells of awards already made, of some sources and uses; None means all."""
        return [
            ref.on(on)
            for (source, use), ref in self.earlier.items()
            if (sources is None or source in sources) and (uses is None or use in uses)
        ]


@dataclass(frozen=True)
class LevelsAt:
    """Where the totals of units stand.

    Attributes:
        row: The row of each unit, by level and name.
        plan: The column of what the plan gives.
        target: The column of targets.
    """

    sheet: str
    row: Mapping[tuple[str, str], int]
    plan: int
    target: int


@dataclass(frozen=True)
class AwardsAt:
    """Where the plan stands.

    Attributes:
        last: Row of the last recipient; the total is below it.
        of_source: Column of all that a source gives.
        of_cell: Column by source and use; none where nothing is given.
    """

    sheet: str
    last: int
    of_source: Mapping[str, int]
    of_cell: Mapping[tuple[str, str], int]

    def total_of(self, column: int) -> Ref:
        """Return the cell at the foot of a column."""
        return Ref(self.sheet, self.last + 1, column)

    def total(self, place: int) -> Ref:
        """Return the total of a recipient, by its place in listed order."""
        return Ref(self.sheet, FIRST_AWARD + place, TOTAL_COLUMN)

    def range_of(self, column: int, on: str) -> str:
        """Return the recipients' part of a column, as a formula on a sheet names it."""
        there = self.sheet if on != self.sheet else ""
        return span((FIRST_AWARD, column), (self.last, column), there)

    def money_in(self, sources: Iterable[str], uses: Iterable[str], on: str) -> str:
        """Return the formula of all the money of some sources and uses."""
        pots, purposes = set(sources), set(uses)
        columns = [c for (s, u), c in self.of_cell.items() if s in pots and u in purposes]
        return sum_of([self.total_of(c).on(on) for c in columns])


@dataclass(frozen=True)
class ProjectsAt:
    """Where the projects of a recipient and use stand.

    Attributes:
        rows: First and last row by recipient and use.
        column: Column by source.
    """

    sheet: str
    rows: Mapping[tuple[str, str], tuple[int, int]]
    column: Mapping[str, int]

    def range_of(self, source: str) -> str:
        """Return what a source gives to every project, as other sheets name it."""
        column, last = self.column[source], max(row for _, row in self.rows.values())
        return span((FIRST_PROJECT, column), (last, column), self.sheet)

    def sum_of(self, recipient: str, source: str, use: str) -> str | None:
        """Return the formula of what the projects of a recipient and use get from a source."""
        rows = self.rows.get((recipient, use))
        if rows is None:
            return None
        column = self.column[source]
        return f"SUM({span((rows[0], column), (rows[1], column), self.sheet)})"


@dataclass(frozen=True)
class ScoresAt:
    """Where the targets stand.

    Attributes:
        first, last: Rows of the first and the last recipient; the total is below.
    """

    sheet: str
    first: int
    last: int
    column: int

    def target(self, place: int) -> Ref:
        """Return the target of a recipient, by its place in listed order."""
        return Ref(self.sheet, self.first + place, self.column)


@dataclass(frozen=True)
class BesideAt:
    """Where targets and totals stand side by side."""

    sheet: str
    last: int
