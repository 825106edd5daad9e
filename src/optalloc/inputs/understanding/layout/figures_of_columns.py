"""The figures of a table's columns as whole numbers: money in its unit, shares as parts of one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm

from optalloc.core.money import FEN_PER_UNIT, LONGEST_NUMBER
from optalloc.inputs.understanding.layout.cells import CellFigure, Read, Sort, figure_in_words
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SheetColumn, SheetRow
from optalloc.inputs.understanding.layout.roles import MONEY

IN_WORDS = MONEY | {"indicator", "inverse", "rate", "share"}
"""Roles of columns in which numbers in Chinese words are read."""


def with_words_read(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> CellGrid:
    """Return the grid with numbers in Chinese words read among figures; what is unclear is not."""
    rows = [line.row for line in lines if line.kind in ("data", "total", "part")]
    told: dict[tuple[int, int], Read] = {}
    for column in columns:
        if not column.holds_figures or column.role not in IN_WORDS:
            continue
        for row, read in zip(rows, grid.column(rows, column.index), strict=True):
            if read is Sort.WORDS:
                found = figure_in_words(grid.at(row, column.index), column.role == "share")
                if found is not None:
                    told[row.number, column.index] = found
    return grid.reading(told) if told else grid


def with_values(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn], unit: str | None
) -> tuple[tuple[SheetColumn, ...], int]:
    """Return the columns with their figures as whole numbers, and how many make one."""
    exact = {c.index: _figures(grid, lines, c, unit) for c in columns if c.holds_figures}
    scale = _scale({v.denominator for values in exact.values() for v in values if v is not None})
    whole = {index: tuple(_whole(values, scale)) for index, values in exact.items()}
    return tuple(replace(c, values=whole.get(c.index, ())) for c in columns), scale


def _whole(values: Sequence[Fraction | None], scale: int) -> Iterator[int | None]:
    """Yield figures as whole numbers of 1/scale."""
    for value in values:
        if value is None:
            yield None
        else:
            above, below = value.as_integer_ratio()
            yield above * (scale // below)


def _scale(denominators: set[int]) -> int:
    """Return the power of ten that makes all figures whole; decimals always have one."""
    common = lcm(*denominators)
    scale = 10 ** (len(str(common)) - 1)
    while scale % common and scale < common * 10**LONGEST_NUMBER:
        scale *= 10
    return scale if scale % common == 0 else common


def _figures(
    grid: CellGrid, lines: Sequence[SheetRow], column: SheetColumn, unit: str | None
) -> list[Fraction | None]:
    """Return the figures of a column, money in the table's unit, shares as parts of one."""
    reads = grid.column((line.row for line in lines), column.index)
    found = [read if isinstance(read, CellFigure) else None for read in reads]
    if column.role in MONEY:
        found = [f if f is not None and f.is_amount else None for f in found]
        for i, line in enumerate(lines):
            if line.kind == "total" and found[i] is None:
                found[i] = grid.merged_figure(line.row, column.index)
    if column.role == "share":
        marked = {"%": 100, "‰": 1000}
        largest = max((f.value for f in found if f and not f.unit), default=Fraction(0))
        whole = marked.get(column.bracket, 100 if largest > 1 else 1)
        if largest <= 1 and not any(f.unit for f in found if f):
            whole = 1  # a spreadsheet stores 55% as 0.55, whatever the header says
        return [None if f is None else f.value / marked.get(f.unit, whole) for f in found]
    if column.role not in MONEY:
        return [None if f is None else _counted(f, column) for f in found]
    if unit is None:
        return [None if f is None else f.value for f in found]
    usual = column.unit or unit
    per = FEN_PER_UNIT[unit]
    times = {u: Fraction(f, per) for u, f in FEN_PER_UNIT.items() if f != per}
    return [
        None if f is None else f.value * times[u] if (u := f.unit or usual) in times else f.value
        for f in found
    ]


def _counted(figure: CellFigure, column: SheetColumn) -> Fraction:
    """Return a figure that is no money: 1.5万 people are 15,000 unless the header counts in 万."""
    if figure.unit not in FEN_PER_UNIT or column.unit or column.bracket.startswith(("万", "亿")):
        return figure.value
    return figure.value * FEN_PER_UNIT[figure.unit] / FEN_PER_UNIT["元"]
