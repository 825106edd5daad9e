"""HiGHS as it is spoken to: arrays in, nothing printed, and its settings with their reasons."""

import contextvars
import threading

import highspy
import numpy as np

from optalloc.core.leftovers import Scratch
from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.engines.log_capture import Printed, is_kept, keep
from optalloc.solver.program.program import UNBOUNDED

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
"""For every program: silent, the same answer each time, and the finest tolerances that it takes."""
LINEAR_OPTIONS: Options = {
    **OPTIONS,
    # Presolve fills one dense row with every piece: 12 s of 12.4 at 10,000 towns. Without it there
    # is a ray where a program is infeasible.
    "solver": "simplex",
    "presolve": "off",
}


class Silent(highspy.Highs):
    """HiGHS that prints nothing: 1.16 says who it is as soon as anything is asked of it."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:
        """Silence it before its constructor asks the first thing."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]

    def run(self) -> highspy.HighsStatus:
        """Solve, whatever another HiGHS of this process did before.

        HiGHS keeps its threads for the process. Where somebody's own run, such as one by PuLP in a
        notebook, had more than our one, it refuses every run of ours; those idle threads go then.
        """
        status = super().run()
        if status == highspy.HighsStatus.kError:
            highspy.Highs.resetGlobalScheduler(True)
            status = super().run()
        return status


def ran_within(highs: highspy.Highs, linear: LinearProgram, branch: bool, seconds: float) -> bool:
    """Solve on a thread beside this one; returns whether HiGHS came back in time.

    A search of HiGHS's for better plans may turn without an end, where it never looks at the clock
    nor hears an interrupt, and a thread cannot be stopped: it is left behind, and HiGHS with it.
    Signals are heard here meanwhile.
    """
    faults: list[BaseException] = []

    def work() -> None:
        try:
            run(highs, linear, branch)
        except BaseException as error:
            faults.append(error)

    # Whether its log is kept is known by the context.
    own = contextvars.copy_context()
    thread = threading.Thread(target=own.run, args=(work,), daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise faults[0]
    return not thread.is_alive()


def run(highs: highspy.Highs, linear: LinearProgram, branch: bool) -> None:
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


def passed(highs: highspy.Highs, linear: LinearProgram, branch: bool) -> bool:
    """Give HiGHS a program; returns whether it took it."""
    return bool(highs.passModel(_model(linear, branch)) != highspy.HighsStatus.kError)


def _model(linear: LinearProgram, branch: bool) -> highspy.HighsLp:
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
