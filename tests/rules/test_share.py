"""The share of a group of uses: 55% of the year, as in the Meilan plan. Made-up amounts."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import INDUSTRY, Award, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, added_by, complaints, counts_agree, outcomes, said, small, town

TOWNS = [town("甲"), town("乙")]
USES = {"大棚": (INDUSTRY,), "道路": ()}


def sharing(entry: dict, pots: dict[str, int] | None = None, **more: object) -> Problem:
    return small(
        pots or {"市级": 10}, TOWNS, [("share", entry)], aims={"甲": 5, "乙": 5}, uses=USES, **more
    )


def industry(problem: Problem) -> int:
    """Return the industry money of the best plan [元], the same from both engines."""
    amounts = set()
    for outcome in outcomes(problem):
        plan = plan_of(problem, outcome.x)
        assert verify(problem, score(problem), plan) == ()
        amounts.add(plan.sum(uses=frozenset(["大棚"])) // FEN)
    (only,) = amounts
    return only


def test_worked_the_year_counts_what_was_given_before() -> None:
    """Of 10 now and 10 before with 3 to industry, 55% of 20 are 11: 8 of the 10 must follow."""
    earlier = [("甲", "前批", "大棚", 3), ("甲", "前批", "道路", 7)]
    year = sharing({"groups": [INDUSTRY], "at_least": "55%", "over": "year"}, earlier=earlier)
    batch = sharing({"groups": [INDUSTRY], "at_least": "55%", "over": "batch"}, earlier=earlier)
    assert industry(year) == 8
    assert industry(batch) == 6


def test_golden_one_row_a_pool_on_the_group_alone_when_all_is_spent() -> None:
    entry = {"groups": [INDUSTRY], "at_least": "55%", "at_most": "80%", "over": "batch"}
    assert_golden("rules", "share", sharing(entry))


def test_differential_it_adds_one_row_a_bound() -> None:
    entry = {"groups": [INDUSTRY], "at_least": "55%", "at_most": "80%", "over": "batch"}
    assert len(added_by(sharing(entry), "share")) == 2
    each = sharing({**entry, "each_source": True}, {"市级": 4, "区级": 6})
    assert len(added_by(each, "share")) == 4


def test_breaches_say_the_share_with_its_amounts() -> None:
    problem = sharing({"groups": [INDUSTRY], "at_least": "55%", "over": "batch"})
    made = Plan([Award("甲", "市级", "大棚", 5 * FEN), Award("乙", "市级", "道路", 5 * FEN)])
    assert said(problem, "share", made) == [
        (
            "【产业发展占比】应不低于 55%，实为 50% (5元 / 10元)",
            "[share] must be at least 55%, is 50% (5元 / 10元)",
        )
    ]


def test_bounds_out_of_order_or_above_the_whole_are_complained_of() -> None:
    assert complaints(sharing({"uses": ["大棚"], "over": "batch"}))[0][0] == "at_least"
    crossed = {"uses": ["大棚"], "over": "batch", "at_least": "60%", "at_most": "50%"}
    assert complaints(sharing(crossed))[0][0] == "at_most"
    assert complaints(sharing({"uses": ["x"], "over": "batch", "at_least": "5%"}))[0][3] == "x"


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    low = data.draw(st.sampled_from([0, 30, 55, 70]))
    high = data.draw(st.sampled_from([70, 85, 100]))
    each = data.draw(st.booleans())
    over = data.draw(st.sampled_from(["batch", "year"]))
    entry = {"groups": [INDUSTRY], "at_least": f"{low}%", "at_most": f"{high}%", "over": over}
    before = data.draw(st.integers(0, 2))
    pots = {"市级": data.draw(st.integers(1, 3)), "区级": data.draw(st.integers(0, 2))}
    problem = small(
        pots,
        [town("甲")],
        [("share", {**entry, "each_source": each})],
        aims={"甲": 3},
        uses=USES,
        whole=data.draw(st.booleans()),
        earlier=[("甲", "市级", "道路", before)] if before else [],
    )

    def allowed(made: Plan) -> bool:
        pools = [["市级"], ["区级"]] if each else [["市级", "区级"]]
        for pool in pools:
            names = frozenset(pool)
            extra = before * FEN if over == "year" and "市级" in names else 0
            whole = made.sum(names) + extra
            if whole:
                share = Fraction(made.sum(names, frozenset(["大棚"])), whole)
                if not Fraction(low, 100) <= share <= Fraction(high, 100):
                    return False
        return True

    counts_agree(problem, "share", allowed)
