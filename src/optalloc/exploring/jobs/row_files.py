"""Write the rows of a job to a file, CSV or Parquet; each row says what it was worked out from."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import csv_pieces, written_beside
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.extras import how_to_get
from optalloc.core.message import Lang, Words
from optalloc.exploring.jobs.journal import digest
from optalloc.present.result_rows import Cell, Job, ResultColumn, ResultRows

DIGEST = ResultColumn(Words("输入摘要", "inputs"))
"""The last column: the SHA-256 of everything that decides the rows, inputs, settings and seed."""
AT_A_TIME = 10_000
"""Rows of Parquet held in memory."""
DIGITS, DECIMALS = 38, 12
"""Of a decimal of Parquet: whole fen in 亿元 take ten decimals."""


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
    if faults:
        raise InputUnusable(faults)


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
