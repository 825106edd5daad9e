"""One weight from 0 to 1: every breakpoint, exact; between them the plan that solving gives."""

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.exploring.weights.breakpoints import WeightLine, breakpoints
from optalloc.exploring.weights.tornado import moved_alone
from optalloc.problem.problem import Problem
from optalloc.problem.targets.factors import Factors
from quick import examples
from small import best, small, town

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
FIGURES = st.lists(st.tuples(*[st.integers(1, 20)] * 3), min_size=2, max_size=4)


def problem_of(figures: list[tuple[int, int, int]], money: int, distance: str) -> Problem:
    names = ("村", "人", "项")
    towns = [town(f"镇{i}", **dict(zip(names, row, strict=True))) for i, row in enumerate(figures)]
    weights = {"村": "50%", "人": "30%", "项": "20%"}
    return small(
        {"资金": money},
        towns,
        targets=[("factors", {"weights": weights})],
        goals=[("closest_to_target", {"distance": distance})],
    )


def solved(problem: Problem, weight: Fraction) -> tuple[int, ...]:
    (part,) = problem.targets
    assert isinstance(part, Factors)
    moved = moved_alone(part, "村", weight).applied(problem)
    return tuple(int(amount * 100) for amount in best(moved).values())


def inside(
    line: WeightLine, draw: Random, count: int
) -> list[tuple[Fraction, tuple[int, ...] | None]]:
    """Return weights inside of pieces, close to their ends and anywhere."""
    found = []
    for piece in line.pieces:
        near = (piece.high - piece.low) / 10**6
        weights = [piece.low + near, piece.high - near]
        found += [(weight, piece.totals) for weight in weights]
    for _ in range(count):
        weight = Fraction(draw.randint(1, 10**6 - 1), 10**6)
        piece = next(p for p in line.pieces if p.low <= weight <= p.high)
        if weight not in (piece.low, piece.high):
            found.append((weight, piece.totals))
    return found


@pytest.mark.slow
@given(FIGURES, st.integers(3, 12), st.sampled_from(["absolute", "squared"]))
@settings(max_examples=examples(12), **FEW)
def test_between_breakpoints_the_plan_is_the_one_that_solving_gives(
    figures: list[tuple[int, int, int]], money: int, distance: str
) -> None:
    problem = problem_of(figures, money, distance)
    line = breakpoints(problem, "村")
    assert line.is_exact and (line.pieces[0].low, line.pieces[-1].high) == (0, 1)
    for one, other in zip(line.pieces, line.pieces[1:], strict=False):
        assert one.high == other.low and one.totals != other.totals
    told = inside(line, Random(1), 4)
    for weight, totals in told[:12]:
        assert solved(problem, weight) == totals


def test_two_towns_change_where_the_formula_crosses_half_a_step() -> None:
    # 镇0 has 3 of 4 villages and 1 of 4 people: its target of 10元 is 2.5 + 5w, so it gains 1元
    # where 2.5 + 5w is a half: w = 0 (3 at once), 0.2, 0.4, 0.6, 0.8, and 7 again until 1.
    towns = [town("镇0", 村=3, 人=1), town("镇1", 村=1, 人=3)]
    factors = ("factors", {"weights": {"村": "50%", "人": "50%"}})
    problem = small({"资金": 10}, towns, targets=[factors])
    line = breakpoints(problem, "村")
    assert [piece.low for piece in line.pieces] == [Fraction(k, 5) for k in range(5)]
    assert [piece.totals for piece in line.pieces if piece.totals] == [
        (k * 100, (10 - k) * 100) for k in (3, 4, 5, 6, 7)
    ]


@pytest.mark.slow
def test_under_other_goals_changes_are_closed_in_and_that_is_said(office: Office) -> None:
    office.swap("scenario.yaml", ("distance: absolute", "distance: relative"))
    words = ("explore", "weights", "scenario.yaml", "--draws", "1", "--workers", "1")
    said = office.run(*words, "--path", "行政村")
    assert said.code == 0 and "按 1% 一步比较" in said.out and "◀ 给定" in said.out
    found = json.loads(office.run(*words, "--path", "行政村", "--json").out)["paths"][0]
    assert found["exact"] is False and found["pieces"][-1]["to"] == "1"


@pytest.mark.slow
def test_the_page_says_that_every_breakpoint_is_exact_in_both_languages(office: Office) -> None:
    words = ("explore", "weights", "scenario.yaml", "--draws", "1", "--workers", "1")
    said = office.run(*words, "--path", "行政村")
    assert "改变之处一个不漏" in said.out and "◀ 给定" in said.out
    english = office.run(*words, "--path", "行政村", lang="en")
    assert "No change is missing" in english.out and "◀ stated" in english.out


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "Did you mean 行政村?"), ("zh", "是不是 行政村？")]
)
def test_a_weight_that_is_none_gets_a_letter(office: Office, lang: str, text: str) -> None:
    words = ("explore", "weights", "scenario.yaml", "--path", "行政", "--out", "r")
    said = office.run(*words, lang=lang)
    assert said.code == 3 and text in said.err and not Path("r").exists()
