"""A part (其中：产业) against its whole:  part <= whole, in columns and in rows.

So are several parts of one column together, unless most rows show that they overlap.

The whole of a column is the money column before it, that of a row the row above it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.checking.sums_off import MAY_OVERLAP, do_not_overlap, rounding
from optalloc.core.message import Words, same
from optalloc.inputs.understanding.layout.adding import with_of_which
from optalloc.inputs.understanding.layout.arithmetic import signed
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

NEAR = Fraction(1, 1000)
"""How far the parts of a row may lie from it where they seem to be all of it."""


@KINDS.register("of_which")
def of_which(sheet: Sheet) -> Iterator[Finding]:
    """Yield parts that are more than the whole they are a part of."""
    whole: SheetColumn | None = None
    for column in sheet.money:
        if not column.is_of_which:
            whole = column
        elif whole is not None:
            yield from _larger(sheet, column, whole)
        yield from _larger_rows(sheet, column)
        yield from _near_together(sheet, column)
    for whole, parts in with_of_which(sheet.money):
        if set(sheet.sums_told.get(whole.index, ())) != {part.index for part in parts}:
            yield from _larger_together(sheet, parts, whole)


def _larger_together(
    sheet: Sheet, parts: Sequence[SheetColumn], whole: SheetColumn
) -> Iterator[Finding]:
    """Yield rows in which parts that are no larger each come to more than their whole."""
    found, rows = [], 0
    for i, line in enumerate(sheet.lines):
        there, most = [v for p in parts if (v := p.values[i]) is not None], whole.values[i]
        if line.kind not in ("data", "total") or most is None or len(there) < 2:
            continue
        rows += 1
        off = sheet.exact(sum(there) - most)
        exact = [sheet.exact(v) for v in there]
        is_larger = off > 0 and max(there) <= most
        if is_larger and rounding(sheet, i, whole, off, exact)[0] != "note":
            names, came = "+".join(p.name for p in parts), sheet.say(sum(there))
            text = sheet.say(most)
            words = Words(
                f"{names} 相加为 {came}，比 {whole.name} 的 {text} 还多",
                f"{names} add up to {came}, more than the {text} of {whole.name} they are part of",
            )
            place = sheet.place(i, parts[-1])
            found.append(Finding("of_which", "error", place, words, came, same(text)))
    if not do_not_overlap(sheet, whole, parts):
        # In most rows: 其中：中央 and 其中：产业 tell the same money in two ways.
        found = (
            []
            if 2 * len(found) > rows
            else [replace(one, severity="warning", words=one.words + MAY_OVERLAP) for one in found]
        )
    yield from found


def runs_of_parts(sheet: Sheet) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each row with several parts right below it that sum no other rows, with these."""
    whole, run = -1, list[int]()
    for i, line in enumerate((*sheet.lines, None)):
        if line is not None and line.kind == "part" and not line.covers:
            run.append(i)
            continue
        if len(run) > 1 and whole >= 0:
            yield whole, run
        is_whole = line is not None and line.kind in ("data", "total")
        whole, run = i if is_whole else -1, []


def _near_together(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield parts of a row that come nearly to it, and not to the fen."""
    for whole, run in runs_of_parts(sheet):
        stated, (summed, there) = column.values[whole], sum_of(column.values, run)
        if stated is None or there < len(run) or not is_nearly(stated, summed):
            continue
        off, parts = sheet.exact(summed - stated), [sheet.exact(column.values[i] or 0) for i in run]
        if rounding(sheet, whole, column, off, parts)[0] == "note":
            continue
        came, text, of = sheet.say(summed), sheet.say(stated), sheet.row_words(whole)
        words = Words(
            f"其中各项相加为 {came}，{of.zh}为 {text}，差 {signed(off)}",
            f"the parts add up to {came}, {of.en} is {text}, off by {signed(off)}",
        )
        yield Finding("of_which", "warning", sheet.place(run[-1], column), words, came, same(text))


def is_nearly(stated: int, summed: int) -> bool:
    """Say whether parts come so near to their whole that they seem to be all of it."""
    return 0 < abs(stated - summed) <= NEAR * abs(stated)


def _larger_rows(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield rows of a part that are more than the row above them."""
    whole: int | None = None
    for i, line in enumerate(sheet.lines):
        value = column.values[i]
        if line.kind in ("data", "total"):
            whole = i
        elif line.kind == "part" and line.is_part_total:
            continue  # of several rows, and not of that above it
        elif line.kind == "part" and whole is not None and value is not None:
            most = column.values[whole]
            if most is not None and value > most:
                came, text, of = sheet.say(value), sheet.say(most), sheet.row_words(whole)
                words = Words(
                    f"其中的 {came} 比{of.zh}的 {text} 还多",
                    f"is {came}, more than the {text} of {of.en} it is part of",
                )
                place = sheet.place(i, column)
                yield Finding("of_which", "error", place, words, came, same(text))


def _larger(sheet: Sheet, part: SheetColumn, whole: SheetColumn) -> Iterator[Finding]:
    for i, line in enumerate(sheet.lines):
        value, most = part.values[i], whole.values[i]
        if line.kind in ("data", "total") and value is not None and value > (most or 0):
            came, text = sheet.say(value), sheet.say(most or 0)
            words = Words(
                f"其中的 {came} 比 {whole.name} 的 {text} 还多",
                f"is {came}, more than the {text} of {whole.name} it is part of",
            )
            yield Finding("of_which", "error", sheet.place(i, part), words, came, same(text))
