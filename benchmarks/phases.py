"""What each phase of the walk does to an instance: one verb each, defined once.

A phase is a function that takes a Walk and leaves its result in it; `phase` puts it on the list, in
the order in which they run. Modules that add later phases (explain, report) register them likewise.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optalloc.core.solve_options import AUTO, HIGHS
from optalloc.explaining.waterfall.waterfall import waterfall
from optalloc.inputs.read import read
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.resolve import forget
from optalloc.pipeline.solved import Solved, judge
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.reports import FORMATS, Report
from optalloc.solver.engines.interface import Engine, EngineAnswer, LinearProgram
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import Outcome


@dataclass
class TimedEngine:
    """An engine that counts the seconds spent in it: the floor below solving."""

    engine: Engine
    spent: float = 0.0

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine.name

    @property
    def version(self) -> str:
        """The engine's version."""
        return self.engine.version

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Let the engine solve, and count."""
        start = time.perf_counter()
        try:
            return self.engine.solve(linear, branch, seconds)
        finally:
            self.spent += time.perf_counter() - start


@dataclass
class Walk:
    """An instance on its way: what each phase found so far.

    Attributes:
        limit: Longest solve [s].
        seconds: Wall time by phase.
    """

    file: Path
    engine: TimedEngine
    limit: float
    seconds: dict[str, float] = field(default_factory=dict)
    problem: Problem = None  # type: ignore[assignment]
    targets: Targets = None  # type: ignore[assignment]
    program: Program = None  # type: ignore[assignment]
    outcome: Outcome = None  # type: ignore[assignment]
    plan: Plan | None = None
    breaches: tuple[Breach, ...] = ()


Phase = Callable[[Walk], Any]
PHASES: dict[str, Phase] = {}
TOLD_UP_TO = 1000
"""Recipients up to which plans are explained and reported here."""
SECONDS_A_STEP = 2.0
ON_PAPER = ("xlsx", "docx", "notice")
"""What is written; the page is mostly its drawing library, see page.py."""
FROM_MEMORY = ("score", "formulate", "solve", "verify")
"""The phases that stand beside a peer's work: from facts in memory to an audited plan."""


def phase(name: str) -> Callable[[Phase], Phase]:
    """Put a function on the list of phases, at its end."""

    def put(of: Phase) -> Phase:
        PHASES[name] = of
        return of

    return put


def run(walk: Walk, names: tuple[str, ...] | None = None) -> Walk:
    """Take a walk through the named phases, or all of them, timed one by one."""
    for name in PHASES if names is None else names:
        start = time.perf_counter()
        PHASES[name](walk)
        walk.seconds[name] = time.perf_counter() - start
    return walk


@phase("read")
def _read(walk: Walk) -> None:
    walk.problem = read(walk.file)


@phase("score")
def _score(walk: Walk) -> None:
    walk.targets = score(walk.problem)
    _ = walk.targets.of


@phase("formulate")
def _formulate(walk: Walk) -> None:
    walk.program = formulate(walk.problem, walk.targets)


@phase("solve")
def _solve(walk: Walk) -> None:
    walk.outcome = solve(walk.program, walk.engine, AUTO.within(walk.limit))


@phase("verify")
def _verify(walk: Walk) -> None:
    if walk.outcome.x is not None:
        walk.plan = plan_of(walk.problem, walk.outcome.x)
        walk.breaches = verify(walk.problem, walk.targets, walk.plan)


@phase("explain")
def _explain(walk: Walk) -> None:
    if (solved := _told(walk)) is not None:
        forget()
        waterfall(answer_of(solved), HIGHS.within(SECONDS_A_STEP))


@phase("report")
def _report(walk: Walk) -> None:
    if (solved := _told(walk)) is not None:
        report = Report(solved, "zh", walk.problem.unit)
        for word in ON_PAPER:
            for _ in FORMATS[word].files(report):
                pass


def _told(walk: Walk) -> Solved | None:
    """Return a walk that is explained and reported; None where there is no plan or too much."""
    if walk.plan is None or len(walk.problem.recipients) > TOLD_UP_TO:
        return None
    problem, targets = walk.problem, walk.targets
    best, baseline = (
        judge(problem, targets, plan)
        for plan in (walk.plan, baseline_plan(problem, targets, problem.baseline))
    )
    return Solved(problem, targets, walk.program, walk.outcome, best, baseline)
