"""What `optalloc.explore` finds, as data frames: sweeps, pots, weights in doubt, trade-offs.

Made from the objects that `--json` prints, one row a point, recipient, plan or move. Parquet comes
by `frame.to_parquet(...)`, with the extra `parquet`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.analysis.frames import EXACT, fraction_in, spoken, table
from optalloc.exploring.alternatives.alternatives import Alternatives
from optalloc.exploring.alternatives.describe import alternatives_json
from optalloc.exploring.batch.batch import Batched
from optalloc.exploring.batch.describe import batched_json
from optalloc.exploring.cut.cut import PlanRevision
from optalloc.exploring.cut.describe import cut_json
from optalloc.exploring.frontier.describe import frontier_json
from optalloc.exploring.frontier.frontier import Frontier
from optalloc.exploring.funding.describe import funded_json
from optalloc.exploring.funding.funding import Funded
from optalloc.exploring.methods import Benchmarked
from optalloc.exploring.methods.describe import benchmarked_json
from optalloc.exploring.recourse.describe import recourse_json
from optalloc.exploring.recourse.two_stage_plan import TwoStagePlan
from optalloc.exploring.regret.describe import regret_json
from optalloc.exploring.regret.regret import Regret
from optalloc.exploring.sweep.describe import swept_json
from optalloc.exploring.sweep.sweep import Swept
from optalloc.exploring.weights.describe import weighed_json
from optalloc.exploring.weights.weights import Weighed

if TYPE_CHECKING:
    import pandas as pd

Json = Mapping[str, Any]
Explored = (
    Swept
    | Funded
    | Weighed
    | Batched
    | Frontier
    | Alternatives
    | Regret
    | TwoStagePlan
    | Benchmarked
    | PlanRevision
)


def frame_of(found: Explored) -> pd.DataFrame:
    """Return what a function of `optalloc.explore` found as a frame.

        sweep, funding    a row a point: the settings or the amount, state, proven, total, then a
                          column a recipient [unit] and a column a goal [its own measure]
        weights           a row a recipient: stated, least, most, mean, quantiles [unit], and parts
                          of the draws: gains, loses, as_stated [0 to 1]
        frontier          a row a point: the values of the two goals, proven, a column a recipient
        alternatives      a row a plan: how far apart, proven, values, a column a recipient
        regret            a row a scenario: file, goal, best, loss
        recourse          a row a state: probability, best, value, regret, a column a recipient
        benchmark         of one of its scenarios a row a method: has_plan, why_not,
                          keeps_every_rule, a column a goal and a figure
        cut               a row a move: recipient, source, use, project, before, after, change
        batch             a row a scenario without a plan; the plans stand in the files written

    Amounts and figures are Decimals in the scenario's unit; a goal's value is a Fraction where no
    decimal is exact.

    Raises:
        TypeError: When it is nothing that these functions return.
    """
    for kind, rows in ROWS.items():
        if isinstance(found, kind):
            return table(rows(found))
    known = ", ".join(kind.__name__ for kind in ROWS)
    raise TypeError(f"one of {known}, not {type(found).__name__}")


def _flat(row: Json, *, nested: Sequence[str], labels: Sequence[str] = ()) -> dict[str, Any]:
    """Return a row with the figures by name of `nested` as columns of their own.

    Exact values stand for their decimals; lists of values are named by `labels`.
    """
    made: dict[str, Any] = {}
    for key, value in row.items():
        if f"{key}{EXACT}" in row:
            continue
        name = key.removesuffix(EXACT)
        if name in nested:
            pairs = value.items() if isinstance(value, Mapping) else zip(labels, value, strict=True)
            made |= {k: fraction_in(v) if key.endswith(EXACT) else v for k, v in pairs}
        elif key.endswith(EXACT):
            made[name] = fraction_in(value)
        elif not isinstance(value, list | dict):
            made[key] = value
    return made


def _points(found: Swept | Funded) -> Iterator[dict[str, Any]]:
    lang = spoken()
    said = swept_json(found, lang) if isinstance(found, Swept) else funded_json(found, lang)
    yield from (_flat(row, nested=("set", "recipients", "goals")) for row in said["rows"])


def _standings(found: Weighed) -> Iterator[dict[str, Any]]:
    for row in weighed_json(found, (), (), spoken())["recipients"]:
        quantiles = {f"quantile {part}": fen for part, fen in row["quantiles"].items()}
        yield _flat(row, nested=()) | quantiles


def _frontier(found: Frontier) -> Iterator[dict[str, Any]]:
    said = frontier_json(found, spoken())
    labels = [goal["goal"] for goal in said["goals"]]
    for point in said["points"]:
        yield _flat(point, nested=("values", "recipients"), labels=labels)


def _plans(found: Alternatives) -> Iterator[dict[str, Any]]:
    for plan in alternatives_json(found, spoken())["plans"]:
        yield _flat(plan, nested=("values", "recipients"))


def _losses(found: Regret) -> Iterator[dict[str, Any]]:
    for row in regret_json(found, spoken())["scenarios"]:
        kept = {k: v for k, v in row.items() if not k.startswith("losses_of")}
        yield _flat(kept, nested=())


def _states(found: TwoStagePlan) -> Iterator[dict[str, Any]]:
    for row in recourse_json(found, spoken())["states"]:
        yield _flat(row, nested=("recipients",))


def _methods(found: Benchmarked) -> Iterator[dict[str, Any]]:
    (scenario,) = benchmarked_json([found], spoken())["scenarios"]
    yield from (_flat(plan, nested=("goals", "figures")) for plan in scenario["plans"])


def _moves(found: PlanRevision) -> Iterator[dict[str, Any]]:
    yield from ({**move} for move in cut_json(found, spoken())["moves"])


def _without(found: Batched) -> Iterator[dict[str, Any]]:
    yield from ({**one} for one in batched_json(found, spoken())["without"])


ROWS: Mapping[type, Callable[[Any], Iterator[dict[str, Any]]]] = {
    Swept: _points,
    Funded: _points,
    Weighed: _standings,
    Frontier: _frontier,
    Alternatives: _plans,
    Regret: _losses,
    TwoStagePlan: _states,
    Benchmarked: _methods,
    PlanRevision: _moves,
    Batched: _without,
}
