"""HiGHS in a process of its own, so that it can be stopped at any moment.

`python -m optalloc.solving.alone FOLDER` reads the question from the folder and writes the answer
there. It ends when its standard input does: an open pipe to us, which closes however we end.
"""

import os
import pickle
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from optalloc.solving.highs import Highs
from optalloc.solving.linear import Answer, Linear
from optalloc.solving.log import Printed, is_kept, keep, keeping_logs

QUESTION, ANSWER, LOG = "question", "answer", "log"
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True)
class Question:
    """What is asked of the process.

    Attributes:
        until: Moment (of time.time) after which it is to stop; None has no end.
        is_logged: Whether what it prints is kept.
    """

    linear: Linear
    until: float | None
    is_logged: bool = False


class HighsRun:
    """One run of HiGHS on an integer program, on its way; `stop` must be called at its end.

    Raises:
        OSError: When the process cannot be started.
    """

    def __init__(self, linear: Linear, seconds: float | None) -> None:
        self.linear = linear
        self.scratch = TemporaryDirectory(prefix="optalloc-", ignore_cleanup_errors=True)
        self.folder = Path(self.scratch.name)
        until = None if seconds is None else time.time() + seconds
        try:
            (self.folder / QUESTION).write_bytes(pickle.dumps(Question(linear, until, is_kept())))
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

    def answer(self) -> Answer:
        """Return what HiGHS said; nothing where the process ended without a word."""
        if self.process.returncode != 0:
            return Answer("nothing")
        answer: Answer = pickle.loads((self.folder / ANSWER).read_bytes())
        return answer

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
            keep(Printed("highs", True, self.linear.size, said))
        self.scratch.cleanup()


def main(folder: Path) -> None:
    """Answer the question in a folder."""
    threading.Thread(target=_end_with_us, daemon=True).start()
    question: Question = pickle.loads((folder / QUESTION).read_bytes())
    left = None if question.until is None else max(0.0, question.until - time.time())
    if question.is_logged:
        with keeping_logs() as logs:
            answer = Highs().solve(question.linear, True, left)
        text = "".join(printed.text for printed in logs)
        (folder / LOG).write_text(text, encoding="utf-8")
    else:
        answer = Highs().solve(question.linear, True, left)
    (folder / ANSWER).write_bytes(pickle.dumps(answer))


def _end_with_us() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
