"""PuLP with its CBC, as a textbook writes it: deviation variables and whole amounts."""

from typing import Any

import pulp

from serving import serve
from textbook import CannotState, model


def plan(instance: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the plan of one instance."""
    try:
        made = model(instance)
    except CannotState as why:
        return {"says": "cannot", "why": str(why)}
    problem = pulp.LpProblem("plan", pulp.LpMinimize)
    x = [pulp.LpVariable(f"n{j}", 0, most, "Integer") for j, most in enumerate(made.most)]
    x += [pulp.LpVariable(f"z{i}", cat="Binary") for i in range(made.switches)]
    cost = [-gain * x[j] for j, gain in made.gain.items()]
    for i, (target, weight, terms) in enumerate(made.totals):
        up, down = pulp.LpVariable(f"up{i}", 0), pulp.LpVariable(f"down{i}", 0)
        problem += pulp.lpSum(c * x[j] for j, c in terms.items()) - up + down == target
        cost += [weight * up, weight * down]
    problem += pulp.lpSum(cost)
    for terms, low, high in made.rows:
        total = pulp.lpSum(c * x[j] for j, c in terms.items())
        if low is not None:
            problem += total >= low
        if high is not None:
            problem += total <= high
    problem.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds))
    if problem.status == pulp.LpStatusInfeasible:
        return {"says": "infeasible"}
    if problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return {"says": "stopped"}
    says = "optimal" if problem.sol_status == pulp.LpSolutionOptimal else "stopped"
    steps = [v.value() or 0.0 for v in x[: len(made.cells)]]
    return {"says": says, "awards": made.awards(steps)}


if __name__ == "__main__":
    serve(plan, f"PuLP {pulp.__version__} + CBC")
