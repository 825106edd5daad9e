"""A total that is larger than its rows in every column: rows were left out."""

from collections.abc import Iterator

from optalloc.checking.kinds import KINDS
from optalloc.understanding.finding import Finding
from optalloc.understanding.sheet import Sheet, sum_of
from optalloc.words import Words


@KINDS.register("rows_missing")
def rows_missing(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that every column of money falls short of, two columns at least."""
    if sheet.is_partial:
        return
    for i in sheet.totals:
        covers = sheet.lines[i].covers
        stated = [(c.values[i], sum_of(c.values, covers)[0]) for c in sheet.cells]
        there = [(value, summed) for value, summed in stated if value is not None]
        if covers and len(there) > 1 and all(value > summed for value, summed in there):
            words = Words(
                "每一列的合计都大于各行之和：是不是有行没有列出？若是，请加 --partial",
                "the total is larger than the rows in every column: were rows left out? "
                "If so, say --partial",
            )
            yield Finding("rows_missing", "warning", sheet.place(i), words)
