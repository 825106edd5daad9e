"""Goals in order of priority, then the tie rule: one plan, the same from every engine.

Each goal is minimised on the face that the goals before it left. Where its bound is exact the
face of its best plans is known and only bounds are drawn in; elsewhere a row holds its value.
"""

from dataclasses import replace
from fractions import Fraction

from optalloc.goals.distance import SquaredDistance
from optalloc.program import Program, Stage, StepCost, Whole, Worst
from optalloc.solve.certificate import optimal_face
from optalloc.solve.face import Face, drawn_in, whole_face
from optalloc.solve.linear import Engine
from optalloc.solve.outcome import GoalOutcome, Outcome, Proven, Stopped
from optalloc.solve.relax import Held
from optalloc.solve.stage import Clock, Result, Solving, minimise
from optalloc.solve.unit_steps import first_steps
from optalloc.solve.worst import minimise_worst
from optalloc.words import NOTHING

MOST_SINGLE_TIES = 400
"""Columns that are decided one by one after everything else; more are left as the engine has them,
and the outcome says so."""

TIE_SECONDS = 20.0
"""Longest wall time of one call that only chooses between equally good plans."""


class _Stop(Exception):
    """Solving ended before its end, with what was at hand."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.state)
        self.result = result


def solve(program: Program, engine: Engine, seconds: float | None = None) -> Outcome:
    """Return the best plan of a program, with what is proven of it.

    Args:
        seconds: Wall time after which the best point met is returned, not proven.
    """
    solving = Solving(program, engine, Clock(seconds), whole_face(program))
    goals: list[GoalOutcome] = []
    if program.contradictions or (program.lower > program.upper).any():
        return _ended(solving, "finished", None, goals, "exact")
    x: Whole | None = None
    unique = True
    try:
        for goal in program.goals:
            solving, result = _reach(solving, goal)
            x = result.x
            goals.append(_told(goal, result))
    except _Stop as stop:
        if stop.result.state == "infeasible" and x is None:
            return _ended(solving, "finished", None, goals, stop.result.proven)
        x = stop.result.x if stop.result.x is not None else x
        return _ended(solving, "time_limit", x, goals, "no", unique=False)
    try:
        solving, x, unique = _settle_ties(replace(solving, cap=TIE_SECONDS), x)
    except _Stop as stop:
        # Every goal is proven; only the choice between equally good plans is left open.
        x = stop.result.x if stop.result.x is not None else x
        return _ended(solving, "finished" if x is not None else "time_limit", x, goals, "no", False)
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
        goal.label, goal.words, result.value, bound, result.proven, multipliers, goal.measure
    )


def _reach(solving: Solving, goal: Stage | Worst) -> tuple[Solving, Result]:
    """Minimise one goal; returns the solving on the face of its best plans.

    Raises:
        _Stop: When there is no plan, or time ran out.
    """
    if isinstance(goal, Worst):
        result, face = minimise_worst(solving, goal)
        if result.state != "best":
            raise _Stop(result)
        return solving.on(face), result
    result = minimise(solving, goal)
    if result.state != "best" or result.value is None:
        raise _Stop(result)
    if result.proven == "exact" and result.bound is not None:
        face = optimal_face(solving.program, solving.face, result.bound)
        return solving.on(drawn_in(solving.program, face)), result
    chosen = {j: first_steps(cost) for j, cost in goal.convex.items()}
    held = Held(goal, chosen, result.value)
    return replace(solving, held=(*solving.held, held)), result


def _settle_ties(solving: Solving, x: Whole | None) -> tuple[Solving, Whole | None, bool]:
    """Decide between equally good plans: totals in listed order, even cells, listed order."""
    ties = solving.program.ties
    solving, x, first = _in_order(solving, ties.totals, x)
    if x is not None and len(solving.face.free(ties.cells)):
        convex: dict[int, StepCost] = {}
        for position, j in enumerate(ties.cells.tolist()):
            total = int(x[ties.totals[ties.owner[position]]]) * ties.step
            aim = ties.proportion[position] * total
            convex[j] = SquaredDistance(int(ties.grain[position]), aim, Fraction(1))
        solving, result = _reach(solving, Stage("ties", NOTHING, convex=convex))
        x = result.x
    solving, x, second = _in_order(solving, ties.cells, x)
    return solving, x, first and second


def _in_order(
    solving: Solving, columns: Whole, x: Whole | None
) -> tuple[Solving, Whole | None, bool]:
    """Give early columns the more: smallest sum of position times steps, then one by one."""
    free = set(solving.face.free(columns).tolist())
    if not free and x is not None:
        return solving, x, True
    places = {j: Fraction(i + 1) for i, j in enumerate(columns.tolist()) if j in free}
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
            solving, result = _reach(solving, Stage("order", NOTHING, linear={j: Fraction(-1)}))
            x = result.x
            assert x is not None
            solving = solving.on(_fixed(solving.program, solving.face, j, int(x[j])))
    # Every column is fixed now; goals that were held by a row have their value in them.
    return solving, x, True


def _fixed(program: Program, face: Face, column: int, value: int) -> Face:
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[column] = upper[column] = value
    return drawn_in(program, replace(face, lower=lower, upper=upper))
