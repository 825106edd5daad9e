"""CBC through PuLP: the default engine, a separate process for each call.

CBC prints eight digits (its format is %15.8g), too few for money; so the columns it sees count from
an anchor, and a point far from its anchor is solved again around itself.
"""

import re
import subprocess
import warnings
from functools import cached_property
from pathlib import Path

import numpy as np
import pulp
from pulp.apis.coin_api import pulp_cbc_path

from optalloc.program import UNBOUNDED
from optalloc.solve.linear import Answer, Floats, Linear, Verdict

EXACTLY_PRINTED = 1e6
"""Distance from the anchor up to which eight digits still show a fraction of 0.01."""
MOST_ANCHORS = 4


class Cbc:
    """PuLP's bundled CBC."""

    name = "cbc"

    def __init__(self) -> None:
        self.path = str(Path(pulp_cbc_path).resolve())

    @cached_property
    def version(self) -> str:
        """The version that the program prints of itself."""
        said = subprocess.run([self.path, "-quit"], capture_output=True, text=True, check=False)
        found = re.search(r"Version: (\S+)", said.stdout)
        return found[1] if found else "unknown"

    def solve(self, linear: Linear, branch: bool, seconds: float | None) -> Answer:
        """Minimise, again around the point found while that is too far to be printed exactly."""
        anchor = linear.anchor
        answer = self._around(anchor, linear, branch, seconds)
        for _ in range(MOST_ANCHORS):
            if answer.x is None or np.abs(answer.x - anchor).max(initial=0) <= EXACTLY_PRINTED:
                break
            anchor = np.clip(np.round(answer.x), linear.lower, linear.upper)
            answer = self._around(anchor, linear, branch, seconds)
        return answer

    def _around(
        self, anchor: Floats, linear: Linear, branch: bool, seconds: float | None
    ) -> Answer:
        """Solve with columns that count from the anchor."""
        problem, columns, of_row = _build(linear, anchor, branch)
        solver = pulp.COIN_CMD(
            path=self.path, msg=False, mip=branch, timeLimit=seconds, gapRel=0, gapAbs=0
        )
        try:
            problem.solve(solver)
        except pulp.PulpSolverError:
            return Answer("nothing")
        verdict = _verdict(problem)
        if verdict in ("infeasible", "nothing"):
            return Answer(verdict, out_of_time=verdict == "nothing" and seconds is not None)
        values = np.array([c.varValue or 0.0 for c in columns])
        pi = np.zeros(len(linear.low))
        for constraint, row in zip(problem.constraints.values(), of_row, strict=True):
            pi[row] += constraint.pi or 0.0
        return Answer(verdict, verdict == "feasible", anchor + values, pi)


def _build(
    linear: Linear, anchor: Floats, branch: bool
) -> tuple[pulp.LpProblem, list[pulp.LpVariable], list[int]]:
    """Return the PuLP problem, its columns, and for each of its constraints the row it is."""
    problem = pulp.LpProblem("optalloc", pulp.LpMinimize)
    lower = np.where(linear.lower <= -UNBOUNDED, -np.inf, linear.lower - anchor)
    upper = np.where(linear.upper >= UNBOUNDED, np.inf, linear.upper - anchor)
    sorts = np.where(linear.is_whole & branch, pulp.LpInteger, pulp.LpContinuous)
    columns = [
        pulp.LpVariable(
            f"c{j}", None if lo == -np.inf else lo, None if hi == np.inf else hi, str(sort)
        )
        for j, (lo, hi, sort) in enumerate(
            zip(lower.tolist(), upper.tolist(), sorts.tolist(), strict=True)
        )
    ]
    costs = [(columns[j], float(linear.cost[j])) for j in np.flatnonzero(linear.cost)]
    problem.setObjective(pulp.LpAffineExpression(costs))
    entries = list(zip(linear.column.tolist(), linear.coefficient.tolist(), strict=True))
    at_anchor = linear.coefficient * anchor[linear.column]
    running = np.concatenate([[0.0], np.cumsum(at_anchor)])
    moved = running[linear.start[1:]] - running[linear.start[:-1]]
    starts, of_row = linear.start.tolist(), []
    for i, (low, high) in enumerate(zip(linear.low, linear.high, strict=True)):
        sides = []
        if low == high:
            sides = [(pulp.LpConstraintEQ, low)]
        else:
            if low > -UNBOUNDED:
                sides.append((pulp.LpConstraintGE, low))
            if high < UNBOUNDED:
                sides.append((pulp.LpConstraintLE, high))
        terms = [(columns[j], c) for j, c in entries[starts[i] : starts[i + 1]]]
        for sense, bound in sides:
            expression = pulp.LpAffineExpression(terms)
            bound = float(bound - moved[i])
            name = f"r{len(of_row)}"
            problem.addConstraint(pulp.LpConstraint(expression, sense, name, bound))
            of_row.append(i)
    return problem, columns, of_row


def _verdict(problem: pulp.LpProblem) -> Verdict:
    """Return what CBC said; its `status` alone calls a stopped run optimal."""
    if problem.sol_status == pulp.LpSolutionOptimal:
        return "optimal"
    if problem.sol_status == pulp.LpSolutionIntegerFeasible:
        return "feasible"
    return "infeasible" if problem.status == pulp.LpStatusInfeasible else "nothing"


warnings.filterwarnings("ignore", category=DeprecationWarning, module="pulp")
