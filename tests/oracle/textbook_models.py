"""Hold the textbook model against the proven value, over drawn scenarios, districts or the library:

    python tests/oracle/textbook_models.py 300
    python tests/oracle/textbook_models.py 300 --of districts --solver PULP_CBC_CMD --solver HiGHS
    python tests/oracle/textbook_models.py --of library

The best plan must keep every row of the model of `to_pulp()` and have the proven value of the first
goal there, in fractions; a solver, asked through PuLP in a process of its own, must find nothing
better, and nothing at all where it is proven that there is nothing. Where it falls short of the
plan that is there, doubles were too short for it (or the eight digits that PuLP reads of CBC);
where it crashes, refuses the model or never comes back, it fails; where either side comes to the
end of its time, the case is open. Then the next solver is asked, and the table says which of them
agreed; one that finds something better is a fault of the model, whatever the next would say. Drawn
scenarios that a letter refuses are none, and others are drawn in their place. Exit 1 unless all
agree.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import count, islice
from pathlib import Path

import click
import pulp

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from drawn import draw, written
from solved_apart import Said, solved_apart

import optalloc as oa
from districts import district
from optalloc.analysis.pulp_model import AwardModel, pulp_model
from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import AUTO
from optalloc.pipeline.walk import walk
from optalloc.problem.problem import Problem

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SECONDS = 60.0
"""Wall time for each side of a comparison, unless told otherwise [s]."""
SOLVERS = ("HiGHS", "HiGHS presolve=off", "PULP_CBC_CMD")
"""Asked in turn until one agrees. Presolve adds up rows: of thirteen digits, sums are off."""
AGREE = ("agree", "both infeasible")
OUTCOMES = {
    "agree": "same value, proven by both",
    "both infeasible": "none, as proven",
    "not proven": "open: the product has not proven it",
    "solver stopped": "open: the solver has not finished",
    "solver falls short": "the solver falls short",
    "solver fails": "the solver fails",
    "beyond doubles": "beyond doubles",
    "FAULT": "faults of the model",
}
NEAR = 1e-6
"""Relative difference up to which doubles and a proven value are the same."""
LONGEST = 1e9
"""Steps of a column from which a solver's tolerance of 1e-6 to 1e-9 tells no step from the next."""
FINEST = 1e-4
"""Absolute difference, in the goal's own measure, that tolerances of rows leave."""
INFEASIBLE = (pulp.LpStatusInfeasible, pulp.LpStatusUndefined)
"""HiGHS's "unbounded or infeasible" is undefined in PuLP's words; no goal is without a bound."""


def drawn_problem(seed: int) -> Problem | None:
    """Return the problem of a drawn scenario; None where a letter refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(written(draw(seed)), encoding="utf-8")
        try:
            return oa.read(path).facts
        except InputUnusable:
            return None


def library() -> list[Path]:
    """Return the scenarios of the library: a file with tables, or one that lies over another."""
    texts = ((path, path.read_text(encoding="utf-8")) for path in SCENARIOS.rglob("*.yaml"))
    return sorted(path for path, text in texts if "tables:" in text or "extends:" in text)


def compared(
    problem: Problem, *solvers: str, seconds: float = SECONDS, agreed: Counter[str] | None = None
) -> str:
    """Return how the model of a problem and what is proven of it go together.

    One of OUTCOMES, with a colon and what there is to say of it behind those that do not agree.

    Args:
        solvers: Asked in turn until one agrees; SOLVERS if none is given.
        agreed: Counts the solvers that agreed.
    """
    best = walk(problem, AUTO.within(seconds)).outcome
    model = pulp_model(problem)
    value = None
    if best.infeasible != "exact":
        if best.x is None or not best.goals or best.goals[0].proven != "exact":
            return f"not proven: in {seconds:g} s"
        value = Fraction(best.goals[0].value)
        # Within a tolerance the goals after it may have made the plan's own value worse.
        in_plan = best.goals[0].in_plan
        own = value if in_plan is None else Fraction(in_plan)
        if (fault := _of_point(model, best.x.tolist(), own)) is not None:
            return f"FAULT: {fault}"
    words = []
    for solver in solvers or SOLVERS:
        words.append(_said(model, solved_apart(model, solver, seconds), value))
        if words[-1] in AGREE and agreed is not None:
            agreed[solver] += 1
        if words[-1] in AGREE or words[-1].startswith(("FAULT", "beyond doubles")):
            return words[-1]
    return " | ".join(words)


def _said(model: AwardModel, said: Said, value: Fraction | None) -> str:
    if said.failed:
        return f"solver fails: {said.failed}"
    return _without_a_plan(model, said) if value is None else _with_a_plan(model, said, value)


def _without_a_plan(model: AwardModel, said: Said) -> str:
    if said.status in INFEASIBLE:
        return "both infeasible"
    if said.sol_status != pulp.LpSolutionOptimal:
        return "solver stopped: without a word"
    return _beyond(model, f"no plan is proven, and the model has {said.value}")


def _with_a_plan(model: AwardModel, said: Said, value: Fraction) -> str:
    if said.status in INFEASIBLE:
        return "solver falls short: the model is infeasible"
    found, proven = said.value or 0.0, float(value)
    room = max(FINEST, NEAR * abs(proven))
    if said.sol_status == pulp.LpSolutionIntegerFeasible and found >= proven - room:
        is_there = found <= proven + room
        return f"solver stopped: {f'at {found}' if not is_there else 'at the proven value'}"
    if said.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return "solver stopped: without a plan"
    if found > proven + room:
        return f"solver falls short: {found}, proven {proven}"
    return "agree" if found >= proven - room else _beyond(model, f"{found}, proven {proven}")


def _of_point(model: AwardModel, x: list[int], value: Fraction) -> str | None:
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


def _beyond(model: AwardModel, said: str) -> str:
    """Return a disagreement; where columns are too long for doubles, it is said to be theirs."""
    longest = max((abs(v.upBound or 0) for v in model.variables()), default=0)
    return f"beyond doubles: {said}" if longest > LONGEST else f"FAULT: {said}"


def problems(of: str, cases: int, first: int) -> Iterator[tuple[str, Problem]]:
    """Yield so many problems, each with what it is called; all there are of the library."""
    if of == "library":
        for path in library():
            yield str(path.relative_to(SCENARIOS)), oa.read(path).facts
        return
    make = district if of == "districts" else drawn_problem
    drawn = ((f"seed {seed}", make(seed)) for seed in count(first))
    yield from islice(((name, p) for name, p in drawn if p is not None), cases)


def table(counts: Mapping[str, int], agreed: Mapping[str, int]) -> str:
    """Return the outcomes of all that were judged, a line each, and which solvers agreed."""
    lines = {"judged": sum(counts.values())} | {
        words: counts[kind] for kind, words in OUTCOMES.items()
    }
    lines |= {f"agreed: {solver}": number for solver, number in agreed.items()}
    return "\n".join(f"{words:<36}{number:>5}" for words, number in lines.items())


@click.command()
@click.argument("cases", type=int, default=300)
@click.option("--first", default=1, show_default=True)
@click.option(
    "--of", type=click.Choice(["drawn", "districts", "library"]), default="drawn", show_default=True
)
@click.option(
    "--solver",
    "solvers",
    multiple=True,
    default=SOLVERS,
    show_default=True,
    help="A name that PuLP knows, with options of the solver's behind it; the next is asked where "
    "one does not agree.",
)
@click.option("--seconds", default=SECONDS, show_default=True, help="Wall time for each side.")
def main(cases: int, first: int, of: str, solvers: tuple[str, ...], seconds: float) -> None:
    """Compare so many problems."""
    counts, agreed = Counter[str](), Counter(dict.fromkeys(solvers, 0))
    for name, problem in problems(of, cases, first):
        said = compared(problem, *solvers, seconds=seconds, agreed=agreed)
        kind = said.partition(":")[0]
        counts[kind] += 1
        if kind not in AGREE:
            click.echo(f"{name}: {said}")
    click.echo(table(counts, agreed))
    sys.exit(1 if any(counts[kind] for kind in OUTCOMES if kind not in AGREE) else 0)


if __name__ == "__main__":
    os.environ.setdefault("OPTALLOC_LANG", "en")
    main()
