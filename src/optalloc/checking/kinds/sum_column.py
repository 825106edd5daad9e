"""Every total row against the rows it sums:  total = sum over its rows, column by column.

A total shown with fewer decimals than its rows may be rounded; a difference within half its last
decimal, or below half a fen, is called rounding. The figure that a difference equals is named: it
was left out, or counted twice.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from optalloc.checking.arithmetic import HALF, finest, shown, signed
from optalloc.checking.finding import Finding, Severity
from optalloc.checking.kinds import KINDS
from optalloc.checking.sheet import Column, Sheet, sum_of
from optalloc.money import FEN_PER_UNIT
from optalloc.words import NOTHING, Words

_NOT_ADDED = re.compile(
    r".*(得分|分数|指数|系数|排名|人均|平均|score|index|average)", re.IGNORECASE
)


@KINDS.register("sum_column")
def sum_column(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that are not the sum of their rows."""
    for column in sheet.columns:
        is_count = column.role == "indicator" and not _NOT_ADDED.fullmatch(column.name)
        if not column.holds_figures or not (column.is_money or is_count):
            continue
        for line in sheet.totals:
            stated, covers = column.values[line], sheet.lines[line].covers
            summed, there = sum_of(column.values, covers)
            if stated is not None and there and stated != summed:
                yield _finding(sheet, line, column, stated, summed)


def _finding(sheet: Sheet, line: int, column: Column, stated: int, summed: int) -> Finding:
    """Return what is wrong, or only rounded, with one total."""
    rows = sheet.lines[line].covers
    exact = [sheet.exact(v) for i in rows if (v := column.values[i]) is not None]
    off = sheet.exact(stated - summed)
    is_corner = column.role == "total" and sheet.lines[line].level != 1
    kind = "grand_total" if is_corner else "sum_column"
    severity: Severity = "error"
    why = _equal_to(sheet, rows, column, abs(stated - summed))
    if is_rounding(off, sheet.exact(stated), exact, sheet.unit if column.is_money else None):
        severity, why = "note", Words("，是四舍五入，不是错误", ": rounding, not an error")
    elif sheet.is_partial and stated > summed:
        severity = "note"
        why = Words("，有行未列出", ": rows were left out")
    zh = f"{len(exact)} 行相加为 {sheet.say(summed)}，表中写 {sheet.say(stated)}，差 {signed(off)}"
    en = (
        f"the {len(exact)} rows add up to {sheet.say(summed)}, "
        f"the table says {sheet.say(stated)}, off by {signed(off)}"
    )
    words = Words(zh, en) + why
    expected = Words(sheet.say(summed), sheet.say(summed))
    return Finding(kind, severity, sheet.place(line, column), words, sheet.say(stated), expected)


def is_rounding(
    off: Fraction, stated: Fraction, parts: list[Fraction], unit: str | None = None
) -> bool:
    """Say whether a difference is what rounding the total makes.

    Args:
        off: Total less sum.
        unit: The unit of money, when it is known; below half a fen nothing is owed.
    """
    if unit is not None and abs(off) * FEN_PER_UNIT[unit] < HALF:
        return True
    last = finest([stated])
    return last > finest(parts) and abs(off) <= last / 2


def _equal_to(sheet: Sheet, rows: tuple[int, ...], column: Column, off: int) -> Words:
    """Return which single row a difference equals, as a hint."""
    alike = [i for i in rows if column.values[i] == off]
    if len(alike) != 1 or not off:
        return NOTHING
    row, amount = sheet.lines[alike[0]].number, shown(sheet.exact(off))
    return Words(
        f"（恰为第{row}行的 {amount}：漏加或重复？）",
        f" (just the {amount} of row {row}: left out, or counted twice?)",
    )
