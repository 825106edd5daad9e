"""Every source is spent whole. Figures of the Meilan plan where named, others made up."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import RULES
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, added_by, best, counts_agree, is_proven_infeasible, plan, said, small, town

TOWNS = [town("甲"), town("乙")]
ENTRY = ("spend_whole", {})


def test_worked_a_source_that_targets_would_leave_is_spent_all_the_same() -> None:
    assert best(small({"市级": 10}, TOWNS, aims={"甲": 3, "乙": 4})) == {"甲": 6, "乙": 4}
    kept = small({"市级": 10}, TOWNS, aims={"甲": 3, "乙": 4}, whole=False)
    assert best(kept) == {"甲": 3, "乙": 4}


def test_worked_money_that_is_no_whole_number_of_steps_is_proven_impossible() -> None:
    """22.5 and 27.5 of the Meilan plan, in whole units: neither source can be spent."""
    problem = small({"市级": 45, "区级": 55}, TOWNS, aims={"甲": 50, "乙": 50}, grain="2")
    assert is_proven_infeasible(problem)


def test_golden_one_row_a_source_and_one_for_all() -> None:
    assert_golden(
        "rules", "spend_whole", small({"市级": 4, "区级": 6}, TOWNS, aims={"甲": 5, "乙": 5})
    )


def test_differential_it_raises_what_is_spent_to_what_there_is() -> None:
    problem = small({"市级": 4, "区级": 6}, TOWNS, aims={"甲": 5, "乙": 5})
    new = added_by(problem, "spend_whole")
    assert new == [line for line in new if "spend_whole" in line] and len(new) == 3


def test_breaches_say_what_is_left() -> None:
    problem = small({"市级": 10}, TOWNS, aims={"甲": 5, "乙": 5})
    assert said(problem, "spend_whole", plan(problem, 甲=3, 乙=4)) == [
        (
            "【全部安排】市级：应全部安排 10元，实为 7元",
            "[spend whole] 市级: must be spent whole, 10元, is 7元",
        )
    ]


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.integers(0, 4), st.integers(0, 4), st.sampled_from([None, ["市级"], ["区级"]]))
def test_property_only_the_sources_it_covers_must_be_spent(
    a: int, b: int, only: list | None
) -> None:
    entry = ("spend_whole", {"sources": only} if only else {})
    pots = {"市级": a, "区级": b}
    problem = small(pots, TOWNS, [entry], aims={"甲": 2, "乙": 1}, whole=False)

    def allowed(made: Plan) -> bool:
        return all(made.sum(sources=frozenset([n])) == pots[n] * FEN for n in only or pots)

    assert counts_agree(problem, "spend_whole", allowed)


def test_worked_what_is_spent_whole_must_fit_the_lots_beside_a_source_that_need_not() -> None:
    """By hand: 7 and lots of 4 beside a source in steps of 8 make 7, 15, …; 8 and 12 are fine."""
    rules = [
        ("lots", {"standard": 4, "unit": "份", "at_most": 9}),
        ("spend_whole", {"sources": ["市级"]}),
    ]

    def of(city: int) -> Problem:
        pots = {"省级": 16, "市级": city}
        problem = small(pots, TOWNS, rules, aims={"甲": 9, "乙": 9}, whole=False)
        coarse = RULES["grain"].read("grain", {"cell": 1, "sources": {"省级": 8}}, "元")
        parts = (coarse, *(r for r in problem.rules if r.label != "grain"))
        return replace(problem, grain=coarse.grain(problem.sources), rules=parts)

    assert is_proven_infeasible(of(7))
    (said,) = formulate(of(7), score(of(7))).contradictions
    assert "7元" in said.zh and "4元" in said.zh
    assert sum(best(of(8)).values()) in (8, 16, 24)
    assert formulate(of(12), score(of(12))).contradictions == ()
