"""Columns that say what lies between others:  difference[i] = a[i] - b[i], and steps from a to b.

    差额 = 合计 - 基准       方案－测算额 = 方案 - 测算额       未安排 = 金额 - 本次安排
    差额%、增长率 = (a - b) / b     安排额 = 测算额 + all the signed steps between them

Which columns are meant is what most rows agree on; three fifths of them at least, and two. Such a
column is in no sum: a baseline and the difference from it add up to a plan whatever it holds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, same
from optalloc.inputs.tables.field_words import (
    is_change,
    is_compared_with,
    is_difference,
    is_off_others,
)
from optalloc.inputs.understanding.layout.arithmetic import finest, shown
from optalloc.inputs.understanding.layout.columns import PERCENTAGES, SIGNED
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AGREEING = Fraction(3, 5)
LEAST_TOLD = Fraction(1, 2)
"""The same of what the heads say, where so many rows show it."""
LEAST_ROWS_TOLD = 3
MOST_OFF = Fraction(2, 5)
MOST_COLUMNS = 10
IN_PERCENT = 100
DIGITS = 6
"""Decimals of a percentage where a workbook does not tell how many are shown."""
_PERCENT = re.compile(
    ".*(差额|差异|增减|增长|增幅|变动|同比|环比|增速|change|difference|growth|increase)"
    "(率|幅度?| ?rate)? ?[%％]?",
    re.IGNORECASE,
)
"""Heads of how many percent more one column is than another, where they are in percent."""
_BEFORE = re.compile(r"[上去]年|原(安排|计划|分配|下达|方案)?|(调整|变更|修改|调剂)前")
_AFTER = re.compile(r"[本今当]年|(调整|变更|修改|调剂)后")
_OF_PLANS = re.compile("差额|差异|增减|change|difference", re.IGNORECASE)


@dataclass(frozen=True)
class Relation:
    """What a column is between others.

    Attributes:
        column: The column of differences; of a walk, where it ends.
        plus, minus: The columns that are added, and taken off.
        times: What the difference is taken times, as a part of what is taken off: 100 of growth in
            percent, 1 of growth as a number (0.15); 0 of a difference in money.
        last: The last decimal of figures that a formula made, and of percentages; 0 where all are
            whole or exact.
        is_told: Whether heads say it: 原安排, 调整后, 调整额. No figure before is 0.
    """

    column: SheetColumn
    plus: tuple[SheetColumn, ...]
    minus: tuple[SheetColumn, ...] = ()
    times: int = 0
    last: Fraction = Fraction(0)
    is_told: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether it is a part of what is taken off."""
        return self.times > 0

    @property
    def columns(self) -> tuple[SheetColumn, ...]:
        """Every column that takes part."""
        return (self.column, *self.plus, *self.minus)

    def due(self, sheet: Sheet, line: int) -> Fraction | None:
        """Return what a row should say; None where a figure is missing."""
        plus = [c.values[line] for c in self.plus]
        minus = [c.values[line] for c in self.minus]
        is_lacking = None in plus if self.is_told else None in (*plus, *minus)
        if self.column.values[line] is None or is_lacking:
            return None
        less = sheet.exact(sum(v or 0 for v in minus))
        off = sheet.exact(sum(v or 0 for v in plus)) - less
        if not self.is_percent:
            return off
        return off * self.times / less if less else None

    def agrees(self, sheet: Sheet, line: int, due: Fraction) -> bool:
        """Say whether a row says what it should, as far as it is printed."""
        off = abs(sheet.exact(self.column.values[line] or 0) - due)
        return off <= (self._half(sheet, line) if self.is_percent else self._slack(sheet, line))

    def may_agree(self, sheet: Sheet, line: int) -> bool:
        """Say whether growth in percent is right of figures before they were rounded to be printed.

        A plan and its baseline are exact to the fen, and so is how much one is off the other.
        """
        if not self.is_percent or _OF_PLANS.search(self.column.name):
            return False
        (more, up), (less, down) = (_printed(sheet, c, line) for c in (*self.plus, *self.minus))
        if less <= down:
            return True
        half = self._half(sheet, line) / self.times
        stated = sheet.exact(self.column.values[line] or 0) / self.times + 1
        least, most = (more - up) / (less + down), (more + up) / (less - down)
        return least - half <= stated <= most + half

    def _half(self, sheet: Sheet, line: int) -> Fraction:
        """Return half the last decimal of a percentage."""
        digits = sheet.decimals(line, self.column)
        last = max(self.last, Fraction(1, 10**DIGITS)) if self.last else Fraction(1)
        return (last if digits is None else Fraction(1, 10**digits)) / 2

    def is_exact_in(self, line: int) -> bool:
        """Say quickly whether a row says what it should to the last decimal; not of percentages."""
        stated = self.column.values[line]
        if stated is None or self.is_percent:
            return False
        for column in self.plus:
            if (value := column.values[line]) is None:
                return False
            stated -= value
        for column in self.minus:
            if (value := column.values[line]) is None:
                return False
            stated += value
        return stated == 0

    def _slack(self, sheet: Sheet, line: int) -> Fraction:
        """Return within how much a row may lie: half a last decimal for each rounded figure.

        A figure with fewer decimals than that is printed as it is.
        """
        if not self.last:
            return Fraction(0)
        digits = (sheet.decimals(line, c) for c in self.columns)
        return self.last / 2 * sum(d is None or Fraction(1, 10**d) <= self.last for d in digits)

    def words(self) -> str:
        """Return the formula."""
        if not self.minus:
            return " + ".join(c.name for c in self.plus)
        text = f"{self.plus[0].name} － {self.minus[0].name}"
        return f"({text}) ÷ {self.minus[0].name}" if self.is_percent else text


@KINDS.register("difference")
def difference(sheet: Sheet) -> Iterator[Finding]:
    """Yield figures that are not what lies between the columns they are between."""
    for found in relations(sheet):
        off = dict(_off(sheet, found))
        for i, due in off.items() if not _is_unsigned(sheet, found, off) else ():
            mark = "%" if found.times == IN_PERCENT else ""
            came = shown(sheet.exact(found.column.values[i] or 0)) + mark
            text = shown(round(due, DIGITS)) + mark
            words = Words(
                f"{found.words()} 为 {text}，表中写 {came}",
                f"{found.words()} is {text}, not {came}",
            )
            place = sheet.place(i, found.column)
            yield Finding("difference", "error", place, words, came, same(text))


def _off(sheet: Sheet, found: Relation) -> Iterator[tuple[int, Fraction]]:
    """Yield the rows that do not say what they should, each with that."""
    for i in (*sheet.data, *sheet.totals):
        due = None if found.is_exact_in(i) else found.due(sheet, i)
        if due is not None and not (found.agrees(sheet, i, due) or found.may_agree(sheet, i)):
            yield i, due


def _is_unsigned(sheet: Sheet, found: Relation, off: Mapping[int, Fraction]) -> bool:
    """Say whether a column tells by how much all have changed, and not which way."""
    rows = [i for i in sheet.data if i in off]
    stated = {i: sheet.exact(found.column.values[i] or 0) for i in rows}
    return found.is_told and len(rows) > 1 and all(stated[i] == -off[i] > 0 for i in rows)


def relations(sheet: Sheet) -> tuple[Relation, ...]:
    """Return what each column of differences or steps is, where most rows agree."""
    found = [_meant(sheet, list(_of_column(sheet, c))) for c in sheet.columns if c.values]
    return tuple(one for one in (*found, *_walk(sheet)) if one is not None)


def _of_column(sheet: Sheet, column: SheetColumn) -> Iterator[Relation]:
    """Yield what a column may be the difference of, the likeliest first."""
    own = column.path[-1] if column.path else ""
    is_percent = bool(_PERCENT.fullmatch(own)) and (
        column.because == PERCENTAGES
        or column.bracket == "%"
        or (column.role == "figure" and own.endswith(("率", "%", "％", "rate")))
    )
    is_figure = column.is_money or (column.role == "figure" and column.because != PERCENTAGES)
    is_figure = is_figure and not is_percent
    is_off = is_figure and is_off_others(own)
    # Changes that no head says to be compared are where two other columns lie so far apart.
    may_change = is_figure and is_change(own) and not _is_told(sheet, column)
    if not is_percent and not is_off and not may_change:
        return
    others = [c for c in sheet.money if c is not column and c.path]
    others = [c for c in others if not (is_compared_with(c.path[-1]) and is_difference(c.path[-1]))]
    # Behind many sources stand the total and the baseline that it is the difference of.
    others = sorted(others, key=lambda c: not (c.is_compared or c.role == "total"))
    pairs = sorted(permutations(others[:MOST_COLUMNS], 2), key=lambda p: _unlikely(own, *p))
    printed = _last(sheet, (column,))
    every: tuple[int, ...] = (IN_PERCENT,) if is_percent else (0,)
    if is_percent and column.because != PERCENTAGES and own.endswith(("率", "rate")):
        every = (IN_PERCENT, 1)  # 增长率 may say 15, or 0.15
    for plus, minus in pairs:
        is_rounded = is_percent or plus.is_computed or minus.is_computed
        last = printed if is_rounded else Fraction(0)
        is_told = may_change and _are_before_and_after(minus, plus)
        if may_change and not is_off and not (is_told or _is_mostly(sheet, column, plus, minus)):
            continue
        yield from (Relation(column, (plus,), (minus,), times, last, is_told) for times in every)


def _are_before_and_after(before: SheetColumn, after: SheetColumn) -> bool:
    """Say whether heads call two columns the money before a change and after it."""
    return bool(_BEFORE.match(before.path[-1]) and _AFTER.match(after.path[-1]))


def _is_told(sheet: Sheet, column: SheetColumn) -> bool:
    """Say whether a column takes part in a sum of columns that is compared already."""
    return any(column.index in (total, *parts) for total, parts in sheet.sums_told.items())


def _is_mostly(sheet: Sheet, column: SheetColumn, plus: SheetColumn, minus: SheetColumn) -> bool:
    """Say whether most changes other than 0 lie between two columns: nothing changed tells none."""
    changed = [i for i in sheet.data if column.values[i]]
    one = Relation(column, (plus,), (minus,))
    agreeing = sum(one.is_exact_in(i) for i in changed)
    return agreeing > 1 and agreeing >= LEAST_AGREEING * len(changed)


def _unlikely(own: str, plus: SheetColumn, minus: SheetColumn) -> tuple[bool, ...]:
    """Return how unlikely a pair is by its heads: those that the column names come first."""
    first, second = plus.path[-1], minus.path[-1]
    is_named = own.startswith(first) and own.endswith(second)
    return not is_named, not minus.is_compared, plus.role != "total", plus.is_computed


def _walk(sheet: Sheet) -> Iterator[Relation | None]:
    """Yield the way from one column of money by signed steps to the next."""
    columns = [c for c in sheet.columns if c.holds_figures]
    at = 0
    while at < len(columns):
        steps = at + 1
        while steps < len(columns) and columns[steps].because == SIGNED:
            steps += 1
        if columns[at].is_money and at + 1 < steps < len(columns) and columns[steps].is_money:
            way = tuple(columns[at:steps])
            last = _last(sheet, (*way, columns[steps]))
            yield _meant(sheet, [Relation(columns[steps], way, last=last)])
        at = max(steps, at + 1)


def _printed(sheet: Sheet, column: SheetColumn, line: int) -> tuple[Fraction, Fraction]:
    """Return a figure, and by how much it may have been rounded: none where all are round."""
    step = sheet.common(v for v in column.values if v is not None)
    half = step / 2 if step <= finest([step]) else Fraction(0)
    return sheet.exact(column.values[line] or 0), half


def _last(sheet: Sheet, columns: Sequence[SheetColumn]) -> Fraction:
    """Return the last decimal that some columns are shown with; 0 where they have none."""
    values = [v for c in columns for v in c.values if v is not None]
    digits = [
        d
        for c in columns
        for i, v in enumerate(c.values)
        if v is not None and (d := sheet.decimals(i, c)) is not None
    ]
    if digits:
        return Fraction(1, 10 ** max(digits)) if max(digits) else Fraction(0)
    last = finest([sheet.common(values)])
    return last if last < 1 else Fraction(0)


def _meant(sheet: Sheet, tried: Sequence[Relation]) -> Relation | None:
    """Return the relation under which most rows agree; None where too few do."""
    lines = (*sheet.data, *sheet.totals)
    best, most = None, 1
    for one in tried:
        agreeing, compared = _agreeing(sheet, one, lines, most)
        is_told = one.is_told and agreeing >= LEAST_ROWS_TOLD
        least = LEAST_TOLD if is_told else LEAST_AGREEING
        if agreeing > most and agreeing >= least * compared:
            best, most = one, agreeing
        if most == len(lines):
            break
    return best


def _agreeing(sheet: Sheet, one: Relation, lines: Sequence[int], most: int) -> tuple[int, int]:
    """Return in how many rows a relation agrees, and in how many it can be taken.

    None agrees once no more than `most` can, or fewer than are needed.
    """
    agreeing = compared = 0
    may_fail = len(lines) - most - 1
    for i in lines:
        is_right = one.is_exact_in(i)
        due = None if is_right else one.due(sheet, i)
        is_right = is_right or (due is not None and one.agrees(sheet, i, due))
        compared += is_right or due is not None
        agreeing += is_right
        may_fail -= not is_right
        most_off = LEAST_TOLD if one.is_told else MOST_OFF
        if may_fail < 0 or compared - agreeing > most_off * len(lines):
            return 0, compared
    return agreeing, compared
