"""The walk, whole: Problem, targets, Program, Outcome, audited Plan, baseline, figures."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from optalloc.core.errors import BrokenPromise
from optalloc.core.message import Words
from optalloc.core.time_budget import HALF, Budget, TimeLimit, budget_of
from optalloc.inputs.read import read, read_all
from optalloc.inputs.tables import noting_files
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.comparison import Difference, differences
from optalloc.pipeline.metrics import Figures, measure
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate, lattice
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver import solve as solve_program
from optalloc.solver.engines.select import engine
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.session import NO_GAP


@dataclass(frozen=True)
class Judged:
    """A plan with what the audit and the figures say of it."""

    plan: Plan
    breaches: tuple[Breach, ...]
    figures: Figures


@dataclass(frozen=True)
class Inputs:
    """The files that a scenario was read from.

    Attributes:
        scenario: Its YAML file.
        settings: What was laid over it, `KEY=VALUE`.
        digests: The SHA-256 of every file as it was read, by its whole path.
    """

    scenario: Path
    settings: tuple[str, ...]
    digests: Mapping[Path, str]


@dataclass(frozen=True)
class Solved:
    """One scenario at the end of its walk; every stage it went through is here.

    Attributes:
        problem: What was to be shared out, by which policy.
        targets: What each recipient would get with no rules and no rounding [fen, Fraction].
        program: The integer program that was solved, in whole grains.
        outcome: Why solving ended, whether there is a plan, and what is proven of it.
        best: The best plan, audited; None when there is none.
        baseline: The proportional plan with its breaches.
        inputs: The files it was read from; None where it was not read from files.
    """

    problem: Problem
    targets: Targets
    program: Program
    outcome: Outcome
    best: Judged | None
    baseline: Judged
    inputs: Inputs | None = None

    @cached_property
    def step(self) -> tuple[int, Words]:
        """The step of every recipient's total [fen], and why."""
        return lattice(self.problem)

    @cached_property
    def changes(self) -> tuple[Difference, ...]:
        """Each recipient's total beside the baseline's; empty without a plan."""
        names = [r.name for r in self.problem.recipients]
        return differences(names, self.best.plan, self.baseline.plan) if self.best else ()


def walk(
    problem: Problem,
    solver: str = "auto",
    time_limit: TimeLimit = None,
    gap: Fraction = NO_GAP,
) -> Solved:
    """Take a problem to its audited best plan, beside the baseline.

    Args:
        solver: `cbc`, `highs`, `race`: both at once, or `auto`: chosen by the program.
        time_limit: Wall time for all of it [s], or the budget it is part of; None lets it finish.
        gap: The part of a goal's value by which the plan may miss its best, where finding the best
            takes integer programs; 0 asks for the best.

    Raises:
        BrokenPromise: When a plan fails the independent audit: a fault of the program.
    """
    budget, begun = budget_of(time_limit), time.monotonic()
    budget.position.unit = problem.unit
    targets = score(problem)
    program = formulate(problem, targets)
    # The audit, the figures and the baseline take about as long as all that came before did.
    solving = budget.for_a_plan.without(time.monotonic() - begun)
    outcome = solve_program(program, engine(solver), solving, gap, telling=True)
    return judged(problem, targets, program, outcome)


def judged(problem: Problem, targets: Targets, program: Program, outcome: Outcome) -> Solved:
    """Return an outcome with its plan audited, beside the baseline.

    Raises:
        BrokenPromise: When the plan fails the independent audit: a fault of the program.
    """
    best = None
    if outcome.x is not None:
        best = judge(problem, targets, plan_of(problem, outcome.x))
        if best.breaches:
            raise BrokenPromise(_broken(best.breaches[0]))
    baseline = judge(problem, targets, baseline_plan(problem, targets, problem.baseline))
    return Solved(problem, targets, program, outcome, best, baseline)


class Sent:
    """A solved scenario as it travels to another process: there the rest of it is made again."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels."""
        return {"of": (self.solved.problem, self.solved.outcome, self.solved.inputs)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Audit the plan again, and make what stands beside it."""
        problem, outcome, inputs = state["of"]
        targets = score(problem)
        made = judged(problem, targets, formulate(problem, targets), outcome)
        self.solved = replace(made, inputs=inputs)


def judge(problem: Problem, targets: Targets, plan: Plan) -> Judged:
    """Return a plan with its breaches and figures."""
    breaches = verify(problem, targets, plan)
    return Judged(plan, breaches, measure(problem, targets, plan, len(breaches)))


def solve(
    scenario: str | Path,
    solver: str = "auto",
    settings: Sequence[str] = (),
    time_limit: TimeLimit = None,
    gap: Fraction = NO_GAP,
) -> Solved:
    """Solve a scenario file: the function behind `optalloc solve`.

    Args:
        scenario: The YAML file.
        solver: `cbc`, `highs`, `race`, `pulp:NAME`, or `auto`: chosen by the program.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        time_limit: Wall time for solving [s]; None lets it finish.
        gap: The part of a goal's value by which the plan may miss its best, at least 0.

    Raises:
        InputUnusable: When the scenario or its tables cannot be used.
    """
    budget = budget_of(time_limit)
    problem, inputs = read_noted(scenario, settings)
    return replace(walk(problem, solver, budget, gap), inputs=inputs)


def read_noted(scenario: str | Path, settings: Sequence[str] = ()) -> tuple[Problem, Inputs]:
    """Read a scenario, and note the digests of its files as they were read.

    Raises:
        InputUnusable: With every fault found.
    """
    with noting_files() as digests:
        problem = read(scenario, settings)
    return problem, Inputs(Path(os.path.realpath(scenario)), tuple(settings), digests)


def compare(
    scenarios: Sequence[str | Path],
    solver: str = "auto",
    settings: Sequence[str] = (),
    against: str | None = None,
    time_limit: TimeLimit = None,
    gap: Fraction = NO_GAP,
) -> list[Solved]:
    """Solve several scenarios to stand side by side: the function behind `optalloc compare`.

    Args:
        against: The baseline's method for all of them; None leaves it to each scenario.
    """
    extra, budget = [f"baseline={against}"] if against else [], budget_of(time_limit)
    problems = read_all(scenarios, [*settings, *extra])
    begun = time.monotonic()
    laid = _laid(problems) if budget.spread is not None else []
    if sum(_is_long(program) for _, program in laid) < HALF:
        return [
            walk(problem, solver, budget.share(left), gap)
            for left, problem in zip(range(len(problems), 0, -1), problems, strict=True)
        ]
    # At least two at a time, so half of them have to share the time; all are audited here at last.
    solving = budget.without(HALF * (time.monotonic() - begun))
    share = solving.share((len(problems) + 1) // HALF).alone
    found = dict(budget.answers(_Walks(tuple(problems), solver, share, gap)))
    return [judged(problem, *laid[place], found[place]) for place, problem in enumerate(problems)]


def _laid(problems: Sequence[Problem]) -> list[tuple[Targets, Program]]:
    """Return the targets and the program of each problem."""
    scored = ((problem, score(problem)) for problem in problems)
    return [(targets, formulate(problem, targets)) for problem, targets in scored]


MANY_SWITCHES = 200
"""Choices of yes or no from which on a scenario takes seconds: two such are solved side by side."""


def _is_long(program: Program) -> bool:
    return int((program.upper - program.lower == 1).sum()) >= MANY_SWITCHES


@dataclass(frozen=True)
class _Walks:
    """Scenarios to be solved, each by itself."""

    problems: tuple[Problem, ...]
    solver: str
    budget: Budget
    gap: Fraction

    @property
    def count(self) -> int:
        """How many scenarios."""
        return len(self.problems)

    def answer(self, number: int) -> Outcome:
        """Return what solving one comes to; its plan is audited by who asks."""
        return walk(self.problems[number], self.solver, self.budget, self.gap).outcome


def _broken(breach: Breach) -> Words:
    said = breach.words()
    return Words(
        f"程序内部错误：方案未通过独立核对，未输出。{said.zh}。请把情景文件发给我们。",
        f"a fault of the program: the plan failed its audit and is not shown. {said.en}. "
        "Please send us the scenario.",
    )
