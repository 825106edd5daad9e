"""One linear program, solved again and again with other bounds and costs from its last basis.

A branch and bound asks so, and a series of goals on one face:

    minimise  cost @ x    with  low <= A x <= high  and  lower <= x <= upper

Figures are floats and prove nothing: points, multipliers and rays are hints for exact arithmetic.
Rows are scaled by powers of two before HiGHS sees them (scaling.py); what comes back is of the rows
as they were given.
"""

from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np

from optalloc.solver.engines.highs_arrays import LINEAR_OPTIONS, Silent, opened, passed, run
from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.engines.scaling import scaled
from optalloc.solver.program.program import Whole


@dataclass(frozen=True)
class LpAnswer:
    """What HiGHS made of a linear program.

    Attributes:
        verdict: `stopped` by a limit, or by numbers that HiGHS could not get over.
        value: The objective at the point.
        x: The point, one figure a column; None without one.
        row_duals: A multiplier y for each row: above 0 at its lower side, below 0 at its upper.
        column_duals: cost - y A, one for each column.
        ray: Where infeasible, row weights y with  sum(y low if y > 0 else y high)  above every
            y A x  of the columns' box (Farkas); None where HiGHS has none.
    """

    verdict: Literal["optimal", "infeasible", "stopped"]
    value: float | None = None
    x: Floats | None = None
    row_duals: Floats | None = None
    column_duals: Floats | None = None
    ray: Floats | None = None


class WarmLp:
    """A linear program that stays in HiGHS from one solve to the next.

    `solve` starts from the last basis; a change of bounds keeps it feasible in its duals, a change
    of costs in its point, so that few steps of the simplex remain.
    """

    def __init__(self, linear: LinearProgram) -> None:
        self.columns, self.rows = linear.size
        self._given, self._scaled = linear, scaled(linear)
        self._every = np.arange(self.columns, dtype=np.int32)
        self._highs = Silent()
        for option, value in LINEAR_OPTIONS.items():
            self._highs.setOptionValue(option, value)
        passed(self._highs, self._scaled.linear, False)

    def takes(self, linear: LinearProgram) -> bool:
        """Return whether a program differs in its costs and bounds only."""
        given = self._given
        return linear is given or (
            linear.size == given.size
            and np.array_equal(linear.start, given.start)
            and np.array_equal(linear.column, given.column)
            and np.array_equal(linear.coefficient, given.coefficient)
        )

    def change(self, linear: LinearProgram) -> None:
        """Take over costs and bounds of a program with the same matrix."""
        self.set_costs(linear.cost)
        self.set_bounds(linear.lower, linear.upper)
        low, high = (opened(side) * self._scaled.row for side in (linear.low, linear.high))
        every = np.arange(self.rows, dtype=np.int32)
        self._highs.changeRowsBounds(self.rows, every, low, high)  # type: ignore[attr-defined]

    def set_costs(self, costs: Floats) -> None:
        """Set the cost of every column."""
        self._highs.changeColsCost(self.columns, self._every, np.asarray(costs, dtype=np.float64))

    def set_bounds(self, lower: Floats | Whole, upper: Floats | Whole) -> None:
        """Set the bounds of every column; UNBOUNDED or infinity stand for none."""
        self._highs.changeColsBounds(self.columns, self._every, opened(lower), opened(upper))

    def set_column_bounds(self, column: int, lower: float, upper: float) -> None:
        """Set the bounds of one column."""
        low, high = opened(np.array([lower])), opened(np.array([upper]))
        self._highs.changeColBounds(column, float(low[0]), float(high[0]))

    def set_row_bounds(self, row: int, low: float, high: float) -> None:
        """Set the sides of one row, in the row's own measure."""
        sides = opened(np.array([low, high])) * self._scaled.row[row]
        self._highs.changeRowBounds(row, float(sides[0]), float(sides[1]))

    @property
    def row_scale(self) -> Floats:
        """What the rows were multiplied by, as `run` leaves them."""
        return self._scaled.row

    def run(self, seconds: float | None = None, iterations: int | None = None) -> highspy.Highs:
        """Minimise from the last basis; returns HiGHS with what it came to, its rows scaled."""
        highs = self._highs
        # Its limit of time is for all runs of one object together.
        until = np.inf if seconds is None else highs.getRunTime() + max(seconds, 0.001)
        highs.setOptionValue("time_limit", until)
        most = highspy.kHighsIInf if iterations is None else iterations
        highs.setOptionValue("simplex_iteration_limit", most)
        run(highs, self._given, False)
        return highs

    def solve(self, seconds: float | None = None, iterations: int | None = None) -> LpAnswer:
        """Minimise from the last basis, within a limit of seconds and of simplex iterations."""
        highs = self.run(seconds, iterations)
        status, said = highs.getModelStatus(), highspy.HighsModelStatus
        if status in (said.kInfeasible, said.kUnboundedOrInfeasible):
            return LpAnswer("infeasible", ray=self._ray())
        if status not in (said.kOptimal, said.kModelEmpty):
            return LpAnswer("stopped")
        solution = highs.getSolution()
        return LpAnswer(
            "optimal",
            float(highs.getInfo().objective_function_value),
            np.array(solution.col_value),
            np.array(solution.row_dual) * self._scaled.row,
            np.array(solution.col_dual),
        )

    def _ray(self) -> Floats | None:
        status, is_there, ray = self._highs.getDualRay()  # type: ignore[attr-defined]
        if status != highspy.HighsStatus.kOk or not is_there:
            return None
        return np.array(ray) * self._scaled.row
