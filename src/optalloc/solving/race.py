"""CBC and HiGHS side by side on each integer program: the first proof wins.

The engines have opposite strengths there and none elsewhere, so linear programs are HiGHS's alone.
CBC starts first, as most integer programs of a plan take it less time than a second process needs
to come up. When time runs out on both, the better point and the better bound are kept; together
they may prove what neither did alone (docs/decisions/0012).
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from optalloc.solving.alone import HighsRun
from optalloc.solving.cbc import Cbc, CbcRun
from optalloc.solving.highs import Highs
from optalloc.solving.linear import SAME, Answer, Linear
from optalloc.words import Words

HEAD_START = 0.3
"""Seconds that CBC runs alone."""
PAUSE = 0.005
GRACE, PATIENCE = 0.5, 5.0
"""Seconds after the time limit at which a run that has not stopped by itself is ended: where there
is a point already, and where there is none yet."""

NAMES = {"cbc": "CBC", "highs": "HiGHS"}


class Run(Protocol):
    """An engine at work in a process of its own."""

    def is_done(self) -> bool:
        """Return whether it has ended."""

    def answer(self) -> Answer:
        """Return what it said; only when it has ended."""

    def stop(self) -> None:
        """End it, if it still runs, and leave nothing behind."""


class Race:
    """Both engines.

    Attributes:
        won: How many integer programs each engine settled first.
    """

    name = "race"

    def __init__(self) -> None:
        self.cbc, self.highs = Cbc(), Highs()
        self.won: Counter[str] = Counter()

    @property
    def version(self) -> str:
        """The versions of both."""
        return f"cbc {self.cbc.version}, highs {self.highs.version}"

    def solve(self, linear: Linear, branch: bool, seconds: float | None) -> Answer:
        """Minimise; no process is left running, however this ends."""
        if not branch:
            return self.highs.solve(linear, branch, seconds)
        heat = _Heat(linear, seconds)
        heat.to_start = [("cbc", self._cbc), ("highs", HighsRun)]
        try:
            winner = heat.run()
        finally:
            heat.stop()
        if winner is not None:
            self.won[winner[0]] += 1
            return winner[1].told(heat.notes)
        if heat.lost:
            return merged(linear, heat.lost).told(heat.notes)
        return self.highs.solve(linear, branch, heat.left()).told((_alone(heat.errors),))

    def _cbc(self, linear: Linear, seconds: float | None) -> CbcRun:
        return CbcRun(self.cbc.path, linear, True, seconds)


class _Heat:
    """One race: who is still to start, who runs, what the losers said."""

    def __init__(self, linear: Linear, seconds: float | None) -> None:
        self.linear, self.seconds = linear, seconds
        self.started = time.monotonic()
        self.to_start: list[tuple[str, Callable[[Linear, float | None], Run]]] = []
        self.running: dict[str, Run] = {}
        self.lost: list[Answer] = []
        self.errors: list[OSError] = []
        self.notes: tuple[Words, ...] = ()

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - (time.monotonic() - self.started))

    def run(self) -> tuple[str, Answer] | None:
        """Return the first that settles the program; None when nobody does."""
        while self.to_start or self.running:
            self._start_next()
            for name in [name for name, run in self.running.items() if run.is_done()]:
                answer = self._ended(name)
                if answer.verdict in ("optimal", "infeasible"):
                    return name, answer
                if answer.verdict == "feasible" and not answer.out_of_time:
                    return name, answer
                self.lost.append(answer)
            if self._is_over():
                self.lost += [Answer("nothing", out_of_time=True)] * len(self.running)
                return None
            time.sleep(PAUSE)
        return None

    def stop(self) -> None:
        """End whoever still runs."""
        while self.running:
            self.running.popitem()[1].stop()

    def _start_next(self) -> None:
        is_early = time.monotonic() - self.started < HEAD_START
        if not self.to_start or (self.running and is_early):
            return
        name, start = self.to_start.pop(0)
        try:
            self.running[name] = start(self.linear, self.left())
        except OSError as error:
            self.errors.append(error)
            self.notes += (_missing(name, error),)

    def _ended(self, name: str) -> Answer:
        run = self.running.pop(name)
        try:
            return run.answer()
        finally:
            run.stop()

    def _is_over(self) -> bool:
        if self.seconds is None:
            return False
        late = time.monotonic() - self.started - self.seconds
        return late > (GRACE if any(a.x is not None for a in self.lost) else PATIENCE)


def merged(linear: Linear, answers: list[Answer]) -> Answer:
    """Return the better point and the better bound of answers without proof."""
    points = [(float(linear.cost @ a.x), a) for a in answers if a.x is not None]
    bounds = [a.bound for a in answers if a.bound is not None]
    late = any(a.out_of_time for a in answers)
    told = [a.nodes for a in answers]
    nodes = None if None in told else sum(n for n in told if n is not None)
    bound = max(bounds, default=None)
    if not points:
        return Answer("nothing", late, bound=bound, nodes=nodes)
    value, best = min(points, key=lambda point: point[0])
    is_met = bound is not None and value - bound <= SAME * max(1.0, abs(value))
    if is_met:
        return Answer("optimal", False, best.x, best.multipliers, bound, nodes)
    return Answer("feasible", late, best.x, best.multipliers, bound, nodes)


def _missing(name: str, error: OSError) -> Words:
    said, other = _said(error), "CBC" if name == "highs" else "HiGHS"
    return Words(
        f"{NAMES[name]} 的进程没能启动（{said}），只由 {other} 求解。",
        f"The process of {NAMES[name]} could not be started ({said}); {other} solved alone.",
    )


def _alone(errors: list[OSError]) -> Words:
    said = "; ".join(dict.fromkeys(_said(error) for error in errors))
    return Words(
        f"CBC 和 HiGHS 的进程都没能启动（{said}），由本进程里的 HiGHS 求解。",
        f"No process could be started for CBC or HiGHS ({said}); HiGHS solved in ours.",
    )


def _said(error: OSError) -> str:
    return error.strerror or str(error)
