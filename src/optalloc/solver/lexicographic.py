"""Goals in lexicographic order, then the tie rule: one plan, the same from every engine.

Each goal is minimised on the face that the goals before it left; the tie rule chooses among what is
left after the last (solver/ties/settle.py). Where the bound of a goal is exact, the face of its
best plans is known and only bounds are drawn in; elsewhere, and where a tolerance lets the goals
after it worsen it, a row holds its value.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.core.solve_options import AUTO, NO_GAP, SolveOptions
from optalloc.solver.engines.interface import Engine
from optalloc.solver.engines.portfolio import Portfolio
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst, worst_allowed
from optalloc.solver.proof.tree import Proof
from optalloc.solver.search.aggregate import Totals, totals_only
from optalloc.solver.search.minimax import keeping, minimise_worst
from optalloc.solver.search.minimise import Result, Stop, reach_stage
from optalloc.solver.search.outcome import (
    NOT_KNOWN,
    Choice,
    GoalOutcome,
    Outcome,
    Proven,
    Stopped,
    parts_in_plan,
)
from optalloc.solver.search.tightened import tightened
from optalloc.solver.search.uniqueness import cells_of, choice_of
from optalloc.solver.search.value_limits import limited, within
from optalloc.solver.session.at_switches import switches_of_amounts
from optalloc.solver.session.session import Clock, SolveSession
from optalloc.solver.ties.hulls import on_hulls
from optalloc.solver.ties.settle import settle_ties, tidied

TIES = Words("在同样好的方案之间取舍", "choosing between equally good plans")

TIE_SECONDS = 20.0
"""Longest wall time spent only on choosing between equally good plans."""


def solve(
    program: Program,
    engine: Engine,
    how: SolveOptions = AUTO,
    proving: int | None = None,
    telling: bool = False,
) -> Outcome:
    """Return the best plan of a program, with what is proven of it.

    The totals come first, alone: the rows that speak of cells are left out, and the natural cells
    of the best totals are put to the test. Where they keep every row the plan is best, as fewer
    rows cannot make it worse, and the proof holds with multipliers of 0 for the rows left out.
    Everywhere else the whole program is solved.

    Args:
        how: What solving is told, beside the engine that is made of it. When its time is over the
            best point met is returned, not proven.
        proving: How many goals must be proven; those after them only decide between equally good
            plans, as the tie rule does. None proves them all.
        telling: Whether it is to be told what is known of other plans that are as good.
    """
    found = _found(program, engine, how, proving, telling)
    if found.x is None or all(goal.tolerance is None for goal in program.goals):
        return found
    x = tightened(program, found.x)
    return replace(found, x=x, goals=tuple(_in_plan(found.goals, program, x)))


def _found(
    program: Program, engine: Engine, how: SolveOptions, proving: int | None, telling: bool
) -> Outcome:
    """Return the best plan; what counts in it may count too much where a goal has room."""
    clock = Clock(how.time_limit)
    if clock.limit is not None and isinstance(engine, Portfolio):
        engine.is_limited = True
    start = SolveSession(program, engine, clock, whole_face(program), gap=how.gap)
    if program.contradictions or (program.lower > program.upper).any():
        return _ended(start, "finished", None, [], "exact")
    master, kept = totals_only(program), None
    if master is not None:
        face = whole_face(master.program)
        start_of_totals = replace(start, face=face, program=master.program)
        outcome = _solve(start_of_totals, proving, telling)
        if outcome.infeasible != "no":
            return replace(outcome, by_totals=True)
        is_settled = outcome.settled or outcome.is_within_gap
        if outcome.stopped == "finished" and is_settled and outcome.x is not None:
            x = master.completed(outcome.x)
            goals = tuple(_completed(master, outcome.goals))
            if x is not None and len(goals) == len(outcome.goals):
                choice = outcome.choice.completed(master.completed)
                if telling and outcome.settled:
                    choice = _choice(master, start, goals, choice, x)
                return replace(outcome, x=x, goals=goals, by_totals=True, choice=choice)
        kept = _kept(master, outcome)
    outcome = _solve(start, proving, telling)
    if kept is None or not _is_worse(program, outcome, kept):
        return outcome
    return _ended_as(kept, outcome)


def _is_worse(program: Program, found: Outcome, kept: Outcome) -> bool:
    """Return whether time ended with a plan that is behind the one which totals alone came to."""
    if found.x is None:
        return found.infeasible == "no"
    if kept.x is None or (found.stopped == "finished" and found.settled):
        return False
    for goal in program.goals:
        before, now = (goal.value(x.tolist()) for x in (kept.x, found.x))
        if before != now:
            return before < now
        if goal.tolerance is not None or isinstance(goal, Leximin):
            break  # Plans of one value may differ in what comes before the next goal.
    return False


def _choice(
    master: Totals, start: SolveSession, goals: Sequence[GoalOutcome], choice: Choice, x: Whole
) -> Choice:
    """Return what is known of plans as good, awards among it, from what totals alone say of them.

    Where goals count cells too, totals say nothing of who is as good: the whole program is asked.
    So it is where other totals were as good, and the cells that these would have break a rule.
    """
    if not master.counts_cells and choice.totals != "not_known":
        return replace(choice, cells=cells_of(start, choice, x))
    program = start.program
    for goal, told in zip(program.goals, goals, strict=True):
        if isinstance(goal, Leximin):
            # What is as good by the levels below the worst is no one value.
            is_known = choice.totals == "several" or not master.counts_cells
            return choice if is_known else NOT_KNOWN
        program = within(program, goal, worst_allowed(goal, told.value))
    return choice_of(limited(replace(start, program=program, face=whole_face(program))), x, x)


def _kept(master: Totals, outcome: Outcome) -> Outcome | None:
    """Return what the totals alone came to as a plan without proof, where its cells fit in."""
    x = None if outcome.x is None else master.completed(outcome.x)
    if x is None:
        return None
    goals = tuple(_completed(master, outcome.goals))
    stopped: Stopped = "time_limit" if outcome.stopped == "finished" else outcome.stopped
    return replace(outcome, x=x, goals=goals, by_totals=True, stopped=stopped, settled=False)


def _ended_as(kept: Outcome, later: Outcome) -> Outcome:
    """Return what the totals alone came to, with how solving ended after it and what both took."""
    return replace(
        kept,
        stopped=kept.stopped if later.stopped == "finished" else later.stopped,
        engine=later.engine,
        version=later.version,
        seconds=later.seconds,
        tried=later.tried,
        nodes=later.nodes,
        notes=later.notes,
        engine_because=later.engine_because,
    )


def _completed(master: Totals, goals: Sequence[GoalOutcome]) -> Iterator[GoalOutcome]:
    """Yield the goals on the rows of the whole program, while their values are had there too.

    With a tolerance the plan at the end does not show it; the point that has the value must.
    """
    for goal in goals:
        if goal.witness is None:
            yield master.told(goal)
        elif (point := master.completed(goal.witness)) is not None:
            yield replace(master.told(goal), witness=point)


def _solve(solving: SolveSession, proving: int | None = None, telling: bool = False) -> Outcome:
    """Reach the goals of a program in order, then settle the ties."""
    choice, solving.clock.met = NOT_KNOWN, None
    program, goals, gap = solving.program, list[GoalOutcome](), solving.gap
    solving, proving = limited(solving), len(program.goals) if proving is None else proving
    x: Whole | None = None
    try:
        for place, goal in enumerate(program.goals, start=1):
            _begin(solving, place, goal)
            if len(goals) == proving:
                solving = replace(solving, until=time.monotonic() + TIE_SECONDS)
            # Only a goal that is one stage has a value that a gap can be measured by.
            if gap:
                solving = replace(solving, gap=gap if isinstance(goal, Stage) else NO_GAP)
            solving, result, proof = reach(solving, goal)
            x = result.x
            goals.append(_told(goal, result, proof))
        solving = replace(solving, gap=NO_GAP) if gap else solving
        if x is not None and any(goal.proven == "no" for goal in goals[:proving]):
            # Better plans may be left out, so there is no telling which of equals is the one.
            x = tidied(solving, x)
            return replace(_ended(solving, "finished", x, goals, "no", settled=False), gap=gap)
        held, before, first = solving.held, _choosing(solving, x), x
        solving, x, settled = settle_ties(before, held, x)
        if telling and x is not None and all(goal.proven != "no" for goal in goals):
            choice = choice_of(before, x if first is None else first, x)
    except Stop as stop:
        if stop.result.state == "infeasible" and x is None:
            ended = _ended(solving, "finished", None, goals, stop.result.proven)
            return replace(ended, conflict=stop.result.tree)
        met = next((p for p in (stop.result.x, x, solving.clock.met) if p is not None), None)
        x = met if met is not None and _is_plan(solving, met) else x
        stopped: Stopped = "time_limit" if solving.clock.is_over else "error"
        if x is not None and len(goals) >= proving:
            # Every goal is reached; only the choice between equally good plans is left open.
            stopped = "finished"
        elif stop.result.value is not None:
            goals.append(_cut_short(program.goals[len(goals)], stop.result, x))
        return replace(_ended(solving, stopped, x, goals, "no", settled=False), gap=gap)
    ended = _ended(solving, "finished", x, goals, "no", settled)
    return replace(ended, gap=gap, choice=choice)


def _begin(solving: SolveSession, place: int, goal: Stage | Worst) -> None:
    """Tell who looks on which goal is being reached."""
    measure = goal.measure if isinstance(goal, Stage) else None
    solving.clock.budget.position.begin(place, len(solving.program.goals), goal.words, measure)


def _choosing(solving: SolveSession, x: Whole | None) -> SolveSession:
    """Return the solving on what holds the best plans, with the time that a choice may take."""
    solving.clock.budget.position.begin(0, 0, TIES, None)
    solving = replace(solving, until=time.monotonic() + TIE_SECONDS)
    if x is None or not solving.held:
        return solving
    return on_hulls(solving, shaves=len(switches_of_amounts(solving.program)) > 0)


def _is_plan(solving: SolveSession, x: Whole) -> bool:
    """Return whether a point is one of the program's and keeps its rows and stated limits."""
    program = solving.program
    if len(x) != program.columns or not program.holds(x):
        return False
    return all(stage.value(x.tolist()) <= most for stage, most in program.limits)


def _ended(
    solving: SolveSession,
    stopped: Stopped,
    x: Whole | None,
    goals: list[GoalOutcome],
    infeasible: Proven,
    settled: bool = True,
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
        settled and not clock.is_doubted,
        (clock.linear, clock.branched),
        solving.program.contradictions,
        nodes=clock.nodes,
        notes=clock.notes,
        engine_because=clock.because,
    )


def _told(goal: Stage | Worst, result: Result, proof: Proof | None) -> GoalOutcome:
    assert result.value is not None
    return GoalOutcome(
        goal.label,
        goal.words,
        result.value,
        result.least,
        result.proven,
        result.bound.multipliers if result.bound is not None else {},
        goal.measure,
        goal.tolerance,
        proof=proof,
        witness=result.x if goal.tolerance is not None else None,
    )


def _cut_short(goal: Stage | Worst, result: Result, x: Whole | None) -> GoalOutcome:
    """Return a goal in whose midst time ended, with what is proven where its plan is kept."""
    is_told = isinstance(goal, Stage) and x is result.x
    return _told(goal, result, result.proof if is_told else None)


def _in_plan(goals: Sequence[GoalOutcome], program: Program, x: Whole) -> Iterator[GoalOutcome]:
    """Yield the goals with their values in a plan where these may differ, and those of parts."""
    point = x.tolist()
    for told, goal in zip(goals, program.goals, strict=False):
        if goal.tolerance is not None:
            told = replace(told, in_plan=goal.value(point))
        parts = parts_in_plan(goal, point)
        yield replace(told, parts=parts) if parts else told


def reach(solving: SolveSession, goal: Stage | Worst) -> tuple[SolveSession, Result, Proof]:
    """Minimise one goal; returns the solving on the face of its best plans, and the proof.

    Raises:
        Stop: When there is no plan, or time ran out.
    """
    if isinstance(goal, Leximin):
        from optalloc.solver.search.leximin import minimise_leximin

        try:
            solving, result, told = minimise_leximin(solving, goal, reach_stage)
        except Stop as stop:
            raise Stop(_at_hand(solving, goal, stop.result)) from None
        if result.state != "best":
            raise Stop(result)
        return solving, result, told
    if isinstance(goal, Worst):
        result, face, proof = minimise_worst(solving, goal)
        if result.state != "best" or result.value is None:
            raise Stop(result)
        if goal.tolerance is not None:
            face = keeping(solving.face, goal, worst_allowed(goal, result.value))
        return replace(solving.on(face), plan=result.x), result, proof
    solving, result = reach_stage(solving, goal)
    return solving, result, result.proof


def _at_hand(solving: SolveSession, goal: Worst, stopped: Result) -> Result:
    """Return the plan at hand by its worst level; a round that stopped has counts for its value."""
    x = solving.clock.met if stopped.x is None else stopped.x
    if stopped.state == "infeasible" or x is None:
        return replace(stopped, value=None)
    return Result("stopped", "no", x, goal.value(x.tolist()))
