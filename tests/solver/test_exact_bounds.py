"""Pieces, tangents and bounds: what an engine is shown never lies above the truth, nor a bound."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import DISTANCES, Case, cases, closest, counted, program_of, shared_by
from optalloc.core.message import NOTHING
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.program.distance_costs import AbsoluteDistance, SquaredDistance
from optalloc.solver.program.divisor_costs import HillDivisors, StraightDivisors
from optalloc.solver.program.face import drawn_in, whole_face
from optalloc.solver.program.natural import natural_cells
from optalloc.solver.program.piecewise import (
    Tangents,
    first_steps,
    grid,
    pieces,
    reaches,
    steps_within,
)
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.proof.infeasibility import prove_empty
from optalloc.solver.proof.lagrangian import bound, minimisers, near_face
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.search.minimise import minimise
from optalloc.solver.session.session import Clock, SolveSession
from quick import examples
from second_audit import SecondAudit
from small import small, town

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}

FRACTION = st.fractions(min_value=-50, max_value=400, max_denominator=12)
WEIGHT = st.fractions(min_value=Fraction(1, 30), max_value=9, max_denominator=30)
COST = st.builds(
    lambda kind, step, target, weight: kind(step, target, weight),
    st.sampled_from((AbsoluteDistance, SquaredDistance)),
    st.integers(1, 12),
    FRACTION,
    WEIGHT,
)


def points(case: Case, program: Program, most: int) -> Iterator[Whole]:
    """Yield the columns of some of the allowed plans of a case."""
    audit = SecondAudit(case)
    grains = [audit.step_of(s) for _, s, _ in case.cells()]
    for cells in audit.allowed[:: max(1, len(audit.allowed) // most)]:
        x = program.lower.copy()
        x[: len(cells)] = [a // g for a, g in zip(cells, grains, strict=True)]
        x[program.ties.totals] = [y // program.ties.step for y in audit.totals(cells)]
        yield next(filter(program.holds, counted(program, x)))


# --- costs ---------------------------------------------------------------------------------------


@settings(max_examples=examples(200), **FEW)
@given(COST, st.integers(-60, 60))
def test_a_slope_is_the_cost_of_one_more_step(cost: AbsoluteDistance, k: int) -> None:
    assert cost.slope(k) == cost.at(k + 1) - cost.at(k)
    assert cost.slope(k) <= cost.slope(k + 1)


@settings(max_examples=examples(100), **FEW)
@given(COST)
def test_a_cost_is_smallest_at_its_kink_or_one_step_beyond(cost: AbsoluteDistance) -> None:
    k = cost.kink()
    assert min(cost.at(k), cost.at(k + 1)) == min(cost.at(i) for i in range(k - 30, k + 31))


@settings(max_examples=examples(200), **FEW)
@given(
    st.one_of(
        st.builds(
            SquaredDistance,
            st.integers(1, 5),
            st.fractions(-20, 40, max_denominator=9),
            st.fractions(Fraction(1, 9), 3, max_denominator=9),
        ),
        st.builds(
            StraightDivisors,
            st.fractions(Fraction(1, 3), 5, max_denominator=3),
            st.fractions(Fraction(1, 9), 40, max_denominator=9),
            st.sampled_from([-1, 0, 1]),
        ),
    ),
    st.fractions(min_value=-300, max_value=300, max_denominator=7),
    st.integers(-30, 60),
    st.integers(0, 40),
)
def test_of_costs_that_bend_evenly_the_cheapest_steps_are_counted_out_at_once(
    cost: SquaredDistance | StraightDivisors, price: Fraction, low: int, more: int
) -> None:
    steps = range(low, low + more + 1)
    assert all(cost.slope(k) == cost.at(k + 1) - cost.at(k) for k in steps)
    left = {k: cost.at(k) - price * k for k in steps}
    cheapest = [k for k, v in left.items() if v == min(left.values())]
    assert minimisers(cost, price, low, low + more) == (cheapest[0], cheapest[-1])
    # At a price that a step costs there are two.
    k = low + more // 2
    assert minimisers(cost, cost.slope(k), low - 1, low + more + 1) == (k, k + 1)


@settings(max_examples=examples(200), **FEW)
@given(COST, st.fractions(min_value=-300, max_value=300, max_denominator=7), st.data())
def test_minimisers_are_the_first_and_last_of_the_cheapest_steps(
    cost: AbsoluteDistance, price: Fraction, data: st.DataObject
) -> None:
    low = data.draw(st.integers(-30, 60))
    high = low + data.draw(st.integers(0, 40))
    left = {k: cost.at(k) - price * k for k in range(low, high + 1)}
    cheapest = [k for k, v in left.items() if v == min(left.values())]
    assert minimisers(cost, price, low, high) == (cheapest[0], cheapest[-1])


# --- pieces --------------------------------------------------------------------------------------


@settings(max_examples=examples(300), **FEW)
@given(COST, st.integers(-20, 60), st.integers(1, 60), st.sets(st.integers(-30, 90), min_size=1))
def test_pieces_lie_never_above_the_cost_and_touch_it_at_chosen_steps(
    cost: AbsoluteDistance, low: int, width: int, chosen: set[int]
) -> None:
    high = low + width
    laid = pieces(cost, low, high, chosen)
    assert laid.breaks[0] == low and laid.breaks[-1] == high
    assert list(laid.breaks) == sorted(set(laid.breaks))
    assert list(laid.slopes) == sorted(laid.slopes)
    inside = {min(max(k, low), high - 1) for k in chosen}
    value = max(cost.at(k) + cost.slope(k) * (low - k) for k in inside)
    for k in range(low, high + 1):
        assert value <= cost.at(k)
        if k in inside or k - 1 in inside:
            assert value == cost.at(k)
        for start, stop, slope in zip(laid.breaks, laid.breaks[1:], laid.slopes, strict=False):
            value += slope if start <= k < stop else 0


def test_an_end_far_steeper_than_the_rest_stands_for_nothing_beyond_it() -> None:
    """A target of 10^9 in steps of 2: by Hill's first step 10^18 is lost, by distance 2 a step."""
    near, beyond = {499_999_999, 500_000_000}, {-7, 10**12}
    hill = HillDivisors(2, Fraction(10**9))
    assert steps_within(hill, near | beyond, 0, 10**9) == [*sorted(near), 10**9 - 1]
    even = AbsoluteDistance(2, Fraction(10**9), Fraction(1))
    assert steps_within(even, near | beyond, 0, 10**9) == [0, *sorted(near), 10**9 - 1]
    assert steps_within(hill, beyond, 0, 10**9) == [0, 10**9 - 1]


@settings(max_examples=examples(100), **FEW)
@given(COST, st.integers(0, 10**9), st.integers(-(10**9), 10**9))
def test_tangents_reach_any_point_in_a_few_rounds(
    cost: AbsoluteDistance, way: int, other: int
) -> None:
    """Also when the point stays where it is and another cost has to move farther."""
    stage = Stage("", NOTHING, convex={0: cost, 1: SquaredDistance(1, Fraction(1, 3), Fraction(1))})
    tangents = Tangents(stage)
    x = np.array([cost.kink() + way, other])
    rounds = 0
    while tangents.refine(x):
        rounds += 1
        assert rounds < 3
    assert reaches(cost, tangents.chosen[0], int(x[0]))
    assert first_steps(cost) <= tangents.chosen[0]


def test_a_grid_holds_its_centre_and_both_neighbours() -> None:
    assert {9, 10, 11} <= grid(10, 1000)


# --- bounds --------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=examples(150), **FEW)
@given(cases(300), st.data())
def test_no_multipliers_prove_more_than_a_plan_attains(case: Case, data: st.DataObject) -> None:
    program = program_of(case)
    multiplier = st.one_of(
        st.just(0), st.fractions(-9, 9, max_denominator=5), st.integers(-200, 200)
    )
    drawn = data.draw(st.lists(multiplier, min_size=program.rows, max_size=program.rows))
    stages = [g for g in program.goals if isinstance(g, Stage)] or [Stage("", NOTHING)]
    for stage in stages:
        proof = bound(program, whole_face(program), stage, dict(enumerate(drawn)))
        for x in points(case, program, 25):
            value = stage.value(x.tolist())
            assert proof.value <= value
            if proof.meets(program, whole_face(program), x):
                assert proof.value == value


@pytest.mark.slow
@settings(max_examples=examples(60), **FEW)
@given(cases(300))
def test_the_bound_meets_a_point_exactly_when_it_equals_its_value(case: Case) -> None:
    program = program_of(case)
    face = whole_face(program)
    solving = SolveSession(program, engine("highs"), Clock(None), face)
    for stage in [g for g in program.goals if isinstance(g, Stage)][:1]:
        result = minimise(solving, stage)
        if result.bound is None or result.proven != "exact":
            continue
        proof = bound(program, face, stage, dict(result.bound.multipliers))
        # Where it does not, the value is proven by its steps, or part by part.
        assert result.x is not None and result.tree is not None
        assert proof.meets(program, face, result.x) == (proof.value == result.value)
        for x in points(case, program, 25):
            assert proof.meets(program, face, x) == (stage.value(x.tolist()) == proof.value)


@pytest.mark.slow
@settings(max_examples=examples(100), **FEW)
@given(cases(300))
def test_bounds_drawn_in_lose_no_plan(case: Case) -> None:
    program = program_of(case)
    face = drawn_in(program, whole_face(program))
    assert (face.lower >= program.lower).all() and (face.upper <= program.upper).all()
    for x in points(case, program, 40):
        assert face.holds(program, x)


@pytest.mark.slow
@settings(max_examples=examples(100), **FEW)
@given(cases(300))
def test_emptiness_is_proven_only_of_what_is_empty(case: Case) -> None:
    program = program_of(case)
    if (program.lower > program.upper).any():
        return
    solving = SolveSession(program, engine("highs"), Clock(None), whole_face(program))
    leaf, _ = prove_empty(solving)
    if leaf is not None:
        assert SecondAudit(case).allowed == []


@pytest.mark.slow
@settings(max_examples=examples(100), **FEW)
@given(cases(300))
def test_natural_cells_add_up_to_totals_sources_and_uses(case: Case) -> None:
    problem = case.problem()
    ties = formulate(problem, score(problem)).ties
    if ties.mix is None or len(set(ties.grain.tolist())) > 1:
        return
    grain, units = int(ties.grain[0]), sum(map(sum, ties.mix))
    if grain * units % ties.step:
        return
    towns = len(case.towns)
    steps = grain * units // ties.step
    totals = [steps // towns + (i < steps % towns) for i in range(towns)]
    cells = natural_cells(ties, totals)
    if any(total * ties.step % grain for total in totals):
        assert cells is None
        return
    assert cells is not None
    grid_of = cells.reshape(towns, len(case.pots), len(case.uses))
    assert grid_of.sum(axis=(1, 2)).tolist() == [t * ties.step // grain for t in totals]
    assert grid_of.sum(axis=0).tolist() == [list(uses) for uses in ties.mix]


# --- rows beyond 64 bits -------------------------------------------------------------------------


def test_a_row_beyond_64_bits_is_still_added_up_exactly() -> None:
    """Wrapped around at 2**64, the sum would look kept."""
    program = program_of(shared_by([3, 4], 7))
    large = 2**62 + 3
    wide = Program(
        lower=np.array([0, 0]),
        upper=np.array([8, 8]),
        start=np.array([0, 2]),
        column=np.array([0, 1]),
        coefficient=np.array([large, -3]),
        low=np.array([0]),
        high=np.array([20]),
        goals=(),
        ties=program.ties,
        anchor=np.array([0, 0]),
    )
    assert wide.is_wide
    # 4 * (2**62 + 3) is 12 modulo 2**64.
    assert not wide.holds(np.array([4, 0]))
    assert wide.activity(np.array([4, 0])).tolist() == [4 * large]
    assert wide.holds(np.array([0, 0]))
    face = drawn_in(wide, whole_face(wide))
    assert face.upper.tolist() == [0, 0]


def test_a_room_far_below_nothing_is_no_point_and_no_number_too_long() -> None:
    """Beside a cost of 10^-30 a step, one below the bound is 10^30 steps outside the range."""
    program = program_of(shared_by([3, 4], 7))
    face = whole_face(program)
    stage = Stage(
        "small", NOTHING, "gain", linear={0: Fraction(1, 10**30), 1: -Fraction(1, 10**30)}
    )
    proof = bound(program, face, stage, {0: Fraction(1, 10**29)})
    near = near_face(program, face, proof, proof.value - 1)
    assert (near.lower > near.upper).any()


def test_a_room_below_nothing_is_no_point_though_all_that_costs_is_settled() -> None:
    """A search that met a better plan on its way could not show what it had narrowed before."""
    program = program_of(shared_by([3, 4], 7))
    settled = replace(whole_face(program), lower=program.upper)
    stage = Stage("small", NOTHING, "gain", linear={0: Fraction(1)})
    proof = bound(program, settled, stage, {})
    assert proof.value == program.upper[0]
    near = near_face(program, settled, proof, proof.value - 1)
    assert (near.lower > near.upper).any()
    at_it = near_face(program, settled, proof, proof.value)
    assert (at_it.lower <= at_it.upper).all()


@pytest.mark.slow
@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_floors_far_from_targets_are_proven_in_fractions(distance: str, by: str) -> None:
    """Squares of 10^9 fen leave an engine's multipliers short of digits; they are polished."""
    case = shared_by(
        [1, 2, 3, 4, 90],
        10**11,
        closest(distance),
        rules=(("floor", {"amount": "150000000"}), ("ceiling", {"amount": "333333333.33"})),
    )
    program = program_of(case)
    face = whole_face(program)
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    result = minimise(SolveSession(program, engine(by), Clock(None), face), stage)
    assert result.state == "best"
    assert result.proven == "exact"


def test_a_plan_as_good_elsewhere_settles_a_part_whatever_the_length_of_its_value() -> None:
    problem = small({"款": 4}, [town("甲"), town("乙")], aims={"甲": 2, "乙": 2})
    program = formulate(problem, score(problem))
    # Targets whose sum has a denominator too long to be written down.
    targets = [Fraction(base**many // 3, base**many) for base, many in ((2, 6000), (7, 2500))]
    totals = program.ties.totals.tolist()
    costs = {j: AbsoluteDistance(1, t, 1) for j, t in zip(totals, targets, strict=True)}
    stage, face = Stage("closest", NOTHING, convex=costs), whole_face(program)
    face = replace(face, low=face.low - 10**6)
    x = np.zeros(program.columns, dtype=np.int64)
    claim = replace(Claim.of(program, face, (), stage, stage.value(x.tolist())), x=x)
    cell = int(program.ties.cells[0])
    _, other = face.halves(cell, 0)
    assert claim.part(other).is_settled(Leaf("bound"))
    x[totals[0]] = 1
    worse = replace(claim, value=stage.value(x.tolist()), x=x)
    assert not worse.part(other).is_settled(Leaf("bound"))
