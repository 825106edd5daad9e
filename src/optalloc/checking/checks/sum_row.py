"""Every total column against the columns it sums:  total = sum over its parts, row by row.

Which columns are its parts is found by structure and by what agrees in most rows
(`inputs/understanding/layout/adding.py`); a total that no columns add up to is said
once. What stands right beside it on its other side is held to it too, where most rows show it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product, takewhile

from optalloc.checking.checks import KINDS
from optalloc.checking.checks.sum_column import UNREAD, is_unread
from optalloc.checking.sums_off import is_of_which, of_which_off, rounding
from optalloc.core.message import Words
from optalloc.core.odd_amounts import SLIPS
from optalloc.inputs.tables.field_words import asks_for, says_difference, total_level
from optalloc.inputs.understanding.award_heads import is_of_payment
from optalloc.inputs.understanding.layout.arithmetic import shows, signed
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AGREEING = Fraction(3, 5)
STRONG = Fraction(4, 5)
"""Part of the rows in which a second sum must be right before those off it are surely wrong."""
_QUALIFIED = re.compile(r"[^合总小共计]{2,}(合计|总计|小计|共计)")
"""A total of something named in its own head."""
LEAST_SHOWN = 3
"""Rows in which several columns must add up to be a second sum."""
FIRST_ROWS = 20
"""Rows that must tell of another unit before all are looked at."""
MOST_BESIDE = 8
"""Most columns to one side of a total that are tried together."""


@KINDS.register("sum_row")
def sum_row(sheet: Sheet) -> Iterator[Finding]:
    """Yield totals that are not the sum of their row."""
    for column in sheet.money:
        if column.index in sheet.sums_told:
            beside = sums_beside(sheet, column)
            for indices in sums_of(sheet, column):
                parts = [sheet.of_index[i] for i in indices]
                is_sure = indices not in beside or _agree(sheet, column, parts, STRONG)
                for found in other_totals(sheet, column, parts):
                    yield found if is_sure else replace(found, severity="warning")
        elif column.role == "total" and _is_read(sheet, column) and _should_add_up(sheet, column):
            if slip := _of_another_unit(sheet, column):
                yield slip
                continue
            words = Words(
                "没有哪几列在半数以上的行里相加等于这一列，各行未核对",
                "no columns add up to it in half of the rows: its rows were not checked",
            )
            yield Finding("parts_unknown", "warning", sheet.place(None, column), words)
    yield from _totals_apart(sheet)


def _totals_apart(sheet: Sheet) -> Iterator[Finding]:
    """Yield rows in which two totals differ that are the same in most: by source, and by use."""
    totals = [c for c in sheet.money if c.role == "total" and c.index in sheet.parts and c.path]
    # 支出合计 need not be 下达合计, whatever it is in most rows.
    totals = [c for c in totals if total_level(c.path[-1]) and not is_of_payment(c.path)]
    for one, other in combinations((c for c in totals if not _QUALIFIED.match(c.path[-1])), 2):
        if sheet.summed([one.index]) & {other.index, *sheet.summed([other.index])}:
            continue
        if one.index in sheet.summed([other.index]) or not _agree(sheet, other, [one]):
            continue
        if _heads_below(sheet, one) & _heads_below(sheet, other):
            continue  # 中央 and 省级 of two years, or of a plan before and after its change
        apart = [i for i in (*sheet.data, *sheet.totals) if _differ(one, other, i)]
        of_rows = [i for i in apart if i in sheet.data]
        for i in of_rows or apart:  # a total below is off with its rows
            first, second = one.values[i] or 0, other.values[i] or 0
            came, due = sheet.say(second), sheet.say(first)
            words = Words(
                f"这一行的两个合计不一样：{one.name}（{sheet.mark(one)}）为 {due}，这里为 {came}",
                f"two totals of this row differ: {one.name} ({sheet.mark(one)}) is {due}, this one "
                f"{came}",
            )
            place = sheet.place(i, other)
            yield Finding("sum_row", "warning", place, words, came, Words(due, due))


def _heads_below(sheet: Sheet, total: SheetColumn) -> set[str]:
    """Return what stands right over the parts of a total."""
    return {head for i in sheet.parts[total.index] for head in sheet.of_index[i].path[-1:]}


def _differ(one: SheetColumn, other: SheetColumn, line: int) -> bool:
    first, second = one.values[line], other.values[line]
    return None not in (first, second) and first != second


def sums_of(sheet: Sheet, total: SheetColumn) -> list[tuple[int, ...]]:
    """Return the columns that a total sums: by source, and once more by use where it has both.

    What stands under one head beside its parts is the same money once more where most rows agree.
    """
    if total.index in sheet.splits:
        return [sheet.splits[total.index]]
    parts = sheet.parts.get(total.index, ())
    if not parts:
        return []
    taken, head_of = set[int]().union(*sheet.parts.values()), total.path[:-1]
    others = [
        c for c in sheet.money if c.index not in taken and c.role != "total" and len(c.path) > 1
    ]
    others = [c for c in others if c.path[: len(head_of)] == head_of]
    found = [parts]
    for head in dict.fromkeys(c.path[:-1] for c in others if c is not total):
        again = [c for c in others if c.path[:-1] == head and not c.is_compared]
        if len(again) > 1 and _agree(sheet, total, again):
            found.append(tuple(c.index for c in again))
    return [*found, *(one for one in sums_beside(sheet, total) if one not in found)]


def sums_beside(sheet: Sheet, total: SheetColumn) -> list[tuple[int, ...]]:
    """Return the columns right beside a total that it is the sum of as well, to either side.

    结转 下达 可用资金 支出 结余: what came in and what became of it come to the same. Of the runs
    that end at the total the one that most rows show is meant.
    """
    if total.index not in sheet.parts:
        return []
    taken = set[int]().union(*sheet.parts.values())
    money, found = list(sheet.money), []
    at = next(k for k, c in enumerate(money) if c.index == total.index)
    for side in (money[:at][::-1], money[at + 1 :]):
        run = list(takewhile(lambda c: _may_be_part(c) and c.index not in taken, side))
        runs = [run[:size] for size in range(2, min(len(run), MOST_BESIDE) + 1)]
        shown = [(_shown_by(sheet, total, one), one) for one in runs]
        rows, best = max(shown, key=lambda one: one[0], default=(0, []))
        if rows >= LEAST_SHOWN and _agree(sheet, total, best):
            found.append(tuple(sorted(c.index for c in best)))
    return found


def _may_be_part(column: SheetColumn) -> bool:
    """Say whether a column may be part of a total beside it: none of what it is held against.

    A column of differences is held to the columns it lies between.
    """
    head = column.path[-1] if column.path else ""
    is_beside = column.is_of_which or column.is_compared or column.is_computed
    return column.role != "total" and not (is_beside or says_difference(head) or asks_for(head))


def _shown_by(sheet: Sheet, total: SheetColumn, parts: Sequence[SheetColumn]) -> int:
    """Return in how many rows of data several parts add up to a total."""
    rows = (([v for p in parts if (v := p.values[i])], total.values[i]) for i in sheet.data)
    return sum(len(there) > 1 and sum(there) == stated for there, stated in rows)


def _agree(
    sheet: Sheet,
    total: SheetColumn,
    parts: Sequence[SheetColumn],
    least: Fraction = LEAST_AGREEING,
) -> bool:
    """Say whether columns add up to a total in most rows, two at least."""
    agreeing = compared = 0
    for i in (*sheet.data, *sheet.totals):
        there = [v for p in parts if (v := p.values[i]) is not None]
        if total.values[i] is not None and there:
            compared += 1
            agreeing += sum(there) == total.values[i]
    return agreeing >= 2 and agreeing >= least * compared


def _of_another_unit(sheet: Sheet, total: SheetColumn) -> Finding | None:
    """Return the one column that a total sums in another unit: 元 in a table of 万元."""
    parts = [c for c in sheet.money if _may_be_part(c)]
    times = [Fraction(slip) ** power for slip in SLIPS for power in (1, -1)]
    for part, slip in product(parts, times):
        rows = [i for i in sheet.data if part.values[i] and total.values[i] is not None]
        first = _summed_by(rows[:FIRST_ROWS], total, parts, part, slip)
        if first < STRONG * len(rows[:FIRST_ROWS]):
            continue
        agreeing = _summed_by(rows, total, parts, part, slip)
        if agreeing >= 2 and agreeing >= STRONG * len(rows):
            undone = Words(f"除以 {slip}", f"divided by {slip}")
            if slip < 1:
                undone = Words(f"乘以 {1 / slip}", f"times {1 / slip}")
            words = Words(
                f"这一列{undone.zh} 以后，{len(rows)} 行中有 {agreeing} 行各列相加等于{total.name}"
                "，照现在的数则多半不等：这一列的单位是不是写错了？",
                f"{undone.en}, its columns add up to {total.name} in {agreeing} of {len(rows)} "
                "rows, and as it is in hardly any: is its unit wrong?",
            )
            return Finding("unit_conflict", "error", sheet.place(None, part), words)
    return None


def _summed_by(
    rows: Sequence[int],
    total: SheetColumn,
    parts: Sequence[SheetColumn],
    part: SheetColumn,
    slip: Fraction,
) -> int:
    """Return in how many rows parts add up to a total where one of them is a unit off."""
    others = [c for c in parts if c is not part]
    return sum(
        sum(c.values[i] or 0 for c in others) + (part.values[i] or 0) / slip == total.values[i]
        for i in rows
    )


def _is_read(sheet: Sheet, total: SheetColumn) -> bool:
    """Say whether a total has a figure in a row: formulas that were never calculated are none."""
    return any(total.values[i] is not None for i in sheet.data)


def _should_add_up(sheet: Sheet, total: SheetColumn) -> bool:
    """Say whether a total has columns beside it that may be its parts.

    What it is held against (基准, 差额) is none, nor is what a formula comes to (测算额).
    """
    # What it has of which need not be all of it.
    beside = [
        c
        for c in sheet.money
        if not (c is total or c.is_of_which or (c.is_under_of_which and c.index > total.index))
    ]
    known = [c for c in beside if not c.is_compared and not c.is_computed]
    return len(known) > 1 or (len(beside) > 1 and len(known) == len(beside))


def other_totals(
    sheet: Sheet, total: SheetColumn, parts: Sequence[SheetColumn]
) -> Iterator[Finding]:
    """Yield the rows in which the parts do not add up to their total."""
    names = "+".join(p.name or p.letters for p in parts[:6]) + ("…" if len(parts) > 6 else "")
    for i, line in enumerate(sheet.lines):
        rows = sheet.tall.get((i, total.index), (i,))  # a merged total sums several rows
        there = [v for p in parts for k in rows if (v := p.values[k]) is not None]
        stated = total.values[i]
        if line.kind not in ("data", "total", "part") or stated is None or not there:
            continue
        summed = sum(there)
        if shows(sheet.exact(stated - summed)):
            found = _finding(sheet, i, total, there, names)
            if found.severity == "error" and is_of_which(total, parts):
                found = of_which_off(sheet, total, parts, found, stated > summed)
            if found.severity == "error" and any(
                is_unread(sheet, k, p) for p in parts for k in rows
            ):
                found = replace(found, severity="warning", words=found.words + UNREAD)
            yield found


def _finding(sheet: Sheet, i: int, total: SheetColumn, there: list[int], names: str) -> Finding:
    stated, summed = total.values[i] or 0, sum(there)
    off = sheet.exact(stated - summed)
    line = sheet.lines[i]
    kind = "grand_total" if line.kind == "total" and line.level != 1 else "sum_row"
    severity, why = rounding(sheet, i, total, off, [sheet.exact(v) for v in there])
    words = Words(
        f"{names} 相加为 {sheet.say(summed)}，表中写 {sheet.say(stated)}，差 {signed(off)}",
        f"{names} add up to {sheet.say(summed)}, the table says {sheet.say(stated)}, "
        f"off by {signed(off)}",
    )
    expected = Words(sheet.say(summed), sheet.say(summed))
    came = sheet.say(stated)
    return Finding(kind, severity, sheet.place(i, total), words + why, came, expected)
