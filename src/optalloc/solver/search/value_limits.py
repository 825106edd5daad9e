"""Keep a goal within a value without making it best: bounds where it is a worst level, else a row.

A limit is of use only where a plan within it is known: that there is none would be hard to prove.
"""

from dataclasses import replace
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import first_steps
from optalloc.solver.program.program import Program, Stage, StepCost, Whole, Worst
from optalloc.solver.program.weighted_costs import value_step
from optalloc.solver.search.marginal import Flat
from optalloc.solver.search.minimax import keeping
from optalloc.solver.session.linearise import HeldGoal
from optalloc.solver.session.session import SolveSession


def within(program: Program, goal: Stage | Worst, most: Fraction) -> Program:
    """Return a program in which a goal has at most a value."""
    if isinstance(goal, Worst):
        return replace(program, lower=keeping(whole_face(program), goal, most).lower)
    lower, upper = _drawn(program, goal, most)
    return replace(program, lower=lower, upper=upper, limits=(*program.limits, (goal, most)))


def _drawn(program: Program, goal: Stage, most: Fraction) -> tuple[Whole, Whole]:
    """Return the bounds that a limit leaves: with all other costs at their least, one only so much.

    Where they cross, nothing is within the limit; they are left as they were.
    """
    lower, upper = program.lower.copy(), program.upper.copy()
    costs: dict[int, StepCost] = {j: Flat(c) for j, c in goal.linear.items()} | goal.convex
    if (lower > upper).any():
        return lower, upper
    cheapest = {j: _cheapest(f, int(lower[j]), int(upper[j])) for j, f in costs.items()}
    least = {j: f.at(cheapest[j]) for j, f in costs.items()}
    room = most - goal.constant - total(least.values())
    if room < 0:
        return lower, upper
    for j, f in costs.items():
        k, ceiling = cheapest[j], least[j] + room
        lower[j] = _last_within(f, ceiling, k, int(lower[j]))
        upper[j] = _last_within(f, ceiling, k, int(upper[j]))
    return lower, upper


def _cheapest(cost: StepCost, low: int, high: int) -> int:
    """Return the first step of a range at which a cost is least; slopes never fall."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if cost.slope(middle) >= 0 else (middle + 1, high)
    return low


def _last_within(cost: StepCost, ceiling: Exact, inside: int, end: int) -> int:
    """Return the last step on the way from one within a ceiling to an end that is within it."""
    if cost.at(end) <= ceiling:
        return end
    outside = end
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if cost.at(middle) <= ceiling else (inside, middle)
    return inside


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


def limited(solving: SolveSession) -> SolveSession:
    """Return the solving with the limits of its program held by rows."""
    held = (
        HeldGoal(stage, {j: first_steps(cost) for j, cost in stage.convex.items()}, most)
        for stage, most in solving.program.limits
    )
    return replace(solving, held=(*solving.held, *held))
