"""A project library under the rules that speak of sources, uses and single awards, counted out.

Two small pots of money, one of them taken back from 甲, up to three projects; figures are made up.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import BENEFIT, values_of
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan, Source
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from quick import examples
from small import FEN, SQUARED, Entry, outcomes, small, town

USES = {"种植": ("产业发展",), "修路": ()}
RULES: dict[str, Entry] = {
    "only_uses": ("a", {"kind": "only", "sources": ["收回"], "groups": ["产业发展"]}),
    "only_recipients": ("b", {"kind": "only", "sources": ["本年"], "recipients": ["甲"]}),
    "not_back": ("not_back", {}),
    "award_at_least": ("c", {"kind": "nothing_or_at_least", "amount": "2", "within": "award"}),
    "total_at_least": ("d", {"kind": "nothing_or_at_least", "amount": "3", "within": "recipient"}),
    "share": ("share", {"groups": ["产业发展"], "at_least": "50%", "over": "batch"}),
    "source_share": ("source_share", {"shares": {"本年": "60%"}, "over": "batch"}),
    "count": ("recipient_count", {"at_most": 1}),
}
HOW = ("from_minimum", "whole")


def problem_of(
    pots: tuple[int, int], projects: list[Project], chosen: set[str], how: str
) -> Problem:
    """Return the problem: most benefit first, then closest to the targets."""
    funding: Entry = ("project_funding", {"how": how})
    sources = (
        Source("本年", pots[0] * FEN),
        Source("收回", pots[1] * FEN, kind="taken_back", taken_from="甲"),
    )
    made = small(
        sources,
        [town("甲"), town("乙")],
        [funding, *(RULES[name] for name in sorted(chosen))],
        aims={"甲": sum(pots) // 2, "乙": sum(pots) - sum(pots) // 2},
        uses=USES,
        goals=[SQUARED],
        whole=False,
    )
    goals = (GOALS[BENEFIT[0]].read("goal", BENEFIT[1], "元"), *made.goals)
    return replace(made, projects=tuple(projects), goals=goals)


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Yield every way to give each project whole 元 of each source."""
    cells = [(p, s) for p in problem.projects for s in problem.sources]
    ranges = [range(min(p.need, s.amount) // FEN + 1) for p, s in cells]
    for amounts in product(*ranges):
        yield Plan(
            Award(p.recipient, s.name, p.use, a * FEN, p.name)
            for (p, s), a in zip(cells, amounts, strict=True)
            if a
        )


def best_by_counting(problem: Problem) -> list[Fraction] | None:
    """Return the best values of the goals in order; None where no plan is allowed."""
    targets = score(problem)
    values = [
        [goal.value(problem, targets, plan) for goal in problem.goals]
        for plan in every_plan(problem)
        if not verify(problem, targets, plan)
    ]
    return min(values, default=None)


def project(name: str, who: str, use: str, need: int, least: int | None, gain: int) -> Project:
    minimum = None if least is None else min(least, need) * FEN
    return Project(name, who, use, need * FEN, minimum, facts={"benefit": Fraction(gain)})


def assert_counted(problem: Problem) -> None:
    """Hold both engines against the count of every plan."""
    best: Any = best_by_counting(problem)
    for outcome in outcomes(problem):
        if best is None:
            assert outcome.x is None and outcome.infeasible != "no"
        else:
            assert values_of(problem, outcome.x) == best


THREE = [
    project("大棚", "甲", "种植", 3, 1, 5),
    project("村道", "乙", "修路", 3, 2, 7),
    project("茶园", "乙", "种植", 2, 1, 3),
]


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("name", sorted(RULES))
def test_each_rule_holds_for_the_cells_of_projects(name: str, how: str) -> None:
    assert_counted(problem_of((4, 3), THREE, {name}, how))


DRAWN = st.builds(
    lambda who, use, need, least, gain: (who, use, need, least, gain),
    st.sampled_from("甲乙"),
    st.sampled_from(list(USES)),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(1, 3)),
    st.integers(0, 9),
)


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 3)),
    st.lists(DRAWN, min_size=1, max_size=3),
    st.sets(st.sampled_from(sorted(RULES)), min_size=1, max_size=5),
    st.sampled_from(HOW),
)
def test_random_sets_of_rules_agree_with_the_count(
    pots: tuple[int, int], drawn: list[Any], chosen: set[str], how: str
) -> None:
    projects = [project("ABC"[i], *settings) for i, settings in enumerate(drawn)]
    assert_counted(problem_of(pots, projects, chosen, how))
