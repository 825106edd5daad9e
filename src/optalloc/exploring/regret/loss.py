"""What a plan loses in a scenario: its first goal's value less that of the scenario's own best.

The worst loss of several is a whole column, in units above a floor, and goals less what it counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm

from optalloc.core.errors import Fault, NoPlanFound, refuse_any
from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING, Words
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.at_once import no_plan_with_rules
from optalloc.exploring.goal_stages import Aim
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import best
from optalloc.problem.at_level import value_of, values_in_order
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import Aim as Part
from optalloc.problem.interfaces import Goal, Targets
from optalloc.problem.layout import VariableLayout
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Measure, Program, Stage, StepCost, Worst
from optalloc.solver.search.outcome import GRADES, Proven
from optalloc.solver.search.value_limits import step_of


@dataclass(frozen=True)
class Loss:
    """What plans lose in one scenario.

    Attributes:
        file: The scenario as the user named it.
        goal: The goal that is looked at, its first.
        aim: Its stage, which says what values are counted in.
        best: The goal's value in the scenario's own best plan, exact and proven.
        own: That plan.
        proven: How it is proven best.
        step: The goal's values lie whole multiples of it apart; None where no such step is known.
        slope: What one step of money changes, near the targets.
        stages: How many stages the goal has.
    """

    problem: Problem
    targets: Targets
    file: str
    goal: Goal
    aim: Aim
    best: Fraction
    own: Plan
    proven: Proven
    step: Fraction | None
    slope: Fraction
    stages: int = 1

    def of(self, plan: Plan, relative: bool) -> Fraction:
        """Return the loss of a plan, or the part of the best value that it is."""
        loss = value_of(self.goal, self.problem, self.targets, plan) - self.best
        return loss / abs(self.best) if relative else loss

    def later(self, plan: Plan) -> Iterator[tuple[Goal, Fraction, Fraction]]:
        """Yield the goals after the first that are worse in a plan than in the scenario's own best.

        By all that a goal tells plans apart by, the first difference deciding. Each comes with its
        value there and in the own plan; they count in no loss.
        """
        facts = (self.problem, self.targets)
        for goal in self.problem.goals[1:]:
            if values_in_order(goal, *facts, plan) > values_in_order(goal, *facts, self.own):
                yield goal, value_of(goal, *facts, plan), value_of(goal, *facts, self.own)

    def breaches(self, plan: Plan) -> int:
        """Return in how many places a plan breaks the scenario's rules."""
        return len(verify(self.problem, self.targets, plan))


def own_best(problem: Problem, file: str, how: SolveOptions) -> Loss:
    """Return a scenario with its own best plan by its first goal.

    Raises:
        ProvenInfeasible, NoPlanFound: When there is none, or it is not proven best.
    """
    goal = problem.goals[0].model_copy(update={"tolerance": None})
    answer = best(replace(problem, goals=(goal, *problem.goals[1:])), how)
    if answer.plan is None:
        letter = no_plan_with_rules(problem, answer.outcome, how.budget)
        raise type(letter)(Words(f"{file}：\n", f"{file}:\n") + letter.words)
    aims = [stage for stage in answer.program.goals if stage.label == goal.label]
    reached = answer.outcome.goals[: len(aims)]
    grades = [told.proven for told in reached] + ["no"] * (len(aims) - len(reached))
    proven: Proven = min(grades, key=GRADES.index)
    if proven == "no":
        # What is lost is measured from the best, so the best must be known.
        raise NoPlanFound(
            Words(
                f"{file}：没有证明它自己的最优方案。请写明更长的 --time-limit。",
                f"{file}: its own best plan is not proven. Give a longer --time-limit.",
            )
        )
    value = value_of(goal, problem, answer.targets, answer.plan)
    step, slope = steps_of(answer.program, aims[-1])
    return Loss(
        problem,
        answer.targets,
        file,
        goal=goal,
        aim=aims[-1],
        best=value,
        own=answer.plan,
        proven=proven,
        step=step,
        slope=slope,
        stages=len(aims),
    )


def steps_of(program: Program, aim: Aim) -> tuple[Fraction | None, Fraction]:
    """Return a step that values lie apart by, if one is known, and the change by one of money."""
    if isinstance(aim, Stage):
        slopes = [abs(Fraction(c)) for c in aim.linear.values()]
        slopes += [abs(Fraction(f.slope(f.kink() + 1))) for f in aim.convex.values()]
        return step_of(program, aim), max(slopes, default=Fraction(1))
    firsts = [aim.level(i, 0) for i in range(len(aim.columns))]
    falls = [first - aim.level(i, 1) for i, first in enumerate(firsts)]
    return common_part([aim.best, *firsts, *falls]), max(falls, default=Fraction(1))


def common_part(values: Sequence[Fraction]) -> Fraction | None:
    """Return the largest fraction that all values are whole multiples of; None of nothing."""
    kept = [value for value in values if value]
    if not kept:
        return None
    return Fraction(gcd(*(v.numerator for v in kept)), lcm(*(v.denominator for v in kept)))


def common_measure(losses: Sequence[Loss], relative: bool) -> Measure:
    """Return what losses are counted in.

    Raises:
        InputUnusable: When scenarios count in different things, or a best value is 0.
    """
    faults = []
    first = losses[0]
    for loss in losses:
        where = Words("第一个目标 ", "the first goal ") + loss.goal.shown
        if relative and not loss.best:
            allowed = Words(
                "最优值应不为 0，才能算比例", "a best value other than 0, to be a part of"
            )
            remedy = Words("请去掉 --relative。", "Leave out --relative.")
            faults.append(Fault(loss.file, where, allowed, "0", remedy))
        elif not relative and loss.aim.measure != first.aim.measure:
            allowed = Words(
                f"应与 {first.file} 的目标“{first.goal.shown.zh}”计量相同，损失才能比较",
                f"counted in the same as {first.goal.shown.en} of {first.file}, for losses to"
                " compare",
            )
            remedy = Words("或加上 --relative。", "Or add --relative.")
            faults.append(Fault(loss.file, where, allowed, None, remedy))
    refuse_any(faults)
    return "share" if relative else first.aim.measure


LABEL = "worst loss"
UNITS = 1000
"""Units of loss that are told apart at a time."""


class LeastLoss(Goal):
    """Make the column of the worst loss as small as can be."""

    label: str = LABEL

    def stages(
        self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
    ) -> Iterator[Part]:
        """Yield the goal: the column itself, minimised."""
        (column,) = amounts.numbers([(self.label,)], 0, UNITS).column.tolist()
        yield Stage(self.label, NOTHING, linear={column: 1})

    def words(self, facts: Facts) -> Words:
        """Say what it makes small."""
        return Words("最大损失最小", "smallest worst loss")

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return nothing: a loss is not known without the scenarios."""
        return Fraction(0)


@dataclass(frozen=True)
class _Level:
    """One recipient's level of a worst-level goal, as a cost; linear, as shortfalls are."""

    goal: Worst
    place: int

    def at(self, k: int) -> Exact:
        """Return the level at k steps."""
        return self.goal.level(self.place, k)

    def slope(self, k: int) -> Exact:
        """Return what one more step changes."""
        return self.at(k + 1) - self.at(k)

    def kink(self) -> int:
        """Return the fewest steps with which it is as good as it counts."""
        return self.goal.least(self.place, self.goal.best)


def counted_loss(aim: Aim, column: int, rate: Fraction) -> Iterator[Stage]:
    """Yield a goal less so much for each unit in a column; one for each level of a worst level."""
    if isinstance(aim, Stage):
        yield replace(aim, linear={**aim.linear, column: -rate})
        return
    for place, j in enumerate(aim.columns):
        levels: dict[int, StepCost] = {j: _Level(aim, place)}
        yield Stage(aim.label, aim.words, aim.measure, {column: -rate}, levels)


Scaled = tuple[Worst, Fraction, Fraction]
"""A goal, its best value, and what its losses are divided by."""


def worst_of_all(parts: Sequence[Scaled]) -> Worst:
    """Return the goal whose value is the worst loss of all parts, at least 0."""
    levels = _Levels(parts)
    measure = parts[0][0].measure
    return Worst(LABEL, NOTHING, levels.columns, levels.level, levels.least, Fraction(0), measure)


class _Levels:
    """The levels of all parts, column by column.

    Attributes:
        columns: Every column that any part compares, once.
    """

    def __init__(self, parts: Sequence[Scaled]) -> None:
        self.columns = tuple(sorted({j for goal, _, _ in parts for j in goal.columns}))
        self._at = [
            [
                (goal, goal.columns.index(column), best, scale)
                for goal, best, scale in parts
                if column in goal.columns
            ]
            for column in self.columns
        ]

    def level(self, i: int, k: int) -> Fraction:
        """Return the worst loss of one column at k steps."""
        return max((goal.level(at, k) - best) / scale for goal, at, best, scale in self._at[i])

    def least(self, i: int, level: Fraction) -> int:
        """Return the fewest steps with which no loss of a column is above a level."""
        return max(goal.least(at, best + level * scale) for goal, at, best, scale in self._at[i])
