"""Executors of a job's rows: this process, worker processes, or a Dask cluster; none of our own.

Every place does the same: it is given numbers, and gives back rows as they are finished, in any
order. What is under way at a time is bounded, so memory does not grow with the number of rows.
"""

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from multiprocessing import resource_tracker

from optalloc.core.collector import collect_seldom
from optalloc.core.errors import (
    BilingualError,
    BrokenPromise,
    Fault,
    InputUnusable,
    SystemRefuses,
    flat,
)
from optalloc.core.extras import how_to_get
from optalloc.core.message import Words, same
from optalloc.present.result_rows import Row, RowWork, pair

Found = list[tuple[int, Row]]
Numbers = tuple[int, ...]

MOST_AT_ONCE = 64
"""Most numbers that a process is given at a time."""
PATIENCE = 0.25
"""After so long a process gives back what it has, and the rest is given out anew [s]."""
AHEAD = 2
"""Tasks that wait for each process, so that none is idle."""
FIRST_HERE = 1.0
"""So long this process works alone: what is done by then needs no others [s]."""
MOST_LOSSES = 3
"""Times in a row that processes may be lost before a row is finished."""

SCHEME = "dask://"
"""What the address of a cluster begins with."""
CONNECTING = 10
"""How long a cluster may take to answer [s]."""
LOSSES_OF_A_TASK = 3
ON = Words("--on", "--on")


class ProcessesLost(BilingualError):
    """Worker processes died again and again."""


def cores() -> int:
    """Return how many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def here(job: RowWork, numbers: Iterable[int], seconds: float | None = None) -> Iterator[Found]:
    """Yield rows worked out in this process, for so many seconds; then the rest is lost."""
    until = None if seconds is None else time.monotonic() + seconds
    left, some = iter(numbers), Numbers()
    while until is None or time.monotonic() < until:
        some = some or tuple(islice(left, MOST_AT_ONCE))
        if not some:
            return
        found = worked(job, some)
        some = some[len(found) :]
        yield found


def processes(job: RowWork, numbers: Iterable[int], workers: int) -> Iterator[Found]:
    """Yield rows worked out in worker processes; what a lost one had is given to another.

    Raises:
        ProcessesLost: When processes die again and again and nothing is finished between.
    """
    packed, left = pickle.dumps(job), iter(numbers)
    again, losses = list[Numbers](), 0
    while True:
        try:
            for found in _from_pool(packed, left, again, workers):
                losses = 0
                yield found
            return
        except Lost as lost:
            # One by one: a row that kills its process takes no other with it again.
            again, losses = [(n,) for numbers in lost.numbers for n in numbers], losses + 1
            if losses >= MOST_LOSSES:
                raise ProcessesLost(DIED) from None


DIED = Words(
    "计算进程接连意外退出（可能内存不够）。已算好的都已写下；请用较小的 --workers 再运行同一命令。",
    "worker processes died again and again (short of memory?). What was worked out is written "
    "down: run the same command again with fewer --workers.",
)


class Lost(Exception):
    """Processes died; carries the numbers that did not come back."""

    def __init__(self, numbers: list[Numbers]) -> None:
        super().__init__()
        self.numbers = numbers


def _from_pool(
    packed: bytes, left: Iterator[int], again: list[Numbers], workers: int
) -> Iterator[Found]:
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(packed,)
    )

    def submit(numbers: Numbers) -> "Future[Found]":
        with _unheard():
            return pool.submit(_worked, numbers)

    try:
        yield from spread(submit, left, again, workers)
    except BaseException:
        # A row that takes minutes must not hold up Ctrl-C; what is not written down is no loss.
        for process in list((pool._processes or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _unheard() -> Iterator[None]:
    """Let Ctrl-C wait meanwhile: a process that is started now does not hear it.

    It waits and is not ignored, as one that comes in this moment would be lost for good.
    """
    if threading.current_thread() is not threading.main_thread():
        with _masked():
            yield
        return
    heard = list[int]()
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with _masked():
            yield
    finally:
        # None is a handler that Python does not know, of a program around this one.
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
        for number in heard[:1]:
            signal.raise_signal(number)


@contextmanager
def _masked() -> Iterator[None]:
    """Block Ctrl-C in this thread, and so in a process that it starts, where that can be done."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # Its own start would end the block.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def spread(
    submit: Callable[[Numbers], "Future[Found]"],
    left: Iterator[int],
    again: list[Numbers],
    workers: int,
) -> Iterator[Found]:
    """Give numbers out and yield what comes back.

    Args:
        again: What was given out before and did not come back; it is given out first.

    Raises:
        Lost: When processes died, after what the others finished.
    """
    under_way: dict[Future[Found], Numbers] = {}
    again, size, is_broken = list(again), 1, False
    while True:
        while len(under_way) < AHEAD * workers and not is_broken:
            numbers = again.pop(0) if again else tuple(islice(left, size))
            if not numbers:
                break
            try:
                under_way[submit(numbers)] = numbers
            except BrokenProcessPool:
                again.append(numbers)
                is_broken = True
        if not under_way:
            if is_broken:
                raise Lost(again)
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            numbers = under_way.pop(future)
            try:
                found = future.result()
            except BrokenProcessPool:
                again.append(numbers)
                is_broken = True
                continue
            yield found
            rest = numbers[len(found) :]
            size = len(found) if rest else min(MOST_AT_ONCE, 2 * max(size, len(numbers)))
            again += [rest] if rest else []


_JOB: RowWork


def _begin(packed: bytes) -> None:
    """Make a worker process ready: its job, and its end when the first process is gone.

    Ctrl-C reaches every process of a terminal; the first one ends the others itself.
    """
    global _JOB
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _JOB = pickle.loads(packed)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the first process is gone: a killed one cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _worked(numbers: Numbers) -> Found:
    return worked(_JOB, numbers)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> RowWork:
    job: RowWork = pickle.loads(packed)
    return job


def worked_packed(packed: bytes, numbers: Numbers) -> Found:
    """Return the rows of some numbers of a job that came over the wire."""
    return worked(_unpacked(packed), numbers)


def worked(job: RowWork, numbers: Numbers) -> Found:
    """Return the rows of the first of some numbers, at least one, fewer when they take long."""
    until, found = time.monotonic() + PATIENCE, list[tuple[int, Row]]()
    for number in numbers:
        found.append((number, safe_row(job, number)))
        if time.monotonic() >= until:
            break
    return found


def safe_row(job: RowWork, number: int) -> Row:
    """Return one row; a fault of ours becomes a row that says so, and the others go on.

    Raises:
        OSError, MemoryError, SystemRefuses: When the world around fails: the row is none yet.
    """
    try:
        return job.row(number)
    except (OSError, MemoryError, SystemRefuses):
        raise
    except BrokenPromise as broken:
        return {"state": FAULT, "why": pair(broken.words)}
    except Exception as error:
        text = flat(f"{type(error).__name__}: {error}")
        return {"state": FAULT, "why": pair(same(text))}


FAULT = "fault"
"""The state of a row where the program itself failed."""


def check_cluster(on: str) -> None:
    """Refuse an address that is none, before the work and not after it.

    Raises:
        InputUnusable: When it is no address of a cluster, or the extra is not installed.
    """
    host, colon, port = on.removeprefix(SCHEME).rpartition(":")
    if not on.startswith(SCHEME) or not host or not colon or not port.isdigit():
        allowed = Words("应写成 dask://主机:端口", "dask://host:port")
        raise InputUnusable([Fault("", ON, allowed, on)])
    if find_spec("distributed") is None:
        allowed = Words("须先安装集群组件", "a cluster needs an extra that is not installed")
        raise InputUnusable([Fault("", ON, allowed, None, how_to_get("dask"))])


def cluster(job: RowWork, numbers: Iterable[int], on: str) -> Iterator[Found]:
    """Yield rows worked out on a cluster that is there already; the extra `dask`.

    It gives a task of a lost worker to another. Files are read where the work is done: a cluster on
    several machines sees them under the same paths, or the row says that they are missing.

    Args:
        on: `dask://host:port`, the address of its scheduler.

    Raises:
        InputUnusable: When nobody answers there, or it has no workers.
        ClusterLost: When it loses a task again and again.
    """
    from distributed import Client, KilledWorker

    check_cluster(on)
    try:
        client = Client(on.replace(SCHEME, "tcp://", 1), timeout=CONNECTING, set_as_default=False)
    except (OSError, TimeoutError):
        allowed = Words("那里应有 Dask 调度器在运行", "a Dask scheduler must be running there")
        remedy = Words("可用 dask scheduler 启动。", "Start one with `dask scheduler`.")
        raise InputUnusable([Fault("", ON, allowed, on, remedy)]) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            allowed = Words("集群里应至少有一个工作进程", "a cluster with at least one worker")
            remedy = Words("可用 dask worker 启动。", "Start one with `dask worker`.")
            raise InputUnusable([Fault("", ON, allowed, on, remedy)])
        packed = pickle.dumps(job)
        with client.get_executor(retries=LOSSES_OF_A_TASK) as executor:
            try:
                yield from spread(
                    lambda n: executor.submit(worked_packed, packed, n), iter(numbers), [], threads
                )
            except KilledWorker as lost:
                raise ClusterLost(WORKERS_DIED + Words(flat(str(lost)), flat(str(lost)))) from None


class ClusterLost(BilingualError):
    """A cluster lost a task again and again."""


WORKERS_DIED = Words(
    "集群的工作进程接连退出；已算好的都已写下，再运行同一命令即可接着算。",
    "workers of the cluster died again and again; what was worked out is written down, and the "
    "same command goes on from there. ",
)
