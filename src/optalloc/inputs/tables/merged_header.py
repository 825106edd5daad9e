"""A header of two rows becomes one, where merged cells leave no doubt what stands over a column.

单位 | 类型 | 人口情况               ->  单位 | 类型 | 脱贫人口 | 监测对象
     |      | 脱贫人口 | 监测对象
"""

from collections.abc import Sequence
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.inputs.tables.headers import is_word, split_header
from optalloc.inputs.tables.raw import Merge, RawRow, RawSheet, Value

_TOLD_ABOVE = frozenset({"金额", "安排额", "资金规模", "amount"})
"""Heads that do not tell alone of what: the one over them may be another year, or a need."""

IN_ONE_ROW = Words(
    "请把表头写成一行：每列一个表头，不合并。",
    "Write the header in one row: a head for each column, none merged.",
)


def header_again_below(header: RawRow, below: Sequence[RawRow]) -> Words | None:
    """Return what to do where the row below a header is of heads too; None where it is not.

    It holds words alone, one of them over figures, and repeats a head or stands under the first.
    """
    if len(below) < 2:
        return None
    second, rest = below[0], below[1:]
    words = [i for i, cell in enumerate(second.cells) if isinstance(cell, str) and is_word(cell)]
    is_of_words = len(words) == len(second.filled) > 1
    first = next(i for i, cell in enumerate(header.cells) if cell is not None)
    goes_on = first not in words or any(_head(header, i) == _head(second, i) for i in words)
    over = [i for i in words if any(_is_figure(row, i) for row in rest)]
    if not (is_of_words and over and goes_on) or second.number != header.number + 1:
        return None
    again = Words(f"第{second.number}行也是表头。", f"Row {second.number} is of heads too. ")
    delete = Words(f"写好后删去第{second.number}行。", f" Then delete row {second.number}.")
    return again + IN_ONE_ROW + delete


def _is_figure(row: RawRow, index: int) -> bool:
    cell = row.cells[index] if index < len(row.cells) else None
    return cell is not None and not is_word(cell)


def with_one_header_row(raw: RawSheet, at: int) -> RawSheet:
    """Return the raw rows with the header in one row; as they are where that is in doubt.

    Every head is merged down over both rows, or across over columns that each have their own below.
    A unit of money over several columns is that of each.

    Args:
        at: The index of the header's first row.
    """
    if at + 1 >= len(raw.rows):
        return raw
    upper, lower = raw.rows[at], raw.rows[at + 1]
    rows = (upper.number, lower.number)
    of_header = [m for m in raw.merges if m.first_row <= rows[1] and m.last_row >= rows[0]]
    down = [m for m in of_header if (m.first_row, m.last_row) == rows and _breadth(m) == 1]
    across = [m for m in of_header if m.first_row == m.last_row == rows[0] and _breadth(m) > 1]
    is_plain = len(down) + len(across) == len(of_header) and rows[1] == rows[0] + 1
    if not (is_plain and across and down):
        return raw
    heads = _heads(upper, lower, down, across)
    if heads is None:
        return raw
    kept = tuple(m for m in raw.merges if m not in of_header)
    header = RawRow(upper.number, heads)
    return replace(raw, rows=(*raw.rows[:at], header, *raw.rows[at + 2 :]), merges=kept)


def _breadth(merge: Merge) -> int:
    return merge.last_column - merge.first_column + 1


def _heads(
    upper: RawRow, lower: RawRow, down: list[Merge], across: list[Merge]
) -> tuple[Value, ...] | None:
    """Return the head of each column; None where one stands under no merged cell or has none."""
    width = max(upper.width, lower.width)
    heads: dict[int, Value] = {}
    for merge in down:
        own = _head(upper, merge.first_column - 1)
        if own is None or _head(lower, merge.first_column - 1) is not None:
            return None
        heads[merge.first_column - 1] = own
    for merge in across:
        unit = split_header(_head(upper, merge.first_column - 1) or "").unit
        for index in range(merge.first_column - 1, merge.last_column):
            own = _head(lower, index)
            if own is None or not is_word(own) or split_header(own).name in _TOLD_ABOVE:
                return None
            is_bare = unit is not None and split_header(own)[1:] == (None, None)
            heads[index] = f"{own}({unit})" if is_bare else own
    return tuple(heads[i] for i in range(width)) if heads.keys() == set(range(width)) else None


def _head(row: RawRow, index: int) -> str | None:
    """Return the words of a cell, or None."""
    cell = row.cells[index] if index < len(row.cells) else None
    return cell if isinstance(cell, str) else None
