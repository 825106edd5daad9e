"""CP-SAT behind a pipe: one JSON program a line in, one JSON answer a line out.

A process of its own, because ortools and highspy cannot be imported together. Whole numbers
only, so what it calls best or infeasible is so for the numbers that it was given.
"""

import json
import sys

from ortools.sat.python import cp_model

NAMES = {
    cp_model.OPTIMAL: "best",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
}


def answer(program: dict) -> dict:
    """Solve one program: variables [low, high], rows, clauses, squares, an objective."""
    model = cp_model.CpModel()
    x = [
        model.new_bool_var("") if (low, high) == (0, 1) else model.new_int_var(low, high, "")
        for low, high in program["variables"]
    ]
    for columns, factors, low, high, switch in program["rows"]:
        row = cp_model.LinearExpr.weighted_sum([x[j] for j in columns], factors)
        within = model.add_linear_constraint(row, low, high)
        if switch is not None:
            j, is_set = switch
            within.only_enforce_if(x[j] if is_set else ~x[j])
    for clause in program["clauses"]:
        model.add_bool_or([x[j] for j in clause])
    for square, of in program["squares"]:
        model.add_multiplication_equality(x[square], [x[of], x[of]])
    columns, factors = program["objective"]
    model.minimize(cp_model.LinearExpr.weighted_sum([x[j] for j in columns], factors))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = program["seconds"]
    status = NAMES.get(solver.solve(model), "unknown")
    found = status in ("best", "feasible")
    return {"status": status, "x": [solver.value(v) for v in x] if found else None}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
