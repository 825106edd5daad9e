"""Goals in order of priority, then the tie rule: one plan, the same from every engine.

Each goal is minimised on the face that the goals before it left. Where its bound is exact the
face of its best plans is known and only bounds are drawn in; elsewhere, and where a tolerance lets
the goals after it worsen it, a row holds its value.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import lcm

import numpy as np

from optalloc.exact import Exact
from optalloc.goals.distance import SquaredDistance
from optalloc.program import Leximin, Program, Stage, StepCost, Whole, Worst, worst_allowed
from optalloc.solving.asking import Clock, Solving
from optalloc.solving.certificate import optimal_face
from optalloc.solving.face import Face, drawn_in, whole_face
from optalloc.solving.leximin import minimise_leximin
from optalloc.solving.linear import Engine
from optalloc.solving.natural import natural_cells
from optalloc.solving.outcome import GoalOutcome, Outcome, Proven, Stopped
from optalloc.solving.relax import Held
from optalloc.solving.stage import Result, minimise
from optalloc.solving.totals import totals_only
from optalloc.solving.unit_steps import first_steps
from optalloc.solving.worst import keeping, minimise_worst
from optalloc.words import NOTHING

MOST_SINGLE_TIES = 400
"""Columns that are decided one by one after everything else; more are left as the engine has them,
and the outcome says so."""

MOST_BITS = 128
"""Size of the common denominator up to which cells are counted in parts of a fen."""
TIE_SECONDS = 10.0
"""Longest wall time spent only on choosing between equally good plans."""


class _Stop(Exception):
    """Solving ended before its end, with what was at hand."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.state)
        self.result = result


def solve(program: Program, engine: Engine, seconds: float | None = None) -> Outcome:
    """Return the best plan of a program, with what is proven of it.

    The totals come first, alone: the rows that speak of cells are left out, and the natural cells
    of the best totals are put to the test. Where they keep every row the plan is best, as fewer
    rows cannot make it worse, and the proof holds with multipliers of 0 for the rows left out.
    Everywhere else the whole program is solved.

    Args:
        seconds: Wall time after which the best point met is returned, not proven.
    """
    clock = Clock(seconds)
    start = Solving(program, engine, clock, whole_face(program))
    if program.contradictions or (program.lower > program.upper).any():
        return _ended(start, "finished", None, [], "exact")
    master = totals_only(program)
    if master is not None:
        outcome = _solve(Solving(master.program, engine, clock, whole_face(master.program)))
        if outcome.infeasible != "no":
            return outcome
        if outcome.stopped == "finished" and outcome.unique and outcome.x is not None:
            x = master.completed(outcome.x)
            if x is not None:
                goals = tuple(master.told(goal) for goal in outcome.goals)
                return replace(outcome, x=x, goals=goals)
    return _solve(start)


def _solve(solving: Solving) -> Outcome:
    """Reach the goals of a program in order, then settle the ties."""
    program, goals = solving.program, list[GoalOutcome]()
    x: Whole | None = None
    try:
        for goal in program.goals:
            solving, result = _reach(solving, goal)
            x = result.x
            goals.append(_told(goal, result))
        solving, x, unique = _settle_ties(replace(solving, until=time.monotonic() + TIE_SECONDS), x)
    except _Stop as stop:
        if stop.result.state == "infeasible" and x is None:
            return _ended(solving, "finished", None, goals, stop.result.proven)
        x = stop.result.x if stop.result.x is not None else x
        stopped: Stopped = "time_limit" if solving.clock.ran_out else "error"
        if x is not None and len(goals) == len(program.goals):
            # Every goal is reached; only the choice between equally good plans is left open.
            stopped = "finished"
        return _ended(solving, stopped, x, goals, "no", unique=False)
    return _ended(solving, "finished", x, goals, "no", unique)


def _ended(
    solving: Solving,
    stopped: Stopped,
    x: Whole | None,
    goals: list[GoalOutcome],
    infeasible: Proven,
    unique: bool = True,
) -> Outcome:
    clock, engine = solving.clock, solving.engine
    if x is not None:
        goals = list(_in_plan(goals, solving.program, x))
    return Outcome(
        stopped,
        x,
        tuple(goals),
        infeasible,
        engine.name,
        engine.version,
        clock.spent(),
        unique,
        (clock.linear, clock.branched),
        solving.program.contradictions,
    )


def _told(goal: Stage | Worst, result: Result) -> GoalOutcome:
    assert result.value is not None
    proof, bound = result.bound, None
    if proof is not None:
        bound = proof.value
    elif result.proven == "exact":
        bound = result.value
    multipliers = proof.multipliers if proof is not None else {}
    return GoalOutcome(
        goal.label,
        goal.words,
        result.value,
        bound,
        result.proven,
        multipliers,
        goal.measure,
        goal.tolerance,
    )


def _in_plan(goals: Sequence[GoalOutcome], program: Program, x: Whole) -> Iterator[GoalOutcome]:
    """Yield the goals with their values in a plan, where a tolerance lets them differ."""
    point = x.tolist()
    for told, goal in zip(goals, program.goals, strict=False):
        has_room = goal.tolerance is not None
        yield replace(told, in_plan=goal.value(point)) if has_room else told


def _reach(solving: Solving, goal: Stage | Worst) -> tuple[Solving, Result]:
    """Minimise one goal; returns the solving on the face of its best plans.

    Raises:
        _Stop: When there is no plan, or time ran out.
    """
    if isinstance(goal, Leximin):
        solving, result = minimise_leximin(solving, goal, _reach)
        if result.state != "best":
            raise _Stop(result)
        return solving, result
    if isinstance(goal, Worst):
        result, face = minimise_worst(solving, goal)
        if result.state != "best" or result.value is None:
            raise _Stop(result)
        if goal.tolerance is not None:
            face = keeping(solving.face, goal, worst_allowed(goal, result.value))
        return replace(solving.on(face), plan=result.x), result
    result = minimise(solving, goal)
    if result.state != "best" or result.value is None:
        raise _Stop(result)
    solving = replace(solving, plan=result.x)
    if goal.tolerance is None and result.proven == "exact" and result.bound is not None:
        face = optimal_face(solving.program, solving.face, result.bound)
        return solving.on(drawn_in(solving.program, face)), result
    chosen = {j: first_steps(cost) for j, cost in goal.convex.items()}
    held = Held(goal, chosen, worst_allowed(goal, result.value))
    return replace(solving, held=(*solving.held, held)), result


def _settle_ties(solving: Solving, x: Whole | None) -> tuple[Solving, Whole | None, bool]:
    """Decide between equally good plans: totals in listed order, then the cells.

    The natural cells are taken where they keep every rule and goal; elsewhere the cells that stay
    closest to their proportions, then listed order.
    """
    ties = solving.program.ties
    solving, x, first = _in_order(solving, ties.totals, x)
    if x is not None and first and len(solving.face.free(ties.cells)):
        natural = _with_natural_cells(solving, x)
        if natural is not None:
            return solving, natural, True
        solving, result = _reach(solving, _even_cells(solving, x))
        x = result.x
    solving, x, second = _in_order(solving, ties.cells, x)
    return solving, x, first and second


def _with_natural_cells(solving: Solving, x: Whole) -> Whole | None:
    """Return the point with the natural cells of its totals, if that is as good a plan."""
    ties = solving.program.ties
    cells = natural_cells(ties, x[ties.totals].tolist())
    if cells is None:
        return None
    point = x.copy()
    point[ties.cells] = cells
    values = point.tolist()
    if not all(held.stage.value(values) <= held.value for held in solving.held):
        return None
    return point if solving.face.holds(solving.program, point) else _switched(solving, point)


def _switched(solving: Solving, point: Whole) -> Whole | None:
    """Return a point with its switches set anew so that its cells keep every row, if they can.

    The switches of another plan say nothing of these cells, and engines set them differently.
    """
    face, ties = solving.face, solving.program.ties
    fixed = np.concatenate([ties.totals, ties.cells])
    is_outside = (point[fixed] < face.lower[fixed]) | (point[fixed] > face.upper[fixed])
    if len(fixed) == solving.program.columns or is_outside.any():
        return None
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[fixed] = upper[fixed] = point[fixed]
    narrow = solving.on(drawn_in(solving.program, replace(face, lower=lower, upper=upper)))
    result = minimise(replace(narrow, plan=None), Stage("order", NOTHING))
    return result.x if result.state == "best" else None


def _even_cells(solving: Solving, x: Whole) -> Stage:
    """Return the stage that keeps each cell close to its proportion of its total, by squares."""
    ties, held = solving.program.ties, solving.program.ties.totals
    money = [int(x[held[owner]]) * ties.step for owner in ties.owner.tolist()]
    aims = [p * m for p, m in zip(ties.proportion, money, strict=True)]
    # Counted in parts of a fen that make every aim whole: whole numbers are fast, unless they are
    # so large that their squares are beyond a float.
    parts = lcm(*{aim.denominator for aim in aims})
    parts = parts if parts.bit_length() <= MOST_BITS else 1
    convex: dict[int, StepCost] = {}
    for j, grain, aim in zip(ties.cells.tolist(), ties.grain.tolist(), aims, strict=True):
        target = aim * parts
        whole = int(target) if target.denominator == 1 else target
        convex[j] = SquaredDistance(parts * grain, whole, 1)
    return Stage("ties", NOTHING, convex=convex)


def _in_order(
    solving: Solving, columns: Whole, x: Whole | None
) -> tuple[Solving, Whole | None, bool]:
    """Give early columns the more: smallest sum of position times steps, then one by one."""
    free = set(solving.face.free(columns).tolist())
    if not free and x is not None:
        return solving, x, True
    places: dict[int, Exact] = {j: i + 1 for i, j in enumerate(columns.tolist()) if j in free}
    solving, result = _reach(solving, Stage("order", NOTHING, linear=places))
    x = result.x
    left = solving.face.free(columns).tolist()
    if len(left) > MOST_SINGLE_TIES:
        return solving, x, False
    for j in left:
        assert x is not None
        if solving.face.lower[j] < x[j] == solving.face.upper[j]:
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
        if solving.face.lower[j] < solving.face.upper[j]:
            solving, result = _reach(solving, Stage("order", NOTHING, linear={j: -1}))
            x = result.x
            assert x is not None
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
    # Every column is fixed now; goals that were held by a row have their value in them.
    return solving, x, True


def _fixed(program: Program, face: Face, column: int, value: int) -> Face:
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[column] = upper[column] = value
    return drawn_in(program, replace(face, lower=lower, upper=upper))
