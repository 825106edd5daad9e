"""Answer the questions of an explanation in all the processes there are (budget.Spread).

The first second's worth is answered here, and all of it where the rest would not take long: a
process takes a second to start. Answers are the same wherever they are worked out, so who works
does not show.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from optalloc.core.errors import BrokenPromise
from optalloc.core.message import Words
from optalloc.core.time_budget import Questions, Spread
from optalloc.exploring.jobs.executors import (
    FAULT,
    FIRST_HERE,
    ProcessesLost,
    cores,
    here,
    processes,
)
from optalloc.present.result_rows import Row

ANSWER = "answer"
DIED_ANSWERING = Words(
    "计算进程接连意外退出（可能内存不够），什么都没有写出。请关掉占内存的程序，再运行同一命令；"
    "运行 optalloc doctor 可看本机情况。",
    "worker processes died again and again (short of memory?), and nothing was written. Close "
    "what takes memory and run the same command again; optalloc doctor tells of this machine.",
)
WORTH = 6.0
"""Seconds that the rest would take here from which on it is worth starting processes."""


@dataclass(frozen=True)
class QuestionWork:
    """Questions as rows: each holds one answer."""

    questions: Questions

    def row(self, number: int) -> Row:
        """Return one answer."""
        return {ANSWER: self.questions.answer(number)}


def in_processes(
    questions: Questions, workers: int | None = None, first_here: float = FIRST_HERE
) -> Iterator[tuple[int, Any]]:
    """Yield the number and the answer of every question, in any order.

    Args:
        workers: How many processes work; None as many as there are cores.
        first_here: Seconds that this process works alone.

    Raises:
        BrokenPromise: When the program itself failed at a question.
        ProcessesLost: When processes die again and again and nothing is finished between.
    """
    job, workers = QuestionWork(questions), cores() if workers is None else workers
    done, started = 0, time.monotonic()
    todo = iter(range(questions.count))
    for found in here(job, todo, None if workers == 1 else first_here):
        done += len(found)
        yield from _answers(found)
    left = [*range(done, questions.count)]
    each = (time.monotonic() - started) / max(1, done)
    if left and done and each * len(left) < WORTH:
        for found in here(job, left):
            yield from _answers(found)
    elif left:
        try:
            for found in processes(job, left, min(workers, len(left))):
                yield from _answers(found)
        except ProcessesLost:
            # Nothing of it is kept, and the commands that ask have no --workers to be told of.
            raise ProcessesLost(DIED_ANSWERING) from None


def _answers(found: list[tuple[int, Row]]) -> Iterator[tuple[int, Any]]:
    for number, row in found:
        if row.get("state") == FAULT:
            raise BrokenPromise(Words(*row["why"]))
        yield number, row[ANSWER]


def at_once() -> Spread | None:
    """Return what has every question answered in processes from the start; None on one core.

    For few questions, each of them long.
    """
    return partial(in_processes, first_here=0.0) if cores() > 1 else None
