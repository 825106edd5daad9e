"""Amounts that cannot be meant: larger than the stated total, or a thousand times the middle one.

A slip of the unit (元 typed in a column of 万元, or the other way round) makes an amount 10,000
times too large or too small; what that would explain is said with the amount that is meant then.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from statistics import median

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.core.odd_amounts import OddAmount, odd_amounts
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

TIMES = 1000
LEAST_AMOUNTS = 4
"""Fewer amounts have no middle that says anything."""


@KINDS.register("absurd")
def absurd(sheet: Sheet) -> Iterator[Finding]:
    """Yield amounts and counts that cannot be meant."""
    for column in sheet.columns:
        if column.adds_up:
            yield from _of_column(sheet, column)


def _of_column(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    named = sheet.with_role("source", "use", figures=False)
    groups: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for i in sheet.data:
        if value := column.values[i]:
            groups[tuple(sheet.name(i, c) for c in named)].append((i, value))
    for values in groups.values():
        yield from _of_group(sheet, column, values)


def _of_group(
    sheet: Sheet, column: SheetColumn, values: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Yield the absurd amounts of one source and use: another's may be a thousand times smaller."""
    ceiling = {i: t for t in sheet.totals for i in sheet.lines[t].covers}
    if any(value < 0 for _, value in values):
        ceiling = {}  # of differences (增减) one may well be larger than all of them together
    # Counts of villages may be ten thousand times apart; amounts of one column are not.
    odd = dict(odd_amounts(dict(values))) if column.is_money else {}
    middle = median(Fraction(v) for _, v in values) if values else 0
    for i, value in values:
        total = column.values[ceiling[i]] if i in ceiling else None
        if total is not None and 0 < total < value:
            text = sheet.say(total)
            words = Words(f"比合计 {text} 还大", f"is larger than its total {text}")
            yield _finding(sheet, i, column, words, "error")
        elif i in odd:
            yield _finding(sheet, i, column, _slip(sheet, odd[i]), "warning")
        elif len(values) >= LEAST_AMOUNTS and value >= TIMES * middle > 0:
            times = value // middle
            words = Words(
                f"是这一列中位数的 {times} 倍：单位写错了？",
                f"is {times} times the middle of its column: another unit?",
            )
            yield _finding(sheet, i, column, words, "warning")


def _slip(sheet: Sheet, odd: OddAmount) -> Words:
    """Return that a slip of a unit would explain an amount, and what is meant then."""
    larger, smaller = max(odd.amount, odd.middle), min(odd.amount, odd.middle)
    ratio, meant = larger // smaller, shown(odd.meant / sheet.scale) + (sheet.unit or "")
    return Words(
        f"与其余金额的中位数相差 {ratio} 倍：单位写错 {odd.slip} 倍就能解释，应为 {meant}？",
        f"is {ratio} times from the middle of the others: a unit off by {odd.slip} would explain "
        f"it; is {meant} meant?",
    )


def _finding(sheet: Sheet, line: int, column: SheetColumn, words: Words, severity: str) -> Finding:
    came = sheet.say(column.values[line] or 0)
    is_error = severity == "error"
    return Finding(
        "absurd", "error" if is_error else "warning", sheet.place(line, column), words, came
    )
