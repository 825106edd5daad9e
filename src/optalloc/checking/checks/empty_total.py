"""An empty total beside filled cells: below the rows of a column, or at the end of a row.

A column of amounts that stand in no sum of their rows may be none to add up, as 保障额 of each
person is: where its total alone is empty that is a note.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of


@KINDS.register("empty_total")
def empty_total(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that were left empty though what they sum is there."""
    for column in sheet.money:
        for i in sheet.totals:
            summed, there = sum_of(column.values, sheet.lines[i].covers)
            if there and column.values[i] is None and sheet.is_empty(i, column):
                yield _finding(sheet, i, column, summed, _may_be_no_sum(sheet, i, column))
    for column in sheet.money:
        parts = [sheet.of_index[p] for p in sheet.parts.get(column.index, ())]
        for i in sheet.data if parts else ():
            filled = [v for p in parts if (v := p.values[i]) is not None]
            if filled and column.values[i] is None and sheet.is_empty(i, column):
                yield _finding(sheet, i, column, sum(filled))


def _may_be_no_sum(sheet: Sheet, line: int, column: SheetColumn) -> bool:
    """Say whether a column of amounts has the only empty total, and is in no sum of its rows."""
    in_sums = {i for total, parts in sheet.sums_told.items() for i in (total, *parts)}
    others = [c for c in sheet.money if c is not column]
    are_filled = bool(others) and all(c.values[line] is not None for c in others)
    return column.role == "amount" and column.index not in in_sums and are_filled


def _finding(
    sheet: Sheet, line: int, column: SheetColumn, summed: int, is_doubtful: bool = False
) -> Finding:
    text = sheet.say(summed)
    words = Words(f"合计是空的，应为 {text}", f"the total is empty; it should be {text}")
    if is_doubtful:
        words = Words(
            f"合计是空的；各行相加为 {text}", f"the total is empty; the rows add up to {text}"
        )
    severity: Severity = "note" if is_doubtful else "warning"
    place = sheet.place(line, column)
    return Finding("empty_total", severity, place, words, None, Words(text, text))
