"""Every row that tells a statistic of the others, held against them:  平均 = sum / number.

A mean, a median, the largest and the smallest are those of the rows; a share is of the total of
all and a change is on a row of last year, where half of its row at least agrees. A mean may be
weighted, or of more than these rows: what is off is a warning. Figures per household are held
against nothing.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.checking.checks.sum_column import is_unread
from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.inputs.tables.row_statistics import STATISTICS, RowStatistic, agrees
from optalloc.inputs.understanding.layout.arithmetic import decimals, shown
from optalloc.inputs.understanding.layout.cells import CellFigure
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_SHOWN = 4
"""Decimals of a statistic that does not end."""
OF_OTHERS = ("share", "growth")
"""Statistics of the total, and no figures of money themselves."""
OF_ELSE: dict[str, Words] = {
    "share": Words(
        "；多数与合计的占比不符，可能是别的占比，未作核对",
        "; most are not shares of the total here: taken for shares of something else, not checked",
    ),
    "growth": Words(
        "；多数与这里两年之间的增减不符，可能是别的增减，未作核对",
        "; most are not the changes on the other year here: taken for changes of something else, "
        "not checked",
    ),
}
"""What is said of figures of which most are off."""
NOT_ADDED = ("line", "ignore", "share")
Stated = tuple[SheetColumn, Fraction, int, tuple[Fraction, ...]]
"""A column, the figure that a row states below it with its decimals, and what it may be."""


@KINDS.register("statistic")
def statistic(sheet: Sheet) -> Iterator[Finding]:
    """Yield the rows that tell statistics, and which of their figures the rows do not come to."""
    for i, line in enumerate(sheet.lines):
        if line.statistic is None:
            continue
        stated = list(_stated(sheet, i, line.statistic))
        off = [one for one in stated if not agrees(one[1], one[3], one[2])]
        is_of_else = line.statistic.sort in OF_OTHERS and 2 * len(off) > len(stated)
        yield _said(sheet, i, line.statistic, None if is_of_else else len(stated))
        for column, figure, digits, due in () if is_of_else else off:
            yield _off(sheet, i, line.statistic, column, (figure, digits, due[0]))


def held_by_mean(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, whose mean a row says."""
    means = [
        (i, of) for i, x in enumerate(sheet.lines) if (of := x.statistic) and of.sort == "mean"
    ]
    columns = {column.index for i, of in means for column, *_ in _stated(sheet, i, of)}
    return {(i, column) for column in columns for i in sheet.data}


def _said(sheet: Sheet, line: int, of: RowStatistic, held: int | None) -> Finding:
    """Return that a row is none of those that count, and how many of its figures were held.

    Args:
        held: None where most are off, so that they are of something else.
    """
    what = STATISTICS[of.sort]
    words = Words(
        f"这一行写的是{what.zh}，不是单独的一行，没有计入",
        f"tells {what.en}: it is no row of its own and was left out",
    )
    if held is None:
        words += OF_ELSE[of.sort]
    elif held:
        words += Words(
            f"；核对了 {held} 个数", f"; compared: {held} figure{'' if held == 1 else 's'}"
        )
    else:
        words += Words("，也没有可以对照的数", ", with nothing to hold it against")
    return Finding("statistic", "note", sheet.place(line), words)


def _off(
    sheet: Sheet,
    line: int,
    of: RowStatistic,
    column: SheetColumn,
    numbers: tuple[Fraction, int, Fraction],
) -> Finding:
    """Return that a figure is not what its row says it is."""
    figure, digits, due = numbers
    what, is_share = STATISTICS[of.sort], of.sort in OF_OTHERS
    decimals_shown = max(digits - 2, 0)
    text, came = (
        (show_percent(due, decimals_shown), show_percent(figure, decimals_shown))
        if is_share
        else (
            _shown(due),
            shown(figure),
        )
    )
    zh = f"{what.zh}应为 {text}，表中写 {came}"
    en = f"{what.en} should be {text}, the table says {came}"
    if of.sort in ("mean", "median"):
        zh, en = f"{zh}；加权的或不限于这些行的，请注明", f"{en}; say so if it is of other rows"
    place = sheet.place(line, column)
    return Finding("statistic", "warning", place, Words(zh, en), came, Words(text, text))


def _stated(sheet: Sheet, line: int, of: RowStatistic) -> Iterator[Stated]:
    """Yield the figures of a row that can be held against others."""
    if sheet.is_partial:
        return
    if of.sort in OF_OTHERS:
        yield from _of_total(sheet, line, of)
        return
    for column in sheet.columns:
        is_plain = column.adds_up or (of.sort != "mean" and column.role not in NOT_ADDED)
        if not column.holds_figures or not is_plain or column.values[line] is None:
            continue
        if any(is_unread(sheet, i, column) for i in sheet.data):
            continue
        there = [sheet.exact(v) for i in sheet.data if (v := column.values[i]) is not None]
        due = (*of.due(there, len(sheet.data)), *_of_groups(sheet, column, of))
        if due:
            figure = sheet.exact(column.values[line] or 0)
            yield column, figure, _digits(sheet, line, column, figure), due


def _of_groups(sheet: Sheet, column: SheetColumn, of: RowStatistic) -> Iterator[Fraction]:
    """Yield what a statistic is of the rows of each subtotal, and of the subtotals themselves."""
    groups = [sheet.lines[t].covers for t in sheet.totals]
    inner = [t for t in sheet.totals if sheet.lines[t].level == 1]
    for lines in (*groups, inner) if len(groups) > 1 else ():
        there = [sheet.exact(v) for i in lines if (v := column.values[i]) is not None]
        yield from of.due(there, len(lines))


def _of_total(sheet: Sheet, line: int, of: RowStatistic) -> Iterator[Stated]:
    """Yield the shares of a row, each of the widest total, or its changes on another year."""
    row = next((i for i in reversed(sheet.totals) if _is_of_all(sheet, i)), None)
    beside = (k for k, x in enumerate(sheet.lines) if x.statistic and x.statistic.sort == "earlier")
    before = next(beside, None)
    totals = [c for c in sheet.money if c.index in sheet.parts]
    widest = max(totals, key=lambda c: len(sheet.parts[c.index]), default=None)
    for column in sheet.money if row is not None else ():
        read = sheet.grid.read(sheet.lines[line].row, column.index)
        part = column.values[row] if row is not None else None
        base = column.values[before] if before is not None else None
        if of.sort == "share":
            base = widest.values[row] if widest is not None and row is not None else None
        if not isinstance(read, CellFigure) or part is None or not base or base < 0:
            continue
        per = {"%": 100, "‰": 1000}.get(read.unit, 1 if abs(read.value) <= 1 else 100)
        digits = (read.digits if read.digits is not None else decimals(read.value)) + len(str(per))
        due = Fraction(part, base) - (of.sort == "growth")
        yield column, read.value / per, digits - 1, (due,)


def _is_of_all(sheet: Sheet, line: int) -> bool:
    return len(sheet.lines[line].covers) == len(sheet.data)


def _digits(sheet: Sheet, line: int, column: SheetColumn, figure: Fraction) -> int:
    """Return how many decimals a figure was written with."""
    typed = sheet.decimals(line, column)
    return decimals(figure) if typed is None else typed


def _shown(value: Fraction, digits: int = MOST_SHOWN) -> str:
    return shown(round(value, max(digits, 0)))
