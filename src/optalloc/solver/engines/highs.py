"""HiGHS from arrays, in this process."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import highspy
import numpy as np

from optalloc.solver.engines.highs_arrays import (
    LINEAR_OPTIONS,
    OPTIONS,
    Options,
    Silent,
    opened,
    passed,
    ran_within,
    run,
)
from optalloc.solver.engines.interface import (
    EngineAnswer,
    Floats,
    LinearProgram,
    Verdict,
    unstopped,
)
from optalloc.solver.engines.scaling import scaled

BARRIER_FROM = 10_000
"""Columns and rows from which a new program goes by barrier and crossover, unless soon done.

The simplex takes as many steps as there are columns, each longer the more there are: 9 s of the
10,000 towns whose totals are to stay, where the barrier takes 0.8 s. Below it they are alike.
"""
TALL = 8
"""Rows for each column from which on the simplex is faster all the same."""
SOON = 40
"""One step of the simplex for so many columns and rows comes first: it shows soon that a program
has no point, of which the barrier may not become sure in half a minute."""
BARRIER_STEPS = 60
"""Steps of the barrier; what it has a point of takes 10 to 40."""
GRACE = 2.0
"""Seconds that HiGHS may run over its limit before it is taken to have lost its way."""


@dataclass(frozen=True)
class Best:
    """What HiGHS has on its way through an integer program.

    Attributes:
        x: The best plan; None before there is one.
        bound: The best bound; None before there is one.
        is_better: Whether the plan is new.
    """

    x: Floats | None
    bound: float | None
    nodes: int | None
    is_better: bool


@cache
def _version() -> str:
    """Return the version; asking takes as long as a small plan does."""
    version: str = Silent().version()
    return version


class Highs:
    """HiGHS through highspy; a linear program like the last one starts from that one's basis."""

    name = "highs"

    def __init__(self) -> None:
        self.version = _version()
        self._warm: WarmLp | None = None

    def solve(
        self,
        linear: LinearProgram,
        branch: bool,
        seconds: float | None,
        noted: Callable[[Best], None] | None = None,
    ) -> EngineAnswer:
        """Minimise; a point of an unfinished run is an answer without proof.

        Args:
            noted: Is told what an integer program has come to on its way; whoever asks that watches
                over the process himself.
        """
        if not branch:
            return self._relaxed(linear, seconds)
        highs = Silent()
        for option, value in _options(linear, seconds).items():
            highs.setOptionValue(option, value)
        if not passed(highs, linear, branch):
            return EngineAnswer("nothing")
        if linear.known is not None:
            start = highspy.HighsSolution()
            start.col_value = linear.known
            highs.setSolution(start)
        if noted is not None:
            _tell(highs, noted)
        if noted is not None or seconds is None:
            run(highs, linear, branch)
        elif not ran_within(highs, linear, branch, seconds + GRACE):
            return EngineAnswer("nothing", failed=unstopped(seconds))
        return _answer(highs, linear, branch).checked(linear, branch).judged(linear)

    def _relaxed(self, linear: LinearProgram, seconds: float | None) -> EngineAnswer:
        if self._warm is not None and self._warm.takes(linear):
            self._warm.change(linear)
        else:
            self._warm = WarmLp(linear)
        answer = _answer(self._warm.run(seconds), linear, False)
        if answer.multipliers is not None:
            answer = replace(answer, multipliers=answer.multipliers * self._warm.row_scale)
        return answer.checked(linear, False)


def _answer(highs: highspy.Highs, linear: LinearProgram, branch: bool) -> EngineAnswer:
    """Return what HiGHS came to."""
    status, said = highs.getModelStatus(), highspy.HighsModelStatus
    if status in (said.kInfeasible, said.kUnboundedOrInfeasible):
        # Every column of a Program is bounded, so "unbounded or infeasible" is infeasible.
        return EngineAnswer("infeasible", nodes=_nodes(highs, branch))
    info, solution = highs.getInfo(), highs.getSolution()
    stopped = status in (said.kTimeLimit, said.kIterationLimit, said.kInterrupt)
    if not solution.value_valid:
        return EngineAnswer("nothing", out_of_time=stopped, nodes=_nodes(highs, branch))
    multipliers = np.array(solution.row_dual) if solution.dual_valid else None
    verdict: Verdict = "optimal" if status == said.kOptimal else "feasible"
    bound = info.mip_dual_bound if branch else None
    point, nodes = np.array(solution.col_value), _nodes(highs, branch)
    return EngineAnswer(verdict, stopped, point, multipliers, bound, nodes)


def _tell(highs: highspy.Highs, noted: Callable[[Best], None]) -> None:
    """Have HiGHS tell every better plan, and its bound each time it reports."""
    plans: list[Floats] = []

    def told(event: Any, is_better: bool) -> None:
        out = event.data_out
        if is_better:
            plans[:] = [np.array(out.mip_solution)]
        bound = float(out.mip_dual_bound)
        nodes = int(out.mip_node_count)
        noted(
            Best(
                plans[0] if plans else None,
                bound if np.isfinite(bound) else None,
                nodes if nodes >= 0 else None,
                is_better,
            )
        )

    highs.cbMipImprovingSolution.subscribe(lambda event: told(event, True))
    highs.cbMipLogging.subscribe(lambda event: told(event, False))


def _nodes(highs: highspy.Highs, branch: bool) -> int | None:
    """Return the nodes of the branch-and-bound tree; HiGHS says -1 where there was none."""
    nodes = int(highs.getInfo().mip_node_count)
    return nodes if branch and nodes >= 0 else None


def _options(linear: LinearProgram, seconds: float | None) -> Options:
    """Return the settings under which `optimal` means optimal, not "within 0.01%".

    The points are rounded and checked in whole numbers. With a tolerance of 1e-9 for them HiGHS has
    called programs infeasible that have points; its own tolerance does not.
    """
    options: Options = {
        **OPTIONS,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": linear.gap,
        "mip_feasibility_tolerance": 1e-6,
    }
    if not linear.cuts_below:
        options["mip_allow_cut_separation_at_nodes"] = False
    if linear.enough is not None:
        options["objective_target"] = linear.enough
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.001)
    return options


class WarmLp:
    """A linear program that stays in HiGHS from one solve to the next, as a series of goals asks.

    `run` starts from the last basis; a change of bounds keeps it feasible in its duals, a change
    of costs in its point, so that few steps of the simplex remain. Rows are scaled by powers of two
    before HiGHS sees them (scaling.py); what comes back is of the rows as they were given.
    """

    def __init__(self, linear: LinearProgram) -> None:
        self.columns, self.rows = linear.size
        self._given, self._scaled = linear, scaled(linear)
        self._every = np.arange(self.columns, dtype=np.int32)
        size = self.columns + self.rows
        self._by_barrier = size >= BARRIER_FROM and self.rows < TALL * self.columns
        self._highs = Silent()
        for option, value in LINEAR_OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self._highs.setOptionValue("ipm_iteration_limit", BARRIER_STEPS)
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
        if self._by_barrier:
            self._by_barrier = False
            self._begin()
        else:
            run(highs, self._given, False)
        return highs

    def _begin(self) -> None:
        """Solve for the first time: by the simplex where it is soon done, by barrier elsewhere."""
        highs, limit = self._highs, "simplex_iteration_limit"
        highs.setOptionValue(limit, (self.columns + self.rows) // SOON)
        run(highs, self._given, False)
        highs.setOptionValue(limit, highspy.kHighsIInf)
        if highs.getModelStatus() != highspy.HighsModelStatus.kIterationLimit:
            return
        # Without this the simplex goes on from its own basis, and not from the barrier's.
        highs.clearSolver()
        highs.setOptionValue("solver", "ipm")
        run(highs, self._given, False)
        highs.setOptionValue("solver", "simplex")
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            highs.clearSolver()
        run(highs, self._given, False)
