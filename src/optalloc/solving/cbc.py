"""CBC through PuLP: the default engine, a separate process for each call.

PuLP finds its CBC, starts it, watches the time and reads its status. The problem's arrays are
written to the MPS file directly, because building 8,000 LpVariables takes longer than solving them
(docs/decisions/0007-arrays-to-mps.md). CBC prints eight digits (its format is %15.8g), too few for
money; that is one reason why columns count from an anchor (asking.py, docs/decisions/0006).
"""

import re
import subprocess
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pulp
from pulp.apis.coin_api import pulp_cbc_path

from optalloc.program import UNBOUNDED
from optalloc.solving.linear import Answer, Floats, Linear, Verdict


class Cbc:
    """PuLP's bundled CBC."""

    name = "cbc"

    def __init__(self) -> None:
        self.path = str(Path(pulp_cbc_path).resolve())

    @cached_property
    def version(self) -> str:
        """The version that the program prints of itself."""
        said = subprocess.run([self.path, "-quit"], capture_output=True, text=True, check=False)
        found = re.search(r"Version: (\S+)", said.stdout)
        return found[1] if found else "unknown"

    def solve(self, linear: Linear, branch: bool, seconds: float | None) -> Answer:
        """Minimise, in a process of its own."""
        problem = _Arrays(linear, branch)
        # Unit-step programs have few rows that matter and a feasible start near the anchor: the
        # primal simplex needs a seventh of the dual's time at 10,000 towns (benchmarks/README).
        algorithm = [] if branch else ["primalS"]
        solver = _Reading(
            path=self.path,
            msg=False,
            mip=branch,
            timeLimit=seconds,
            gapRel=0,
            gapAbs=0,
            options=algorithm,
        )
        try:
            problem.solve(solver)
        except pulp.PulpSolverError:
            return Answer("nothing")
        verdict = _verdict(problem)
        if verdict in ("infeasible", "nothing"):
            return Answer(verdict, out_of_time=verdict == "nothing" and seconds is not None)
        return Answer(verdict, verdict == "feasible", problem.point, problem.multipliers)


_Names = tuple[list[Any], dict[str, str], dict[str, str], str]


class _Arrays(pulp.LpProblem):  # type: ignore[misc, unused-ignore]
    """A PuLP problem that is arrays: it writes its own MPS file and takes its solution as arrays.

    Columns are called c0, c1, … and rows r0, r1, …: CBC merges names that differ in spaces.
    """

    def __init__(self, linear: Linear, branch: bool) -> None:
        super().__init__("optalloc", pulp.LpMinimize)
        self.linear, self.branch = linear, branch
        self.point: Floats = np.zeros(len(linear.cost))
        self.multipliers: Floats = np.zeros(len(linear.low))

    def writeMPS(self, filename: str, *_: Any, **__: Any) -> _Names:
        """Write the arrays as MPS; the names returned are none, as `_Reading` needs none."""
        with open(filename, "w", encoding="ascii") as file:
            write_mps(self.linear, self.branch, file)
        names: _Names = ([], {}, {}, "OBJ")
        return names


class _Reading(pulp.COIN_CMD):  # type: ignore[misc, unused-ignore]
    """PuLP's CBC command, reading a solution into the problem's arrays."""

    def readsol_MPS(self, filename: str, lp: _Arrays, *_: Any, **__: Any) -> tuple[Any, ...]:
        """Read values of columns and multipliers of rows; the other results stay empty."""
        status, sol_status = self.get_status(filename)
        with open(filename, encoding="ascii") as file:
            next(file)
            for line in file:
                name, value, multiplier = line.replace("**", "").split()[1:4]
                if name[0] == "c":
                    lp.point[int(name[1:])] = float(value)
                else:
                    lp.multipliers[int(name[1:])] = float(multiplier)
        return status, {}, {}, {}, {}, sol_status


def write_mps(linear: Linear, branch: bool, file: TextIO) -> None:
    """Write a linear program as MPS.

    Args:
        branch: Whether whole columns are marked as such.
    """
    for part in (_rows, _columns, _sides, _bounds):
        file.writelines(part(linear, branch))
    file.write("ENDATA\n")


def _rows(linear: Linear, branch: bool) -> Iterator[str]:
    # Without FREE, CBC guesses the format from the first line of COLUMNS, and guesses it fixed when
    # the first column has a cost.
    yield "NAME optalloc FREE\nROWS\n N  OBJ\n"
    for i, (low, high) in enumerate(zip(linear.low.tolist(), linear.high.tolist(), strict=True)):
        sort = "E" if low == high else "G" if low > -UNBOUNDED else "L"
        yield f" {sort}  r{i}\n"


def _columns(linear: Linear, branch: bool) -> Iterator[str]:
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


def _sides(linear: Linear, branch: bool) -> Iterator[str]:
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


def _bounds(linear: Linear, branch: bool) -> Iterator[str]:
    yield "BOUNDS\n"
    for j, (low, high) in enumerate(zip(linear.lower.tolist(), linear.upper.tolist(), strict=True)):
        if low == high:
            yield f" FX BND  c{j}  {low!r}\n"
            continue
        yield f" LO BND  c{j}  {low!r}\n" if low > -UNBOUNDED else f" MI BND  c{j}\n"
        if high < UNBOUNDED:
            yield f" UP BND  c{j}  {high!r}\n"


def _verdict(problem: pulp.LpProblem) -> Verdict:
    """Return what CBC said; its `status` alone calls a stopped run optimal."""
    if problem.sol_status == pulp.LpSolutionOptimal:
        return "optimal"
    if problem.sol_status == pulp.LpSolutionIntegerFeasible:
        return "feasible"
    return "infeasible" if problem.status == pulp.LpStatusInfeasible else "nothing"


warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulp")
