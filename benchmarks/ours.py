"""The product as one of the row: answers scenario files as the peers answer plain instances.

python benchmarks/ours.py cbc
"""

import csv
import hashlib
import sys
import time
from pathlib import Path
from typing import Any

from optalloc import __version__
from optalloc.problem.facts import Plan
from optalloc.solver.engines.select import engine
from phases import FROM_MEMORY, TimedEngine, Walk, run

sys.path.append(str(Path(__file__).resolve().parent / "peers"))
from serving import plain, serve


def answer(file: str, limit: float, name: str = "cbc") -> dict[str, Any]:
    """Return what the product makes of one scenario, phase by phase."""
    walk = run(Walk(Path(file), TimedEngine(engine(name)), limit))
    outcome = walk.outcome
    found: dict[str, Any] = {
        "says": outcome.stopped,
        "proven": outcome.proven if outcome.x is not None else outcome.infeasible,
        "phases": {
            **walk.seconds,
            "engine": walk.engine.spent,
            "csv alone": csv_seconds(Path(file).parent),
        },
        "from_memory": sum(walk.seconds[p] for p in FROM_MEMORY),
        "programs": list(outcome.tried),
        "recipients": len(walk.problem.recipients),
    }
    if walk.plan is not None:
        goals = walk.problem.goals
        values = [goal.value(walk.problem, walk.targets, walk.plan) for goal in goals]
        found["values"] = [[v.numerator, v.denominator] for v in values]
        found["breaches"] = len(walk.breaches)
        found["plan"] = fingerprint(walk.plan)
    elif outcome.infeasible != "no":
        found["says"] = "infeasible"
    return found


def csv_seconds(folder: Path) -> float:
    """Return how long Python's own reader takes over the tables of a folder [s]."""
    start = time.perf_counter()
    for file in folder.glob("*.csv"):
        with file.open(newline="", encoding="utf-8") as rows:
            for _ in csv.reader(rows):
                pass
    return time.perf_counter() - start


def fingerprint(plan: Plan) -> str:
    """Return a short word that only this plan has."""
    awards = sorted((a.recipient, a.source, a.use, a.project or "", a.amount) for a in plan.awards)
    return hashlib.sha256(repr(awards).encode()).hexdigest()[:12]


if __name__ == "__main__":
    chosen = sys.argv[1]
    serve(
        lambda file, limit: answer(file, limit, chosen),
        f"optalloc {__version__} + {chosen} {engine(chosen).version}",
        lambda file: str(plain(file)["scenario"]),
    )
