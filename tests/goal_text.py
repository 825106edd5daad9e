"""A problem's goals as text that one can read: each stage with its costs, column by column."""

import os
from fractions import Fraction

from golden_text import GOLDEN, column_names, program_text
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import Stage

MOST_SHOWN = 6
"""Steps whose cost is written down, from none on."""


def assert_golden_goal(word: str, problem: Problem) -> None:
    """Compare rows, bounds and goals of a problem with those that are kept."""
    file = GOLDEN / "goals" / f"{word}.lp"
    text = program_text(problem) + goal_text(problem)
    if os.environ.get("OPTALLOC_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def goal_text(problem: Problem) -> str:
    """Return the goals in order of priority; costs in fen, or in whatever the goal counts."""
    program = formulate(problem, score(problem))
    names = column_names(program, problem)
    lines = []
    for goal in program.goals:
        lines.append(f"goal {goal.label}: {goal.words.en} [{goal.measure}]")
        if not isinstance(goal, Stage):
            for i, column in enumerate(goal.columns):
                levels = [goal.level(i, k) for k in range(_last(program, column) + 1)]
                lines.append(f"  level of {names[column]}: {_said(levels)}")
            continue
        if goal.constant:
            lines.append(f"  constant {goal.constant}")
        for column, cost in goal.linear.items():
            lines.append(f"  {cost} {names[column]}")
        for column, curve in goal.convex.items():
            costs = [curve.at(k) for k in range(_last(program, column) + 1)]
            lines.append(f"  cost of {names[column]}: {_said(costs)}")
    return "\n".join([*lines, ""])


def _last(program, column: int) -> int:  # type: ignore[no-untyped-def]
    return min(MOST_SHOWN - 1, int(program.upper[column]))


def _said(figures: list[Fraction | int]) -> str:
    return ", ".join(str(figure) for figure in figures)
