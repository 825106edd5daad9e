"""Rows of a table that tell a statistic of the others: set aside, said, and held against them.

平均 21 below 10, 20, 33      set aside: no town
平均 22 below 10, 20, 33      refused as a total would be: the rows may be wrong
平均 | 镇 | 22, Max 33        refused: a name that is none, or may be one

No recipient is called so, and taken for one it would be given money.
"""

from collections.abc import Iterator

from optalloc.core.errors import Fault
from optalloc.core.message import Words, first_few, listed
from optalloc.core.money import show_fraction
from optalloc.inputs.tables import (
    STATISTICS,
    Table,
    Value,
    agrees,
    figure_in,
    holds_figures_alone,
    show_value,
    statistic_of,
    statistic_or_name,
)

MOST_NAMED = 6
"""Most rows of a table that the sentence names."""
MOST_DECIMALS = 6
"""Decimals that a letter shows of a mean."""


def statistics_left_out(table: Table) -> Iterator[Words]:
    """Yield, in one sentence, the rows left out because they tell a statistic of the others."""
    told = [(row.number, row.statistic) for row in table.rows if row.statistic is not None]
    if not told:
        return
    shown = first_few(told, MOST_NAMED)
    rows_zh = "、".join(f"第{number}行“{of.label.strip()}”" for number, of in shown)
    rows_en = ", ".join(f"{table.row_word} {number} ({of.label.strip()})" for number, of in shown)
    if more := len(told) - len(shown):
        rows_zh, rows_en = f"{rows_zh}等 {len(told)} 行", f"{rows_en} and {more} more"
    zh, en = listed(list(dict.fromkeys(STATISTICS[of.sort] for _, of in told)))
    file = table.file + (f"#{table.sheet}" if table.sheet else "")
    tells = "tells" if len(told) == 1 else "tell"
    one = "it is no row of its own and was"
    was = one if len(told) == 1 else "they are no rows of their own and were"
    yield Words(
        f"{file}：{rows_zh}写的是{zh}，不是单独的一行，没有计入。",
        f"{file}: {rows_en} {tells} {en}; {was} left out.",
    )


def named_as_statistics(table: Table, column: str) -> Iterator[Fault]:
    """Yield the rows that are called as a statistic is and yet may be rows of their own."""
    for row in table.rows:
        label = row.cells.get(column)
        if row.is_total or not isinstance(label, str):
            continue
        if (of := statistic_of(label)) is not None:
            remedy = Words("请删去这一行。", "Delete the row.")
        elif (of := statistic_or_name(label)) is not None and holds_figures_alone(row, column):
            longer = "Maximum" if of.sort == "max" else "Minimum"
            remedy = Words(
                f"写的是{STATISTICS[of.sort].zh}，请删去这一行或改写为 {longer}；"
                "是一个名称，请写全，或写明 类型。",
                f"If it tells {STATISTICS[of.sort].en}, delete the row or call it {longer}; "
                "if it is a name, write it in full or fill in the kind.",
            )
        else:
            continue
        what = STATISTICS[of.sort]
        allowed = Words(
            f"应为一个名称，不能是{what.zh}", f"a name: a row that tells {what.en} is none"
        )
        yield table.fault(row.number, column, allowed, label, remedy)


def statistics_that_are_off(table: Table, column: str) -> Iterator[Fault]:
    """Yield the statistics of a column of amounts or counts that its rows do not come to.

    A mean of all the province may be of more rows than these, and who has subtotals may mean their
    rows: neither is held against anything, nor is a column in which a figure cannot be read.
    """
    if not any(row.statistic for row in table.rows):
        return
    rows = [row for row in table.rows if not row.is_total]
    cells = [cell for row in rows if (cell := row.cells.get(column)) is not None]
    figures = [figure for cell in cells if (figure := figure_in(cell)) is not None]
    if len(figures) < len(cells) or _sums(table) > 1:
        return
    for row in table.rows:
        of, came = row.statistic, row.cells.get(column)
        stated = None if came is None else figure_in(came)
        if of is None or not of.is_plain or came is None or stated is None:
            continue
        due = of.due(figures, len(rows))
        if due and not agrees(stated, due, _decimals(came)):
            what, text = STATISTICS[of.sort], show_fraction(due[0], MOST_DECIMALS)
            allowed = Words(f"应为{what.zh} {text}", f"{what.en}, {text}")
            remedy = Words(
                "请核对各行和这一行；不用它，可以删去。",
                "Check the rows and this one; or delete it.",
            )
            yield table.fault(row.number, column, allowed, came, remedy)


def _sums(table: Table) -> int:
    return sum(row.is_total and row.statistic is None for row in table.rows)


def _decimals(value: Value) -> int:
    """Return how many decimals a number is written with."""
    return len(show_value(value).strip().partition(".")[2])
