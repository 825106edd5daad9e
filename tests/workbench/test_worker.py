"""A worker tells whole messages, one after the other, whoever tells them and whatever comes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from optalloc.workbench import worker
from optalloc.workbench.task import Told


class Pipe:
    """What stands in a pipe; fails where one message begins before the other has ended."""

    def __init__(self, within: Callable[[], None] = lambda: None) -> None:
        self.within, self.sent, self.busy = within, list[Any](), threading.Lock()

    def send(self, message: Any) -> None:
        assert self.busy.acquire(blocking=False)
        self.within()
        self.sent.append(message)
        self.busy.release()


def answered(monkeypatch: pytest.MonkeyPatch, pipe: Pipe, task: Callable[..., Any]) -> Any:
    monkeypatch.setattr(worker, "task_named", lambda name: task)
    made: Any = worker._answered(pipe, 7, "task", None, {})  # type: ignore[arg-type]
    return made


def test_a_task_that_is_told_to_leave_while_it_tells_is_left_behind_the_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def task(told: Told) -> None:
        told.tell({"part": 1})
        told.tell({"part": 2})

    pipe = Pipe(within=lambda: worker._leave(0, None))
    assert answered(monkeypatch, pipe, task) == (7, "left", None)
    assert pipe.sent == [(7, "part", {"part": 1})]


@pytest.mark.skipif(worker.LEAVE is None, reason="no such signal")
def test_a_task_that_is_told_to_leave_while_it_imports_leaves_no_half_module(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "left_in_the_middle.py").write_text(
        "import os\nfrom optalloc.workbench import worker\n"
        "os.kill(os.getpid(), worker.LEAVE)\nends = 'here'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def task(told: Told) -> None:
        import_module("left_in_the_middle")
        for _ in range(500):
            time.sleep(0.01)

    before = signal.signal(worker.LEAVE, worker._leave)
    try:
        assert answered(monkeypatch, Pipe(), task) == (7, "left", None)
        assert sys.modules["left_in_the_middle"].ends == "here"
    finally:
        signal.signal(worker.LEAVE, before)
        sys.modules.pop("left_in_the_middle", None)


def test_what_a_task_tells_and_where_it_stands_do_not_mix_in_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "TOLD_AFTER", 0.0)
    monkeypatch.setattr(worker, "TOLD_EVERY", 0.0)

    def task(told: Told) -> str:
        for part in range(50):
            told.tell({"part": part})
        return "all"

    pipe = Pipe(within=lambda: time.sleep(0.001))
    assert answered(monkeypatch, pipe, task) == (7, "done", "all")
    parts = [message[2]["part"] for message in pipe.sent if "part" in message[2]]
    assert parts == list(range(50)) and len(pipe.sent) > 50


def test_an_answer_that_cannot_be_sent_is_a_fault_and_the_next_is_answered() -> None:
    ours, theirs = multiprocessing.Pipe()
    worker._send(theirs, (1, "done", lambda: None))
    worker._send(theirs, (2, "done", "plan"))
    number, kind, said = ours.recv()
    assert (number, kind) == (1, "failed") and "lambda" in said
    assert ours.recv() == (2, "done", "plan")


@pytest.mark.slow
def test_a_server_whose_reader_is_gone_ends_with_its_workers(office: Path) -> None:
    """It once waited for a worker that nobody had ended, for ever."""
    words = ("-m", "optalloc", "open", "scenarios/six-factors/plan.yaml", "--no-browser")
    reading, writing = os.pipe()
    os.close(reading)
    server = subprocess.Popen(
        [sys.executable, *words], cwd=office, stdout=writing, start_new_session=True
    )
    os.close(writing)
    try:
        assert server.wait(60) == 0
        with pytest.raises(ProcessLookupError):
            for _ in range(100):  # what tracks a process's resources ends a moment after it
                os.killpg(server.pid, 0)
                time.sleep(0.1)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
