"""What the sheets of a comparison are written from, and the difference of two of its cells."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from math import gcd

from optalloc.core.message import Words, same
from optalloc.pipeline.solved import Solved
from optalloc.present.xlsx.book import WorkbookSheet, cell_name
from optalloc.present.xlsx.figures import MoneyFormat, amount_format, change_format, relative_format
from optalloc.reports.comparison import ComparisonContext

NONE = same("—")
NOTHING_THERE = "0"
"""What stands in a formula for the cell of who takes no part in a plan."""
SUM = Words("合计", "total")


@dataclass(frozen=True)
class Sides:
    """A comparison and how its money is shown."""

    comparison: ComparisonContext
    money: MoneyFormat

    @property
    def plans(self) -> list[Solved]:
        """The scenarios, those without a plan among them."""
        return list(self.comparison.plans)

    @cached_property
    def decimals(self) -> int:
        """How many decimals every amount of any plan or baseline can be shown in."""
        needed = []
        for solved in self.plans:
            common = reduce(gcd, solved.problem.grain.cells.values())
            judged = [solved.baseline, *([solved.best] if solved.best else [])]
            amounts = [a.amount for one in judged for a in one.plan.awards]
            needed.append(self.money.decimals(common, amounts))
        return max(needed)

    @property
    def form(self) -> str:
        """The format of amounts."""
        return amount_format(self.decimals)

    def heading(self, place: int) -> str:
        """Return what a scenario is called above its columns."""
        problem = self.plans[place].problem
        return f"[{place + 1}] {problem.shown_name}"

    def amount(self, page: WorkbookSheet, row: int, column: int, fen: int | None) -> None:
        """Write an amount; a dash where the scenario has none."""
        if fen is None:
            page.framed(row, column, NONE, align="right")
        else:
            page.number(row, column, self.money.of(fen), self.form)

    def total(self, page: WorkbookSheet, column: int, rows: tuple[int, int], fen: int) -> None:
        """Write the sum of a column below it."""
        first, last = (cell_name(row, column) for row in rows)
        value, look = self.money.of(fen), {"bold": True}
        page.formula(rows[1] + 1, column, f"SUM({first}:{last})", value, self.form, **look)

    def change(
        self,
        page: WorkbookSheet,
        place: tuple[int, int],
        cells: tuple[str, str],
        amounts: tuple[int | None, int | None],
    ) -> None:
        """Write one amount less another, and the same as a part of the other, in two columns."""
        row, column = place
        have, other = amounts
        if have is None or other is None:
            page.framed(row, column, NONE, align="right")
            page.framed(row, column + 1, NONE, align="right")
            return
        text = f"ROUND({cells[0]}-{cells[1]},{self.money.fen})"
        form = change_format(self.decimals)
        page.formula(row, column, text, self.money.of(have - other), form)
        if cells[1] == NOTHING_THERE:
            page.framed(row, column + 1, NONE, align="right")
            return
        text = f'IF({cells[1]}=0,"—",{cell_name(row, column)}/{cells[1]})'
        relative = Fraction(have - other, other) if other else None
        shown = NONE if relative is None else relative
        page.formula(row, column + 1, text, shown, relative_format(relative), align="right")
