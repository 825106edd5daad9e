"""A name that stands twice where each may stand once, and rows that are the same throughout.

A recipient may stand in several rows when the table tells its sources or uses apart; then the same
recipient, source and use with other figures is only pointed out (a department with two roads).
Parts of a table that totals or headings divide are looked at one by one.
"""

from collections import defaultdict
from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

MAIN = ("recipient", "source", "use")
TELLING = frozenset({"source", "use", "text"})
"""Roles of words that tell apart rows of one recipient."""


@KINDS.register("duplicate")
def duplicate(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows whose name, or all of whose cells, stand in an earlier row."""
    words = [c for c in sheet.columns if not c.holds_figures and c.role not in ("remark", "ignore")]
    main = next((c for role in MAIN for c in words if c.role == role), None)
    telling = [c for c in words if c.role in TELLING and c is not main]
    keys = [c for c in (main, *telling) if c is not None]
    named: dict[tuple[object, ...], int] = {}
    same: dict[tuple[object, ...], int] = {}
    for i, block in zip(sheet.data, _blocks(sheet), strict=True):
        names = tuple(sheet.name(i, c) for c in keys)
        contents = (block, *_contents(sheet, i, words))
        by_name = i if not any(names) else named.setdefault((block, *names), i)
        by_contents = same.setdefault(contents, i)
        if by_contents != i:
            yield _finding(sheet, i, by_contents, main, (True, bool(telling)))
        elif by_name != i:
            yield _finding(sheet, i, by_name, main, (False, bool(telling)))


def _blocks(sheet: Sheet) -> list[int]:
    """Return which part of the table each data row stands in."""
    blocks, block = [], 0
    top = max((sheet.lines[i].level for i in sheet.totals), default=0)
    grouped: dict[tuple[str, int], int] = defaultdict(int)
    for line in sheet.lines:
        grouped[line.kind, line.level] += 1
    for line in sheet.lines:
        is_whole = line.kind == "total" and line.level == top and grouped["total", top] == 1
        if line.kind in ("total", "section") and not is_whole:
            block += 1
        elif line.kind == "data":
            blocks.append(block)
    return blocks


def _contents(sheet: Sheet, line: int, words: list[SheetColumn]) -> tuple[object, ...]:
    """Return all that a row says, but for its number and remarks."""
    figures = [c for c in sheet.columns if c.holds_figures and c.role not in ("line", "ignore")]
    return (*(sheet.name(line, c) for c in words), *(c.values[line] for c in figures))


def _finding(
    sheet: Sheet, line: int, earlier: int, main: SheetColumn | None, found: tuple[bool, bool]
) -> Finding:
    is_same, is_told_apart = found
    row = sheet.row_words(earlier)
    severity: Severity = "error"
    if is_same:
        zh, en = f"与{row.zh}完全相同", f"the same as {row.en} throughout"
        severity = "error" if main is not None else "warning"
    elif is_told_apart:
        zh = f"与{row.zh}的名称相同，金额不同：若是两笔，请写明"
        en = f"the same names as {row.en} with other figures: if these are two, say so"
        severity = "note"
    else:
        zh, en = f"{row.zh}已有这个名称", f"{row.en} already has this name"
    came = sheet.lines[line].label
    expected = Words("每个名称一行", "one row for each name")
    place = sheet.place(line, main)
    return Finding("duplicate", severity, place, Words(zh, en), came, expected)
