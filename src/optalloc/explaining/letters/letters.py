"""The letter: for each recipient what its factors give, what it gets, and why not one step more.

Nothing is said that was not solved or added up: explaining/one_step_more/one_step_more.py asks what
a step more would cost and whom. What would raise an award by a step is looked for only in a few
letters, as it takes several solves for each, and so is a smallest conflict of rules: more of one
figure, or one rule loosened.

The figures behind the target (or the amount fixed for the recipient) are ladders of values
(ladders.py). The one is climbed first that has to move least beside its own size to bring the
target half a step above the award; where none brings a step, each that was climbed was tried at its
end, too, and the letter says how far that is. Every answer is a best plan, solved and audited, and
so is the one of a unit less, which does not have it. Where a rule forbids the step, that rule is
loosened first, as little as gives it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Literal

from optalloc.core.errors import refuse_any
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.changes import Relaxation
from optalloc.explaining.conflict.relaxations import Lever, is_allowed, levers, replaced, smallest
from optalloc.explaining.letters.ladders import FigureLadder, ladders
from optalloc.explaining.one_step_more.one_step_more import OneMore, OneMoreStep
from optalloc.explaining.question import unknown_recipients
from optalloc.pipeline.answer import Resolved, audited
from optalloc.pipeline.resolve import without_cell_ties
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate, reads_targets
from optalloc.problem.interfaces import Goal, Rule, ScoreLine
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve

MOST_TRIES = 6
"""Heights of the target that are tried half a step apart; each after them lies twice as far."""

MOST_LADDERS = 6
"""Figures that are tried where one after another brings nothing."""

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
        loosened: The rule as it would be then; None for the others.
    """

    kind: Literal["figure", "fixed", "rule"]
    name: str
    unit: str
    before: Fraction
    after: Fraction
    less: Fraction
    award: int
    change: Relaxation | None = None
    loosened: Rule | None = None


@dataclass(frozen=True)
class Looked:
    """What came of looking for a step more.

    Attributes:
        raised: The least change found that brings it; None where none was found.
        tried: The figures, and fixed amounts, of which nothing up to their end brings it.
        untried: How many figures behind the target were not tried, for their number.
        is_settled: Whether every plan asked for was settled; false where none was asked for.
        reads_targets: Whether a goal, a rule or the tie rule looks at targets: else none was tried.
    """

    raised: Raised | None = None
    tried: tuple[FigureLadder, ...] = ()
    untried: int = 0
    is_settled: bool = True
    reads_targets: bool = True


class _LeftOpen(Exception):
    """Nothing was proven of a plan that was asked for."""


class Raising:
    """Looks for what would raise the award of one recipient of a plan after another.

    Attributes:
        solves: How many changed problems were solved.
        is_settled: Whether every plan that the last question asked for was settled.
    """

    def __init__(self, answer: Resolved, how: SolveOptions = HIGHS) -> None:
        self.answer, self.problem = answer, answer.problem
        self.how, self.solves, self.is_settled = how.begun(), 0, True
        self.step = answer.program.ties.step

    @cached_property
    def _targets_count(self) -> bool:
        """Whether a goal, a rule or the tie rule looks at targets: else no figure moves a plan."""
        parts: tuple[Rule | Goal, ...] = (*self.problem.goals, *self.problem.rules)
        by_remainder = self.problem.ties.by == "remainder"
        return by_remainder or any(reads_targets(self.problem, part) for part in parts)

    def ask(self, more: OneMore) -> Looked:
        """Return the least change found that raises an award, or what was tried.

        Args:
            more: What one step more for the recipient would do.
        """
        if more.kind == "open" or self.how.budget.is_spent:
            return Looked(is_settled=False)
        self.is_settled = True
        if more.kind != "forbidden":
            return self._along_figures(more)
        rules = [rule for rule in self.problem.rules if rule.label in more.rules]
        for rule in rules:
            for lever in levers(self.problem, rule):
                found = self._along_rule(more, lever)
                if found is not None:
                    return Looked(found)
        # A rule that looks at targets moves with the figures behind them.
        follows = any(reads_targets(self.problem, rule) for rule in rules)
        return self._along_figures(more) if follows else Looked(is_settled=self.is_settled)

    def _along_figures(self, more: OneMore) -> Looked:
        """Climb the ladder whose figure must move least beside its size, then the others."""
        if not self._targets_count:
            return Looked(reads_targets=False)
        name = more.recipient
        half = more.award + Fraction(self.step, 2)
        aim = max(self.answer.targets.target(name), half)
        ranked: list[tuple[bool, Fraction, int, FigureLadder]] = []
        for i, ladder in enumerate(ladders(self.problem, self.problem.recipient_named[name])):
            if ladder.count:
                k = self._reaches(ladder, name, aim, 0)
                moves = (k or ladder.count) * abs(ladder.rung) / (abs(ladder.before) or 1)
                ranked.append((k is None, moves, i, ladder))
        ranked.sort(key=lambda one: one[:3])
        tried = list[FigureLadder]()
        for *_, ladder in ranked[:MOST_LADDERS]:
            try:
                found = self._climbed(more, ladder, aim)
            except _LeftOpen:
                self.is_settled = False
                continue
            if found is not None:
                return Looked(found)
            tried.append(ladder)
        return Looked(None, tuple(tried), len(ranked[MOST_LADDERS:]), self.is_settled)

    def _climbed(self, more: OneMore, ladder: FigureLadder, aim: Fraction) -> Raised | None:
        """Return the first value met that gives a step more, the one below it not giving it.

        Targets half a step higher are tried, as plans of a rule may stand that close, then some
        twice as far each, and the end of the ladder.
        """
        name, low, half = more.recipient, 0, Fraction(self.step, 2)
        for tries in count():
            lift = half * (tries if tries < MOST_TRIES else 2 ** (tries - MOST_TRIES + 3))
            k = self._reaches(ladder, name, aim + lift, low)
            high = ladder.count if k is None else k
            if self._award(ladder, high, name) >= more.wanted:
                break
            if high == ladder.count:
                return None
            low = high
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

    def _reaches(self, ladder: FigureLadder, name: str, aim: Fraction, above: int) -> int | None:
        """Return the fewest rungs, more than `above`, that bring the target to an aim."""

        def is_there(k: int) -> bool:
            changed = ladder.with_value(ladder.value(above + k))
            return score(changed).target(name) >= aim

        k = smallest(ladder.count - above, is_there) if ladder.count > above else None
        return None if k is None else above + k

    def _award(self, ladder: FigureLadder, k: int, name: str) -> int:
        return self._given(ladder.with_value(ladder.value(k)), name)

    def _given(self, problem: Problem, name: str) -> int:
        """Return what the best plan of a changed problem gives; 0 where there is proven to be none.

        Raises:
            _LeftOpen: When neither is proven.
        """
        self.solves += 1
        targets = score(problem)
        program = without_cell_ties(formulate(problem, targets))
        outcome = solve(program, engine(self.how.solver), self.how.share())
        if outcome.x is None and outcome.infeasible != "no":
            return 0
        if outcome.x is None or outcome.proven == "no":
            raise _LeftOpen
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

        most = min(lever.count, MOST_RUNGS)
        try:
            k = smallest(most, lambda k: given(k) >= more.wanted)
            award = 0 if k is None else given(k)
        except _LeftOpen:
            self.is_settled = False
            return None
        if k is None:
            return None
        label, before, after = lever.rule.label, lever.before, lever.value(k)
        change = Relaxation("setting", label, lever.setting, lever.sort, before, after)
        nothing = Fraction(0)
        loosened = lever.moved(k)
        return Raised("rule", label, "", nothing, nothing, nothing, award, change, loosened)


@dataclass(frozen=True)
class Letter:
    """What is said to one recipient.

    Attributes:
        target: What its factors give [fen, exact].
        sheet: Its lines of the score sheet, adding up to the target.
        award, baseline: What the plan and the baseline give it [fen].
        one_more: What one step more would do.
        looked: What came of looking for a step more; None where nobody looked.
    """

    recipient: str
    target: Fraction
    sheet: tuple[ScoreLine, ...]
    award: int
    baseline: int
    one_more: OneMore
    looked: Looked | None

    @property
    def raised(self) -> Raised | None:
        """The least change found that brings a step more; None where none was found."""
        return None if self.looked is None else self.looked.raised


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
        refuse_any([*unknown_recipients(answer.problem, "--recipient", recipients)])
        names = [name for name in names if name in set(recipients)]
    is_searched, sheets = len(names) <= MOST_SEARCHED, _sheets(answer, frozenset(names))
    how = how.begun()
    one_more = OneMoreStep(answer, how, is_searched)
    raising = Raising(answer, how)
    told: list[Letter] = []
    for name in names:
        more = one_more.ask(name)
        looked = raising.ask(more) if is_searched else None
        award, beside = answer.given(name), baseline.by_recipient.get(name, 0)
        target, sheet = answer.targets.target(name), tuple(sheets[name])
        told.append(Letter(name, target, sheet, award, beside, more, looked))
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
