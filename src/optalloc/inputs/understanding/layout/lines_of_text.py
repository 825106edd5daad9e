"""Read a table that a message or a site's input box holds as lines: a row a line, a cell a pair.

    单位：万元
    甲镇：合计 30，市级 10，区级 20，备注：示例        row    its name, then each head with its cell
    合计：30.0，市级 10.0，区级 20.0                     a head that is the row's name is left out

Two such lines that follow each other make a table; pages of sentences hold none. Notes below a
table of separated cells may look the same: where there is one, these lines are its notes.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.headers import is_unit_line
from optalloc.inputs.tables.raw import RawRow, RawSheet
from optalloc.inputs.understanding.layout.cells import figure
from optalloc.inputs.understanding.layout.grid import CellGrid, grid_of

LONGEST_NAME = 40
"""Longest name of a row or a head [characters]."""
_ROW = re.compile(rf"\s*([^\s：:，；;][^：:，；;]{{0,{LONGEST_NAME}}})(?:：|: )\s*(\S.*)")
_APART = re.compile(r"[，；]|[,;] ")
# A name may begin with a year (2026 市级), and is more than figures.
_FIGURE = re.compile(
    rf"(?:((?=[^：:]*[^\d\s.,%+：:-])[^\s：:][^：:]{{0,{LONGEST_NAME}}}) )?"
    r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?)"
)
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[%％]?")
SEPARATORS = ",\t;|"
_WORDS = re.compile(rf"([^：:]{{1,{LONGEST_NAME}}})(?:：|: )(.+)")
Told = tuple[int, str, dict[str, str]]
"""A line that tells a row: its number, the row's name, its cells by their heads."""


def grids_of_lines(content: bytes, named: str) -> tuple[CellGrid, ...]:
    """Return the tables that a text tells in lines; empty for any other text."""
    text = decode(content)[0]
    lines = [] if text is None else text.splitlines()
    grids = list[CellGrid]()
    for run in _tables(lines):
        before = lines[run[0][0] - 2].strip() if run[0][0] > 1 else ""
        above = (before,) if is_unit_line(before) else ()
        grids.append(grid_of(_raw(run, f"表{len(grids) + 1}"), named, above))
    return tuple(grids)


def outside_tables(text: str) -> str:
    """Return a text with the lines left empty that are rows of a table told in lines."""
    lines = text.splitlines()
    for run in _tables(lines):
        for number, _, _ in run:
            lines[number - 1] = ""
    return "\n".join(lines)


def _tables(lines: Sequence[str]) -> list[list[Told]]:
    """Return the rows of each table that lines tell; none beside a table of separated cells."""
    runs = [*_runs(lines)]
    told = {number for run in runs for number, _, _ in run}
    return [] if runs and _has_separated(lines, told) else runs


def _has_separated(lines: Sequence[str], told: Collection[int]) -> bool:
    """Return whether two other lines in a row have as many separated cells, and one is a figure."""
    others = [line for number, line in enumerate(lines, 1) if number not in told and line.strip()]
    for mark in SEPARATORS:
        rows = [line.split(mark) for line in others]
        for above, row in pairwise(rows):
            is_row = len(row) > 1 and len(row) == len(above)
            if is_row and any(_PLAIN.fullmatch(cell.strip(' "')) for cell in row):
                return True
    return False


def _runs(lines: Sequence[str]) -> Iterator[list[Told]]:
    """Yield the rows of each table: lines that follow each other and share a head."""
    run: list[Told] = []
    for number, line in enumerate(lines, 1):
        told = _told(number, line) if "：" in line or ": " in line else None
        if told is not None and (not run or run[-1][2].keys() & told[2].keys()):
            run.append(told)
            continue
        if len(run) > 1:
            yield run
        run = [] if told is None else [told]
    if len(run) > 1:
        yield run


def _told(number: int, line: str) -> Told | None:
    """Return what a line tells; None when it is no row with a figure."""
    found = _ROW.fullmatch(line)
    if not found:
        return None
    cells: dict[str, str] = {}
    name, head, has_figure = found[1].strip(), "", False
    for item in _APART.split(found[2]):
        if pair := _FIGURE.fullmatch(item.strip()):
            head, cell = pair[1] or ("" if cells else name), pair[2]
            has_figure = True
        elif words := _WORDS.fullmatch(item.strip()):
            head, cell = words[1], words[2]
        elif head and head in cells and figure(cells[head]) is None:
            cells[head] += f"，{item}"  # a remark with a comma in it
            continue
        else:
            return None
        if not head or head in cells:
            return None
        cells[head] = cell
    return (number, name, cells) if has_figure else None


def _raw(run: Sequence[Told], name: str) -> RawSheet:
    """Return the rows of a table below a header made of their heads."""
    heads = list(dict.fromkeys(head for _, _, cells in run for head in cells))
    header = RawRow(run[0][0] - 1, (None, *heads))
    rows = (RawRow(n, (who, *map(cells.get, heads))) for n, who, cells in run)
    return RawSheet((header, *rows), name=name)
