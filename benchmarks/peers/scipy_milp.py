"""scipy.optimize.milp (HiGHS inside): the textbook model as a sparse matrix."""

from typing import Any

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from serving import serve
from textbook import CannotState, model


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = model(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    whole, n = len(made.cells) + made.switches, len(made.totals)
    rows = list(made.rows)
    cost = np.zeros(whole + 2 * n)
    for j, gain in made.gain.items():
        cost[j] = -gain
    for i, (target, weight, terms) in enumerate(made.totals):
        up, down = whole + 2 * i, whole + 2 * i + 1
        cost[[up, down]] = weight
        rows.append(({**terms, up: -1.0, down: 1.0}, target, target))
    entries = [(i, j, c) for i, (terms, _, _) in enumerate(rows) for j, c in terms.items()]
    row, column, value = zip(*entries, strict=True)
    matrix = csr_array((value, (row, column)), shape=(len(rows), len(cost)))
    low = [-np.inf if r[1] is None else r[1] for r in rows]
    high = [np.inf if r[2] is None else r[2] for r in rows]
    upper = np.concatenate([made.most, np.ones(made.switches), np.full(2 * n, np.inf)])
    result = milp(
        cost,
        integrality=np.concatenate([np.ones(whole), np.zeros(2 * n)]),
        bounds=Bounds(0, upper),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": seconds},
    )
    if result.status == 2:
        return {"says": "infeasible"}
    if result.x is None:
        return {"says": "stopped"}
    says = "optimal" if result.status == 0 else "stopped"
    return {"says": says, "awards": made.awards(result.x[: len(made.cells)].tolist())}


if __name__ == "__main__":
    serve(plan, f"scipy {scipy.__version__} milp")
