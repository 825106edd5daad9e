"""Whole numbers over one denominator give what fractions one by one give."""

from dataclasses import astuple, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.core.exact import (
    combined,
    floors,
    is_less,
    largest_remainder,
    over_one,
    ratio,
    reduced,
    rising,
    total,
)
from optalloc.inputs.read import read
from optalloc.pipeline.metrics import measure
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.score import score
from quick import examples
from small import small, town

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
ANY = st.fractions(min_value=-50, max_value=50, max_denominator=40)
NOT_NEGATIVE = st.fractions(min_value=0, max_value=50, max_denominator=40)
SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*/*.yaml"))


@settings(max_examples=examples(100), **FEW)
@given(st.lists(ANY, min_size=1, max_size=8), ANY, st.integers(1, 9))
def test_columns_of_whole_numbers_are_the_fractions(
    values: list[Fraction], factor: Fraction, divisor: int
) -> None:
    level = over_one(values)
    assert level is not None
    assert [Fraction(top, level[1]) for top in level[0]] == values
    assert floors(values, factor, divisor) == [v * factor // divisor for v in values]
    tops = [v.as_integer_ratio() for v in values]
    assert [Fraction(*r) for r in rising(tops)] == sorted(values)
    assert total(values) == sum(values)
    assert all(is_less(a, b) == (a < b) for a, b in pairwise([*values, factor]))


@settings(max_examples=examples(100), **FEW)
@given(st.lists(st.tuples(ANY, st.lists(ANY, min_size=3, max_size=3)), min_size=1, max_size=4))
def test_combined_columns_are_the_weighted_sums(
    columns: list[tuple[Fraction, list[Fraction]]],
) -> None:
    weights, values = [w for w, _ in columns], [c for _, c in columns]
    expected = [sum(w * c[r] for w, c in columns) for r in range(3)]
    assert combined(values, weights) == expected


def test_columns_without_a_common_denominator_of_a_readable_size_are_combined_too() -> None:
    odd = [Fraction(1, p**9) for p in range(10_001, 10_401, 2)]
    assert over_one(odd) is None
    plain = [Fraction(k) for k in range(len(odd))]
    both = combined([odd, plain], [Fraction(1, 3), Fraction(2, 7)])
    assert both == [o / 3 + p * Fraction(2, 7) for o, p in zip(odd, plain, strict=True)]


@settings(max_examples=examples(100), **FEW)
@given(st.integers(-99, 99), st.integers(1, 99))
def test_a_ratio_is_its_fraction(top: int, bottom: int) -> None:
    assert ratio(top, bottom) == Fraction(top, bottom)
    assert reduced(top, bottom, top) == Fraction(top, bottom).as_integer_ratio()


@settings(max_examples=examples(200), **FEW)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60))
def test_two_shares_are_those_of_three_with_nothing_for_the_third(
    one: int, other: int, units: int
) -> None:
    assert largest_remainder([one, other], units) == largest_remainder([one, other, 0], units)[:2]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_targets_are_what_the_score_sheet_adds_up_to(file: Path) -> None:
    targets, added = score(read(file)), dict[str, Fraction]()
    for line in targets.sheet:
        added[line.recipient] = added.get(line.recipient, Fraction(0)) + line.amount
    assert dict(targets.of) == added
    assert list(targets.of) == list(added)


@settings(max_examples=examples(60), **FEW)
@given(st.lists(st.tuples(NOT_NEGATIVE, st.integers(0, 99)), min_size=1, max_size=6))
def test_figures_are_those_of_the_formulas(pairs: list[tuple[Fraction, int]]) -> None:
    names = [f"镇{i}" for i in range(len(pairs))]
    problem = replace(small({"市级": 100}, [town(name) for name in names]), indicators={})
    aims = {name: aim for name, (aim, _) in zip(names, pairs, strict=True)}
    given_ = {name: got for name, (_, got) in zip(names, pairs, strict=True)}
    plan = Plan(Award(name, "市级", "用途", got) for name, got in given_.items() if got)
    figures = measure(problem, Targets(aims, problem, ()), plan, 0)
    off = [abs(given_[n] - aims[n]) for n in names]
    ratios = [given_[n] / aims[n] for n in names if aims[n]]
    apart = [abs(given_[n] - aims[n]) / aims[n] for n in names if aims[n]]
    expected = [sum(off), max(off), sum(apart), max(apart, default=0), *_evenness(ratios)]
    assert list(astuple(figures)[:7]) == expected


def _evenness(ratios: list[Fraction]) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return Gini, Jain and the largest ratio over the smallest, straight from their formulas."""
    most_over_least = max(ratios) / min(ratios) if ratios and min(ratios) else None
    if not any(ratios):
        return None, None, most_over_least
    n, whole = len(ratios), sum(ratios)
    gini = sum(abs(a - b) for a in ratios for b in ratios) / (2 * n * whole)
    return gini, whole**2 / (n * sum(r * r for r in ratios)), most_over_least
