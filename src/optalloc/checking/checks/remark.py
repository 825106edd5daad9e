"""A figure with words or marks beside it, and the number that it was read as: 约20, 120①, (20)."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.inputs.understanding.layout.cells import CellFigure, as_shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("remark")
def remark(sheet: Sheet) -> Iterator[Finding]:
    """Yield the cells of money whose number was read without what stands beside it."""
    for column in sheet.money:
        for i, line in enumerate(sheet.lines):
            read = sheet.grid.read(line.row, column.index)
            if line.kind in ("data", "total", "part") and (
                isinstance(read, CellFigure) and read.has_remark
            ):
                number = show_fraction(read.value) + read.unit
                came = as_shown(sheet.held(i, column))
                words = Words(f"“{came}”读作 {number}", f"{came!r} is read as {number}")
                place, expected = sheet.place(i, column), Words(number, number)
                yield Finding("remark", "note", place, words, came, expected)
