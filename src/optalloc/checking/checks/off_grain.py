"""The step that amounts stand in, and the few amounts that do not.

step in use   the largest of …, 10, 5, 1, 0.5, … of which all amounts but a tenth (one at least) are
multiples, three of them and three for each exception in exactly this step; what is given whole, as
much as the row asks for (a project of 16), has its size from there and is off no step
step of all   the largest of which all amounts are multiples, where that is news: said of five
amounts of three sizes at least, and never of the last decimal shown: every figure is one of it
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import asks_for
from optalloc.inputs.understanding.layout.arithmetic import (
    STEPS,
    finest,
    is_multiple,
    largest_step,
    shown,
)
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AMOUNTS = 5
LEAST_SIZES = 3
LEAST_WITNESSES = 3
LEAST_OFF = 6
"""So many amounts off a step in the other columns show that it is not the table's."""


@KINDS.register("off_grain")
def off_grain(sheet: Sheet) -> Iterator[Finding]:
    """Yield the step of all amounts, and amounts off the step of their column."""
    whole = [v for c in sheet.cells for i in sheet.data if (v := c.values[i])]
    step = largest_step([sheet.common(whole)])
    if step is None:
        return
    is_news = len(whole) >= LEAST_AMOUNTS and len(set(whole)) >= LEAST_SIZES
    if is_news and (step >= 1 or step != finest([sheet.common(whole)])):
        text = shown(step) + (sheet.unit or "")
        words = Words(f"金额都是 {text} 的整数倍", f"all amounts are multiples of {text}")
        yield Finding("grain", "note", sheet.place(), words, text)
    for column in sheet.cells:
        yield from _of_column(sheet, column)


def _is_usual(sheet: Sheet, column: SheetColumn, step: Fraction) -> bool:
    """Say whether many amounts of the other columns are off a step, and most columns hold some."""
    others = [c for c in sheet.cells if c is not column]
    off = [
        sum(not is_multiple(sheet.exact(v), step) for i in sheet.data if (v := c.values[i]))
        for c in others
    ]
    return sum(off) >= LEAST_OFF and 2 * sum(map(bool, off)) > len(off)


def _of_column(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield the amounts of one column that are off its step."""
    whole = _given_whole(sheet, column)
    found = [(i, sheet.exact(v)) for i in sheet.data if (v := column.values[i])]
    step = step_in_use([value for _, value in found])
    if step is None or _is_usual(sheet, column, step):
        return
    for i, value in found:
        if i not in whole and not is_multiple(value, step):
            words = Words(
                f"{shown(value)} 不是 {shown(step)} 的整数倍，这一列其余金额都是",
                f"{shown(value)} is no multiple of {shown(step)}, as the rest of the column are",
            )
            expected = Words(f"{shown(step)} 的整数倍", f"a multiple of {shown(step)}")
            place = sheet.place(i, column)
            yield Finding("off_grain", "warning", place, words, shown(value), expected)


def _given_whole(sheet: Sheet, column: SheetColumn) -> set[int]:
    """Return the rows in which a column gives as much as is asked for; none of the needs' own."""
    needs = [c for c in sheet.money if asks_for(c.name)]
    if column in needs:
        return set(sheet.data)  # what is asked for is in no step
    return {i for i in sheet.data for c in needs if column.values[i] == c.values[i]}


def step_in_use(values: Sequence[Fraction]) -> Fraction | None:
    """Return the step that all but a few of the amounts stand in; None when none is in use."""
    if len(values) < LEAST_AMOUNTS:
        return None
    most = max(1, len(values) // 10)
    step, of_all = largest_step(values, most), largest_step(values)
    if step is None or step == of_all:
        return None
    off = sum(not is_multiple(v, step) for v in values)
    witnesses = sum(is_multiple(v, step) and not is_multiple(v, step * 10) for v in values)
    if step / 5 in STEPS and all(is_multiple(v, step / 5) for v in values):
        return None  # multiples of 5 among whole amounts are as often chance
    return step if witnesses >= max(LEAST_WITNESSES, 3 * off) else None
