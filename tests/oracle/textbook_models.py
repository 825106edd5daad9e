"""Hold the textbook model against the proven value on drawn scenarios:

    python tests/oracle/textbook_models.py 300

The best plan must keep every row of the model of `to_pulp()` and have the proven value of the first
goal there, in fractions; HiGHS, asked through PuLP, must find nothing better, and nothing at all
where it is proven that there is nothing. Where it falls short of the plan that is there, doubles
were too short for it: that is counted, and no fault of the model. A model that says of itself that
it is a bound must lie below. Exit 1 on a fault.
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

    `agree`, `both infeasible`, `bound below`, `refused`, `left open`, `solver falls short: …`,
    `beyond doubles: …` or `FAULT: …`.
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
    value = Fraction(goals[0].value)
    # Within a tolerance the goals after it may have made the plan's own value worse.
    own = value if goals[0].in_plan is None else Fraction(goals[0].in_plan)
    if (fault := _of_point(model, best.solved.outcome.x.tolist(), own)) is not None:
        return f"FAULT: {fault}"
    if is_infeasible:
        return "solver falls short: the model is infeasible"
    if model.sol_status != pulp.LpSolutionOptimal:
        return "left open"
    found, proven = pulp.value(model.objective) or 0.0, float(value)
    room = max(FINEST, NEAR * abs(proven))
    if not model.is_exact:
        return "bound below" if found <= proven + room else f"solver falls short: {found}"
    if found > proven + room:
        return f"solver falls short: {found}, proven {proven}"
    return "agree" if found >= proven - room else _beyond(model, f"{found}, proven {proven}")


def _of_point(model: pulp.LpProblem, x: list[int], value: Fraction) -> str | None:
    """Return what is wrong with the best plan as a point of the model, in fractions; or None."""
    columns = dict(zip(list(model.names)[: len(x)], map(Fraction, x), strict=True))
    bounded = (v for v in model.variables() if v.name not in columns and v.lowBound is not None)
    costs = {v.name: Fraction(v.lowBound) for v in bounded}
    for row in model.constraints():
        activity, own = Fraction(row.constant), None
        for variable, coefficient in row.items():
            if variable.name in columns:
                activity += Fraction(coefficient) * columns[variable.name]
            else:
                own = variable.name, Fraction(coefficient)
        if own is not None:  # a piece of a goal: it holds its cost from below
            name, times = own
            costs[name] = max(costs.get(name, -activity / times), -activity / times)
        elif activity * (row.sense or 1) < 0 or (not row.sense and activity):
            return f"the best plan breaks {model.names[row.name]}"
    objective = Fraction(model.objective.constant) + sum(
        Fraction(coefficient) * {**columns, **costs}.get(variable.name, Fraction(0))
        for variable, coefficient in model.objective.items()
    )
    # Figures of goals are doubles: what a long column adds up to has lost its last digits.
    longest = max(map(abs, x), default=0)
    room = Fraction(FINEST) + Fraction(NEAR) * abs(value) + Fraction(longest, 2**48)
    if model.is_exact and abs(objective - value) > room:
        return f"the best plan has {float(objective)} in the model, proven {float(value)}"
    return None


def _beyond(model: pulp.LpProblem, said: str) -> str:
    """Return a disagreement; where columns are too long for doubles, it is said to be theirs."""
    longest = max((abs(v.upBound or 0) for v in model.variables()), default=0)
    return f"beyond doubles: {said}" if longest > LONGEST else f"FAULT: {said}"


def _open(model: pulp.LpProblem, said: str) -> str:
    if model.sol_status != pulp.LpSolutionOptimal:
        return "left open"
    return _beyond(model, f"{said}, and the model has {pulp.value(model.objective)}")


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
