"""HiGHS from arrays, in this process: the second engine."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import highspy
import numpy as np

from optalloc.leftovers import Scratch
from optalloc.program import UNBOUNDED
from optalloc.solving.linear import Answer, Floats, Linear, Verdict
from optalloc.solving.log import Printed, is_kept, keep

Options = dict[str, bool | float | str]
OPTIONS: Options = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    # Its own is 1e-9, and it drops smaller coefficients without a word.
    "small_matrix_value": 1e-12,
}
LINEAR_OPTIONS: Options = {
    **OPTIONS,
    # Presolve fills one dense row with every piece: 12 s of 12.4 at 10,000 towns. Without it there
    # is a ray where a program is infeasible.
    "solver": "simplex",
    "presolve": "off",
}


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


class Silent(highspy.Highs):
    """HiGHS that prints nothing: 1.16 says who it is as soon as anything is asked of it."""

    def enableCallbacks(self) -> None:
        """Silence it before its constructor asks the first thing."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@cache
def _version() -> str:
    """Return the version; asking takes as long as a small plan does."""
    version: str = Silent().version()
    return version


class Highs:
    """HiGHS through highspy."""

    name = "highs"

    def __init__(self) -> None:
        self.version = _version()

    def solve(
        self,
        linear: Linear,
        branch: bool,
        seconds: float | None,
        noted: Callable[[Best], None] | None = None,
    ) -> Answer:
        """Minimise; a point of an unfinished run is an answer without proof.

        Args:
            noted: Is told what an integer program has come to on its way.
        """
        highs = Silent()
        for option, value in _options(linear, branch, seconds).items():
            highs.setOptionValue(option, value)
        if not passed(highs, linear, branch):
            return Answer("nothing")
        if noted is not None:
            _tell(highs, noted)
        _run(highs, linear, branch)
        status = highs.getModelStatus()
        said = highspy.HighsModelStatus
        if status in (said.kInfeasible, said.kUnboundedOrInfeasible):
            # Every column of a Program is bounded, so "unbounded or infeasible" is infeasible.
            return Answer("infeasible", nodes=_nodes(highs, branch))
        info, solution = highs.getInfo(), highs.getSolution()
        stopped = status in (said.kTimeLimit, said.kIterationLimit, said.kInterrupt)
        if not solution.value_valid:
            return Answer("nothing", out_of_time=stopped, nodes=_nodes(highs, branch))
        multipliers = np.array(solution.row_dual) if solution.dual_valid else None
        verdict: Verdict = "optimal" if status == said.kOptimal else "feasible"
        bound = info.mip_dual_bound if branch else None
        point, nodes = np.array(solution.col_value), _nodes(highs, branch)
        answer = Answer(verdict, stopped, point, multipliers, bound, nodes)
        return answer.checked(linear, branch).judged(linear)


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


def _run(highs: highspy.Highs, linear: Linear, branch: bool) -> None:
    """Solve; where what engines print is kept, let HiGHS print to a file and keep that."""
    if not is_kept():
        highs.run()
        return
    with Scratch() as folder:
        file = folder / "log.txt"
        for option, value in (("log_to_console", False), ("log_file", str(file))):
            highs.setOptionValue(option, value)
        highs.setOptionValue("output_flag", True)
        highs.run()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("log_file", "")
        said = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    keep(Printed("highs", branch, linear.size, said))


def _nodes(highs: highspy.Highs, branch: bool) -> int | None:
    """Return the nodes of the branch-and-bound tree; HiGHS says -1 where there was none."""
    nodes = int(highs.getInfo().mip_node_count)
    return nodes if branch and nodes >= 0 else None


def _options(linear: Linear, branch: bool, seconds: float | None) -> Options:
    """Return the settings under which `optimal` means optimal, not "within 0.01%".

    The points are rounded and checked in whole numbers. With a tolerance of 1e-9 for them HiGHS has
    called programs infeasible that have points; its own tolerance does not.
    """
    options = dict(OPTIONS)
    if branch:
        options |= {
            "mip_rel_gap": 0.0,
            "mip_abs_gap": linear.gap,
            "mip_feasibility_tolerance": 1e-6,
        }
    else:
        options |= LINEAR_OPTIONS
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.001)
    return options


def passed(highs: highspy.Highs, linear: Linear, branch: bool) -> bool:
    """Give HiGHS a program; returns whether it took it."""
    return bool(highs.passModel(_model(linear, branch)) != highspy.HighsStatus.kError)


def _model(linear: Linear, branch: bool) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(linear.cost), len(linear.low)
    lp.col_cost_ = linear.cost
    lp.col_lower_, lp.col_upper_ = opened(linear.lower), opened(linear.upper)
    lp.row_lower_, lp.row_upper_ = opened(linear.low), opened(linear.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = linear.start.astype(np.int32)
    lp.a_matrix_.index_ = linear.column.astype(np.int32)
    lp.a_matrix_.value_ = linear.coefficient
    if branch and linear.is_whole.any():
        whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        lp.integrality_ = [whole if flag else free for flag in linear.is_whole.tolist()]
    return lp


def opened(bounds: np.ndarray) -> Floats:
    """Return bounds as floats, with infinity where there is none."""
    floats = bounds.astype(np.float64)
    floats[floats >= UNBOUNDED] = highspy.kHighsInf
    floats[floats <= -UNBOUNDED] = -highspy.kHighsInf
    return floats
