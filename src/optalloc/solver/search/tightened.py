"""A plan's own columns of counting, moved to where a goal that may be missed counts least.

A goal with a tolerance is held within it and no nearer: a switch that says whether a town gets
money may stay on where the town gets none, and the goal would count what the plan does not have.
"""

import numpy as np

from optalloc.core.exact import Exact
from optalloc.solver.program.program import Program, Stage, Whole, Worst, broken


def tightened(program: Program, x: Whole) -> Whole:
    """Return a plan with such columns at the end that costs least, where its rows allow that.

    Cells and totals stay, and so does every column that another goal or a limit looks at.
    """
    ends = _cheaper_ends(program, x)
    if not ends:
        return x
    point, row_of = x.copy(), program.row_of_entry
    held = program.activity(point)
    order = np.argsort(program.column, kind="stable")
    of_columns = program.column[order]
    for j, end in ends.items():
        first, last = np.searchsorted(of_columns, [j, j + 1])
        entries = order[first:last]
        rows = row_of[entries]
        moved = held[rows] + program.coefficient[entries] * (end - int(point[j]))
        if not broken(moved, program.low[rows], program.high[rows]).any():
            held[rows], point[j] = moved, end
    return point if program.holds(point) else x


def _cheaper_ends(program: Program, x: Whole) -> dict[int, int]:
    """Return the columns that stand away from the end that costs least, with that end."""
    costs: dict[int, Exact] = {}
    fixed = {*program.ties.cells.tolist(), *program.ties.totals.tolist()}
    stages = [goal for goal in program.goals if isinstance(goal, Stage)]
    for goal in (*stages, *(stage for stage, _ in program.limits)):
        fixed |= goal.convex.keys()
        has_room = goal.tolerance is not None
        for j, cost in goal.linear.items():
            if not has_room or (j in costs and (cost > 0) != (costs[j] > 0)):
                fixed.add(j)
            costs[j] = cost
    levels = [goal for goal in program.goals if isinstance(goal, Worst)]
    fixed |= {j for worst in levels for j in worst.columns}
    ends = {
        j: int((program.lower if cost > 0 else program.upper)[j])
        for j, cost in costs.items()
        if cost and j not in fixed
    }
    return {j: end for j, end in ends.items() if int(x[j]) != end}
