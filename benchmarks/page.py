"""How long the page takes, how large it is, and what memory it needs: python benchmarks/page.py.

Each scenario is written in a process of its own: read, solved, explained and drawn, from the files
of a family of instances.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent))

import registry
from optalloc.reports import report
from peak import own_peak
from processes import told_by

ASKED = (("nation", 1000), ("province", 1000), ("nation", 10_000))
MB = 1_000_000


def written(family: str, size: int, folder: Path) -> dict[str, float]:
    """Write one page; return its seconds, its bytes, and the peak of this process [MiB]."""
    instance = registry.Instance(family, size)
    scenario = registry.families()[family].write(instance, folder)
    start, spent = time.perf_counter(), time.process_time()
    _, (page,) = report(scenario, "html", folder / "out")
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - spent,
        "bytes": page.stat().st_size,
        "peak": own_peak(),
    }


def main(asked: Sequence[tuple[str, int]] = ASKED) -> None:
    """Print a line for each scenario."""
    for family, size in asked:
        found = told_by(__file__, family, str(size))
        print(
            f"{family} {size:,}: {found['seconds']:.1f} s ({found['processor']:.1f} s of a "
            f"processor), {found['bytes'] / MB:.2f} MB, peak {found['peak']:.0f} MiB"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        with TemporaryDirectory() as folder:
            print(json.dumps(written(sys.argv[1], int(sys.argv[2]), Path(folder))))
    else:
        main()
