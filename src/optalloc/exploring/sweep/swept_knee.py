"""The knee of a sweep of one number: where the first goal that moves bends most."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from optalloc.core.message import Words
from optalloc.core.money import show_known, show_percent
from optalloc.exploring.goal_stages import measure_of
from optalloc.exploring.knees import Knee, knee_of
from optalloc.exploring.sweep.axes import axis_words, numbers_of
from optalloc.exploring.sweep.sweep import Swept
from optalloc.problem.interfaces import Goal

DIGITS = 4
PERCENT_DIGITS = 1


@dataclass(frozen=True)
class SweptKnee:
    """The knee of a sweep.

    Attributes:
        goal: The goal whose values bend.
        number: The point's number in the sweep, from 0 on.
        ends: The value of the setting at the first point with a proven plan, and at the knee.
        values: The goal's values there, as they are shown.
    """

    goal: Goal
    number: int
    knee: Knee
    ends: tuple[str, str]
    values: tuple[Fraction, Fraction]


def swept_knee(found: Swept) -> SweptKnee | None:
    """Return the knee; None where several settings, or one that is no number, are varied.

    Nor is there one where no goal falls or rises all the way over the proven plans.
    """
    job = found.job
    at = numbers_of(job.axes[0]) if len(job.axes) == 1 else None
    if at is None:
        return None
    rows = [(n, row) for n, row in enumerate(found.rows) if row.get("proven") == "exact"]
    for i, goal in enumerate(job.problem.goals):
        values = [Fraction(row["goals"][i]) for _, row in rows]
        if len(set(values)) < 2:
            continue
        if not _goes_one_way([at[n] for n, _ in rows], is_strict=True) or not _goes_one_way(values):
            return None
        # Of a gain more is better; the curve has its knee below the line all the same.
        sign = -1 if measure_of(job.problem, goal) == "gain" else 1
        curve = [(at[n], sign * v) for (n, _), v in zip(rows, values, strict=True)]
        knee = knee_of(curve)
        if knee is None:
            return None
        number, axis = rows[knee.place][0], job.axes[0]
        ends = axis.values[rows[0][0]], axis.values[number]
        return SweptKnee(goal, number, knee, ends, (values[0], values[knee.place]))
    return None


def _goes_one_way(values: Sequence[Fraction], is_strict: bool = False) -> bool:
    """Return whether values never rise, or never fall; nor stay, where it is strict."""
    steps = [b - a for a, b in pairwise(values)]
    if is_strict and not all(steps):
        return False
    return all(s >= 0 for s in steps) or all(s <= 0 for s in steps)


def swept_knee_words(found: Swept, told: SweptKnee) -> Words:
    """Say where the knee is, and how far setting and goal went up to there.

    Where the goal does not move up to there, or not after it, that is all there is to say.
    """
    if told.knee.across in (0, 1):
        return _level_words(found, told)
    problem = found.job.problem
    what, goal = axis_words(found.job.axes[0], problem), told.goal.words(problem)
    first, last = (show_known(value, DIGITS) for value in told.values)
    along, across = (show_percent(p, PERCENT_DIGITS) for p in (told.knee.along, told.knee.across))
    return Words(
        f"拐点：{what.zh} = {told.ends[1]}。从 {told.ends[0]} 到这里，设置走了全程的 {along}，"
        f"目标（{goal.zh}）由 {first} 变为 {last}，走了全程的 {across}；"
        "各点中它在两端连线以下最远。",
        f"The knee: {what.en} = {told.ends[1]}. From {told.ends[0]} to there the setting goes "
        f"{along} of its way and the goal ({goal.en}) from {first} to {last}, {across} of its way; "
        "no other point is farther below the line between the two ends.",
    )


def _level_words(found: Swept, told: SweptKnee) -> Words:
    """Say the knee of a curve that is level on one side of it."""
    problem = found.job.problem
    what, goal = axis_words(found.job.axes[0], problem), told.goal.words(problem)
    first, last = (show_known(value, DIGITS) for value in told.values)
    along = show_percent(told.knee.along, PERCENT_DIGITS)
    start, end = told.ends
    if not told.knee.across:
        return Words(
            f"拐点：{what.zh} = {end}。从 {start} 到这里，设置走了全程的 {along}，目标（{goal.zh}）"
            f"一直是 {first}，没有代价；过了这里才变。",
            f"The knee: {what.en} = {end}. From {start} to there the setting goes {along} of its "
            f"way at no cost: the goal ({goal.en}) stays at {first}, and moves only after it.",
        )
    return Words(
        f"拐点：{what.zh} = {end}。从 {start} 到这里，设置走了全程的 {along}，目标（{goal.zh}）"
        f"由 {first} 变为 {last}；过了这里就不再变。",
        f"The knee: {what.en} = {end}. From {start} to there the setting goes {along} of its way "
        f"and the goal ({goal.en}) from {first} to {last}; after it the goal stays there.",
    )
