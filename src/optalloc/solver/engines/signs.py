"""Signs of work of a process: what it prints, and the processor time that it takes.

A process that shows neither has hung. One that only takes processor time may be deep in a hard
program; one that was given no processor by a busy machine still gets a tick now and then.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

IDLE_SECONDS = 20.0
"""How long a run may show no sign of work at all."""
SILENT_SECONDS = 300.0
"""How long a run may print nothing, whatever processor time it takes."""
IDLE_PART, SILENT_PART = 4.0, 2.0
"""Within a time limit, both are at most this part of it, so that another engine has time left."""
LEAST_SECONDS = 2.0
"""Shorter silence says nothing: a busy machine takes that long to start a process."""
TICKS = slice(11, 13)
"""Places of user and system time in /proc/PID/stat, counted from what follows the name."""


@dataclass(frozen=True)
class Signs:
    """What shows that a process is at work.

    Attributes:
        printed: Bytes that it has printed; None where it prints nothing.
        ticks: Processor time that it has taken; None where the system does not tell.
    """

    printed: int | None
    ticks: int | None


def signs_of(pid: int, log: Path | None) -> Signs:
    """Return the signs of a process that prints to a file."""
    try:
        printed = None if log is None else log.stat().st_size
    except OSError:
        printed = None
    return Signs(printed, _ticks(pid))


def _ticks(pid: int) -> int | None:
    """Return the processor time of a process where the system has /proc, as Linux does."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        # The name stands in brackets and may hold any character; figures follow the last one.
        return sum(map(int, said.rpartition(")")[2].split()[TICKS]))
    except (OSError, ValueError):
        return None


@dataclass
class Watch:
    """Tells when a run has hung.

    Attributes:
        seconds: The time limit of the run; None without one.
    """

    seconds: float | None
    seen: Signs = field(default_factory=lambda: Signs(None, None))
    worked: float = field(default_factory=time.monotonic)
    spoke: float = field(default_factory=time.monotonic)

    def hung(self, now: Signs) -> float | None:
        """Return for how many seconds a run has shown no sign of work; None while that is fine."""
        moment = time.monotonic()
        if now.printed != self.seen.printed:
            self.spoke = moment
        if now != self.seen:
            self.worked = moment
        self.seen = now
        idle = moment - self.worked if now.ticks is not None else 0.0
        silent = moment - self.spoke if now.printed is not None else 0.0
        if idle > self._within(IDLE_SECONDS, IDLE_PART):
            return idle
        return silent if silent > self._within(SILENT_SECONDS, SILENT_PART) else None

    def _within(self, seconds: float, part: float) -> float:
        if self.seconds is None:
            return seconds
        return min(seconds, max(LEAST_SECONDS, self.seconds / part))
