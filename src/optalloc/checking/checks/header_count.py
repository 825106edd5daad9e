"""Numbers that the words of a table carry, against its rows.

村数171个                      a header with its own total = the sum of its column
共6个乡镇   合计（6个单位）      a title, a note or the label of a total = how many rows
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, same
from optalloc.inputs.tables.field_words import COUNTED
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

_UNIT = "|".join(map(re.escape, sorted(COUNTED, key=len, reverse=True)))
_COUNT = re.compile(rf"(?:.*\D)?(?!(?:19|20)\d\d年)(\d+)(?:{_UNIT})")
"""村数171个 has one; a number before 年 is a year."""

_SORT = "单位|乡镇|部门|镇|乡|街道|县|市|区"
_ROWS = re.compile(
    rf"(?:共计?|合计|小计|总计|[(（])[共计:：(（\s]{{0,2}}(\d{{1,3}})\s*个({_SORT})(?![办政级委直属])"
)
"""共6个乡镇 and （6个单位） count rows; 20个县级财政 does not."""


@KINDS.register("header_count")
def header_count(sheet: Sheet) -> Iterator[Finding]:
    """Yield headers whose number is not the sum of the rows, and counts that are not theirs."""
    yield from _rows_counted(sheet)
    for column, stated, summed in _counted(sheet):
        if summed == stated:
            continue
        words = Words(
            f"表头写 {stated}，各行相加为 {shown(summed)}",
            f"the header says {stated}, the rows add up to {shown(summed)}",
        )
        place, came = sheet.place(None, column), str(stated)
        yield Finding("header_count", "warning", place, words, came, same(shown(summed)))


def held_by_header(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, whose sum a header says."""
    return {(i, column.index) for column, *_ in _counted(sheet) for i in sheet.data}


def _counted(sheet: Sheet) -> Iterator[tuple[SheetColumn, Fraction, Fraction]]:
    """Yield the columns whose header has a number, with it and what their rows come to."""
    for column in sheet.with_role("indicator", figures=True) if not sheet.is_partial else ():
        stated, (summed, there) = _stated(column), sum_of(column.values, sheet.data)
        if stated is not None and there > 1:
            yield column, stated, sheet.exact(summed)


def _stated(column: SheetColumn) -> Fraction | None:
    """Return the number in a header or its bracket."""
    for text in (column.bracket, column.path[-1] if column.path else ""):
        if found := _COUNT.fullmatch(text):
            return Fraction(int(found[1]))
    return None


def _rows_counted(sheet: Sheet) -> Iterator[Finding]:
    """Yield titles, notes and labels of totals that count other than the recipients below them."""
    whom = sheet.whom
    if whom is None or sheet.is_partial:
        return
    # What stands above a table of a paper is held as its prose.
    above = [cell for row in sheet.grid.rows[: sheet.header.first] for cell in row.filled]
    said: list[tuple[object, int | None, tuple[int, ...]]] = [(c, None, sheet.data) for c in above]
    for i, line in enumerate(sheet.lines):
        covers = line.covers if line.kind == "total" else sheet.data
        if line.kind in ("total", "note"):
            said += [(cell, i, covers) for cell in line.row.filled]
    for text, at, lines in said:
        found = _ROWS.search(text) if isinstance(text, str) else None
        if found is None or not lines:
            continue
        names = {sheet.name(i, whom) for i in lines} - {""}
        paid = {sheet.name(i, whom) for i in lines if any(c.values[i] for c in sheet.money)}
        of_sort = [name for name in names if name.endswith(found[2])]
        if int(found[1]) in (len(names), len(paid - {""}), len(of_sort)):
            continue
        words = Words(
            f"写“{found[1]}个{found[2]}”，表中为 {len(names)} 个",
            f"says '{found[1]}个{found[2]}', the table has {len(names)}",
        )
        due = same(str(len(names)))
        yield Finding("header_count", "warning", sheet.place(at), words, found[1], due)
