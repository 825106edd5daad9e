"""Many solves: draws against a plain loop, a province in one batch, memory. Prints Markdown.

python benchmarks/explore.py [COUNTIES]
"""

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path += [str(Path(__file__).resolve().parent / "peers")]

import families.counties as counties
import pulp_cbc
from optalloc.core.solve_options import HIGHS
from optalloc.exploring.weights.weights import DrawOptions, Draws, draws_of
from optalloc.problem.score import score
from plain import plain
from registry import Instance

TOWNS, TURNS, AT_ONCE = 14, 200, 10
COUNTIES, LEAST, MOST, SEED = 2850, 5, 30, 7


def spent() -> float:
    """Return the seconds this process and its children have computed: others cannot slow them."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def each(*works: tuple[Callable[[int], Any], int]) -> list[tuple[float, float]]:
    """Return the processor and the wall seconds of one of many of each work.

    They take turns, so that what else the machine does falls on all of them; the first of each is
    left out.

    Args:
        works: What is done, and how many of it in a turn.
    """
    times = [(0.0, 0.0)] * len(works)
    for turn in range(TURNS + 1):
        for i, (work, count) in enumerate(works):
            computed, start = spent(), time.perf_counter()
            for k in range(count):
                work(turn * count + k)
            took = (spent() - computed, time.perf_counter() - start)
            if turn:
                times[i] = (times[i][0] + took[0], times[i][1] + took[1])
    return [
        (computed / count / TURNS, wall / count / TURNS)
        for (computed, wall), (_, count) in zip(times, works, strict=True)
    ]


def draws(folder: Path) -> Iterator[str]:
    """Set draws of weights beside a loop that builds a PuLP model and starts CBC for each."""
    file = counties.write(Instance("counties", TOWNS, SEED), folder)
    job = draws_of(file, DrawOptions(draws=AT_ONCE * (TURNS + 1), seed=SEED), how=HIGHS)
    proofs = set[str]()

    def ours(number: int) -> None:
        row = job.row(number)
        assert row["state"] == "plan"
        proofs.add(row["proven"])

    own, loop = each((ours, AT_ONCE), (_loop(job), 1))
    yield f"{TOWNS} towns, three sources, two uses (`families/counties.py`, seed {SEED}):"
    grades = ", ".join(sorted(proofs))
    yield f"{AT_ONCE * TURNS} draws of four weights, each scored, solved, proven ({grades}),"
    yield "audited and set beside its own baseline; the loop: some of these draws, targets given, a"
    yield "PuLP model built and CBC started for each, whole amounts, nothing audited."
    yield ""
    yield "| | processor ms a draw | wall ms a draw | draws a second and core |"
    yield "|---|---|---|---|"
    for name, (computed, wall) in (("explore weights", own), ("loop of PuLP and CBC", loop)):
        yield f"| {name} | {computed * 1e3:.2f} | {wall * 1e3:.2f} | {1 / computed:.0f} |"
    yield ""
    yield f"{loop[0] / own[0]:.1f} times as many draws a second and core (aim: 10)."
    yield ""


def _loop(job: Draws) -> Callable[[int], None]:
    told = []
    for number in range(TURNS + 1):
        problem, _, _ = job.drawn(number)
        told.append(plain(problem, score(problem)))

    def solve(number: int) -> None:
        assert pulp_cbc.plan(told[number], 60)["says"] == "optimal"

    return solve


def province(folder: Path, count: int) -> list[str]:
    """Write counties of 5 to 30 towns, drawn with a seed."""
    draw, names = random.Random(SEED), []
    for i in range(count):
        size = draw.randint(LEAST, MOST)
        counties.write(Instance("counties", size, SEED * 10_000 + i), folder / f"county-{i:04}")
        names.append(f"county-{i:04}/plan.yaml")
    return names


def batch(folder: Path, out: Path, workers: int) -> tuple[float, float, float]:
    """Return the wall seconds of a batch as a command, and its processes' peak memory [MiB]."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, __file__, "--batch", str(folder), str(out), str(workers)]
    start = time.perf_counter()
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    wall = time.perf_counter() - start
    first, workers_peak = (float(figure) for figure in told.stdout.split()[-2:])
    return wall, first, workers_peak


def batches(folder: Path, count: int) -> Iterator[str]:
    """Measure one batch of all counties, and a smaller one for the growth of memory."""
    yield f"{count:,} counties of {LEAST} to {MOST} towns (`families/counties.py`, sizes and"
    yield f"figures drawn with seed {SEED}), each in files of its own (YAML, three CSV tables),"
    yield "solved, proven, audited, measured and set beside its baseline; `optalloc explore batch"
    yield "--workers 2 --out`, as a process; its processor seconds over two cores are what it takes"
    yield "undisturbed:"
    yield ""
    yield "| counties | wall s | processor s / 2 | first process, peak [MiB] | worker, peak [MiB] |"
    yield "|---|---|---|---|---|"
    names = province(folder / "province", count)
    for some in sorted({max(2, count // 6), count}):
        listed = folder / "province" / "list.txt"
        listed.write_text("\n".join(names[:some]), encoding="utf-8")
        before = spent()
        wall, first, workers = batch(listed, folder / "out", 2)
        both = (spent() - before) / 2
        yield f"| {some:,} | {wall:.1f} | {both:.1f} | {first:.0f} | {workers:.0f} |"
    yield ""


def main() -> None:
    """Print both."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNTIES
    with tempfile.TemporaryDirectory() as folder:
        for line in draws(Path(folder) / "county"):
            print(line, flush=True)
        for line in batches(Path(folder), count):
            print(line, flush=True)


def in_a_process() -> None:
    """Run one batch through the command line, and print the peaks."""
    from optalloc.cli.main import guarded

    listed, out, workers = sys.argv[2:]
    code = guarded(["explore", "batch", listed, "--out", out, "--workers", workers, "--lang", "en"])
    assert code == 0, code
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(own, others)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--batch"]:
        in_a_process()
    else:
        main()
