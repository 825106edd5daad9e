"""Solve scenario files, alone or side by side: each is read, and takes the walk of `walk.py`."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from optalloc.core.solve_options import AUTO, GapWords, SolveOptions
from optalloc.inputs.read import read, read_all
from optalloc.inputs.tables import noting_files
from optalloc.pipeline.solved import Inputs, Solved
from optalloc.pipeline.walk import judged, walk
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import Outcome


def solve(
    scenario: str | Path,
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    **words: Unpack[GapWords],
) -> Solved:
    """Solve a scenario file: the function behind `optalloc solve`.

    Args:
        scenario: The YAML file or the workbook.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told.
        words: `solver`, `time_limit` and `gap` of it, by name.

    Raises:
        InputUnusable: When the scenario or its tables cannot be used.
    """
    how = how.but(words).begun()
    problem, inputs = read_noted(scenario, settings)
    return replace(walk(problem, how), inputs=inputs)


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
    settings: Sequence[str] = (),
    against: str | None = None,
    how: SolveOptions = AUTO,
    **words: Unpack[GapWords],
) -> list[Solved]:
    """Solve several scenarios to stand side by side: the function behind `optalloc compare`.

    Args:
        against: The baseline's method for all of them; None leaves it to each scenario.
        how, words: As for `solve`.
    """
    extra, how = [f"baseline={against}"] if against else [], how.but(words).begun()
    budget = how.budget
    problems = read_all(scenarios, [*settings, *extra])
    begun = time.monotonic()
    laid = _laid(problems) if budget.spread is not None else []
    if sum(_is_long(program) for _, program in laid) < AT_A_TIME:
        return [
            walk(problem, how.share(left))
            for left, problem in zip(range(len(problems), 0, -1), problems, strict=True)
        ]
    # Programs are laid again where they are solved, and plans audited here: as long again, twice.
    solving = budget.without(2 * (time.monotonic() - begun))
    share = solving.share(-(-len(problems) // AT_A_TIME)).alone
    found = budget.in_order(_Walks(tuple(problems), how.within(share)))
    return [
        judged(problem, *program, outcome)
        for problem, program, outcome in zip(problems, laid, found, strict=True)
    ]


def _laid(problems: Sequence[Problem]) -> list[tuple[Targets, Program]]:
    """Return the targets and the program of each problem."""
    scored = ((problem, score(problem)) for problem in problems)
    return [(targets, formulate(problem, targets)) for problem, targets in scored]


AT_A_TIME = 2
"""Scenarios that are solved side by side at the least, so that only half of them share the time."""
MANY_SWITCHES = 200
"""Choices of yes or no from which on a scenario takes seconds: two such are solved side by side."""


def _is_long(program: Program) -> bool:
    return int((program.upper - program.lower == 1).sum()) >= MANY_SWITCHES


@dataclass(frozen=True)
class _Walks:
    """Scenarios to be solved, each by itself."""

    problems: tuple[Problem, ...]
    how: SolveOptions

    @property
    def count(self) -> int:
        """How many scenarios."""
        return len(self.problems)

    def answer(self, number: int) -> Outcome:
        """Solve one problem; its plan is audited by the caller."""
        return walk(self.problems[number], self.how).outcome
