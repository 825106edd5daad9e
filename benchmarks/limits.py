"""What a time limit comes to: how far commands run over it, and when the first plan stands.

python benchmarks/limits.py [PART…] [COMMAND…]    such as `limits.py project_funding solve explain`

The worst shapes of every_part.py for a limit (integer programs whose search ends nowhere soon, one
row for every pair of recipients) and the plain base, with 300 and 1,000 recipients. Each command is
a process with `--time-limit`; compare is given two files, the sweep four points, report all formats
that are installed. Over: seconds of the clock on the wall beyond the limit, start of Python
included. Prints Markdown.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from every_part import Variant, variants, written
from markdown_page import table
from optalloc.core.time_budget import Budget
from optalloc.pipeline.solve import solve

PARTS = ("nation", "nothing_or_at_least (recipient)", "gate", "project_funding (whole)")
SIZES, LIMITS = (300, 1000), (2.0, 10.0)
COMMANDS = ("solve", "explain", "compare", "sweep", "report")
PATIENCE = 60.0
"""Seconds beyond a limit after which a command is stopped."""
LOOK = 0.005
"""Seconds between two looks for the first plan."""


@dataclass(frozen=True)
class Ran:
    """One command under a limit.

    Attributes:
        wall, processor: Seconds; of the processor those of its children too.
        late: Seconds of the processor that it took after the limit: on a quiet machine it is over
            by so much, whatever else runs on this one.
        ended: Its exit code, and what it says of the plan where it does.
    """

    part: str
    size: int
    command: str
    limit: float
    wall: float
    processor: float
    late: float
    ended: str

    @property
    def over(self) -> float:
        """Seconds beyond the limit."""
        return max(0.0, self.wall - self.limit)


def arguments(command: str, files: Sequence[Path], folder: Path) -> list[str]:
    """Return the command line of a command, without its limit."""
    one = str(files[0])
    if command == "sweep":
        return ["explore", "sweep", one, "--vary", "rules.grain.cell=0.1,0.2,0.25,0.5", "--json"]
    if command == "compare":
        return ["compare", *map(str, files), "--json"]
    if command == "report":
        return ["report", one, "--out", str(folder / "out"), "--json"]
    return [command, one, "--json"]


def ran(variant: Variant, size: int, command: str, limit: float, folder: Path) -> Ran:
    """Run a command under a limit and return what it took."""
    files = [written(variant, size, folder / str(seed), seed) for seed in (1, 2)]
    line = [*arguments(command, files, folder), "--time-limit", str(limit)]
    start = time.perf_counter()
    with (folder / "said").open("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "optalloc", *line], stdout=out, stderr=subprocess.DEVNULL
        )
        by_then = None
        while (done := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if by_then is None and time.perf_counter() - start >= limit:
                by_then = spent_by(process.pid)
            if time.perf_counter() - start > limit + PATIENCE:
                process.kill()
            time.sleep(LOOK)
        wall = time.perf_counter() - start
        out.seek(0)
        text = out.read()
    process.returncode = os.waitstatus_to_exitcode(done[1])
    spent = done[2].ru_utime + done[2].ru_stime
    late = 0.0 if by_then is None else max(0.0, spent - by_then)
    said = f"exit {process.returncode}"
    if command == "solve" and process.returncode == 0:
        told = json.loads(text)
        said = f"{told['stopped']}, {told['proven']}"
    if command == "explain" and process.returncode == 0:
        told = json.loads(text)
        left = [*told.get("left_out", ()), *told.get("cut_short", ())]
        said = f"open: {', '.join(left)}" if left else "all told"
    return Ran(variant.name, size, command, limit, wall, spent, late, said)


def spent_by(pid: int) -> float:
    """Return the processor seconds of a process so far, and of all that it has started."""
    family, ticks = {pid}, 0
    for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
        try:
            # The name stands in brackets and may hold any character; figures follow the last one.
            told = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        own, parent = int(stat.parent.name), int(told[1])
        if own in family or parent in family:
            family.add(own)
            ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def first_plan(file: Path) -> tuple[float, str]:
    """Return after how many seconds the first plan stands, and how the solve ended."""
    budget, stands = Budget(LIMITS[1]), list[float]()

    def look() -> None:
        while not stands:
            if budget.position.best is not None:
                stands.append(budget.spent())
            time.sleep(LOOK)

    threading.Thread(target=look, daemon=True).start()
    solved = solve(file, time_limit=budget)
    stands += [budget.spent()] if solved.best is not None else [float("nan")]
    return stands[0], f"{solved.outcome.stopped}, {solved.outcome.proven}"


def main(words: Sequence[str]) -> Iterator[str]:
    """Yield the two tables, line by line."""
    commands = [word for word in words if word in COMMANDS] or COMMANDS
    words = [word for word in words if word not in COMMANDS]
    chosen = [v for v in variants() if v.sort != "goal"]
    chosen = [v for v in chosen if (any(w in v.name for w in words) if words else v.name in PARTS)]
    load = os.getloadavg()[0]
    yield f"Load of the machine at the start: {load:.1f} on {os.cpu_count()} cores."
    yield ""
    head = (
        "part",
        "recipients",
        "command",
        "limit [s]",
        "wall",
        "over",
        "processor",
        "after it",
        "ended",
    )
    rows: list[tuple[str, ...]] = []
    firsts: list[tuple[str, ...]] = []
    for variant in chosen:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                for limit in LIMITS:
                    for command in commands:
                        r = ran(variant, size, command, limit, folder)
                        figures = tuple(f"{t:.1f}" for t in (r.wall, r.over, r.processor, r.late))
                        rows.append((r.part, f"{size:,}", command, f"{limit:g}", *figures, r.ended))
                        print(*rows[-1], sep=" · ", file=sys.stderr, flush=True)
                seconds, ended = first_plan(written(variant, size, folder / "first"))
                firsts.append((variant.name, f"{size:,}", f"{seconds:.2f}", ended))
    yield from table(head, rows)
    yield ""
    yield from table(("part", "recipients", "first plan after [s]", "ended in 10 s"), firsts)


if __name__ == "__main__":
    for text in main(sys.argv[1:]):
        print(text, flush=True)
