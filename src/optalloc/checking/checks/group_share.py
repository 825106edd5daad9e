"""How much of the money goes to each group:  share[g] = sum over rows of g / sum over all rows.

Where a total says more than the visible rows, the share of that total is given too. The rows of
one level (层级) hold the money of the level below once more: levels are no parts of a whole. A
project is no group: each has its own row, or a few.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_percent
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import Given, given
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_GROUPS = 12
MOST_OF_ROWS = Fraction(2, 3)
"""Where there are more groups for the rows, nearly each is one row, and its share says nothing."""
_NO_GROUPS = re.compile("层级|级次|级别|levels?|项目(名称)?|projects?", re.IGNORECASE)

_DIGITS = "〇一二三四五六七八九十"
_NUMBER = re.compile(rf"[(（]?([0-9]{{1,3}}|[{_DIGITS[1:]}])[)）]?[.．、]?")


@KINDS.register("group_share")
def group_share(sheet: Sheet) -> Iterator[Finding]:
    """Yield the money and share of each group, for every column that groups rows."""
    of = given(sheet)
    if of is None:
        return
    for column in sheet.with_role("group", "source", "use", figures=False):
        if not (column.path and _NO_GROUPS.fullmatch(column.path[-1])):
            yield from _of_column(sheet, column, of)


def _of_column(sheet: Sheet, column: SheetColumn, of: Given) -> Iterator[Finding]:
    money: dict[str, int] = {}
    for i in sheet.data:
        if (name := sheet.name(i, column)) and (value := of.values[i]) is not None:
            money[name] = money.get(name, 0) + value
    if _counts_lines(sheet, column):
        return
    rows = sum(of.values[i] is not None for i in sheet.data)
    total = sum(money.values())
    if not 2 <= len(money) <= MOST_GROUPS or len(money) > MOST_OF_ROWS * rows or total <= 0:
        return
    stated = _stated(sheet, of)
    for name, amount in money.items():
        share = show_percent(Fraction(amount, total), 1)
        words = Words(
            f"{name}：{sheet.amount(amount)}，占 {share}",
            f"{name}: {sheet.amount(amount)}, {share}",
        )
        if stated is not None and stated > total:
            part = show_percent(Fraction(amount, stated), 1)
            words += Words(
                f"；占合计行 {sheet.amount(stated)} 的 {part}",
                f"; {part} of the {sheet.amount(stated)} in the total row",
            )
        place = sheet.place(None, column)
        yield Finding("group_share", "note", place, words, share, NOTHING)


def _counts_lines(sheet: Sheet, column: SheetColumn) -> bool:
    """Say whether a column numbers the rows under each heading: 1, 2 under 一、 and under 二、."""
    numbers: list[int] = []
    last = -1
    for i in sheet.data:
        found = _NUMBER.fullmatch(sheet.name(i, column))
        if found is None:
            return False
        number = _DIGITS.find(found[1]) if found[1] in _DIGITS else int(found[1])
        goes_on = bool(numbers) and all(sheet.lines[k].kind == "data" for k in range(last + 1, i))
        if number != (numbers[-1] + 1 if goes_on else 1):
            return False
        numbers, last = [*numbers, number], i
    return bool(numbers)


def _stated(sheet: Sheet, of: Given) -> int | None:
    """Return what the total of all rows says, if there is one."""
    whole = [i for i in sheet.totals if len(sheet.lines[i].covers) == len(sheet.data)]
    return of.values[whole[0]] if whole else None
