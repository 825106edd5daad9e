"""Two-way shares: biproportional with its proof, controlled rounding against every rounding."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.baselines.biproportional import biproportional
from optalloc.problem.baselines.controlled_rounding import controlled_rounding
from optalloc.problem.score import score
from quick import examples
from small import FEN, small, town

FEW = settings(max_examples=examples(60), deadline=None, derandomize=True)


def matrix(rows: list[list[int]]) -> list[list[Fraction]]:
    return [[Fraction(w) for w in own] for own in rows]


@st.composite
def margins(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int]]:
    """Draw weights above 0 and margins of equal sums."""
    m, n = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    weights = [[draw(st.integers(1, 9)) for _ in range(n)] for _ in range(m)]
    cells = [[draw(st.integers(0, 4)) for _ in range(n)] for _ in range(m)]
    return weights, [sum(own) for own in cells], [sum(c) for c in zip(*cells, strict=True)]


def test_worked_two_by_two_is_rounded_in_both_directions() -> None:
    # By hand: with all multipliers 1/10 the weights round to 3 1 / 1 2.
    found = biproportional(matrix([[31, 12], [9, 18]]), [4, 3], [4, 3])
    assert found.cells == [[3, 1], [1, 2]]
    assert found.is_proven(matrix([[31, 12], [9, 18]]))
    assert found.ties == ()


def test_worked_a_tie_is_named_by_its_cells() -> None:
    found = biproportional(matrix([[1, 1], [1, 1]]), [1, 1], [1, 1])
    assert found.ties == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert found.is_proven(matrix([[1, 1], [1, 1]]))


@FEW
@given(margins())
def test_property_both_margins_hold_and_the_multipliers_prove_every_cell(
    drawn: tuple[list[list[int]], list[int], list[int]],
) -> None:
    weights, rows, columns = drawn
    found = biproportional(matrix(weights), rows, columns)
    assert [sum(own) for own in found.cells] == rows
    assert [sum(c) for c in zip(*found.cells, strict=True)] == columns
    assert found.is_proven(matrix(weights))


def test_no_plan_with_the_margins_is_refused() -> None:
    with pytest.raises(ValueError, match="rows hold 2 seats and columns 1"):
        biproportional(matrix([[1]]), [2], [1])
    with pytest.raises(ValueError, match="no plan has these margins"):
        biproportional(matrix([[1, 0], [0, 1]]), [2, 1], [1, 2])


def test_worked_controlled_rounding_of_thirds() -> None:
    third = Fraction(1, 3)
    found = controlled_rounding([[third] * 3] * 3)
    assert sorted(map(tuple, found.cells)) == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]
    assert found.deviation == Fraction(2, 3)


@FEW
@given(margins())
def test_property_no_rounding_has_a_smaller_largest_deviation(
    drawn: tuple[list[list[int]], list[int], list[int]],
) -> None:
    _, rows, columns = drawn
    rows, columns = rows[:3], columns
    columns[0] += sum(rows) - sum(columns)
    if columns[0] < 0 or not sum(rows):
        return
    figures = [[Fraction(r * c, sum(rows)) for c in columns] for r in rows]
    found = controlled_rounding(figures)
    assert [sum(own) for own in found.cells] == rows
    assert [sum(c) for c in zip(*found.cells, strict=True)] == columns
    flat = [f for own in figures for f in own]
    least = None
    for ups in product((0, 1), repeat=len(flat)):
        xs = [int(f) + up for f, up in zip(flat, ups, strict=True)]
        grid = [xs[i : i + len(columns)] for i in range(0, len(xs), len(columns))]
        if [sum(g) for g in grid] == rows and [sum(c) for c in zip(*grid, strict=True)] == columns:
            off = max(abs(x - f) for x, f in zip(xs, flat, strict=True))
            least = off if least is None else min(least, off)
    assert found.deviation == least


def test_figures_whose_sums_are_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="must be whole, got 1/2"):
        controlled_rounding([[Fraction(1, 2)]])


@pytest.mark.parametrize("method", ["biproportional", "controlled_rounding"])
def test_as_a_baseline_both_margins_are_kept(method: str) -> None:
    problem = small(
        {"一": 9, "二": 11}, [town("甲"), town("乙"), town("丙")], aims={"甲": 9, "乙": 7, "丙": 4}
    )
    plan = baseline_plan(problem, score(problem), method)
    assert dict(plan.by_recipient) == {"甲": 9 * FEN, "乙": 7 * FEN, "丙": 4 * FEN}
    assert dict(plan.sums("source")) == {"一": 9 * FEN, "二": 11 * FEN}


def test_margins_that_no_plan_has_are_refused_at_once() -> None:
    # The third row has 12 to give, and weights in columns of 2 and of nothing alone.
    weights = matrix([[0, 5, 12, 65], [10, 260, 12, 3], [0, 5, 84, 0], [2, 4, 56, 126]])
    with pytest.raises(ValueError, match="no plan has these margins"):
        biproportional(weights, [24, 17, 12, 3], [54, 2, 0, 0])


@pytest.mark.parametrize("scale", [Fraction(10) ** 200, Fraction(1, 10**200)])
def test_weights_beyond_every_float_are_rounded_by_their_ratios(scale: Fraction) -> None:
    weights = matrix([[31, 12], [9, 18]])
    far = [[w * scale for w in weights[0]], [w / scale for w in weights[1]]]
    found = biproportional(far, [4, 3], [4, 3])
    assert found.cells == [[3, 1], [1, 2]] and found.is_proven(far)
