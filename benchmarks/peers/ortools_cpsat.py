"""OR-Tools CP-SAT: the textbook model in whole numbers, one worker."""

from importlib.metadata import version
from math import gcd
from typing import Any

from ortools.sat.python import cp_model

from serving import serve
from textbook import WAN, CannotState, Model, model

FINE = 100 * WAN
"""Coefficients are written in these parts of 万元, then divided by what they share."""
WEIGHTS = 10**6
"""Weights are whole parts of the largest one, fewer where sums would leave 64 bits."""
PARTS_OF_A_STEP = 100
"""Deviations are counted in these parts of a step."""


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = model(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    m = cp_model.CpModel()
    x = [m.new_int_var(0, most, "") for most in made.most]
    x += [m.new_bool_var("") for _ in range(made.switches)]
    for terms, low, high in made.rows:
        whole = {j: round(c * FINE) for j, c in terms.items()}
        common = gcd(*whole.values()) or 1
        total = cp_model.LinearExpr.weighted_sum(
            [x[j] for j in whole], [c // common for c in whole.values()]
        )
        if low is not None:
            m.add(total >= -(-round(low * FINE) // common))
        if high is not None:
            m.add(total <= round(high * FINE) // common)
    if made.gain:
        gain = {j: round(g * WEIGHTS) for j, g in made.gain.items()}
        common = gcd(*gain.values()) or 1
        weights = [g // common for g in gain.values()]
        m.maximize(cp_model.LinearExpr.weighted_sum([x[j] for j in gain], weights))
    else:
        _deviations(m, x, made, sum(s["amount"] for s in instance["sources"]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    status = solver.solve(m)
    if status == cp_model.INFEASIBLE:
        return {"says": "infeasible"}
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {"says": "stopped", "why": solver.status_name(status)}
    says = "optimal" if status == cp_model.OPTIMAL else "stopped"
    return {"says": says, "awards": made.awards([solver.value(v) for v in x[: len(made.cells)]])}


def _deviations(m: Any, x: list[Any], made: Model, money: int) -> None:
    """Minimise the weighted deviations, counted in parts of a step."""
    unit = max(1, min(cell[4] for cell in made.cells) // PARTS_OF_A_STEP)
    most = money // unit + 1
    scale = min(WEIGHTS, 2**61 // (2 * len(made.totals) * most))
    largest = max(weight for _, weight, _ in made.totals)
    off, weights = [], []
    for target, weight, terms in made.totals:
        up, down = m.new_int_var(0, most, ""), m.new_int_var(0, most, "")
        amount = cp_model.LinearExpr.weighted_sum(
            [x[j] for j in terms], [round(c * WAN) // unit for c in terms.values()]
        )
        m.add(amount - up + down == round(target * WAN / unit))
        off += [up, down]
        weights += [max(1, round(scale * weight / largest))] * 2
    m.minimize(cp_model.LinearExpr.weighted_sum(off, weights))


if __name__ == "__main__":
    serve(plan, f"OR-Tools {version('ortools')} CP-SAT")
