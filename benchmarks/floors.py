"""What the product's times stand on: interpreter and imports, and the solver by itself."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from optalloc.inputs.read import read
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import first_steps
from optalloc.solver.program.program import Stage
from optalloc.solver.session.linearise import relax
from optalloc.solver.session.session import Clock, SolveSession

ALONE_UP_TO = 10_000
"""Largest instance that a solver is given by itself."""
ALONE_LIMIT = 15.0
"""Longest that it may take [s]."""


def imports() -> Mapping[str, float]:
    """Return the seconds of the interpreter with what the product imports, by what it is."""
    return {
        "Python alone, as a process": _process_seconds("pass"),
        "with numpy and click imported": _process_seconds("import numpy, click"),
        "with everything that `optalloc solve` imports": _process_seconds(
            "import optalloc.cli.solve, optalloc.pipeline.solve, optalloc.solver.engines.cbc"
        ),
    }


def _process_seconds(code: str, rounds: int = 3) -> float:
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        spent.append(time.perf_counter() - start)
    return min(spent)


def solver_alone(file: Path, name: str) -> float | None:
    """Return a solver's seconds on the first goal's linear program, with every cell and row.

    Only the solver's call is timed, its files included. None where there is no linear program to
    hand over: arithmetic alone shows that there is no plan, or the first goal is none of sums.
    """
    problem = read(file)
    program = formulate(problem, score(problem))
    if program.contradictions or not program.goals or not isinstance(program.goals[0], Stage):
        return None
    stage, chosen_engine = program.goals[0], engine(name)
    solving = SolveSession(program, chosen_engine, Clock(None), whole_face(program))
    steps = {j: first_steps(cost) for j, cost in stage.convex.items()}
    linear = relax(program, solving.face, stage, steps, (), solving.anchor()).linear
    start = time.perf_counter()
    chosen_engine.solve(linear, False, ALONE_LIMIT)
    return time.perf_counter() - start
