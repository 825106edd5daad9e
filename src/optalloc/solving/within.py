"""Keep a goal within a value without making it best: bounds where it is a worst level, else a row.

A limit is of use only where a plan within it is known: that there is none would be hard to prove.
"""

from dataclasses import replace
from fractions import Fraction

from optalloc.program import Program, Stage, Worst
from optalloc.solving.asking import Solving
from optalloc.solving.face import whole_face
from optalloc.solving.limits import value_step
from optalloc.solving.relax import Held
from optalloc.solving.unit_steps import first_steps
from optalloc.solving.worst import keeping


def within(program: Program, goal: Stage | Worst, most: Fraction) -> Program:
    """Return a program in which a goal has at most a value."""
    if isinstance(goal, Worst):
        return replace(program, lower=keeping(whole_face(program), goal, most).lower)
    return replace(program, limits=(*program.limits, (goal, most)))


def better_than(program: Program, goal: Stage | Worst, value: Fraction) -> Program | None:
    """Return a program in which a goal is truly below a value; None where steps are not known."""
    if isinstance(goal, Stage):
        step = step_of(program, goal)
        return None if step is None else within(program, goal, value - step)
    lower = program.lower.copy()
    for i, j in enumerate(goal.columns):
        k = max(int(lower[j]), goal.least(i, value))
        while k <= program.upper[j] and goal.level(i, k) >= value:
            k += 1
        lower[j] = k
    return replace(program, lower=lower)


def step_of(program: Program, goal: Stage) -> Fraction | None:
    """Return a step that any two values of a goal are whole multiples apart by, if one is known."""
    return value_step(goal, whole_face(program))


def limited(solving: Solving) -> Solving:
    """Return the solving with the limits of its program held by rows."""
    held = (
        Held(stage, {j: first_steps(cost) for j, cost in stage.convex.items()}, most)
        for stage, most in solving.program.limits
    )
    return replace(solving, held=(*solving.held, *held))
