"""Plans that are about as good as the best and as different from one another as can be.

About as good: no goal of the scenario is worse than in the best plan by more than the room that was
allowed. The best plan is the first; each further one is that whose least distance to those before
it is largest, with d(y, z) = sum_r |y_r - z_r| over the recipients' totals. When that distance is 0
every plan has the totals of one that is listed: they are all there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import FEN_PER_UNIT, parse_amount, parse_share
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.alternatives.max_min_distance import FARTHEST, Farthest, Totals
from optalloc.exploring.goal_stages import Aim, Laid, goal_called, laid, unknown_goal
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.pipeline.resolve import best
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Program, Stage, Worst
from optalloc.solver.search.minimise import minimise
from optalloc.solver.search.outcome import GRADES, Proven
from optalloc.solver.search.value_limits import limited, within
from optalloc.solver.session.session import Clock, SolveSession

COUNT = 10

OPTION = same("--within")


@dataclass(frozen=True)
class GoalTolerance:
    """How much worse than in the best plan a goal may be.

    Attributes:
        size: A part of its value, or so much in what it is counted in (fen, fen squared, a share).
        text: As the user wrote it.
    """

    size: Fraction
    is_part: bool
    text: str = ""

    def most(self, value: Fraction) -> Fraction:
        """Return the most that a goal with a value in the best plan may come to."""
        return value + (abs(value) * self.size if self.is_part else self.size)


@dataclass(frozen=True)
class Alternative:
    """One plan about as good as the best.

    Attributes:
        plan: Audited; of all that are as far away, the best by the scenario's goals.
        values: Every goal's exact value, in the scenario's order.
        apart: The distance to the nearest of the plans before it [fen]; None for the best plan.
        proven: How it is proven that none is farther; of the best plan, that it is best.
    """

    plan: Plan
    values: tuple[Fraction, ...]
    apart: int | None
    proven: Proven


@dataclass(frozen=True)
class Alternatives:
    """The best plan and others about as good.

    Attributes:
        problem: What is shared out.
        rooms: How much worse each goal may be than in the best plan, by its label.
        most: The most that each goal with a limit may come to, by its label.
        plans: The best plan first.
        ranges: The least and the most that each recipient gets in any plan about as good [fen];
            None where it could not be proven in time.
        all_there_are: How it is proven that every plan about as good has the totals of one that is
            listed; `no` where there are more, or nobody knows.
        is_stopped: Whether time ran out.
        seconds: What it took [s].
    """

    problem: Problem
    rooms: Mapping[str, GoalTolerance]
    most: Mapping[str, Fraction]
    plans: tuple[Alternative, ...]
    ranges: dict[str, tuple[int, int] | None]
    all_there_are: Proven
    is_stopped: bool
    seconds: float


def alternatives(
    scenario: str | Path,
    rooms: Sequence[str] = ("2%",),
    count: int = COUNT,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    **words: Unpack[SolveWords],
) -> Alternatives:
    """Return plans of a scenario file about as good: what `optalloc explore alternatives` shows.

    Args:
        scenario: The YAML file.
        rooms: How much worse goals may be, as `rooms_of` reads them.
        count: How many plans at most, the best one among them.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told; its time is for all of it.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario or the room cannot be used.
        ProvenInfeasible, NoPlanFound: When there is no plan.
    """
    problem = read(scenario, settings)
    return alternatives_of(problem, rooms_of(problem, rooms), count, how.but(words))


def alternatives_of(
    problem: Problem,
    rooms: Mapping[str, GoalTolerance],
    count: int = COUNT,
    how: SolveOptions = HIGHS,
) -> Alternatives:
    """Return the best plan of a problem and others about as good.

    Args:
        rooms: How much worse each goal may be, by its label; others are free.
        count: How many plans at most, the best one among them.

    Raises:
        ProvenInfeasible, NoPlanFound: When there is no plan.
    """
    clock = Clock(how.time_limit)
    answer = best(problem, how.within(clock.left()))
    if answer.plan is None:
        raise no_plan_letter(answer.outcome)
    walk = _Walk(answer, rooms, how, clock)
    plans = [Alternative(answer.plan, answer.values(), None, answer.outcome.proven)]
    if answer.is_best:
        plans += walk.others(plans[0], count)
    step = walk.whole.program.ties.step
    return Alternatives(
        problem,
        dict(rooms),
        {
            goal.label: rooms[goal.label].most(value)
            for goal, value in zip(problem.goals, plans[0].values, strict=True)
            if goal.label in rooms
        },
        tuple(plans),
        {
            name: None if ends is None else (ends[0] * step, ends[1] * step)
            for name, ends in walk.ranges.items()
        },
        walk.all_there_are,
        walk.is_stopped or not answer.is_best,
        clock.spent(),
    )


def _value(stage: Aim, point: list[int]) -> Fraction:
    """Return a stage's value at a point; a worst level is never improved below its `best`."""
    value = stage.value(point)
    return max(stage.best, value) if isinstance(stage, Worst) else value


class _Walk:
    """Finds one plan after the other.

    Attributes:
        ranges: The least and the most of each recipient [steps], proven; None where not.
    """

    def __init__(
        self, answer: Resolved, rooms: Mapping[str, GoalTolerance], how: SolveOptions, clock: Clock
    ) -> None:
        self.whole, self.how, self.clock = laid(answer.problem), how, clock
        assert answer.outcome.x is not None
        self.x = answer.outcome.x
        point = self.x.tolist()
        self.limits = {
            label: tuple(rooms[label].most(_value(stage, point)) for stage in stages)
            for label, stages in self.whole.stages.items()
            if label in rooms
        }
        self.ranges: dict[str, tuple[int, int] | None] = {}
        self.all_there_are: Proven = "no"
        self.is_stopped = False

    def others(self, first: Alternative, count: int) -> Iterator[Alternative]:
        """Yield plan after plan, each as far as can be from all before it."""
        low, high, grade = self._ends()
        if self.is_stopped:
            return
        found = [self._totals(first.plan)]
        while len(found) < count:
            goal = Farthest(found=tuple(found), low=low, high=high)
            problem = self.whole.problem
            near = laid(replace(problem, goals=(goal, *problem.goals)))
            outcome, plan, values = near.solve(self._limited(near), self.how, self.clock, 1)
            proven = outcome.goals[0].proven if outcome.goals else "no"
            if plan is None or outcome.stopped != "finished":
                self.is_stopped = True
                return
            proven = min(proven, grade, key=GRADES.index)
            if not values[0]:
                self.all_there_are = proven
                return
            found.append(self._totals(plan))
            yield Alternative(plan, values[1:], int(-values[0]), proven)

    def _limited(self, near: Laid) -> Program:
        """Return a program in which every goal is about as good as in the best plan."""
        program = near.program
        for label, mosts in self.limits.items():
            for stage, most in zip(near.stages[label], mosts, strict=True):
                program = within(program, stage, most)
        return program

    def _totals(self, plan: Plan) -> Totals:
        """Return the totals of a plan in steps, in the order of the recipients."""
        held, step = plan.by_recipient, self.whole.program.ties.step
        return tuple(held.get(r.name, 0) // step for r in self.whole.problem.recipients)

    def _ends(self) -> tuple[Totals, Totals, Proven]:
        """Return the least and the most steps of each total, and how well that is proven."""
        program = self._limited(self.whole)
        solving = limited(
            SolveSession(program, engine(self.how.solver), self.clock, whole_face(program))
        )
        solving = replace(solving, plan=self.x)
        grade: Proven = "exact"
        lows, highs = list[int](), list[int]()
        for recipient, column in zip(
            self.whole.problem.recipients, program.ties.totals.tolist(), strict=True
        ):
            ends = []
            for sign in (1, -1):
                result = minimise(solving, Stage(FARTHEST, NOTHING, linear={column: sign}))
                if result.state == "best" and result.x is not None:
                    ends.append(int(result.x[column]))
                    grade = min(grade, result.proven, key=GRADES.index)
                self.is_stopped |= self.clock.ran_out
            self.ranges[recipient.name] = (ends[0], ends[1]) if len(ends) == 2 else None
            proven = self.ranges[recipient.name]
            lows.append(proven[0] if proven else int(program.lower[column]))
            highs.append(proven[1] if proven else int(program.upper[column]))
        return tuple(lows), tuple(highs), grade


def rooms_of(problem: Problem, texts: Sequence[str]) -> dict[str, GoalTolerance]:
    """Read how much worse than in the best plan goals may be.

    Args:
        texts: `ROOM` for every goal, or `GOAL=ROOM` for the goals named, the others being free.
            A room is `2%` of the value, an amount such as `3万元` where the goal is counted in
            money, or `+0.02` in what the goal is counted in.

    Raises:
        InputUnusable: With everything that is wrong with any of them.
    """
    faults: list[Fault] = []
    rooms: dict[str, GoalTolerance] = {}
    for text in texts:
        label, sign, size = text.rpartition("=")
        named = goal_called(problem, label.strip()) if sign else None
        if sign and named is None:
            faults.append(unknown_goal(problem, OPTION, label))
            continue
        for goal in problem.goals:
            if named in (None, goal):
                room = _room(problem, goal, size.strip(), faults)
                rooms[goal.label] = room or GoalTolerance(Fraction(0), True)
    refuse_any(faults)
    return rooms


def _room(problem: Problem, goal: Goal, text: str, faults: list[Fault]) -> GoalTolerance | None:
    """Return one goal's room; None with a fault where the text is none."""
    try:
        is_more = text.startswith("+")
        if not is_more and text.endswith(("%", "％")):
            room = GoalTolerance(parse_share(text), True, text)
        elif goal.is_money():
            room = GoalTolerance(
                Fraction(parse_amount(text.removeprefix("+"), problem.unit)), False, text
            )
        elif is_more:
            room = GoalTolerance(parse_share(text[1:]) * _measured_in(problem, goal), False, text)
        else:
            raise ValueError(text)
        if room.size < 0:
            raise ValueError(text)
    except ValueError:
        allowed = Words(
            f"{goal.label}（{goal.shown.zh}）应为百分数，或按它的计量写 +数，如 2%、+0.02",
            f"{goal.label}: a percentage, or +NUMBER in what it is counted in: 2%, +0.02",
        )
        if goal.is_money():
            allowed = Words(
                f"{goal.label}（{goal.shown.zh}）应为百分数或金额，如 2%、3万元",
                f"{goal.label}: a percentage or an amount, such as 2% or 3万元",
            )
        faults.append(Fault("", OPTION, allowed, text))
        return None
    return room


def _measured_in(problem: Problem, goal: Goal) -> int:
    """Return what one of a goal's own measure is: fen squared in a unit squared, or 1."""
    measure = laid(replace(problem, goals=(goal,))).aim(goal.label).measure
    return FEN_PER_UNIT[problem.unit] ** 2 if measure == "money squared" else 1
