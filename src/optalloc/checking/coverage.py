"""How much of a table was judged: "0 errors" is said of the sums and shares counted here alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from optalloc.checking.checks.share import shares_compared
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of


@dataclass(frozen=True)
class Judged:
    """What was compared.

    Attributes:
        column_sums: Totals compared with the rows they sum, each column for itself.
        row_sums: Figures compared with the columns of their row that they sum.
        shares: Printed shares compared with what they are shares of.
    """

    column_sums: int
    row_sums: int
    shares: int

    def words(self) -> Words:
        """Return what was compared, in one sentence."""
        if not (self.column_sums or self.row_sums or self.shares):
            return Words(
                "没有合计或占比可以核对：以下结果不涉及合计是否正确。",
                "No total and no share could be compared: the result says nothing about sums.",
            )
        columns, rows = self.column_sums, self.row_sums
        return Words(
            f"核对了 {columns} 个列合计、{rows} 个行合计、{self.shares} 个占比。",
            f"Compared: {_count(columns, 'column sum')}, {_count(rows, 'row sum')}, "
            f"{_count(self.shares, 'share')}.",
        )


def judged(sheets: Iterable[Sheet]) -> Judged:
    """Return how much of some tables was compared."""
    columns = rows = shares = 0
    for sheet in sheets:
        columns += _column_sums(sheet)
        rows += _row_sums(sheet)
        shares += shares_compared(sheet)
    return Judged(columns, rows, shares)


def _column_sums(sheet: Sheet) -> int:
    summed = (c.values for c in sheet.columns if c.adds_up)
    return sum(
        values[i] is not None and sum_of(values, sheet.lines[i].covers)[1] > 0
        for values in summed
        for i in sheet.totals
    )


def _row_sums(sheet: Sheet) -> int:
    compared = 0
    for total, indices in sheet.parts.items():
        stated, parts = sheet.of_index[total].values, [sheet.of_index[i] for i in indices]
        for i, line in enumerate(sheet.lines):
            if line.kind in ("data", "total", "part") and stated[i] is not None:
                rows = sheet.tall.get((i, total), (i,))
                compared += any(p.values[k] is not None for p in parts for k in rows)
    return compared


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
