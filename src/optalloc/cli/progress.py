"""A bar on standard error for work that takes a while, where somebody is looking."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from optalloc.core.message import Lang, Words


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
