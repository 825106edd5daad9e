"""Blocks of expressions, taken apart: each by itself, or as often as it is named."""

from random import Random

import numpy as np
import pytest

from optalloc.core.whole_numbers import unlimited, whole
from optalloc.problem.formulate import formulate
from optalloc.problem.layout import LinearExpressions
from optalloc.problem.score import score
from small import CLOSEST, Entry, small, town

LONG = 10**30
"""A coefficient that no 64 bits hold."""


def drawn(seed: int) -> LinearExpressions:
    """Return expressions whose entries stand in any order; some have none."""
    random = Random(seed)
    count, entries = random.randint(1, 6), random.randint(0, 12)
    numbers = [random.randint(-9, 9) * (LONG if seed % 2 else 1) for _ in range(entries)]
    return LinearExpressions(
        count,
        np.array([random.randrange(count) for _ in range(entries)], dtype=np.int64),
        np.array([random.randrange(20) for _ in range(entries)], dtype=np.int64),
        unlimited(numbers) if seed % 2 else whole(numbers),
        tuple((f"镇{i}",) for i in range(count)),
    )


def told(block: LinearExpressions) -> list[tuple[tuple[str, ...], list[tuple[int, int]]]]:
    """Return what each expression is about, and its entries in their order."""
    entries: list[list[tuple[int, int]]] = [[] for _ in range(block.count)]
    for row, column, number in zip(block.row, block.column, block.coefficient, strict=True):
        entries[row].append((int(column), int(number)))
    return list(zip(block.keys, entries, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_each_by_itself_is_what_picking_it_gives(seed: int) -> None:
    block = drawn(seed)
    each = block.one_by_one()
    assert [told(one) for one in each] == [told(block.pick([i])) for i in range(block.count)]
    assert {one.coefficient.dtype for one in each} == {block.coefficient.dtype}


@pytest.mark.parametrize("seed", range(40))
def test_expressions_stand_as_often_as_they_are_named(seed: int) -> None:
    block, random = drawn(seed), Random(seed)
    rows = [random.randrange(block.count) for _ in range(random.randint(0, 8))]
    assert told(block.repeated(rows)) == [told(block)[i] for i in rows]


START: Entry = ("nothing_or_at_least", {"amount": 4, "within": "recipient"})
FEW: Entry = ("fewest_recipients", {})


@pytest.mark.parametrize(
    ("rules", "goals"), [([START], [CLOSEST]), ([], [FEW, CLOSEST]), ([START], [FEW, CLOSEST])]
)
def test_totals_behind_switches_are_not_looked_for_one_by_one(
    rules: list[Entry], goals: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking through all expressions for each of them grows with the square of the recipients."""
    looks: list[int] = []
    pick = LinearExpressions.pick

    def counted(block: LinearExpressions, rows: list[int]) -> LinearExpressions:
        looks[-1] += block.count > 1 and len(rows) == 1
        return pick(block, rows)

    monkeypatch.setattr(LinearExpressions, "pick", counted)
    for size in (5, 20):
        towns = [town(f"镇{i}") for i in range(size)]
        aims = {one.name: 1 + i % 9 for i, one in enumerate(towns)}
        problem = small({"省级": sum(aims.values())}, towns, rules, aims=aims, goals=goals)
        looks.append(0)
        assert formulate(problem, score(problem)).goals
    assert looks == [0, 0]
