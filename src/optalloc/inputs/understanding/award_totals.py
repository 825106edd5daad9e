"""What stands beside a total of a paper: no part of what was given, or a doubt that is asked.

结转 下达 合计＝结转＋下达 支出     支出 is no award, and in no sum
产业 管理费 合计 上年 增减          last year and the change come to the total too: it speaks alone
总投资＝财政资金＋自筹资金          asked: what was given is no more than a part of it
中央 省级 小计＝中央＋省级 县级      asked: with 县级 or without

Which columns a total sums is what the reader of tables found (`Sheet.parts`).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from optalloc.core.errors import Fault
from optalloc.core.message import Words, listed
from optalloc.inputs.tables.field_words import is_difference
from optalloc.inputs.understanding.award_heads import (
    NO_PART,
    head_shown,
    how_to_say,
    is_not_given,
    is_of_payment,
    is_own_money,
    likely_of,
)
from optalloc.inputs.understanding.layout.adding import candidates
from optalloc.inputs.understanding.layout.columns import KEPT_FIGURES
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

_LEVEL = re.compile(r"中央|[省市区县镇乡州]|本级|上级")
_CARRIED = re.compile(r".*(结转|上年(结余|结存)).*")
_THIS_YEAR = re.compile(r".*(本年|当年|今年).*")


def with_awards_alone(sheet: Sheet) -> Sheet:
    """Return a sheet in which money that is no part of the total, and no award, is a figure."""
    total, parts, beside = _total_and_cells(sheet)
    if total is None:
        return sheet
    aside = [c for c in beside if _is_no_award(c)]
    open_ones = [c for c in beside if c not in aside]
    if _is_of_comparison(parts):
        # 上年 and 增减 come to it, but nobody was given either.
        aside += parts
    if open_ones and not _comes_to(sheet, open_ones, total) and _is_within(sheet, total, open_ones):
        aside += open_ones
    if not aside:
        return sheet
    columns = (
        replace(c, role="figure", because=NO_PART) if c in aside else c for c in sheet.columns
    )
    gone = {c.index for c in aside}
    kept = {i: of for i, of in sheet.parts.items() if not gone & set(of)}
    return replace(sheet, columns=tuple(columns), parts=kept)


def faults_beside_total(
    named: str, sheet: Sheet, sources: Collection[str], year: int | None, can_say: bool
) -> Iterator[Fault]:
    """Yield why what rows are given in all may be more, or less, than what was given to them.

    Args:
        sources: The sources that the scenario knows: money from them is none of the receivers'.
        year: The year that the table is said to be of.
    """
    of = given(sheet)
    if of is None or any(c.because == SAID for c in of.columns):
        return
    total, parts, beside = _total_and_cells(sheet)
    within = parts if total is not None else [*of.columns]
    filled = [c for c in within if _is_filled(sheet, c)]
    own = [c for c in filled if is_own_money(c.path) and not set(c.path) & set(sources)]
    carried = [c for c in filled if any(map(_CARRIED.fullmatch, c.path))]
    is_of_both = any(_THIS_YEAR.fullmatch(head) for c in within for head in c.path)
    at = total or next(iter(own or carried), of.column)
    if own:
        rest = [c for c in within if c not in own]
        said = _not_with_own(sheet, own, likely_of(rest, year), can_say)
    elif carried and is_of_both:
        choices = likely_of([c for c in sheet.money if c not in carried], year)
        said = _maybe_with_carried(carried, choices or [head_shown(at)], can_say)
    elif total is not None and _is_doubtful(sheet, total, parts, beside):
        said = _maybe_with_others(total, beside, can_say)
    else:
        return
    place = sheet.place(None, at).words()
    yield Fault(named, place, said[0], head_shown(at), said[1], sheet.grid.sheet)


def _not_with_own(
    sheet: Sheet, own: Collection[SheetColumn], rest: list[str], can_say: bool
) -> tuple[Words, Words]:
    """Return why a receiver's own money is none that was given, and what to do.

    A total of all but it is the column; what several columns tell together no column says.
    """
    of_own = {c.index for c in own}
    totals = [c for c in sheet.money if c.index in sheet.parts]
    clean = [head_shown(c) for c in totals if not of_own & sheet.summed([c.index])]
    likely = clean if len(clean) == 1 else rest
    there = listed([head_shown(c) for c in own])
    allowed = Words(
        f"应为当年安排的金额，不能含 {there.zh}", f"what was given in the year, without {there.en}"
    )
    if len(likely) == 1:
        return allowed, how_to_say(likely, can_say)
    return allowed, Words(
        f"请另存一份，删去 {there.zh} 和含它的合计。",
        f"Save a copy without {there.en} and without totals that include it.",
    )


def _maybe_with_carried(
    carried: Collection[SheetColumn], choices: list[str], can_say: bool
) -> tuple[Words, Words]:
    """Return that money carried over may have been given before, and what to do."""
    there = listed([head_shown(c) for c in carried])
    allowed = Words(
        f"应为当年安排的金额；看不出是否包括 {there.zh}",
        f"what was given in the year; it is not clear whether that includes {there.en}",
    )
    return allowed, how_to_say(choices, can_say)


def _maybe_with_others(
    total: SheetColumn, beside: Collection[SheetColumn], can_say: bool
) -> tuple[Words, Words]:
    """Return that money beside a total may have been given too, and what to do."""
    there = listed([head_shown(c) for c in beside])
    allowed = Words(
        f"应为当年安排的金额；这一列不含 {there.zh}，看不出是否应含",
        f"what was given in the year; this is without {there.en}, and it is not clear whether "
        "it should be",
    )
    remedy = how_to_say([head_shown(total)], can_say)
    return allowed, remedy + Words(
        f"若应含 {there.zh}，请补一列含它的合计。",
        f" If {there.en} counts too, add a column of the total with it.",
    )


def _total_and_cells(
    sheet: Sheet,
) -> tuple[SheetColumn | None, list[SheetColumn], list[SheetColumn]]:
    """Return the total that tells what was given, its parts, and other money beside it."""
    of = given(sheet)
    if of is None or of.column.role != "total" or of.column.because == SAID:
        return None, [], []
    summed = sheet.summed(c.index for c in of.columns)
    cells = [c for c in sheet.cells if c not in of.columns]
    parts = [c for c in cells if c.index in summed]
    return of.column, parts, [c for c in cells if c not in parts]


def _is_no_award(column: SheetColumn) -> bool:
    """Say whether money beside a total is no award; what a level pays is one, however called."""
    if column.is_compared or column.is_computed or is_not_given(column.path):
        return True
    is_of_level = any(map(_LEVEL.search, column.path))
    return is_own_money(column.path) or (is_of_payment(column.path) and not is_of_level)


def _is_of_comparison(parts: Iterable[SheetColumn]) -> bool:
    """Say whether parts are another figure and how much more there is of it now."""
    return any(bool(c.path) and is_difference(c.path[-1]) for c in parts)


def _is_doubtful(
    sheet: Sheet, total: SheetColumn, parts: list[SheetColumn], beside: list[SheetColumn]
) -> bool:
    """Say whether money beside a total and its parts may have been given too."""
    is_filled = any(_is_filled(sheet, c) for c in beside)
    return bool(parts) and is_filled and not _comes_to(sheet, beside, total)


def _is_within(sheet: Sheet, total: SheetColumn, beside: Collection[SheetColumn]) -> bool:
    """Say whether columns come to a total with figures that are not read as money beside them."""
    kept = [
        replace(c, role="amount") if c.because == KEPT_FIGURES else c
        for c in sheet.columns
        if c == total or c in beside or (c.because == KEPT_FIGURES and c.values)
    ]
    indices = {c.index for c in beside}
    return any(
        indices <= {p.index for p in parts} and _comes_to(sheet, parts, total)
        for parts in candidates(total, kept)
    )


def _comes_to(sheet: Sheet, columns: Collection[SheetColumn], total: SheetColumn) -> bool:
    """Say whether columns come to a total in every row."""
    sums = (sum_of([c.values[i] for c in columns], range(len(columns)))[0] for i in sheet.data)
    return all(s == (total.values[i] or 0) for s, i in zip(sums, sheet.data, strict=True))


def _is_filled(sheet: Sheet, column: SheetColumn) -> bool:
    return any(column.values[i] for i in sheet.data)
