"""Say what a sweep came to: a row a point, its values, goals and totals.

Where one number is swept the knee is told too: where the first goal that moves bends most.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import Lang, Words, first_few, same
from optalloc.core.money import beside_exact, show_known, show_percent
from optalloc.exploring.goal_stages import measure_of
from optalloc.exploring.jobs.plan_rows import STATES, job_json, row_json, states_line, why_words
from optalloc.exploring.knees import Knee, knee_of
from optalloc.exploring.sweep.axes import axis_words, numbers_of, value_told
from optalloc.exploring.sweep.sweep import SweepJob, Swept
from optalloc.pipeline.describe import heading, notes_of
from optalloc.present.document import Block, Column, Section, TableBlock, Text, amounts_in
from optalloc.present.result_rows import Row
from optalloc.problem.interfaces import Goal

if TYPE_CHECKING:
    from optalloc.present.answers.explored import SweepAnswer, SweptKneeJson


PERCENT_DIGITS = 1

DIGITS = 4

MOST_REASONS = 5


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
    is_share = measure_of(problem, told.goal) == "share"
    first, last = (_value(value, is_share) for value in told.values)
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
    is_share = measure_of(problem, told.goal) == "share"
    first, last = (_value(value, is_share) for value in told.values)
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


def swept_document(found: Swept) -> Iterator[Section]:
    """Yield the points of a sweep."""
    problem, count = found.job.problem, len(found.rows)
    states = Counter(row["state"] for row in found.rows)
    proven = Counter(row["proven"] for row in found.rows if "proven" in row)
    blocks: list[Block] = [*notes_of(problem)]
    blocks.append(Text(Words(f"共 {count} 种组合。", f"{count} points.")))
    blocks += [Text(states_line(states, proven)), _points(found)]
    if knee := swept_knee(found):
        blocks.append(Text(swept_knee_words(found, knee)))
    blocks += _without(found)
    yield Section("sweep", heading(problem), blocks)


def _points(found: Swept) -> TableBlock:
    job, unit, rows = found.job, found.job.problem.unit, found.rows
    values = [job.point(number) for number in range(len(rows))]
    columns = [
        Column(
            axis_words(axis, job.problem),
            [value_told(axis, text) for text in padded([value[i] for value in values])],
            is_joined=i > 1,
        )
        for i, axis in enumerate(job.axes)
    ]
    columns.append(Column(Words("结果", "result"), [_ended(row) for row in rows], is_text=True))
    for i, goal in enumerate(job.problem.goals):
        head = goal.shown if len(job.problem.goals) > 1 else Words("目标", "goal")
        is_share = measure_of(job.problem, goal) == "share"
        columns.append(Column(head, padded([_goal(row, i, is_share) for row in rows])))
    for i, recipient in enumerate(job.problem.recipients):
        amounts = [row["totals"][i] if "totals" in row else None for row in rows]
        columns.append(Column(recipient.name, aligned(amounts, unit)))
    title = Words("每种组合的最优方案", "The best plan of every point") + amounts_in(unit)
    if any(row.get("proven") == "no" for row in rows):
        title = Words(
            f"每种组合的方案（单位：{unit}；找到的最好的，不是都证明了最优）",
            f"The plan of every point (in {unit}; the best found, not all proven best)",
        )
    return TableBlock("points", title, columns)


def _ended(row: Row) -> Words:
    """Return how a row ended; a plan that is not proven best says so."""
    state = STATES[row["state"]]
    return (
        state + Words("（未证明最优）", " (not proven best)")
        if row.get("proven") == "no"
        else state
    )


def _goal(row: Row, place: int, is_share: bool) -> str:
    goals = row.get("goals")
    return NONE if goals is None else _value(Fraction(goals[place]), is_share)


def _value(value: Fraction, is_share: bool) -> str:
    """Show what a goal came to, as other screens do: a shortfall in percent."""
    return show_percent(value, DIGITS) if is_share else show_known(value, DIGITS)


def _without(found: Swept) -> Iterator[Text]:
    """Yield why points have no plan; the same reason once."""
    reasons: dict[Words, list[str]] = {}
    for number, row in enumerate(found.rows):
        if row["state"] != "plan":
            reasons.setdefault(why_words(row), []).append(" / ".join(found.job.point(number)))
    shown = first_few(list(reasons.items()), MOST_REASONS)
    for why, points in shown:
        yield Text(same(f"{_some(points)}: ") + why, mark=" · ")
    if left := len(reasons) - len(shown):
        yield Text(Words(f"还有 {left} 种原因，见 --out。", f"{left} more reasons, see --out."))


def _some(points: Sequence[str]) -> str:
    if len(points) <= 6:
        return ", ".join(points)
    return f"{', '.join(points[:3])}, … {points[-1]} ({len(points)})"


def swept_json(found: Swept, lang: Lang) -> "SweepAnswer":
    """Return every point of a sweep."""
    job = found.job
    rows = enumerate(found.rows)
    return {
        **job_json(job, found.written),
        "unit": job.problem.unit,
        "states": dict(Counter(row["state"] for row in found.rows)),
        "rows": [{"set": _point(job, n), **row_json(job.problem, row, lang)} for n, row in rows],
        "knee": _knee(found, lang),
    }


def _knee(found: Swept, lang: Lang) -> "SweptKneeJson | None":
    """Return where a sweep bends most, its way and depth in parts of 1; None where nowhere."""
    knee = swept_knee(found)
    if knee is None:
        return None
    said = {"set": _point(found.job, knee.number), "goal": knee.goal.label}
    for name in ("along", "across", "depth"):
        said |= beside_exact(name, getattr(knee.knee, name))
    return cast("SweptKneeJson", {**said, "words": swept_knee_words(found, knee).say(lang)})


def _point(job: SweepJob, number: int) -> dict[str, str]:
    keys = (axis.key for axis in job.axes)
    return dict(zip(keys, job.point(number), strict=True))
