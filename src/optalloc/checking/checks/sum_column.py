"""Every total row against the rows it sums:  total = sum over its rows, column by column.

A total shown with fewer decimals than its rows may be rounded; a difference within half its last
decimal, or below half a fen, is called rounding. The figure that a difference equals is named: it
was left out, or counted twice.
"""

from collections.abc import Iterator
from dataclasses import replace

from optalloc.checking.checks import KINDS
from optalloc.checking.sums_off import NEED_NOT, rounding
from optalloc.core.message import NOTHING, Words, same
from optalloc.inputs.tables.field_words import says_part
from optalloc.inputs.understanding.layout.arithmetic import shown, shows, signed
from optalloc.inputs.understanding.layout.cells import Sort
from optalloc.inputs.understanding.layout.columns import KEPT_FIGURES
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

NEAR = 10
"""A column that nothing tells adds up when its total is off by at most one part in so many."""
UNREAD = Words("，其中有读不出的数", ": one of them is no number that can be read")
SILENT = (Sort.WORDS, Sort.BROKEN)
ROWS, COLUMNS = Words("行", "rows"), Words("列", "columns")


@KINDS.register("sum_column")
def sum_column(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that are not the sum of their rows."""
    for column in sheet.columns:
        for line in totals_compared(sheet, column):
            stated = column.values[line] or 0
            summed, _ = sum_of(column.values, sheet.lines[line].covers)
            if not shows(sheet.exact(stated - summed)):
                continue
            found = _finding(sheet, line, column, stated, summed)
            # What a formula comes to is printed rounded, and its total too: no news.
            if column.is_computed and found.severity == "note":
                continue
            is_guess = column.because == KEPT_FIGURES and found.severity == "error"
            yield replace(found, severity="warning") if is_guess else found


def totals_compared(sheet: Sheet, column: SheetColumn) -> Iterator[int]:
    """Yield the lines whose figures are held against the rows that they sum."""
    is_kept = column.because == KEPT_FIGURES
    for line in sheet.summing if column.adds_up or is_kept else ():
        stated = column.values[line]
        summed, there = sum_of(column.values, sheet.lines[line].covers)
        if stated is None or not there:
            continue
        # Rows that nothing says what they are seem to be meant to add up where they nearly do.
        if not is_kept or (there > 1 and abs(stated - summed) * NEAR <= abs(summed)):
            yield line


def _finding(sheet: Sheet, line: int, column: SheetColumn, stated: int, summed: int) -> Finding:
    """Return what is wrong, or only rounded, with one total."""
    rows = sheet.lines[line].covers
    exact = [sheet.exact(v) for i in rows if (v := column.values[i]) is not None]
    off = sheet.exact(stated - summed)
    is_top = sheet.lines[line].kind == "total" and sheet.lines[line].level != 1
    is_corner = column.role == "total" and is_top
    kind = "grand_total" if is_corner else "sum_column"
    severity, why = rounding(sheet, line, column, off, exact)
    if severity == "error" and sheet.is_partial and stated > summed:
        severity, why = "note", Words("，有行未列出", ": rows were left out")
    elif severity == "error":
        why = _visible(sheet, rows, column, stated)
        why = why if why.zh else _equal_to(sheet, rows, column, abs(stated - summed))
    if (
        severity == "error"
        and stated > summed
        and any(says_part(sheet.lines[i].label) for i in rows)
    ):
        severity, why = "warning", NEED_NOT
    if severity == "error" and any(is_unread(sheet, i, column) for i in rows):
        severity, why = "warning", UNREAD
    elif severity == "error" and sheet.lines[line].kind == "part":
        severity = "warning"  # which rows a part is of is not told
    what = ROWS if sheet.grid.turned_from is None else COLUMNS
    zh = (
        f"{len(exact)} {what.zh}相加为 {sheet.say(summed)}，"
        f"表中写 {sheet.say(stated)}，差 {signed(off)}"
    )
    en = (
        f"the {len(exact)} {what.en} add up to {sheet.say(summed)}, "
        f"the table says {sheet.say(stated)}, off by {signed(off)}"
    )
    place, expected = sheet.place(line, column), same(sheet.say(summed))
    return Finding(kind, severity, place, Words(zh, en) + why, sheet.say(stated), expected)


def is_unread(sheet: Sheet, line: int, column: SheetColumn) -> bool:
    """Return whether a cell holds something that is no figure, so that a sum may be right."""
    read = sheet.grid.reads(sheet.lines[line].row)
    return column.values[line] is None and column.index < len(read) and read[column.index] in SILENT


def _visible(sheet: Sheet, rows: tuple[int, ...], column: SheetColumn, stated: int) -> Words:
    """Return that a total is the sum of the rows that the workbook shows, when it is."""
    shown_rows = [i for i in rows if sheet.lines[i].number not in sheet.grid.hidden_rows]
    if len(shown_rows) == len(rows) or sum_of(column.values, shown_rows)[0] != stated:
        return NOTHING
    return Words(
        f"（等于看得见的 {len(shown_rows)} 行之和，隐藏的行没有加）",
        f" (the sum of the {len(shown_rows)} visible rows: the hidden ones were not added)",
    )


def _equal_to(sheet: Sheet, rows: tuple[int, ...], column: SheetColumn, off: int) -> Words:
    """Return which single row a difference equals, as a hint."""
    alike = [i for i in rows if column.values[i] == off]
    if len(alike) != 1 or not off:
        return NOTHING
    row, amount = sheet.row_words(alike[0]), shown(sheet.exact(off))
    return Words(
        f"（恰为{row.zh}的 {amount}：漏加或重复？）",
        f" (just the {amount} of {row.en}: left out, or counted twice?)",
    )
