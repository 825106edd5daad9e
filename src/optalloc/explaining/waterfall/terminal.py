"""The way from target to award as a person reads it: in words, and as a table."""

from fractions import Fraction

from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount
from optalloc.explaining.waterfall.describe import (
    opening_lines,
    recipient_line,
    waterfall_figures,
    waterfall_lines,
)
from optalloc.explaining.waterfall.rounding import digits_for, shown, signed
from optalloc.explaining.waterfall.waterfall import Waterfall
from optalloc.present.terminal import MOST_ROWS, Column, Page, padded

MOST_LINES = 12
"""Recipients up to which each has its sentence too."""


def show_waterfall(
    found: Waterfall, lang: Lang, recipient: str | None = None, brief: bool = False
) -> None:
    """Print the way of one recipient in words, or of all as a table.

    Args:
        recipient: Whose way; None for everybody's.
        brief: Whether it is left to the table who got what by which step.
    """
    page = Page(lang)
    page.say(Words("为什么是这个金额", "Why these amounts"), "bold")
    names = [r.name for r in found.answer.problem.recipients]
    hidden = {recipient_line(found, name) for name in names if len(names) > MOST_LINES}
    brief = brief and bool(found.steps)
    for words in opening_lines(found) if brief else waterfall_lines(found, recipient):
        if recipient is not None or words not in hidden:
            page.say(words)
    page.say()
    if recipient is None and found.steps:
        _table(page, found)
    if recipient is None and hidden:
        page.say(
            Words("逐个单位的说明：--recipient 名称。", "One recipient in words: --recipient NAME.")
        )


def _table(page: Page, found: Waterfall) -> None:
    """Print target, changes and award beside the recipients."""
    problem = found.answer.problem
    names, steps, figures = waterfall_figures(found)
    sums = [sum((row[i] for row in figures), Fraction(0)) for i in range(len(steps))]
    rows = [shown(row, problem.unit, digits_for(problem)) for row in [*figures[:MOST_ROWS], sums]]
    heads = [words.say(page.lang) for words in steps]
    columns = [Column(heads[0], padded([row[0] for row in rows]))]
    for i in range(1, len(steps)):
        columns.append(Column(heads[i], padded(signed([row[i] for row in rows]))))
    awards = [found.answer.given(name) for name in names]
    last = [show_amount(fen, problem.unit) for fen in (*awards[:MOST_ROWS], sum(awards))]
    columns.append(Column(Words("安排额", "award").say(page.lang), padded(last)))
    total = Words("合计", "total").say(page.lang)
    first = Column(
        Words("单位", "recipient").say(page.lang), [*names[:MOST_ROWS], total], is_text=True
    )
    title = Words(
        f"从测算额到安排额（单位：{problem.unit}）", f"From target to award ({problem.unit})"
    )
    page.grid(title, first, [[column] for column in columns], has_total=True)
