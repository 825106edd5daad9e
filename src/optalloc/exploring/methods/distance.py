"""How far a plan is from the proven best, at the first goal where the two differ.

    distance = (value - best) / |best|

Goals come in order of priority, so only the first that differs counts. What a goal's tolerance
allows is no difference. A plan that breaks rules may seem better than the best: below 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.pipeline.solved import Solved
from optalloc.problem.at_level import value_of
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Goal
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import GoalOutcome


@dataclass(frozen=True)
class Aim:
    """One goal as plans are measured by it.

    Attributes:
        measure: What its value is counted in; a gain is negated.
        best: The value that the solving proved or met; None without a plan.
        room: How much worse than that the goals after it may make it.
        before: What the program made best before it, on its behalf: its value alone then does not
            say which of two plans is better.
    """

    goal: Goal
    words: Words
    measure: Measure
    best: Fraction | None
    room: Fraction
    before: tuple[Words, ...] = ()

    def counted(self, value: Fraction, unit: str) -> Fraction:
        """Return a value as it is read: money in a unit, a gain above 0."""
        return -value if self.measure == "gain" else self.difference(value, unit)

    def difference(self, value: Fraction, unit: str) -> Fraction:
        """Return a difference of values as it is read; above 0 is worse."""
        per = {"money": FEN_PER_UNIT[unit], "money squared": FEN_PER_UNIT[unit] ** 2}
        return value / per.get(self.measure, 1)


@dataclass(frozen=True)
class Distance:
    """Where and how far a plan differs from the best.

    Attributes:
        goal: Which goal, counted from 0; it is as good in all before that.
        difference: Value less best, in what the goal is counted in; below 0 seems better.
        relative: That as a part of the best; None where the best is 0.
    """

    goal: int
    difference: Fraction
    relative: Fraction | None


def aims_of(solved: Solved) -> tuple[Aim, ...]:
    """Return the goals of a scenario with the best that is known of each."""
    return tuple(_aim(solved, goal) for goal in solved.problem.goals)


def _aim(solved: Solved, goal: Goal) -> Aim:
    words, problem = goal.words(solved.problem), solved.problem
    stages = [stage for stage in solved.program.goals if stage.label == goal.label]
    own = [stage for stage in stages if stage.words == words] or stages[-1:]
    measure: Measure = own[0].measure if own else "number"
    before = tuple(stage.words for stage in stages[: stages.index(own[0])]) if own else ()
    told = [o for o in solved.outcome.goals if o.label == goal.label and o.words == words]
    if told:
        return Aim(goal, words, measure, told[0].value, _room(told[0]), before)
    met = value_of(goal, problem, solved.targets, solved.best.plan) if solved.best else None
    return Aim(goal, words, measure, met, Fraction(0), before)


def _room(outcome: GoalOutcome) -> Fraction:
    room = outcome.tolerance
    if isinstance(room, Fraction):
        return abs(outcome.value) * room
    return Fraction(room or 0)


def values_of(solved: Solved, plan: Plan) -> tuple[Fraction, ...]:
    """Return the exact value of every goal for any plan, from the formulas."""
    return tuple(value_of(g, solved.problem, solved.targets, plan) for g in solved.problem.goals)


def distance(aims: Sequence[Aim], values: Sequence[Fraction]) -> Distance | None:
    """Return where a plan first differs from the best; None where it is as good throughout."""
    return next(_differences(aims, values), None)


def _differences(aims: Sequence[Aim], values: Sequence[Fraction]) -> Iterator[Distance]:
    for place, (aim, value) in enumerate(zip(aims, values, strict=True)):
        if aim.best is None or aim.best <= value <= aim.best + aim.room:
            continue
        difference = value - aim.best
        yield Distance(place, difference, difference / abs(aim.best) if aim.best else None)
