"""When racing CBC and HiGHS pays: seconds of each alone and of the race, in one run. Markdown.

python benchmarks/race.py [SECONDS]
"""

import random
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from optalloc.core.solve_options import AUTO
from optalloc.inputs.read import read
from optalloc.problem.facts import Indicator, Recipient, Source, Use
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.interface import Engine, LinearProgram
from optalloc.solver.engines.select import SOLVERS, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Program
from projects import library

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
YUAN, UNIT = 100, "元"


def towns(rule: str, entry: dict[str, object], seed: int) -> Problem:
    """Return 60 made-up towns with two sources and two uses under one rule with switches."""
    draw = random.Random(seed)
    entries = {"grain": {"cell": "1"}, "spend_whole": {}, rule: entry}
    rules = tuple(RULES[word].read(word, settings, UNIT) for word, settings in entries.items())
    sources = (Source("city", 450 * YUAN), Source("own", 550 * YUAN))
    return Problem(
        f"60 towns, {rule} {', '.join(f'{key} {value}' for key, value in entry.items())}",
        UNIT,
        sources,
        tuple(
            Recipient(f"town {i}", "town", {"v": Fraction(draw.randint(1, 40))}) for i in range(60)
        ),
        (Use("a"), Use("b")),
        rules[0].grain(sources),
        {"v": Indicator("v", "", "more", {"v": Fraction(1)})},
        targets=(TARGETS["factors"].read("t", {"weights": {"v": "100%"}}, UNIT),),
        rules=rules,
        goals=(GOALS["closest_to_target"].read("c", {"distance": "absolute"}, UNIT),),
    )


def programs() -> Iterator[tuple[str, Program]]:
    """Yield the plans to be solved, with their names."""
    problems = [read(SCENARIOS / "projects-60" / "plan.yaml")]
    for amount, seed in (("5", 1), ("8", 2)):
        entry: dict[str, object] = {"amount": amount, "within": "award"}
        problems.append(towns("nothing_or_at_least", entry, seed))
    problems.append(towns("recipient_count", {"at_least": 55, "amount": "12"}, 1))
    problems.append(library(2000, 200))
    for problem in problems:
        yield problem.name, formulate(problem, score(problem))


def knapsack(seed: int, columns: int = 40, rows: int = 5) -> LinearProgram:
    """Return a knapsack with several limits, half of all weights each, as is usual for tests."""
    draw = np.random.default_rng(seed)
    weight = draw.integers(1, 1000, (rows, columns))
    gain = weight.sum(axis=0) // rows + draw.integers(0, 500, columns)
    return LinearProgram(
        -gain.astype(np.float64),
        np.zeros(columns, dtype=np.int64),
        np.ones(columns, dtype=np.int64),
        np.ones(columns, dtype=bool),
        np.arange(rows + 1, dtype=np.int64) * columns,
        np.tile(np.arange(columns, dtype=np.int64), rows),
        weight.ravel().astype(np.float64),
        np.full(rows, -float(2**60)),
        (weight.sum(axis=1) // 2).astype(np.float64),
    )


def told(program: Program, by: Engine, limit: float) -> str:
    """Return the seconds, the proof and the nodes of one solve."""
    start = time.perf_counter()
    outcome = solve(program, by, AUTO.within(limit))
    seconds = time.perf_counter() - start
    gaps = [goal.gap for goal in outcome.goals if goal.proven == "no"]
    proof: str = outcome.proven
    if proof == "no":
        proof = "no plan" if outcome.x is None else "gap unknown"
        if gaps and gaps[-1] is not None:
            proof = f"gap {float(gaps[-1]):.3%}"
    one = "" if outcome.settled or outcome.x is None else ", ties open"
    return f"{seconds:.1f} s, {proof}{one}, {outcome.tried[1]} programs"


def main() -> None:
    """Solve each plan by all three in turn, and some knapsacks."""
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    print(f"| plan (limit {limit:.0f} s) | CBC | HiGHS | race | first in the race |")
    print("|---|---|---|---|---|")
    for name, program in programs():
        engines = [engine(by) for by in SOLVERS]
        cells = [told(program, by, limit) for by in engines]
        won = getattr(engines[-1], "won", {})
        first = ", ".join(f"{by} {count}" for by, count in sorted(won.items()))
        print(f"| {name} | {' | '.join(cells)} | {first or 'none'} |", flush=True)
    print("\n| knapsacks, 40 x 5, of 20 | CBC | HiGHS | race |\n|---|---|---|---|")
    seconds = dict.fromkeys(SOLVERS, 0.0)
    for seed in range(20):
        values = []
        for by in SOLVERS:
            start = time.perf_counter()
            answer = engine(by).solve(knapsack(seed), True, None)
            seconds[by] += time.perf_counter() - start
            assert answer.x is not None and answer.verdict == "optimal"
            values.append(round(float(knapsack(seed).cost @ answer.x)))
        assert len(set(values)) == 1
    print("| seconds in all | " + " | ".join(f"{s:.1f}" for s in seconds.values()) + " |")


if __name__ == "__main__":
    main()
