"""Columns under one head in two units, row by row:  金额（元） = 金额（万元） × 10000.

An amount that is no more than rounded in the coarser unit is no finding where that has decimals or
rounding is the rule of the column; among whole figures that are the same to the fen it is told.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.two_units import ToldInTwoUnits, pairs_of_units

MAY_BE_ROUNDED = Words("；可能是四舍五入", "; it may be rounded")


@KINDS.register("two_units")
def two_units(sheet: Sheet) -> Iterator[Finding]:
    """Yield what two columns of one head tell otherwise."""
    for pair in pairs_of_units(sheet):
        if pair.is_one:
            yield from _rows_off(sheet, pair)
        else:
            yield _other_money(sheet, pair)


def _rows_off(sheet: Sheet, pair: ToldInTwoUnits) -> Iterator[Finding]:
    """Yield the rows in which both are not the same amount."""
    rows = [i for i in sheet.data if i in pair.of_lines]
    has_decimals = pair.last < FEN_PER_UNIT[pair.coarse.unit or "元"]
    is_rounded = has_decimals or 2 * sum(pair.is_same(i) for i in rows) <= len(rows)
    for i in pair.of_lines:
        is_near = pair.is_same(i, pair.last / 2)
        if pair.is_same(i) or (is_near and is_rounded):
            continue
        due, came = pair.said(i)
        is_gap = None in pair.of_lines[i]
        severity: Severity = "warning" if is_near or is_gap else "error"
        words = Words(
            f"同名的两列不一致：一列 {due}，一列 {came}",
            f"two columns of this head differ: {due} in one, {came} in the other",
        )
        more = MAY_BE_ROUNDED if is_near else NOTHING
        yield Finding(
            "two_units", severity, sheet.place(i, pair.coarse), words + more, came, same(due)
        )


def _other_money(sheet: Sheet, pair: ToldInTwoUnits) -> Finding:
    """Return that two columns of one head are added up, as they do not tell the same."""
    fine, coarse = pair.fine.unit, pair.coarse.unit
    words = Words(
        f"表头相同、单位不同（{fine}、{coarse}）的两列，多数行并不是同一金额：按两笔钱读，请核对单位",
        f"two columns of this head, in {fine} and in {coarse}, are not the same amount in most "
        "rows: read as two amounts; check their units",
    )
    at = next((i for i in pair.of_lines if None not in pair.of_lines[i]), None)
    if at is not None:
        one, other = pair.said(at)
        row = sheet.row_words(at)
        words += Words(f"（{row.zh}为 {one} 和 {other}）", f" ({one} and {other} in {row.en})")
    return Finding("two_units", "warning", sheet.place(None, pair.coarse), words)


def held_in_two_units(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, that are held against the other unit's."""
    return {
        (i, column.index)
        for pair in pairs_of_units(sheet)
        if pair.is_one
        for i, both in pair.of_lines.items()
        if None not in both
        for column in (pair.fine, pair.coarse)
    }
