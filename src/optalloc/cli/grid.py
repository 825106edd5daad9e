"""Tables for a terminal: plain text only, amounts right-aligned, widths right for Chinese.

Names come from tables and are data: everything is printed as text, never as markup.
"""

import sys
from collections.abc import Sequence
from fractions import Fraction

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optalloc.money import show_amount, show_percent
from optalloc.words import Lang, Words

WIDTH_WHEN_PIPED = 140
MOST_ROWS = 200
NONE = "—"


class Page:
    """Prints in one language to standard output."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        width = None if sys.stdout.isatty() else WIDTH_WHEN_PIPED
        self.console = Console(highlight=False, markup=False, emoji=False, width=width)

    def say(self, words: Words | str, style: str = "") -> None:
        """Print one line."""
        text = words if isinstance(words, str) else words.say(self.lang)
        self.console.print(Text(text, style=style))

    def table(self, title: Words, heads: Sequence[Words | str], left: int = 1) -> Table:
        """Return an empty table; all but the first `left` columns are right-aligned."""
        grid = Table(
            title=Text(title.say(self.lang), style="bold"),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            show_footer=False,
        )
        for i, head in enumerate(heads):
            text = head if isinstance(head, str) else head.say(self.lang)
            grid.add_column(Text(text), justify="left" if i < left else "right", overflow="fold")
        return grid


def aligned(amounts: Sequence[int | None], unit: str) -> list[str]:
    """Return amounts of one column [fen] with the same number of decimals; None is a dash."""
    shown = [None if a is None else show_amount(a, unit) for a in amounts]
    digits = max((len(s.partition(".")[2]) for s in shown if s is not None), default=0)

    def padded(text: str) -> str:
        whole, _, tail = text.partition(".")
        return f"{whole}.{tail:0<{digits}}" if digits else whole

    return [NONE if s is None else padded(s) for s in shown]


def signed(amounts: Sequence[int | None], unit: str) -> list[str]:
    """Return differences with their sign; nothing moved is 0."""
    texts = aligned(amounts, unit)
    return [f"+{t}" if a is not None and a > 0 else t for a, t in zip(amounts, texts, strict=True)]


def percent(relative: Fraction | None) -> str:
    """Return a relative difference with its sign; a dash where there is none."""
    if relative is None:
        return NONE
    return ("+" if relative > 0 else "") + show_percent(relative, 1)
