"""Why compared scenarios differ, as a person reads it, and as data."""

from collections.abc import Iterator, Sequence
from typing import Any

from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount
from optalloc.core.time_budget import TimeLimit
from optalloc.explaining.difference.attribution import Why, why_they_differ
from optalloc.explaining.difference.describe import (
    amounts_by_change,
    differ_json,
    differ_lines,
    mark_of,
    no_plan_words,
)
from optalloc.explaining.waterfall.rounding import signed
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solved import Solved
from optalloc.present.terminal import MOST_ROWS, Column, Page, padded


def whys(
    scenarios: Sequence[str],
    plans: Sequence[Solved],
    settings: Sequence[str],
    solver: str,
    time_limit: TimeLimit,
) -> Iterator[Why | Words]:
    """Yield for each later scenario why it differs from the first, or why that cannot be said."""
    for path, solved in zip(scenarios[1:], plans[1:], strict=True):
        missing = next((s for s in (plans[0], solved) if s.best is None), None)
        if missing is not None:
            yield no_plan_words(missing.problem.name)
            continue
        ends = answer_of(plans[0]), answer_of(solved)
        yield why_they_differ(scenarios[0], path, settings, solver, time_limit, ends)


def whys_json(found: Sequence[Why | Words], unit: str, lang: Lang) -> list[dict[str, Any]]:
    """Return the explanations as the list under `why`."""
    return [
        differ_json(why, unit, lang)
        if isinstance(why, Why)
        else {"changes": [], "words": [why.say(lang)]}
        for why in found
    ]


def show_whys(found: Sequence[Why | Words], lang: Lang) -> None:
    """Print the explanations."""
    page = Page(lang)
    if not found:
        page.say(
            Words("只有一个情景，没有可比的。", "There is one scenario, and nothing beside it.")
        )
    for why in found:
        page.say(Words("为什么不同", "Why they differ"), "bold")
        if isinstance(why, Words):
            page.say(why)
            continue
        for words in differ_lines(why):
            page.say(words)
        page.say()
        if len(why.changes) > 1:
            _table(page, why)


def _table(page: Page, why: Why) -> None:
    """Print what each change moves beside the recipients, the difference last."""
    names, unit = why.recipients[:MOST_ROWS], why.first.problem.unit
    columns = [
        Column(mark_of(i), padded(signed(amounts))[:MOST_ROWS])
        for i, amounts in enumerate(amounts_by_change(why))
    ]
    sums = signed([show_amount(why.difference(name), unit) for name in why.recipients])
    columns.append(Column(Words("差额", "difference").say(page.lang), padded(sums)[:MOST_ROWS]))
    first = Column(Words("单位", "recipient").say(page.lang), names, True)
    title = Words(f"各项设置移动的资金（单位：{unit}）", f"What each change moved (in {unit})")
    page.grid(title, first, [[column] for column in columns], has_total=False)
