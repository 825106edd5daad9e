"""The letter: for each recipient what its factors give, what it gets, and why not one step more.

Nothing is said that was not solved or added up: explaining/one_step_more/one_step_more.py asks what
a step more would cost and whom, raising.py what would bring it. What would bring it is looked for
only in a few letters, as it takes several solves for each, and so is a smallest conflict of rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import same
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.letters.raising import Raised, Raising
from optalloc.explaining.one_step_more.one_step_more import OneMore, OneMoreStep
from optalloc.pipeline.answer import Resolved
from optalloc.problem.component import unknown
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import ScoreLine
from optalloc.problem.problem import Problem

MOST_SEARCHED = 12
"""Letters up to which it is looked for what would bring each recipient a step more."""


@dataclass(frozen=True)
class Letter:
    """What is said to one recipient.

    Attributes:
        target: What its factors give [fen, exact].
        sheet: Its lines of the score sheet, adding up to the target.
        award, baseline: What the plan and the baseline give it [fen].
        one_more: What one step more would do.
        raised: The least change found that brings a step more; None where none was found.
    """

    recipient: str
    target: Fraction
    sheet: tuple[ScoreLine, ...]
    award: int
    baseline: int
    one_more: OneMore
    raised: Raised | None


@dataclass(frozen=True)
class Letters:
    """The letters of a plan.

    Attributes:
        answer: The plan that is explained.
        step: One step of a total [fen].
        letters: One for each recipient asked about, in listed order.
        is_searched: Whether it was looked for what would bring a step more.
        solves: How many programs were solved for them.
    """

    answer: Resolved
    baseline: Plan
    step: int
    letters: tuple[Letter, ...]
    is_searched: bool
    solves: int


def letters(
    answer: Resolved,
    baseline: Plan,
    recipients: Sequence[str] | None = None,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
) -> Letters:
    """Return the letters to some recipients, or to all.

    Args:
        answer: The problem with its plan.
        baseline: The plan that the awards stand beside.
        recipients: Whose letters; None for everybody's.
        how: What solving is told; its time is for all of it.
        progress: Called whenever a letter is done.

    Raises:
        ValueError: When there is no plan.
        InputUnusable: When a recipient is not there.
    """
    names = [r.name for r in answer.problem.recipients]
    if recipients is not None:
        _check(answer.problem, recipients)
        names = [name for name in names if name in set(recipients)]
    is_searched, sheets = len(names) <= MOST_SEARCHED, _sheets(answer, frozenset(names))
    how = how.begun()
    one_more = OneMoreStep(answer, how, is_searched)
    raising = Raising(answer, how)
    told: list[Letter] = []
    for name in names:
        more = one_more.ask(name)
        raised = raising.ask(more) if is_searched else None
        award, beside = answer.given(name), baseline.by_recipient.get(name, 0)
        target, sheet = answer.targets.target(name), tuple(sheets[name])
        told.append(Letter(name, target, sheet, award, beside, more, raised))
        if progress is not None:
            progress(len(told), len(names))
    solves = one_more.solves + raising.solves
    return Letters(answer, baseline, one_more.step, tuple(told), is_searched, solves)


def _sheets(answer: Resolved, names: frozenset[str]) -> dict[str, list[ScoreLine]]:
    """Return the lines of the score sheet by recipient."""
    sheets: dict[str, list[ScoreLine]] = {name: [] for name in names}
    for line in answer.targets.sheet:
        if line.recipient in names:
            sheets[line.recipient].append(line)
    return sheets


def _check(problem: Problem, recipients: Sequence[str]) -> None:
    """Refuse names that are not there."""
    known = problem.recipient_named
    faults = [
        Fault("", same("--recipient"), one.allowed, one.came, one.remedy)
        for one in unknown("", tuple(recipients), known)
    ]
    if faults:
        raise InputUnusable(faults)
