"""Share columns (占比) against what they are shares of:  share[i] = a[i] / sum(a), or a[i] / b[i].

Which column is meant is the one under which most rows agree to the decimals shown; three fifths at
least. Shares of a whole add up to 100% within half a last decimal for each row. What a formula
comes to (测算额) is rounded to be printed and its share is not: such a figure stands for all that
rounds to it. Money that is paid is exact.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.inputs.understanding.layout.arithmetic import finest
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

LEAST_AGREEING = Fraction(3, 5)
MOST_COLUMNS = 8
DIGITS = 6
_MAY_BE_MORE = re.compile(
    "执行|完成|进度|到位|支出率|拨付率|支付率|使用率|execution|completion|progress|utili[sz]ation|spent",
    re.IGNORECASE,
)
"""Heads of rates that may well be above 100%: more was spent than was planned."""


@dataclass(frozen=True)
class _Meaning:
    """What a share column may be the share of: a column's total, or another column.

    Attributes:
        part_slack, whole_slack: Within how much the exact figures lie around those that are
            printed [half of 1/scale]: half a last decimal of a column that a formula made.
    """

    part: SheetColumn
    whole: SheetColumn | None
    total: int
    part_slack: int = 0
    whole_slack: int = 0

    def due(self, line: int) -> tuple[int, int] | None:
        """Return the exact share of a row, as its part and its whole."""
        part = self.part.values[line]
        whole = self.total if self.whole is None else self.whole.values[line]
        return (part, whole) if part is not None and whole else None

    def is_near(self, stated: int, due: tuple[int, int], half: Fraction, scale: int) -> bool:
        """Say whether a printed share is within half a last decimal of some share that may be due.

        Exact:  (p - u) / (w + v) - h <= s <= (p + u) / (w - v) + h
        """
        if not self.part_slack and not self.whole_slack:  # the quick way for most tables
            off = abs(stated * due[1] - due[0] * scale)
            return off * half.denominator <= half.numerator * scale * abs(due[1])
        part, whole = 2 * due[0], 2 * due[1]
        if whole < 0:
            part, whole = -part, -whole
        least, most = part - self.part_slack, part + self.part_slack
        above, below = whole + self.whole_slack, max(1, whole - self.whole_slack)
        # A figure below zero is the nearer to it, the larger what it is divided by.
        low_by, high_by = (above, below) if least >= 0 else (below, below if most >= 0 else above)
        h, d = half.numerator * scale, half.denominator
        s = stated * d
        return (s + h) * low_by >= least * scale * d and (s - h) * high_by <= most * scale * d

    def words(self) -> Words:
        """Return the formula."""
        if self.whole is None:
            return Words(f"{self.part.name}÷合计", f"{self.part.name} / its total")
        return Words(*(f"{self.part.name}÷{self.whole.name}",) * 2)


@KINDS.register("share")
def share(sheet: Sheet) -> Iterator[Finding]:
    """Yield shares that are not what their columns come to, and totals that are not 100%."""
    for column in sheet.with_role("share", figures=True):
        best, half = _meant(sheet, column), _half(sheet, column)
        if best is not None:
            if not _has_some_whole(sheet, column, best, half):
                yield from _off(sheet, column, best, half, sheet.data)
            if best.whole is None:
                yield from _whole(sheet, column, best, half)
            else:
                yield from _off(sheet, column, best, half, sheet.totals)
        if best is None and not (column.path and _MAY_BE_MORE.search(column.path[-1])):
            yield from _impossible(sheet, column)


def _has_some_whole(sheet: Sheet, column: SheetColumn, best: _Meaning, half: Fraction) -> bool:
    """Say whether shares are right of some whole, where no row of totals tells which it is.

        p / (s + h) <= whole <= p / (s - h) in every row, and no less than the rows together

    A table may leave rows out: then its sum is not what the shares are of.
    """
    if best.whole is not None or any(
        len(sheet.lines[i].covers) == len(sheet.data) for i in sheet.totals
    ):
        return False
    least, most = sheet.exact(best.total), None
    for i in sheet.data:
        part, stated = best.part.values[i], column.values[i]
        if part is None or stated is None:
            continue
        share, amount = sheet.exact(stated), sheet.exact(part)
        least = max(least, amount / (share + half))
        if share > half:
            most = amount / (share - half) if most is None else min(most, amount / (share - half))
    return most is not None and least <= most


def shares_compared(sheet: Sheet) -> int:
    """Return how many printed shares are compared with what they are shares of."""
    compared = 0
    for column in sheet.with_role("share", figures=True):
        best = _meant(sheet, column)
        if best is not None:
            lines = sheet.data if best.whole is None else (*sheet.data, *sheet.totals)
            filled = (i for i in lines if column.values[i] is not None)
            compared += sum(best.due(i) is not None for i in filled)
    return compared


def held_by_share(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, of printed shares that are compared."""
    held = set()
    for column in sheet.with_role("share", figures=True):
        best = _meant(sheet, column)
        if best is None:
            continue
        is_whole = best.whole is None
        held |= {(i, column.index) for i in sheet.data if best.due(i) is not None}
        held |= {(i, column.index) for i in sheet.totals if is_whole or best.due(i) is not None}
    return held


def _half(sheet: Sheet, column: SheetColumn) -> Fraction:
    """Return half the last decimal of a share column."""
    half = finest([sheet.common(v for v in column.values if v is not None)]) / 2
    return max(half, Fraction(1, 10**DIGITS))


def _meant(sheet: Sheet, column: SheetColumn) -> _Meaning | None:
    """Return what a share column is the share of; None where too few rows agree."""
    half = _half(sheet, column)
    filled = [i for i in sheet.data if column.values[i] is not None]
    least = max(2, ceil(LEAST_AGREEING * len(filled)))
    found = [(m, _agreeing(sheet, column, m, half, filled, least)) for m in _meanings(sheet)]
    best, agreeing = max(found, key=lambda one: one[1], default=(None, 0))
    return best if agreeing >= least else None


def _meanings(sheet: Sheet) -> Iterator[_Meaning]:
    money = sheet.money[:MOST_COLUMNS]
    counts = [c for c in sheet.with_role("indicator") if c.values][:MOST_COLUMNS]
    for part in (*money, *counts):
        summed, _ = sum_of(part.values, sheet.data)
        for total in {summed, *(part.values[i] or 0 for i in sheet.totals)}:
            if total:
                yield _Meaning(part, None, total, _slack(sheet, part), _slack(sheet, part))
    for part in money:
        for whole in money:
            if part is not whole:
                yield _Meaning(part, whole, 0, _slack(sheet, part), _slack(sheet, whole))


def _slack(sheet: Sheet, column: SheetColumn) -> int:
    """Return half a last decimal of a column that a formula made [half of 1/scale]; else 0."""
    if not column.is_computed:
        return 0
    last = finest([sheet.common(v for v in column.values if v is not None)])
    return int(min(last, Fraction(1)) * sheet.scale)


def _agreeing(
    sheet: Sheet,
    column: SheetColumn,
    meaning: _Meaning,
    half: Fraction,
    lines: Sequence[int],
    least: int,
) -> int:
    """Return in how many lines a share agrees with a meaning; 0 once it cannot be so many."""
    agreeing, may_fail = 0, len(lines) - least
    for i in lines:
        stated, due = column.values[i], meaning.due(i)
        if stated is not None and due and meaning.is_near(stated, due, half, sheet.scale):
            agreeing += 1
        else:
            may_fail -= 1
        if may_fail < 0:
            return 0
    return agreeing


def _off(
    sheet: Sheet, column: SheetColumn, meaning: _Meaning, half: Fraction, lines: Sequence[int]
) -> Iterator[Finding]:
    for i in lines:
        stated, due = column.values[i], meaning.due(i)
        if stated is None or due is None or meaning.is_near(stated, due, half, sheet.scale):
            continue
        came, text = show_percent(sheet.exact(stated)), show_percent(Fraction(*due))
        formula = meaning.words()
        words = Words(
            f"{formula.zh} 为 {text}，表中写 {came}", f"{formula.en} is {text}, not {came}"
        )
        yield Finding("share", "error", sheet.place(i, column), words, came, Words(text, text))


def _whole(sheet: Sheet, column: SheetColumn, best: _Meaning, half: Fraction) -> Iterator[Finding]:
    """Yield totals of a share column that are neither their share nor their rows' sum."""
    is_of_these = best.total == sum_of(best.part.values, sheet.data)[0]
    for i in sheet.totals:
        stated, covers, due = column.values[i], sheet.lines[i].covers, best.due(i)
        summed, there = sum_of(column.values, covers)
        if stated is None or not there:
            continue
        of, is_all = sheet.exact(stated), len(covers) == len(sheet.data)
        is_right = abs(of - 1) <= half if is_all else due is None
        is_right |= due is not None and best.is_near(stated, due, half, sheet.scale)
        # Rows that are rounded each for itself may add up to a little more or less.
        slack = Fraction(1, 10**DIGITS) if is_of_these else half
        if not is_right and abs(of - sheet.exact(summed)) > slack * there:
            text = "100%" if is_all else show_percent(Fraction(*(due or (0, 1))))
            came = show_percent(of)
            words = Words(
                f"占比合计应为 {text}，表中写 {came}", f"shares add up to {text}, not {came}"
            )
            place = sheet.place(i, column)
            yield Finding("share", "error", place, words, came, Words(text, text))


def _impossible(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield shares above 100% of nobody knows what."""
    for i in sheet.data:
        value = column.values[i]
        if value is not None and sheet.exact(value) > 1:
            came = show_percent(sheet.exact(value))
            words = Words("超过 100%", "is above 100%")
            yield Finding("share", "warning", sheet.place(i, column), words, came)
