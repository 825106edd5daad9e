"""Lanes of work: one worker each, one task at a time; a newer question takes the older's place."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from optalloc.workbench.worker import LEAVE, work

GRACE = 0.7
"""Seconds that a worker has to leave its task before its process is ended."""
SPARE_AFTER = 0.5
"""Seconds of one task from which on another process is got ready to take its place."""
END = 2.0

Heard = Callable[[dict[str, Any]], None]


class Left(Exception):
    """The task was left: a newer one took its place, or somebody stopped it."""


class Refused(Exception):
    """The task cannot be done as it was asked; carries the letter in both languages."""

    def __init__(self, said: dict[str, str]) -> None:
        super().__init__(said.get("en"))
        self.said = said


class Failed(Exception):
    """A fault of ours; carries a letter about it in both languages."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.said = {
            "zh": f"程序内部错误：{fault}。您输入的都已保存，请再试一次；"
            "仍不行请把情景文件发给我们。",
            "en": f"a fault of the program: {fault}. What you typed is kept: try again, "
            "and send us the scenario if that does not help.",
        }


@dataclass(eq=False)
class Task:
    """One question for a worker.

    Attributes:
        key: What it is about; a newer one of the same key takes its place.
        limit: Seconds it may take; None lets it finish.
        heard: Is told of parts on their way.
    """

    key: str
    name: str
    arguments: dict[str, Any]
    limit: float | None
    heard: Heard
    answer: "asyncio.Future[Any]" = field(default_factory=lambda: _future())


def _future() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()


class _Process:
    """A worker process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs,), daemon=False)
        self.process.start()
        theirs.close()

    def leave(self) -> None:
        """Have it leave its task."""
        if LEAVE is not None and self.process.pid is not None and self.process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, LEAVE)

    def end(self) -> None:
        """End it for good."""
        self.pipe.close()
        self.process.terminate()
        self.process.join(END)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Lane:
    """One worker and the questions that wait for it."""

    def __init__(self) -> None:
        self._waiting: dict[str, Task] = {}
        self._running: Task | None = None
        self._wake = asyncio.Event()
        self._process: _Process | None = None
        self._spare: _Process | None = None
        self._number = 0
        self._serving: asyncio.Task[None] | None = None

    def start(self, is_warm: bool = False) -> None:
        """Begin to serve; a warm lane has its process at once."""
        self._serving = asyncio.create_task(self._serve())
        if is_warm:
            self._process = _Process()

    async def ask(self, task: Task) -> Any:
        """Return the answer to a question.

        Raises:
            Left: When a newer one came, or it was stopped.
            Refused: When it cannot be done as asked.
            Failed: When the program failed at it.
        """
        self.leave(task.key)
        self._waiting[task.key] = task
        self._wake.set()
        return await task.answer

    def leave(self, key: str) -> None:
        """Leave the questions of a key, that which is worked at too."""
        waiting = self._waiting.pop(key, None)
        if waiting is not None and not waiting.answer.done():
            waiting.answer.set_exception(Left())
        running = self._running
        if running is not None and running.key == key and not running.answer.done():
            running.answer.set_exception(Left())
            self._interrupt(running)

    async def close(self) -> None:
        """End the processes."""
        if self._serving is not None:
            self._serving.cancel()
        for process in (self._process, self._spare):
            if process is not None:
                await asyncio.to_thread(process.end)

    def _interrupt(self, task: Task) -> None:
        process = self._process
        if process is None:
            return
        process.leave()

        def insist() -> None:
            if self._running is task and self._process is process:
                process.process.kill()

        asyncio.get_running_loop().call_later(GRACE if LEAVE is not None else 0, insist)

    async def _serve(self) -> None:
        while True:
            await self._wake.wait()
            if not self._waiting:
                self._wake.clear()
                continue
            key = next(iter(self._waiting))
            self._running = task = self._waiting.pop(key)
            try:
                await self._do(task)
            finally:
                self._running = None

    async def _do(self, task: Task) -> None:
        loop = asyncio.get_running_loop()
        self._number += 1
        number = self._number
        ready = loop.call_later(SPARE_AFTER, self._make_ready)
        sent = (number, task.name, task.limit, task.arguments)
        process = self._process
        try:
            if process is None:
                process, self._spare = self._spare or _Process(), None
                self._process = process
            await asyncio.to_thread(process.pipe.send, sent)
            while True:
                heard, kind, what = await asyncio.to_thread(process.pipe.recv)
                if heard != number:
                    continue
                if kind != "part":
                    break
                if not task.answer.done():
                    task.heard(what)
        except Exception as fault:
            # It was ended, ended itself, said what cannot be read, or was asked what cannot be
            # sent: its pipe is not to be trusted any more, and the next task has another.
            self._process = None
            if process is not None:
                await asyncio.to_thread(process.end)
            kind, what = "failed", f"{type(fault).__name__} {fault}".strip()
        finally:
            ready.cancel()
        _answer(task, kind, what)

    def _make_ready(self) -> None:
        if self._spare is None:
            self._spare = _Process()


def _answer(task: Task, kind: str, what: Any) -> None:
    if task.answer.done():
        return
    if kind == "done":
        task.answer.set_result(what)
    elif kind == "left":
        task.answer.set_exception(Left())
    elif kind == "refused":
        task.answer.set_exception(Refused(what))
    else:
        task.answer.set_exception(Failed(what))
