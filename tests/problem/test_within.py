"""Goals held within a value, and goals that only decide between equally good plans."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case, Entry, cases, closest
from optalloc.exploring.goal_stages import laid
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.value_limits import better_than, within
from quick import examples
from small import every_plan

DRAWN = settings(max_examples=examples(15), deadline=None)
GOAL_PAIRS = st.sampled_from(
    [(closest("squared"), ("evenness", {})), (closest("absolute"), closest("squared_over_target"))]
)


def with_goals(case: Case, *entries: Entry) -> Problem:
    """Return the case's problem with goals of labels of their own."""
    goals = tuple(GOALS[w].read(f"{w} {i}", s, "元") for i, (w, s) in enumerate(entries))
    return replace(case.problem(), goals=goals)


@DRAWN
@given(cases(600), GOAL_PAIRS)
def test_goals_that_only_decide_decide_as_goals_that_are_proven(
    case: Case, pair: tuple[Entry, Entry]
) -> None:
    problem = with_goals(case, *pair)
    program = formulate(problem, score(problem))
    proven = solve(program, engine("highs"))
    decided = solve(program, engine("highs"), proving=1)
    assert (proven.x is None) == (decided.x is None)
    if proven.x is not None and decided.x is not None:
        assert plan_of(problem, decided.x) == plan_of(problem, proven.x)


@DRAWN
@given(cases(600), GOAL_PAIRS, st.integers(0, 4))
def test_a_limit_leaves_every_plan_within_it_and_no_other(
    case: Case, pair: tuple[Entry, Entry], place: int
) -> None:
    problem = with_goals(case, *pair)
    targets = score(problem)
    held, free = problem.goals[1], problem.goals[0]
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    if not kept:
        return
    values = sorted({held.value(problem, targets, plan) for plan in kept})
    most = values[min(place, len(values) - 1)]
    whole = laid(replace(problem, goals=(free, held)))
    aim, other = whole.aim(held.label), whole.aim(free.label)
    program = replace(within(whole.program, aim, most), goals=(other,))

    def least(limit: Fraction, strictly: bool) -> Fraction:
        return min(
            free.value(problem, targets, plan)
            for plan in kept
            for value in [held.value(problem, targets, plan)]
            if value < limit or (value == limit and not strictly)
        )

    outcome = solve(program, engine("highs"))
    assert outcome.goals[0].value == least(most, False)
    better = better_than(whole.program, aim, most)
    if better is not None and most > values[0]:
        outcome = solve(replace(better, goals=(other,)), engine("highs"))
        assert outcome.goals[0].value == least(most, True)
