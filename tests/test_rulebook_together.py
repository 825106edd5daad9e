"""Random sets of rules together: both engines against counting every plan. Made-up figures."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import INDUSTRY, Plan
from optalloc.problem.interfaces import RULES
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, complaints, every_plan, outcomes, small, town

TOWNS = [
    town("甲", people=3, poor=2, paid=80),
    town("乙", people=2, poor=1, paid=30),
    town("丙", "部门", people=1, poor=1, paid=60),
]
USES = {"大棚": (INDUSTRY,), "道路": ()}
GIVEN = (
    ("甲", 2, "大棚"),
    ("甲", 1, "道路"),
    ("乙", 1, "大棚"),
    ("乙", 1, "道路"),
    ("丙", 1, "道路"),
)
HISTORY = [(1, name, money, use, "市级") for name, money, use in GIVEN]
BATCH = {"over": "batch"}
INDUSTRIAL = {"groups": [INDUSTRY], **BATCH}
TOWNS_ONLY = {"kinds": ["镇"], **BATCH}
HAND = {"who": "办公会", "when": "2024-01-02", "why": "已定"}
BY_PEOPLE = ("factors", {"weights": {"people": "60%", "poor": "40%"}})

ENTRIES: dict[str, list[dict[str, Any]]] = {
    "amount_ratio": [
        {"at_most": "2", "among": "funded"},
        {"at_most": "1.5", "among": "all", "kinds": ["镇"]},
    ],
    "balance": [{"max_deviation": "60%"}, {"max_deviation": "2"}],
    "ceiling": [{"amount": "3"}, {"per_unit": "1", "column": "people", "amount": "1"}],
    "close_gap": [{"source": "区级", "after": ["市级"]}],
    "fixed_award": [{"recipient": "乙", "amount": "1", **HAND}],
    "floor": [{"amount": "1"}, {"amount": "1", "kinds": ["镇"]}],
    "group_share": [
        {**TOWNS_ONLY, "at_least": "60%"},
        {"kinds": ["部门"], "at_most": "30%", **BATCH},
    ],
    "hold_harmless": [
        {**BATCH, "at_least": "50%", "years": [1], "of": "amount", "when_short": "ratable"}
    ],
    "linear": [
        {"says": "甲 + 乙 >= 2 * 丙"},
        {"says": "占比(大棚, 合计) >= 55%"},
        {"says": "per_head(each, people) <= 1.5 * total / total.people"},
    ],
    "lots": [{"standard": "2", "unit": "份", "at_most": 2, "kinds": ["镇"]}],
    "near_mix": [
        {"of": "source", "max_deviation": "25%"},
        {"of": "use", "shares": {"大棚": "60%"}, "max_deviation": "1"},
    ],
    "nothing_or_at_least": [{"amount": "2", "within": "recipient"}],
    "only": [{"sources": ["市级"], "uses": ["大棚"]}, {"sources": ["区级"], "kinds": ["镇"]}],
    "order": [{"equals": "within_step"}],
    "parity": [{**TOWNS_ONLY, "year": 1}],
    "per_head_ratio": [{"column": "people", "at_most": "3"}],
    "progress_cap": [{"column": "paid", "below": "50", "at_most": "80%", "of": "target"}],
    "recipient_count": [{"at_most": 2}, {"at_least": 3}],
    "same_amount": [{"kinds": ["镇"]}, {"recipients": ["甲", "丙"], "apart": "1"}],
    "share": [{**INDUSTRIAL, "at_least": "55%"}],
    "share_not_below": [{**INDUSTRIAL, "year": 1}],
    "source_share": [{**INDUSTRIAL, "shares": {"市级": "60%"}}],
    "split": [{"shares": {"市级": 1, "区级": 1}, "within": "recipient"}],
    "yearly_change": [{"year": 1, "at_most": "100%", "over": "batch"}],
}
ALONE = {
    *("gate", "grain", "must_fund", "never_fund", "not_back", "project_funding", "rank_order"),
    *("schedule", "spend_whole", "within_need", "year_to_year"),
}
"""Rules that need a library, needs, years or taken-back money, or stand in every case anyway."""


@st.composite
def rulebooks(draw: st.DrawFn) -> Problem:
    """Draw one to four rules, the money they are about and a goal."""
    words = draw(st.lists(st.sampled_from(sorted(ENTRIES)), min_size=1, max_size=4, unique=True))
    rules = [(word, draw(st.sampled_from(ENTRIES[word]))) for word in words]
    pots = {"市级": draw(st.integers(1, 3)), "区级": draw(st.integers(0, 2))}
    distance = draw(st.sampled_from(["absolute", "squared", "squared_over_target"]))
    goals = [("closest_to_target", {"distance": distance})]
    if draw(st.booleans()):
        goals.insert(0, ("evenness", {}))
    return small(
        pots,
        TOWNS,
        rules,
        targets=[BY_PEOPLE],
        uses=USES if draw(st.booleans()) else {"大棚": (INDUSTRY,)},
        goals=goals,
        whole=draw(st.booleans()),
        history=HISTORY,
    )


def judged(problem: Problem) -> list[Plan]:
    """Return every plan that the audit lets pass."""
    targets = score(problem)
    return [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]


def test_every_rule_is_drawn_or_named_as_one_that_stands_alone() -> None:
    assert set(ENTRIES) | ALONE == set(RULES.words())


@pytest.mark.slow
@settings(
    max_examples=examples(250),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(rulebooks())
def test_any_rules_together_are_solved_as_counting_solves_them(problem: Problem) -> None:
    if complaints(problem):
        return
    kept, targets = judged(problem), score(problem)
    plans = []
    for outcome in outcomes(problem):
        if not kept:
            assert outcome.x is None and outcome.infeasible != "no"
            continue
        assert outcome.x is not None and outcome.proven != "no"
        plan = plan_of(problem, outcome.x)
        assert plan in kept
        values = [goal.value(problem, targets, plan) for goal in problem.goals]
        assert values == min([g.value(problem, targets, p) for g in problem.goals] for p in kept)
        plans.append((plan, outcome.settled))
    if len(plans) == 2 and all(unique for _, unique in plans):
        assert plans[0][0] == plans[1][0]
    assert sum(plan.total for plan, _ in plans) <= 2 * problem.money // FEN * FEN
