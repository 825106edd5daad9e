"""Plans by margins: as good as any plan, the same as by linear programs, and proven."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optalloc.core.message import NOTHING
from optalloc.problem.problem import Problem
from optalloc.solver.engines.select import engine
from optalloc.solver.program.distance_costs import AbsoluteDistance, Shortfall, SquaredDistance
from optalloc.solver.program.divisor_costs import HillDivisors, NothingYet, StraightDivisors
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, Ties, Whole
from optalloc.solver.search import minimise as stage_module
from optalloc.solver.search.marginal import by_margins
from optalloc.solver.session.session import Clock, SolveSession
from quick import examples
from small import outcomes, small, town

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
TARGET = st.fractions(min_value=Fraction(1, 6), max_value=30, max_denominator=6)
COST = st.one_of(
    st.builds(AbsoluteDistance, st.integers(1, 4), TARGET, TARGET),
    st.builds(SquaredDistance, st.integers(1, 4), TARGET, TARGET),
    st.builds(StraightDivisors, st.integers(1, 4), TARGET, st.sampled_from((-1, 0, 1))),
    st.builds(HillDivisors, st.integers(1, 4), TARGET),
    st.builds(Shortfall, st.integers(1, 4), TARGET),
    st.builds(NothingYet, TARGET),
    st.fractions(-3, 3, max_denominator=3),
)
RANGE = st.tuples(st.integers(-3, 6), st.integers(0, 5)).map(lambda ends: (ends[0], sum(ends)))
DISTANCES = ("absolute", "relative", "squared", "squared_over_target", "hill", "adams")


def whole(values: list[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def one_sum(
    ranges: list[tuple[int, int]], rows: list[tuple[list[int], int, int]], stage: Stage
) -> SolveSession:
    """Return a program of some columns and full rows, about to be solved."""
    n, nothing = len(ranges), np.zeros(0, dtype=np.int64)
    program = Program(
        whole([low for low, _ in ranges]),
        whole([high for _, high in ranges]),
        whole([n * i for i in range(len(rows) + 1)]),
        whole(list(range(n)) * len(rows)),
        whole([c for coefficients, *_ in rows for c in coefficients]),
        whole([low for _, low, _ in rows]),
        whole([high for *_, high in rows]),
        (stage,),
        Ties(whole(list(range(n))), 1, nothing, nothing, nothing, (), None),
        whole([low for low, _ in ranges]),
    )
    return SolveSession(program, engine("highs"), Clock(None), whole_face(program))


def stage_of(costs: list[StepCost | Fraction]) -> Stage:
    return Stage(
        "goal",
        NOTHING,
        linear={j: c for j, c in enumerate(costs) if isinstance(c, Fraction)},
        convex={j: c for j, c in enumerate(costs) if not isinstance(c, Fraction)},
    )


@pytest.mark.slow
@settings(max_examples=examples(400), **FEW)
@given(st.lists(st.tuples(COST, RANGE), min_size=1, max_size=4), st.data())
def test_margins_find_the_best_of_all_points(
    columns: list[tuple[StepCost | Fraction, tuple[int, int]]], data: st.DataObject
) -> None:
    ranges, stage = [r for _, r in columns], stage_of([c for c, _ in columns])
    factor, least = data.draw(st.sampled_from((1, 2, -3))), data.draw(st.integers(-9, 24))
    most = least + data.draw(st.sampled_from((0, 1, 4, 99)))
    # Whole multiples of the factor, as every row of a formulated program has them.
    low, high = sorted((factor * least, factor * most))
    rows = [([factor] * len(ranges), low, high if most - least < 99 else UNBOUNDED)]
    points = [
        stage.value(x)
        for x in product(*(range(first, last + 1) for first, last in ranges))
        if rows[0][1] <= factor * sum(x) <= rows[0][2]
    ]
    found = by_margins(one_sum(ranges, rows, stage), stage)
    # Costs of nothing leave their columns out of the goal, and so their row to chance.
    if found is None:
        assert not points or any(c == 0 for c in stage.linear.values())
        return
    x, proof = found
    assert stage.value(x.tolist()) == min(points) == proof.value


@pytest.mark.slow
@settings(max_examples=examples(100), **FEW)
@given(st.lists(COST, min_size=2, max_size=4), st.integers(0, 2), st.integers(0, 20))
def test_a_row_left_out_is_kept_or_the_usual_way_is_gone(
    costs: list[StepCost | Fraction], most: int, due: int
) -> None:
    ranges, stage = [(0, 6)] * len(costs), stage_of(costs)
    n = len(costs)
    rows = [([1] * n, due, due), ([1] + [0] * (n - 1), -UNBOUNDED, most)]
    found = by_margins(one_sum(ranges, rows, stage), stage)
    if found is None:
        return
    points = [stage.value(x) for x in product(range(7), repeat=n) if sum(x) == due and x[0] <= most]
    assert stage.value(found[0].tolist()) == min(points)


def test_far_from_the_targets_few_guesses_are_enough() -> None:
    step, n = 10, 50
    costs = [StraightDivisors(step, Fraction(1000 * (i + 1), 7), 0) for i in range(n)]
    stage = stage_of(list(costs))
    due = 10**7
    found = by_margins(one_sum([(0, 10**9)] * n, [([1] * n, due, due)], stage), stage)
    assert found is not None
    assert int(found[0].sum()) == due


def test_a_time_limit_of_nothing_is_kept() -> None:
    stage = stage_of([AbsoluteDistance(1, Fraction(3), Fraction(1))])
    solving = one_sum([(0, 9)], [([1], 2, 2)], stage)
    hurried = SolveSession(solving.program, solving.engine, Clock(0.0), solving.face)
    assert by_margins(hurried, stage) is None


@pytest.mark.slow
@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("money", [17, 60, 133])
def test_margins_and_linear_programs_make_the_same_plan(
    distance: str, money: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = _district(distance, money)
    by_money = outcomes(problem)
    assert all(o.tried == (0, 0) and o.proven == "exact" and o.settled for o in by_money)
    monkeypatch.setattr(stage_module, "by_margins", lambda solving, stage: None)
    by_programs = outcomes(problem)
    assert all(o.tried > (0, 0) for o in by_programs)
    for one, other in zip(by_money, by_programs, strict=True):
        assert one.x is not None and other.x is not None
        assert one.x.tolist() == other.x.tolist()
        assert [g.value for g in one.goals] == [g.value for g in other.goals]


def _district(distance: str, money: int) -> Problem:
    aims = {"甲": 20, "乙": 20, "丙": 33, "丁": 7}
    towns = [town(name) for name in aims]
    rules = [("ceiling", {"amount": "40"}), ("floor", {"amount": "1"})]
    goals = [("closest_to_target", {"distance": distance})]
    return small({"市级": money}, towns, rules, aims=aims, goals=goals)
