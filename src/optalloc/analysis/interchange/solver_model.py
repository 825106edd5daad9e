"""The model that Excel's Solver keeps in a workbook, read from its hidden names.

    solver_adj          the variable cells          solver_opt          the objective's cell
    solver_typ          1 max, 2 min, 3 a value     solver_neg          1: no cell below 0
    solver_num          how many constraints        solver_lhsN, relN, rhsN   each of them
    relation            1 <=   2 =   3 >=   4 whole   5 binary   6 all different

OpenSolver and LibreOffice Calc keep their models under the same names. Sources: Microsoft, Solver
VBA functions (SolverAdd, SolverOk, SolverOptions); LibreOffice, sc/inc/SolverSettings.hxx;
OpenSolver, How it works.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from optalloc.analysis.interchange.formulas import (
    Cell,
    Formulas,
    LinearFormula,
    NotLinear,
    address,
    total_of,
)
from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Words, listed, same
from optalloc.inputs.tables import read_whole, split_reference
from optalloc.inputs.tables.files import SAVE_AS_BOOK, refuse_packed_bomb
from optalloc.inputs.tables.raw import unusable

LARGEST_BOOK = 16 * 2**20
"""Longest workbook that is read [bytes]."""
MOST_VARIABLES = 20_000
MOST_CONSTRAINTS = 1_000
"""Constraints that a model may have, each a range of as many cells as it likes."""
RELATIONS: dict[str, Literal["<=", "=", ">="]] = {"1": "<=", "2": "=", "3": ">="}
WHOLE, BINARY = "4", "5"
UNIT = re.compile(r"单位\s*[:：]\s*(元|万元|亿元)")


@dataclass(frozen=True)
class ModelConstraint:
    """A constraint:  expression  <=, = or >=  0.

    Attributes:
        where: What letters call it: its number, and the cell of its left side.
        row: The left side less the right.
    """

    where: Words
    row: LinearFormula
    relation: Literal["<=", "=", ">="]


@dataclass(frozen=True)
class SolverModel:
    """A model as the workbook holds it.

    Attributes:
        sheet: The sheet that holds it.
        cells: The variable cells, row by row; one rectangle.
        row_names: What stands left of each row.
        column_names: What stands above each column.
        now: What each variable cell holds now.
        objective: What is made large or small.
        whole: Cells that are to hold whole numbers, the binary ones among them.
        binary: Cells that are to hold 0 or 1.
        is_signed: Whether cells may fall below 0 unless a constraint says otherwise.
        unit: The unit of money that a cell of the sheet states; None without.
    """

    sheet: str
    cells: tuple[tuple[Cell, ...], ...]
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    now: dict[Cell, Fraction]
    objective: LinearFormula
    is_maximum: bool
    bounds: tuple[ModelConstraint, ...]
    whole: frozenset[Cell]
    binary: frozenset[Cell]
    is_signed: bool
    unit: str | None


def read_model(named: str) -> SolverModel:
    """Read the model of a workbook; `book.xlsx#表` names its sheet.

    Raises:
        InputUnusable: With every fault found.
    """
    file, sheet = split_reference(named)
    content = read_whole(Path(file), named, LARGEST_BOOK)
    book = _opened(content, named)
    there = [s.title for s in book.worksheets if _setting(book, s.title, "solver_adj")]
    chosen = [title for title in there if sheet in (None, title)]
    if len(chosen) != 1:
        allowed = Words("应有一个规划求解（Solver）模型", "one model of Solver")
        remedy = Words("用 文件.xlsx#工作表 指明。", "Name one as FILE.xlsx#SHEET.")
        names = listed(there)
        remedy = (
            remedy if there else Words("规划求解要先保存一次。", "Save the model in Solver first.")
        )
        fault = Fault(named, Words("文件", "the file"), allowed, names.en or None, remedy)
        raise InputUnusable([fault])
    return _Reading(named, book, chosen[0]).model()


def _opened(content: bytes, named: str) -> Any:
    from openpyxl import load_workbook

    try:
        refuse_packed_bomb(content, named)
        return load_workbook(io.BytesIO(content))
    except InputUnusable:
        raise
    except Exception:  # a file from outside breaks it in many ways
        allowed = Words("应为完好的 XLSX 工作簿", "an undamaged XLSX workbook")
        raise unusable(named, allowed, SAVE_AS_BOOK) from None


def _setting(book: Any, sheet: str, name: str) -> str | None:
    """Return what a hidden name of a sheet holds."""
    own = {word.casefold(): defined for word, defined in book[sheet].defined_names.items()}
    found = own.get(name)
    if found is None or found.attr_text is None or "#REF!" in found.attr_text:
        return None
    return str(found.attr_text).lstrip("=").strip().strip('"')


class _Reading:
    """One model on its way; faults are kept until the end."""

    def __init__(self, named: str, book: Any, sheet: str) -> None:
        self.named, self.book, self.sheet = named, book, sheet
        self.faults: list[Fault] = []
        self.formulas = Formulas(book, ())

    def model(self) -> SolverModel:
        """Return the model.

        Raises:
            InputUnusable: With every fault found.
        """
        cells = self._variables()
        self.formulas = Formulas(self.book, (cell for row in cells for cell in row))
        objective = self._objective()
        bounds, whole, binary = list[ModelConstraint](), set[Cell](), set[Cell]()
        for number in range(1, self._count() + 1):
            bounds += self._constraint(number, whole, binary)
        refuse_any(self.faults)
        sheet = self.book[self.sheet]
        texts = (str(c.value) for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
        unit = next((found[1] for text in texts if (found := UNIT.search(text))), None)
        return SolverModel(
            sheet=self.sheet,
            cells=cells,
            row_names=_labels(sheet, [row[0] for row in cells], (0, -1)),
            column_names=_labels(sheet, list(cells[0]), (-1, 0)),
            now={cell: self._now(cell) for row in cells for cell in row},
            objective=objective,
            is_maximum=self._get("solver_typ") == "1",
            bounds=tuple(bounds),
            whole=frozenset(whole | binary),
            binary=frozenset(binary),
            is_signed=self._get("solver_neg") != "1",
            unit=unit,
        )

    def _get(self, name: str) -> str | None:
        return _setting(self.book, self.sheet, name)

    def _fault(self, where: Words, allowed: Words, came: str | None = None) -> None:
        self.faults.append(Fault(self.named, where, allowed, came))

    def _count(self) -> int:
        said = self._get("solver_num") or "0"
        if not said.isdecimal() or len(said) > 5 or int(said) > MOST_CONSTRAINTS:
            most = f"{MOST_CONSTRAINTS}"
            allowed = Words(
                f"应为约束的个数，至多 {most}", f"a number of constraints, at most {most}"
            )
            self._fault(same("solver_num"), allowed, said)
            return 0
        return int(said)

    def _variables(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the variable cells.

        Raises:
            InputUnusable: When they are no one rectangle of this sheet.
        """
        said = self._get("solver_adj") or ""
        where = Words("可变单元格（solver_adj）", "the variable cells (solver_adj)")
        try:
            if "," in said:
                raise NotLinear(Words("应为一块矩形区域", "one rectangle"), said)
            cells = self.formulas.cells(said, self.sheet)
            if cells[0][0][0] != self.sheet:
                raise NotLinear(Words("应在模型所在的工作表", "cells of the model's sheet"), said)
            if len(cells) * len(cells[0]) > MOST_VARIABLES:
                most = Words(f"至多 {MOST_VARIABLES} 格", f"at most {MOST_VARIABLES} cells")
                raise NotLinear(most, said)
        except NotLinear as no:
            raise InputUnusable([Fault(self.named, where, no.allowed, no.came)]) from None
        return tuple(map(tuple, cells))

    def _objective(self) -> LinearFormula:
        where = Words("目标（solver_opt）", "the objective (solver_opt)")
        kind, said = self._get("solver_typ") or "1", self._get("solver_opt")
        if said is None:
            self._fault(where, Words("应有目标单元格", "a cell to make large or small"))
            return LinearFormula()
        if kind not in ("1", "2"):
            allowed = Words("应为最大值或最小值", "a maximum or a minimum")
            came = f"solver_typ = {kind}"
            self._fault(where, allowed, came)
        grid = self._grid(said, where)
        return grid[0][0] if grid else LinearFormula()

    def _grid(self, said: str, where: Words) -> list[list[LinearFormula]] | None:
        """Evaluate a reference, a figure or a formula; None where it is refused."""
        try:
            return self.formulas.text(f"={said}", self.sheet, f"{self.sheet}!")
        except NotLinear as no:
            self._fault(where, no.allowed, no.came)
        except RecursionError:
            self._fault(where, Words("公式套得太深", "formulas less deep"))
        return None

    def _constraint(
        self, number: int, whole: set[Cell], binary: set[Cell]
    ) -> Iterator[ModelConstraint]:
        """Yield the bounds of a constraint; note what is to be whole or binary."""
        left = self._get(f"solver_lhs{number}") or ""
        relation = self._get(f"solver_rel{number}") or ""
        shown = left.replace("$", "")
        where = Words(f"约束 {number}（{shown}）", f"constraint {number} ({shown})")
        if relation in (WHOLE, BINARY):
            try:
                cells = {cell for row in self.formulas.cells(left, self.sheet) for cell in row}
            except NotLinear as no:
                self._fault(where, no.allowed, no.came)
                return
            if not cells <= self.formulas.chosen:
                allowed = Words(
                    "只有可变单元格才能要求整数", "whole or binary variable cells alone"
                )
                self._fault(where, allowed, left)
            (binary if relation == BINARY else whole).update(cells)
            return
        if relation not in RELATIONS:
            allowed = Words("应为 <=、=、>=、整数或二进制", "<=, =, >=, integer or binary")
            self._fault(where, allowed, f"solver_rel{number} = {relation or '?'}")
            return
        one = self._grid(left, where)
        other = self._grid(self._get(f"solver_rhs{number}") or "", where)
        if one is None or other is None:
            return
        lefts, rights = [x for row in one for x in row], [x for row in other for x in row]
        if len(rights) not in (1, len(lefts)):
            self._fault(where, Words("两边应一样大", "both sides of one size"), f"{len(rights)}")
            return
        if len(lefts) > 1:
            places = [
                address(cell) for row in self.formulas.cells(left, self.sheet) for cell in row
            ]
        else:
            places = [shown]
        for at, (x, place) in enumerate(zip(lefts, places, strict=True)):
            y = rights[at if len(rights) > 1 else 0]
            name = Words(f"约束 {number}（{place}）", f"constraint {number} ({place})")
            yield ModelConstraint(name, total_of((x, y.times(Fraction(-1)))), RELATIONS[relation])

    def _now(self, cell: Cell) -> Fraction:
        value = self.book[cell[0]].cell(cell[1], cell[2]).value
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        return Fraction(repr(value)) if plain else Fraction(0)


def _labels(sheet: Any, cells: Sequence[Cell], step: tuple[int, int]) -> tuple[str, ...]:
    """Return the nearest text from each cell on, in one direction; its place where there is none.

    Texts that are the same get the place behind them.
    """
    found = list[str]()
    for _, row, column in cells:
        label = ""
        while not label and row + step[0] > 0 and column + step[1] > 0:
            row, column = row + step[0], column + step[1]
            value = sheet.cell(row, column).value
            if isinstance(value, str) and value.strip() and not value.startswith("="):
                label = " ".join(value.split())
        found.append(label)
    places = [address(cell).rpartition("!")[2] for cell in cells]
    pairs = zip(found, places, strict=True)
    return tuple(f"{n} {p}".strip() if found.count(n) > 1 or not n else n for n, p in pairs)
