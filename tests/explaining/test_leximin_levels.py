"""What is told of a leximin goal that decides by another level than the worst, beside counting."""

from fractions import Fraction

import pytest

from optalloc.explaining.fairness.describe import fairness_json
from optalloc.explaining.fairness.fairness import fairness
from optalloc.explaining.letters.describe import letters_json
from optalloc.explaining.letters.letters import letters
from optalloc.explaining.one_step_more.describe import one_more_words
from optalloc.explaining.one_step_more.one_step_more import OneMoreStep
from optalloc.explaining.rule_costs.effects import effect_of, goal_words
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import best
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import UNIT, Entry, every_plan, small, town

TOWNS = [town("东"), town("西"), town("南")]
CAP: Entry = ("ceiling", {"recipients": ["东"], "amount": "5"})
FLOOR: Entry = ("floor", {"recipients": ["西"], "amount": "4"})
GOAL = "最差的相对缺口最小，其次是次差的，依此类推"
"""东 is capped at 5 of 10, which stays the worst; of the 5 left 西 has 3 of 4, and 南 2 of 2."""


def case(*rules: Entry) -> Problem:
    """Return 10 元 for three towns that should have 10, 4 and 2, evened out level by level."""
    aims = {"东": 10, "西": 4, "南": 2}
    goal: Entry = ("evenness", {"depth": "leximin"})
    return small({"市": 10}, TOWNS, [CAP, *rules], aims=aims, goals=[goal])


def counted(problem: Problem) -> tuple[Fraction, ...]:
    """Return the shortfalls of the best of all plans, the worst first."""
    targets = score(problem)

    def levels(plan: Plan) -> tuple[Fraction, ...]:
        return problem.goals[0].values_in_order(problem, targets, plan)

    return min(levels(plan) for plan in every_plan(problem) if not verify(problem, targets, plan))


@pytest.fixture(name="levels")
def counted_levels() -> tuple[Fraction, Fraction]:
    """Return the second level without and with the floor, the worst being the same."""
    now, held = counted(case()), counted(case(FLOOR))
    assert now[0] == held[0] == Fraction(1, 2)
    return now[1], held[1]


def test_one_step_more_tells_the_level_that_it_makes_worse(
    levels: tuple[Fraction, Fraction],
) -> None:
    answer = best(case())
    more = OneMoreStep(answer).ask("西")
    assert more.change is not None
    assert (more.change.before, more.change.after) == levels == (Fraction(1, 4), Fraction(1, 2))
    zh, en = one_more_words(answer, more)
    assert f"目标“{GOAL}”里第 2 差的（更差的都不变）就由 25% 变为 50%，不如现在。" in zh
    assert "number 2 from the worst in “smallest worst relative shortfall, then" in en
    found = letters(answer, Plan(()), ["西"])
    data = letters_json(found, UNIT, "zh")["letters"][0]["one_more"]
    assert data["goal"] == f"“{GOAL}”里第 2 差的（更差的都不变）"
    assert (data["before"], data["after"]) == ("0.25", "0.5")


def test_a_rule_is_told_by_the_level_that_it_makes_worse(
    levels: tuple[Fraction, Fraction],
) -> None:
    effect = effect_of(best(case(FLOOR)), best(case()))
    assert effect.level == (1, levels[1], levels[0])
    assert goal_words(effect, UNIT).zh == f"“{GOAL}”里第 2 差的（更差的都不变）由 50% 变为 25%"


def test_the_price_of_a_fairness_rule_is_told_of_its_level(
    levels: tuple[Fraction, Fraction],
) -> None:
    found = fairness(case(FLOOR))
    [price] = [one for one in found.prices if one.rule == "floor"]
    assert (price.with_it, price.without, price.rank) == (levels[1], levels[0], 1)
    told = fairness_json(found, UNIT, "zh")
    assert any(
        f"目标“{GOAL}”里第 2 差的（更差的都不变）由 50% 变为 25%" in w for w in told["words"]
    )
