"""The walk phase by phase as the number of towns grows, each run a process. Prints Markdown.

python benchmarks/growth.py [FOLDER OF ANOTHER optalloc TO TIME BESIDE THIS ONE]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from math import log
from pathlib import Path

import families.nation as nation
from optalloc.baseline import baseline_plan
from optalloc.formulate import formulate
from optalloc.measure import measure
from optalloc.reading import read
from optalloc.score import score
from optalloc.solving import solve
from optalloc.solving.engines import engine
from optalloc.verify import plan_of, verify
from registry import Instance

SIZES = (1000, 10_000, 40_000)
ENGINES = ("highs", "cbc")
FROM_MEMORY = ("score", "formulate", "solve", "verify", "measure", "baseline")
"""The phases of the walk once the tables are read; the last makes, audits and measures its plan."""


def walk(file: Path, solver: str) -> Iterator[str]:
    """Take one walk, yielding the name of each phase when it is over."""
    problem = read(file)
    yield "read"
    targets = score(problem)
    _ = targets.of
    yield "score"
    program = formulate(problem, targets)
    yield "formulate"
    outcome = solve(program, engine(solver))
    yield "solve"
    assert outcome.x is not None and outcome.proven == "exact" and outcome.settled, outcome
    plan = plan_of(problem, outcome.x)
    assert not verify(problem, targets, plan)
    yield "verify"
    measure(problem, targets, plan, 0)
    yield "measure"
    baseline = baseline_plan(problem, targets, problem.baseline)
    measure(problem, targets, baseline, len(verify(problem, targets, baseline)))
    yield "baseline"


def timed(file: Path, solver: str) -> dict[str, float]:
    """Return the processor seconds of each phase of one walk, and the peak memory [MiB]."""
    seconds: dict[str, float] = {}
    start = _spent()
    for name in walk(file, solver):
        seconds[name], start = _spent() - start, _spent()
    return seconds | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _spent() -> float:
    """Return the seconds this process and its children have computed: others cannot slow them."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def in_a_process(file: Path, solver: str, package: str | None) -> dict[str, float]:
    """Time one walk in a process of its own, by this package or by one in another folder."""
    path = os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH")) if p)
    told = subprocess.run(
        [sys.executable, __file__, "--one", str(file), solver],
        env=os.environ | ({"PYTHONPATH": path} if path else {}),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def main(packages: list[str]) -> None:
    """Measure every size by every engine, and say how it grows."""
    names = ("read", *FROM_MEMORY)
    print(f"| package | engine | towns | {' | '.join(names)} | walk | peak [MiB] |")
    print("|---" * (len(names) + 5) + "|")
    with tempfile.TemporaryDirectory() as folder:
        files = {n: nation.write(Instance("nation", n), Path(folder) / str(n)) for n in SIZES}
        for package in (*packages, None):
            called = "before" if package else "now"
            for solver in ENGINES:
                walks = {n: in_a_process(files[n], solver, package) for n in SIZES}
                for n, found in walks.items():
                    shown = " | ".join(f"{found[name]:.2f}" for name in names)
                    whole = f"{_walk(found):.2f} | {found['peak']:.0f}"
                    print(f"| {called} | {solver} | {n:,} | {shown} | {whole} |", flush=True)
                growth = log(_walk(walks[SIZES[-1]]) / _walk(walks[SIZES[0]]))
                power = growth / log(SIZES[-1] / SIZES[0])
                print(f"| {called} | {solver} | grows as n to the power of {power:.2f} |")


def _walk(found: dict[str, float]) -> float:
    """Return the seconds from facts in memory to the end."""
    return sum(found[name] for name in FROM_MEMORY)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(timed(Path(sys.argv[2]), sys.argv[3])))
    else:
        main(sys.argv[1:])
