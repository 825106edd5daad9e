"""Amounts in whole steps, and totals in steps of their own. Made-up amounts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import formulate, lattice
from optalloc.problem.interfaces import RULES
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from quick import examples
from small import FEN, best, complaints, counts_agree, said, small, town

TOWNS = [town("甲"), town("乙")]


def with_grain(problem: Problem, **entry: object) -> Problem:
    """Return a problem with another grain."""
    from dataclasses import replace

    rule = RULES["grain"].read("grain", entry, "元")
    others = tuple(r for r in problem.rules if r.label != "grain")
    return replace(problem, rules=(rule, *others), grain=rule.grain(problem.sources))


def base(money: int = 10) -> Problem:
    return small({"市级": money}, TOWNS, aims={"甲": 3, "乙": 7}, grain="1")


def test_worked_totals_stand_in_their_own_steps() -> None:
    """3 and 7 in steps of 2: 4 and 6 or 2 and 8 are as near; the earlier listed has the more."""
    problem = with_grain(base(), cell="1", total="2")
    assert best(problem) == {"甲": 4, "乙": 6}
    assert lattice(problem)[0] == 2 * FEN


def test_golden_cells_of_unlike_grains_share_one_total() -> None:
    problem = small({"市级": 4, "区级": 6}, TOWNS, aims={"甲": 5, "乙": 5})
    assert_golden("rules", "grain", with_grain(problem, cell="1", sources={"区级": "2"}, total="2"))


def test_differential_it_adds_no_row_and_counts_in_larger_steps() -> None:
    fine, coarse = base(), with_grain(base(), cell="2")
    programs = [formulate(p, score(p)) for p in (fine, coarse)]
    assert programs[0].rows == programs[1].rows
    assert programs[0].upper[0] == 10 and programs[1].upper[0] == 5


def test_breaches_say_the_step() -> None:
    problem = with_grain(base(), cell="0.5", total="2")
    made = Plan([Award("甲", "市级", "用途", 325)])
    assert said(problem, "grain", made) == [
        (
            "【取整单位】甲：应为 2元 的整数倍，实为 3.25元",
            "[grain] 甲: must be a multiple of 2元, is 3.25元",
        ),
        (
            "【取整单位】甲、市级、用途：应为 0.5元 的整数倍，实为 3.25元",
            "[grain] 甲, 市级, 用途: must be a multiple of 0.5元, is 3.25元",
        ),
    ]


def test_steps_of_nothing_are_complained_of() -> None:
    assert complaints(with_grain(base(), cell="1", total="0"))[0][0] == "total"
    assert complaints(with_grain(base(), cell="1", sources={"x": "1"}))[0][3] == "x"


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(st.integers(1, 3), st.sampled_from([None, 2, 3]), st.integers(0, 8))
def test_property_every_plan_is_judged_as_the_formula_says(
    cell: int, total: int | None, money: int
) -> None:
    entry = {"cell": str(cell)} | ({"total": str(total)} if total else {})
    problem = small({"市级": money}, TOWNS, aims={"甲": 2, "乙": 3}, whole=False)
    problem = with_grain(problem, **entry)

    def allowed(made: Plan) -> bool:
        whole = all(a.amount % (cell * FEN) == 0 for a in made.awards)
        return whole and all(m % ((total or 1) * FEN) == 0 for m in made.by_recipient.values())

    counts_agree(problem, "grain", allowed)
    outcome = solve(formulate(problem, score(problem)), engine("highs"))
    assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()
