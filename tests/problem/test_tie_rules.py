"""Equal claims: who gets the more is the scenario's choice, and the plan says so (0037)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.core.solve_options import CBC, HIGHS
from optalloc.pipeline.as_good import as_good_json, as_good_words, equal_claims, shares_words
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.problem.problem import Problem, TieRule
from optalloc.problem.score import score
from optalloc.problem.tie_order import tie_complaints, tie_words
from quick import examples
from small import FEN, every_plan, small, town

BY_V = ("factors", {"weights": {"权": "100%"}})
NAMES = ("甲", "乙", "丙")


def alike(money: int = 2, ties: Mapping[str, Any] | None = None, **more: Any) -> Problem:
    """Return towns of the same weight between which so much is to be shared [元]."""
    towns = [town(name, 权=4, **more.pop(name, {})) for name in NAMES]
    problem = small({"S": money}, towns, targets=[BY_V], **more)
    return replace(problem, ties=TieRule.model_validate(ties or {}))


def given_to(solved: Solved) -> dict[str, int]:
    """Return what everybody gets [元]."""
    assert solved.best is not None
    held = solved.best.plan.by_recipient
    return {name: held.get(name, 0) // FEN for name in NAMES}


def both(problem: Problem) -> Solved:
    """Return a problem solved by both engines, which give one plan."""
    one, other = walk(problem, CBC), walk(problem, HIGHS)
    assert one.best is not None and other.best is not None
    assert one.best.plan == other.best.plan
    assert one.outcome.choice == other.outcome.choice
    return one


def said(solved: Solved) -> list[str]:
    return [words.zh for words in as_good_words(solved)]


def test_equal_claims_with_different_amounts_are_said_with_the_rule_that_decided() -> None:
    solved = both(alike())
    assert given_to(solved) == {"甲": 1, "乙": 1, "丙": 0}
    assert said(solved) == [
        "同样好的方案不止一个，这一个是这样取的："
        "取各单位位次乘金额加起来最小的，相同的取在前的先多得的（位次按名单先后）。",
        "情况相同而金额不同（互换后一样好）：甲、乙 各得 1元，丙 得 0元。",
    ]
    told = solved_json(solved, "zh")
    assert told["unique"] is False
    assert told["as_good"]["totals"] == told["as_good"]["awards"] == "several"
    assert told["as_good"]["tie_rule"] == "listed" and told["as_good"]["tie_rule_settled"]
    assert told["as_good"]["equal_claims"] == [
        [{"amount": "1", "recipients": ["甲", "乙"]}, {"amount": "0", "recipients": ["丙"]}]
    ]


def test_claims_that_a_level_below_the_worst_tells_apart_are_not_equal() -> None:
    """By hand: 丙 gets nothing, a shortfall of 5 times 1, whatever 甲 and 乙 get.

    Of 10 甲 gets 7 and 乙 3, worst first 0.7 and 0.6; exchanged 1.4 and 0.3. Once only the worst
    was compared, and it was said that they are as good exchanged.
    """
    cap = ("无", {"kind": "ceiling", "amount": 0, "recipients": ["丙"]})
    even = ("evenness", {"depth": "leximin", "weights": {"甲": 2, "丙": 5}})
    towns, aims = [town(name) for name in NAMES], dict.fromkeys(NAMES, 10)
    solved = both(small({"S": 10}, towns, [cap], aims=aims, goals=[even]))
    assert given_to(solved) == {"甲": 7, "乙": 3, "丙": 0}
    assert said(solved) == []


def test_claims_that_a_goal_tells_apart_before_its_value_are_not_equal() -> None:
    """By hand: 乙 had nothing, so it gets as little as may be, 8 of 20; 甲 had 10 and gets 12.

    Exchanged both are 2 off 10 still, but 乙 would have 12.
    """
    least = ("least", {"kind": "floor", "amount": 8})
    near = ("last_year", {"year": 2023, "distance": "relative"})
    past = [(2023, "甲", 10), (2023, "乙", 0)]
    towns, aims = [town("甲"), town("乙")], {"甲": 10, "乙": 10}
    solved = both(small({"S": 20}, towns, [least], aims=aims, goals=[near], history=past))
    assert given_to(solved) == {"甲": 12, "乙": 8, "丙": 0}
    assert said(solved) == []


def test_a_plan_that_is_the_only_best_one_says_nothing_and_is_unique() -> None:
    solved = both(alike(3))
    assert said(solved) == []
    told = solved_json(solved, "zh")
    assert told["unique"] is True and told["as_good"]["awards"] == "only"


def test_a_column_decides_larger_or_smaller_first() -> None:
    figures = {"甲": {"困难": 1}, "乙": {"困难": 3}, "丙": {"困难": 2}}
    larger = alike(ties={"by": "column", "column": "困难"}, **figures)
    assert given_to(both(larger)) == {"甲": 0, "乙": 1, "丙": 1}
    smaller = alike(ties={"by": "column", "column": "困难", "first": "smaller"}, **figures)
    assert given_to(both(smaller)) == {"甲": 1, "乙": 0, "丙": 1}
    assert tie_words(smaller).zh == "按“困难”小者优先，仍相同的按名单先后"


def test_last_years_loser_goes_first() -> None:
    history = [
        (2024, "甲", 0),
        (2024, "乙", 9),
        (2024, "丙", 9),
        (2025, "甲", 1),
        (2025, "乙", 1),
        (2025, "丙", 0),
    ]
    solved = both(alike(1, ties={"by": "last_year"}, history=history))
    assert given_to(solved) == {"甲": 0, "乙": 0, "丙": 1}
    assert said(solved)[0].endswith("2025 年得到少者优先，仍相同的按名单先后）。")


def test_the_remainder_decides_between_towns_of_different_targets() -> None:
    """Targets of 53 and 57 in steps of 10, and only 40: whoever gets them, 70 are missing."""
    problem = small({"S": 40}, [town("甲"), town("乙")], aims={"甲": 53, "乙": 57}, grain="10")
    for first, who in (("larger", "乙"), ("smaller", "甲")):
        ties = TieRule.model_validate({"by": "remainder", "first": first})
        solved = both(replace(problem, ties=ties))
        assert solved.best is not None and solved.best.plan.by_recipient == {who: 40 * FEN}
        assert solved.outcome.choice.totals == "several"
        # Their claims are not equal, so nobody is said to be treated unequally.
        assert len(said(solved)) == 1 and "测算额的余数" in said(solved)[0]


@given(st.integers(1, 10**6))
@settings(max_examples=examples(20), deadline=None, derandomize=True)
def test_a_lot_can_be_drawn_again_by_hand(seed: int) -> None:
    solved = walk(alike(1, ties={"by": "lot", "seed": seed}), HIGHS)
    drawn = min(NAMES, key=lambda name: sha256(f"{seed}\n{name}".encode()).digest())
    assert given_to(solved) == {name: int(name == drawn) for name in NAMES}


RULES = st.sampled_from(
    [
        {"by": "listed"},
        {"by": "lot", "seed": "3"},
        {"by": "remainder"},
        {"by": "remainder", "first": "smaller"},
        {"by": "column", "column": "权"},
    ]
)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=3), st.integers(1, 5), RULES)
@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_rule_the_plan_is_best_and_what_is_said_of_others_is_so(
    weights: list[int], money: int, ties: dict[str, str]
) -> None:
    towns = [town(f"镇{i}", 权=w) for i, w in enumerate(weights)]
    problem = small({"S": money}, towns, targets=[BY_V], whole=False)
    solved = both(replace(problem, ties=TieRule.model_validate(ties)))
    targets, goal = score(problem), problem.goals[0]
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    least = min(goal.value(problem, targets, plan) for plan in kept)
    best = [plan for plan in kept if goal.value(problem, targets, plan) == least]
    assert solved.best is not None and solved.best.plan in best
    choice = solved.outcome.choice
    assert choice.totals == choice.cells == ("only" if len(best) == 1 else "several")
    most = max(plan.total for plan in best)
    assert (choice.spending is not None) == (most > solved.best.plan.total)
    if choice.spending is not None:
        assert plan_of(problem, choice.spending).total == most
    for one in equal_claims(problem, targets, solved.best.plan):
        assert len({targets.target(n) for _, names in one.amounts for n in names}) == 1


def test_a_plan_that_leaves_money_over_says_so_where_a_best_plan_would_spend_it() -> None:
    """A target of 1 in steps of 2: nothing and 2 are as near."""
    problem = small({"S": 2}, [town("甲")], aims={"甲": 1}, grain="2", whole=False)
    solved = both(problem)
    assert solved.best is not None and solved.best.plan.total == 0
    assert said(solved)[-1] == (
        "还有 2元 没有安排；有一样好的方案会多安排 2元。要求全部安排，请写约束 spend_whole。"
    )
    assert as_good_json(solved, "zh")["could_give_out"] == "2"


def test_different_cells_of_the_same_totals_are_other_plans_too() -> None:
    problem = small(
        {"S": 4}, [town("甲"), town("乙")], aims={"甲": 2, "乙": 2}, uses={"一": (), "二": ()}
    )
    choice = both(problem).outcome.choice
    assert (choice.totals, choice.cells) == ("only", "several")
    assert solved_json(walk(problem), "zh")["unique"] is False


def test_the_proof_of_a_plan_is_the_same_whatever_decides_ties(office: Office) -> None:
    office.swap(
        "towns.csv", ("甲镇,镇,12,18600", "甲镇,镇,9,17400"), ("乙镇,镇,7,19200", "乙镇,镇,9,17400")
    )
    file, proofs, plans = str(office.folder / "scenario.yaml"), [], []
    for seed in (1, 2, 3, 4):
        out = office.folder / f"out{seed}"
        ties = f"ties={{by: lot, seed: {seed}}}"
        assert office.run("solve", file, "--set", ties, "--out", str(out)).code == 0
        assert office.run("check", "--certificate", str(out / "certificate.json")).code == 0
        told = json.loads((out / "certificate.json").read_text(encoding="utf-8"))
        proofs.append((told["goals"], told["program"]))
        plans.append(json.dumps(told["plan"]))
    assert all(proof == proofs[0] for proof in proofs) and len(set(plans)) > 1


@pytest.mark.parametrize(
    ("ties", "key", "words"),
    [
        ({"by": "column"}, "column", "应写明列名"),
        ({"by": "column", "column": "户数"}, "column", "应为单位表里的数字列（权）"),
        ({"by": "lot"}, "seed", "抽签应写明种子"),
        ({"by": "last_year"}, "by", "应有往年表"),
        ({"seed": 3}, "seed", "只与 by: lot 一起写"),
    ],
)
def test_a_tie_rule_that_lacks_something_is_refused(
    ties: dict[str, Any], key: str, words: str
) -> None:
    (found,) = tie_complaints(alike(ties=ties))
    assert (found.key, found.allowed.zh) == (key, words)


def test_a_scenario_states_its_tie_rule_and_the_plan_prints_it(office: Office) -> None:
    office.swap("scenario.yaml", ("goals:", "ties: {by: lot, seed: 2026}\ngoals:"))
    file = str(office.folder / "scenario.yaml")
    assert "（位次按抽签（种子 2026））。" in office.run("solve", file).out
    wrong = office.run("solve", file, "--set", "ties.by=alphabet")
    assert wrong.code == 3 and "ties.by" in wrong.err and "last_year" in wrong.err


@pytest.mark.parametrize("order", ["乙丙甲", "甲乙丙", "乙甲丙"])
def test_only_who_can_change_places_is_named_whoever_is_listed_first(order: str) -> None:
    """A cap on 甲 leaves its claim unequal, though its figures are the others'."""
    cap = ("cap", {"kind": "group_share", "recipients": ["甲"], "over": "batch", "at_most": "50%"})
    towns = [town(name, 权=1) for name in order]
    fewest = ("fewest_recipients", {})
    problem = small({"S": 10}, towns, [cap], targets=[BY_V], goals=[fewest])
    solved = walk(problem)
    assert solved.best is not None
    (claims,) = equal_claims(problem, score(problem), solved.best.plan)
    assert {name for _, names in claims.amounts for name in names} == {"乙", "丙"}
    assert shares_words(claims, problem).zh.endswith("（测算额相同的 3 个单位中的 2 个）")
