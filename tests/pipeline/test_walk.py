"""What stands between a solver's word and a plan that is shown."""

from dataclasses import replace
from fractions import Fraction

import pytest

from optalloc.core.errors import BrokenPromise
from optalloc.pipeline.walk import judged, walk
from small import CLOSEST, Entry, small, town

LEXIMIN: Entry = ("evenness", {"depth": "leximin"})


def test_a_value_that_the_formula_does_not_have_is_never_shown_as_proven() -> None:
    problem = small({"省级": 5}, [town("甲镇"), town("乙镇")])
    solved = walk(problem)
    (goal, *others) = solved.outcome.goals
    assert goal.proven == "exact"
    false = replace(goal, value=goal.value + 1)
    outcome = replace(solved.outcome, goals=(false, *others))
    with pytest.raises(BrokenPromise, match="another value by its formula"):
        judged(problem, solved.targets, solved.program, outcome)
    # What is not proven is told as such, and says nothing false.
    doubted = replace(outcome, goals=(replace(false, proven="no"), *others))
    assert judged(problem, solved.targets, solved.program, doubted).best is not None


def test_a_sum_that_is_rounded_may_end_in_other_digits_than_the_formulas() -> None:
    # 30 towns by squares in pieces: the last of 60 decimals was another, and told a fault.
    problem = small({"省级": 5}, [town("甲镇"), town("乙镇")])
    solved = walk(problem)
    (goal, *others) = solved.outcome.goals

    def told(off: Fraction) -> bool:
        goals = (replace(goal, value=goal.value + off), *others)
        outcome = replace(solved.outcome, goals=goals)
        return judged(problem, solved.targets, solved.program, outcome).best is not None

    assert told(Fraction(3, 10**60))
    for off in (Fraction(3, 10**29), Fraction(1, 3 * 10**60)):
        with pytest.raises(BrokenPromise, match="another value by its formula"):
            told(off)


@pytest.mark.parametrize("goals", [(LEXIMIN, CLOSEST), (CLOSEST, LEXIMIN)])
def test_a_goal_beside_levels_with_their_own_proof_is_held_against_its_formula(
    goals: tuple[Entry, ...],
) -> None:
    towns = [town("甲镇"), town("乙镇"), town("丙乡")]
    solved = walk(small({"省级": 5}, towns, aims={t.name: 3 for t in towns}, goals=goals))
    told = solved.outcome.goals
    assert [goal.proven for goal in told] == ["exact"] * len(told)
    false = [
        replace(goal, value=goal.value + 1) if goal.label == CLOSEST[0] else goal for goal in told
    ]
    outcome = replace(solved.outcome, goals=tuple(false))
    with pytest.raises(BrokenPromise, match="closest_to_target"):
        judged(solved.problem, solved.targets, solved.program, outcome)


def test_a_goal_is_held_against_its_formula_where_time_ran_out_before_the_next() -> None:
    goals = (CLOSEST, ("evenness", {}))
    towns = [town("甲镇"), town("乙镇")]
    problem = small({"省级": 5}, towns, aims={"甲镇": 3, "乙镇": 4}, goals=goals)
    solved = walk(problem)
    first = solved.outcome.goals[0]
    cut = replace(solved.outcome, goals=(first,))
    assert judged(problem, solved.targets, solved.program, cut).best is not None
    false = replace(cut, goals=(replace(first, value=first.value + 1),))
    with pytest.raises(BrokenPromise, match="closest_to_target"):
        judged(problem, solved.targets, solved.program, false)
