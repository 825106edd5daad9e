"""An empty total beside filled cells: below the rows of a column, or at the end of a row."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of


@KINDS.register("empty_total")
def empty_total(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that were left empty though what they sum is there."""
    for column in sheet.money:
        for i in sheet.totals:
            summed, there = sum_of(column.values, sheet.lines[i].covers)
            if there and column.values[i] is None and sheet.is_empty(i, column):
                yield _finding(sheet, i, column, summed)
    for column in sheet.money:
        parts = [sheet.of_index[p] for p in sheet.parts.get(column.index, ())]
        for i in sheet.data if parts else ():
            filled = [v for p in parts if (v := p.values[i]) is not None]
            if filled and column.values[i] is None and sheet.is_empty(i, column):
                yield _finding(sheet, i, column, sum(filled))


def _finding(sheet: Sheet, line: int, column: SheetColumn, summed: int) -> Finding:
    text = sheet.say(summed)
    words = Words(f"合计是空的，应为 {text}", f"the total is empty; it should be {text}")
    return Finding(
        "empty_total", "warning", sheet.place(line, column), words, None, Words(text, text)
    )
