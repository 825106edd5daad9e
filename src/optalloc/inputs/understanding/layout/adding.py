"""Find the columns that a total column sums:  total[i] = sum over parts p of p[i].

Candidates come from the header's structure (columns under the same header, all of them, the run to
one side); the one under which most rows agree is meant. Fewer than half agreeing is no evidence.

What a column has of which (其中：中央, 其中：省级) is counted in it already and need not be all of
it: it is the sum of them where most rows say so, and they are in no other sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import takewhile

from optalloc.inputs.tables.field_words import asks_for
from optalloc.inputs.understanding.layout.parts import SheetColumn

LEAST_AGREEING = Fraction(1, 2)
"""Part of the rows that must agree before columns count as the parts of a total."""


NOISE = 10**9
"""A sum off by less than one part in so many agrees."""
Tall = Mapping[tuple[int, int], tuple[int, ...]]
"""The lines that a figure is merged over, by its line and its column."""


def parts_of_totals(
    columns: Sequence[SheetColumn],
    lines: Sequence[int],
    tall: Tall,
    evidence: Fraction = LEAST_AGREEING,
) -> dict[int, tuple[int, ...]]:
    """Return the columns that each total column sums, by index; only where found.

    Args:
        columns: The columns of money.
        lines: The rows to look at.
        evidence: Part of the rows that must agree.
    """
    found = {}
    for total in (c for c in columns if c.role == "total"):
        best: tuple[int, tuple[int, ...]] = (0, ())
        for parts in candidates(total, _given_like(total, columns)):
            agreeing, compared = _agreeing(total, parts, lines, tall)
            is_enough = compared and Fraction(agreeing, compared) >= evidence
            if is_enough and agreeing > best[0]:
                best = agreeing, tuple(p.index for p in parts)
        if best[1]:
            found[total.index] = best[1]
    return found


def _given_like(total: SheetColumn, columns: Sequence[SheetColumn]) -> Sequence[SheetColumn]:
    """Return the columns that a total may sum: what was asked for is no part of what is given.

    Where a project gets all that it needs its need equals the total, and yet is no part of it. Nor
    is what it is held against, though a baseline and the difference from it add up to a plan.
    """
    columns = without_compared(total, columns)
    if asks_for(total.name) or all(asks_for(c.name) for c in columns if c.role != "total"):
        return columns
    return [c for c in columns if c is total or not asks_for(c.name)]


def without_compared(total: SheetColumn, columns: Sequence[SheetColumn]) -> Sequence[SheetColumn]:
    """Return the columns without those that a plan is held against; all, where it is one itself.

    项目法 beside 因素法 tells two ways of giving, which are parts of what is given.
    """
    return columns if total.is_compared else given_alone(columns)


def given_alone(columns: Sequence[SheetColumn]) -> Sequence[SheetColumn]:
    """Return the columns without those that a plan is held against."""
    if any("项目法" in c.name or "竞争" in c.name for c in columns):
        return columns
    return [c for c in columns if not c.is_compared]


def candidates(
    total: SheetColumn, columns: Sequence[SheetColumn], is_called: bool = True
) -> Iterator[tuple[SheetColumn, ...]]:
    """Yield sets of columns that a total may sum, the most structural first.

    Args:
        is_called: Whether its header says that it is a total: else columns under another head
            that agree in most rows may do so by chance.
    """
    others = [c for c in columns if c.index != total.index]
    plain = _but_of_which([c for c in others if c.role != "total"])
    family = tuple(c for c in plain if len(c.path) > 1 and c.path[:-1] == total.path[:-1])
    below = tuple(c for c in plain if c.path[: len(total.path)] == total.path)
    paid = tuple(c for c in plain if not c.is_computed)
    at = [c.index for c in columns].index(total.index)
    right = _run(columns[at + 1 :])
    left = _run(columns[:at][::-1])[::-1]
    subtotals = tuple(c for c in others if c.role == "total")
    loose = tuple(c for c in plain if len(c.path) == 1)
    seen = set()
    heads = _under_one_head(plain) if is_called else ()
    sides = (right, left, subtotals, (*subtotals, *loose), paid, *heads)
    own = _of_which(columns[at + 1 :]) if is_called else ()
    of_which = (own, _of_which(columns[:at][::-1])[::-1])
    for parts in (family, below, tuple(plain), *sides):
        key = tuple(sorted(c.index for c in parts))
        if parts and key not in seen and not _is_formula_alone(total, parts):
            seen.add(key)
            yield parts
    yield from (parts for parts in of_which if len(parts) > 1)


def _under_one_head(columns: Sequence[SheetColumn]) -> Iterator[tuple[SheetColumn, ...]]:
    """Yield the columns that stand under one head: a total sums its sources, and its uses."""
    for head in dict.fromkeys(c.path[:-1] for c in columns if len(c.path) > 1):
        yield tuple(c for c in columns if c.path[:-1] == head)


def _is_formula_alone(total: SheetColumn, parts: Sequence[SheetColumn]) -> bool:
    """Say whether the only part is what a formula comes to: a plan may equal it, and sums none."""
    return len(parts) == 1 and parts[0].is_computed and not total.is_of_formula


def _run(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Return the columns up to the next total."""
    run = []
    for column in columns:
        if column.role == "total":
            break
        if not column.is_of_which:
            run.append(column)
    return tuple(run)


def _of_which(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Return the columns of an of-which up to the first that is none."""
    return tuple(takewhile(lambda column: column.is_of_which, columns))


def _but_of_which(columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    """Return the columns that are no part of one before them."""
    return [c for c in columns if not c.is_of_which]


def with_of_which(
    columns: Sequence[SheetColumn],
) -> Iterator[tuple[SheetColumn, tuple[SheetColumn, ...]]]:
    """Yield each column of money that has several of which behind it, with these."""
    for at, column in enumerate(columns):
        if column.is_of_which or column.is_under_of_which:
            continue
        behind = columns[at + 1 :]
        below = tuple(takewhile(lambda one: one.is_under_of_which, behind))
        if len(parts := _of_which(behind) or below) > 1:
            yield column, parts


def _agreeing(
    total: SheetColumn, parts: Sequence[SheetColumn], lines: Sequence[int], tall: Tall
) -> tuple[int, int]:
    """Return in how many rows the parts add up to the total, and in how many they could."""
    agreeing = compared = 0
    for i in lines:
        stated = total.values[i]
        rows = tall.get((i, total.index), (i,))
        there = [v for p in parts for k in rows if (v := p.values[k]) is not None]
        if stated is not None and there:
            compared += 1
            # What a formula comes to is printed with its noise of binary fractions.
            agreeing += abs(sum(there) - stated) * NOISE <= abs(stated)
    return agreeing, compared
