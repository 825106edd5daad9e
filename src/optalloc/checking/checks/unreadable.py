"""Cells that should hold a figure and hold none: words, footnote marks, errors of formulas.

Nor is 30% or 20亩 an amount, where a column holds money.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.tables.raw import Flaw
from optalloc.inputs.understanding.layout.cells import (
    CellFigure,
    Held,
    Sort,
    as_shown,
    says_a_number,
)
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.roles import role_of_words
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("unreadable")
def unreadable(sheet: Sheet) -> Iterator[Finding]:
    """Yield cells of figures that are none, and cells that are broken."""
    figures = {c.index for c in sheet.columns if c.holds_figures}
    figures -= {c.index for c in sheet.with_role("line", "figure", "ignore")}
    for i, line in enumerate(sheet.lines):
        if i == 0 and _is_second_head(sheet, figures):
            yield Finding("unreadable", "warning", sheet.place(i), _SECOND_HEAD)
            continue
        is_judged = line.kind in ("data", "total", "part")
        for index, read in enumerate(sheet.grid.reads(line.row)):
            column = sheet.of_index.get(index)
            if column is None:
                continue
            if isinstance(read, CellFigure):
                if is_judged and column.is_money and not read.is_amount:
                    yield _no_amount(sheet, i, column, read)
                continue
            if read is Sort.BROKEN:
                yield _broken(sheet, i, column, sheet.held(i, column))
            elif read is Sort.WORDS and is_judged and index in figures:
                yield _words(sheet, i, column, as_shown(sheet.held(i, column)))


_SECOND_HEAD = Words(
    "像第二行表头，没有按表头读，也没有计入合计；请把两行表头合成一行",
    "looks like a second row of heads, and was read neither as heads nor in any sum: "
    "join both rows of heads into one",
)


def _is_second_head(sheet: Sheet, figures: set[int]) -> bool:
    """Say whether the first row has words in several columns of figures, no figure and no name."""
    name = sheet.name(0, sheet.whom) if sheet.whom else ""
    if name and role_of_words((name,)) is None:
        return False  # 甲镇 待定 待定
    reads = sheet.grid.reads(sheet.lines[0].row)
    of_figures = [read for index, read in enumerate(reads) if index in figures]
    has_figure = any(isinstance(read, CellFigure) for read in of_figures)
    return of_figures.count(Sort.WORDS) > 1 and not has_figure


def _broken(sheet: Sheet, line: int, column: SheetColumn, held: Held) -> Finding:
    allowed = held.allowed if isinstance(held, Flaw) else Words("应为值", "a value")
    return Finding(
        "unreadable", "error", sheet.place(line, column), allowed, as_shown(held) or None, allowed
    )


def _no_amount(sheet: Sheet, line: int, column: SheetColumn, read: CellFigure) -> Finding:
    unit = read.unit or read.counted
    words = Words(
        f"以 {unit} 计，不是金额，没有计入合计",
        f"is counted in {unit}: it is no amount and was left out of the sums",
    )
    came, expected = as_shown(sheet.held(line, column)), Words("金额", "an amount of money")
    return Finding("unreadable", "error", sheet.place(line, column), words, came, expected)


def _words(sheet: Sheet, line: int, column: SheetColumn, came: str) -> Finding:
    is_number = any(mark.isdigit() for mark in came) or says_a_number(came)
    severity: Severity = "error" if is_number else "warning"
    words = Words("不是数字，没有计入合计", "is no number and was left out of the sums")
    place, expected = sheet.place(line, column), Words("数字", "a number")
    return Finding("unreadable", severity, place, words, came, expected)
