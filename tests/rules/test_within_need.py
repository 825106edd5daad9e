"""Nobody gets more than it asked for, use by use. Made-up amounts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from quick import examples
from small import (
    FEN,
    added_by,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    said,
    small,
    town,
)

TOWNS = [town("甲"), town("乙")]
USES = {"大棚": (), "道路": ()}
NEEDS = {("甲", "大棚"): 3, ("甲", "道路"): 1, ("乙", "大棚"): 9}


def needing(
    money: int = 10, over: str = "batch", needs: dict | None = None, **more: object
) -> Problem:
    problem = small(
        {"市级": money},
        TOWNS,
        [("within_need", {"over": over})],
        aims={"甲": 7, "乙": 3},
        uses=USES,
        **more,
    )
    asked = NEEDS if needs is None else needs
    return replace(problem, needs={pair: need * FEN for pair, need in asked.items()})


def test_worked_what_one_town_cannot_use_goes_to_the_other() -> None:
    assert best(needing()) == {"甲": 4, "乙": 6}
    assert is_proven_infeasible(needing(14))


def test_worked_what_the_year_gave_counts_against_the_need() -> None:
    earlier = [("甲", "前批", "大棚", 2)]
    assert best(needing(10, "year", earlier=earlier)) == {"甲": 2, "乙": 8}
    assert best(needing(10, "batch", earlier=earlier)) == {"甲": 4, "乙": 6}


def test_golden_one_cap_a_pair() -> None:
    assert_golden("rules", "within_need", needing())


def test_differential_it_adds_bounds_on_cells_of_one_source() -> None:
    new = added_by(needing(), "within_need")
    assert "0 <= 甲·市级·大棚 <= 3" in new and "乙·市级·道路 = 0" in new


def test_breaches_say_the_need_and_pairs_that_asked_for_nothing() -> None:
    problem = needing()
    made = Plan([Award("甲", "市级", "大棚", 5 * FEN), Award("乙", "市级", "道路", 1 * FEN)])
    assert said(problem, "within_need", made) == [
        (
            "【不超过需求】甲、大棚：应不超过需求 3元，实为 5元",
            "[within need] 甲, 大棚: must be at most its need of 3元, is 5元",
        ),
        (
            "【不超过需求】乙、道路：应不超过需求 0元，实为 1元",
            "[within need] 乙, 道路: must be at most its need of 0元, is 1元",
        ),
    ]


def test_a_scenario_without_needs_is_complained_of() -> None:
    assert complaints(needing(needs={}))[0][:2] == ("kind", "应有需求表")


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.integers(0, 5), st.booleans())
def test_property_every_plan_is_judged_as_the_formula_says(
    needs: list[int], money: int, whole: bool
) -> None:
    pairs = [(t.name, u) for t in TOWNS for u in USES]
    asked = dict(zip(pairs, needs, strict=True))
    problem = needing(money, needs=asked, whole=whole)
    problem = replace(problem, needs={**problem.needs, ("甲", "大棚"): problem.needs["甲", "大棚"]})

    def allowed(made: Plan) -> bool:
        held: dict[tuple[str, str], int] = {}
        for award in made.awards:
            pair = (award.recipient, award.use)
            held[pair] = held.get(pair, 0) + award.amount
        return all(money <= asked[pair] * FEN for pair, money in held.items())

    counts_agree(problem, "within_need", allowed)
