"""Find the totals of a table, and which rows each total row sums: by its label, by what adds up.

A total reaches over the rows since (or until) the next total of its level or above. Whether totals
stand below their rows or above them, and whether the last 合计 is that of all, is what makes more
of the figures agree; labels alone decide when nothing tells. Where no label tells, arithmetic does:

row      nameless, and in some column of money the sum of the rows since the last total, of all the
         rows above it, or of all below it; one found so makes every nameless row a total
column   the sum of other columns of money in four fifths of the rows, and of three rows at least
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from optalloc.core.message import Words
from optalloc.inputs.tables.row_statistics import RowStatistic, statistic_of, statistic_or_name
from optalloc.inputs.understanding.layout.adding import candidates, given_alone, with_of_which
from optalloc.inputs.understanding.layout.cells import name_of
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.nested_rows import other_layouts
from optalloc.inputs.understanding.layout.parts import (
    SheetColumn,
    SheetRow,
    money_columns,
    of_which,
)
from optalloc.inputs.understanding.layout.roles import role_of_figures
from optalloc.inputs.understanding.layout.sheet import sum_of

Values = Sequence[Sequence[int | None]]

STRONG = Fraction(4, 5)
"""Part of the rows that must add up before a column counts as a sum, or an unknown one as money."""

LEAST_ROWS = 3

MOST_PAIRED = 8
"""Most columns of money of which every pair is tried."""

_OF_FORMULA = re.compile(r"测算额|targets?", re.IGNORECASE)

BY_ROWS = Words("各行为另几列之和", "most rows are the sum of other columns")


def with_covers(lines: Sequence[SheetRow], values: Values) -> tuple[SheetRow, ...]:
    """Return the lines, every total with the data rows it sums.

    Args:
        values: The figures that add up, by column, each by line.
    """
    if not any(line.kind == "total" for line in lines):
        return tuple(lines)
    best = _plainly(lines, values)
    least = _off(best, values)
    for layout in other_layouts(lines, values) if least else ():
        read = _plainly(layout, values)
        if (off := _off(read, values)) < least:
            best, least = read, off
    return best


def _plainly(lines: Sequence[SheetRow], values: Values) -> tuple[SheetRow, ...]:
    """Return the lines, every total with the rows it sums, as kinds and levels tell."""
    best: list[tuple[int, ...]] = []
    most = -1
    for covers in _readings(lines):
        agreeing = _agreeing(covers, values)
        if agreeing > most:
            best, most = covers, agreeing
    return tuple(
        replace(line, covers=c) if c and not line.covers else line
        for line, c in zip(lines, best, strict=True)
    )


def _off(lines: Sequence[SheetRow], values: Values) -> Fraction:
    """Return how far the totals are from their rows, each as a part of it, all together.

    A total without rows is wholly off: no reading is better for comparing less.
    """
    off = Fraction(0)
    for i, line in enumerate(lines):
        for column in values if line.kind == "total" else ():
            stated, (summed, there) = column[i], sum_of(column, line.covers)
            if stated is not None and stated != summed:
                largest = max(abs(stated), abs(summed))
                off += min(Fraction(1), Fraction(abs(stated - summed), largest)) if there else 1
    return off


def _readings(lines: Sequence[SheetRow]) -> Iterator[list[tuple[int, ...]]]:
    """Yield the ways to read which rows each total sums, the plainest first."""
    totals = [i for i, line in enumerate(lines) if line.kind == "total" and line.level > 0]
    top = max((lines[i].level for i in totals), default=0)
    highest = [i for i in totals if lines[i].level == top]
    grands: list[int | None] = [highest[0]] if len(highest) == 1 else []
    if len(highest) > 1:
        grands = [highest[-1], highest[0], None]
    if not grands:
        grands = [None]
    data = tuple(i for i, line in enumerate(lines) if line.kind == "data")
    for grand in grands:
        for is_above in (False, True):
            yield [
                data if i == grand else _reach(lines, i, is_above) if x.kind == "total" else ()
                for i, x in enumerate(lines)
            ]


def _reach(lines: Sequence[SheetRow], at: int, is_above: bool) -> tuple[int, ...]:
    """Return the data rows that a total sums when totals stand above, or below, their rows.

    A numbered heading (negative level) always stands above its rows.
    """
    level = lines[at].level
    down = is_above or level < 0
    found = []
    steps = range(at + 1, len(lines)) if down else range(at - 1, -1, -1)
    for i in steps:
        line = lines[i]
        if line.kind == "total" and line.level * level > 0 and abs(line.level) >= abs(level):
            break
        if line.kind == "total" and level < 0 < line.level:
            break
        if line.kind == "data" and line.level <= level < 0:
            break  # a heading of its rank that has no rows
        if line.kind == "data":
            found.append(i)
    return tuple(found if down else reversed(found))


def _agreeing(covers: Sequence[tuple[int, ...]], values: Values) -> int:
    """Return how many figures in totals are the sum of the rows that they cover."""
    agreeing = 0
    for at, rows in enumerate(covers):
        for column in values:
            stated = column[at]
            if rows and stated is not None:
                summed, there = sum_of(column, rows)
                agreeing += there > 0 and summed == stated
    return agreeing


def with_nameless_totals(
    lines: Sequence[SheetRow], grid: CellGrid, columns: Sequence[SheetColumn]
) -> tuple[SheetRow, ...]:
    """Return the lines; rows of money without a name that sum others are totals."""
    keys = [c for c in columns if c.role in ("recipient", "source", "use") and not c.holds_figures]
    money = money_columns(columns)
    nameless = {
        i
        for i, line in enumerate(lines)
        if line.kind == "data"
        and not any(name_of(grid.over(line.row, c.index)) for c in keys)
        and any(c.values[i] for c in money)
    }
    data = [i for i, line in enumerate(lines) if line.kind == "data" and i not in nameless]
    if not keys or not nameless or 2 * len(nameless) > len(data):
        return tuple(lines)
    named = {i for i in data if keys[0].index < len(c := lines[i].row.cells) and c[keys[0].index]}
    covers = {i: _summed(i, _reaches(i, nameless, data, named), money) for i in nameless}
    if not any(covers.values()):
        return tuple(lines)
    found = list(lines)
    for i in sorted(nameless):
        # A total right below another one reaches over it.
        is_over = i > 0 and found[i - 1].kind == "total"
        level = 2 if is_over else 1
        found[i] = replace(lines[i], kind="total", level=level, covers=covers[i])
    return tuple(found)


def with_named_statistics(
    lines: Sequence[SheetRow], grid: CellGrid, columns: Sequence[SheetColumn], scale: int
) -> tuple[SheetRow, ...]:
    """Return the lines; rows that are named 平均 where the others are named tell of these.

    A row named Max does where it holds the largest figure of every column of money. Where all are
    named so, they are what the table is about.
    """
    keys = [c for role in ("recipient", "source", "use") for c in columns if c.role == role]
    key = next((c for c in keys if not c.holds_figures), None)
    found = list(lines)
    for i, line in enumerate(lines if key is not None else ()):
        name = name_of(grid.over(line.row, key.index)) if key is not None else ""
        if line.kind != "data" or not name:
            continue
        told = statistic_of(name)
        maybe = statistic_or_name(name) if told is None else None
        if maybe is not None and _is_extreme(i, maybe, lines, columns, scale):
            told = maybe
        if told is not None:
            found[i] = SheetRow(line.row, "statistic", statistic=told)
    has_others = any(line.kind in ("data", "total") for line in found)
    return tuple(found) if has_others else tuple(lines)


def _is_extreme(
    at: int, of: RowStatistic, lines: Sequence[SheetRow], columns: Sequence[SheetColumn], scale: int
) -> bool:
    """Say whether a row holds what it may tell of the others, in every column of money."""
    others = [i for i, x in enumerate(lines) if x.kind == "data" and i != at]
    compared = 0
    for column in money_columns(columns):
        there = [Fraction(v, scale) for i in others if (v := column.values[i]) is not None]
        due, stated = of.due(there, len(others)), column.values[at]
        if due and stated is not None:
            compared += 1
            if Fraction(stated, scale) not in due:
                return False
    return compared > 0 and len(others) > 1


def with_formula_totals(lines: Sequence[SheetRow]) -> tuple[SheetRow, ...]:
    """Return the lines; a row without a name that is called 测算额 sums the factors above it."""
    found = list(lines)
    for i, line in enumerate(lines):
        texts = [cell for cell in line.row.filled if isinstance(cell, str)]
        if line.kind != "data" or line.row.cells[0] is not None or not texts:
            continue
        if not _OF_FORMULA.fullmatch(name_of(texts[0])):
            continue
        first = i - 1
        while first > 0 and lines[first].row.cells[0] is None:
            first -= 1
        covers = tuple(k for k in range(max(first, 0), i) if found[k].kind == "data")
        if len(covers) > 1:
            found[i] = replace(line, kind="total", level=1, covers=covers)
    return tuple(found)


def _reaches(
    at: int, nameless: set[int], data: Sequence[int], named: set[int]
) -> tuple[tuple[int, ...], ...]:
    """Return the runs of rows that a nameless row may stand for, the nearest first."""
    last = max((k for k in nameless if k < at), default=-1)
    above = tuple(i for i in data if i < at)
    since = tuple(i for i in above if i > last)
    begins = max((i for i in since if i in named), default=at)
    return (
        tuple(i for i in since if i >= begins),  # since the name above, which goes on below it
        since,
        above,
        tuple(i for i in data if i > at),
    )


def _summed(
    at: int, reaches: Sequence[tuple[int, ...]], money: Sequence[SheetColumn]
) -> tuple[int, ...]:
    """Return the rows whose sum a row is in some column of money; empty without any."""
    for rows in reaches:
        for column in money:
            summed, there = sum_of(column.values, rows)
            if there > 1 and summed and column.values[at] == summed:
                return rows
    return ()


def sum_columns(
    columns: Sequence[SheetColumn], lines: Sequence[int], taken: frozenset[int]
) -> dict[int, tuple[int, ...]]:
    """Return a column of money that is the sum of others in most rows, with them, by index.

    Args:
        lines: The rows to look at.
        taken: The columns that add up to a known total; they are parts and no sums.
    """
    columns = given_alone(columns)
    plain = [c for c in columns if c.role != "total" and not c.is_of_which]
    if len(plain) < 3 and not any(c.is_of_which for c in columns):
        return {}
    for column in plain:
        if column.index in taken:
            continue
        trial = replace(column, role="total")
        others = [trial if c is column else c for c in columns]
        pairs = combinations([c for c in plain if c is not column], 2)
        tried = [
            *candidates(trial, others, is_called=False),
            *(pairs if len(plain) <= MOST_PAIRED else ()),
        ]
        for parts in tried:
            if len(parts) > 1 and _may_sum(column, parts, plain) and _is_sum(column, parts, lines):
                return {column.index: tuple(p.index for p in parts)}
    return {}


def split_columns(
    columns: Sequence[SheetColumn], lines: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Return the columns, no totals, that their of-which comes to in most rows, by index."""
    return {
        whole.index: tuple(part.index for part in parts)
        for whole, parts in with_of_which(columns)
        if whole.role != "total" and _is_sum(whole, parts, lines)
    }


def with_whole_split(
    columns: tuple[SheetColumn, ...], told: Mapping[int, tuple[int, ...]], lines: Sequence[int]
) -> tuple[SheetColumn, ...]:
    """Return the columns; what the only amount has of which tells it apart where all rows add up.

    合计 其中：中央 其中：省级 is then read as 合计 中央 省级 is, each amount of its source.

    Args:
        told: The columns that each column is the sum of, by index.
    """
    money = {c.index: c for c in money_columns(columns)}
    split = {i for i, c in money.items() if c.is_of_which}
    wholes = [i for i, parts in told.items() if set(parts) == split]
    plain = {i for i, c in money.items() if c.role != "total"} - split
    if len(wholes) != 1 or not plain <= set(wholes):
        return columns
    whole, parts = money[wholes[0]], [money[i] for i in told[wholes[0]]]
    rows = [(whole.values[i] or 0, [v for p in parts if (v := p.values[i])]) for i in lines]
    is_split = sum(len(there) > 1 for _, there in rows) > 1
    if not is_split or any(stated != sum(there) for stated, there in rows):
        return columns
    made = {part.index: _by_itself(part) for part in parts}
    if whole.role != "total":
        whole = replace(whole, role="total", because=BY_ROWS)
    made[whole.index] = whole
    return tuple(made.get(c.index, c) for c in columns)


def _by_itself(part: SheetColumn) -> SheetColumn:
    """Return a column of an of-which as what it names: 中央 of 其中：中央."""
    head = of_which(part.path[-1]) or part.path[-1]
    path = (*part.path[:-1], head)
    role = role_of_figures(path, part.bracket, is_money=True)
    return replace(part, path=path, role=role if role in ("source", "use") else "amount")


def _may_sum(
    total: SheetColumn, parts: Sequence[SheetColumn], columns: Sequence[SheetColumn]
) -> bool:
    """Say whether a column may sum others by its head: one of several uses sums no sources."""
    head = total.path[:-1]
    has_beside = any(c is not total and c.path[:-1] == head for c in columns)
    return not head or not has_beside or all(p.path[:-1] == head for p in parts)


def _is_sum(total: SheetColumn, parts: Sequence[SheetColumn], lines: Sequence[int]) -> bool:
    """Say whether parts add up to a column in most rows; a row of a single part tells nothing."""
    agreeing = compared = 0
    for i in lines:
        there = [v for p in parts if (v := p.values[i])]
        if total.values[i] is not None and len(there) > 1:
            compared += 1
            agreeing += sum(there) == total.values[i]
    return agreeing >= LEAST_ROWS and agreeing >= STRONG * compared
