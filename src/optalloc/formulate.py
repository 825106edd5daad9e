"""Formulate: Problem and Targets become a Program, rule by rule, tightened to whole steps."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import gcd

import numpy as np

from optalloc.amounts import Amounts, Rows, bounded, common_step
from optalloc.draft import Draft
from optalloc.entry import Mix
from optalloc.exact import floors
from optalloc.parts import Targets
from optalloc.problem import Problem
from optalloc.program import Goals, Program, Stage, Ties, Whole, Worst
from optalloc.rules.project_funding import are_capped
from optalloc.tie_order import tie_order
from optalloc.tie_rule import LISTED_ORDER
from optalloc.whole_numbers import clipped
from optalloc.words import NOTHING, Words

MONEY = "资金"
"""The label of what holds in every problem: a source gives no more than it has."""


def lattice(problem: Problem) -> tuple[int, Words]:
    """Return the step that every recipient's total must be a multiple of, and which rules say so.

    Found by whole arithmetic before anything is solved [fen]; 1 fen when nothing forces a step.
    """
    forced = [(rule, step) for rule in problem.rules if (step := rule.step(problem))]
    grains = sorted(set(problem.grain.cells.values()))
    common, step = gcd(*grains), common_step(problem)
    telling = [rule for rule, own in forced if own != common]
    words = [rule.words(problem) for rule in telling] or [NOTHING]
    zh, en = "；".join(w.zh for w in words), "; ".join(w.en for w in words)
    grain = problem.say(common)
    if not telling:
        return step, Words(f"各笔安排以 {grain} 为单位", f"awards stand in steps of {grain}")
    return step, Words(
        f"{zh}，每笔以 {grain} 为单位，所以每个单位的合计只能是 {problem.say(step)} 的整数倍",
        f"{en}, awards in steps of {grain}: every total is a multiple of {problem.say(step)}",
    )


def formulate(problem: Problem, targets: Targets) -> Program:
    """Return the problem as plain exact data, rules first, then goals and what decides ties."""
    step, because = lattice(problem)
    amounts = Amounts(problem, step)
    blocks = list(_structure(problem, amounts))
    for rule in problem.rules:
        blocks += rule.rows(problem, targets, amounts)
    goals, more = goals_of(problem, targets, amounts)
    draft = Draft(problem, amounts, because)
    for block in (*blocks, *more):
        draft.add(block)
    return draft.program(goals, _ties(problem, targets, amounts), near_targets(targets, amounts))


def goals_of(problem: Problem, targets: Targets, amounts: Amounts) -> tuple[Goals, list[Rows]]:
    """Return the goals as costs of columns, and the rows for columns of their own."""
    blocks: list[Rows] = []
    goals: list[Stage | Worst] = []
    for goal in problem.goals:
        asked = list(goal.stages(problem, targets, amounts))
        blocks += [s for s in asked if isinstance(s, Rows)]
        goals += [s for s in asked if not isinstance(s, Rows)]
        if goal.tolerance is not None:
            # What comes before its last stage is a limit that leaves no room.
            goals[-1] = replace(goals[-1], tolerance=goal.tolerance)
    return tuple(goals), blocks


def near_targets(targets: Targets, amounts: Amounts) -> Whole:
    """Return every target, and its part of each cell, in whole steps."""
    problem = amounts.problem
    money, uses = max(1, problem.money), len(problem.uses)
    aims = [targets.target(r.name) for r in problem.recipients]
    point = np.zeros(amounts.columns, dtype=np.int64)
    cells = point[: len(aims) * len(problem.sources) * uses]
    by_source = cells.reshape(len(aims), len(problem.sources), uses)
    for s, source in enumerate(problem.sources):
        grain = problem.grain.cells[source.name]
        steps = floors(aims, Fraction(source.amount, money * uses), grain)
        by_source[:, s, :] = clipped(steps)[:, np.newaxis]
    point[amounts.totals().column] = clipped(floors(aims, Fraction(1), amounts.step))
    return point


def _structure(problem: Problem, amounts: Amounts) -> Iterator[Rows]:
    """Yield what holds in every problem: totals add up their cells, sources are not overspent.

    And no project gets more than its need, whether a rule funds projects or not.
    """
    yield bounded(MONEY, amounts.sum(by="recipient") - amounts.totals(), 0, 0)
    yield bounded(MONEY, amounts.totals().total("*"), high=problem.money)
    given = [source.amount for source in problem.sources]
    yield bounded(MONEY, amounts.sum(by="source"), high=given)
    if not are_capped(problem):
        yield bounded(MONEY, amounts.sum(by="project"), high=[p.need for p in problem.projects])


def _ties(problem: Problem, targets: Targets, amounts: Amounts) -> Ties:
    """Return what decides between equal plans: whom the tie rule favours, then even cells."""
    asked: dict[str, int] = {}
    for (name, _), need in problem.needs.items():
        asked[name] = asked.get(name, 0) + need
    of_source = [Fraction(s.amount, max(1, problem.money)) for s in problem.sources]
    wanted: dict[str, int] = {}
    for project in problem.projects:
        wanted[project.recipient] = wanted.get(project.recipient, 0) + project.need
    proportion: list[Fraction] = []
    alike = [s / len(problem.uses) for s in of_source for _ in problem.uses]
    for recipient in problem.recipients:
        need = asked.get(recipient.name, 0)
        if not need:
            proportion += alike
            continue
        of_use = [
            Fraction(problem.needs.get((recipient.name, use.name), 0), need) for use in problem.uses
        ]
        proportion += [s * u for s in of_source for u in of_use]
    for project in problem.projects:
        part = Fraction(project.need, max(1, wanted[project.recipient]))
        proportion += [s * part for s in of_source]
    return Ties(
        amounts.totals().column,
        amounts.step,
        np.arange(amounts.cells, dtype=np.int64),
        amounts.recipient,
        amounts.grain,
        tuple(proportion),
        None if problem.needs or problem.projects else _mix(problem),
        tie_order(problem, targets, amounts.step) if problem.ties != LISTED_ORDER else (),
        problem.money,
    )


def _mix(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return each source's money by use in grains: evenly, then as each rule leans it."""
    mix: Mix = {}
    names = [use.name for use in problem.uses]
    for source in problem.sources:
        units = source.amount // problem.grain.cells[source.name]
        for i, use in enumerate(names):
            mix[source.name, use] = (units + len(names) - 1 - i) // len(names)
    for rule in problem.rules:
        mix = rule.lean(problem, mix)
    return tuple(tuple(mix[s.name, use] for use in names) for s in problem.sources)
