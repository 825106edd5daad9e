"""How long the plan in Word and the notice take, and what memory: python benchmarks/papers.py.

Each scenario is read, solved and written in a process of its own, with the picture of the plan.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent))

import registry
from optalloc.core.time_budget import Budget
from optalloc.pipeline.solve import solve
from optalloc.reports import Report, made
from peak import own_peak
from processes import told_by

ASKED = (("nation", 1000), ("province", 1000), ("projects", 300), ("nation", 10_000))
FORMS = ("docx", "notice")
MB = 1_000_000


def written(family: str, size: int, folder: Path) -> dict[str, float]:
    """Make one plan and notice; return seconds, files, bytes, and the peak of the process [MiB]."""
    instance = registry.Instance(family, size)
    scenario = registry.families()[family].write(instance, folder)
    start = time.perf_counter()
    solved = solve(scenario)
    between, spent = time.perf_counter(), time.process_time()
    files = made(Report(solved, "zh", solved.problem.unit), FORMS, Budget())
    return {
        "solving": between - start,
        "seconds": time.perf_counter() - between,
        "processor": time.process_time() - spent,
        "files": len(files),
        "bytes": sum(len(file.content) for file in files),
        "peak": own_peak(),
    }


def main(asked: Sequence[tuple[str, int]] = ASKED) -> None:
    """Print a line for each scenario."""
    for family, size in asked:
        found = told_by(__file__, family, str(size))
        print(
            f"{family} {size:,}: {found['seconds']:.1f} s ({found['processor']:.1f} s of a "
            f"processor) after {found['solving']:.1f} s of solving, "
            f"{found['bytes'] / MB:.2f} MB, peak {found['peak']:.0f} MiB"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        with TemporaryDirectory() as folder:
            print(json.dumps(written(sys.argv[1], int(sys.argv[2]), Path(folder))))
    else:
        main()
