"""A linear program that CBC solves anew each time, where HiGHS is not there to keep it."""

from dataclasses import replace
from typing import Any

import numpy as np

from optalloc.solver.engines.cbc import Cbc, CbcRun
from optalloc.solver.engines.interface import (
    GAVE_UP,
    MISTAKES,
    Floats,
    KeptOptimum,
    LinearProgram,
    NoEngineLeft,
    NoOptimum,
)
from optalloc.solver.engines.race import Entrant, Heat
from optalloc.solver.engines.scaling import scaled
from optalloc.solver.program.program import Whole

NO_SIDE = 1e30
"""What stands for no bound of a row in a file for CBC, which has no word for one without any."""


class AskedOfCbc:
    """A linear program that a process of CBC solves anew each time."""

    def __init__(self, linear: LinearProgram) -> None:
        self.linear = linear
        self.added: list[tuple[float, Whole, Floats]] = []

    def bound_columns(self, lower: Floats, upper: Floats) -> None:
        """Bound the first columns."""
        self.linear.lower[: len(lower)], self.linear.upper[: len(upper)] = lower, upper

    def bound_column(self, j: int, lower: float, upper: float) -> None:
        """Bound one column."""
        self.linear.lower[j], self.linear.upper[j] = lower, upper

    def bound_row(self, i: int, low: float, high: float) -> None:
        """Bound one row."""
        self.linear.low[i], self.linear.high[i] = low, high

    def add_row(self, low: float, columns: Whole, values: Floats) -> None:
        """Add a row that is at least `low`."""
        self.added.append((low, columns, values))

    def solve(self, seconds: float | None) -> KeptOptimum | NoOptimum:
        """Minimise by a process of its own, watched."""
        self._take_up()
        linear = self.linear
        finite = [np.clip(side, -NO_SIDE, NO_SIDE) for side in (linear.low, linear.high)]
        asked = replace(linear, low=finite[0], high=finite[1])
        if isinstance(found := _solved(asked, seconds), str):
            return found
        x, duals = found
        paid = linear.coefficient * np.repeat(duals, np.diff(linear.start))
        prices = linear.cost - np.bincount(linear.column, paid, len(linear.cost))
        return KeptOptimum(x, duals, prices, float(linear.cost @ x))

    def _take_up(self) -> None:
        """Write the added rows below the others."""
        if not self.added:
            return
        sides, columns, values = zip(*self.added, strict=True)
        linear, many = self.linear, [len(some) for some in columns]
        self.linear = replace(
            linear,
            start=np.concatenate([linear.start, linear.start[-1] + np.cumsum(many)]),
            column=np.concatenate([linear.column, *columns]),
            coefficient=np.concatenate([linear.coefficient, *values]),
            low=np.concatenate([linear.low, sides]),
            high=np.concatenate([linear.high, np.full(len(sides), np.inf)]),
        )
        self.added = []

    def ray(self) -> None:
        """CBC tells no ray."""

    def basis(self) -> None:
        """CBC starts from none."""

    def start_from(self, basis: Any) -> None:
        """Every solve starts anew."""

    def tried(self, steps: int) -> float:
        """Never asked: there is no basis to start from."""
        raise NotImplementedError


def _solved(linear: LinearProgram, seconds: float | None) -> tuple[Floats, Floats] | NoOptimum:
    """Return a point and multipliers of rows, from a process that is watched."""
    seen = scaled(linear)
    heat = Heat(seen.linear, [Entrant("cbc", _run)], seconds)
    try:
        winner = heat.run()
    finally:
        heat.stop()
    if winner is None:
        # One program may be beyond its digits, or its time; the next need not be.
        if heat.failures.get("cbc", GAVE_UP) not in MISTAKES:
            raise NoEngineLeft
        return "nothing"
    answer = winner[1]
    if answer.verdict == "infeasible":
        return "infeasible"
    if answer.verdict != "optimal" or answer.x is None or answer.multipliers is None:
        return "nothing"
    return answer.x, answer.multipliers * seen.row


def _run(linear: LinearProgram, seconds: float | None) -> CbcRun:
    return CbcRun(Cbc().path, linear, False, seconds)
