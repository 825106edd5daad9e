"""Formulate: Problem and Targets become a Program, rule by rule, tightened to whole steps.

Of problems that differ in their targets alone, rows that speak of no target stand. Whether a rule's
rows speak of targets is not declared but seen: they are asked for once with targets that note every
look at them.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import gcd

import numpy as np

from optalloc.core.collector import collector_at_rest
from optalloc.core.exact import floors, largest_remainder
from optalloc.core.message import NOTHING, Words, in_clauses
from optalloc.core.whole_numbers import clipped
from optalloc.problem.at_level import rows_of, stages_of
from optalloc.problem.component import Mix
from optalloc.problem.draft import ProgramDraft, anchored
from optalloc.problem.facts import TargetAmounts
from optalloc.problem.interfaces import Goal, Rule, Targets
from optalloc.problem.layout import ConstraintBlock, VariableLayout, bounded, common_step, pots_of
from optalloc.problem.nested_switches import nested
from optalloc.problem.problem import LISTED_ORDER, Problem
from optalloc.problem.rules.project_funding import are_capped
from optalloc.problem.score import score
from optalloc.problem.tie_order import tie_order
from optalloc.solver.program.program import Goals, Program, Stage, Ties, Whole, Worst

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
    if not telling and step != common:
        # No rule alone forces it, but splits that leave no source out do so together.
        telling = [rule for rule in problem.rules if rule.together(problem)]
    words = [rule.words(problem) for rule in telling] or [NOTHING]
    zh, en = in_clauses(words)
    grain = problem.say(common)
    if not telling:
        return step, Words(f"各笔安排以 {grain} 为单位", f"awards stand in steps of {grain}")
    return step, Words(
        f"{zh}，每笔以 {grain} 为单位，所以每个单位的合计只能是 {problem.say(step)} 的整数倍",
        f"{en}, awards in steps of {grain}: every total is a multiple of {problem.say(step)}",
    )


@collector_at_rest()
def formulate(problem: Problem, targets: Targets) -> Program:
    """Return the problem as plain exact data, rules first, then goals and what decides ties."""
    step, because = lattice(problem)
    amounts = VariableLayout(problem, step)
    blocks = list(_structure(problem, amounts))
    for rule in problem.rules:
        blocks += rows_of(rule, problem, targets, amounts)
    goals, more = goals_of(problem, targets, amounts)
    draft = ProgramDraft(problem, amounts, because)
    for block in (*blocks, *more, *nested(amounts)):
        draft.add(block)
    ties = _ties_of(problem, targets, amounts)
    return draft.program(goals, ties, near_targets(targets, amounts))


def goals_of(
    problem: Problem, targets: Targets, amounts: VariableLayout
) -> tuple[Goals, list[ConstraintBlock]]:
    """Return the goals as costs of columns, and the rows for columns of their own."""
    blocks: list[ConstraintBlock] = []
    goals: list[Stage | Worst] = []
    for goal in problem.goals:
        asked = list(stages_of(goal, problem, targets, amounts))
        blocks += [s for s in asked if isinstance(s, ConstraintBlock)]
        goals += [s for s in asked if not isinstance(s, ConstraintBlock)]
        if goal.tolerance is not None:
            # What comes before its last stage is a limit that leaves no room.
            goals[-1] = replace(goals[-1], tolerance=goal.tolerance)
    return tuple(goals), blocks


def near_targets(targets: Targets, amounts: VariableLayout) -> Whole:
    """Return every target, and its part of each cell, in whole steps."""
    problem = amounts.facts
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
    for (_, unit), first in amounts.higher_totals.items():
        np.add.at(point, first + np.frombuffer(unit, np.int64), point[amounts.totals().column])
    return point


def _structure(problem: Problem, amounts: VariableLayout) -> Iterator[ConstraintBlock]:
    """Yield what holds in every problem: totals add up their cells, sources are not overspent.

    And no project gets more than its need, whether a rule funds projects or not.
    """
    yield bounded(MONEY, amounts.sum(by="recipient") - amounts.totals(), 0, 0)
    yield bounded(MONEY, amounts.totals().total("*"), high=problem.money)
    given = [source.amount for source in problem.sources]
    yield bounded(MONEY, amounts.sum(by="source"), high=given)
    if not are_capped(problem):
        yield bounded(MONEY, amounts.sum(by="project"), high=[p.need for p in problem.projects])


def _ties_of(problem: Problem, targets: Targets, amounts: VariableLayout) -> Ties:
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
        None if problem.projects else _mix(problem),
        pots_of(problem),
        tuple(problem.grain.cells[s.name] for s in problem.sources),
        _needs(problem),
        amounts.told_by_totals,
    )


def _needs(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return the stated needs by recipient and use; empty where none are."""
    if not problem.needs:
        return ()
    names = [use.name for use in problem.uses]
    return tuple(
        tuple(problem.needs.get((r.name, use), 0) for use in names) for r in problem.recipients
    )


def _mix(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return each source's money by use in grains: evenly, then as each rule leans it.

    Where needs are stated, uses start as large as all the needs for them.
    """
    mix: Mix = {}
    names = [use.name for use in problem.uses]
    needs = [sum(column) for column in zip(*_needs(problem), strict=True)]
    needs = needs if any(needs) else [1] * len(names)
    for source in problem.sources:
        units = source.amount // problem.grain.cells[source.name]
        for use, part in zip(names, largest_remainder(needs, units), strict=True):
            mix[source.name, use] = part
    for rule in problem.rules:
        mix = rule.lean(problem, mix)
    rows = [[mix[s.name, use] for use in names] for s in problem.sources]
    for pot in pots_of(problem):
        if pot.by_award:
            # Every award is in whole units, so the mix is too.
            units = min(sum(rows[s]) // part for s, part in pot.parts)
            given = largest_remainder(rows[pot.parts[0][0]], units)
            for s, part in pot.parts:
                rows[s] = [part * k for k in given]
    return tuple(map(tuple, rows))


class WatchedTargets:
    """Targets that note whether a rule or goal looks at any of them."""

    def __init__(self, targets: TargetAmounts) -> None:
        self._targets, self.is_seen = targets, False

    def target(self, recipient: str) -> Fraction:
        """Return one recipient's target [fen, exact]."""
        self.is_seen = True
        return self._targets.target(recipient)


class Formulations:
    """Programs of problems that share everything but how their targets are found."""

    def __init__(self, problem: Problem) -> None:
        self._first = problem
        self._made: tuple[Program, VariableLayout] | None = None
        self._is_tried = False

    @property
    def is_reused(self) -> bool:
        """Whether rows stand for every target, known once a program was made."""
        return self._made is not None

    def program(self, problem: Problem, targets: Targets) -> Program:
        """Return the program of a problem, the same as `formulate` gives."""
        if not self._is_tried:
            self._is_tried = True
            self._made = _stands(problem, targets)
        if self._made is None or not _alike(self._first, problem):
            return formulate(problem, targets)
        made, amounts = self._made
        goals, _ = goals_of(problem, targets, amounts)
        anchor = anchored(near_targets(targets, amounts), made.lower, made.upper)
        return made.asking(goals, anchor, made.limits)


def _alike(one: Problem, other: Problem) -> bool:
    """Return whether two problems hold the very same parts, but for the targets."""
    names = ("sources", "recipients", "uses", "grain", "indicators", "needs", "earlier", "projects")
    more = ("rules", "goals", "history", "approved", "negative_list", "ties")
    return all(getattr(one, name) is getattr(other, name) for name in (*names, *more))


def _stands(problem: Problem, targets: Targets) -> tuple[Program, VariableLayout] | None:
    """Return a program whose rows stand for other targets too; None where they do not."""
    step, _ = lattice(problem)
    amounts, watched = VariableLayout(problem, step), WatchedTargets(targets)
    for rule in problem.rules:
        for _ in rows_of(rule, problem, watched, amounts):
            pass
    laid_out = amounts.columns
    _, blocks = goals_of(problem, targets, amounts)
    by_targets = problem.ties.by == "remainder"
    if watched.is_seen or blocks or by_targets or amounts.columns != laid_out:
        return None
    made = formulate(problem, targets)
    # Rows too long for 64 bits have a column more, which only formulating lays out.
    return (made, amounts) if made.columns == laid_out else None


def reads_targets(problem: Problem, part: Rule | Goal) -> bool:
    """Return whether a rule or goal looks at targets, so that other weights make it another."""
    watched = WatchedTargets(score(problem))
    amounts = VariableLayout(problem, common_step(problem))
    if isinstance(part, Rule):
        list(rows_of(part, replace(problem, goals=()), watched, amounts))
    else:
        list(stages_of(part, problem, watched, amounts))
    return watched.is_seen
