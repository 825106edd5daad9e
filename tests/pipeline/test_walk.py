"""What stands between a solver's word and a plan that is shown."""

from dataclasses import replace

import pytest

from optalloc.core.errors import BrokenPromise
from optalloc.pipeline.walk import judged, walk
from small import small, town


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
