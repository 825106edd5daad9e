"""A header that carries its own total against its column:  村数171个 = the sum of its rows."""

import re
from collections.abc import Iterator
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, same
from optalloc.inputs.tables.field_words import COUNTED
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

_UNIT = "|".join(map(re.escape, sorted(COUNTED, key=len, reverse=True)))
_COUNT = re.compile(rf"(?:.*\D)?(?!(?:19|20)\d\d年)(\d+)(?:{_UNIT})")
"""村数171个 has one; a number before 年 is a year."""


@KINDS.register("header_count")
def header_count(sheet: Sheet) -> Iterator[Finding]:
    """Yield headers whose number is not the sum of the rows."""
    for column in sheet.with_role("indicator", figures=True):
        stated = _stated(column)
        summed, there = sum_of(column.values, sheet.data)
        if stated is None or there < 2 or sheet.exact(summed) == stated or sheet.is_partial:
            continue
        words = Words(
            f"表头写 {stated}，各行相加为 {sheet.say(summed)}",
            f"the header says {stated}, the rows add up to {sheet.say(summed)}",
        )
        place, came = sheet.place(None, column), str(stated)
        yield Finding("header_count", "warning", place, words, came, same(sheet.say(summed)))


def _stated(column: SheetColumn) -> Fraction | None:
    """Return the number in a header or its bracket."""
    for text in (column.bracket, column.path[-1] if column.path else ""):
        if found := _COUNT.fullmatch(text):
            return Fraction(int(found[1]))
    return None
