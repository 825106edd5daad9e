"""Turn a table round whose recipients stand across the top: each becomes a row, as elsewhere.

    资金来源  甲镇  乙镇  合计            单位    资金来源/中央  资金来源/省级  合计
    中央          30      20    50     ->     甲镇             30             20    50
    省级          20      20    40            乙镇             20             20    40
    合计          50      40    90            合计               50             40    90

What is found is told with the places of the file: the cells keep them, as row 3 becomes the third
column and column B the second row.
"""

from collections.abc import Sequence
from dataclasses import replace

from optalloc.inputs.tables.field_words import is_place, total_level
from optalloc.inputs.tables.headers import split_header
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.understanding.layout.cells import Held, as_shown, is_words
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.header import find_header
from optalloc.inputs.understanding.layout.parts import Header, SheetRow
from optalloc.inputs.understanding.layout.roles import role_of_figures, role_of_words
from optalloc.inputs.understanding.layout.rows import lines_of

RECIPIENT = "单位"
"""What the turned table calls the column of those who stood across the top."""


def stands_across(header: Header, lines: Sequence[SheetRow]) -> bool:
    """Say whether the recipients are columns: places over all figures, and none down the side."""
    heads = [split_header(path[-1]).name if path else "" for path in header.paths]
    if header.first != header.last or len(heads) < 3 or role_of_words((heads[0],)) == "recipient":
        return False
    names = [head for head in heads[1:] if not total_level(head) and not _is_remark(head)]
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
