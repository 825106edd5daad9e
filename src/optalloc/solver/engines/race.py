"""Engines at work on one program, one or both: the first that settles it ends the others.

The engines have opposite strengths on integer programs. Who starts when is said by who asks
(portfolio.py). When time runs out, each is told to end with what it has, and the better point and
the better bound are kept; together they may prove what neither did alone (docs/decisions/0012). An
engine that cannot be started, breaks off, says nonsense or shows no sign of work is out, with the
reason, and the next starts at once; what it had found stays (docs/decisions/0028).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from optalloc.core.message import Words
from optalloc.solver.engines.interface import (
    GAVE_UP,
    SAME,
    EngineAnswer,
    LinearProgram,
    cannot_start,
    hung,
)
from optalloc.solver.engines.signs import Signs, Watch

LONGEST_PAUSE = 0.01
"""Seconds between two looks for an answer; less at first, so that a short race costs no wait."""
LOOK = 0.1
"""Seconds between two looks for signs of work."""
GRACE = 2.0
"""Seconds that an engine has to write down its plan once it is told to end; then it is ended."""
NEVER = float("inf")


class EngineRun(Protocol):
    """An engine at work in a process of its own."""

    def is_done(self) -> bool:
        """Return whether it has ended."""

    def signs(self) -> Signs:
        """Return what shows that it is at work."""

    def end(self) -> None:
        """Tell it to end with what it has."""

    def answer(self) -> EngineAnswer:
        """Return what it said; only when it has ended."""

    def stop(self) -> None:
        """End it, if it still runs, and leave nothing behind."""


@dataclass(frozen=True)
class Entrant:
    """An engine that may start.

    Attributes:
        start: Starts it on the program, with the seconds that are left.
        after: Seconds after the first at which it joins; NEVER where only in the place of others.
    """

    name: str
    start: Callable[[LinearProgram, float | None], EngineRun]
    after: float = 0.0


class Heat:
    """One program's race: who is still to start, who runs, what came of the others.

    Attributes:
        lost: What was found without settling the program.
        failures: The engines that failed, and how.
        idle: For how many seconds an engine has shown no sign of work, where that is long.
    """

    def __init__(
        self, linear: LinearProgram, entrants: list[Entrant], seconds: float | None = None
    ) -> None:
        self.linear, self.seconds, self.to_start = linear, seconds, entrants
        self.started = self.looked = time.monotonic()
        self.running: dict[str, EngineRun] = {}
        self.watches: dict[str, Watch] = {}
        self.lost: list[EngineAnswer] = []
        self.failures: dict[str, Words] = {}
        self.told_to_end = False
        self.idle: dict[str, float] = {}

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - self._spent())

    def run(self) -> tuple[str, EngineAnswer] | None:
        """Return the first that settles the program; None when nobody does."""
        while True:
            self._start_next()
            for name in [name for name, run in self.running.items() if run.is_done()]:
                answer = self._ended(name)
                if answer.is_settled:
                    self.idle.pop(name, None)
                    self._note_hung()
                    return name, answer
                self._take(name, answer)
            if self._is_over():
                return None
            self._watch()
            time.sleep(min(LONGEST_PAUSE, 0.001 + self._spent() / 20))

    def stop(self) -> None:
        """End whoever still runs."""
        while self.running:
            self.running.popitem()[1].stop()

    def _spent(self) -> float:
        return time.monotonic() - self.started

    def _start_next(self) -> None:
        while self.to_start and not self.told_to_end:
            entrant = self.to_start[0]
            is_early = self._spent() < entrant.after
            # One that shows no sign of work may still wake up; the next starts beside it.
            if self.running and is_early and len(self.idle) < len(self.running):
                return
            self.to_start.pop(0)
            try:
                self.running[entrant.name] = entrant.start(self.linear, self.left())
                self.watches[entrant.name] = Watch(self.left())
            except (OSError, ImportError) as error:
                self.failures[entrant.name] = cannot_start(error)

    def _ended(self, name: str) -> EngineAnswer:
        run = self.running.pop(name)
        try:
            return run.answer()
        finally:
            run.stop()

    def _take(self, name: str, answer: EngineAnswer) -> None:
        """Keep what an engine had that did not settle the program."""
        if answer.failed is not None:
            self.failures[name] = answer.failed
        elif answer.verdict == "nothing" and not answer.out_of_time:
            self.failures[name] = GAVE_UP
        if answer.failed is None or answer.x is not None or answer.bound is not None:
            self.lost.append(answer)

    def _watch(self) -> None:
        """End whoever has hung; looks now and then only."""
        if time.monotonic() - self.looked < LOOK:
            return
        self.looked = time.monotonic()
        self.idle = {}
        for name, run in self.running.items():
            idle = None if self.told_to_end else self.watches[name].hung(run.signs())
            if idle is not None:
                self.idle[name] = idle
        if self.idle and len(self.idle) == len(self.running) and not self.to_start:
            for name in self.idle:
                self.running.pop(name).stop()
            self._note_hung()

    def _note_hung(self) -> None:
        """Take down who showed no sign of work while others came to an end."""
        self.failures |= {name: hung(idle) for name, idle in self.idle.items()}

    def _is_over(self) -> bool:
        """Return whether nobody runs, or time is up; tells runs to end when it is."""
        if not self.running and (not self.to_start or self.told_to_end):
            return True
        if self.seconds is None or self._spent() < self.seconds:
            return False
        if not self.told_to_end:
            self.told_to_end = True
            self._note_hung()
            for run in self.running.values():
                run.end()
        if self._spent() < self.seconds + GRACE:
            return False
        self.lost += [EngineAnswer("nothing", out_of_time=True)] * len(self.running)
        return True


def merged(linear: LinearProgram, answers: list[EngineAnswer]) -> EngineAnswer:
    """Return the better point and the better bound of answers without proof."""
    points = [(float(linear.cost @ a.x), a) for a in answers if a.x is not None]
    value, best = min(points, key=lambda point: point[0], default=(None, None))
    # A bound above a point that keeps every row is wrong.
    bounds = [
        a.bound
        for a in answers
        if a.bound is not None and (value is None or a.bound - value <= _near(value))
    ]
    late = any(a.out_of_time for a in answers)
    told = [a.nodes for a in answers]
    nodes = None if None in told else sum(n for n in told if n is not None)
    bound = max(bounds, default=None)
    if value is None or best is None:
        return EngineAnswer("nothing", late, bound=bound, nodes=nodes)
    if bound is not None and value - bound <= _near(value):
        return EngineAnswer("optimal", False, best.x, best.multipliers, bound, nodes)
    return EngineAnswer("feasible", late, best.x, best.multipliers, bound, nodes)


def _near(value: float) -> float:
    return SAME * max(1.0, abs(value))
