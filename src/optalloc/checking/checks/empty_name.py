"""A row with money and no name, where the other rows have one."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, listed
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_SHOWN = 8
"""Rows that the note about names that go on lists."""


@KINDS.register("empty_name")
def empty_name(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows of money whose name is empty, when most rows have one."""
    for column in sheet.with_role("recipient", "source", "use", figures=False):
        empty = [i for i in sheet.data if not sheet.name(i, column)]
        if len(empty) * 2 > len(sheet.data):
            continue
        empty = [i for i in empty if any(c.values[i] for c in sheet.money)]
        others = list(sheet.with_role("recipient", "source", "use", figures=False))
        goes_on = [i for i in empty if _goes_on(sheet, i, column, others)]
        if len(goes_on) > 1:
            yield _going_on(sheet, column, goes_on)
            empty = [i for i in empty if i not in goes_on]
        for i in empty:
            words = Words("有金额，没有名称", "has money and no name")
            expected = Words("名称", "a name")
            place = sheet.place(i, column)
            yield Finding("empty_name", "warning", place, words, None, expected)


def _goes_on(sheet: Sheet, line: int, column: SheetColumn, keys: list[SheetColumn]) -> bool:
    """Say whether another name tells a row apart below a filled name, which then goes on."""
    is_told = any(sheet.name(line, key) for key in keys if key is not column)
    return is_told and any(sheet.name(i, column) for i in sheet.data if i < line)


def _going_on(sheet: Sheet, column: SheetColumn, lines: list[int]) -> Finding:
    """Return the one note about rows for which the name above them goes on."""
    rows = [str(sheet.lines[i].number) for i in lines]
    shown = listed(rows[:MOST_SHOWN])
    more = "…" if len(rows) > MOST_SHOWN else ""
    words = Words(
        f"{len(rows)} 行没有写（第 {shown.zh}{more} 行），看作与上一行相同",
        f"is empty in {len(rows)} rows ({shown.en}{more}): the name above is taken to go on",
    )
    return Finding("empty_name", "note", sheet.place(None, column), words)
