"""Split sources beside others: ties are decided to the end, the same on both engines."""

from fractions import Fraction
from pathlib import Path

import pytest

from districts import district, said_of, solved
from optalloc.amounts import common_step
from optalloc.problem import Problem
from optalloc.reading import read
from optalloc.verify import plan_of
from small import FEN, small, town

CASES = sorted((Path(__file__).parent / "data" / "split-beside-central").glob("*.yaml"))


def worst_mix(problem: Problem, x: object) -> Fraction:
    """Return how far any recipient's part of a source is from the source's part of all [fen]."""
    plan = plan_of(problem, x)
    worst = Fraction(0)
    for recipient, total in plan.by_recipient.items():
        for source in problem.sources:
            own = sum(
                a.amount
                for a in plan.awards
                if a.recipient == recipient and a.source == source.name
            )
            worst = max(worst, abs(own - Fraction(source.amount * total, problem.money)))
    return worst


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_split_sources_beside_a_central_one_are_one_proven_plan(case: Path) -> None:
    problem = read(case)
    assert said_of(problem) == ""
    for outcome in solved(problem):
        assert outcome.proven == "exact"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_mix_is_within_a_unit_of_the_split_from_the_plans_own(case: Path) -> None:
    """45:55 in steps of 0.5万 goes by 10万."""
    problem = read(case)
    for outcome in solved(problem):
        assert worst_mix(problem, outcome.x) <= 10 * 10000 * FEN


@pytest.mark.parametrize("seed", range(0, 15))
def test_drawn_districts_are_one_plan_on_both_engines(seed: int) -> None:
    assert said_of(district(seed)) == ""


def test_splits_that_leave_no_source_out_force_the_step_of_totals_together() -> None:
    splits = [
        ("a", {"kind": "split", "shares": {"市": "45", "区": "55"}, "within": "recipient"}),
        ("b", {"kind": "split", "shares": {"省": "1", "县": "1"}, "within": "award"}),
    ]
    problem = small({"市": 45, "区": 55, "省": 40, "县": 40}, [town("甲"), town("乙")], splits)
    # Units of 20 and 2.
    assert common_step(problem) == 2 * FEN
