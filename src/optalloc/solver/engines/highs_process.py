"""HiGHS, or a solver of PuLP's, in a process of its own, so that it can be watched and stopped.

`python -m optalloc.solver.engines.highs_process FOLDER` reads the question from the folder and
writes the answer there; on its way it writes every better plan and bound, so that a run that is
ended, or that crashes, loses neither. It ends when its standard input does: an open pipe to us,
which closes however we end.
"""

import os
import pickle
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.leftovers import Scratch
from optalloc.solver.engines.highs import Best, Highs
from optalloc.solver.engines.interface import (
    EngineAnswer,
    Floats,
    LinearProgram,
    Verdict,
    broken_off,
)
from optalloc.solver.engines.log_capture import Printed, is_kept, keep, keeping_logs
from optalloc.solver.engines.signs import Signs, signs_of

QUESTION, ANSWER, BEST, LOG = "question", "answer", "best", "log"
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps Windows from opening a console for the process; there is no such flag elsewhere."""
BETWEEN = 0.1
"""Seconds between two writings of the best there is, at least."""


@dataclass(frozen=True)
class ProcessRequest:
    """What is asked of the process.

    Attributes:
        until: Moment (of time.time) after which it is to stop; None has no end.
        is_logged: Whether what it prints is kept.
        solver: A solver of PuLP's by its name; None is HiGHS.
        branch: Whether whole columns must be whole; HiGHS is asked for nothing else here.
    """

    linear: LinearProgram
    until: float | None
    is_logged: bool = False
    solver: str | None = None
    branch: bool = True


class HighsRun:
    """One run of HiGHS on an integer program, on its way; `stop` must be called at its end.

    Args:
        solver: A solver of PuLP's that runs in its place, on a linear program too.

    Raises:
        OSError: When the process cannot be started.
    """

    def __init__(
        self,
        linear: LinearProgram,
        seconds: float | None,
        solver: str | None = None,
        branch: bool = True,
    ) -> None:
        self.linear, self.name, self.branch = linear, solver or "highs", branch
        self.is_ended = False
        self.scratch = Scratch()
        self.folder = Path(self.scratch.name)
        until = None if seconds is None else time.time() + seconds
        try:
            question = ProcessRequest(linear, until, is_kept(), solver, branch)
            (self.folder / QUESTION).write_bytes(pickle.dumps(question))
            self.process = subprocess.Popen(
                [sys.executable, "-m", __spec__.name, str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # The process finds what we found, and Ctrl-C is for us: we stop it.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
                creationflags=NO_WINDOW,
            )
        except BaseException:
            self.scratch.cleanup()
            raise

    def is_done(self) -> bool:
        """Return whether the process has ended."""
        return self.process.poll() is not None

    def signs(self) -> Signs:
        """Return what shows that it is at work; what it prints is not among it."""
        return signs_of(self.process.pid, None)

    def met(self) -> Floats | None:
        """Return the best point that it has told of on its way."""
        best = self._read(BEST)
        return best.x if isinstance(best, Best) else None

    def end(self) -> None:
        """End it; the best it has stands in its folder."""
        self.is_ended = True
        self.process.kill()

    def answer(self) -> EngineAnswer:
        """Return what HiGHS said; where it broke off, the best it had until then."""
        answer = self._read(ANSWER) if self.process.returncode == 0 else None
        if isinstance(answer, EngineAnswer):
            return answer.checked(self.linear, self.branch)
        best = self._read(BEST)
        failed = None if self.is_ended else broken_off(self.process.returncode)
        if not isinstance(best, Best):
            return EngineAnswer("nothing", out_of_time=self.is_ended, failed=failed)
        verdict: Verdict = "nothing" if best.x is None else "feasible"
        known = EngineAnswer(verdict, self.is_ended, best.x, bound=best.bound, nodes=best.nodes)
        checked = known.checked(self.linear, True)
        return checked if failed is None else checked.failing(failed)

    def _read(self, name: str) -> Any:
        try:
            return pickle.loads((self.folder / name).read_bytes())
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ValueError):
            return None

    def stop(self) -> None:
        """End the process, if it still runs, and clear its scratch files."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        if is_kept():
            file = self.folder / LOG
            said = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
            keep(Printed(self.name, self.branch, self.linear.size, said))
        self.scratch.cleanup()


def main(folder: Path) -> None:
    """Answer the question in a folder."""
    threading.Thread(target=_end_with_us, daemon=True).start()
    question: ProcessRequest = pickle.loads((folder / QUESTION).read_bytes())
    left = None if question.until is None else max(0.0, question.until - time.time())
    if question.solver is not None:
        from optalloc.solver.engines.pulp_solver import answered

        log = folder / LOG if question.is_logged else None
        _put(folder, ANSWER, answered(question.solver, question.linear, question.branch, left, log))
        return
    noted = _Noting(folder)
    if question.is_logged:
        with keeping_logs() as logs:
            answer = Highs().solve(question.linear, True, left, noted)
        text = "".join(printed.text for printed in logs)
        (folder / LOG).write_text(text, encoding="utf-8")
    else:
        answer = Highs().solve(question.linear, True, left, noted)
    _put(folder, ANSWER, answer)


class _Noting:
    """Writes the best that is known, not too often."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.last = folder, 0.0

    def __call__(self, best: Best) -> None:
        if time.monotonic() - self.last > BETWEEN or best.is_better:
            _put(self.folder, BEST, best)
            self.last = time.monotonic()


def _put(folder: Path, name: str, value: object) -> None:
    """Write a value whole: whoever looks sees the old one or the new one."""
    beside = folder / f"{name}.new"
    beside.write_bytes(pickle.dumps(value))
    os.replace(beside, folder / name)


def _end_with_us() -> None:
    # Not through sys.stdin: its buffer is locked while it waits, and Python aborts at its end on
    # that, after the answer was written and before anybody believes it.
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    # Nothing is left to do, and threads of HiGHS must not keep a finished process from ending.
    os._exit(0)
