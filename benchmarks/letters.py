"""Time and memory of the letters and the fairness audit, each case a process. Prints Markdown.

python benchmarks/letters.py [TOWNS OF THE NATION ...]
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import families.nation as nation
from optalloc.explaining.fairness.describe import fairness_lines
from optalloc.explaining.fairness.fairness import fairness
from optalloc.explaining.letters.letters import letters
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solve import solve
from peak import own_peak
from registry import Instance

SIX = Path(__file__).resolve().parents[1] / "scenarios" / "six-factors" / "plan.yaml"
TOWNS = (1000,)
T = TypeVar("T")
HEAD = "| case | letters | s | processor s | programs solved | fairness s | processor s | MiB |"


def row(case: str) -> str:
    """Return the row of one case: the scenario of six factors, or a nation of so many towns."""
    with tempfile.TemporaryDirectory() as folder:
        file = SIX if case == "six-factors" else written(int(case), Path(folder))
        solved = solve(file)
    answer = answer_of(solved)
    found, wall, spent = timed(lambda: letters(answer, solved.baseline.plan))
    judged, fair_wall, fair_spent = timed(lambda: fairness(answer))
    said = len(found.letters), len(list(fairness_lines(judged)))
    assert said[0] == len(solved.problem.recipients) and all(said)
    peak = own_peak()
    return (
        f"| {case} | {said[0]} | {wall:.2f} | {spent:.2f} | {found.solves} "
        f"| {fair_wall:.2f} | {fair_spent:.2f} | {peak:.0f} |"
    )


def written(towns: int, folder: Path) -> Path:
    """Write a nation."""
    return nation.write(Instance("nation", towns), folder)


def timed(ask: Callable[[], T]) -> tuple[T, float, float]:
    """Return an answer, and the seconds on the wall and of the processor that it took."""
    wall, spent = time.perf_counter(), time.process_time()
    answer = ask()
    return answer, time.perf_counter() - wall, time.process_time() - spent


def main(cases: list[str]) -> None:
    """Print a table, each row from a process of its own."""
    print(HEAD)
    print("|---" * HEAD.count(" |") + "|")
    for case in cases:
        command = [sys.executable, __file__, "--row", case]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        print(row(sys.argv[2]))
    else:
        main(["six-factors", *(sys.argv[1:] or map(str, TOWNS))])
