"""Formulate problems that differ in their targets alone: rows that speak of no target stand.

Whether a rule's rows speak of targets is not declared but seen: they are asked for once with
targets that note every look at them.
"""

from dataclasses import replace
from fractions import Fraction

from optalloc.problem.at_level import rows_of, stages_of
from optalloc.problem.draft import anchored
from optalloc.problem.facts import TargetAmounts
from optalloc.problem.formulate import formulate, goals_of, lattice, near_targets
from optalloc.problem.interfaces import Goal, Rule, Targets
from optalloc.problem.layout import VariableLayout, common_step
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import Program


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
