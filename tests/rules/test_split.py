"""The cost is shared 45:55 as in the Meilan plan of 2023; amounts are made up unless named."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import lattice
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import VariableLayout
from optalloc.problem.problem import Problem
from quick import examples
from small import (
    FEN,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    outcomes,
    rule,
    said,
    small,
    town,
    without,
)

TOWNS = [town("灵山镇", villages=22), town("三江镇", villages=8)]
BY_VILLAGES = ("factors", {"weights": {"villages": "100%"}})


def meilan(grain: str, within: str = "recipient", **shares: int) -> Problem:
    """Return the two towns of the Meilan plan, amounts in 千元 written as 元."""
    split = ("split", {"shares": shares or {"市级": 45, "区级": 55}, "within": within})
    return small({"市级": 225, "区级": 275}, TOWNS, [split], targets=[BY_VILLAGES], grain=grain)


def test_worked_the_plan_that_meilan_published() -> None:
    """22 and 8 villages, 45:55 in steps of 0.5万: 40万 and 10万."""
    problem = meilan("5")
    assert best(problem) == {"灵山镇": 400, "三江镇": 100}
    step, because = lattice(problem)
    assert step == 100 * FEN
    assert "45:55" in because.zh and "100元" in because.zh and "100元" in because.en


@pytest.mark.parametrize(("grain", "step"), [("10", 200), ("5", 100), ("1", 20), ("0.1", 2)])
def test_worked_every_total_is_a_multiple_of_twenty_grains(grain: str, step: int) -> None:
    assert rule(meilan(grain), "split").step(meilan(grain)) == step * FEN


def test_whole_wan_is_proven_impossible() -> None:
    assert is_proven_infeasible(meilan("10"))


def test_golden_within_every_recipient() -> None:
    assert_golden("rules", "split", meilan("5"))


def test_differential_it_adds_a_row_for_each_source_and_recipient() -> None:
    """And totals count in steps of 100, so that their other rows change too."""
    problem = meilan("5")
    _, new = changed_lines(without(problem, "split"), problem)
    assert len([line for line in new if line.startswith("split")]) == 4


def test_breaches_say_the_share_and_the_amount_that_is_right() -> None:
    problem = meilan("5")
    use = problem.uses[0].name
    made = Plan([Award("三江镇", s, use, a * FEN) for s, a in (("市级", 50), ("区级", 50))])
    assert said(problem, "split", made) == [
        (
            "【分担比例】三江镇、市级：应为 100元 的 45%，即 45元，实为 50元",
            "[split] 三江镇, 市级: must be 45% of 100元, that is 45元, is 50元",
        ),
        (
            "【分担比例】三江镇、区级：应为 100元 的 55%，即 55元，实为 50元",
            "[split] 三江镇, 区级: must be 55% of 100元, that is 55元, is 50元",
        ),
    ]


def test_one_source_or_a_share_of_nothing_is_complained_of() -> None:
    assert [key for key, *_ in complaints(meilan("5", 市级=45))] == ["shares"]
    assert [key for key, *_ in complaints(meilan("5", 市级=45, 区级=0))] == ["shares"]


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(
    st.sampled_from(["recipient", "award", "total"]),
    st.sampled_from([(1, 1), (1, 2), (2, 3)]),
    st.integers(1, 3),
)
def test_property_every_plan_is_judged_as_the_formula_says(
    within: str, shares: tuple[int, int], times: int
) -> None:
    a, b = shares
    split = ("split", {"shares": {"市级": a, "区级": b}, "within": within})
    towns = [town("甲"), town("乙")]
    pots = {"市级": min(4, a * times), "区级": min(4, b * times)}
    problem = small(pots, towns, [split], aims={"甲": 2, "乙": 1}, whole=False)
    part = Fraction(a, a + b)

    def allowed(made: Plan) -> bool:
        by_town = [
            (
                made.sum(frozenset(["市级"]), None, frozenset([t])),
                made.sum(recipients=frozenset([t])),
            )
            for t in ("甲", "乙")
        ]
        if within == "total":
            city, whole = made.sum(frozenset(["市级"])), made.total
            near = all(abs(c - part * w) < FEN for c, w in by_town)
            far = all(abs((w - c) - (1 - part) * w) < FEN for c, w in by_town)
            return near and far and city == part * whole
        return all(c == part * w for c, w in by_town)

    assert counts_agree(problem, "split", allowed)


@pytest.mark.slow
def test_worked_a_split_of_large_numbers_is_whole_units_or_nothing() -> None:
    """Awards of two uses are one unit of 13,774,016,603.33 元, two or none, and nothing between."""
    parts = {"省级": 882_976_661_268, "县级": 494_424_999_065}
    sources = {name: Fraction(5 * part, FEN) for name, part in parts.items()}
    towns = [town(name, people=n) for name, n in zip("甲乙丙", (3, 2, 2), strict=True)]
    split = ("split", {"shares": parts, "within": "award"})
    by_people = ("factors", {"weights": {"people": "100%"}})
    uses = {"产业": ("产业发展",), "建设": ()}
    problem = small(sources, towns, [split], targets=[by_people], grain="0.01", uses=uses)
    unit = Fraction(sum(parts.values()), FEN)
    amounts = VariableLayout(problem, 1)
    list(rule(problem, "split").rows(problem, Targets({}, problem, ()), amounts))
    assert amounts.extra == [(0, 5)] * 6
    assert best(problem) == {"甲": 2 * unit, "乙": 2 * unit, "丙": unit}


def test_over_the_totals_often_only_all_the_money_or_none_splits() -> None:
    """No engine sees it: part of the money misses the proportion by a billionth."""
    shares = {"中央": 884_631_584_873, "市级": 932_069_089_296, "区级": 737_340_958_496}
    rules = [("split", {"shares": shares, "within": "total"}), ("order", {"equals": "same"})]
    pots = {name: Fraction(fen, FEN) for name, fen in shares.items()}
    aims = {"灵山镇": 8_000_000_000, "三江镇": 8_000_000_000}
    problem = small(pots, TOWNS, rules, aims=aims, grain="0.01", whole=False)
    assert sum(best(problem).values()) == sum(pots.values())


def test_over_the_totals_the_units_are_whole_steps_of_totals_too() -> None:
    """All the money ends in 6 and totals in 0 or 5: nothing is left but to give nothing."""
    pots = {"市级": 949_589_203, "区级": 345_277_433}
    rules = [
        ("split", {"shares": pots, "within": "total"}),
        ("grain", {"cell": "1", "total": "5"}),
        ("recipient_count", {"at_least": 1, "amount": "100"}),
    ]
    problem = small(pots, TOWNS, rules, targets=[BY_VILLAGES], whole=False)
    assert [o.infeasible for o in outcomes(problem)] == ["exact", "exact"]
