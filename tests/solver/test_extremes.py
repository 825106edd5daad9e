"""The least and the most of a column, read off lists of steps, are what trying all points says."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.solver.program.distance_costs import AbsoluteDistance, Shortfall, SquaredDistance
from optalloc.solver.program.divisor_costs import HillDivisors, StraightDivisors
from optalloc.solver.program.exchange import Coupled
from optalloc.solver.program.program import StepCost
from optalloc.solver.search import ranges as extremes_module
from optalloc.solver.search.marginal import Flat
from optalloc.solver.search.ranges import Extremes, TooMany
from quick import examples

TARGET = st.fractions(min_value=Fraction(1, 6), max_value=9, max_denominator=6)
COST = st.one_of(
    st.builds(AbsoluteDistance, st.integers(1, 3), TARGET, TARGET),
    st.builds(SquaredDistance, st.integers(1, 3), TARGET, TARGET),
    st.builds(StraightDivisors, st.integers(1, 3), TARGET, st.sampled_from((-1, 0, 1))),
    st.builds(HillDivisors, st.integers(1, 3), TARGET),
    st.builds(Shortfall, st.integers(1, 3), TARGET),
    st.builds(Flat, st.fractions(-2, 2, max_denominator=3)),
)
SLACKS = st.one_of(st.none(), st.just(Fraction(0)), st.fractions(0, 9, max_denominator=4))
FEW = settings(
    max_examples=examples(80),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def coupled(costs: list[StepCost], bounds: list[tuple[int, int]], sums: tuple[int, int]) -> Coupled:
    lower, upper = (np.array([b[i] for b in bounds], dtype=np.int64) for i in (0, 1))
    columns = np.arange(len(costs), dtype=np.int64)
    return Coupled(columns, tuple(costs), lower, upper, *sums, (0, 1), (0, 1))


def points(part: Coupled) -> list[tuple[int, ...]]:
    spans = [range(a, b + 1) for a, b in zip(part.lower.tolist(), part.upper.tolist(), strict=True)]
    return [x for x in product(*spans) if part.low <= sum(x) <= part.high]


def value(part: Coupled, x: tuple[int, ...]) -> Fraction:
    return Fraction(sum(f.at(k) for f, k in zip(part.costs, x, strict=True)))


@pytest.mark.slow
@FEW
@given(
    st.lists(st.tuples(COST, st.integers(-1, 3), st.integers(0, 4)), min_size=1, max_size=4),
    st.integers(-3, 12),
    st.integers(0, 4),
    SLACKS,
)
def test_both_ends_of_every_column_are_what_trying_every_point_says(
    drawn: list[tuple[StepCost, int, int]], low: int, width: int, slack: Fraction | None
) -> None:
    bounds = [(a, a + w) for _, a, w in drawn]
    costs = [Flat(0) if slack is None else f for f, *_ in drawn]
    part = coupled(costs, bounds, (low, low + width))
    every = points(part)
    if not every:
        return
    start = min(every, key=lambda x: value(part, x))
    most = None if slack is None else value(part, start) + slack
    allowed = [x for x in every if most is None or value(part, x) <= most]
    found = Extremes(part, start, slack)
    assert found.is_best
    for r in range(len(drawn)):
        for is_most, best in ((False, min), (True, max)):
            end = found.find(r, is_most)
            assert end.steps == best(x[r] for x in allowed)
            moved = [k + end.moves.get(i, 0) for i, k in enumerate(start)]
            moved[r] = end.steps
            assert tuple(moved) in allowed


def test_a_point_that_is_not_the_best_is_known() -> None:
    costs: list[StepCost] = [SquaredDistance(1, Fraction(2), Fraction(1)) for _ in range(2)]
    part = coupled(costs, [(0, 4), (0, 4)], (4, 4))
    assert Extremes(part, [2, 2], Fraction(0)).is_best
    assert not Extremes(part, [3, 1], Fraction(0)).is_best
    free = coupled(costs, [(0, 4), (0, 4)], (0, 8))
    assert not Extremes(free, [1, 1], Fraction(0)).is_best
    assert not Extremes(free, [3, 3], Fraction(0)).is_best


def test_a_limit_that_is_met_to_the_last_fraction_is_kept() -> None:
    third = Fraction(1, 3)
    costs: list[StepCost] = [AbsoluteDistance(1, Fraction(5), third) for _ in range(2)]
    part = coupled(costs, [(0, 10), (0, 10)], (10, 10))
    assert Extremes(part, [5, 5], 4 * third).find(0, True).steps == 7
    assert Extremes(part, [5, 5], 4 * third - Fraction(1, 10**90)).find(0, True).steps == 6


def test_long_ways_of_like_steps_are_taken_at_once() -> None:
    costs: list[StepCost] = [AbsoluteDistance(1, Fraction(10**12), Fraction(1)) for _ in range(3)]
    part = coupled(costs, [(0, 10**13)] * 3, (3 * 10**12, 3 * 10**12))
    found = Extremes(part, [10**12] * 3, Fraction(10**9))
    assert found.find(1, True).steps == 10**12 + 10**9 // 2
    assert found.find(1, False).moves == {0: 10**9 // 2}


def test_a_list_that_grows_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extremes_module, "MOST_RUNS", 20)
    costs: list[StepCost] = [SquaredDistance(1, Fraction(50), Fraction(1)) for _ in range(2)]
    part = coupled(costs, [(0, 100), (0, 100)], (100, 100))
    with pytest.raises(TooMany):
        Extremes(part, [50, 50], Fraction(10**6)).find(0, True)
