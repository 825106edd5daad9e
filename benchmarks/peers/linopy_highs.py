"""linopy with HiGHS: the textbook model over labelled arrays, rows of one length at a time."""

from collections import defaultdict
from importlib.metadata import version
from typing import Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from serving import serve
from textbook import CannotState, Row, Terms, model


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = model(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    m = linopy.Model()
    cells = pd.RangeIndex(len(made.cells) + made.switches, name="cell")
    most = pd.Series([*made.most, *[1] * made.switches], cells)
    x = m.add_variables(lower=0, upper=most, integer=True, name="x")
    if made.gain:
        gain = pd.Series(0.0, cells)
        gain[list(made.gain)] = list(made.gain.values())
        m.add_objective(-1 * (x * gain).sum())
    else:
        towns = pd.RangeIndex(len(made.totals), name="town")
        up = m.add_variables(lower=0, coords=[towns], name="up")
        down = m.add_variables(lower=0, coords=[towns], name="down")
        target = pd.Series([t for t, _, _ in made.totals], towns)
        weight = pd.Series([w for _, w, _ in made.totals], towns)
        for chosen, at in _by_length([terms for _, _, terms in made.totals]):
            off = up.isel(town=at).rename(town="row") - down.isel(town=at).rename(town="row")
            m.add_constraints(_sums(x, chosen) - off == target.to_numpy()[at])
        m.add_objective((weight * up).sum() + (weight * down).sum())
    _rows(m, x, made.rows)
    m.solve("highs", io_api="direct", time_limit=seconds, output_flag=False)
    if m.termination_condition in ("infeasible", "infeasible_or_unbounded"):
        return {"says": "infeasible"}
    if "solution" not in x.data or np.isnan(x.solution.values).any():
        return {"says": "stopped"}
    says = "optimal" if m.termination_condition == "optimal" else "stopped"
    return {"says": says, "awards": made.awards(x.solution.values[: len(made.cells)].tolist())}


def _rows(m: linopy.Model, x: linopy.Variable, rows: list[Row]) -> None:
    for side, sign in ((1, ">="), (2, "<=")):
        asked = [row for row in rows if row[side] is not None]
        for chosen, at in _by_length([row[0] for row in asked]):
            bound = np.array([asked[i][side] for i in at], dtype=float)
            m.add_constraints(_sums(x, chosen), sign, xr.DataArray(bound, dims="row"))


def _by_length(every: list[Terms]) -> list[tuple[list[Terms], np.ndarray]]:
    """Return the sums that have equally many terms, with their places."""
    of: dict[int, list[int]] = defaultdict(list)
    for i, terms in enumerate(every):
        of[len(terms)].append(i)
    return [([every[i] for i in at], np.array(at)) for at in of.values()]


def _sums(x: linopy.Variable, chosen: list[Terms]) -> linopy.LinearExpression:
    """Return sums of equally many terms as one expression over `row`."""
    columns = xr.DataArray([list(terms) for terms in chosen], dims=("row", "part"))
    factors = xr.DataArray([list(terms.values()) for terms in chosen], dims=("row", "part"))
    return (x.isel(cell=columns) * factors).sum("part")


if __name__ == "__main__":
    serve(plan, f"linopy {version('linopy')} + HiGHS {version('highspy')}")
