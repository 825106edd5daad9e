"""Every undominated plan for two goals: no plan is better by one of them and as good by the other.

    the set of (a(P), b(P)) over plans P such that no plan Q has a(Q) <= a(P) and b(Q) <= b(P)
    with one of them smaller

One goal is made best, then the other among those plans; that is the first point. Then again, with
the other goal truly better than at the last point, until it is as good as it can be. Each point is
a whole solve with its proof, so that together they are all: nothing lies between two neighbours.
The goal that is drawn in is a worst level, which is bounds on the totals, or one whose values are
known to lie whole steps apart. Where neither has such steps, steps of a small part of the way are
taken, and that points may lie nearer to one another is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.goal_stages import OPTION, Aim, Laid, goals_named, laid, rest_of
from optalloc.exploring.knees import Knee, knee_of
from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.pipeline.resolve import best
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Program, Stage, Worst
from optalloc.solver.search.outcome import GRADES, Proven
from optalloc.solver.search.value_limits import better_than, step_of, within
from optalloc.solver.session.session import Clock

MOST_POINTS = 500
FINE = 2**28
"""Where values have no known step, or one below this part of the way, so small a step is taken."""

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Point:
    """One undominated pair of values, with a plan that has it.

    Attributes:
        values: Of the two goals, exact, smaller being better.
        plan: Audited; of all plans with these values the best by the scenario's other goals, then
            by the rule for ties.
    """

    values: Pair
    plan: Plan
    proven: Proven


@dataclass(frozen=True)
class ComparedPlan:
    """A plan to stand beside the points.

    Attributes:
        breaches: In how many places it breaks rules; such a plan may lie below the curve.
    """

    values: Pair
    plan: Plan
    breaches: int


@dataclass(frozen=True)
class Frontier:
    """The undominated plans for two goals.

    Attributes:
        problem: What is shared out.
        goals: The two, as asked for.
        aims: Their last stages, which say what the values are counted in.
        before: What every point does first, as a goal asks for it.
        points: From the best by the first goal to the best by the second.
        is_whole: Whether every point there is was found, and that is proven.
        proven: The weakest proof of any point.
        near: Points nearer to one another than this by `near_goal` may be missing; 0 where none is.
        near_goal: Which of the two goals that is counted by: 0 or 1.
        chosen: The scenario's own best plan; None where it was not found in time.
        baseline: The proportional plan.
        seconds: What it took.
    """

    problem: Problem
    goals: tuple[Goal, Goal]
    aims: tuple[Aim, Aim]
    before: tuple[Words, ...]
    points: tuple[Point, ...]
    is_whole: bool
    proven: Proven
    near: Fraction
    near_goal: int
    chosen: ComparedPlan | None
    baseline: ComparedPlan
    seconds: float

    @property
    def knee(self) -> Knee | None:
        """The point with the most won by the second goal for what is lost by the first."""
        return knee_of([point.values for point in self.points])


def frontier(
    scenario: str | Path,
    goals: Sequence[str],
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    most: int = MOST_POINTS,
    **words: Unpack[SolveWords],
) -> Frontier:
    """Return the undominated plans of a scenario file: what `optalloc explore frontier` shows.

    Args:
        scenario: The YAML file.
        goals: Two goals: labels of the scenario's own, or words of the catalogue.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told; its time is for all of it.
        most: How many points at most.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario or the goals cannot be used.
        ProvenInfeasible, NoPlanFound: When there is no plan.
    """
    problem = read(scenario, settings)
    return frontier_of(problem, goals, how.but(words), most)


def frontier_of(
    problem: Problem, goals: Sequence[str], how: SolveOptions = HIGHS, most: int = MOST_POINTS
) -> Frontier:
    """Return the undominated plans of a problem for two goals.

    Args:
        goals: Two, by label or as `goals_named` reads them.
        most: Points after which it stops.

    Raises:
        InputUnusable, ProvenInfeasible, NoPlanFound: As for `frontier`.
    """
    if len(goals) != 2:
        allowed = Words("应写两个目标，用逗号隔开", "two goals, with a comma between them")
        raise InputUnusable([Fault("", OPTION, allowed, ",".join(goals))])
    clock = Clock(how.time_limit)
    one, other = goals_named(problem, goals)
    whole = laid(replace(problem, goals=(one, other, *rest_of(problem, (one, other)))))
    walk = _Walk(whole, (one.label, other.label), how, clock, most)
    points = sorted(walk.points(), key=lambda point: point.values)
    grades = [point.proven for point in points]
    return Frontier(
        problem,
        (one, other),
        walk.aims,
        tuple(stage.words for stage in walk.first),
        tuple(points),
        walk.is_whole and walk.near == 0,
        min(grades, key=GRADES.index),
        walk.near,
        1 - walk.free,
        _chosen(problem, whole, how, clock),
        _beside(whole, baseline_plan(whole.problem, whole.targets, problem.baseline)),
        clock.spent(),
    )


class _Walk:
    """Goes from the best by one goal to the best by the other, point by point.

    Attributes:
        free: Which of the two goals, 0 or 1, is made best; the other is drawn in.
        is_whole: Whether the end was reached, every step proven.
        near: The step taken where values have none.
    """

    def __init__(
        self, whole: Laid, labels: tuple[str, str], how: SolveOptions, clock: Clock, most: int
    ) -> None:
        self.whole, self.how, self.clock, self.most = whole, how, clock, most
        self.aims = (whole.aim(labels[0]), whole.aim(labels[1]))
        self.first, self.rest = whole.first(labels), whole.others(labels)
        self.free = _free(whole.program, self.aims)
        self.is_whole, self.near = False, Fraction(0)

    def points(self) -> Iterator[Point]:
        """Yield the points, from the best by the free goal; the last one first.

        Raises:
            ProvenInfeasible, NoPlanFound: When there is no plan.
        """
        drawn = 1 - self.free
        end = self._point(self.whole.program, (drawn, self.free))
        assert end is not None
        yield end
        program: Program | None = self.whole.program
        for found in range(1, self.most + 1):
            assert program is not None
            point = self._point(program, (self.free, drawn), end)
            if point is None or point.proven == "no":
                return
            if point.values[drawn] <= end.values[drawn]:
                self.is_whole = end.proven != "no"
                return
            if found == self.most:
                return
            yield point
            program = self._drawn_in(point.values[drawn], end.values[drawn])

    def _point(
        self, program: Program, order: tuple[int, int], end: Point | None = None
    ) -> Point | None:
        """Return the best plan by two goals in an order; None where time ran out on the way."""
        proving = len(self.first) + len(order)
        goals = (*self.first, *(self.aims[i] for i in order), *self.rest)
        outcome, plan, values = self.whole.solve(
            replace(program, goals=goals), self.how, self.clock, proving
        )
        if plan is None or (outcome.stopped != "finished" and end is not None):
            if end is None:
                raise no_plan_letter(outcome)
            return None
        grades = [told.proven for told in outcome.goals[:proving]]
        if len(grades) < proving or outcome.stopped != "finished":
            grades.append("no")
        return Point((values[0], values[1]), plan, min(grades, key=GRADES.index))

    def _drawn_in(self, value: Fraction, end: Fraction) -> Program:
        """Return the program in which the goal that is drawn in is better than a value."""
        aim = self.aims[1 - self.free]
        least = (value - end) / FINE
        if isinstance(aim, Stage):
            step = step_of(self.whole.program, aim)
            if step is None or step < least:
                self.near = max(self.near, least)
                return within(self.whole.program, aim, value - least)
        program = better_than(self.whole.program, aim, value)
        assert program is not None
        return program


def _free(program: Program, aims: tuple[Aim, Aim]) -> int:
    """Return which of two goals is left free: the other is a worst level, or has larger steps."""
    if isinstance(aims[0], Worst) or isinstance(aims[1], Worst):
        return 1 if isinstance(aims[0], Worst) else 0
    parts = []
    for aim in aims:
        assert isinstance(aim, Stage)
        step, size = step_of(program, aim), abs(aim.value(program.anchor.tolist()))
        parts.append(Fraction(0) if step is None else step / max(size, step))
    return 0 if parts[1] >= parts[0] else 1


def _chosen(problem: Problem, whole: Laid, how: SolveOptions, clock: Clock) -> ComparedPlan | None:
    """Return the scenario's own best plan; None where its goals could not be reached in time."""
    answer = best(problem, how.within(clock.left()))
    if answer.plan is None or not answer.is_best:
        return None
    return _beside(whole, answer.plan)


def _beside(whole: Laid, plan: Plan) -> ComparedPlan:
    values = whole.values(plan)
    breaches = verify(whole.problem, whole.targets, plan)
    return ComparedPlan((values[0], values[1]), plan, len(breaches))
