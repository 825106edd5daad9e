"""The first figures: start-up, solving beside CBC alone, memory, growth. Prints Markdown.

python benchmarks/core.py
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import log
from pathlib import Path

from districts import district
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.walk import walk
from optalloc.problem.formulate import formulate
from optalloc.problem.goals.closest_to_target import ClosestToTarget
from optalloc.problem.score import score
from optalloc.solver.engines import cbc
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import first_steps
from optalloc.solver.session.linearise import relax
from optalloc.solver.session.session import Clock, SolveSession

ROUNDS = 5
SIZES = (100, 300, 1000, 3000, 10_000)
HERE = Path(__file__).resolve().parent.parent


def median_seconds(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median wall time of some runs after one that is not counted [s]."""
    run()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def process_seconds(command: list[str]) -> float:
    """Return the median processor seconds of a process: others on the machine cannot slow them."""
    spent = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], cwd=HERE, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)


def start_up() -> None:
    """Print what it takes to start: of solving `published` and of `--help`, beside imports."""
    solving = process_seconds(["-m", "optalloc", "solve", "scenarios/meilan-2023/published.yaml"])
    imports = process_seconds(["-c", "import pandas, pulp, click"])
    shown = process_seconds(["-m", "optalloc", "--help"])
    nothing, click = process_seconds(["-c", "pass"]), process_seconds(["-c", "import click"])
    allowed = 3 * nothing + (click - nothing)
    print(f"| `solve published` as a process, processor seconds | {solving:.2f} s |")
    print(f'| `python -c "import pandas, pulp, click"` | {imports:.2f} s |')
    print(f"| ratio (aim: at most 1) | {solving / imports:.2f} |")
    print(f"| `optalloc --help` | {shown:.3f} s |")
    print(f"| 3 times `python -c pass`, and click (aim: at most that) | {allowed:.3f} s |")


def cbc_alone(recipients: int, cells: bool) -> float:
    """Return CBC's seconds on the linear program of a district, written as MPS beforehand.

    Args:
        cells: Whether the program has its cells, or is the one the product solves first.
    """
    problem = district(recipients)
    program = formulate(problem, score(problem))
    if not cells:
        from optalloc.solver.search.aggregate import totals_only

        master = totals_only(program)
        assert master is not None
        program = master.program
    solving = SolveSession(program, engine("cbc"), Clock(None), whole_face(program))
    (stage,) = program.goals
    assert isinstance(problem.goals[0], ClosestToTarget)
    chosen = {j: first_steps(cost) for j, cost in stage.convex.items()}  # type: ignore[union-attr]
    linear = relax(program, solving.face, stage, chosen, (), solving.anchor()).linear  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "district.mps"
        with file.open("w") as out:
            cbc.write_mps(linear, False, out)
        command = [cbc.Cbc().path, str(file), "-solve"]
        return median_seconds(lambda: subprocess.run(command, capture_output=True, check=True))


def solve_seconds(recipients: int, solver: str) -> float:
    """Return the seconds from the formulated program to the proven plan."""
    problem = district(recipients)
    program = formulate(problem, score(problem))
    rounds = ROUNDS if recipients <= 1000 else 3
    return median_seconds(lambda: solve(program, engine(solver)), rounds)


def walk_seconds(recipients: int, solver: str) -> float:
    """Return the seconds of the whole walk: score, formulate, solve, verify, baseline, figures."""
    problem = district(recipients)
    solved = walk(problem, SolveOptions(solver))
    assert solved.outcome.proven == "exact", solved.outcome
    return median_seconds(lambda: walk(problem, SolveOptions(solver)), 3)


def peak_mib(who: int) -> float:
    """Return the peak memory of this process or of its children [MiB]."""
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Measure everything and print it."""
    print("| figure | value |\n|---|---|")
    start_up()
    product = solve_seconds(1000, "cbc")
    full, small = cbc_alone(1000, True), cbc_alone(1000, False)
    print(f"| 1,000 x 2 x 2, program to proven plan, CBC | {product:.3f} s |")
    print(f"| CBC alone, the linear program with cells (8,000 columns), MPS | {full:.3f} s |")
    print(f"| ratio (aim: at most 3) | {product / full:.2f} |")
    print(f"| CBC alone, the totals' program (4,000 columns), MPS | {small:.3f} s |")
    print(f"| ratio to that | {product / small:.2f} |")
    for solver in ("cbc", "highs"):
        seconds = [walk_seconds(n, solver) for n in SIZES]
        shown = " · ".join(f"{n:,}: {s:.3f}" for n, s in zip(SIZES, seconds, strict=True))
        growth = log(seconds[-1] / seconds[0]) / log(SIZES[-1] / SIZES[0])
        late = log(seconds[-1] / seconds[2]) / log(SIZES[-1] / SIZES[2])
        print(f"| whole walk, {solver} [s] | {shown} |")
        print(
            "| grows as n to the power of (100 to 10,000; 1,000 to 10,000)"
            f" | {growth:.2f}; {late:.2f} |"
        )
    peak = peak_mib(resource.RUSAGE_SELF), peak_mib(resource.RUSAGE_CHILDREN)
    print(
        f"| peak memory, ours and CBC's (aim: below 2,048) | {peak[0]:.0f} MiB, {peak[1]:.0f} MiB |"
    )


if __name__ == "__main__":
    main()
