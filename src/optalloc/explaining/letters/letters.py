"""The letter: for each recipient what its factors give, what it gets, and why not one step more.

Nothing is said that was not solved or added up: explaining/one_step_more/one_step_more.py asks what
a step more would cost and whom. What would raise an award by a step is looked for only in a few
letters, as it takes several solves for each, and so is a smallest conflict of rules: more of one
figure, or one rule loosened.

The figures behind the target (or the amount fixed for the recipient) are ladders of values. The one
is climbed first that has to move least beside its own size to bring the target half a step above
the award. Every answer is a best plan, solved and audited, and so is the one of a unit less, which
does not have it. Where a rule forbids the step, that rule is loosened first, as little as gives it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import same
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.changes import Relaxation
from optalloc.explaining.conflict.relaxations import Lever, is_allowed, levers, replaced, smallest
from optalloc.explaining.one_step_more.one_step_more import OneMore, OneMoreStep
from optalloc.pipeline.answer import Resolved, audited
from optalloc.pipeline.resolve import without_cell_ties
from optalloc.problem.at_level import recipients_of
from optalloc.problem.component import unknown
from optalloc.problem.directions import DIRECTIONS, Direction
from optalloc.problem.facts import Plan, Recipient
from optalloc.problem.formulate import formulate, reads_targets
from optalloc.problem.interfaces import Goal, Rule, ScoreLine
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.problem.targets.fixed import Fixed
from optalloc.problem.targets.units import Units
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve

MOST_TIMES = 10
"""A figure is raised to at most so many times itself and as many units more."""

MOST_TRIES = 6
"""Heights of the target that are tried one after another, half a step apart."""

MOST_LADDERS = 3
"""Figures that are tried where one after another brings nothing."""

FINEST = 10_000
"""Units of a figure that is no whole number: at most so many to one."""

MOST_RUNGS = 64
"""Values of a rule's setting up to which it is loosened."""

MOST_SEARCHED = 12
"""Letters up to which it is looked for what would bring each recipient a step more."""


@dataclass(frozen=True)
class Raised:
    """A change after which the best plan gives a recipient at least a step more.

    Attributes:
        kind: A figure of the recipient, the amount fixed for it, or a rule's setting.
        name: The column, the target part, or the rule.
        unit: What the figure counts.
        before, after: The figure, or the fixed amount [fen].
        less: The value of one unit less, with which the award stays as it is.
        award: What it gets then [fen].
        change: The rule's change; None for the others.
    """

    kind: Literal["figure", "fixed", "rule"]
    name: str
    unit: str
    before: Fraction
    after: Fraction
    less: Fraction
    award: int
    change: Relaxation | None = None


@dataclass(frozen=True)
class _Ladder:
    """Values that one figure may take, each further from what it is."""

    kind: Literal["figure", "fixed"]
    name: str
    unit: str
    before: Fraction
    rung: Fraction
    count: int
    with_value: Callable[[Fraction], Problem]

    def value(self, k: int) -> Fraction:
        """Return the value k rungs up; a negative rung leads down."""
        return self.before + k * self.rung


class Raising:
    """Looks for what would raise the award of one recipient of a plan after another.

    Attributes:
        solves: How many changed problems were solved.
    """

    def __init__(self, answer: Resolved, how: SolveOptions = HIGHS) -> None:
        self.answer, self.problem = answer, answer.problem
        self.how, self.solves = how.begun(), 0
        self.step = answer.program.ties.step

    @cached_property
    def _targets_count(self) -> bool:
        """Whether any goal or rule looks at targets: where none does, no figure changes a plan."""
        parts: tuple[Rule | Goal, ...] = (*self.problem.goals, *self.problem.rules)
        return any(reads_targets(self.problem, part) for part in parts)

    def ask(self, more: OneMore) -> Raised | None:
        """Return the least change found that raises an award; None where none was.

        Args:
            more: What one step more for the recipient would do.
        """
        if more.kind == "open" or self.how.budget.is_spent:
            return None
        if more.kind != "forbidden":
            return self._along_figure(more)
        rules = [rule for rule in self.problem.rules if rule.label in more.rules]
        for rule in rules:
            for lever in levers(self.problem, rule):
                found = self._along_rule(more, lever)
                if found is not None:
                    return found
        # A rule that looks at targets moves with the figures behind them.
        follows = any(reads_targets(self.problem, rule) for rule in rules)
        return self._along_figure(more) if follows else None

    def _along_figure(self, more: OneMore) -> Raised | None:
        """Climb the ladder whose figure must move least beside its size."""
        if not self._targets_count:
            return None
        name = more.recipient
        half = more.award + Fraction(self.step, 2)
        aim = max(self.answer.targets.target(name), half)
        ranked: list[tuple[Fraction, int, _Ladder]] = []
        for i, ladder in enumerate(_ladders(self.problem, self.problem.recipient_named[name])):
            k = self._reaches(ladder, name, aim, 0)
            if k is not None:
                ranked.append((abs(k * ladder.rung) / (abs(ladder.before) or 1), i, ladder))
        ranked.sort(key=lambda one: one[:2])
        climbed = (self._climbed(more, ladder, aim) for _, _, ladder in ranked[:MOST_LADDERS])
        return next((found for found in climbed if found is not None), None)

    def _climbed(self, more: OneMore, ladder: _Ladder, aim: Fraction) -> Raised | None:
        """Return the first value met that gives a step more, the one below it not giving it."""
        name, low, high = more.recipient, 0, 0
        for tries in range(MOST_TRIES):
            k = self._reaches(ladder, name, aim + Fraction(tries * self.step, 2), low)
            if k is None:
                return None
            if self._award(ladder, k, name) >= more.wanted:
                high = k
                break
            low = k
        if not high:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._award(ladder, middle, name) >= more.wanted:
                high = middle
            else:
                low = middle
        return Raised(
            ladder.kind, ladder.name, ladder.unit, ladder.before, ladder.value(high),
            ladder.value(high - 1), self._award(ladder, high, name),
        )  # fmt: skip

    def _reaches(self, ladder: _Ladder, name: str, aim: Fraction, above: int) -> int | None:
        """Return the fewest rungs, more than `above`, that bring the target to an aim."""

        def is_there(k: int) -> bool:
            changed = ladder.with_value(ladder.value(above + k))
            return score(changed).target(name) >= aim

        k = smallest(ladder.count - above, is_there) if ladder.count > above else None
        return None if k is None else above + k

    def _award(self, ladder: _Ladder, k: int, name: str) -> int:
        return self._given(ladder.with_value(ladder.value(k)), name)

    def _given(self, problem: Problem, name: str) -> int:
        """Return what the best plan of a changed problem gives; 0 where none is proven best."""
        self.solves += 1
        targets = score(problem)
        program = without_cell_ties(formulate(problem, targets))
        outcome = solve(program, engine(self.how.solver), self.how.share())
        if outcome.x is None or outcome.proven == "no":
            return 0
        return audited(problem, targets, outcome.x).by_recipient.get(name, 0)

    def _along_rule(self, more: OneMore, lever: Lever) -> Raised | None:
        """Loosen one setting of a rule that forbids the step, as little as gives it."""
        if not lever.is_ladder:
            return None

        def given(k: int) -> int:
            problem = replaced(self.problem, lever.rule, lever.moved(k))
            if not is_allowed(problem, lever.moved(k)):
                return 0
            return self._given(problem, more.recipient)

        count = min(lever.count, MOST_RUNGS)
        k = smallest(count, lambda k: given(k) >= more.wanted)
        if k is None:
            return None
        label, before, after = lever.rule.label, lever.before, lever.value(k)
        change = Relaxation("setting", label, lever.setting, lever.sort, before, after)
        nothing = Fraction(0)
        return Raised("rule", label, "", nothing, nothing, nothing, given(k), change)


def _ladders(problem: Problem, recipient: Recipient) -> Iterator[_Ladder]:
    """Yield the figures behind a recipient's target, each in the direction that raises it."""
    seen = set[str]()
    for part in problem.targets:
        covered = {r.name for r in recipients_of(part, problem)}
        if isinstance(part, Fixed) and not part.at and recipient.name in part.amounts:
            if not part.is_firm_in("amounts"):
                yield _fixed_ladder(problem, part, recipient.name)
        elif isinstance(part, Units) and recipient.name in covered:
            yield _figure_ladder(problem, recipient, part.column, part.unit, DIRECTIONS["more"])
        if recipient.name in covered:
            for name, weight in part.weighted.items():
                indicator = problem.indicators[name]
                unit, how = indicator.unit, indicator.how
                for column, coefficient in indicator.columns.items():
                    if weight and coefficient > 0 and column not in seen:
                        seen.add(column)
                        yield _figure_ladder(problem, recipient, column, unit, how)


def _figure_ladder(
    problem: Problem, recipient: Recipient, column: str, unit: str, direction: Direction
) -> _Ladder:
    before = recipient.facts[column]
    rung = Fraction(1, before.denominator if before.denominator <= FINEST else FINEST)
    count = int((MOST_TIMES * abs(before) + MOST_TIMES) / rung)
    rung, count = direction.steps_up(before, rung, count)

    def with_value(value: Fraction) -> Problem:
        return with_facts(problem, recipient.name, {column: value})

    return _Ladder("figure", column, unit, before, rung, count, with_value)


def with_facts(problem: Problem, name: str, facts: Mapping[str, Fraction]) -> Problem:
    """Return the problem with some figures of one recipient changed."""
    recipients = tuple(
        replace(r, facts={**r.facts, **facts}) if r.name == name else r for r in problem.recipients
    )
    return replace(problem, recipients=recipients)


def _fixed_ladder(problem: Problem, part: Fixed, name: str) -> _Ladder:
    before = Fraction(part.amounts[name])
    step = Fraction(min(problem.grain.cells.values()))

    def with_value(value: Fraction) -> Problem:
        fixed = part.model_copy(update={"amounts": {**part.amounts, name: int(value)}})
        parts = tuple(fixed if one is part else one for one in problem.targets)
        return replace(problem, targets=parts)

    count = int(max(Fraction(0), problem.money - before) / step)
    return _Ladder("fixed", part.label, problem.unit, before, step, count, with_value)


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
        baseline: The plan that the awards stand beside.
        recipients: Whose letters; None for everybody's.

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
    refuse_any(faults)
