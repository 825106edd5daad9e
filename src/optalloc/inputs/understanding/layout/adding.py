"""Find the columns that a total column sums:  total[i] = sum over parts p of p[i].

Candidates come from the header's structure (columns under the same header, all of them, the run to
one side); the one under which most rows agree is meant. Fewer than half agreeing is no evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

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

    Where a project gets all that it needs its need equals the total, and yet is no part of it.
    """
    if asks_for(total.name) or all(asks_for(c.name) for c in columns if c.role != "total"):
        return columns
    return [c for c in columns if c is total or not asks_for(c.name)]


def candidates(
    total: SheetColumn, columns: Sequence[SheetColumn]
) -> Iterator[tuple[SheetColumn, ...]]:
    """Yield sets of columns that a total may sum, the most structural first."""
    others = [c for c in columns if c.index != total.index]
    plain = [c for c in others if c.role != "total" and not c.is_of_which]
    family = tuple(c for c in plain if len(c.path) > 1 and c.path[:-1] == total.path[:-1])
    below = tuple(c for c in plain if c.path[: len(total.path)] == total.path)
    at = [c.index for c in columns].index(total.index)
    right = _run(columns[at + 1 :])
    left = _run(columns[:at][::-1])[::-1]
    subtotals = tuple(c for c in others if c.role == "total")
    loose = tuple(c for c in plain if len(c.path) == 1)
    seen = set()
    for parts in (family, below, tuple(plain), right, left, subtotals, (*subtotals, *loose)):
        key = tuple(sorted(c.index for c in parts))
        if parts and key not in seen:
            seen.add(key)
            yield parts


def _run(columns: Sequence[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Return the columns up to the next total."""
    run = []
    for column in columns:
        if column.role == "total":
            break
        if not column.is_of_which:
            run.append(column)
    return tuple(run)


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
