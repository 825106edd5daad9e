"""Closest to target, by each distance: against the methods, against counting, on paper."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case, closest, shared_by
from goal_text import assert_golden_goal
from golden_text import changed_lines
from office import Office
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.baselines import METHODS
from optalloc.problem.interfaces import GOALS
from optalloc.problem.score import score
from optalloc.solver.program.divisor_costs import (
    EXACT_TERMS,
    DeanDivisors,
    HillDivisors,
    NothingYet,
    StraightDivisors,
    odd_reciprocals,
)
from quick import examples
from small import FEN, complaints, every_plan, outcomes, small, town

DIVISORS = ("webster", "hill", "dean", "adams", "jefferson")
ALL = ("absolute", "relative", "squared", "squared_over_target", *DIVISORS)
FEW = settings(max_examples=examples(25), deadline=None, derandomize=True)


def goal(distance: str) -> tuple[str, dict[str, Any]]:
    return "closest_to_target", {"distance": distance}


def seats(case: Case) -> list[int]:
    """Return the seats that both engines find, proven in exact arithmetic."""
    problem = case.problem()
    found = []
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven == "exact" and outcome.settled
        held = plan_of(problem, outcome.x).by_recipient
        found.append([held.get(r.name, 0) // FEN for r in problem.recipients])
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        ("adams", [9, 7, 5, 3, 2]),
        ("dean", [9, 7, 5, 4, 1]),
        ("hill", [9, 7, 6, 3, 1]),
        ("webster", [9, 8, 5, 3, 1]),
        ("jefferson", [10, 7, 5, 3, 1]),
    ],
)
def test_worked_balinski_and_young_share_26_seats_in_five_ways(
    distance: str, expected: list[int]
) -> None:
    # Balinski and Young, Fair Representation, appendix A: one set of populations, five methods.
    assert seats(shared_by([9061, 7179, 5259, 3319, 1182], 26, closest(distance), grain="1")) == (
        expected
    )


def test_worked_with_too_few_steps_the_largest_targets_get_one_each() -> None:
    for distance in ("hill", "dean", "adams"):
        case = shared_by([5, 7, 0, 5, 1000], 3, closest(distance), grain="1")
        assert seats(case) == [1, 1, 0, 0, 1]


def test_worked_distances_of_12_from_a_target_of_10_in_steps_of_1() -> None:
    problem = small({"资金": 12}, [town("甲")], aims={"甲": 10}, goals=[goal(d) for d in ALL])
    plan = next(p for p in every_plan(problem) if p.total == 12 * FEN)
    values = {g.distance: g.value(problem, score(problem), plan) for g in problem.goals}
    odd = sum(Fraction(1, 2 * j - 1) for j in range(1, 13))
    assert values == {
        "absolute": 2 * FEN,
        "relative": Fraction(2, 10),
        "squared": 4 * FEN**2,
        "squared_over_target": Fraction(4, 10) * FEN,
        "webster": Fraction(4, 10) * FEN,
        "hill": Fraction(4, 12) * FEN,
        "adams": Fraction(4 - 12, 10) * FEN,
        "jefferson": Fraction(4 + 12, 10) * FEN,
        "dean": (4 - odd) * FEN / 10,
    }


def test_golden_program() -> None:
    problem = small({"资金": 4}, [town("甲"), town("乙"), town("丙")], aims={"甲": 3, "乙": 1})
    goals = [GOALS[w].read(d, {**s, "kind": w}, "元") for d in ALL for w, s in [goal(d)]]
    assert_golden_goal("closest_to_target", replace(problem, goals=tuple(goals)))


def test_differential_a_distance_adds_no_row_and_no_bound() -> None:
    towns, aims = [town("甲"), town("乙")], {"甲": 3, "乙": 1}
    none = small({"资金": 4}, towns, aims=aims, goals=[])
    for distance in ALL:
        assert changed_lines(
            none, small({"资金": 4}, towns, aims=aims, goals=[goal(distance)])
        ) == (
            [],
            [],
        )


WEIGHTS = st.lists(
    st.one_of(st.integers(0, 12), st.sampled_from([Fraction(5, 3), Fraction(1, 7), 1000])),
    min_size=1,
    max_size=6,
).filter(any)


@pytest.mark.slow
@pytest.mark.parametrize("distance", DIVISORS)
@FEW
@given(weights=WEIGHTS, money=st.integers(1, 40))
def test_property_with_the_total_alone_the_plan_is_the_method(
    distance: str, weights: list[Fraction | int], money: int
) -> None:
    case = shared_by(weights, money, closest(distance), grain="1")
    shares = [Fraction(w) for w in weights]
    assert seats(case) == METHODS[distance].apportion(shares, money)


def test_hill_and_dean_hold_in_fine_steps_too() -> None:
    weights = [Fraction(1), Fraction(2), Fraction(3), Fraction(355, 113), Fraction(22, 7)]
    for distance in DIVISORS:
        case = shared_by(list(weights), 30_000, closest(distance), grain="1")
        assert seats(case) == METHODS[distance].apportion(weights, 30_000)


def literal(distance: str, k: int, target: Fraction) -> Fraction:
    """Return the cost of k steps of 1元 by adding up its divisors, written again [fen]."""
    g, cost = Fraction(FEN), target
    for j in range(1, k + 1):
        divisor = {
            "webster": j - Fraction(1, 2),
            "adams": Fraction(j - 1),
            "jefferson": Fraction(j),
            "dean": Fraction(2 * j * (j - 1), 2 * j - 1),
        }[distance]
        cost += 2 * g * (g * divisor / target - 1)
    return cost


@FEW
@given(
    aims=st.lists(st.integers(0, 4), min_size=2, max_size=3).filter(any),
    money=st.integers(1, 6),
    cap=st.integers(1, 4),
    distance=st.sampled_from(DIVISORS),
)
def test_property_under_a_ceiling_and_with_money_left_it_is_what_counting_finds(
    aims: list[int], money: int, cap: int, distance: str
) -> None:
    towns = [town(f"镇{i}") for i in range(len(aims))]
    problem = small(
        {"资金": money},
        towns,
        [("ceiling", {"amount": cap})],
        aims={t.name: a for t, a in zip(towns, aims, strict=True)},
        goals=[goal(distance)],
        whole=False,
    )
    targets = score(problem)

    def judged(plan: Any) -> tuple[Any, ...]:
        held = [plan.by_recipient.get(t.name, 0) // FEN for t in towns]
        aimless = sum(y for y, a in zip(held, aims, strict=True) if not a)
        empty = [a for y, a in zip(held, aims, strict=True) if a and not y]
        first = (len(empty), sum(empty)) if distance in ("hill", "dean", "adams") else ()
        cost = Fraction(0)
        for y, a in zip(held, aims, strict=True):
            if not a:
                continue
            if distance == "hill":
                # Nothing at all counts as if the first divisor were 1: 2 a^2 - 2 a.
                cost += FEN * (Fraction((y - a) ** 2, y) if y else 2 * a * (a - 1))
            else:
                cost += literal(distance, y, Fraction(a * FEN))
        return aimless, *first, cost

    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    least = min(judged(p) for p in kept)
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven != "no"
        made = plan_of(problem, outcome.x)
        assert judged(made) == least
        assert outcome.goals[-1].value == least[-1]
        assert problem.goals[0].value(problem, targets, made) == least[-1]


@pytest.mark.parametrize("step", [1, 7, 500_000])
@given(target=st.fractions(Fraction(1, 3), 10**7), at=st.integers(-3, 900))
@settings(max_examples=examples(30), deadline=None, derandomize=True)
def test_slopes_are_differences_of_costs_and_never_fall(
    step: int, target: Fraction, at: int
) -> None:
    costs = [
        StraightDivisors(step, target, 0),
        StraightDivisors(step, target, -1),
        StraightDivisors(step, target, 1),
        HillDivisors(step, target),
        DeanDivisors(step, target),
        NothingYet(target),
    ]
    for cost in costs:
        slopes = [cost.slope(k) for k in range(at, at + 4)]
        assert all(a <= b for a, b in pairwise(slopes))
        off = abs(cost.at(at + 1) - cost.at(at) - cost.slope(at))
        # Dean's long sums are rounded, far below anything that is shown.
        assert off == 0 or (isinstance(cost, DeanDivisors) and at >= EXACT_TERMS)
        assert off < Fraction(1, 10**30)


def test_claims_of_hill_stand_in_the_order_of_their_roots() -> None:
    # 2 seats of 5 against 3 seats of 9 and so on: t^2 / (j (j - 1)) orders as t / sqrt(j (j - 1)).
    scale = 10**40
    claims = [(t, j) for t in range(1, 30) for j in range(2, 12)]
    by_cost = sorted(claims, key=lambda c: (HillDivisors(1, Fraction(c[0])).slope(c[1] - 1), c))
    by_root = sorted(claims, key=lambda c: (-(c[0] ** 2 * scale // (c[1] * (c[1] - 1))), c))
    assert by_cost == by_root


def test_long_sums_of_reciprocals_are_right_to_50_places() -> None:
    for k in (EXACT_TERMS, EXACT_TERMS + 1, EXACT_TERMS + 999, EXACT_TERMS + 1000, 3210):
        whole = sum(10**70 // (2 * j - 1) for j in range(1, k + 1))
        assert abs(odd_reciprocals(k) - Fraction(whole, 10**70)) < Fraction(1, 10**50)


def test_dean_refuses_more_steps_than_it_can_sum() -> None:
    problem = small({"资金": 2_000_000}, [town("甲")], aims={"甲": 2_000_000}, goals=[goal("dean")])
    assert complaints(problem) == [
        (
            "distance",
            "dean 最多用于 1000000 个取整单位",
            "at most 1000000 steps with dean",
            "2000000",
        )
    ]


def test_every_distance_says_what_it_makes_small() -> None:
    problem = small({"资金": 1}, [town("甲")], aims={"甲": 1}, goals=[goal(d) for d in ALL])
    said = {g.words(problem) for g in problem.goals}
    assert len(said) == len(ALL) - 1  # webster is squared_over_target
    assert ("差额平方与安排额之比合计最小", "smallest sum of squared deviations over award") in said


def test_dean_beside_a_table_with_a_fault_is_a_letter_and_no_crash(office: Office) -> None:
    office.swap("scenario.yaml", ("distance: absolute", "distance: dean"))
    office.swap("towns.csv", ("乙镇,镇,7", "乙镇,镇,七"))
    said = office.run("solve", "scenario.yaml")
    assert said.code == 3 and "towns.csv" in said.err and "Error" not in said.err
