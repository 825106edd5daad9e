"""What is being done, on standard error where somebody is looking: a line, or bars of much work.

The line comes after a second, so that a quick command shows nothing, is written anew as things move
on, and is gone before anything else is printed. A file or a pipe gets none of it.
"""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from optalloc.core.message import Lang, Words, visible
from optalloc.core.time_budget import Budget

AFTER = 1.0
"""Seconds before there is a line."""
EVERY = 0.25
"""Seconds between two looks at what is being done."""
CLEARED = "\r\x1b[2K"


class Doing:
    """The line, as long as the work goes on.

    Attributes:
        budget: The budget of the command, which knows where its solve stands.
        words: What is done beside solving; None while it is the solve that is told of.
    """

    def __init__(self, lang: Lang, budget: Budget) -> None:
        self.lang, self.budget = lang, budget
        self.words: Words | None = None
        self._lock, self._over, self._is_drawn = threading.Lock(), threading.Event(), False

    def step(self, names: Mapping[Any, Words]) -> Callable[[Any, int, int], None]:
        """Return what is told how much of which piece of work is done, and of how much."""

        def told(work: Any, done: int, of: int) -> None:
            self.words = names[work] + Words(f" {done}/{of}", f" {done}/{of}")

        return told

    def say(self, words: Words) -> None:
        """Say what is done from now on."""
        self.words = words

    def around(self, show: Callable[..., None]) -> Callable[..., None]:
        """Return a function that prints, with the line gone meanwhile."""

        def shown(*what: Any) -> None:
            with self._lock:
                self._clear()
                show(*what)

        return shown

    def watch(self) -> None:
        """Draw the line until the work is over; runs in a thread of its own."""
        wait = AFTER
        while not self._over.wait(wait):
            wait = EVERY
            with self._lock:
                if not self._over.is_set():
                    self._draw()

    def end(self) -> None:
        """Take the line away for good."""
        self._over.set()
        with self._lock:
            self._clear()

    def _draw(self) -> None:
        from rich.cells import set_cell_size

        from optalloc.pipeline.outcome_text import position_words

        text = visible((self.words or position_words(self.budget.position)).say(self.lang))
        spent = Words(f"，已用 {self.budget.spent():.0f} 秒", f", {self.budget.spent():.0f} s")
        width = shutil.get_terminal_size().columns - 1
        line = set_cell_size(text + spent.say(self.lang), width).rstrip()
        sys.stderr.write(CLEARED + line)
        sys.stderr.flush()
        self._is_drawn = True

    def _clear(self) -> None:
        if self._is_drawn:
            sys.stderr.write(CLEARED)
            sys.stderr.flush()
            self._is_drawn = False


@contextmanager
def doing(lang: Lang, budget: Budget) -> Iterator[Doing]:
    """Yield the line, drawn where standard error is a terminal and nowhere else."""
    line = Doing(lang, budget)
    if not sys.stderr.isatty():
        yield line
        return
    thread = threading.Thread(target=line.watch, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.end()
        thread.join()


@contextmanager
def progress(names: dict[Any, Words], lang: Lang, has_rate: bool = False) -> Iterator[Any]:
    """Yield a function that takes a piece of work, how much of it is done, and of how much.

    Nothing is drawn where standard error is no terminal: a file gets no bars.

    Args:
        names: What each piece of work is called.
        has_rate: Whether it says how much is done in a second.
    """
    if not sys.stderr.isatty():
        yield lambda work, done, of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from optalloc.present.terminal import environment

    times = (TimeElapsedColumn(), TimeRemainingColumn())
    rate = (TextColumn("{task.fields[rate]}"),) if has_rate else ()
    columns = (BarColumn(), MofNCompleteColumn(), *rate, *times)
    text = TextColumn("{task.description}", markup=False)
    console = Console(stderr=True, _environ=environment())
    with Progress(text, *columns, console=console, transient=True) as bars:
        known: dict[Any, Any] = {}

        def told(work: Any, done: int, of: int) -> None:
            if work not in known:
                known[work] = bars.add_task(names[work].say(lang), total=of, rate="")
            bars.update(known[work], completed=done, total=of)
            speed = next(t.speed for t in bars.tasks if t.id == known[work])
            if speed:
                said = Words(f"每秒 {speed:.0f}", f"{speed:.0f} a second").say(lang)
                bars.update(known[work], rate=said)

        yield told
