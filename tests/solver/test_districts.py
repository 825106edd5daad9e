"""Split sources beside others: ties are decided to the end, the same on both engines."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from districts import district, said_of, solved
from office import Office
from optalloc.core.solve_options import AUTO
from optalloc.inputs.read import read
from optalloc.pipeline.audit import plan_of
from optalloc.pipeline.metrics import measure
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.layout import common_step
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.natural import over_pots
from optalloc.solver.session.pot_units import apart, with_units
from small import FEN, small, town

DATA = Path(__file__).resolve().parents[1] / "data"
CASES = sorted((DATA / "split-beside-central").glob("*.yaml"))
WAN = 10000 * FEN


def worst_mix(plan: Plan, by: str) -> Fraction:
    """Return how far any recipient's part of a source or use is from that of all money [fen]."""
    worst = Fraction(0)
    for recipient, total in plan.by_recipient.items():
        for kind in {getattr(a, by) for a in plan.awards}:
            of_kind = [a for a in plan.awards if getattr(a, by) == kind]
            own = sum(a.amount for a in of_kind if a.recipient == recipient)
            whole = sum(a.amount for a in of_kind)
            worst = max(worst, abs(own - Fraction(whole * total, plan.total)))
    return worst


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_split_sources_beside_a_central_one_are_one_proven_plan(case: Path) -> None:
    problem = read(case)
    assert said_of(problem) == ""
    for outcome in solved(problem):
        assert outcome.proven == "exact"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_mix_is_within_a_unit_of_the_split_from_the_plans_own(case: Path) -> None:
    """45:55 in steps of 0.5万 goes by 10万; uses by steps, and beside needs by some more."""
    problem = read(case)
    for outcome in solved(problem):
        plan = plan_of(problem, outcome.x)
        found = measure(problem, score(problem), plan, 0)
        assert found.source_mix == worst_mix(plan, "source") <= 10 * WAN
        assert found.use_mix == worst_mix(plan, "use") <= (2 * WAN if problem.needs else WAN / 2)


def test_a_mix_is_measured_from_the_plans_own_in_money() -> None:
    pots, uses = {"市": 60, "区": 40}, {"产业": (), "建设": ()}
    problem = small(pots, [town("甲"), town("乙")], uses=uses)
    awards = [("甲", "市", "产业", 60), ("甲", "区", "建设", 20), ("乙", "区", "产业", 20)]
    plan = Plan([Award(r, s, u, money * FEN) for r, s, u, money in awards])
    found = measure(problem, score(problem), plan, 0)
    # 甲 has 60 of its 80 from 市, whose part of all is 60%: 48. 乙 has all 20 from 区, 40%: 8.
    assert found.source_mix == 12 * FEN
    # 乙 has its 20 for 产业, which is 80% of all: 16. 甲 has 60, and 64 would be its part.
    assert found.use_mix == 4 * FEN
    one = measure(problem, score(problem), Plan(plan.awards[:1]), 0)
    assert one.source_mix is None and one.use_mix is None


def test_the_mixes_are_told_in_both_languages_and_in_json(office: Office) -> None:
    file = str(CASES[-1])
    assert "偏离全案来源构成" in office.run("solve", file).out
    said = office.run("solve", file, lang="en").out
    assert "off the plan's source mix" in said and "off the plan's use mix" in said
    figures = json.loads(office.run("solve", file, "--json").out)["figures"]["plan"]
    assert Decimal(figures["source_mix"]) <= 10 and Decimal(figures["use_mix"]) <= 1


# A range that was not looked at before it was written here. Of its seeds up to 7011 the last one
# stays open at the limit (docs/decisions/0043-units-of-pots-as-columns.md) and is left out.
@pytest.mark.parametrize("seed", range(7000, 7011))
def test_drawn_districts_are_one_plan_on_both_engines(seed: int) -> None:
    assert said_of(district(seed)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [52, 65, 71, 80, 117, 238, 277, 2213])
def test_whole_units_settle_districts_that_stalled_at_the_limit(seed: int) -> None:
    assert said_of(district(seed)) == ""


# 78 and 743: three pots, of which the largest units left a rest that the smaller ones could not
# make up (36 s and 27 s, and ties open). 401: needs that no rule speaks of kept the totals from
# being settled first (no proof in 25 s).
@pytest.mark.parametrize("seed", [78, 401, 743])
def test_units_that_leave_a_rest_for_smaller_ones_settle_what_stayed_open(seed: int) -> None:
    assert said_of(district(seed)) == ""


@pytest.mark.parametrize(
    ("left", "worth", "money", "units"),
    [
        # Half a unit of 5 would be its part of 7; only one leaves an even rest.
        ([1, 5], [5, 2], 7, [1, 1]),
        # One unit of 5 would be its part of 10, and leave 5 to the twos: 0 or 2, the more.
        ([4, 10], [5, 2], 10, [2, 0]),
        # 1.9 units of 5 would be its part of 19; an odd total takes an odd number of them.
        ([4, 10], [5, 2], 19, [1, 7]),
        # 1.25 units of 20, and 5.5 of 5 of the rest: the fives must leave an even rest.
        ([5, 20, 50], [20, 5, 2], 75, [1, 5, 15]),
        # 3 is neither fives nor twos, and 1 * 5 is too much.
        ([2, 2], [5, 2], 3, None),
        # Units of 4 and 6 make no odd total.
        ([9, 9], [6, 4], 15, None),
    ],
)
def test_a_total_goes_over_pots_in_whole_units_near_their_parts(
    left: list[int], worth: list[int], money: int, units: list[int] | None
) -> None:
    assert over_pots(left, worth, money) == units


def test_two_pots_leave_every_second_unit_to_a_total() -> None:
    """A total of 8 as 5 k + 2 m has k = 0 only, of 18 k = 0 or 2: even."""
    splits = [
        ("a", {"kind": "split", "shares": {"市": "2", "区": "3"}, "within": "recipient"}),
        ("b", {"kind": "split", "shares": {"省": "1", "县": "1"}, "within": "recipient"}),
    ]
    problem = small({"市": 6, "区": 9, "省": 8, "县": 8}, [town("甲"), town("乙")], splits)
    program = formulate(problem, score(problem))
    outcome = solve(program, engine("highs"), AUTO.within(60.0))
    assert outcome.x is not None and outcome.settled
    wide, _, x = with_units(program, whole_face(program), outcome.x)
    assert wide.holds(x)
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
