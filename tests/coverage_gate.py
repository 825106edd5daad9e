"""Say how much of the package the tests reach, and refuse less than the bars.

`make coverage` runs the tests under coverage.py and then this. `coverage report` of the same data
says which lines are missing.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

LEAST_STATEMENTS, LEAST_BRANCHES = 97, 92
"""The bars [per cent]."""
WORST = 12
"""Files that are named, those with most statements missing."""


class Reached(NamedTuple):
    """What the tests reach of some code.

    Attributes:
        statements, branches: Those reached, and all there are.
    """

    statements: tuple[int, int]
    branches: tuple[int, int]

    @property
    def is_enough(self) -> bool:
        """Whether both bars are reached, counted and not rounded."""
        pairs = ((self.statements, LEAST_STATEMENTS), (self.branches, LEAST_BRANCHES))
        return all(100 * there >= least * of for (there, of), least in pairs)

    def __str__(self) -> str:
        """Return both shares as one reads them."""
        names = (("statements", self.statements), ("branches", self.branches))
        return ", ".join(f"{name} {100 * a / b:.2f}% ({a} of {b})" for name, (a, b) in names)


def reached(found: dict[str, int]) -> Reached:
    """Return what a summary of coverage's JSON says."""
    return Reached(
        (found["covered_lines"], found["num_statements"]),
        (found["covered_branches"], found["num_branches"]),
    )


def main() -> int:
    """Return 0 where the bars are reached."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "-q", "-o", str(file)]
        subprocess.run(command, check=True)
        told = json.loads(file.read_text(encoding="utf-8"))
    by_file = {name: one["summary"] for name, one in told["files"].items()}
    for name in sorted(by_file, key=lambda n: -by_file[n]["missing_lines"])[:WORST]:
        print(f"{by_file[name]['missing_lines']:5} of {by_file[name]['num_statements']:4} {name}")
    whole = reached(told["totals"])
    bars = f"{LEAST_STATEMENTS}% of statements and {LEAST_BRANCHES}% of branches"
    print(f"{whole}; {'enough' if whole.is_enough else 'too few'}: the bars are {bars}")
    return 0 if whole.is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
