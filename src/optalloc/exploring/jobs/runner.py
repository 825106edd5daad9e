"""Carry out a job: take up what is written down, work out the rest, write the tables.

The tables are written from the journal in the order of the rows' numbers: whatever happened on the
way, they are the same to the byte.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain, takewhile
from pathlib import Path

from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words
from optalloc.core.time_budget import Budget
from optalloc.exploring.jobs.csv_rows import write_csv
from optalloc.exploring.jobs.dask_cluster import check_cluster, cluster
from optalloc.exploring.jobs.executors import FIRST_HERE, Found, cores, here, processes
from optalloc.exploring.jobs.journal import Journal, open_journal
from optalloc.exploring.jobs.parquet_rows import check_parquet, write_parquet
from optalloc.exploring.jobs.time_limited import NOT_BEGUN, Hurried
from optalloc.present.result_rows import Job

MOST_WORKERS = 1024
TABLE, PARQUET = "results.csv", "results.parquet"

Todo = Callable[[], Iterator[int]]
Tell = Callable[[int, int], None]
"""Is told how many rows are done, and how many there will be."""


@dataclass(frozen=True)
class Run:
    """How a job is carried out; nothing here changes a row.

    Attributes:
        out: The folder of its journal and its tables; None keeps neither.
        workers: How many processes work; 1 is this one; None as many as there are cores, once it
            takes longer than a moment.
        on: The address of a cluster, `dask://host:port`; None works on this machine.
        parquet: Whether the table is written as Parquet too.
        tell: Is told how far it is.
        budget: Wall time for all rows together; a job's own limit is none of its own beside it.
    """

    out: Path | None = None
    workers: int | None = None
    on: str | None = None
    parquet: bool = False
    tell: Tell | None = None
    budget: Budget = field(default_factory=Budget)

    def check(self) -> None:
        """Refuse what cannot be, before the work and not after it.

        Raises:
            InputUnusable: With every fault found.
        """
        faults = list[Fault]()
        for check in self._checks():
            try:
                check()
            except InputUnusable as refused:
                faults += refused.faults
        if faults:
            raise InputUnusable(faults)

    def _checks(self) -> Iterator[Callable[[], object]]:
        if self.out is not None:
            out = self.out
            yield lambda: check_folder(out)
        if self.on is not None:
            on = self.on
            yield lambda: check_cluster(on)
        if self.parquet:
            yield lambda: check_parquet(self.out)
        if self.workers is not None and not 1 <= self.workers <= MOST_WORKERS:
            yield self._refuse_workers

    def _refuse_workers(self) -> None:
        allowed = Words(f"应为 1 到 {MOST_WORKERS} 的整数", f"a whole number, 1 to {MOST_WORKERS}")
        raise InputUnusable(
            [Fault("", Words("--workers", "--workers"), allowed, str(self.workers))]
        )


HERE = Run()


@contextmanager
def carried_out(job: Job, run: Run) -> Iterator[Journal]:
    """Work out every row of a job that is not written down yet, and hold the journal open.

    Raises:
        InputUnusable: When the folder holds something else, or the job cannot be run there.
    """
    run.check()
    with closing(open_journal(job, run.out)) as journal:
        told = run.tell or (lambda done, count: None)
        told(journal.done, journal.count)
        left = run.budget.left()
        hurried = None if left is None else Hurried(job, time.time() + left)
        for found in _found(hurried or job, _in_time(journal.todo, hurried), run):
            journal.add(found)
            told(journal.done, journal.count)
        if hurried is not None:
            journal.others = NOT_BEGUN
        yield journal


def _in_time(numbers: Todo, hurried: Hurried | None) -> Todo:
    """Return what yields the numbers that are not done yet, while there is time for them."""

    def todo() -> Iterator[int]:
        return takewhile(lambda n: hurried is None or hurried.begins(n), numbers())

    return todo


def _found(job: Job, numbers: Todo, run: Run) -> Iterator[Found]:
    todo = numbers()
    if run.on is not None:
        first = next(todo, None)
        if first is not None:
            yield from cluster(job, chain([first], todo), run.on)
        return
    workers = cores() if run.workers is None else run.workers
    if workers == 1:
        yield from here(job, todo)
        return
    if run.workers is None:
        yield from here(job, todo, FIRST_HERE)
        todo = numbers()
    first = next(todo, None)
    if first is not None:
        yield from processes(job, chain([first], todo), workers)


def write_tables(job: Job, journal: Journal, run: Run, lang: Lang) -> tuple[Path, ...]:
    """Write the rows as a table, CSV and where it is asked for Parquet, and return the files."""
    if run.out is None:
        return ()
    written = [run.out / TABLE]
    write_csv(written[0], job, journal, lang)
    if run.parquet:
        written.append(run.out / PARQUET)
        write_parquet(written[1], job, journal, lang)
    return tuple(written)
