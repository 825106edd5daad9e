"""Long fractions: what is left out on the way, reducing and comparing, changes no figure."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.core.exact import (
    combined,
    is_less,
    lowest,
    over,
    reduced,
    rising,
    total,
    total_of_ratios,
    total_of_squares,
)
from optalloc.solver.program.distance_costs import AbsoluteDistance
from quick import examples

FEW = {"deadline": None, "derandomize": True, "max_examples": examples(60)}
PRIMES = 2**4423 - 1, 2**3217 - 1
LONG = st.builds(
    lambda top, times, prime, off: Fraction(top * prime + off, times * prime),
    st.integers(0, 10**6),
    st.integers(1, 10**4),
    st.sampled_from((1, *PRIMES)),
    st.integers(-9, 9),
)
"""Short fractions, and such as have thousands of digits and lie ever so near to short ones."""


@settings(**FEW)
@given(LONG, LONG)
def test_an_order_decided_by_floats_is_that_of_the_fractions(
    one: Fraction, other: Fraction
) -> None:
    assert is_less(one, other) == (one < other)
    assert is_less(-one, -other) == (other < one)


@pytest.mark.parametrize("scale", [10**400, Fraction(1, 10**400)])
def test_fractions_beyond_every_float_keep_their_order(scale: Fraction | int) -> None:
    one, other = 3 * scale, 3 * scale + Fraction(1, 10**500)
    assert is_less(one, other) and not is_less(other, one) and not is_less(one, one)
    assert is_less(-other, -one) and is_less(-one, one)


@settings(**FEW)
@given(st.lists(LONG, max_size=9))
def test_ratios_rise_as_the_fractions_do(values: list[Fraction]) -> None:
    assert [Fraction(*r) for r in rising(v.as_integer_ratio() for v in values)] == sorted(values)


@settings(**FEW)
@given(st.lists(LONG, min_size=1, max_size=9), st.booleans())
def test_a_sum_of_squares_is_the_sum_of_the_squares(values: list[Fraction], twice: bool) -> None:
    values = values * 2 if twice else values
    assert total_of_squares(v.as_integer_ratio() for v in values) == total(v * v for v in values)


def test_a_square_a_hair_from_a_whole_unit_of_the_last_place_is_rounded_by_its_own_figures() -> (
    None
):
    for k in (0, 1, 7):
        near = Fraction(k, 10**30)
        for value in (
            near,
            near + Fraction(1, PRIMES[0] * PRIMES[1]),
            near - Fraction(1, PRIMES[0]),
        ):
            ratios = [value.as_integer_ratio(), (1, PRIMES[1])]
            squares = [(t * t, b * b) for t, b in ratios]
            assert total_of_squares(ratios) == total_of_ratios(squares)


@settings(**FEW)
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 50))
def test_a_quotient_reduced_by_what_is_alike_is_in_lowest_terms(a: int, b: int, k: int) -> None:
    value = Fraction(a, b)
    top, bottom = value.as_integer_ratio()
    assert over(k * top, bottom, k) == Fraction(k * a, b)
    assert Fraction(*reduced(k * top, bottom, k)) == Fraction(k * a, b)
    assert reduced(k * top, bottom, k) == Fraction(k * a, b).as_integer_ratio()
    assert lowest(top, bottom) == value and hash(lowest(top, bottom)) == hash(value)


@settings(**FEW)
@given(
    st.integers(1, 12),
    st.builds(abs, LONG),
    st.sampled_from(("one", "one over the target", "another")),
    st.integers(0, 10**6),
)
def test_a_distance_of_a_long_target_is_its_formula(
    step: int, target: Fraction, kind: str, k: int
) -> None:
    weight = {"one": Fraction(1), "another": Fraction(5, 7)}.get(kind)
    if weight is None:
        target = target or Fraction(1)
        weight = 1 / target
    cost = AbsoluteDistance(step, target, weight)
    for at in (0, 1, k, cost.kink(), cost.kink() + 1):
        here, there = (weight * abs(step * j - target) for j in (at, at + 1))
        assert cost.at(at) == here and cost.slope(at) == there - here
        # Equal fractions are written alike: none is left unreduced.
        assert cost.at(at).as_integer_ratio() == here.as_integer_ratio()
        assert cost.slope(at).as_integer_ratio() == (there - here).as_integer_ratio()


@pytest.mark.slow
@settings(**FEW)
@given(st.lists(st.tuples(LONG, LONG), min_size=1, max_size=6), LONG, LONG)
def test_columns_are_combined_the_same_whatever_their_weights(
    rows: list[tuple[Fraction, Fraction]], one: Fraction, other: Fraction
) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = combined(columns, [one, other])
    assert found == [one * a + other * b for a, b in rows]
