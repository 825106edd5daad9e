"""Write the rows of a job as CSV, row by row; each says what it was worked out from."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from optalloc.core.atomic_files import csv_pieces, written_beside
from optalloc.core.message import Lang, Words
from optalloc.exploring.jobs.journal import digest
from optalloc.present.result_rows import Cell, Job, ResultColumn, ResultRows

DIGEST = ResultColumn(Words("输入摘要", "inputs"))
"""The last column: the SHA-256 of everything that decides the rows, inputs, settings and seed."""


def headings(job: Job) -> Sequence[ResultColumn]:
    """Return the columns of the table, the digest last."""
    return [*job.headings(), DIGEST]


def lines(job: Job, rows: ResultRows, lang: Lang) -> Iterator[list[Cell]]:
    """Yield the rows as cells, one at a time."""
    key = digest(job.about())
    for number, row in rows:
        yield [*job.cells(number, row, lang), key]


def write_csv(path: Path, job: Job, rows: ResultRows, lang: Lang) -> None:
    """Write the table, moved into place whole.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """

    def texts() -> Iterator[list[str]]:
        yield [heading.words.say(lang) for heading in headings(job)]
        for cells in lines(job, rows, lang):
            yield ["" if cell is None else str(cell) for cell in cells]

    with written_beside(path) as file:
        file.writelines(csv_pieces(texts()))
