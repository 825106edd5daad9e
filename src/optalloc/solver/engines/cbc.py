"""CBC, PuLP's bundled one: a separate process for each call.

PuLP finds its CBC, names its options and reads its status; the process is started here, so that it
can race another engine, be stopped with us, and leave its log, which alone tells nodes and bounds
(docs/decisions/0012). The problem's arrays are written to the MPS file directly, because building
8,000 LpVariables takes longer than solving them (docs/decisions/0007-arrays-to-mps.md). CBC prints
eight digits (its format is %15.8g), too few for money; that is one reason why columns count from an
anchor (solver/session/session.py, docs/decisions/0006).

Whatever the process does, the answer says so and nothing is raised (docs/decisions/0028): a file
that is missing, cut off or no text at all is an engine that failed, and another is asked.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TextIO

import numpy as np
import pulp
from pulp.apis.coin_api import pulp_cbc_path

from optalloc.core.leftovers import Scratch
from optalloc.solver.engines.interface import (
    UNREADABLE,
    EngineAnswer,
    Floats,
    LinearProgram,
    Verdict,
    broken_off,
    cannot_start,
)
from optalloc.solver.engines.log_capture import Printed, is_kept, keep
from optalloc.solver.engines.signs import Signs, signs_of
from optalloc.solver.program.program import UNBOUNDED

NO_BOUND = 1e40
"""CBC's figures from here on stand for "no bound yet"."""
VERSION_SECONDS = 5.0
"""How long CBC may take to say its version."""
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Where a process would open a window of its own, none shall be seen."""


class Cbc:
    """PuLP's bundled CBC."""

    name = "cbc"

    def __init__(self) -> None:
        self.path = str(Path(pulp_cbc_path).resolve())

    @property
    def version(self) -> str:
        """The version that the program prints of itself."""
        return _version_of(self.path)

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Minimise, in a process of its own, and wait for it as long as it takes."""
        try:
            run = CbcRun(self.path, linear, branch, seconds)
        except OSError as error:
            return EngineAnswer("nothing", failed=cannot_start(error))
        try:
            run.process.wait()
            return run.answer()
        finally:
            run.stop()


class CbcRun:
    """One run of CBC, on its way; `stop` must be called at its end, whatever it came to.

    Raises:
        OSError: When the process cannot be started.
    """

    def __init__(
        self, path: str, linear: LinearProgram, branch: bool, seconds: float | None
    ) -> None:
        self.linear, self.branch, self.seconds = linear, branch, seconds
        self.is_ended = False
        if not os.access(path, os.X_OK) or not os.path.isfile(path):
            # What is put before CBC (setpriv) would be found, and tell in words of its own.
            open(path, "rb").close()
            raise PermissionError(13, os.strerror(13), path)
        self.scratch = Scratch()
        folder = Path(self.scratch.name)
        self.solution, self.log = folder / "solution.txt", folder / "log.txt"
        # Unit-step programs have few rows that matter and a feasible start near the anchor: the
        # primal simplex needs a seventh of the dual's time at 10,000 towns (benchmarks/README).
        algorithm = [] if branch else ["primalS"]
        if self._seeks_enough:
            # Only what is enough counts, and the first such point ends it.
            algorithm = [f"cutoff {linear.enough!r}", "maxSolutions 1"]
        self.solver = pulp.COIN_CMD(
            path=path, gapRel=0, gapAbs=linear.gap if branch else 0, options=algorithm
        )
        try:
            with open(folder / "program.mps", "w", encoding="ascii") as file:
                _write_mps(linear, branch, file)
            self.process = self._started(path, file.name)
        except BaseException:
            self.scratch.cleanup()
            raise

    def _started(self, path: str, program: str) -> "subprocess.Popen[bytes]":
        limit = [] if self.seconds is None else ["-sec", str(_own_limit(self.seconds))]
        options = [
            word
            for option in (*self.solver.options, *self.solver.getOptions())
            for word in f"-{option}".split()
        ]
        how = "-solve" if self.branch else "-initialSolve"
        told = [how, "-printingOptions", "all", "-solution", str(self.solution)]
        with open(self.log, "wb") as log:
            return subprocess.Popen(
                [*_dies_with_us(), path, program, *limit, *options, *told],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for us: we stop it, and its log and scratch files go with it.
                start_new_session=True,
                creationflags=NO_WINDOW,
            )

    @property
    def _seeks_enough(self) -> bool:
        """Whether a point that is enough is sought, beside a plan that is had anyway."""
        return self.branch and self.linear.enough is not None and self.linear.known is not None

    def is_done(self) -> bool:
        """Return whether CBC has ended."""
        return self.process.poll() is not None

    def signs(self) -> Signs:
        """Return what shows that it is at work."""
        return signs_of(self.process.pid, self.log)

    def end(self) -> None:
        """Have CBC end with the best plan it has: it takes Ctrl-C so."""
        self.is_ended = True
        if sys.platform == "win32":
            self.process.kill()
        else:
            self.process.send_signal(signal.SIGINT)

    def answer(self) -> EngineAnswer:
        """Return what CBC said, or how it failed; only when it has ended."""
        said = self._said()
        nodes = _figure("Enumerated nodes", said) if self.branch else None
        bound = _figure("Lower bound", said) if self.branch else None
        counted = None if nodes is None else int(nodes)
        late = self.is_ended or self.seconds is not None
        nothing = EngineAnswer("nothing", late, bound=bound, nodes=counted)
        if self.process.returncode != 0 or not self.solution.exists():
            if self.is_ended:
                return nothing
            return EngineAnswer(
                "nothing", nodes=counted, failed=broken_off(self.process.returncode)
            )
        try:
            verdict = verdict_of(*self.solver.get_status(self.solution))
            if verdict == "infeasible":
                if self._seeks_enough:
                    return self._none_is_enough(counted)
                return EngineAnswer(verdict, False, bound=bound, nodes=counted)
            if verdict == "nothing":
                return nothing
            point, multipliers = _read(self.solution, self.linear)
        except (ValueError, IndexError, KeyError, OSError, StopIteration, pulp.PulpError):
            # UnicodeDecodeError is a ValueError; what PuLP makes of odd words is a KeyError.
            return EngineAnswer("nothing", nodes=counted, failed=UNREADABLE)
        if bound is not None and bound > _most(self.linear, point):
            bound = None  # it bounds nothing that has this point
        late = verdict == "feasible" and not self._is_enough(point)
        answer = EngineAnswer(verdict, late, point, multipliers, bound, counted)
        answer = answer.checked(self.linear, self.branch)
        return answer.judged(self.linear) if self.branch else answer

    def _is_enough(self, point: Floats) -> bool:
        """Return whether a point comes to what would be enough."""
        enough = self.linear.enough
        return enough is not None and float(self.linear.cost @ point) <= enough

    def _none_is_enough(self, nodes: int | None) -> EngineAnswer:
        """Return the plan that was known, where no point comes to what would be enough."""
        known, enough = self.linear.known, self.linear.enough
        return EngineAnswer("feasible", False, known, None, enough, nodes)

    def _said(self) -> str:
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def stop(self) -> None:
        """End the process, if it still runs, and clear its scratch files."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if is_kept():
            keep(Printed("cbc", self.branch, self.linear.size, self._said()))
        self.scratch.cleanup()


def _own_limit(seconds: float) -> float:
    """Return CBC's limit: a little before ours, so that it has written its plan by then."""
    return max(0.05, seconds - min(1.0, seconds / 10))


def _most(linear: LinearProgram, point: Floats) -> float:
    """Return what a bound may be at most beside a point, as far as eight digits tell."""
    value = float(linear.cost @ point)
    return value + 1e-5 * max(1.0, float(np.abs(linear.cost * point).sum()))


@cache
def _version_of(path: str) -> str:
    """Return what a CBC says of itself, asked once: that takes as long as solving a small plan."""
    try:
        said = subprocess.run(
            [path, "-quit"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=VERSION_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    found = re.search(r"Version: (\S+)", said.decode("utf-8", errors="replace"))
    return found[1] if found else "unknown"


@cache
def _dies_with_us() -> tuple[str, ...]:
    """Return the command before CBC's that ends it should we be killed; none where there is none.

    Linux can send a signal when the parent ends, and `setpriv` (util-linux) asks for it.
    """
    path = shutil.which("setpriv")
    if path is None:
        return ()
    command = (path, "--pdeathsig", "KILL")
    tried = subprocess.run([*command, path, "--version"], capture_output=True, check=False)
    return command if tried.returncode == 0 else ()


def _figure(words: str, log: str) -> float | None:
    """Return the last figure that CBC's log gives under these words; None where it gives none."""
    found = re.findall(rf"^{words}:\s+(\S+)", log, re.MULTILINE)
    try:
        figure = float(found[-1]) if found else None
    except ValueError:
        return None
    return figure if figure is not None and abs(figure) < NO_BOUND else None


def _read(solution: Path, linear: LinearProgram) -> tuple[Floats, Floats]:
    """Read the values of columns and the multipliers of rows; every one must be listed.

    Raises:
        ValueError, IndexError, StopIteration: When the file is cut off, or is something else.
    """
    point, multipliers = np.full(len(linear.cost), np.nan), np.full(len(linear.low), np.nan)
    with open(solution, encoding="ascii") as file:
        next(file)
        for line in file:
            name, value, multiplier = line.replace("**", "").split()[1:4]
            if name[0] == "c":
                point[int(name[1:])] = float(value)
            else:
                multipliers[int(name[1:])] = float(multiplier)
    if np.isnan(point).any() or np.isnan(multipliers).any():
        raise ValueError("cut off")
    return point, multipliers


def verdict_of(status: int, sol_status: int) -> Verdict:
    """Return what a solver of PuLP's said; its `status` alone calls a stopped run optimal."""
    if sol_status == pulp.LpSolutionOptimal:
        return "optimal"
    if sol_status == pulp.LpSolutionIntegerFeasible:
        return "feasible"
    return "infeasible" if status == pulp.LpStatusInfeasible else "nothing"


warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulp")


def _write_mps(linear: LinearProgram, branch: bool, file: TextIO) -> None:
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
