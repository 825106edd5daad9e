"""Ask an engine about one stage: a program on its way, the clock, and columns counted from a point.

Doubles hold nine digits of a whole step only near zero, and CBC prints eight. So the columns an
engine sees count from an anchor, a whole point; an answer far from it is asked for again around
itself. The anchor moves the rows' bounds in whole arithmetic, so nothing is lost on the way.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from optalloc.program import Program, Stage, Whole
from optalloc.solving.face import Face
from optalloc.solving.linear import Answer, Engine, Floats, Verdict
from optalloc.solving.relax import Chosen, Held, Known, Relaxed, relax

WHOLE = 1e-5
"""How near an engine's figure must be to a whole number; the point is then checked exactly."""
FAR = 1e6
"""Steps from the anchor up to which an engine's tolerance and eight digits still tell fractions."""
MOST_ANCHORS = 5


@dataclass
class Clock:
    """The time left, and what has been spent of it."""

    limit: float | None
    started: float = field(default_factory=time.monotonic)
    linear: int = 0
    branched: int = 0
    ran_out: bool = False

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if self.limit is None:
            return None
        return max(0.0, self.limit - (time.monotonic() - self.started))

    def spent(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.started


@dataclass(frozen=True)
class Asked:
    """An engine's answer with the anchor it counts from.

    Attributes:
        answer: Its multipliers are those of the program's own rows.
        scale: What the costs were multiplied by, and so the multipliers.
    """

    answer: Answer
    anchor: Whole
    scale: float

    @property
    def verdict(self) -> Verdict:
        """What the engine says of its answer."""
        return self.answer.verdict

    @property
    def offset(self) -> Floats | None:
        """The point, counted from the anchor; None when there is none."""
        return None if self.answer.x is None else self.answer.x[: len(self.anchor)]

    def rounded(self) -> Whole:
        """Return the nearest whole point; only where there is a point."""
        assert self.offset is not None
        return self.anchor + np.round(self.offset).astype(np.int64)

    def floor(self) -> Whole:
        """Return the whole steps below the point; only where there is a point."""
        assert self.offset is not None
        return self.anchor + np.floor(self.offset + WHOLE).astype(np.int64)

    def is_far(self) -> bool:
        """Return whether the point is too far from the anchor to be told exactly."""
        return self.offset is not None and bool(np.abs(self.offset).max(initial=0) > FAR)


@dataclass(frozen=True)
class Solving:
    """A program on the way to its outcome: what is settled, who solves, how long.

    Attributes:
        plan: A whole point on the face that keeps what is held, if one is known.
        until: Moment (of time.monotonic) after which nothing more is asked; None has no end.
    """

    program: Program
    engine: Engine
    clock: Clock
    face: Face
    held: tuple[Held, ...] = ()
    plan: Whole | None = None
    until: float | None = None

    def on(self, face: Face) -> "Solving":
        """Return the same on another face."""
        return replace(self, face=face)

    def anchor(self) -> Whole:
        """Return the point that the first question counts from."""
        return self.program.anchor if self.plan is None else self.plan

    def ask(self, stage: Stage, chosen: Chosen, branch: bool, anchor: Whole, face: Face) -> Asked:
        """Have the engine solve a stage on a face, or on a part of it near the anchor."""
        known: Known = {}

        def around(point: Whole) -> Relaxed:
            return relax(self.program, face, stage, chosen, self.held, point, known)

        return self.ask_around(around, face, branch, anchor)

    def ask_around(
        self, around: Callable[[Whole], Relaxed], face: Face, branch: bool, anchor: Whole
    ) -> Asked:
        """Have the engine solve a linear program, again around its answer while that is far."""
        for _ in range(MOST_ANCHORS):
            anchor = np.clip(anchor, face.lower, face.upper)
            relaxed = around(anchor)
            asked = Asked(self._answer(relaxed, branch), anchor, relaxed.scale)
            if not asked.is_far():
                break
            anchor = asked.rounded()
        return asked

    def _answer(self, relaxed: Relaxed, branch: bool) -> Answer:
        left = self.clock.left()
        if left == 0.0:
            self.clock.ran_out = True
            return Answer("nothing", out_of_time=True)
        if self.until is not None:
            rest = self.until - time.monotonic()
            if rest <= 0:
                return Answer("nothing", out_of_time=True)
            left = rest if left is None else min(left, rest)
        if branch:
            self.clock.branched += 1
        else:
            self.clock.linear += 1
        answer = self.engine.solve(relaxed.linear, branch, left)
        self.clock.ran_out |= answer.out_of_time
        if answer.multipliers is None:
            return answer
        own = answer.multipliers[: len(relaxed.row_scale)] * relaxed.row_scale
        return replace(answer, multipliers=own)

    def whole(self, asked: Asked) -> Whole | None:
        """Return an engine's point in whole columns, if it is whole and keeps every row."""
        if asked.offset is None:
            return None
        if np.abs(asked.offset - np.round(asked.offset)).max(initial=0) > WHOLE:
            return None
        point = asked.rounded()
        return point if self.face.holds(self.program, point) else None
