"""A linear program that stays in HiGHS, from one part of a search to the next."""

from typing import Any

import highspy
import numpy as np

from optalloc.solver.engines.highs_arrays import LINEAR_OPTIONS, Silent, passed
from optalloc.solver.engines.interface import Floats, KeptOptimum, LinearProgram, NoOptimum
from optalloc.solver.program.program import Whole

SAID = highspy.HighsModelStatus


class KeptByHighs:
    """A linear program in one HiGHS object; each solve goes on from the basis before it."""

    def __init__(self, linear: LinearProgram) -> None:
        self.highs: Any = Silent()
        for option, value in LINEAR_OPTIONS.items():
            self.highs.setOptionValue(option, value)
        passed(self.highs, linear, False)
        self.columns = np.arange(len(linear.cost), dtype=np.int32)

    def bound_columns(self, lower: Floats, upper: Floats) -> None:
        """Bound the first columns."""
        self.highs.changeColsBounds(len(lower), self.columns[: len(lower)], lower, upper)

    def bound_column(self, j: int, lower: float, upper: float) -> None:
        """Bound one column."""
        self.highs.changeColBounds(j, lower, upper)

    def bound_row(self, i: int, low: float, high: float) -> None:
        """Bound one row."""
        self.highs.changeRowBounds(i, low, high)

    def add_row(self, low: float, columns: Whole, values: Floats) -> None:
        """Add a row that is at least `low`."""
        self.highs.addRow(low, np.inf, len(columns), columns.astype(np.int32), values)

    def solve(self, seconds: float | None) -> KeptOptimum | NoOptimum:
        """Minimise from the last basis; without an optimum the next solve starts from none."""
        if seconds is not None:
            # Its limit of time is for all runs of one object together.
            self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(seconds, 0.01))
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == SAID.kInfeasible:
            return "infeasible"
        solution = self.highs.getSolution()
        if status != SAID.kOptimal or not solution.dual_valid:
            self.highs.clearSolver()
            return "nothing"
        found = (solution.col_value, solution.row_dual, solution.col_dual)
        x, duals, prices = (np.array(figures) for figures in found)
        return KeptOptimum(x, duals, prices, self._value())

    def _value(self) -> float:
        return float(self.highs.getInfo().objective_function_value)

    def ray(self) -> Floats | None:
        """Return multipliers of rows that show that there is no point; None where none are had."""
        _, is_there, ray = self.highs.getDualRay()
        return np.array(ray) if is_there else None

    def basis(self) -> Any:
        """Return the basis of the last solve."""
        return self.highs.getBasis()

    def start_from(self, basis: Any) -> None:
        """Start the next solve from a basis."""
        self.highs.setBasis(basis)

    def tried(self, steps: int) -> float:
        """Return the value after some steps; infinite where there is no point."""
        option = "simplex_iteration_limit"
        self.highs.setOptionValue(option, steps)
        self.highs.run()
        status, value = self.highs.getModelStatus(), self._value()
        self.highs.setOptionValue(option, highspy.kHighsIInf)
        return float("inf") if status == SAID.kInfeasible else value
