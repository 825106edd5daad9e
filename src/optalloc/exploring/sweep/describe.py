"""Say what a sweep came to: a row a point, its values, goals and totals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import Lang, Words, first_few, same
from optalloc.core.money import beside_exact, show_known
from optalloc.exploring.jobs.plan_rows import STATES, job_json, row_json, states_line, why_words
from optalloc.exploring.sweep.axes import axis_words, value_told
from optalloc.exploring.sweep.sweep import SweepJob, Swept
from optalloc.exploring.sweep.swept_knee import swept_knee, swept_knee_words
from optalloc.pipeline.describe import heading, notes_of
from optalloc.present.document import Block, Column, Section, TableBlock, Text, amounts_in
from optalloc.present.result_rows import Row

if TYPE_CHECKING:
    from optalloc.present.answers.explored import SweepAnswer, SweptKneeJson

DIGITS = 4
MOST_REASONS = 5


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
        columns.append(Column(head, padded([_goal(row, i) for row in rows])))
    for i, recipient in enumerate(job.problem.recipients):
        amounts = [row["totals"][i] if "totals" in row else None for row in rows]
        columns.append(Column(recipient.name, aligned(amounts, unit)))
    title = Words("每种组合的最优方案", "The best plan of every point") + amounts_in(unit)
    if any(row.get("proven") == "no" for row in rows):
        title = Words(
            f"每种组合的方案（单位：{unit}；到时限为止最好的，不是都证明了最优）",
            f"The plan of every point (in {unit}; the best found in time, not all proven best)",
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


def _goal(row: Row, place: int) -> str:
    goals = row.get("goals")
    return NONE if goals is None else show_known(Fraction(goals[place]), DIGITS)


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
