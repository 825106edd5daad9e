"""Plans to the fen of small offices that stayed open, or without a plan. Made-up figures."""

import json
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.cli.main import guarded
from optalloc.pipeline.solve import solve
from optalloc.problem.draft import with_whole_switches
from optalloc.solver.program.program import UNBOUNDED, broken
from quick import examples

HERE = Path(__file__).resolve().parents[1]
CASES = sorted((HERE / "data" / "large_amounts").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_is_proven_is_one_plan_and_its_certificate_stands_alone(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["solve", str(case), "--solver", "highs", "--json", "--out", str(tmp_path)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["proven"], said["stopped"]) == ("exact", "finished")
    assert said["as_good"]["tie_rule_settled"]
    checker = [sys.executable, str(tmp_path / "check_certificate.py"), "certificate.json"]
    checked = subprocess.run(checker, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count("PROVEN BEST") == len(said["goals"])


FEW = st.integers(-9, 9)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(
    st.lists(FEW.filter(bool), min_size=1, max_size=2),
    st.integers(1, 4),
    FEW.filter(bool),
    FEW,
    st.booleans(),
)
def test_a_row_of_a_switch_tightened_to_whole_steps_has_the_same_whole_points(
    amounts: list[int], factor: int, switch: int, side: int, is_most: bool
) -> None:
    n = len(amounts)
    entries = (
        np.zeros(n + 1, dtype=np.int64),
        np.arange(n + 1, dtype=np.int64),
        np.array([*(factor * c for c in amounts), switch], dtype=np.int64),
    )
    lower, upper = np.zeros(n + 1, dtype=np.int64), np.array([4] * n + [1])
    low = np.array([-UNBOUNDED if is_most else side])
    high = np.array([side if is_most else UNBOUNDED])
    (_, column, coefficient), new_low, new_high = with_whole_switches(
        entries, (lower, upper), low, high
    )
    for point in np.ndindex(*(upper + 1)):
        before = int((entries[2] * np.array(point)).sum())
        after = int((coefficient * np.array(point)[column]).sum())
        kept = int(low[0]) <= before <= int(high[0])
        assert kept == (int(new_low[0]) <= after <= int(new_high[0])), point


def test_a_row_without_a_bound_is_never_broken_by_sums_beyond_64_bits() -> None:
    activity = np.array([-(10**23), 10**23, -(10**23)], dtype=object)
    low = np.array([-UNBOUNDED, 0, 0])
    high = np.array([0, UNBOUNDED, UNBOUNDED])
    assert broken(activity, low, high).tolist() == [0, 0, -1]


STEP = 2
"""Fen in a step of both plans with projects."""
PLANS: dict[str, tuple[str, Callable[[Fraction, int], Fraction]]] = {
    "projects-hill": ("镇戊", lambda target, k: (STEP * k - target) ** 2 / (STEP * k)),
    "projects-squared": ("镇辛", lambda target, k: (STEP * k - target) ** 2),
}
"""Who has at least 5%, and what k steps cost."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
def test_amounts_to_the_fen_beside_projects_come_to_the_cheapest_steps(name: str) -> None:
    """No project is worth its minimum there, and one town has 5% of the money at least.

    So the best plan gives step after step to whom the next one is cheapest. By Hill's divisors it
    was one of 419万元 in the place of 100万元, by squares one that nothing proved.
    """
    solved = solve(HERE / "data" / "large_amounts" / f"{name}.yaml", solver="highs")
    favoured, cost = PLANS[name]
    money = sum(source.amount for source in solved.problem.sources)
    targets = [solved.targets.target(r.name) for r in solved.problem.recipients]
    names = [r.name for r in solved.problem.recipients]
    least = [-(-money // (20 * STEP)) if name == favoured else 1 for name in names]
    assert solved.outcome.goals[-1].proven == "exact"
    assert solved.outcome.goals[-1].value == cheapest(cost, targets, least, money // STEP)


def cheapest(
    cost: Callable[[Fraction, int], Fraction], targets: list[Fraction], least: list[int], steps: int
) -> Fraction:
    """Return the least sum of convex costs of so many steps.

    A price of the next step is halved in until all that is cheaper leaves a few steps, which go one
    by one to whom they cost least.
    """
    slopes = [partial(_slope, cost, target) for target in targets]

    def held(price: Fraction) -> list[int]:
        over = zip(slopes, least, strict=True)
        return [low + bisect_left(range(low, steps), price, key=slope) for slope, low in over]

    below, above = Fraction(-(10**12)), Fraction(10**12)
    while sum(held(above)) - sum(held(below)) > len(targets):
        middle = (below + above) / 2
        below, above = (middle, above) if sum(held(middle)) <= steps else (below, middle)
    awards = held(below)
    while sum(awards) < steps:
        awards[min(range(len(awards)), key=lambda i: slopes[i](awards[i]))] += 1
    return sum(map(cost, targets, awards), Fraction(0))


def _slope(cost: Callable[[Fraction, int], Fraction], target: Fraction, k: int) -> Fraction:
    return cost(target, k + 1) - cost(target, k)
