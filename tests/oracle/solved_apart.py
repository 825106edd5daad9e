"""A PuLP model solved in a process of its own.

Solvers end by a signal (HiGHS 1.16.0 on bounds of 10^12), refuse a model or never come back: that
is their failure, and neither this process's end nor agreement.
"""

import multiprocessing
import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

import pulp

SERVER = multiprocessing.get_context("forkserver")
"""Not fork: HiGHS keeps threads in a process that asked it, and a fork would wait for them."""
SERVER.set_forkserver_preload(["optalloc.analysis.pulp_model", "highspy"])
GRACE = 30.0
"""What a solver may take above its time limit before it is stopped [s]; the limit is that of each
run, and a model of some tangents takes several."""


class Said(NamedTuple):
    """What a solver said of a model, in PuLP's numbers; `failed` says how it failed."""

    status: int = pulp.LpStatusNotSolved
    sol_status: int = pulp.LpSolutionNoSolutionFound
    value: float | None = None
    failed: str = ""


def solved_apart(model: pulp.LpProblem, solver: str, seconds: float) -> Said:
    """Return what a solver that PuLP finds says of a model.

    Args:
        solver: Its name, with options of its own behind it: "HiGHS presolve=off".
    """
    ours, theirs = SERVER.Pipe(duplex=False)
    child = SERVER.Process(target=_solve, args=(theirs, model, solver, seconds), daemon=True)
    child.start()
    assert child.pid is not None
    theirs.close()
    try:
        if ours.poll(seconds + GRACE):
            said: Said = ours.recv()
            return said
        return Said(failed="it does not come back")
    except EOFError:
        child.join()
        return Said(failed=f"it ends its process ({child.exitcode})")
    finally:
        child.kill()
        # And its group: CBC is a process that PuLP starts.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.join()


def _solve(answer: Connection, model: pulp.LpProblem, solver: str, seconds: float) -> None:
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS prints its name there
    try:
        name, *settings = solver.split()
        options = dict(setting.split("=") for setting in settings)
        plain = {"msg": False, "timeLimit": seconds, "gapRel": 0.0, "gapAbs": 0.0}
        model.solve(pulp.getSolver(name, **plain, **options))
    except pulp.PulpError as error:
        answer.send(Said(failed=str(error)))
        return
    answer.send(Said(model.status, model.sol_status, pulp.value(model.objective)))
