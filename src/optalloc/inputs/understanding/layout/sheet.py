"""A table as it was understood: every column with its role and why, every row with its kind.

Figures are whole numbers of 1/scale of the table's unit, so that sums are exact and fast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd

from optalloc.core.message import NOTHING, Words
from optalloc.inputs.tables.headers import other_unit, split_header
from optalloc.inputs.tables.raw import column_letters
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.cells import CellFigure, Held, as_shown, is_blank, name_of
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace, Severity
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import Header, SheetColumn, SheetRow
from optalloc.inputs.understanding.layout.roles import Role


@dataclass(frozen=True)
class Sheet:
    """One table, understood.

    Attributes:
        lines: The rows below the header.
        unit: The unit of its amounts; None when nothing says it.
        scale: How many parts the figures count in one.
        parts: The columns that each total column sums, by index; only where found.
        tall: The lines that a merged block spans, by its first line and its column.
        splits: The columns of which another but a total is the sum (其中), by its index.
        is_partial: Whether rows were left out, so that totals may be larger than what is there.
    """

    grid: CellGrid
    header: Header
    columns: tuple[SheetColumn, ...]
    lines: tuple[SheetRow, ...]
    unit: str | None
    scale: int
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    tall: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    splits: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    is_partial: bool = False

    @cached_property
    def data(self) -> tuple[int, ...]:
        """The lines of data, by index."""
        return tuple(i for i, line in enumerate(self.lines) if line.kind == "data")

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The lines that sum others, by index."""
        return tuple(i for i, line in enumerate(self.lines) if line.kind == "total")

    @cached_property
    def summing(self) -> tuple[int, ...]:
        """The lines that are held against the rows they sum, by index: rows of 其中 among them."""
        return tuple(i for i, x in enumerate(self.lines) if x.kind == "total" or x.covers)

    @cached_property
    def other_unit(self) -> str | None:
        """A unit of money that the table states and that is none of ours, such as 千元."""
        if self.unit is not None:
            return None
        heads = (head for c in self.money for head in c.path[:-1])
        above = (split_header(head).bracket or "" for head in heads)
        texts = [*(c.bracket for c in self.money), *above, *self.header.titles]
        return next((said for said in map(other_unit, texts) if said), None)

    @cached_property
    def stated_units(self) -> tuple[str, ...]:
        """The units of money that its unit line and its heads of money state."""
        heads = (c.unit for c in self.columns if c.is_money and c.unit)
        return tuple(dict.fromkeys((*self.header.units, *heads)))

    @cached_property
    def money(self) -> tuple[SheetColumn, ...]:
        """The columns of money, totals among them."""
        return tuple(c for c in self.columns if c.is_money)

    @cached_property
    def cells(self) -> tuple[SheetColumn, ...]:
        """The columns of money that are no totals: of one source, of one use, or the only one."""
        parts = tuple(c for c in self.money if c.role != "total" and not c.is_of_which)
        return parts or self.money[:1]

    @cached_property
    def whom(self) -> SheetColumn | None:
        """The column that names the recipients, the first of several; None where none does."""
        return next(iter(self.with_role("recipient", figures=False)), None)

    @cached_property
    def of_index(self) -> Mapping[int, SheetColumn]:
        """The columns by their place."""
        return {c.index: c for c in self.columns}

    @cached_property
    def sums_told(self) -> Mapping[int, tuple[int, ...]]:
        """The columns that each column is told to be the sum of: a total, or what has of which."""
        return {**self.splits, **self.parts}

    def with_role(self, *roles: Role, figures: bool | None = None) -> tuple[SheetColumn, ...]:
        """Return the columns of some roles, of figures or of words if that is asked."""
        return tuple(
            c
            for c in self.columns
            if c.role in roles and (figures is None or c.holds_figures is figures)
        )

    def summed(self, totals: Iterable[int]) -> set[int]:
        """Return the columns that some totals sum, and those that these sum, by index."""
        found: set[int] = set()
        open_ones = list(totals)
        while open_ones:
            parts = set(self.parts.get(open_ones.pop(), ())) - found
            found |= parts
            open_ones += parts
        return found

    def held(self, line: int, column: SheetColumn) -> Held:
        """Return what stands in a cell."""
        return self.grid.at(self.lines[line].row, column.index)

    def name(self, line: int, column: SheetColumn) -> str:
        """Return the words of a cell, or of the merged block over it, without stray spaces."""
        return name_of(self.grid.over(self.lines[line].row, column.index))

    def is_empty(self, line: int, column: SheetColumn) -> bool:
        """Say whether nothing stands in a cell, and nothing is merged over it."""
        row = self.lines[line].row
        return self.grid.at(row, column.index) is None and not self.grid.covered(row, column.index)

    def decimals(self, line: int, column: SheetColumn) -> int | None:
        """Return how many decimals were typed in a cell; None where a workbook does not tell."""
        read = self.grid.read(self.lines[line].row, column.index)
        return read.digits if isinstance(read, CellFigure) else None

    def exact(self, value: int) -> Fraction:
        """Return a figure of this sheet as a number in its unit."""
        return Fraction(value, self.scale)

    def common(self, values: Iterable[int]) -> Fraction:
        """Return the largest number that all figures are multiples of; 0 of none.

        Steps are looked for in it: what holds of it holds of all the figures.
        """
        return Fraction(gcd(*values), self.scale)

    def say(self, value: int) -> str:
        """Return a figure of this sheet as a decimal."""
        return shown(Fraction(value, self.scale))

    def amount(self, value: int) -> str:
        """Return an amount of this sheet with its unit, if it has one."""
        return self.say(value) + (self.unit or "")

    def place(self, line: int | None = None, column: SheetColumn | None = None) -> FindingPlace:
        """Return the place of a cell, a row, a column, or the whole table."""
        of = None if line is None else self.lines[line]
        if self.grid.turned_from is not None:
            return FindingPlace(
                self.grid.file,
                self.grid.sheet,
                None if column is None else column.index + 1,
                None if of is None else of.label or column_letters(of.number),
                None if of is None else of.number - 1,
                "" if column is None else column.name,
            )
        return FindingPlace(
            self.grid.file,
            self.grid.sheet,
            None if of is None else of.number,
            None if column is None else column.name or column.letters,
            None if column is None else column.index,
            "" if of is None else of.label,
        )

    def row_words(self, line: int) -> Words:
        """Return how a reader of the file finds a row: 第5行, or C 列 of a table turned round."""
        number = self.lines[line].number
        if self.grid.turned_from is not None:
            return Words(f"{column_letters(number)} 列", f"column {column_letters(number)}")
        return Words(f"第{number}行", f"row {number}")

    def mark(self, column: SheetColumn) -> str:
        """Return how a reader of the file finds a column: C, or row 3 of a table turned round."""
        return column.letters if self.grid.turned_from is None else str(column.index + 1)

    def find(
        self,
        kind: str,
        severity: Severity,
        where: FindingPlace,
        words: Words,
        came: str | None = None,
        expected: Words = NOTHING,
    ) -> Finding:
        """Return a finding of this sheet."""
        return Finding(kind, severity, where, words, came, expected)


def sum_of(values: Sequence[int | None], lines: Iterable[int]) -> tuple[int, int]:
    """Return the sum of some figures and how many there are."""
    there = [value for i in lines if (value := values[i]) is not None]
    return sum(there), len(there)


def shown_cell(sheet: Sheet, line: int, column: SheetColumn) -> str:
    """Return what stands in a cell as a reader sees it; a dash where there is nothing."""
    cell = sheet.held(line, column)
    return "—" if is_blank(cell) else as_shown(cell)
