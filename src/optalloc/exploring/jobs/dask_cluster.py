"""Work rows out on a Dask distributed cluster that is there already; the extra `dask`.

The cluster gives a task of a lost worker to another. Files are read where the work is done: a
cluster on several machines sees them under the same paths, or the row says that they are missing.
"""

import pickle
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from optalloc.core.errors import BilingualError, Fault, InputUnusable, flat
from optalloc.core.extras import how_to_get
from optalloc.core.message import Words
from optalloc.exploring.jobs.executors import Found, spread, worked_packed
from optalloc.present.result_rows import Job

SCHEME = "dask://"
CONNECTING = 10
"""How long a cluster may take to answer [s]."""
LOSSES_OF_A_TASK = 3

ON = Words("--on", "--on")


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


def cluster(job: Job, numbers: Iterable[int], on: str) -> Iterator[Found]:
    """Yield rows worked out on a cluster.

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
