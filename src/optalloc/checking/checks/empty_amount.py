"""A row with a name and no money at all: left empty, or a heading that looks like a row."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("empty_amount")
def empty_amount(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows whose cells of money are all empty; a dash is an answer, emptiness is none."""
    if not sheet.money:
        return
    for i in sheet.data:
        if all(c.values[i] is None and sheet.is_empty(i, c) for c in sheet.money):
            words = Words("这一行没有任何金额", "the row has no amount at all")
            column = sheet.money[0] if len(sheet.money) == 1 else None
            expected = Words("金额，没有则填 0", "an amount, or 0 for none")
            yield Finding("empty_amount", "warning", sheet.place(i, column), words, None, expected)
