"""Carry out a job: take up what is written down, work out the rest, write the tables.

The tables, CSV or Parquet, are written from the journal in the order of the rows' numbers: whatever
happened on the way, they are the same to the byte. Each row says what it was worked out from.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.util import find_spec
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any, cast

from optalloc.core.atomic_files import check_folder, csv_pieces, written_beside
from optalloc.core.errors import Fault, InputUnusable, collecting, refuse_any
from optalloc.core.extras import how_to_get
from optalloc.core.message import Lang, Words
from optalloc.core.time_budget import FIRST_PLAN, HALF, Budget, Progress
from optalloc.exploring.jobs.executors import (
    FIRST_HERE,
    Found,
    check_cluster,
    cluster,
    cores,
    here,
    processes,
)
from optalloc.exploring.jobs.journal import Journal, digest, open_journal
from optalloc.present.result_rows import (
    LATE,
    Cell,
    Job,
    ResultColumn,
    ResultRows,
    Row,
    RowWork,
    pair,
)

MOST_WORKERS = 1024

TABLE, PARQUET = "results.csv", "results.parquet"

Todo = Callable[[], Iterator[int]]

NOT_BEGUN: Row = {
    "state": "open",
    "why": pair(Words("时限已到，没有计算。", "The time limit was over before this was begun.")),
    LATE: True,
}

DIGEST = ResultColumn(Words("输入摘要", "inputs"))
"""The last column: the SHA-256 of everything that decides the rows, inputs, settings and seed."""

AT_A_TIME = 10_000
"""Rows of Parquet held in memory."""

DIGITS, DECIMALS = 38, 12
"""Of a decimal of Parquet: whole fen in 亿元 take ten decimals."""


# A job within a time limit: every row may take half of what is left, and none begins after that.
#
# The limit is for all rows together (docs/decisions/0057). What it leaves out is a row that says
# so; it is not written down as worked out, so the same command goes on with it another time.
@dataclass(frozen=True)
class Hurried:
    """A job whose rows end by a moment.

    Attributes:
        job: A dataclass that has what solving a row is told as `how`.
        until: The moment (of time.time, which other processes share).
    """

    job: Job
    until: float

    def begins(self, number: int) -> bool:
        """Return whether a row still begins; the first does in any case, so that there is one."""
        return number == 0 or time.time() < self.until

    def row(self, number: int) -> Row:
        """Return one row, worked out in half of the time that is left."""
        if not self.begins(number):
            return NOT_BEGUN
        least = FIRST_PLAN if number == 0 else 0.0
        share = max(least, (self.until - time.time()) / HALF)
        job = cast("Any", self.job)
        return cast("Row", replace(job, how=job.how.within(share)).row(number))


@dataclass(frozen=True)
class RunOptions:
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
    tell: Progress | None = None
    budget: Budget = field(default_factory=Budget)

    def check(self) -> None:
        """Refuse what cannot be, before the work and not after it.

        Raises:
            InputUnusable: With every fault found.
        """
        faults = list[Fault]()
        for check in self._checks():
            with collecting(faults):
                check()
        refuse_any(faults)

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


HERE = RunOptions()


@contextmanager
def carried_out(job: Job, run: RunOptions) -> Iterator[Journal]:
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


def _found(work: RowWork, numbers: Todo, run: RunOptions) -> Iterator[Found]:
    todo = numbers()
    if run.on is not None:
        first = next(todo, None)
        if first is not None:
            yield from cluster(work, chain([first], todo), run.on)
        return
    workers = cores() if run.workers is None else run.workers
    if workers == 1:
        yield from here(work, todo)
        return
    if run.workers is None:
        yield from here(work, todo, FIRST_HERE)
        todo = numbers()
    first = next(todo, None)
    if first is not None:
        yield from processes(work, chain([first], todo), workers)


def write_tables(job: Job, journal: Journal, run: RunOptions, lang: Lang) -> tuple[Path, ...]:
    """Write the rows as a table, CSV and where it is asked for Parquet, and return the files."""
    if run.out is None:
        return ()
    written = [run.out / TABLE]
    write_csv(written[0], job, journal, lang)
    if run.parquet:
        written.append(run.out / PARQUET)
        write_parquet(written[1], job, journal, lang)
    return tuple(written)


def headings(job: Job) -> Sequence[ResultColumn]:
    """Return the columns of the table, the digest last."""
    return [*job.headings(), DIGEST]


def lines(job: Job, rows: ResultRows, lang: Lang) -> Iterator[list[Cell]]:
    """Yield the rows as cells, one at a time."""
    key = digest(job.about())
    for number, row in rows:
        yield [*job.cells(number, row, lang), key]


def write_csv(path: Path, job: Job, rows: ResultRows, lang: Lang) -> None:
    """Write the table row by row, moved into place whole.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """

    def texts() -> Iterator[list[str]]:
        yield [heading.words.say(lang) for heading in headings(job)]
        for cells in lines(job, rows, lang):
            yield ["" if cell is None else str(cell) for cell in cells]

    with written_beside(path) as file:
        file.writelines(csv_pieces(texts()))


def check_parquet(out: Path | None) -> None:
    """Refuse Parquet that cannot be written, before the work and not after it.

    Raises:
        InputUnusable: When the extra is not installed, or there is no folder for it.
    """
    option, faults = Words("--parquet", "--parquet"), list[Fault]()
    if find_spec("pyarrow") is None:
        allowed = Words("须先安装 Parquet 组件", "Parquet needs an extra that is not installed")
        faults.append(Fault("", option, allowed, None, how_to_get("parquet")))
    if out is None:
        allowed = Words("要和 --out 一起用", "it goes with --out")
        faults.append(Fault("", option, allowed))
    refuse_any(faults)


def write_parquet(path: Path, job: Job, rows: ResultRows, lang: Lang) -> None:
    """Write the table so many rows at a time, moved into place whole; the extra `parquet`.

    Amounts and weights are decimals, exact as in the CSV; the digest of the inputs and what they
    are stand in the file's own notes too.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    heads, about = headings(job), job.about()
    notes = {"about": json.dumps(about, ensure_ascii=False), "inputs": digest(about)}
    schema = pyarrow.schema(
        [(heading.words.say(lang), _type(heading)) for heading in heads], metadata=notes
    )
    found = lines(job, rows, lang)
    with written_beside(path) as file, ParquetWriter(file, schema) as writer:
        while some := list(islice(found, AT_A_TIME)):
            columns = [
                pyarrow.array([_value(head, cells[i]) for cells in some], schema.field(i).type)
                for i, head in enumerate(heads)
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def _type(heading: ResultColumn) -> Any:
    import pyarrow

    if heading.kind == "decimal":
        return pyarrow.decimal128(DIGITS, DECIMALS)
    return pyarrow.int64() if heading.kind == "whole" else pyarrow.string()


def _value(heading: ResultColumn, cell: Cell) -> object:
    if heading.kind == "decimal":
        return Decimal(str(cell)).quantize(Decimal(1).scaleb(-DECIMALS)) if cell else None
    return cell
