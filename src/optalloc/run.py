"""The walk, whole: Problem, targets, Program, Outcome, audited Plan, baseline, figures."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from optalloc.baseline import baseline_plan
from optalloc.comparison import Difference, differences
from optalloc.entry import Breach
from optalloc.errors import BrokenPromise
from optalloc.formulate import formulate, lattice
from optalloc.measure import Figures, measure
from optalloc.parts import Targets
from optalloc.problem import Plan, Problem
from optalloc.program import Program
from optalloc.reading import read, read_all
from optalloc.score import score
from optalloc.solving import solve as solve_program
from optalloc.solving.asking import NO_GAP
from optalloc.solving.engines import engine
from optalloc.solving.outcome import Outcome
from optalloc.tables import noting_files
from optalloc.verify import plan_of, verify
from optalloc.words import Words


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
    time_limit: float | None = None,
    gap: Fraction = NO_GAP,
) -> Solved:
    """Take a problem to its audited best plan, beside the baseline.

    Args:
        solver: `cbc`, `highs`, `race`: both at once, or `auto`: chosen by the program.
        time_limit: Wall time for solving [s]; None lets it finish.
        gap: The part of a goal's value by which the plan may miss its best, where finding the best
            takes integer programs; 0 asks for the best.

    Raises:
        BrokenPromise: When a plan fails the independent audit: a fault of the program.
    """
    targets = score(problem)
    program = formulate(problem, targets)
    outcome = solve_program(program, engine(solver), time_limit, gap, telling=True)
    best = None
    if outcome.x is not None:
        best = judge(problem, targets, plan_of(problem, outcome.x))
        if best.breaches:
            raise BrokenPromise(_broken(best.breaches[0]))
    baseline = judge(problem, targets, baseline_plan(problem, targets, problem.baseline))
    return Solved(problem, targets, program, outcome, best, baseline)


def judge(problem: Problem, targets: Targets, plan: Plan) -> Judged:
    """Return a plan with its breaches and figures."""
    breaches = verify(problem, targets, plan)
    return Judged(plan, breaches, measure(problem, targets, plan, len(breaches)))


def solve(
    scenario: str | Path,
    solver: str = "auto",
    settings: Sequence[str] = (),
    time_limit: float | None = None,
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
    problem, inputs = read_noted(scenario, settings)
    return replace(walk(problem, solver, time_limit, gap), inputs=inputs)


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
    time_limit: float | None = None,
    gap: Fraction = NO_GAP,
) -> list[Solved]:
    """Solve several scenarios to stand side by side: the function behind `optalloc compare`.

    Args:
        against: The baseline's method for all of them; None leaves it to each scenario.
    """
    extra = [f"baseline={against}"] if against else []
    problems = read_all(scenarios, [*settings, *extra])
    return [walk(problem, solver, time_limit, gap) for problem in problems]


def _broken(breach: Breach) -> Words:
    said = breach.words()
    return Words(
        f"程序内部错误：方案未通过独立核对，未输出。{said.zh}。请把情景文件发给我们。",
        f"a fault of the program: the plan failed its audit and is not shown. {said.en}. "
        "Please send us the scenario.",
    )
