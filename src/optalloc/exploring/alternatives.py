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

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.explaining.again import Answer, best
from optalloc.exploring.apart import FARTHEST, Farthest, Totals
from optalloc.exploring.goal_stages import OPTION, Laid, laid
from optalloc.money import parse_amount, parse_share
from optalloc.outcome_words import no_plan_letter
from optalloc.problem import Plan, Problem
from optalloc.program import Program, Stage
from optalloc.read import read
from optalloc.solving.asking import Clock, Solving
from optalloc.solving.engines import engine
from optalloc.solving.face import whole_face
from optalloc.solving.outcome import GRADES, Proven
from optalloc.solving.stage import minimise
from optalloc.solving.within import limited, within
from optalloc.words import NOTHING, Words, one_of, same

COUNT = 10
Room = int | Fraction
"""How much worse than in the best plan a goal may be: an amount [fen], or a part of its value."""


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
        room: How much worse a goal may be than in the best plan.
        most: The most that each goal with a limit may come to, by its label.
        plans: The best plan first.
        ranges: The least and the most that each recipient gets in any plan about as good [fen];
            None where it could not be proven in time.
        all_there_are: How it is proven that every plan about as good has the totals of one that is
            listed; `no` where there are more, or nobody knows.
        is_stopped: Whether time ran out.
    """

    problem: Problem
    room: Room
    most: Mapping[str, Fraction]
    plans: tuple[Alternative, ...]
    ranges: dict[str, tuple[int, int] | None]
    all_there_are: Proven
    is_stopped: bool
    seconds: float


def alternatives(
    scenario: str | Path,
    room: str = "2%",
    count: int = COUNT,
    settings: Sequence[str] = (),
    solver: str = "highs",
    time_limit: float | None = None,
    goals: Sequence[str] | None = None,
) -> Alternatives:
    """Return plans of a scenario file about as good: what `optalloc explore alternatives` shows.

    Args:
        room: `2%`, or an amount of money where every goal with a limit is counted in money.
        goals: The labels of the goals that may not be worse; None takes all.

    Raises:
        InputUnusable: When the scenario or the room cannot be used.
        ProvenInfeasible, NoPlanFound: When there is no plan.
    """
    problem = read(scenario, settings)
    picked = picked_goals(problem, goals)
    return alternatives_of(
        problem, room_of(problem, room, picked), count, solver, time_limit, picked
    )


def picked_goals(problem: Problem, labels: Sequence[str] | None) -> tuple[str, ...]:
    """Return the labels of goals that are there; all of them where none are named.

    Raises:
        InputUnusable: With every label that no goal has.
    """
    known = [goal.label for goal in problem.goals]
    if labels is None:
        return tuple(known)
    faults = [
        Fault("", OPTION, one_of(Words("目标", "a goal, "), known), label, nearest(label, known))
        for label in labels
        if label not in known
    ]
    if faults:
        raise InputUnusable(faults)
    return tuple(labels)


def room_of(problem: Problem, text: str, goals: Sequence[str] | None = None) -> Room:
    """Read how much worse than in the best plan a goal may be.

    Raises:
        InputUnusable: When it is neither a percentage nor an amount, or an amount where a goal is
            not counted in money.
    """
    where = same("--within")
    room: Room = -1
    try:
        is_part = text.strip().endswith(("%", "％"))
        room = parse_share(text) if is_part else parse_amount(text, problem.unit)
    except ValueError:
        pass
    if room < 0:
        allowed = Words(
            "应为百分数或金额，如 2% 或 0.5万元", "a percentage or an amount, such as 2%"
        )
        raise InputUnusable([Fault("", where, allowed, text)])
    others = [
        g.label for g in problem.goals if not g.is_money() and (not goals or g.label in goals)
    ]
    if isinstance(room, int) and others:
        allowed = Words(
            f"目标 {others[0]} 不以金额计，应为百分数",
            f"a percentage, as the goal {others[0]} counts no money",
        )
        raise InputUnusable([Fault("", where, allowed, text)])
    return room


def alternatives_of(
    problem: Problem,
    room: Room,
    count: int = COUNT,
    solver: str = "highs",
    time_limit: float | None = None,
    goals: Sequence[str] | None = None,
) -> Alternatives:
    """Return the best plan of a problem and others about as good.

    Args:
        count: How many plans at most, the best one among them.
        solver: `cbc`, `highs` or `race`.
        time_limit: Wall time for all of it [s].
        goals: The labels of the goals that may not be worse; None takes all.

    Raises:
        ProvenInfeasible, NoPlanFound: When there is no plan.
    """
    clock = Clock(time_limit)
    answer = best(problem, solver, clock.left())
    if answer.plan is None:
        raise no_plan_letter(answer.outcome)
    kept = {g.label: room for g in problem.goals if goals is None or g.label in goals}
    walk = _Walk(answer, kept, solver, clock)
    plans = [Alternative(answer.plan, answer.values(), None, answer.outcome.proven)]
    if answer.is_best:
        plans += walk.others(plans[0], count)
    step = walk.whole.program.ties.step
    return Alternatives(
        problem,
        room,
        {
            goal.label: _most(value, room)
            for goal, value in zip(problem.goals, plans[0].values, strict=True)
            if goal.label in kept
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


def _most(value: Fraction, room: Room) -> Fraction:
    return value + (room if isinstance(room, int) else abs(value) * room)


class _Walk:
    """Finds one plan after the other.

    Attributes:
        ranges: The least and the most of each recipient [steps], proven; None where not.
    """

    def __init__(self, answer: Answer, kept: Mapping[str, Room], solver: str, clock: Clock) -> None:
        self.whole, self.solver, self.clock = laid(answer.problem), solver, clock
        assert answer.outcome.x is not None
        self.x = answer.outcome.x
        point = self.x.tolist()
        self.limits = {
            label: tuple(_most(stage.value(point), kept[label]) for stage in stages)
            for label, stages in self.whole.stages.items()
            if label in kept
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
            outcome, plan, values = near.solve(self._limited(near), self.solver, self.clock)
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
        solving = limited(Solving(program, engine(self.solver), self.clock, whole_face(program)))
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
