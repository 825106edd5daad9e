"""A row with money and no name, where the other rows have one."""

from collections.abc import Iterator

from optalloc.checking.finding import Finding
from optalloc.checking.kinds import KINDS
from optalloc.checking.sheet import Sheet
from optalloc.words import Words


@KINDS.register("empty_name")
def empty_name(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows of money whose name is empty, when most rows have one."""
    for column in sheet.with_role("recipient", "source", "use", figures=False):
        empty = [i for i in sheet.data if not sheet.name(i, column)]
        if len(empty) * 2 > len(sheet.data):
            continue
        for i in empty:
            if any(c.values[i] for c in sheet.money):
                words = Words("有金额，没有名称", "has money and no name")
                expected = Words("名称", "a name")
                place = sheet.place(i, column)
                yield Finding("empty_name", "warning", place, words, None, expected)
