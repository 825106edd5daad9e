"""Answer instances one by one: a line of JSON in, a line of JSON out, timed and weighed.

What is timed is the peer's own work, from the plain instance in memory to the awards; imports and
the reading of JSON are not. Short work is repeated for up to half a second, five times at
most, and its median counts. Solvers may print what they like; only answers reach standard output.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

Instance = dict[str, Any]
Answer = dict[str, Any]
MOST_ROUNDS, ENOUGH = 5, 0.5
KIB = 1024


def plain(file: str) -> Instance:
    """Return a plain instance."""
    instance: Instance = json.loads(Path(file).read_text(encoding="utf-8"))
    return instance


def serve(
    plan: Callable[[Any, float], Answer], version: str, load: Callable[[str], Any] = plain
) -> None:
    """Answer until the input ends.

    Args:
        plan: Takes an instance and a time limit [s], returns `says` and perhaps `awards`.
        version: What the peer calls itself.
        load: Reads an instance from its file; not timed.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _say(out, {"version": version})
    for line in sys.stdin:
        asked = json.loads(line)
        instance, limit = load(asked["instance"]), asked["limit"]
        forget_peak()
        _say(out, repeated(partial(plan, instance, limit)))


def repeated(work: Callable[[], Answer]) -> Answer:
    """Return the last answer with the median seconds and the peak memory [bytes]."""
    answers, spent = list[Answer](), list[float]()
    while len(spent) < MOST_ROUNDS and sum(spent) < ENOUGH:
        start = time.perf_counter()
        answers.append(work())
        spent.append(time.perf_counter() - start)
    answer = {**answers[-1], "seconds": statistics.median(spent), "memory": peak()}
    if "phases" in answer:
        names = answer["phases"]
        answer["phases"] = {
            name: statistics.median(a["phases"].get(name, 0.0) for a in answers) for name in names
        }
    return answer


def forget_peak() -> None:
    """Start to measure this process's peak memory anew, where the system can."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def peak() -> int:
    """Return the peak memory of this process and of its largest child together [bytes]."""
    status = Path("/proc/self/status")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    if status.exists():
        line = next(li for li in status.read_text().splitlines() if li.startswith("VmHWM"))
        own = int(line.split()[1]) * KIB
    return own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KIB


def _say(out: Any, answer: Answer) -> None:
    out.write(json.dumps(answer) + "\n")
    out.flush()
