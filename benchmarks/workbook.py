"""Seconds and memory of a workbook by the number of towns, each run a process. Prints Markdown.

python benchmarks/workbook.py
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import families.nation as nation
from optalloc.reports.report import Report
from optalloc.reports.workbook.whole import workbook
from optalloc.run import solve
from registry import Instance

SIZES = (200, 1000, 4000)


def measured(size: int, folder: Path) -> tuple[float, float, float]:
    """Return seconds, MiB of memory at most and MiB of the file."""
    solved = solve(nation.write(Instance("nation", size), folder), "highs")
    started = time.perf_counter()
    content = workbook(Report(solved, "zh", solved.problem.unit))
    seconds = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, most, len(content) / 2**20


def main() -> None:
    print("| towns | workbook [s] | memory [MiB] | file [MiB] |\n|---|---|---|---|")
    for size in SIZES:
        here = [sys.executable, __file__, str(size)]
        print(f"| {size:,} | {subprocess.run(here, capture_output=True, text=True).stdout} |")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as scratch:
            figures = measured(int(sys.argv[1]), Path(scratch))
        print(" | ".join(f"{figure:.2f}" for figure in figures), end="")
    else:
        main()
