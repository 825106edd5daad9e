"""Line numbers (序号) count 1, 2, 3, …; each part of a table may start again at 1.

A gap or a number twice is no more than a note: it tells of a row that was taken out or put in, and
the sums say whether that was right.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_OFF = 3
"""Numbers that often out of order are codes, not line numbers."""


@KINDS.register("line_number")
def line_number(sheet: Sheet) -> Iterator[Finding]:
    """Yield line numbers that are missing, doubled or out of order."""
    for column in sheet.with_role("line", figures=True):
        found = list(_of_column(sheet, column))
        if len(found) <= max(MOST_OFF, len(sheet.data) // 10):
            yield from found


def _of_column(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    before = 0
    if any(value is not None and sheet.exact(value) % 1 for value in column.values):
        return  # 1.1 and 1.2 below 1 are numbers of an outline
    for i in sheet.data:
        value = column.values[i]
        if value is None:
            continue
        number = sheet.exact(value)
        if number not in (before + 1, 1) or (number == 1 and before == 1):
            words = Words(f"序号是 {number}，上一个是 {before}", f"is {number} after {before}")
            expected = Words(str(before + 1), str(before + 1))
            place = sheet.place(i, column)
            yield Finding("line_number", "note", place, words, str(number), expected)
        before = int(number)
