"""Rows that follow from two parts together: switches of one total, and needs beside floors."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.proof.tree import Fork, Leaf, StageProof, Tree
from optalloc.solver.search.outcome import Outcome
from quick import examples
from small import FEN, Entry, every_plan, small, town

FEWEST: Entry = ("fewest_recipients", {})
COVERED: Entry = ("need_covered", {"what": "needs", "over": "batch"})
Needs = dict[tuple[str, str], int]
FEW = settings(max_examples=examples(25), deadline=None, derandomize=True)


def solved(problem: Problem) -> Outcome:
    """Return what comes of a problem within some seconds."""
    program = formulate(problem, score(problem))
    return solve(program, engine("highs"), SolveOptions(time_limit=20.0), proving=1)


def least(problem: Problem) -> tuple[Fraction, ...] | None:
    """Return the best values of the goals over every plan that keeps the rules, one by one."""
    targets = score(problem)
    kept = (p for p in every_plan(problem) if not verify(problem, targets, p))
    values = (tuple(g.value(problem, targets, p) for g in problem.goals) for p in kept)
    return min(values, default=None)


def agrees(problem: Problem) -> None:
    """Hold the values of all goals against those of every plan."""
    program, counted = formulate(problem, score(problem)), least(problem)
    outcome = solve(program, engine("highs"))
    if counted is None:
        assert (outcome.x, outcome.infeasible) == (None, "exact")
        return
    assert outcome.proven == "exact" and outcome.x is not None
    plan = plan_of(problem, outcome.x)
    assert tuple(g.value for g in outcome.goals) == counted
    assert not verify(problem, score(problem), plan)


def with_needs(problem: Problem, needs: Needs) -> Problem:
    """Return a problem with stated needs [元]."""
    return replace(problem, needs={pair: need * FEN for pair, need in needs.items()})


def test_who_must_be_paid_is_counted_among_the_fewest_without_a_search() -> None:
    """29 of 49 with 80 each at least, nobody above 200: a linear program opened 25 switches."""
    towns = [town(f"镇{i:02}") for i in range(49)]
    rules: list[Entry] = [
        ("recipient_count", {"at_least": 29, "amount": 80}),
        ("ceiling", {"amount": 200}),
    ]
    outcome = solved(small({"一": 3000, "二": 1900}, towns, rules, goals=[FEWEST]))
    assert outcome.goals[0].value == 29 and outcome.proven == "exact"
    assert outcome.nodes == 0


@pytest.mark.parametrize("within", ["award", "recipient"])
def test_awards_that_begin_at_an_amount_open_their_recipient(within: str) -> None:
    """By hand: 70 in awards of at most 20 take four recipients of one award each."""
    towns = [town(f"镇{i}") for i in range(6)]
    rules: list[Entry] = [
        ("nothing_or_at_least", {"amount": 15, "within": within}),
        ("ceiling", {"amount": 20}),
    ]
    outcome = solved(small({"一": 70}, towns, rules, goals=[FEWEST]))
    assert outcome.goals[0].value == 4 and outcome.proven == "exact"


def test_a_project_called_like_a_recipient_opens_its_own() -> None:
    """By hand: both projects are in 乙, and one of them is called 甲."""
    goals: list[Entry] = [("project_benefit", {"column": "人", "unit": "人"}), FEWEST]
    problem = small(
        {"一": 9},
        [town("甲"), town("乙")],
        [
            ("project_funding", {"how": "whole"}),
            ("nothing_or_at_least", {"amount": 3, "within": "award"}),
        ],
        goals=goals,
        whole=False,
    )
    served = {"人": Fraction(5)}
    projects = tuple(
        Project(name, "乙", "用途", need * FEN, facts=served)
        for name, need in (("甲", 4), ("丙", 5))
    )
    outcome = solved(replace(problem, projects=projects))
    assert [abs(g.value) for g in outcome.goals] == [10, 1]


def leaves(tree: Tree) -> int:
    """Return into how many parts a proof cuts."""
    if isinstance(tree, Leaf):
        return 1
    if isinstance(tree, Fork):
        return leaves(tree.below) + leaves(tree.above)
    return leaves(tree.inner)


def test_needs_beside_floors_take_few_parts() -> None:
    """Everybody has 14 anyway; one need more takes what it lacks whole (467 parts before)."""
    draw = Random(3)
    names = [f"镇{i:02}" for i in range(18)]
    needs = {(n, use): draw.randint(6, 22) for n in names for use in ("水", "路")}
    problem = small(
        {"一": 216, "二": 144},
        [town(n) for n in names],
        [("floor", {"amount": 14}), ("ceiling", {"amount": 26})],
        goals=[COVERED],
        uses={"水": (), "路": ()},
    )
    outcome = solved(with_needs(problem, needs))
    proof = outcome.goals[0].proof
    assert isinstance(proof, StageProof) and proof.lower is None
    assert outcome.goals[0].value == 10
    assert proof.tree is not None and leaves(proof.tree) < 40


@given(
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.integers(3, 7),
    st.integers(0, 2),
    st.integers(2, 6),
    st.booleans(),
)
@FEW
def test_values_are_those_of_every_plan(
    needs: list[int], money: int, floor: int, most: int, is_fewest_first: bool
) -> None:
    stated = {
        pair: need
        for pair, need in zip(
            [("甲", "水"), ("甲", "路"), ("乙", "水"), ("乙", "路")], needs, strict=True
        )
        if need
    }
    if not stated:
        return
    rules: list[Entry] = [("ceiling", {"amount": most})]
    rules += [("floor", {"amount": floor})] if floor else []
    rules += [("recipient_count", {"at_least": 1, "amount": 2})]
    goals = [FEWEST, COVERED] if is_fewest_first else [COVERED, FEWEST]
    uses: dict[str, tuple[str, ...]] = {"水": (), "路": ()}
    problem = small({"一": money}, [town("甲"), town("乙")], rules, goals=goals, uses=uses)
    agrees(with_needs(problem, stated))


@given(
    st.integers(2, 7), st.integers(1, 4), st.integers(1, 4), st.sampled_from(["award", "recipient"])
)
@FEW
def test_switches_of_several_rules_leave_every_plan(
    money: int, amount: int, counted: int, within: str
) -> None:
    rules: list[Entry] = [
        ("nothing_or_at_least", {"amount": amount, "within": within}),
        ("a", {"kind": "recipient_count", "at_least": 2, "amount": counted}),
        ("b", {"kind": "recipient_count", "at_most": 2}),
    ]
    uses: dict[str, tuple[str, ...]] = {"水": (), "路": ()} if within == "award" else {"水": ()}
    towns = [town("甲"), town("乙"), town("丙")]
    aims = {"甲": 4, "乙": 2, "丙": 1}
    goals: list[Entry] = [FEWEST, ("closest_to_target", {"distance": "absolute"})]
    agrees(small({"一": money}, towns, rules, goals=goals, uses=uses, aims=aims))
