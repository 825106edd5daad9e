"""How much worse than in the best plan a goal may be: a part of its value, or so much more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT, parse_amount, parse_share
from optalloc.exploring.goal_stages import goal_called, laid, unknown_goal
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem

OPTION = same("--within")


@dataclass(frozen=True)
class GoalTolerance:
    """How much worse than in the best plan a goal may be.

    Attributes:
        size: A part of its value, or so much in what it is counted in (fen, fen squared, a share).
        text: As the user wrote it.
    """

    size: Fraction
    is_part: bool
    text: str = ""

    def most(self, value: Fraction) -> Fraction:
        """Return the most that a goal with a value in the best plan may come to."""
        return value + (abs(value) * self.size if self.is_part else self.size)


def rooms_of(problem: Problem, texts: Sequence[str]) -> dict[str, GoalTolerance]:
    """Read how much worse than in the best plan goals may be.

    Args:
        texts: `ROOM` for every goal, or `GOAL=ROOM` for the goals named, the others being free.
            A room is `2%` of the value, an amount such as `3万元` where the goal is counted in
            money, or `+0.02` in what the goal is counted in.

    Raises:
        InputUnusable: With everything that is wrong with any of them.
    """
    faults: list[Fault] = []
    rooms: dict[str, GoalTolerance] = {}
    for text in texts:
        label, sign, size = text.rpartition("=")
        named = goal_called(problem, label.strip()) if sign else None
        if sign and named is None:
            faults.append(unknown_goal(problem, OPTION, label))
            continue
        for goal in problem.goals:
            if named in (None, goal):
                room = _room(problem, goal, size.strip(), faults)
                rooms[goal.label] = room or GoalTolerance(Fraction(0), True)
    if faults:
        raise InputUnusable(faults)
    return rooms


def _room(problem: Problem, goal: Goal, text: str, faults: list[Fault]) -> GoalTolerance | None:
    """Return one goal's room; None with a fault where the text is none."""
    try:
        is_more = text.startswith("+")
        if not is_more and text.endswith(("%", "％")):
            room = GoalTolerance(parse_share(text), True, text)
        elif goal.is_money():
            room = GoalTolerance(
                Fraction(parse_amount(text.removeprefix("+"), problem.unit)), False, text
            )
        elif is_more:
            room = GoalTolerance(parse_share(text[1:]) * _measured_in(problem, goal), False, text)
        else:
            raise ValueError(text)
        if room.size < 0:
            raise ValueError(text)
    except ValueError:
        allowed = Words(
            f"{goal.label}（{goal.shown.zh}）应为百分数，或按它的计量写 +数，如 2%、+0.02",
            f"{goal.label}: a percentage, or +NUMBER in what it is counted in: 2%, +0.02",
        )
        if goal.is_money():
            allowed = Words(
                f"{goal.label}（{goal.shown.zh}）应为百分数或金额，如 2%、3万元",
                f"{goal.label}: a percentage or an amount, such as 2% or 3万元",
            )
        faults.append(Fault("", OPTION, allowed, text))
        return None
    return room


def _measured_in(problem: Problem, goal: Goal) -> int:
    """Return what one of a goal's own measure is: fen squared in a unit squared, or 1."""
    measure = laid(replace(problem, goals=(goal,))).aim(goal.label).measure
    return FEN_PER_UNIT[problem.unit] ** 2 if measure == "money squared" else 1
