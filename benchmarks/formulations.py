"""Ways to make the totals of one district best, on the same program. Prints Markdown.

python benchmarks/formulations.py [TOWNS]
"""

import sys
import time
from collections.abc import Callable

import highspy

from districts import district
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines import highs
from optalloc.solver.engines.interface import LinearProgram
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import first_steps
from optalloc.solver.program.program import Program
from optalloc.solver.search.aggregate import totals_only
from optalloc.solver.search.marginal import by_margins
from optalloc.solver.session.linearise import relax
from optalloc.solver.session.session import Clock, SolveSession

LIMIT = 60.0
"""Longest run of one way [s]."""


def started(program: Program) -> SolveSession:
    """Return a program about to be solved."""
    return SolveSession(program, engine("highs"), Clock(None), whole_face(program))


def unit_steps(program: Program) -> LinearProgram:
    """Return the linear program in unit steps."""
    (stage,) = program.goals
    chosen = {j: first_steps(cost) for j, cost in stage.convex.items()}  # type: ignore[union-attr]
    solving = started(program)
    return relax(program, solving.face, stage, chosen, (), solving.anchor()).linear  # type: ignore[arg-type]


def run(linear: LinearProgram, branch: bool, options: dict[str, str]) -> str:
    """Return how HiGHS under some settings ends."""
    solver = highspy.Highs()
    settings = {"output_flag": False, "threads": 1, "time_limit": LIMIT, "mip_rel_gap": 0.0}
    for name, value in (settings | options).items():
        solver.setOptionValue(name, value)
    solver.passModel(highs._model(linear, branch))
    solver.run()
    return solver.modelStatusToString(solver.getModelStatus())


def shown(what: str, work: Callable[[], object]) -> None:
    """Print the processor seconds of one way."""
    start = time.process_time()
    said = work()
    print(f"| {what} | {time.process_time() - start:.2f} | {said} |", flush=True)


def main(towns: int) -> None:
    """Time every way."""
    problem = district(towns)
    program = formulate(problem, score(problem))
    master = totals_only(program)
    assert master is not None
    small = master.program
    print(f"| {towns:,} towns | processor [s] | ended |\n|---|---|---|")
    solving = started(small)
    (stage,) = small.goals

    def settled() -> str:
        return "proven" if by_margins(solving, stage) else "not settled"

    shown("margins: point and proof, no engine", settled)
    linear = unit_steps(small)
    shown("building the totals' program in unit steps", lambda: len(unit_steps(small).cost))
    off, on = {"presolve": "off"}, {"presolve": "on"}
    shown("simplex, no presolve", lambda: run(linear, False, {"solver": "simplex"} | off))
    shown("simplex, presolve", lambda: run(linear, False, {"solver": "simplex"} | on))
    shown(
        "barrier with crossover, no presolve", lambda: run(linear, False, {"solver": "ipm"} | off)
    )
    shown("declared whole: branch and bound", lambda: run(linear, True, {}))
    cells = unit_steps(program)
    shown(
        "with cells, simplex, no presolve", lambda: run(cells, False, {"solver": "simplex"} | off)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
