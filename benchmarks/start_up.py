"""Print how the command line starts beside another state of the project, in one run:

    git worktree add ../before COMMIT
    python benchmarks/start_up.py ../before/src

Processor time of whole commands, alternately with these sources and those; ratios of medians.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = (
    ("--help",),
    ("solve", "--help"),
    ("solve", "scenarios/meilan-2023/two-towns.yaml"),
)
RUNS = 15


def seconds(source: Path, command: tuple[str, ...]) -> float:
    """Return the processor time of one command, of its children too [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "optalloc", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(source)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(other: Path) -> None:
    """Measure each command in turn; the first run of each warms the caches."""
    sources = {"here": ROOT / "src", "there": other.resolve()}
    for command in COMMANDS:
        taken: dict[str, list[float]] = {name: [] for name in sources}
        for _ in range(RUNS + 1):
            for name, source in sources.items():
                taken[name].append(seconds(source, command))
        here, there = (median(taken[name][1:]) for name in sources)
        said = f"{here:.3f} s here, {there:.3f} s there, ratio {here / there:.2f}"
        print(f"optalloc {' '.join(command)}: {said}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
