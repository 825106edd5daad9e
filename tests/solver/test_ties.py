"""The tie rule where it takes integer programs (docs/decisions/0004). Made-up figures."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.core.exact import largest_remainder
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import ENGINES, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import Face, rounded, whole_face
from optalloc.solver.program.program import UNBOUNDED
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.session import Clock, SolveSession
from optalloc.solver.ties.first_gain import first_gain, settle_by_gains
from quick import examples
from small import FEN, every_plan, small, town

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
BY_V = ("factors", {"weights": {"v": "100%"}})
TWO_USES = {"产业": (), "设施": ()}


def enough(amount: int, within: str = "award") -> tuple[str, dict[str, str]]:
    return ("nothing_or_at_least", {"amount": str(amount), "within": within})


def shared(
    weights: Sequence[int], pots: dict[str, int], rules: Sequence[tuple[str, dict[str, object]]]
) -> Problem:
    towns = [town(f"镇{i}", v=v) for i, v in enumerate(weights)]
    return small(pots, towns, rules, targets=[BY_V], uses=TWO_USES)


def outcome_of(problem: Problem, by: str) -> Outcome:
    return solve(formulate(problem, score(problem)), engine(by))


def cells_of(problem: Problem, plan: Plan) -> list[int]:
    """Return the cells in whole 元, in their order."""
    held = {(a.recipient, a.source, a.use): a.amount // FEN for a in plan.awards}
    return [
        held.get((r.name, s.name, u.name), 0)
        for r in problem.recipients
        for s in problem.sources
        for u in problem.uses
    ]


def by_the_rule(problem: Problem) -> list[int]:
    """Return the cells of the plan that the tie rule names, by looking at every plan."""
    targets, goal = score(problem), problem.goals[0]
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    least = min(goal.value(problem, targets, plan) for plan in kept)
    best = [p for p in kept if goal.value(problem, targets, p) == least]
    each = len(problem.sources) * len(problem.uses)
    plans = [cells_of(problem, plan) for plan in best]

    def totals(cells: list[int]) -> list[int]:
        return [sum(cells[i : i + each]) for i in range(0, len(cells), each)]

    def in_order(cells: list[int]) -> tuple[int, list[int]]:
        held = totals(cells)
        return sum((i + 1) * t for i, t in enumerate(held)), [-t for t in held]

    first = min(map(in_order, plans))
    plans = [cells for cells in plans if in_order(cells) == first]
    mix = list(formulate(problem, targets).ties.mix)
    left = [grains for uses in mix for grains in uses]
    for r, total in enumerate(totals(plans[0])):
        own = slice(r * each, (r + 1) * each)
        natural = natural_of(left, len(problem.uses), total)
        having = [cells for cells in plans if cells[own] == natural]
        if not having:
            aims = [Fraction(grains * total, max(sum(left), 1)) for grains in left]
            if not sum(left):
                aims = [Fraction(p) * total for p in formulate(problem, targets).ties.proportion]
                aims = aims[own]

            having, money = plans, total
            for i in range(each):
                cell, coming = r * each + i, sum(aims[i:])
                part = money * aims[i] / coming if coming else Fraction(money)
                near = floor(part + Fraction(1, 2))
                held = min((cells[cell] for cells in having), key=lambda k: (abs(k - near), -k))
                having = [cells for cells in having if cells[cell] == held]
                money -= held
        plans = having
        left = [max(0, grains - c) for grains, c in zip(left, plans[0][own], strict=True)]
    assert len(plans) == 1
    return plans[0]


def natural_of(left: list[int], uses: int, total: int) -> list[int] | None:
    """Return the cells of a total by hand: over the sources by what is left, then over the uses."""
    pools = [left[i : i + uses] for i in range(0, len(left), uses)]
    if total > sum(left):
        return None
    parts = largest_remainder([sum(pool) for pool in pools], total)
    return [
        c for pool, part in zip(pools, parts, strict=True) for c in largest_remainder(pool, part)
    ]


@pytest.mark.slow
@settings(max_examples=examples(25), **FEW)
@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=3),
    st.integers(0, 4),
    st.integers(0, 5),
    st.integers(2, 4),
    st.sampled_from(("award", "recipient")),
)
def test_the_plan_is_the_one_that_counting_by_the_rule_finds(
    weights: list[int], city: int, own: int, least: int, within: str
) -> None:
    problem = shared(weights, {"市级": city, "区级": own}, [enough(least, within)])
    outcome = outcome_of(problem, "highs")
    if outcome.x is None:
        assert outcome.infeasible != "no"
        return
    assert outcome.settled
    plan = plan_of(problem, outcome.x)
    assert cells_of(problem, plan) == by_the_rule(problem)
    other = outcome_of(problem, "cbc")
    assert other.settled and other.x is not None
    assert plan_of(problem, other.x) == plan


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [
        enough(5),
        ("recipient_count", {"at_least": 13, "amount": "12"}),
        ("recipient_count", {"at_most": 9}),
    ],
)
def test_ties_of_many_towns_are_carried_to_their_end_by_both_engines(
    rule: tuple[str, dict[str, object]],
) -> None:
    weights = [1 + 17 * i % 23 for i in range(15)]
    problem = shared(weights, {"市级": 110, "区级": 140}, [rule])
    plans = []
    for by in ENGINES:
        outcome = outcome_of(problem, by)
        assert outcome.settled and outcome.engine == by and outcome.x is not None
        plans.append(plan_of(problem, outcome.x))
    assert plans[0] == plans[1]
    assert verify(problem, score(problem), plans[0]) == ()


def solving_of(problem: Problem) -> SolveSession:
    program = formulate(problem, score(problem))
    return SolveSession(program, engine("highs"), Clock(None), whole_face(program))


def test_a_plan_that_gives_the_first_all_it_can_have_has_nothing_to_gain() -> None:
    problem = shared([1, 1, 1], {"市级": 4, "区级": 5}, [enough(2)])
    solving = solving_of(problem)
    totals = solving.program.ties.totals
    start = outcome_of(problem, "highs").x
    assert start is not None
    gained = first_gain(solving, totals, start)
    assert gained.value and gained.x is not None
    rising = np.flatnonzero(gained.x[totals] != start[totals])[0]
    assert gained.x[totals[rising]] > start[totals[rising]]
    settled, most = settle_by_gains(solving, totals, start)
    assert most[totals].tolist() == [9, 0, 0]
    assert not len(settled.face.free(totals))
    assert first_gain(solving, totals, most).value == 0


def test_cells_near_a_mix_of_uses_are_settled_and_stay_near_the_plan_s_own() -> None:
    # 10a <= 3y is a <= 2 where y is 8: rows of fixed totals hold whole numbers.
    weights = [780, 540, 214, 42, 958, 742, 619]
    problem = small(
        {"中央": 570, "省级": 190, "县级": 79},
        [town(f"校{i}", v=v) for i, v in enumerate(weights)],
        [("near_mix", {"of": "use", "shares": {"食堂": "20%"}, "max_deviation": "10%"})],
        targets=[BY_V],
        uses={"校舍": (), "设备": (), "食堂": ()},
        goals=[("closest_to_target", {"distance": "relative"})],
    )
    outcome = outcome_of(problem, "highs")
    assert outcome.x is not None and outcome.proven == "exact" and outcome.settled
    plan = plan_of(problem, outcome.x)
    assert verify(problem, score(problem), plan) == ()
    central = {a.recipient: 0 for a in plan.awards}
    for award in plan.awards:
        central[award.recipient] += award.amount if award.source == "中央" else 0
    # Nine such schools took 17 s, and some got all of theirs from one source.
    for name, total in plan.by_recipient.items():
        assert abs(central[name] * 839 - 570 * total) <= 4 * FEN * 839


def test_rows_are_rounded_to_what_columns_that_are_still_free_come_to() -> None:
    problem = shared([8, 4], {"市级": 12}, [])
    program = formulate(problem, score(problem))
    face = whole_face(program)
    lower, upper = face.lower.copy(), face.upper.copy()
    total = int(program.ties.totals[0])
    lower[total] = upper[total] = 8
    entries = {0: 10, 1: 10, total: -3}
    wide = replace(
        program,
        start=np.array([0, 3]),
        column=np.array([*entries]),
        coefficient=np.array([*entries.values()]),
        low=np.array([-UNBOUNDED]),
        high=np.array([0]),
    )
    met = rounded(wide, Face(lower, upper, wide.low, wide.high))
    assert (met.low.tolist(), met.high.tolist()) == ([-UNBOUNDED], [-4])  # 10 * 2 - 24
