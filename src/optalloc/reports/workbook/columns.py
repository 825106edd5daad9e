"""The columns of the score sheet: a row for each recipient, one above them for what all share."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from optalloc.core.message import Words, same
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, span
from optalloc.present.xlsx.figures import amount_format, plain_format
from optalloc.problem.interfaces import ScoreLine
from optalloc.reports.workbook.context import Material

Lines = Mapping[str, list[ScoreLine]]
"""The lines of a target part, by recipient."""


def with_unit(head: Words | str, unit: str) -> Words:
    """Return the heading of a column with the unit of its figures, where they have one."""
    said = same(head) if isinstance(head, str) else head
    return said + Words(f"（{unit}）", f" ({unit})") if unit else said


class Columns:
    """Columns that are added from left to right.

    Attributes:
        heads: The first of three rows of headings: the part, the factor, the column.
        parameters: The row of weights and standards.
        first, last: The rows of recipients; the totals are below.
        row: The row of each recipient.
        next: The next free column.
    """

    heads, parameters, first = 2, 5, 6

    def __init__(self, page: WorkbookSheet, material: Material) -> None:
        self.page, self.material = page, material
        self.row = {name: self.first + i for i, name in enumerate(material.names)}
        self.last, self.next = self.first + len(self.row) - 1, 1
        self._filled: set[tuple[int, int]] = set()

    def open(self, head: Words | str, below_a_factor: bool = False) -> int:
        """Add a column, its heading below that of a factor or below that of the part."""
        column = self.next
        self.next += 1
        if below_a_factor:
            self.page.head(self.heads + 2, column, head)
        else:
            self.page.head(self.heads + 1, column, head, rows=2)
        return column

    def may_break(self) -> None:
        """Note that a page may begin with the next column."""
        if self.next > 1:
            self.page.layout.breaks.append(self.next)

    def figures(
        self, head: Words | str, figures: Mapping[str, Fraction], below_a_factor: bool = False
    ) -> int:
        """Add a column of figures that follow from nothing."""
        column, form = self.open(head, below_a_factor), plain_format(figures.values())
        for name, value in figures.items():
            self.number(column, name, value, form)
        return column

    def cell(self, column: int, name: str) -> str:
        """Return the cell of a recipient."""
        return cell_name(self.row[name], column)

    def total_cell(self, column: int) -> str:
        """Return the cell at the foot of a column."""
        return cell_name(self.last + 1, column, fixed_row=True)

    def has(self, column: int, name: str) -> bool:
        """Return whether a recipient has something in a column."""
        return (self.row[name], column) in self._filled

    def number(self, column: int, name: str, value: Fraction | int, form: str) -> None:
        """Write a figure of a recipient."""
        self.page.number(self.row[name], column, value, form)
        self._filled.add((self.row[name], column))

    def text(self, column: int, name: str, text: str) -> None:
        """Write a name beside a recipient."""
        self.page.name_of(self.row[name], column, text)
        self._filled.add((self.row[name], column))

    def formula(
        self, column: int, name: str, text: str, value: Fraction | int, form: str, **look: Any
    ) -> None:
        """Write what follows for a recipient."""
        self.page.formula(self.row[name], column, text, value, form, **look)
        self._filled.add((self.row[name], column))

    def parameter(self, column: int, value: Fraction | int, form: str, text: str = "") -> str:
        """Write what is common to all above a column, and return its cell; `text` is a formula."""
        place: tuple[int, int] = (self.parameters, column)
        look: dict[str, Any] = {"bg_color": TOTAL, "italic": True}
        if text:
            self.page.formula(*place, text, value, form, **look)
        else:
            self.page.number(*place, value, form, **look)
        self._filled.add(place)
        return cell_name(*place, fixed_row=True)

    def total(self, column: int, value: Fraction | int, form: str) -> None:
        """Write the sum of a column at its foot."""
        text = f"SUM({span((self.first, column), (self.last, column))})"
        look = {"bold": True, "bg_color": TOTAL}
        self.page.formula(self.last + 1, column, text, value, form, **look)
        self._filled.add((self.last + 1, column))

    def money_form(self, amounts: Iterable[Fraction | int]) -> str:
        """Return the format of a column of amounts [fen]: more decimals where they do not end."""
        material = self.material
        steps = (material.money.of(amount) * 10**material.decimals for amount in amounts)
        ends = all(step.denominator == 1 for step in steps)
        return amount_format(material.decimals if ends else material.target_decimals)

    def fill(self) -> None:
        """Draw the frames of cells that are empty: nobody is asked for a figure there."""
        for column in range(1, self.next):
            for row in range(self.parameters, self.last + 2):
                if (row, column) not in self._filled:
                    shade = {} if self.first <= row <= self.last else {"bg_color": TOTAL}
                    self.page.blank(row, column, **shade)
