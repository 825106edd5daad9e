"""Ask an engine about one stage: a program on its way, the clock, and columns counted from a point.

Doubles hold nine digits of a whole step only near zero, and CBC prints eight. So the columns an
engine sees count from an anchor, a whole point; an answer far from it is asked for again around
itself. The anchor moves the rows' bounds in whole arithmetic, so nothing is lost on the way.
"""

import time
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, replace
from fractions import Fraction

import numpy as np

from optalloc.core.message import Words
from optalloc.core.solve_options import NO_GAP
from optalloc.core.time_budget import Budget, TimeLimit, budget_of
from optalloc.solver.engines.interface import Engine, EngineAnswer, Floats, LinearProgram, Verdict
from optalloc.solver.engines.switches_first import has_choices, solve_by_switches
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.session.at_switches import at_switches
from optalloc.solver.session.linearise import Chosen, HeldGoal, Known, LinearisedProgram, relax
from optalloc.solver.session.pot_units import shown_with_units

WHOLE = 1e-5
"""How near an engine's figure must be to a whole number; the point is then checked exactly."""
FAR = 1e6
"""Steps from the anchor up to which an engine's tolerance and eight digits still tell fractions."""
MOST_ANCHORS = 5
"""Anchors that one program is asked around: the answer lands within FAR after two or three."""
BRANCHING_SECONDS = 20.0
"""Wall time for all integer programs of a solve that has no limit: some never end (0040)."""
PROVING_SECONDS = 40.0
"""Processor time for all proofs of a solve beyond the engines' own."""
SHORTEST = 0.5
"""Seconds that one integer program or proof may take though that time is spent."""
LONGEST_JUDGING = 1.0
"""Seconds of a limit, at most, that an engine leaves to those who judge its answer."""


@dataclass
class Clock:
    """The time left, and what has been spent of it.

    Args:
        time_limit: Seconds for the solve, or the budget that it is a part of.

    Attributes:
        nodes: Branch-and-bound nodes of the integer programs; None once an engine kept its own.
        notes: What a reader must know of how the answers came about.
        met: The last whole point that some stage came to; a plan where time runs out.
        is_doubted: Whether a choice between equally good plans was not proven.
        because: Why engines were asked that nobody named.
        branching: Seconds that integer programs have taken.
        proving: Seconds of the processor that proofs have taken beyond them.
    """

    time_limit: InitVar[TimeLimit]
    budget: Budget = field(init=False)
    linear: int = 0
    branched: int = 0
    nodes: int | None = 0
    notes: tuple[Words, ...] = ()
    ran_out: bool = False
    is_doubted: bool = False
    met: Whole | None = None
    because: tuple[Words, ...] = ()
    branching: float = 0.0
    proving: float = 0.0

    def __post_init__(self, time_limit: TimeLimit) -> None:
        """Take up the budget."""
        self.budget = budget_of(time_limit)

    @property
    def limit(self) -> float | None:
        """The seconds that there were at the start; None without a limit."""
        return self.budget.limit

    def left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        return self.budget.left()

    @property
    def is_over(self) -> bool:
        """Whether it is the limit that ends solving: an engine, or a proof, ran into it."""
        return self.ran_out or self.left() == 0.0

    def for_engine(self) -> float | None:
        """Return the seconds left for an engine; a tenth stays for judging its answer."""
        left = self.left()
        return None if left is None else left - min(LONGEST_JUDGING, left / 10)

    def for_branching(self) -> float | None:
        """Return how long the next integer program may take; None where the limit alone says.

        Each has half of what is left, so that none takes all from those after it.
        """
        if self.limit is not None:
            return None
        return max(SHORTEST, (BRANCHING_SECONDS - self.branching) / 2)

    def for_proving(self) -> float:
        """Return how long the next proof may take: half of what is left for proofs."""
        most = max(SHORTEST, (PROVING_SECONDS - self.proving) / 2)
        left = self.left()
        return most if left is None else min(most, left)

    def spent(self) -> float:
        """Return the seconds since the start."""
        return self.budget.spent()

    def looked_at(self, nodes: int) -> None:
        """Take down the nodes of a branch and bound."""
        self.nodes = None if self.nodes is None else self.nodes + nodes

    def count(self, answer: EngineAnswer, branch: bool) -> None:
        """Take down what an answer took."""
        self.ran_out |= answer.out_of_time and self.limit is not None
        self.notes = tuple(dict.fromkeys((*self.notes, *answer.notes)))
        if answer.because is not None:
            self.because = tuple(dict.fromkeys((*self.because, answer.because)))
        if branch:
            self.branched += answer.runs
            known, more = self.nodes, answer.nodes
            self.nodes = None if known is None or more is None else known + more


@dataclass(frozen=True)
class AnchoredAnswer:
    """An engine's answer with the anchor it counts from.

    Attributes:
        answer: Its multipliers are those of the program's own rows.
        scale: What the costs were multiplied by, and so the multipliers.
        short: How much less the best value may be, on the engine's word; None where it gives none.
        weights: What a unit of each held goal's limit is worth, in order; none without multipliers.
    """

    answer: EngineAnswer
    anchor: Whole
    scale: float
    weights: tuple[float, ...] = ()
    short: Fraction | None = None

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
class SolveSession:
    """A program on the way to its outcome: what is settled, who solves, how long.

    Attributes:
        plan: A whole point on the face that keeps what is held, if one is known.
        until: Moment (of time.monotonic) after which nothing more is asked; None has no end.
        gap: The part of a goal's value by which it may miss its best; 0 asks for the best.
        brief: Seconds that an integer program may take at most; None has no such end.
        is_any_enough: Whether an integer program may end with any plan better than `plan`.
        units: The first of the columns that hold units of pots (pot_units.py); 0 where the program
            has none.
    """

    program: Program
    engine: Engine
    clock: Clock
    face: Face
    held: tuple[HeldGoal, ...] = ()
    plan: Whole | None = None
    until: float | None = None
    gap: Fraction = NO_GAP
    units: int = 0
    brief: float | None = None
    is_any_enough: bool = False

    def on(self, face: Face) -> "SolveSession":
        """Return the same on another face."""
        return replace(self, face=face)

    @property
    def settles_ties(self) -> bool:
        """Whether the goals are reached and what is left has an end: which of equals is taken."""
        return self.until is not None

    def anchor(self) -> Whole:
        """Return the point that the first question counts from."""
        return self.program.anchor if self.plan is None else self.plan

    def ask(
        self, stage: Stage, chosen: Chosen, branch: bool, anchor: Whole, face: Face
    ) -> AnchoredAnswer:
        """Have the engine solve a stage on a face, or on a part of it near the anchor."""
        near = np.clip(anchor, face.lower, face.upper)
        room = self.gap * abs(stage.value(near.tolist())) if self.gap and branch else NO_GAP
        laid_out = self.laid_out(stage, chosen, branch, face)

        def around(point: Whole) -> LinearisedProgram:
            relaxed = laid_out(point)
            linear = replace(relaxed.linear, gap=float(room) * relaxed.scale)
            return replace(relaxed, linear=linear)

        asked = self.ask_around(around, face, branch, anchor)
        if not room or self.is_near(asked, stage):
            return asked
        # The room was measured at another point; from this one it is known what it may be.
        room = self.gap * abs(stage.value(asked.rounded().tolist())) / 2
        asked = self.ask_around(around, face, branch, anchor)
        if self.is_near(asked, stage):
            return asked
        room = NO_GAP
        return self.ask_around(around, face, branch, anchor)

    def laid_out(
        self, stage: Stage, chosen: Chosen, branch: bool, face: Face
    ) -> Callable[[Whole], LinearisedProgram]:
        """Return what makes the program of a stage with its columns counted from a point."""
        laid: Known = {}
        held = self.held
        if branch:
            goals = (stage, *(hold.stage for hold in held))
            stage, *moved = at_switches(self.program, face, goals)
            held = tuple(replace(h, stage=s) for h, s in zip(held, moved, strict=True))

        def around(point: Whole) -> LinearisedProgram:
            relaxed = relax(self.program, face, stage, chosen, held, point, laid)
            if not branch:
                return relaxed
            linear = self._to_branch(relaxed.linear, face, point)
            if self.is_any_enough and linear.known is not None:
                # Values of goals of whole numbers lie one apart.
                known = float(linear.cost @ linear.known)
                linear = replace(linear, enough=known - relaxed.scale / 2)
            return replace(relaxed, linear=linear)

        return around

    def _to_branch(self, linear: LinearProgram, face: Face, point: Whole) -> LinearProgram:
        """Return an integer program with units of pots shown, and a plan to start from."""
        if not self.units:
            linear = shown_with_units(linear, self.program.ties, face, point)
        plan = self.plan
        if plan is None or len(plan) != len(linear.cost):
            return linear
        if (plan < face.lower).any() or (plan > face.upper).any():
            return linear
        return replace(linear, known=(plan - point).astype(np.float64))

    def is_enough(self, value: Fraction | None, bound: Fraction | None) -> bool:
        """Return whether a bound shows that a value is within the gap that is allowed."""
        if not self.gap or value is None or bound is None:
            return False
        return value - bound <= self.gap * abs(value)

    def is_near(self, asked: AnchoredAnswer, stage: Stage) -> bool:
        """Return whether no more is to be had of an engine, or its point is within the gap."""
        if asked.verdict != "feasible" or asked.answer.out_of_time:
            return True
        value = abs(stage.value(asked.rounded().tolist()))
        return asked.short is not None and asked.short <= self.gap * value

    def ask_around(
        self, around: Callable[[Whole], LinearisedProgram], face: Face, branch: bool, anchor: Whole
    ) -> AnchoredAnswer:
        """Have the engine solve a linear program, again around its answer while that is far."""
        for _ in range(MOST_ANCHORS):
            anchor = anchored(anchor, face)
            relaxed = around(anchor)
            answer, weights = self._answer(relaxed, branch)
            short = _short(relaxed, answer)
            asked = AnchoredAnswer(answer, anchor, relaxed.scale, weights, short)
            if not asked.is_far():
                break
            anchor = asked.rounded()
        return asked

    def _answer(
        self, relaxed: LinearisedProgram, branch: bool
    ) -> tuple[EngineAnswer, tuple[float, ...]]:
        left = self.clock.for_engine()
        if left == 0.0:
            self.clock.ran_out = True
            return EngineAnswer("nothing", out_of_time=True), ()
        if self.until is not None:
            rest = self.until - time.monotonic()
            if rest <= 0:
                return EngineAnswer("nothing", out_of_time=True), ()
            left = rest if left is None else min(left, rest)
        if branch:
            share = self.clock.for_branching()
            left = min((s for s in (left, share, self.brief) if s is not None), default=None)
        else:
            self.clock.linear += 1
        started = time.monotonic()
        if branch and has_choices(relaxed.linear):
            answer = solve_by_switches(self.engine, relaxed.linear, left)
        else:
            answer = self.engine.solve(relaxed.linear, branch, left)
        self.clock.branching += time.monotonic() - started if branch else 0.0
        if branch and self.brief is not None and left == self.brief:
            answer = replace(answer, out_of_time=False)  # There is time; it is spent elsewhere.
        self.clock.count(answer, branch)
        if answer.multipliers is None:
            return answer, ()
        scale, own = relaxed.scale, answer.multipliers[: len(relaxed.row_scale)] * relaxed.row_scale
        weights = tuple(
            0.0 if held is None else -float(answer.multipliers[held[0]]) / float(held[1]) / scale
            for held in relaxed.holding
        )
        return replace(answer, multipliers=own), weights

    def whole(self, asked: AnchoredAnswer) -> Whole | None:
        """Return an engine's point in whole columns, if it is whole and keeps every row."""
        if asked.offset is None:
            return None
        if np.abs(asked.offset - np.round(asked.offset)).max(initial=0) > WHOLE:
            return None
        point = asked.rounded()
        return point if self.face.holds(self.program, point) else None


def anchored(point: Whole, face: Face) -> Whole:
    """Return the point within a face that columns count from.

    A choice of yes or no stays 0 or 1: engines know such columns by their bounds, and counted from
    1 a choice is -1 or 0, an integer like any other. CBC then took 13.6 times as long on 1,000
    projects.
    """
    is_choice = (face.lower == 0) & (face.upper == 1)
    return np.where(is_choice, 0, np.clip(point, face.lower, face.upper))


def _short(relaxed: LinearisedProgram, answer: EngineAnswer) -> Fraction | None:
    """Return how far an engine's bound lies below its point, in the goal's own measure."""
    if answer.x is None or answer.bound is None or not np.isfinite(answer.bound):
        return None
    less = float(relaxed.linear.cost @ answer.x) - answer.bound
    return Fraction(max(less, 0.0) / relaxed.scale)
