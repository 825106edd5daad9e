"""Solve a problem again, changed in one place or another: the best plan and what is proven of it.

What explains a plan solves many neighbours of one problem: without a rule, with a wider bound, with
one more step of money. Here is the walk they share, without baseline and figures. The neighbours
are made with `dataclasses.replace`, so they hold the very parts of the first; an answer is kept for
as long as it is among the last, and the same parts are solved once.
"""

from collections import OrderedDict
from dataclasses import fields, replace

import numpy as np

from optalloc.core.solve_options import CBC, HIGHS, SolveOptions
from optalloc.core.time_budget import Budget
from optalloc.pipeline.answer import Resolved, audited
from optalloc.pipeline.audit import plan_of
from optalloc.problem.formulate import Formulations, formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import NO_PROGRAM, Program
from optalloc.solver.search.outcome import Outcome

MOST_KEPT = 64
MOST_COLUMNS_KEPT = 300_000
"""Answers that are kept: so many, and of programs with so many columns together."""


def best(problem: Problem, how: SolveOptions = CBC) -> Resolved:
    """Return the best plan of a problem; asked again for the same parts, the answer it gave.

    Args:
        how: What solving is told. Of a budget that it is part of it takes no more than half of what
            is left, and nothing is asked once that is spent.

    Raises:
        BrokenPromise: When a plan fails the independent audit: a fault of the program.
    """
    return _kept(problem, how, with_cells=True)


def best_totals(problem: Problem, how: SolveOptions = HIGHS) -> Resolved:
    """Return a best plan whose totals are those of the best plan; its cells may be others.

    For questions about totals alone: ties between cells of the same totals take most of the time
    where they take linear programs. The plan is audited like any other.

    Raises:
        BrokenPromise: As for `best`.
    """
    return _kept(problem, how, with_cells=False)


def _kept(problem: Problem, how: SolveOptions, with_cells: bool) -> Resolved:
    key = (with_cells, *_identity(problem, how.solver))
    if key in _KEPT:
        _KEPT.move_to_end(key)
        return replace(_KEPT[key], problem=problem)
    budget = how.budget
    if budget.is_spent:
        return not_asked(problem)
    answer = _solved(problem, how, with_cells)
    outcome = answer.outcome
    if budget.limit is not None and not (outcome.stopped == "finished" and outcome.settled):
        return answer  # More time might come to another.
    _KEPT[key] = answer
    while len(_KEPT) > MOST_KEPT or _columns_kept() > MOST_COLUMNS_KEPT:
        _KEPT.popitem(last=False)
    return answer


def not_asked(problem: Problem) -> Resolved:
    """Return the answer where time ran out before the question was solved: no plan, no proof."""
    outcome = Outcome("time_limit", None, (), "no", "none", "", 0.0, settled=False, tried=(0, 0))
    return Resolved(problem, Targets({}, problem, ()), NO_PROGRAM, outcome, None)


def forget() -> None:
    """Let go of every answer that is kept, so that the next question is solved anew."""
    _KEPT.clear()


class ResolvedInTransit:
    """An answer as it travels to another process: what hangs on its problem is made again there."""

    def __init__(self, answer: Resolved) -> None:
        self.problem, self.outcome = answer.problem, answer.outcome
        self.answer = answer

    def __getstate__(self) -> dict[str, object]:
        """Return what travels."""
        return {"problem": self.problem, "outcome": self.outcome}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Make the answer again; its plan passed the audit before it was sent."""
        self.__dict__.update(state)
        targets = score(self.problem)
        program, x = formulate(self.problem, targets), self.outcome.x
        plan = None if x is None else plan_of(self.problem, x)
        self.answer = Resolved(self.problem, targets, program, self.outcome, plan)


_Key = tuple[object, ...]
# Each answer holds its problem, so that no id in a key can pass to another object meanwhile.
_KEPT: OrderedDict[_Key, Resolved] = OrderedDict()


def _columns_kept() -> int:
    return sum(answer.program.columns for answer in _KEPT.values())


def _identity(problem: Problem, solver: str) -> _Key:
    """Return what tells whether two problems are made of the very same parts."""
    listed = {"targets", "rules", "goals"}
    plain = (id(getattr(problem, f.name)) for f in fields(problem) if f.name not in listed)
    parts = (tuple(map(id, getattr(problem, name))) for name in sorted(listed))
    # What finished within a limit is what would have finished without one.
    return (solver, *plain, *parts)


def afresh(
    problem: Problem,
    how: SolveOptions = CBC,
    formulations: Formulations | None = None,
    targets: Targets | None = None,
) -> Resolved:
    """Return the best plan of a problem without keeping the answer; arguments as for `best`.

    Args:
        formulations: What has been formulated for problems that differ in their targets alone.
        targets: The problem's targets where they are known already.

    Raises:
        BrokenPromise: As for `best`.
    """
    targets = score(problem) if targets is None else targets
    make = formulate if formulations is None else formulations.program
    return _answered(problem, targets, make(problem, targets), how)


def _solved(problem: Problem, how: SolveOptions, with_cells: bool) -> Resolved:
    how = how.share() if isinstance(how.time_limit, Budget) else how
    targets = score(problem)
    program = formulate(problem, targets)
    program = program if with_cells else without_cell_ties(program)
    return _answered(problem, targets, program, how)


def _answered(problem: Problem, targets: Targets, program: Program, how: SolveOptions) -> Resolved:
    outcome = solve(program, engine(how.solver), how)
    plan = None if outcome.x is None else audited(problem, targets, outcome.x)
    return Resolved(problem, targets, program, outcome, plan)


def without_cell_ties(program: Program) -> Program:
    """Return a program whose equal plans are told apart by totals alone, where cells take long."""
    if program.ties.mix is not None:
        return program
    nothing = np.zeros(0, dtype=np.int64)
    bare = replace(program.ties, cells=nothing, owner=nothing, grain=nothing, proportion=())
    return replace(program, ties=bare)
