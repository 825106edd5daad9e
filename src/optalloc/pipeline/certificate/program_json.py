"""The whole program as a certificate spells it out: columns, rows, goals, all exact.

Who holds the file needs neither the scenario nor this package to compute every bound anew
(templates/check_certificate.py does). What each entry is stands in docs/certificate.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from fractions import Fraction
from typing import Any

from optalloc.pipeline.certificate.encoding import figure
from optalloc.problem.layout import cells_of
from optalloc.problem.problem import Problem
from optalloc.solver.program.distance_costs import AbsoluteDistance, Shortfall, SquaredDistance
from optalloc.solver.program.divisor_costs import (
    DeanDivisors,
    HillDivisors,
    NothingYet,
    StraightDivisors,
)
from optalloc.solver.program.program import (
    UNBOUNDED,
    Leximin,
    Program,
    Stage,
    StepCost,
    WeightedSum,
    Worst,
)
from optalloc.solver.program.scaled_costs import scaled

Json = dict[str, Any]
COSTS: dict[type, str] = {
    AbsoluteDistance: "absolute",
    SquaredDistance: "squared",
    Shortfall: "shortfall",
    StraightDivisors: "straight",
    DeanDivisors: "dean",
    HillDivisors: "hill",
    NothingYet: "nothing_yet",
}
"""The word of each cost; its fields, in their order, are the figures behind the word."""
TRIED = (0, 1, 2, 1000)
"""Steps at which a level is seen to fall by the same for every step."""


def program_json(problem: Problem, program: Program) -> Json:
    """Return a program in full."""
    start, column, coefficient = program.lists
    lows, highs = _ends(program.low.tolist()), _ends(program.high.tolist())
    rows = [
        [low, high, column[first:last], coefficient[first:last]]
        for low, high, first, last in zip(lows, highs, start, start[1:], strict=False)
    ]
    return {
        "money": {source.name: source.amount for source in problem.sources},
        "step": program.ties.step,
        "totals": dict(zip(_recipients(problem), program.ties.totals.tolist(), strict=True)),
        "cells": _cells(problem),
        "columns": [list(ends) for ends in zip(*_bounds(program), strict=True)],
        "rules": [[g.start, g.stop, g.label] for g in program.row_groups],
        "rows": rows,
        "goals": [_goal(goal) for goal in program.goals],
        "contradictions": [list(words) for words in program.contradictions],
    }


def _recipients(problem: Problem) -> list[str]:
    return [recipient.name for recipient in problem.recipients]


def _bounds(program: Program) -> tuple[list[int], list[int]]:
    return program.lower.tolist(), program.upper.tolist()


def _ends(bounds: Sequence[int]) -> list[int | None]:
    return [None if abs(bound) >= UNBOUNDED else bound for bound in bounds]


def _cells(problem: Problem) -> list[list[str | int | None]]:
    """Return recipient, source, use, project and fen of a step of each cell, by column."""
    grains = problem.grain.cells
    return [[*cell, grains[cell[1]]] for cell in cells_of(problem)]


def _goal(goal: Stage | Worst) -> Json:
    """Return a goal: a sum of costs, or the worst of levels that fall evenly."""
    said: Json = {"label": goal.label, "measure": goal.measure, "tolerance": _tolerance(goal)}
    if isinstance(goal, Worst):
        kind = "leximin" if isinstance(goal, Leximin) else "worst"
        levels = [_level(goal, i, j) for i, j in enumerate(goal.columns)]
        if None in levels:
            return {**said, "kind": "other"}
        return {**said, "kind": kind, "best": figure(goal.best), "levels": levels}
    costs = [[j, "linear", figure(c)] for j, c in sorted(goal.linear.items())]
    costs += [[j, *said] for j, cost in sorted(goal.convex.items()) for said in _cost(cost)]
    return {**said, "kind": "sum", "constant": figure(goal.constant), "costs": costs}


def _level(goal: Worst, i: int, column: int) -> list[Any] | None:
    """Return a column's level without a step and what each step takes off; None if uneven."""
    first = goal.level(i, 0)
    fall = first - goal.level(i, 1)
    if fall <= 0 or any(goal.level(i, k) != first - fall * k for k in TRIED):
        return None
    return [column, figure(first), figure(fall)]


def _cost(cost: StepCost) -> Iterator[list[str]]:
    """Yield a cost by its word and figures; one that is a sum of costs by each of them."""
    if isinstance(cost, WeightedSum):
        for weight, part in cost.parts:
            has_word = isinstance(part, WeightedSum) or type(part) in COSTS
            # A cost of a kind without a word would only become the same sum of one again.
            yield from _cost(scaled(part, weight) if has_word else part)
        if cost.price:
            yield ["linear", figure(cost.price)]
        return
    word = COSTS.get(type(cost))
    if word is None:
        yield ["other"]
        return
    yield [word, *(figure(Fraction(value)) for value in astuple(cost))]  # type: ignore[call-overload]


def _tolerance(goal: Stage | Worst) -> list[str] | None:
    if goal.tolerance is None:
        return None
    return ["amount" if isinstance(goal.tolerance, int) else "part", str(goal.tolerance)]
