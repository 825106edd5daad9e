"""Which rows a row of 其中 sums that calls itself a total:  其中：山区小计.

甲镇 / 乙镇 / 其中：山区小计         the rows above it, or those below it, to the next total
合计 / 其中：山区小计 / 其中：平原小计   the rows that stand in the group of that name
其中：东村 / 其中：西村 / 其中：小计     the parts right above it

Which is meant is what makes most of its figures agree; else what comes within one part in a
hundred of all of them. Where nothing does, it sums no rows that anybody can tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from optalloc.inputs.tables.field_words import named_as_part
from optalloc.inputs.understanding.layout.cells import name_of
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SheetRow
from optalloc.inputs.understanding.layout.sheet import sum_of

NEAR = Fraction(1, 100)
"""How far a figure may lie from the sum of the rows that it seems to be of."""
_ENDS = ("小计", "小計", "合计", "合計", "总计", "總計", "计", "subtotal", "sub-total", "total")
Values = Sequence[Sequence[int | None]]


def with_part_totals(
    grid: CellGrid, lines: Sequence[SheetRow], values: Values
) -> tuple[SheetRow, ...]:
    """Return the lines, rows of 其中 that call themselves totals with the rows they sum.

    Args:
        values: The figures that add up, by column, each by line.
    """
    return tuple(
        replace(line, covers=_meant(grid, lines, i, values)) if line.is_part_total else line
        for i, line in enumerate(lines)
    )


def _meant(grid: CellGrid, lines: Sequence[SheetRow], at: int, values: Values) -> tuple[int, ...]:
    """Return the rows that a part is the total of; empty where none are seen to be."""
    tried = [rows for rows in _reaches(grid, lines, at) if rows]
    agreeing = {rows: _agreeing(at, rows, values) for rows in tried}
    best = max(tried, key=lambda rows: agreeing[rows], default=())
    if best and agreeing[best]:
        return best
    return next((rows for rows in tried if len(rows) > 1 and _is_near(at, rows, values)), ())


def _reaches(grid: CellGrid, lines: Sequence[SheetRow], at: int) -> Iterator[tuple[int, ...]]:
    """Yield the rows that a part may be the total of, the surest first."""
    named = named_as_part(lines[at].label)
    group = next((named.removesuffix(end).strip() for end in _ENDS if named.endswith(end)), "")
    data = [i for i, line in enumerate(lines) if line.kind == "data"]
    if group:
        yield tuple(i for i in data if group in _names(grid, lines[i]))
    above, below = range(at - 1, -1, -1), range(at + 1, len(lines))
    parts = takewhile(lambda i: lines[i].kind == "part" and not lines[i].is_part_total, above)
    yield tuple(sorted(parts))
    for rows in (above, below):
        run = takewhile(lambda i: lines[i].kind in ("data", "part", "section"), rows)
        run = takewhile(lambda i: not lines[i].is_part_total, run)
        yield tuple(sorted(i for i in run if lines[i].kind == "data"))


def _names(grid: CellGrid, line: SheetRow) -> set[str]:
    """Return what stands in the cells of a row, and what is merged over them."""
    return {name_of(grid.over(line.row, column)) for column in range(grid.width)}


def _sums(at: int, rows: Sequence[int], values: Values) -> Iterator[tuple[int, int]]:
    """Yield each figure of a row with the sum of others in its column."""
    for column in values:
        stated, (summed, there) = column[at], sum_of(column, rows)
        if stated is not None and there:
            yield stated, summed


def _agreeing(at: int, rows: Sequence[int], values: Values) -> int:
    """Return how many figures of a row other than 0 are the sum of others."""
    return sum(stated == summed != 0 for stated, summed in _sums(at, rows, values))


def _is_near(at: int, rows: Sequence[int], values: Values) -> bool:
    """Say whether all figures of a row lie near the sums of others."""
    sums = list(_sums(at, rows, values))
    return bool(sums) and all(abs(stated - summed) <= NEAR * abs(summed) for stated, summed in sums)
