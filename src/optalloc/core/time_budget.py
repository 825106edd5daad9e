"""The time budget of a command: one limit for all that it does, shared out between its solves.

A limit says when the whole command is to end, in seconds of the clock on the wall from its start.
What asks for several solves gives each a share of what is left; a solve gets what is left then
(docs/decisions/0057). Without a limit nothing is shared out and nothing is left out.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Protocol

from optalloc.core.message import Words

HALF = 2
"""A question among many may take half of what is left, so that none takes all from the others."""

LEAST_SPREAD = 5.0
"""Seconds that must be left for processes to be started: each takes one or two to come up."""
FIRST_PLAN = 1.0
"""Seconds within which a plan is had where one is easily had."""


class Questions(Protocol):
    """Questions that do not hang on each other; plain data that can be pickled."""

    @property
    def count(self) -> int:
        """How many there are, numbered from 0."""

    def answer(self, number: int) -> Any:
        """Return the answer to one; the same wherever it is asked."""


Progress = Callable[[int, int], None]
"""Is told how many of how many questions, rules, letters or steps are done."""
Spread = Callable[[Questions], Iterator[tuple[int, Any]]]
"""Yields the number and the answer of every question, in any order."""


@dataclass
class Position:
    """Where a solve stands, for whoever looks on; nothing is decided by it.

    Attributes:
        goal, goals: The goal that is being reached, from 1, and how many there are.
        words: What it asks, or what is done beside the goals; None before that.
        measure: What its value is counted in; None where there is no one value.
        best: The goal's best value so far; None before there is a plan.
        bound: A proven bound of it; None without one.
        unit: The unit of money that is spoken of.
    """

    goal: int = 0
    goals: int = 0
    words: Words | None = None
    measure: str | None = None
    best: Fraction | None = None
    bound: Fraction | None = None
    unit: str = "万元"

    def begin(self, goal: int, goals: int, words: Words, measure: str | None) -> None:
        """Take down that a goal is begun; the 0th is none of the goals."""
        self.goal, self.goals, self.words, self.measure = goal, goals, words, measure
        self.best = self.bound = None

    def meet(self, best: Fraction | None, bound: Fraction | None) -> None:
        """Take down what is known of the goal by now."""
        if self.measure is None:
            return
        if best is not None and (self.best is None or best < self.best):
            self.best = best
        if bound is not None and (self.bound is None or bound > self.bound):
            self.bound = bound


@dataclass(frozen=True)
class Budget:
    """Wall time for everything that a command does.

    Attributes:
        limit: Seconds from the start; None has no end.
        started: The moment of its start (of time.monotonic).
        position: Where the solve stands that runs now.
        patience: Seconds for what is asked of a plan, where there is no limit: nobody who set none
            expects to wait for hours. The plan itself is never cut short by it.
        spread: Has many questions answered in several processes; None answers them here.
    """

    limit: float | None = None
    started: float = field(default_factory=time.monotonic)
    position: Position = field(default_factory=Position, compare=False)
    spread: "Spread | None" = field(default=None, compare=False)
    patience: float | None = None

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if self.limit is None:
            return None
        return max(0.0, self.limit - self.spent())

    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started

    @property
    def for_questions(self) -> "Budget":
        """The budget of what is asked of a plan that has been found."""
        if self.limit is not None or self.patience is None:
            return self
        return replace(self, limit=self.patience, started=time.monotonic())

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.left() == 0.0

    def answers(self, questions: Questions) -> Iterator[tuple[int, Any]]:
        """Yield the number and the answer of every question, by all the processes there are."""
        left = self.left()
        if self.spread is not None and (left is None or left > LEAST_SPREAD):
            yield from self.spread(questions)
            return
        for number in range(questions.count):
            yield number, questions.answer(number)

    def in_order(self, questions: Questions, told: Progress | None = None) -> list[Any]:
        """Return the answer to every question, in their order, whichever process had it when.

        Args:
            told: Is told how many of how many are answered: at the start, and whenever one is.
        """
        told, found = told or (lambda done, of: None), dict[int, Any]()
        told(0, questions.count)
        for number, answer in self.answers(questions):
            found[number] = answer
            told(len(found), questions.count)
        return [found[number] for number in range(questions.count)]

    @property
    def alone(self) -> "Budget":
        """The same time for one process, as plain data that travels to it."""
        return replace(self, position=Position(), spread=None)

    def share(self, of: int = HALF) -> "Budget":
        """Return the budget of the next of so many parts: what each would have of what is left."""
        left = self.left()
        if left is None:
            return self
        return replace(self, limit=left / max(1, of), started=time.monotonic())

    def without(self, seconds: float) -> "Budget":
        """Return what is left when so many seconds are kept for what comes after."""
        left = self.left()
        if left is None:
            return self
        return replace(self, limit=max(left / HALF, left - seconds), started=time.monotonic())

    @property
    def for_a_plan(self) -> "Budget":
        """The same with enough for a first plan, even where reading took all the time there was."""
        left, limit = self.left(), self.limit
        if left is None or limit is None or left >= min(FIRST_PLAN, limit):
            return self
        return replace(self, limit=min(FIRST_PLAN, limit), started=time.monotonic())


TimeLimit = float | Budget | None
"""Seconds of wall time for all that a function does, or the budget that it is a part of."""


def budget_of(time_limit: TimeLimit) -> Budget:
    """Return a limit as a budget; one of its own that starts now, unless it is part of another."""
    return time_limit if isinstance(time_limit, Budget) else Budget(time_limit)
