"""Formulas of a workbook as linear expressions of chosen cells, in fractions.

    value = constant + sum over chosen cells of coefficient * cell

Understood are figures, references, ranges, defined names, + - * / % and brackets, SUM and
SUMPRODUCT. Anything else, and every product or quotient of chosen cells, is said to be not linear,
with the cell where it stands. Figures that a workbook holds as doubles count as the shortest
decimal that means the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optalloc.core.message import Words

Cell = tuple[str, int, int]
"""Sheet, row and column, counted from 1."""
MOST_CELLS = 200_000
"""Cells that one range may have."""
LONGEST = 308
"""Digits before or behind the point of a figure, as many as a workbook's doubles reach."""


@dataclass(frozen=True)
class LinearFormula:
    """A constant and the coefficients of cells; none of them is 0."""

    constant: Fraction = Fraction(0)
    terms: Mapping[Cell, Fraction] = field(default_factory=dict)

    def times(self, factor: Fraction) -> "LinearFormula":
        """Return the expression, multiplied."""
        terms = {cell: c * factor for cell, c in self.terms.items()} if factor else {}
        return LinearFormula(self.constant * factor, terms)


Grid = list[list[LinearFormula]]


class NotLinear(Exception):
    """What stands somewhere that is no linear expression of the cells that are chosen."""

    def __init__(self, allowed: Words, came: str) -> None:
        super().__init__(allowed.en)
        self.allowed, self.came = allowed, came


def total_of(parts: Iterable[LinearFormula]) -> LinearFormula:
    """Return a sum."""
    constant, terms = Fraction(0), dict[Cell, Fraction]()
    for part in parts:
        constant += part.constant
        for cell, coefficient in part.terms.items():
            terms[cell] = terms.get(cell, Fraction(0)) + coefficient
    return LinearFormula(constant, {cell: c for cell, c in terms.items() if c})


def address(cell: Cell) -> str:
    """Return a cell as its user calls it: 表!B5."""
    from openpyxl.utils import get_column_letter

    return f"{cell[0]}!{get_column_letter(cell[2])}{cell[1]}"


class Formulas:
    """The sheets of a workbook, read with some of their cells as unknowns.

    Attributes:
        book: The workbook as openpyxl has it, with its formulas.
        chosen: The unknowns.
    """

    def __init__(self, book: Any, chosen: Iterable[Cell]) -> None:
        self.book = book
        self.chosen = frozenset(chosen)
        self._known: dict[Cell, LinearFormula | None] = {}

    def of(self, cell: Cell) -> LinearFormula:
        """Evaluate a cell.

        Raises:
            NotLinear: When that is no linear expression of the chosen cells.
        """
        if cell in self.chosen:
            return LinearFormula(terms={cell: Fraction(1)})
        if cell not in self._known:
            self._known[cell] = None
            try:
                self._known[cell] = self._read(cell)
            except RecursionError:
                raise NotLinear(
                    Words("公式套得太深", "formulas less deep"), address(cell)
                ) from None
        found = self._known[cell]
        if found is None:
            raise NotLinear(Words("不能循环引用", "no formula that needs itself"), address(cell))
        return found

    def _read(self, cell: Cell) -> LinearFormula:
        sheet, row, column = cell
        value = self.book[sheet].cell(row, column).value
        value = getattr(value, "text", value)
        if isinstance(value, str) and value.startswith("="):
            grid = self.text(value, sheet, address(cell))
            if len(grid) != 1 or len(grid[0]) != 1:
                said = f"{address(cell)} {value}"
                raise NotLinear(Words("一个单元格应为一个数", "one figure in a cell"), said)
            return grid[0][0]
        if value is None or isinstance(value, bool):
            return LinearFormula(Fraction(bool(value)))
        if isinstance(value, int | float):
            return LinearFormula(Fraction(Decimal(repr(value))))
        raise NotLinear(
            Words("应为数字或公式", "a figure or a formula"), f"{address(cell)} {value}"
        )

    def text(self, formula: str, sheet: str, where: str) -> Grid:
        """Evaluate a formula, as rows of expressions.

        Args:
            formula: As the workbook has it, with its =.
            sheet: The sheet on which it stands.
            where: What letters call its place.

        Raises:
            NotLinear: When it is no linear expression of the chosen cells.
        """
        return _Parser(self, formula, sheet, where).whole()

    def cells(self, reference: str, sheet: str) -> list[list[Cell]]:
        """Return the cells of a reference, row by row.

        Raises:
            NotLinear: When it is no range of a sheet that is there.
        """
        from openpyxl.utils import range_boundaries

        place, separator, area = reference.rpartition("!")
        name = place.strip("'").replace("''", "'") if separator else sheet
        try:
            left, top, right, bottom = range_boundaries(area)
            there = self.book[name]
        except (ValueError, KeyError, TypeError):
            raise NotLinear(
                Words("应为工作簿里的单元格", "cells of the workbook"), reference
            ) from None
        rows = range(top or 1, (bottom or there.max_row) + 1)
        columns = range(left or 1, (right or there.max_column) + 1)
        if len(rows) * len(columns) > MOST_CELLS:
            raise NotLinear(
                Words(f"至多 {MOST_CELLS} 格", f"at most {MOST_CELLS} cells"), reference
            )
        return [[(name, row, column) for column in columns] for row in rows]

    def named(self, name: str, sheet: str) -> str | None:
        """Return what a defined name stands for; None where there is none."""
        for names in (self.book[sheet].defined_names, self.book.defined_names):
            for word, defined in names.items():
                if word.casefold() == name.casefold():
                    return str(defined.attr_text)
        return None


class _Parser:
    """One formula, read from left to right."""

    def __init__(self, formulas: Formulas, formula: str, sheet: str, where: str) -> None:
        from openpyxl.formula import Tokenizer
        from openpyxl.formula.tokenizer import TokenizerError

        self.formulas, self.sheet, self.said = formulas, sheet, f"{where} {formula}"
        self.at = 0
        try:
            self.tokens = [t for t in Tokenizer(formula).items if t.type != "WHITE-SPACE"]
        except (TokenizerError, IndexError):
            raise self._unknown() from None

    def whole(self) -> Grid:
        grid = self._sum()
        if self.at < len(self.tokens):
            raise self._unknown()
        return grid

    def _next(self, *values: str) -> str | None:
        """Take the next token if it is one of these operators."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.value in values and token.type.startswith("OPERATOR"):
                self.at += 1
                return str(token.value)
        return None

    def _sum(self) -> Grid:
        grid = self._product()
        while sign := self._next("+", "-"):
            grid = self._each(grid, self._product(), _plus if sign == "+" else _minus)
        return grid

    def _product(self) -> Grid:
        grid = self._signed()
        while sign := self._next("*", "/"):
            grid = self._each(grid, self._signed(), self._times if sign == "*" else self._over)
        return grid

    def _signed(self) -> Grid:
        if sign := self._next("+", "-"):
            factor = Fraction(1 if sign == "+" else -1)
            return [[one.times(factor) for one in row] for row in self._signed()]
        grid = self._operand()
        while self._next("%"):
            grid = [[one.times(Fraction(1, 100)) for one in row] for row in grid]
        return grid

    def _operand(self) -> Grid:
        if self.at >= len(self.tokens):
            raise self._unknown()
        token = self.tokens[self.at]
        self.at += 1
        if token.type == "OPERAND" and token.subtype == "NUMBER":
            return [[LinearFormula(self._number(token.value))]]
        if token.type == "OPERAND" and token.subtype == "RANGE":
            return self._reference(token.value)
        if token.type == "PAREN" and token.subtype == "OPEN":
            grid = self._sum()
            self._close()
            return grid
        if token.type == "FUNC" and token.subtype == "OPEN":
            return self._function(token.value[:-1].upper())
        self.at -= 1
        raise self._unknown()

    def _number(self, text: str) -> Fraction:
        value = Decimal(text)
        if abs(value.adjusted()) > LONGEST:
            raise self._unknown()
        return Fraction(value)

    def _reference(self, text: str) -> Grid:
        area = self.formulas.named(text, self.sheet) or text
        cells = self.formulas.cells(area, self.sheet)
        return [[self.formulas.of(cell) for cell in row] for row in cells]

    def _function(self, name: str) -> Grid:
        if name not in ("SUM", "SUMPRODUCT"):
            self.at -= 1
            raise self._unknown()
        grids = list(self._arguments())
        if name == "SUM":
            return [[total_of(one for grid in grids for row in grid for one in row)]]
        product = grids[0]
        for grid in grids[1:]:
            if (len(grid), len(grid[0])) != (len(product), len(product[0])):
                allowed = Words("SUMPRODUCT 的区域应一样大", "ranges of one size in SUMPRODUCT")
                raise NotLinear(allowed, self.said)
            product = self._each(product, grid, self._times)
        return [[total_of(one for row in product for one in row)]]

    def _arguments(self) -> Iterator[Grid]:
        while True:
            yield self._sum()
            token = self.tokens[self.at] if self.at < len(self.tokens) else None
            if token is None or token.type != "SEP":
                self._close()
                return
            self.at += 1

    def _close(self) -> None:
        if self.at >= len(self.tokens) or self.tokens[self.at].subtype != "CLOSE":
            raise self._unknown()
        self.at += 1

    def _each(
        self, one: Grid, other: Grid, of: Callable[[LinearFormula, LinearFormula], LinearFormula]
    ) -> Grid:
        """Return two ranges of one size, or a range and a figure, cell by cell."""
        height, width = max(len(one), len(other)), max(len(one[0]), len(other[0]))
        for grid in (one, other):
            if (len(grid), len(grid[0])) not in ((1, 1), (height, width)):
                raise NotLinear(Words("区域应一样大", "ranges of one size"), self.said)

        def at(grid: Grid, row: int, column: int) -> LinearFormula:
            return grid[0][0] if len(grid) * len(grid[0]) == 1 else grid[row][column]

        columns = range(width)
        return [[of(at(one, r, c), at(other, r, c)) for c in columns] for r in range(height)]

    def _times(self, one: LinearFormula, other: LinearFormula) -> LinearFormula:
        if one.terms and other.terms:
            raise self._curved()
        if one.terms:
            return one.times(other.constant)
        return other.times(one.constant)

    def _over(self, one: LinearFormula, other: LinearFormula) -> LinearFormula:
        if other.terms or not other.constant:
            raise self._curved()
        return one.times(1 / other.constant)

    def _curved(self) -> NotLinear:
        allowed = Words(
            "应为可变单元格的线性式（不能两个可变单元格相乘或相除）",
            "a linear formula: no variable cell times or over another",
        )
        return NotLinear(allowed, self.said)

    def _unknown(self) -> NotLinear:
        allowed = Words(
            "应只用数字、单元格、+ - * / %、SUM 和 SUMPRODUCT",
            "figures, cells, + - * / %, SUM and SUMPRODUCT alone",
        )
        return NotLinear(allowed, self.said)


def _plus(one: LinearFormula, other: LinearFormula) -> LinearFormula:
    return total_of((one, other))


def _minus(one: LinearFormula, other: LinearFormula) -> LinearFormula:
    return total_of((one, other.times(Fraction(-1))))
