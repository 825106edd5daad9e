"""Refuse a table whose rows have two recipients: blocks side by side, as paper saves its length.

    乡镇  金额  乡镇  金额        Read as one table, 丙乡 and 丁乡 are in no sum, and a total of all
    甲镇    10  丙乡    20        four is called wrong. Which total reaches over which block nothing
    乙镇    15  丁乡     5        tells for certain, so one block has to go below the other.
    小计    25  小计    25
    合计    50

With an empty column between them they are two tables, until a total of one sums them both.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, listed
from optalloc.inputs.tables.table import place_of
from optalloc.inputs.understanding.layout.cells import name_of
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn, SheetRow
from optalloc.inputs.understanding.layout.roles import role_of_words
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

SEEN = 3
"""How many names a letter shows."""
PUT_BELOW = Words(
    "请把右边一块接到左边一块的下面，或另放一张工作表。",
    "Put the block on the right below the other one, or on a sheet of its own.",
)


def refuse_two_recipients(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> None:
    """Refuse a table with two recipients in a row: the amounts of one would be lost.

    Raises:
        InputUnusable: When blocks stand side by side, or several columns are said to be it.
    """
    named = [c for c in columns if not c.holds_figures and _may_be_recipient(c)]
    faults = []
    for k, (left, right) in enumerate(pairwise(named)):
        end = named[k + 2].index if k + 2 < len(named) else grid.width
        blocks = [
            [c for c in columns if first < c.index < last and c.holds_figures]
            for first, last in ((left.index, right.index), (right.index, end))
        ]
        are_said = left.role == right.role == "recipient" and left.because == right.because == SAID
        names = [_names(grid, lines, c) for c in (left, right)]
        is_one_name = all(a == b for a, b in zip(*names, strict=True) if a and b)
        is_again = left.path[-1:] == right.path[-1:] and bool(_money(blocks[0]) & _money(blocks[1]))
        if not is_one_name and (is_again or (are_said and all(blocks))):
            faults.append(_beside(grid, left, right, names[1]))
        elif are_said:
            faults.append(_said_twice(grid, left, right))
    refuse_any(faults)


def _may_be_recipient(column: SheetColumn) -> bool:
    """Say whether a column names recipients by its head, and nobody says that it does not."""
    if column.because == SAID:
        return column.role == "recipient"
    return role_of_words(column.path) == "recipient"


def _names(grid: CellGrid, lines: Sequence[SheetRow], column: SheetColumn) -> list[str]:
    """Return what stands in a column of words, row by row of data."""
    return [name_of(grid.over(x.row, column.index)) for x in lines if x.kind == "data"]


def _money(columns: Sequence[SheetColumn]) -> set[str]:
    """Return the own heads of the columns of money among some."""
    return {c.path[-1] for c in columns if c.is_money and c.path}


def _beside(grid: CellGrid, left: SheetColumn, right: SheetColumn, names: Sequence[str]) -> Fault:
    allowed = Words(
        f"与列 {left.letters} 左右并列，各有单位和金额，一行里有两个单位",
        f"stands beside column {left.letters}, each with recipients and amounts of its own, "
        "so that a row has two recipients",
    )
    came = listed(tuple(dict.fromkeys(filter(None, names)))[:SEEN]).zh or None
    place = place_of(None, right.letters)
    return Fault(grid.file, place, allowed, came, PUT_BELOW, grid.sheet)


def _said_twice(grid: CellGrid, left: SheetColumn, right: SheetColumn) -> Fault:
    allowed = Words(
        f"应只有一列是单位，列 {left.letters} 已说明是单位",
        f"one column of recipients alone, and column {left.letters} is said to be it",
    )
    at = right.letters
    remedy = Words(
        f"请写 --column {at}=group，可用：group、text、ignore。",
        f"Say --column {at}=group, or another of: group, text and ignore.",
    )
    return Fault(grid.file, place_of(None, at), allowed, None, remedy, grid.sheet)


def refuse_sums_of_two(sheets: Sequence[Sheet]) -> None:
    """Refuse two tables side by side of which a total of one sums both.

    Raises:
        InputUnusable: With the places of the tables on the right.
    """
    faults = []
    for left, right in combinations(sheets, 2):
        a, b = left.whom, right.whom
        if a is None or b is None or a.index >= b.index or not _are_beside(left, right):
            continue
        if any(_sums_both(left, right)) or any(_sums_both(right, left)):
            faults.append(_beside(right.grid, a, b, [right.name(i, b) for i in right.data]))
    refuse_any(faults)


def _are_beside(left: Sheet, right: Sheet) -> bool:
    """Say whether two tables share rows of one sheet, under the same heads of money."""
    if (left.grid.file, left.grid.sheet) != (right.grid.file, right.grid.sheet):
        return False
    rows = [{line.number for line in sheet.lines} for sheet in (left, right)]
    return bool(rows[0] & rows[1]) and bool(_money(left.money) & _money(right.money))


def _sums_both(one: Sheet, other: Sheet) -> Iterator[bool]:
    """Yield of each total that is not the sum of its rows whether it is that of both tables."""
    of_head = {c.path[-1]: c for c in other.money if c.path}
    for column in one.money:
        beside = of_head.get(column.path[-1]) if column.path else None
        for i in one.totals if beside is not None else ():
            stated, own = column.values[i], sum_of(column.values, one.lines[i].covers)
            if beside is None or stated is None or own[0] == stated:
                continue
            all_own = sum_of(column.values, one.data)[0]
            more, there = sum_of(beside.values, other.data)
            yield there > 0 and one.exact(stated - all_own) == other.exact(more)
