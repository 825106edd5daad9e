"""The one plan whose worst loss over several scenarios is smallest (最小最大遗憾), in whole units.

    loss_s(P) = f_s(P) - min f_s        worst(P) = max_s loss_s(P), at least 0

f_s is the first goal of scenario s, min f_s its value in that scenario's own best plan, under its
own rules. `relative` divides each loss by |min f_s|. The plan keeps the rules of every scenario.

A whole column T counts the loss in small units u above a floor b that is proven:

    f_s(x) <= min f_s + b + u T  for every s,  and T is made as small as can be

T says between which two losses the smallest worst loss lies; the units are made smaller until the
plan at hand is known to have it, because losses lie steps apart, or until they are negligible.
Of the plans with that worst loss the first named scenario's goal decides, then the second's, then
the goals after them, scenario by scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.goal_stages import Aim
from optalloc.exploring.regret.joint_program import alike, jointly
from optalloc.exploring.regret.loss import (
    UNITS,
    LeastLoss,
    Loss,
    common_measure,
    counted_loss,
    own_best,
    worst_of_all,
)
from optalloc.inputs.read import read_all
from optalloc.pipeline.answer import audited
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Measure, Program, Worst
from optalloc.solver.search.outcome import GRADES, Outcome, Proven
from optalloc.solver.search.value_limits import within
from optalloc.solver.session.session import Clock

FINEST = 10**4
"""Units are no smaller than one over this of what one step of money changes."""
MOST_ROUNDS = 12
TOGETHER = Words("把几个情景的约束放在一起：\n", "With the rules of all scenarios together:\n")


@dataclass(frozen=True)
class Regret:
    """The plan with the smallest worst loss.

    Attributes:
        losses: The scenarios, in the order named.
        plan: Audited by the rules of every scenario.
        worst: Its worst loss, at least 0.
        floor: No plan's worst loss is smaller; the same as `worst` where that is proven smallest.
        proven: How the floor is proven; `no` where time ran out.
        relative: Whether losses are parts of the best values.
        measure: What losses are counted in.
        seconds: What it took [s].
    """

    losses: tuple[Loss, ...]
    plan: Plan
    worst: Fraction
    floor: Fraction
    proven: Proven
    relative: bool
    measure: Measure
    seconds: float


def regret(
    scenarios: Sequence[str | Path],
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    relative: bool = False,
    **words: Unpack[SolveWords],
) -> Regret:
    """Return the plan of least worst loss over scenario files: `optalloc explore regret`.

    Args:
        scenarios: YAML files about the same money, recipients and uses.
        settings: `KEY=VALUE` texts laid over every file.
        how: What solving is told; its time is for all of it.
        relative: Whether losses are counted as parts of each scenario's best value.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When a scenario cannot be used, or they are not about the same money.
        ProvenInfeasible, NoPlanFound: When a scenario has no plan, or they have none together.
    """
    named = [str(path) for path in scenarios]
    if len(named) < 2:
        allowed = Words("应至少写两个情景", "at least two scenarios")
        raise InputUnusable(
            [Fault("", Words("情景", "the scenarios"), allowed, named[0] if named else None)]
        )
    problems = alike(read_all(scenarios, settings), named)
    return regret_of(problems, named, how.but(words), relative)


def regret_of(
    problems: Sequence[Problem],
    named: Sequence[str],
    how: SolveOptions = HIGHS,
    relative: bool = False,
) -> Regret:
    """Return the plan of least worst loss over problems as `alike` returns them.

    Raises:
        InputUnusable: When losses cannot be compared, or are parts of nothing.
        ProvenInfeasible, NoPlanFound: As for `regret`.
    """
    clock = Clock(how.time_limit)
    losses = [
        own_best(problem, file, how.within(clock.budget.share(1 + len(problems) - done)))
        for done, (problem, file) in enumerate(zip(problems, named, strict=True))
    ]
    measure = common_measure(losses, relative)
    search = _Search(losses, relative, how, clock)
    plan, worst = search.run()
    return Regret(
        tuple(losses), plan, worst, search.floor, search.proven, relative, measure, clock.spent()
    )


class _Search:
    """Draws the floor and the worst loss at hand together.

    Attributes:
        floor: No plan's worst loss is smaller.
        is_above: Whether every plan's worst loss is truly above the floor.
        steps: Losses of each scenario are whole multiples of it; None where no step is known.
        finest: Losses nearer to one another than this are not told apart.
    """

    def __init__(
        self, losses: Sequence[Loss], relative: bool, how: SolveOptions, clock: Clock
    ) -> None:
        self.losses, self.relative, self.how, self.clock = losses, relative, how, clock
        self.weights = [abs(loss.best) if relative else Fraction(1) for loss in losses]
        goals = [(loss.goal, s) for s, loss in enumerate(losses)]
        goals += [(g, s) for s, loss in enumerate(losses) for g in loss.problem.goals[1:]]
        self.joint = jointly([loss.problem for loss in losses], [(LeastLoss(), None), *goals])
        self.floor, self.is_above = Fraction(0), False
        self.proven: Proven = min((loss.proven for loss in losses), key=GRADES.index)
        pairs = list(zip(losses, self.weights, strict=True))
        self.steps = [None if loss.step is None else loss.step / w for loss, w in pairs]
        self.finest = max(loss.slope / w for loss, w in pairs) / FINEST

    def run(self) -> tuple[Plan, Fraction]:
        """Return the plan and its worst loss.

        Raises:
            ProvenInfeasible, NoPlanFound: When no plan keeps the rules of every scenario.
        """
        program, aims = self.joint.program, self._aims()
        first = self._first(aims)
        goals = (*first, *(stages[-1] for stages in aims))
        outcome = self._solved(replace(program, goals=goals), proving=len(first))
        if outcome.x is None:
            letter = no_plan_letter(outcome)
            raise type(letter)(TOGETHER + letter.words)
        plan = self._plan(outcome)
        worst = self._worst(plan)
        if all(isinstance(stages[-1], Worst) for stages in aims):
            plan, worst = self._at_once(aims, plan, worst)
        else:
            plan, worst = self._closer(aims, plan, worst)
        if self._is_settled(worst):
            self.floor = worst
        return self._decided(aims, plan, worst), worst

    def _at_once(self, aims: list[list[Aim]], plan: Plan, worst: Fraction) -> tuple[Plan, Fraction]:
        """Return the plan where every goal is a worst level: so is the worst loss."""
        parts = [
            (stages[-1], loss.best, weight)
            for stages, loss, weight in zip(aims, self.losses, self.weights, strict=True)
            if isinstance(stages[-1], Worst)
        ]
        goals = (*self._first(aims), worst_of_all(parts))
        outcome = self._solved(replace(self.joint.program, goals=goals))
        if outcome.x is None or outcome.stopped != "finished" or outcome.proven == "no":
            self.proven = "no"
            return plan, worst
        self.proven = min(self.proven, outcome.proven, key=GRADES.index)
        self.floor = outcome.goals[-1].value
        found = self._plan(outcome)
        return found, self._worst(found)

    def _closer(self, aims: list[list[Aim]], plan: Plan, worst: Fraction) -> tuple[Plan, Fraction]:
        """Return the plan when the floor is as near as can be, round after round."""
        for _ in range(MOST_ROUNDS):
            is_near = worst - self.floor <= self.finest
            if self._is_settled(worst) or self.proven == "no" or is_near:
                break
            unit = (worst - self.floor) / UNITS
            plan, worst = self._round(aims, (plan, worst), self.floor, max(unit, self.finest))
            if worst - self.floor > self.finest:
                # Most often the plan at hand is the one; then one more question shows it.
                nearly = worst - self.finest
                plan, worst = self._round(aims, (plan, worst), nearly, worst / UNITS)
        return plan, worst

    def _aims(self) -> list[list[Aim]]:
        """Return the stages of each scenario's goal in the one program."""
        return [self._of(s)[: loss.stages] for s, loss in enumerate(self.losses)]

    def _later(self) -> list[Aim]:
        """Return the stages of the goals after the first, scenario by scenario."""
        return [a for s, loss in enumerate(self.losses) for a in self._of(s)[loss.stages :]]

    def _of(self, place: int) -> list[Aim]:
        return [g for g in self.joint.program.goals if g.label == str(place)]

    @staticmethod
    def _first(aims: list[list[Aim]]) -> list[Aim]:
        """Return what comes before the goals: all their stages but the last."""
        return [stage for stages in aims for stage in stages[:-1]]

    def _solved(self, program: Program, proving: int | None = None) -> Outcome:
        how = self.how.within(self.clock.left())
        return solve(program, engine(how.solver), how, proving=proving)

    def _plan(self, outcome: Outcome) -> Plan:
        """Return the plan of an outcome, once the audit of every scenario has found nothing."""
        assert outcome.x is not None
        plans = [audited(loss.problem, loss.targets, outcome.x) for loss in self.losses]
        return plans[0]

    def _worst(self, plan: Plan) -> Fraction:
        return max(Fraction(0), *(loss.of(plan, self.relative) for loss in self.losses))

    def _is_settled(self, worst: Fraction) -> bool:
        """Return whether no plan's worst loss lies between the floor and the one at hand."""
        if worst <= self.floor:
            return True
        return self.is_above and all(
            step is not None and step * (ceil(worst / step) - 1) <= self.floor
            for step in self.steps
        )

    def _round(
        self, aims: list[list[Aim]], known: tuple[Plan, Fraction], base: Fraction, unit: Fraction
    ) -> tuple[Plan, Fraction]:
        """Return the plan after one more round, with its worst loss; the floor may rise.

        Args:
            known: The plan at hand and its worst loss.
            base, unit: The column counts so large units of loss from the base.
        """
        program = self.joint.program
        column = int(next(iter(program.goals[0].linear)))  # type: ignore[union-attr]
        for stages, loss, weight in zip(aims, self.losses, self.weights, strict=True):
            most = loss.best + base * weight
            for stage in counted_loss(stages[-1], column, unit * weight):
                program = within(program, stage, most)
        first = self._first(aims)
        outcome = self._solved(replace(program, goals=(*first, program.goals[0])))
        if outcome.x is None or outcome.stopped != "finished" or outcome.proven == "no":
            self.proven = "no"
            return known
        self.proven = min(self.proven, outcome.proven, key=GRADES.index)
        units = int(outcome.goals[-1].value)
        if units:
            self.floor, self.is_above = base + (units - 1) * unit, True
        found = self._plan(outcome)
        return min(known, (found, self._worst(found)), key=lambda pair: pair[1])

    def _decided(self, aims: list[list[Aim]], plan: Plan, worst: Fraction) -> Plan:
        """Return the plan of that worst loss that the goals decide for, in order, then ties."""
        program = self.joint.program
        for stages, loss, weight in zip(aims, self.losses, self.weights, strict=True):
            program = within(program, stages[-1], loss.best + worst * weight)
        goals = (*self._first(aims), *(stages[-1] for stages in aims), *self._later())
        outcome = self._solved(replace(program, goals=goals), proving=0)
        return plan if outcome.x is None or outcome.stopped != "finished" else self._plan(outcome)
