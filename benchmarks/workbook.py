"""Seconds and memory of a workbook by the number of towns, each run a process. Prints Markdown.

python benchmarks/workbook.py
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import families.nation as nation
from optalloc.pipeline.solve import solve
from optalloc.reports.formats.xlsx import workbook
from optalloc.reports.report import Report
from peak import own_peak
from registry import Instance

SIZES = (200, 1000, 4000)


def measured(size: int, folder: Path) -> tuple[float, float, float, float]:
    """Return seconds on the clock and of the processor, MiB of memory at most and of the file."""
    solved = solve(nation.write(Instance("nation", size), folder), solver="highs")
    started, worked = time.perf_counter(), time.process_time()
    content = workbook(Report(solved, "zh", solved.problem.unit))
    seconds, of_processor = time.perf_counter() - started, time.process_time() - worked
    most = own_peak()
    return seconds, of_processor, most, len(content) / 2**20


def main() -> None:
    print("| towns | workbook [s] | processor [s] | memory [MiB] | file [MiB] |")
    print("|---|---|---|---|---|")
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
