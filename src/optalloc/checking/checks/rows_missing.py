"""A total that is larger than its rows in every column: rows were left out."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.checking.sums_off import rounding
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("rows_missing")
def rows_missing(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that every column of money falls short of, two columns at least."""
    if sheet.is_partial:
        return
    for i in sheet.totals:
        stated = [c for c in sheet.money if c.values[i] is not None and not c.is_of_which]
        if len(stated) > 1 and all(_falls_short(sheet, i, c) for c in stated):
            words = Words(
                "每一列的合计都大于各行之和：是不是有行没有列出？若是，请加 --partial",
                "the total is larger than the rows in every column: were rows left out? "
                "If so, say --partial",
            )
            yield Finding("rows_missing", "warning", sheet.place(i), words)


def _falls_short(sheet: Sheet, line: int, column: SheetColumn) -> bool:
    """Say whether the rows of a column come to less than its total, by more than rounding."""
    covers = sheet.lines[line].covers
    parts = [sheet.exact(v) for i in covers if (v := column.values[i]) is not None]
    off = sheet.exact(column.values[line] or 0) - sum(parts)
    if off <= 0 or not covers:
        return False
    return rounding(sheet, line, column, off, parts)[0] != "note"
