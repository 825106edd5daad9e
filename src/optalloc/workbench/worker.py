"""A process that answers for the server, one task after another, and can be told to leave one.

It reads nothing but what its server sends it through a pipe, and ends when that closes. A task is
left at the next step of Python after a signal; one that does not come to such a step is ended with
its process.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

from optalloc.core.collector import collect_seldom
from optalloc.core.errors import OptallocError
from optalloc.core.message import LANGS
from optalloc.core.time_budget import Budget
from optalloc.workbench.letters import letter_of
from optalloc.workbench.task import Told

LEAVE = getattr(signal, "SIGUSR1", None)
"""What has a worker leave its task; where there is no such signal its process is ended."""
TOLD_AFTER, TOLD_EVERY = 1.0, 0.3
"""Seconds before it is said where a solve stands, and between two such lines."""
AGAIN_AFTER = 0.02
"""Seconds after which a task is told again to leave that was importing a module."""
FIRST = (
    *("optalloc.workbench.answers", "optalloc.workbench.catalogue"),
    *("optalloc.solver.engines.highs", "optalloc.solver.engines.cbc"),
)
"""What the first plan would wait for."""
WHERE = {
    "catalogue": "catalogue",
    "plan": "answers",
    "meaning": "answers",
    "wish": "answers",
    "side_by_side": "answers",
    "of_goals": "trade_offs",
    "of_money": "trade_offs",
    "of_weight": "trade_offs",
    "paper": "papers",
    "ledger_page": "ledger_pages",
    "approve_plan": "ledger_pages",
    "judge": "dropped",
    "look": "dropped",
}
"""The module of each task, imported in the worker: the server itself stays light."""


class _Working:
    """Whether a task runs that may be left, and whether it is telling something.

    Attributes:
        turn: How many tasks have been begun.
    """

    is_at_it = False
    is_telling = False
    was_left = False
    turn = 0


def _leave(number: int, frame: FrameType | None) -> None:
    if _Working.is_at_it:
        _Working.was_left = True
        if _is_importing(frame):
            # Half a module would stay behind, and every later task would meet it.
            again = threading.Timer(AGAIN_AFTER, _leave_again, (number, _Working.turn))
            again.daemon = True
            again.start()
        elif not _Working.is_telling:
            raise KeyboardInterrupt


def _leave_again(number: int, turn: int) -> None:
    if _Working.is_at_it and _Working.turn == turn:
        os.kill(os.getpid(), number)


def _is_importing(frame: FrameType | None) -> bool:
    """Say whether a module is being imported where a signal came."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def work(connection: Connection) -> None:
    """Answer until the server is gone; runs as the whole of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    if LEAVE is not None:
        signal.signal(LEAVE, _leave)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    collect_seldom()
    _import_engines()
    while True:
        try:
            number, task, limit, arguments = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer = _answered(connection, number, task, limit, arguments)
        except KeyboardInterrupt:  # told to leave when it was over already
            answer = number, "left", None
        _send(connection, answer)


def _send(connection: Connection, answer: tuple[int, str, Any]) -> None:
    """Send an answer; one that cannot be sent is a fault, and no end of this process."""
    try:
        connection.send(answer)
    except OSError:
        raise  # the server is gone
    except Exception as error:  # nothing of it is in the pipe yet: it is pickled as a whole first
        connection.send((answer[0], "failed", f"{type(error).__name__}: {error}"))


def _import_engines() -> None:
    """Import what the first plan would wait for."""
    for module in FIRST:
        try:
            import_module(module)
        except ImportError:
            continue  # it is said where an engine is missing when one is asked for


def _answered(
    connection: Connection, number: int, task: str, limit: float | None, arguments: dict[str, Any]
) -> tuple[int, str, Any]:
    budget = Budget(limit)
    over, one_at_a_time = threading.Event(), threading.Lock()

    def send(part: dict[str, Any]) -> None:
        # Two threads that send at once would mix their bytes in the pipe.
        with one_at_a_time:
            connection.send((number, "part", part))

    def tell(part: dict[str, Any]) -> None:
        # Half a message in the pipe would spoil all after it: the task is left behind it.
        _Working.is_telling = True
        try:
            send(part)
        finally:
            _Working.is_telling = False
        if _Working.was_left:
            raise KeyboardInterrupt

    watching = threading.Thread(target=_watch, args=(budget, send, over), daemon=True)
    watching.start()
    _Working.was_left = False
    _Working.turn += 1
    try:
        _Working.is_at_it = True
        answer = task_named(task)(Told(tell, budget), **arguments)
        _Working.is_at_it = False
        return number, "left" if _Working.was_left else "done", answer
    except KeyboardInterrupt:
        return number, "left", None
    except OptallocError as error:
        return number, "refused", {lang: letter_of(error, lang) for lang in LANGS}
    except Exception as error:  # whatever it is, the page is told and the next task is taken
        return number, "failed", f"{type(error).__name__}: {error}"
    finally:
        _Working.is_at_it = False
        over.set()
        watching.join()


def task_named(task: str) -> Callable[..., Any]:
    """Return the function of a task."""
    module = import_module(f"optalloc.workbench.{WHERE[task]}")
    found: Callable[..., Any] = getattr(module, task)
    return found


def _watch(budget: Budget, tell: Callable[[dict[str, Any]], None], over: threading.Event) -> None:
    """Say where the solve stands for as long as it takes."""
    begun, wait = time.monotonic(), TOLD_AFTER
    while not over.wait(wait):
        wait = TOLD_EVERY
        words = import_module("optalloc.pipeline.outcome_text").position_words(budget.position)
        seconds = round(time.monotonic() - begun, 1)
        tell({"working": {"zh": words.zh, "en": words.en, "seconds": seconds}})
