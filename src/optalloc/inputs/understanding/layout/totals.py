"""Find which rows each total row sums, by its label and by what adds up.

A total reaches over the rows since (or until) the next total of its level or above. Whether totals
stand below their rows or above them, and whether the last 合计 is that of all, is what makes more
of the figures agree; labels alone decide when nothing tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optalloc.inputs.understanding.layout.parts import SheetRow
from optalloc.inputs.understanding.layout.sheet import sum_of

Values = Sequence[Sequence[int | None]]


def with_covers(lines: Sequence[SheetRow], values: Values) -> tuple[SheetRow, ...]:
    """Return the lines, every total with the data rows it sums.

    Args:
        values: The figures that add up, by column, each by line.
    """
    if not any(line.kind == "total" for line in lines):
        return tuple(lines)
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
