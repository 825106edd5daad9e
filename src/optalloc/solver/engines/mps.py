"""Write a linear program as the MPS file that CBC reads (docs/decisions/0007-arrays-to-mps.md)."""

from collections.abc import Iterator
from typing import TextIO

import numpy as np

from optalloc.solver.engines.interface import LinearProgram
from optalloc.solver.program.program import UNBOUNDED


def write_mps(linear: LinearProgram, branch: bool, file: TextIO) -> None:
    """Write a linear program as MPS; its columns are c0, c1, … and its rows r0, r1, ….

    Args:
        branch: Whether whole columns are marked as such.
    """
    for part in (_rows, _columns, _sides, _bounds):
        file.writelines(part(linear, branch))
    file.write("ENDATA\n")


def _rows(linear: LinearProgram, branch: bool) -> Iterator[str]:
    # Without FREE, CBC guesses the format from the first line of COLUMNS, and guesses it fixed when
    # the first column has a cost.
    yield "NAME optalloc FREE\nROWS\n N  OBJ\n"
    for i, (low, high) in enumerate(zip(linear.low.tolist(), linear.high.tolist(), strict=True)):
        sort = "E" if low == high else "G" if low > -UNBOUNDED else "L"
        yield f" {sort}  r{i}\n"


def _columns(linear: LinearProgram, branch: bool) -> Iterator[str]:
    """Yield the matrix by columns, with the cost first; whole columns stand between markers."""
    order = np.argsort(linear.column, kind="stable")
    row = np.repeat(np.arange(len(linear.low)), np.diff(linear.start))[order].tolist()
    coefficient = linear.coefficient[order].tolist()
    ends = np.cumsum(np.bincount(linear.column, minlength=len(linear.cost))).tolist()
    whole = (linear.is_whole & branch).tolist()
    yield "COLUMNS\n"
    entry, is_open = 0, False
    for j, cost in enumerate(linear.cost.tolist()):
        if whole[j] != is_open:
            is_open = whole[j]
            yield f"    MARK      'MARKER'                 '{'INTORG' if is_open else 'INTEND'}'\n"
        if cost or entry == ends[j]:
            yield f"    c{j}  OBJ  {cost!r}\n"
        while entry < ends[j]:
            yield f"    c{j}  r{row[entry]}  {coefficient[entry]!r}\n"
            entry += 1
    if is_open:
        yield "    MARK      'MARKER'                 'INTEND'\n"


def _sides(linear: LinearProgram, branch: bool) -> Iterator[str]:
    """Yield right-hand sides; a row with two of them has a range."""
    ranges = []
    yield "RHS\n"
    for i, (low, high) in enumerate(zip(linear.low.tolist(), linear.high.tolist(), strict=True)):
        side = low if low > -UNBOUNDED else high
        if side:
            yield f"    RHS  r{i}  {side!r}\n"
        if -UNBOUNDED < low < high < UNBOUNDED:
            ranges.append(f"    RNG  r{i}  {high - low!r}\n")
    if ranges:
        yield "RANGES\n"
        yield from ranges


def _bounds(linear: LinearProgram, branch: bool) -> Iterator[str]:
    yield "BOUNDS\n"
    for j, (low, high) in enumerate(zip(linear.lower.tolist(), linear.upper.tolist(), strict=True)):
        if low == high:
            yield f" FX BND  c{j}  {low!r}\n"
            continue
        yield f" LO BND  c{j}  {low!r}\n" if low > -UNBOUNDED else f" MI BND  c{j}\n"
        if high < UNBOUNDED:
            yield f" UP BND  c{j}  {high!r}\n"
