"""One linear program, solved again and again with other bounds and costs from its last basis.

A branch and bound asks so, and a series of goals on one face:

    minimise  cost @ x    with  low <= A x <= high  and  lower <= x <= upper

Figures are floats and prove nothing: points and multipliers are hints for exact arithmetic.
Rows are scaled by powers of two before HiGHS sees them (scaling.py); what comes back is of the rows
as they were given.
"""

import highspy
import numpy as np

from optalloc.solver.engines.highs_arrays import LINEAR_OPTIONS, Silent, opened, passed, run
from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.engines.scaling import scaled


class WarmLp:
    """A linear program that stays in HiGHS from one solve to the next.

    `run` starts from the last basis; a change of bounds keeps it feasible in its duals, a change
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
        costs = np.asarray(linear.cost, dtype=np.float64)
        self._highs.changeColsCost(self.columns, self._every, costs)
        lower, upper = opened(linear.lower), opened(linear.upper)
        self._highs.changeColsBounds(self.columns, self._every, lower, upper)
        low, high = (opened(side) * self._scaled.row for side in (linear.low, linear.high))
        every = np.arange(self.rows, dtype=np.int32)
        self._highs.changeRowsBounds(self.rows, every, low, high)  # type: ignore[attr-defined]

    @property
    def row_scale(self) -> Floats:
        """What the rows were multiplied by, as `run` leaves them."""
        return self._scaled.row

    def run(self, seconds: float | None = None) -> highspy.Highs:
        """Minimise from the last basis; returns HiGHS with what it came to, its rows scaled."""
        highs = self._highs
        # Its limit of time is for all runs of one object together.
        until = np.inf if seconds is None else highs.getRunTime() + max(seconds, 0.001)
        highs.setOptionValue("time_limit", until)
        run(highs, self._given, False)
        return highs
