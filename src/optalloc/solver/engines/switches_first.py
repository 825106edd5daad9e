"""An integer program of choices: whole switches first, whole amounts beside them after.

Where switches exclude one another (the years in which a project may start) an engine that may cut
at amounts too cuts at those of one year and another, and finds its best plan in its last second.
What is hard are the switches. So they alone must be whole at first; then they are settled, and
amounts are sought beside them, which is a question of a moment. Most often the plan is as good, and
then no other is better. Where amounts cannot be whole beside them, a plan that differs in few
switches is sought (local branching: Fischetti and Lodi, 2003), for there are mostly several sets of
switches that are as good. Elsewhere the engine goes on with all columns from the plan at hand.
"""

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optalloc.solver.engines.interface import SAME, Engine, EngineAnswer, LinearProgram, Verdict
from optalloc.solver.program.program import UNBOUNDED, Whole

FEW = 6
"""Switches in which a plan near another may differ: one project for another, and another year for a
third. Four found the best in as many programs, fourteen took five times as long."""
FIRST_SHARE = 0.75
"""Part of a limit after which an engine leaves whole switches, so that amounts can be had beside
what it has: that is a question of a moment, and there is no plan without it."""


def has_choices(linear: LinearProgram) -> bool:
    """Return whether a row lets at most one of several switches be on, and amounts stand beside."""
    is_switch = switches(linear)
    if not is_switch.any() or is_switch[linear.is_whole].all():
        return False
    count = np.diff(linear.start)
    row = np.repeat(np.arange(len(linear.low)), count)
    is_alike = is_switch[linear.column] & (linear.coefficient == linear.high[row])
    return bool(((np.bincount(row, is_alike, len(count)) == count) & (count > 1)).any())


def switches(linear: LinearProgram) -> NDArray[np.bool_]:
    """Return which columns are whole and either of two."""
    found: NDArray[np.bool_] = linear.is_whole & (linear.upper - linear.lower == 1)
    return found


def solve_by_switches(engine: Engine, linear: LinearProgram, seconds: float | None) -> EngineAnswer:
    """Minimise an integer program of choices.

    Args:
        seconds: Of wall time for all of it; None has no end.
    """
    started = time.monotonic()

    def left() -> float | None:
        return None if seconds is None else max(0.0, seconds - (time.monotonic() - started))

    is_switch = switches(linear)
    # Below the root cuts raise the bound by next to nothing here, and take a sixth of the time.
    alone = replace(linear, is_whole=is_switch, cuts_below=False)
    first = engine.solve(alone, True, None if seconds is None else FIRST_SHARE * seconds)
    if first.verdict == "infeasible":
        return first  # No plan with whole switches is none at all.
    if first.x is None:
        return _after(engine.solve(linear, True, left()), first)
    at = np.round(first.x[is_switch]).astype(np.int64)
    lower, upper = linear.lower.copy(), linear.upper.copy()
    lower[is_switch] = upper[is_switch] = at
    bound, room = _bound(first, linear), linear.gap
    if bound is not None and linear.enough is not None:
        room = max(room, linear.enough - bound)
    here = replace(linear, lower=lower, upper=upper, known=None, gap=room)
    beside = engine.solve(here, True, left())
    asked = [first, beside]
    if beside.x is None and left() != 0.0:
        beside = engine.solve(near(linear, np.flatnonzero(is_switch), at), True, left())
        asked.append(beside)
    if beside.x is None:
        return _after(engine.solve(linear, True, left()), *asked)
    value = float(linear.cost @ beside.x)
    above = np.inf if bound is None else value - bound
    # Within a gap a plan is enough, and no more than that: see EngineAnswer.judged.
    is_best = first.verdict == "optimal" and above <= SAME * max(1.0, abs(value))
    is_enough = above <= linear.gap or (linear.enough is not None and value <= linear.enough)
    if not (is_best or is_enough or first.out_of_time or left() == 0.0):
        after = engine.solve(replace(linear, known=beside.x), True, left())
        if after.x is not None:
            return _after(after, *asked)
        asked.append(after)
    verdict: Verdict = "optimal" if is_best else "feasible"
    found = replace(beside, verdict=verdict, bound=bound, out_of_time=first.out_of_time)
    return _after(found, *(one for one in asked if one is not beside))


def near(linear: LinearProgram, columns: Whole, at: Whole, few: int = FEW) -> LinearProgram:
    """Return an integer program with one row more: it differs from a point in few switches.

    Args:
        columns: The switches.
        at: Where each of them stands at the point.
    """
    is_on = at == linear.upper[columns]
    # A switch that is on adds (upper - x) to what differs, one that is off adds (x - lower).
    side = few - int(linear.upper[columns[is_on]].sum()) + int(linear.lower[columns[~is_on]].sum())
    return replace(
        linear,
        start=np.append(linear.start, linear.start[-1] + len(columns)),
        column=np.append(linear.column, columns),
        coefficient=np.append(linear.coefficient, np.where(is_on, -1.0, 1.0)),
        low=np.append(linear.low, float(-UNBOUNDED)),
        high=np.append(linear.high, float(side)),
        known=None,
    )


def _bound(first: EngineAnswer, linear: LinearProgram) -> float | None:
    """Return a bound on the value by the program of whole switches alone."""
    if first.bound is not None or first.verdict != "optimal":
        return first.bound
    assert first.x is not None
    return float(linear.cost @ first.x)


def _after(answer: EngineAnswer, *before: EngineAnswer) -> EngineAnswer:
    """Return the last answer with what those before it took and told."""
    every = (*before, answer)
    known = [one.nodes for one in every if one.nodes is not None]
    return replace(
        answer,
        nodes=sum(known) if len(known) == len(every) else None,
        notes=tuple(note for one in every for note in one.notes),
        because=before[0].because,
        runs=sum(one.runs for one in every),
    )
