"""A sweep as a person reads it: a line a point, its values, goals and totals."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.alignment import NONE, aligned, padded
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_fraction
from optalloc.exploring.jobs.plan_rows import STATES
from optalloc.exploring.sweep.sweep import Swept
from optalloc.exploring.weights.terminal import say_states
from optalloc.present.document import MOST_ROWS
from optalloc.present.result_rows import Row, said
from optalloc.present.terminal import GridColumn, Terminal

DIGITS = 4


def show_swept(found: Swept, lang: Lang) -> None:
    """Print the points of a sweep."""
    page, job = Terminal(lang), found.job
    page.say(job.problem.title or job.problem.name, "bold")
    for note in job.problem.notes:
        page.item(Words("注：", "Note: ").say(lang), note, "dim")
    states = Counter(row["state"] for row in found.rows)
    proven = Counter(row["proven"] for row in found.rows if "proven" in row)
    count = len(found.rows)
    page.say(Words(f"共 {count} 种组合。", f"{count} points."))
    say_states(page, states, proven)
    page.say()
    _points(page, found)
    _without(page, found)
    if count > MOST_ROWS:
        page.say(
            Words(
                f"只显示前 {MOST_ROWS} 行；--out 写出全部。",
                f"The first {MOST_ROWS} rows; --out writes them all.",
            )
        )


def _points(page: Terminal, found: Swept) -> None:
    job, unit = found.job, found.job.problem.unit
    rows = found.rows[:MOST_ROWS]
    values = [job.point(number) for number in range(len(rows))]
    axes = [
        GridColumn(axis.key.rpartition(".")[2], padded([value[i] for value in values]))
        for i, axis in enumerate(job.axes)
    ]
    ended = [_ended(row).say(page.lang) for row in rows]
    result = GridColumn(Words("结果", "result").say(page.lang), ended, is_text=True)
    groups = [axes[1:]] if axes[1:] else []
    groups += [[result]]
    for i, goal in enumerate(job.problem.goals):
        head = goal.label if len(job.problem.goals) > 1 else Words("目标", "goal").say(page.lang)
        groups.append([GridColumn(head, padded([_goal(row, i) for row in rows]))])
    for i, recipient in enumerate(job.problem.recipients):
        amounts = [row["totals"][i] if "totals" in row else None for row in rows]
        groups.append([GridColumn(recipient.name, aligned(amounts, unit))])
    title = Words(
        f"每种组合的最优方案（单位：{unit}）", f"The best plan of every point (in {unit})"
    )
    if any(row.get("proven") == "no" for row in rows):
        title = Words(
            f"每种组合的方案（单位：{unit}；到时限为止最好的，不是都证明了最优）",
            f"The plan of every point (in {unit}; the best found in time, not all proven best)",
        )
    page.grid(title, axes[0], groups, has_total=False)


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
    return NONE if goals is None else show_fraction(Fraction(goals[place]), DIGITS)


def _without(page: Terminal, found: Swept) -> None:
    """Print why points have no plan; the same reason once."""
    reasons: dict[str, list[str]] = {}
    for number, row in enumerate(found.rows):
        if row["state"] != "plan":
            why = said(row.get("why", ()), page.lang)
            reasons.setdefault(why, []).append(" / ".join(found.job.point(number)))
    for why, points in list(reasons.items())[:MOST_REASONS]:
        page.item(" · ", f"{_some(points)}: {why}")
    if len(reasons) > MOST_REASONS:
        left = len(reasons) - MOST_REASONS
        page.say(Words(f"还有 {left} 种原因，见 --out。", f"{left} more reasons, see --out."))


MOST_REASONS = 5


def _some(points: Sequence[str]) -> str:
    if len(points) <= 6:
        return ", ".join(points)
    return f"{', '.join(points[:3])}, … {points[-1]} ({len(points)})"
