"""What a goal tells plans apart by is what it is solved for, stage by stage."""

from pathlib import Path

import pytest

from mutations import drawn_file
from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.solve import solve
from optalloc.problem.at_level import value_of, values_in_order
from optalloc.solver.program.program import Leximin

SMALL = 2_000_000
"""Seeds from here on draw scenarios of few steps (tests/oracle/newer.py)."""


@pytest.mark.parametrize("first", [0, pytest.param(12, marks=pytest.mark.slow)])
def test_every_stage_of_a_goal_is_one_of_its_values(first: int, tmp_path: Path) -> None:
    seen = 0
    for seed in range(SMALL + first, SMALL + first + 12):
        try:
            solved = solve(drawn_file(seed, tmp_path), [], HIGHS)
        except InputUnusable:
            continue
        if solved.best is None:
            continue
        problem, targets, plan = solved.problem, solved.targets, solved.best.plan
        for goal in problem.goals:
            told = [
                (stage, one.value if one.in_plan is None else one.in_plan)
                for stage, one in zip(solved.program.goals, solved.outcome.goals, strict=True)
                if one.label == goal.label
            ]
            values = values_in_order(goal, problem, targets, plan)
            if any(isinstance(stage, Leximin) for stage, _ in told):
                assert values == tuple(sorted(values, reverse=True))
                assert values[0] == value_of(goal, problem, targets, plan) == told[0][1]
            else:
                assert list(values) == [value for _, value in told]
                seen += len(values)
    assert seen >= 10
