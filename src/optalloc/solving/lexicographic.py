"""Goals in order of priority, then the tie rule: one plan, the same from every engine.

Each goal is minimised on the face that the goals before it left (reach.py); the tie rule chooses
among what is left after the last (ties.py).
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from optalloc.program import Program, Stage, Whole, Worst
from optalloc.solving.asking import Clock, Solving
from optalloc.solving.face import whole_face
from optalloc.solving.linear import Engine
from optalloc.solving.outcome import GoalOutcome, Outcome, Proven, Stopped
from optalloc.solving.reach import Stop, reach
from optalloc.solving.stage import Result
from optalloc.solving.ties import settle_ties
from optalloc.solving.totals import totals_only

TIE_SECONDS = 10.0
"""Longest wall time spent only on choosing between equally good plans."""


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
            solving, result = reach(solving, goal)
            x = result.x
            goals.append(_told(goal, result))
        solving, x, unique = settle_ties(replace(solving, until=time.monotonic() + TIE_SECONDS), x)
    except Stop as stop:
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
