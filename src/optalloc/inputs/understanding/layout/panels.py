"""Take tables apart that stand on one sheet: side by side, below one another, or turned round.

A table whose recipients stand across the top is turned: each becomes a row, as elsewhere.

    资金来源  甲镇  乙镇  合计            单位    资金来源/中央  资金来源/省级  合计
    中央          30      20    50     ->     甲镇             30             20    50
    省级          20      20    40            乙镇             20             20    40
    合计          50      40    90            合计               50             40    90

What is found is told with the places of the file: the cells keep them, as row 3 becomes the third
column and column B the second row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from optalloc.inputs.tables.field_words import is_place, total_level
from optalloc.inputs.tables.headers import split_header
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.tables.row_statistics import statistic_of
from optalloc.inputs.understanding.layout.cells import Held, as_shown, is_words
from optalloc.inputs.understanding.layout.finding import FindingPlace
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.header import NoHeader, find_header
from optalloc.inputs.understanding.layout.parts import Header, SheetRow
from optalloc.inputs.understanding.layout.roles import role_of_figures, role_of_words
from optalloc.inputs.understanding.layout.rows import lines_of

RECIPIENT = "单位"
"""What the turned table calls the column of those who stood across the top."""


@dataclass(frozen=True)
class TablePanel:
    """One table of a grid: where its header stands, and the rows below it."""

    grid: CellGrid
    header: Header
    lines: tuple[SheetRow, ...]


def tables_apart(
    grids: Sequence[CellGrid], none: list[tuple[FindingPlace, NoHeader]]
) -> Iterator[TablePanel]:
    """Yield the tables of grids, those side by side and those below one another.

    Args:
        none: Takes the places without a header.
    """
    for grid in grids:
        for panel in panels(grid):
            left: CellGrid | None = panel
            while left is not None:
                try:
                    header = find_header(left)
                except NoHeader as error:
                    none.append((place_in(left), error))
                    break
                lines, another = lines_of(left, header)
                yield _upright(TablePanel(left, header, lines))
                left = None if another is None else left.cut(another)


def _upright(part: TablePanel) -> TablePanel:
    """Return a table with its recipients down the side, where they stood across the top."""
    if not stands_across(part.header, part.lines):
        return part
    grid, header, lines = turned(part.grid, part.header, part.lines)
    return TablePanel(grid, header, tuple(lines))


def place_in(grid: CellGrid, row: int = 0) -> FindingPlace:
    """Return the place of one of a grid's rows, by index."""
    return FindingPlace(grid.file, grid.sheet, grid.rows[row].number)


def panels(grid: CellGrid) -> tuple[CellGrid, ...]:
    """Return the tables of a grid, each with its columns where they stood.

    Only when each side has a header of its own that names recipients; an empty column inside a
    table parts nothing.
    """
    runs = _runs(grid)
    if len(runs) < 2:
        return (grid,)
    parts = [_only(grid, run) for run in runs]
    return tuple(parts) if all(map(_names_recipients, parts)) else (grid,)


def _runs(grid: CellGrid) -> list[range]:
    """Return the runs of columns between empty ones."""
    width, filled = grid.width, set[int]()
    for row in grid.rows:
        filled.update(i for i, cell in enumerate(row.cells) if cell is not None)
        if len(filled) == width:
            return [range(width)]
    filled |= {column for _, column in grid.spread}
    runs, start = [], 0
    for column in range(width + 1):
        if column == width or column not in filled:
            if column > start:
                runs.append(range(start, column))
            start = column + 1
    return runs


def _only(grid: CellGrid, run: range) -> CellGrid:
    """Return a grid with the cells of some columns alone."""
    cut = (
        RawRow(row.number, tuple(c if i in run else None for i, c in enumerate(row.cells)))
        for row in grid.rows
    )
    return replace(grid, rows=tuple(row for row in cut if row.filled), _reads={})


def _names_recipients(part: CellGrid) -> bool:
    """Say whether a part has a header that names recipients."""
    if not part.rows:
        return False
    try:
        header = find_header(part)
    except NoHeader:
        return False
    own = [split_header(path[-1]).name for path in header.paths if path]
    return len(own) > 1 and any(role_of_words((name,)) == "recipient" for name in own)


def stands_across(header: Header, lines: Sequence[SheetRow]) -> bool:
    """Say whether the recipients are columns: places over all figures, and none down the side."""
    heads = [split_header(path[-1]).name if path else "" for path in header.paths]
    if header.first != header.last or len(heads) < 3 or role_of_words((heads[0],)) == "recipient":
        return False
    names = [
        head
        for head in heads[1:]
        if not (total_level(head) or _is_remark(head) or statistic_of(head))
    ]
    sides = [as_shown(line.row.cells[0]) for line in lines if line.row.cells[:1] != (None,)]
    return (
        len(names) > 1
        and all(is_place(n) and role_of_figures((n,), "", is_money=False) is None for n in names)
        and len(sides) == len(lines) > 1
        and not any(map(is_place, sides))
        and all(is_words(line.row.cells[0]) for line in lines)
    )


def turned(
    grid: CellGrid, header: Header, lines: Sequence[SheetRow]
) -> tuple[CellGrid, Header, list[SheetRow]]:
    """Return a table whose recipients are columns as one whose recipients are rows."""
    upper = grid.rows[header.first]
    rows = [upper, *(line.row for line in lines if line.kind != "note")]
    width = max(row.number for row in rows)
    kept = [k for k in range(grid.width) if k == 0 or not _is_remark(_head(upper, k))]
    made = []
    for k in kept:
        cells: list[Held] = [None] * width
        for row in rows:
            cells[row.number - 1] = row.cells[k] if k < len(row.cells) else None
        made.append(RawRow(k + 1, tuple(cells)))
    corner = _head(upper, 0)
    first = list(made[0].cells)
    first[upper.number - 1] = RECIPIENT
    made[0] = replace(made[0], cells=tuple(first))
    other = CellGrid(
        grid.file,
        grid.sheet,
        rows=tuple(row for row in made if row.filled),
        above=header.titles,
        below=grid.below,
        turned_from=grid,
        is_hidden=grid.is_hidden,
        hidden_rows=frozenset(k + 1 for k in grid.hidden_columns),
        hidden_columns=frozenset(n - 1 for n in grid.hidden_rows),
    )
    found = find_header(other)
    if role_of_words((corner,)) in ("source", "use"):
        paths = tuple((corner, *p) if p and p != (RECIPIENT,) else p for p in found.paths)
        found = replace(found, paths=paths)
    below, _ = lines_of(other, found)
    return other, found, list(below)


def _head(upper: RawRow, column: int) -> str:
    return as_shown(upper.cells[column]) if column < len(upper.cells) else ""


def _is_remark(head: str) -> bool:
    return role_of_words((head,)) == "remark"
