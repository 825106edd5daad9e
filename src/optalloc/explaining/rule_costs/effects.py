"""What a change does to a plan: its goals one by one in their order, and who gets more or less.

Two plans are compared as the solving compares them: the first goal, as it was laid out for the
solver, that differs decides. Behind it goals may differ either way, and say nothing. Where a change
makes other targets, or other steps that a goal is counted in, values are measured anew and neither
is better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from optalloc.pipeline.answer import Answer
from optalloc.solver.program.program import Leximin
from optalloc.solver.search.outcome import GRADES, GoalOutcome, Proven

State = Literal["better", "worse", "equal", "anew", "no_plan", "open"]


@dataclass(frozen=True)
class Effect:
    """What a change comes to.

    Attributes:
        state: Whether the best plan after it is better or worse by the goals, or equally good;
            `anew` where values cannot be compared, `no_plan` where it is proven that there is none,
            `open` where none was found in time.
        goals: Each goal before and after, in order; empty without a plan after.
        decides: The place of the first goal that differs; None where none does.
        moved: What each recipient gets more, or less with a minus [fen]; only whose award changes.
        proven: How both plans are proven best, or that there is none.
    """

    state: State
    goals: tuple[tuple[GoalOutcome, GoalOutcome], ...] = ()
    decides: int | None = None
    moved: Mapping[str, int] = field(default_factory=dict)
    proven: Proven = "exact"

    @property
    def changes_nothing(self) -> bool:
        """Whether every goal keeps its value and every recipient its award."""
        return self.state == "equal" and not self.moved

    @property
    def given(self) -> int:
        """What is given out more in all, or less with a minus [fen]."""
        return sum(self.moved.values())

    @property
    def hands(self) -> int:
        """The money that changes hands, or comes in or goes out if that is more [fen]."""
        up = sum(fen for fen in self.moved.values() if fen > 0)
        return max(up, up - self.given)


NO_EFFECT = Effect("equal")
"""Of a change that is known to change nothing without solving."""


def effect_of(before: Answer, after: Answer) -> Effect:
    """Return what the best plan after a change is beside the one before.

    Args:
        before: Has a plan.
    """
    if after.plan is None:
        grade = after.outcome.infeasible
        return Effect("no_plan" if grade != "no" else "open", proven=grade)
    names = [r.name for r in before.problem.recipients]
    moves = {name: after.given(name) - before.given(name) for name in names}
    moved = {name: fen for name, fen in moves.items() if fen}
    proven = min(before.outcome.proven, after.outcome.proven, key=GRADES.index)
    pairs = tuple(zip(before.outcome.goals, after.outcome.goals, strict=False))
    if not _is_comparable(before, after):
        differs = (i for i, (one, other) in enumerate(pairs) if one.value != other.value)
        return Effect("anew", pairs, next(differs, None), moved, proven)
    keys = zip(_keys(before), _keys(after), strict=True)
    for place, (one, other) in enumerate(keys):
        if one != other:
            state: State = "better" if other < one else "worse"
            return Effect(state, pairs, place, moved, proven)
    return Effect("equal", pairs, None, moved, proven)


def _is_comparable(before: Answer, after: Answer) -> bool:
    """Return whether goals mean the same before and after: of one plan they have one value."""
    labels = [[goal.label for goal in answer.program.goals] for answer in (before, after)]
    if before.targets.of != after.targets.of or labels[0] != labels[1]:
        return False
    ends = (before.outcome.goals, after.outcome.goals)
    if any(len(goals) != len(labels[0]) for goals in ends) or before.plan is None:
        return False
    return all(
        goal.value(after.problem, after.targets, before.plan)
        == goal.value(before.problem, before.targets, before.plan)
        for goal in before.problem.goals
    )


def _keys(answer: Answer) -> list[Any]:
    """Return by goal what plans are compared by: its best value, or all levels, highest first."""
    assert answer.outcome.x is not None
    x = answer.outcome.x.tolist()
    keys: list[Any] = []
    for goal, told in zip(answer.program.goals, answer.outcome.goals, strict=True):
        if isinstance(goal, Leximin):
            levels = (goal.level(i, x[j]) for i, j in enumerate(goal.columns))
            keys.append(sorted((max(goal.best, level) for level in levels), reverse=True))
        else:
            keys.append(told.value)
    return keys


def leaves_room(answer: Answer) -> bool:
    """Return whether a goal leaves room for those after it.

    Then a rule may narrow the room without being broken, and a plan that keeps it need not be best.
    """
    return any(goal.tolerance is not None for goal in answer.problem.goals)


def figure(value: Fraction, told: GoalOutcome) -> Fraction:
    """Return a goal's value as people count it: of a gain, how much there is."""
    return -value if told.measure == "gain" else value
