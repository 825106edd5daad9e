"""Hold the textbook model against the proven value on drawn scenarios:

    python tests/oracle/textbook.py 300

The model of `to_pulp()` is solved by HiGHS through PuLP; its optimum must be the value of the first
goal that the product proves, and infeasible where that is proven. Doubles are compared within what
they hold. A model that says of itself that it is a bound must lie below. Exit 1 on a fault.
"""

import os
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

import click
import pulp

sys.path.insert(0, str(Path(__file__).parent))

from drawn import draw, written

import optalloc as oa
from optalloc.errors import InputUnusable

SECONDS = 10.0
"""Wall time for each side of a comparison [s]."""
NEAR = 1e-6
"""Relative difference up to which doubles and a proven value are the same."""
LONGEST = 1e9
"""Steps of a column from which a solver's tolerance of 1e-6 to 1e-9 tells no step from the next."""
FINEST = 1e-4
"""Absolute difference, in the goal's own measure, that tolerances of rows leave."""


def compared(seed: int) -> str:
    """Return how the model of a drawn scenario and what is proven of it go together.

    `agree`, `both infeasible`, `bound below`, `refused`, `left open`, `beyond doubles: …` or
    `FAULT: …`.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(written(draw(seed)), encoding="utf-8")
        try:
            problem = oa.read(path)
        except InputUnusable:
            return "refused"
    best = problem.solve(time_limit=SECONDS)
    model = problem.to_pulp()
    solver = pulp.HiGHS(msg=False, timeLimit=SECONDS, gapRel=0.0, gapAbs=0.0)
    model.solve(solver)
    is_infeasible = model.status == pulp.LpStatusInfeasible
    if best.solved.outcome.infeasible == "exact":
        return "both infeasible" if is_infeasible else _open(model, "no plan is proven")
    goals = best.solved.outcome.goals
    if not best.has_plan or not goals or goals[0].proven != "exact":
        return "left open"
    if is_infeasible:
        return _beyond(model, "the model is infeasible, and there is a plan")
    if model.sol_status != pulp.LpSolutionOptimal:
        return "left open"
    return _valued(model, goals[0].value)


def _beyond(model: pulp.LpProblem, said: str) -> str:
    """Return a disagreement; where columns are too long for doubles, it is said to be theirs."""
    longest = max((abs(v.upBound or 0) for v in model.variables()), default=0)
    return f"beyond doubles: {said}" if longest > LONGEST else f"FAULT: {said}"


def _open(model: pulp.LpProblem, said: str) -> str:
    if model.sol_status != pulp.LpSolutionOptimal:
        return "left open"
    return _beyond(model, f"{said}, and the model has {pulp.value(model.objective)}")


def _valued(model: pulp.LpProblem, value: Fraction) -> str:
    found, proven = pulp.value(model.objective) or 0.0, float(value)
    room = max(FINEST, NEAR * abs(proven))
    if not model.is_exact:
        return "bound below" if found <= proven + room else _beyond(model, f"{found} > {proven}")
    near = abs(found - proven) <= room
    return "agree" if near else _beyond(model, f"{found}, proven {proven}")


@click.command()
@click.argument("cases", type=int, default=300)
@click.option("--first", default=1, show_default=True)
def main(cases: int, first: int) -> None:
    """Compare so many drawn scenarios."""
    counts: Counter[str] = Counter()
    for seed in range(first, first + cases):
        said = compared(seed)
        counts[said.partition(":")[0]] += 1
        if ":" in said:
            click.echo(f"seed {seed}: {said}")
    click.echo(", ".join(f"{count} {said}" for said, count in sorted(counts.items())))
    sys.exit(1 if counts["FAULT"] else 0)


if __name__ == "__main__":
    os.environ.setdefault("OPTALLOC_LANG", "en")
    main()
