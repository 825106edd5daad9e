"""Take tables apart that stand on one sheet: side by side, or below one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from optalloc.inputs.tables.headers import split_header
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.understanding.layout.finding import FindingPlace
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.header import NoHeader, find_header
from optalloc.inputs.understanding.layout.parts import Header, SheetRow
from optalloc.inputs.understanding.layout.roles import role_of_words
from optalloc.inputs.understanding.layout.rows import lines_of
from optalloc.inputs.understanding.layout.turned import stands_across, turned


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
