"""A setting a step away is taken for looser or tighter only where counting every plan agrees."""

from typing import Any

import pytest

from optalloc.core.solve_options import HIGHS
from optalloc.explaining.conflict.relaxations import is_monotone_to, levers, replaced
from optalloc.explaining.marginal_prices.describe import step_words
from optalloc.explaining.marginal_prices.prices import SettingPrice, prices
from optalloc.explaining.setting_ranges.setting_ranges import setting_ranges
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import best
from optalloc.problem.facts import INDUSTRY
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import FEN, Entry, every_plan, rule, small, town

TOWNS = [town("甲", villages=4), town("乙", villages=5)]
BY_VILLAGES = ("factors", {"weights": {"villages": "100%"}})
PAST = [(1, "甲", 2), (1, "乙", 5)]


def held(at_least: str, when_short: str) -> Entry:
    """Return a rule that holds the towns to a part of year 1."""
    of = {"years": [1], "over": "batch", "of": "amount"}
    return "hold_harmless", {"at_least": at_least, "when_short": when_short, **of}


def shares(**other: Any) -> Entry:
    """Return a rule on the share of roads in each source."""
    return "share", {"uses": ["道路"], "at_least": "50%", "each_source": True, **other}


def split(within: str) -> Entry:
    """Return a rule that splits two sources two to one."""
    return "split", {"shares": {"市级": 2, "区级": 1}, "within": within}


def case(money: int, *rules: Entry, grain: str = "1", **other: Any) -> Problem:
    """Return two towns with money of one source, or of two where they are split."""
    is_split = bool(rules) and rules[0][0] == "split"
    pots = {"市级": money, **({"区级": money // 2} if is_split else {})}
    given = {"targets": [BY_VILLAGES], "history": PAST, "grain": grain, **other}
    return small(pots, TOWNS, rules, **given)


ROADS = {"uses": {"大棚": (INDUSTRY,), "道路": ()}}
OF_ANOTHER_SOURCE = {**ROADS, "earlier": [("甲", "省级", "大棚", 3)]}
WITHIN = ("order", {"equals": "within_step", "factors": ["villages"]})
CASES = {
    "a smaller grain": (case(9), "grain", "cell", False),
    "a smaller lot under the same cap": (
        case(9, ("lots", {"standard": "1", "unit": "份", "at_most": 5})), "lots", "standard", False,
    ),
    "a part that is reduced when short": (
        case(6, held("81%", "ratable"), grain="2"), "hold_harmless", "at_least", False,
    ),
    "a part that is not reduced": (
        case(6, held("60%", "refuse"), grain="2"), "hold_harmless", "at_least", True,
    ),
    "a cap": (case(9, ("ceiling", {"amount": "5"})), "ceiling", "amount", True),
    "all sources together beside awards of another": (
        case(4, shares(over="year"), **OF_ANOTHER_SOURCE), "share", "each_source", False,
    ),
    "all sources together of this batch": (
        case(4, shares(over="batch"), **OF_ANOTHER_SOURCE), "share", "each_source", True,
    ),
    "a split of the totals, which frees the step of others": (
        case(6, split("recipient"), held("81%", "ratable")), "split", "within", False,
    ),
    "most lots, without which others have another step": (
        case(6, ("lots", {"standard": "2", "unit": "份", "at_most": 3}), WITHIN),
        "lots", "at_most", False,
    ),
}  # fmt: skip


def plans(problem: Problem) -> set[tuple[Any, ...]]:
    """Return every plan that the audit lets pass."""
    targets = score(problem)
    kept = (plan for plan in every_plan(problem) if not verify(problem, targets, plan))
    return {tuple(sorted((a.recipient, a.source, a.use, a.amount) for a in p.awards)) for p in kept}


@pytest.mark.parametrize("name", CASES)
def test_a_value_is_nested_only_where_counting_finds_it_so(name: str) -> None:
    problem, label, setting, is_so = CASES[name]
    moved = rule(problem, label)
    [lever] = [one for one in levers(problem, moved, "looser") if one.setting == (setting,)]
    k = 10 if lever.sort == "share" and lever.count > 10 else 1
    assert is_monotone_to(problem, lever, k, "looser") == is_so
    if is_so:
        now, then = plans(problem), plans(replaced(problem, moved, lever.moved(k)))
        assert now <= then <= plans(replaced(problem, moved, None))


def priced(problem: Problem, label: str) -> dict[str, SettingPrice]:
    """Return the prices of a rule's settings by which way they are moved."""
    answer = best(problem, HIGHS)
    return {one.way: one for one in prices(answer, labels=[label], recipients=[]).settings}


def test_a_step_of_a_grain_is_one_that_divides_it_and_is_solved_for() -> None:
    found = priced(case(9), "grain")["looser"]
    # Of 9 whole steps of 0.9 can be given too, and that is no looser: 4 is no multiple of it.
    assert found.change.after == FEN // 2
    assert found.effect.goals and found.effect.changes_nothing
    assert step_words(found, case(9)).zh.endswith("（放宽）")


def test_a_smaller_lot_under_the_same_cap_is_not_called_looser() -> None:
    problem = CASES["a smaller lot under the same cap"][0]
    found = priced(problem, "lots")["looser"]
    assert found.change.after == FEN // 2 and found.effect.state == "no_plan"
    assert "放宽" not in step_words(found, problem).zh


def test_less_of_a_part_that_is_reduced_when_short_can_ask_for_more() -> None:
    # 81%: 1.62 and 4.05, in steps of 2 more than 6, so cut to 0 and 4. 80%: 1.6 and 4 are had.
    aims = {"aims": {"甲": 0, "乙": 6}, "targets": []}
    problem = case(6, held("81%", "ratable"), grain="2", **aims)
    assert priced(problem, "hold_harmless")["looser"].effect.moved == {"甲": 200, "乙": -200}
    problem = case(6, held("80%", "ratable"), grain="2", **aims)
    assert priced(problem, "hold_harmless")["tighter"].effect.moved == {"甲": -200, "乙": 200}
    problem = case(6, held("81%", "ratable"), grain="2", **aims)
    ranges = setting_ranges(best(problem, HIGHS), labels=["hold_harmless"])
    assert not ranges.ranges and ranges.others
