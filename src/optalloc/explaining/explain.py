"""Answer what is asked of a plan: one solved scenario, and the explanations of it.

Nothing named asks for everything that needs no further word. What is named narrows the answer: a
recipient, a rule, a distance from the best, a wish, the letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.explaining.again import Answer, answer_of
from optalloc.explaining.want import Want, read_wanted, what_would_it_take
from optalloc.explaining.want_search import ALL
from optalloc.explaining.waterfall import Waterfall, waterfall
from optalloc.explaining.ways_out import NoPlan, Reread, why_no_plan
from optalloc.problem import Problem
from optalloc.read import read
from optalloc.run import Solved, solve
from optalloc.words import Words, one_of, same

Section = Literal["waterfall", "want"]
Progress = Callable[[Section, int, int], None]
"""Told of which explanation how many of how many steps are done."""


@dataclass(frozen=True)
class Asked:
    """What is asked; what is empty is not asked for by name.

    Attributes:
        recipients: Whom it is about.
        want: Wishes, `RECIPIENT=AMOUNT`.
        may: What may move for them: `weights`, `rules`, `rules.LABEL`, `all`.
    """

    recipients: tuple[str, ...] = ()
    want: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The explanations that answer it, in the order of the page."""
        if self.want:
            return ("want",)
        return ("waterfall",)


@dataclass(frozen=True)
class Explanation:
    """A solved scenario, and what was asked of it; None where it was not.

    Attributes:
        no_plan: Why there is no plan and what would give one; None where there is one, or where it
            is not proven that there is none.
    """

    solved: Solved
    asked: Asked
    no_plan: NoPlan | None = None
    waterfall: Waterfall | None = None
    want: Want | None = None


@dataclass(frozen=True)
class _With:
    """What solves, and how long it may."""

    solver: str
    time_limit: float | None
    reread: Reread
    progress: Progress = field(default=lambda section, done, of: None)


def explain(
    scenario: str | Path,
    asked: Asked | None = None,
    solver: str = "cbc",
    settings: Sequence[str] = (),
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """Solve a scenario and explain its plan: the function behind `optalloc explain`.

    Args:
        asked: What is asked; None asks for everything.
        time_limit: Wall time for each solve [s].

    Raises:
        InputUnusable: When the scenario cannot be used, or something that is named is not there.
    """
    solved = solve(scenario, solver, settings, time_limit)

    def reread(more: Sequence[str]) -> Problem:
        return read(scenario, [*settings, *more])

    by = _With(solver, time_limit, reread, progress or _With.progress)
    return explained(solved, asked or Asked(), by)


def explained(solved: Solved, asked: Asked, by: _With) -> Explanation:
    """Return the explanations of a solved scenario."""
    _check(solved.problem, asked)
    engine = by.solver if by.solver != "race" else "highs"
    if solved.best is None:
        found = None
        if solved.outcome.infeasible != "no":
            found = why_no_plan(solved.problem, by.reread, engine, by.time_limit)
        return Explanation(solved, asked, no_plan=found)
    answer, sections = answer_of(solved), asked.sections
    return Explanation(
        solved,
        asked,
        waterfall=_waterfall(answer, by) if "waterfall" in sections else None,
        want=_want(solved, asked, by, engine) if "want" in sections else None,
    )


def _waterfall(answer: Answer, by: _With) -> Waterfall:
    def told(done: int, of: int) -> None:
        by.progress("waterfall", done, of)

    return waterfall(answer, by.solver, by.time_limit, told)


def _want(solved: Solved, asked: Asked, by: _With, engine: str) -> Want:
    wanted = read_wanted(solved.problem, asked.want)
    may = asked.may or (ALL,)
    return what_would_it_take(solved.problem, wanted, may, by.reread, engine, by.time_limit)


def _check(problem: Problem, asked: Asked) -> None:
    """Refuse names that are not there, all at once."""
    names = [r.name for r in problem.recipients]
    faults = [
        Fault("", same("--recipient"), one_of(Words("单位", ""), names), name, nearest(name, names))
        for name in asked.recipients
        if name not in names
    ]
    if asked.may and not asked.want:
        allowed = Words("要与 --want 一起用", "goes with --want")
        faults.append(Fault("", same("--may"), allowed, ", ".join(asked.may)))
    if faults:
        raise InputUnusable(faults)
