"""Why this amount: each recipient's way from its target to its award, one rule after another.

    award_r = target_r + sum over the steps of change_r(step),  to the fen, for every recipient r

The target is cut in proportion where the money falls short, rounded by largest remainder, and made
best by the goals under the rules that say what an amount is. Then the rules are switched on in a
stated order. Each step is the best plan under the rules so far, and the last is the plan itself.

A rule that the plan so far keeps changes nothing: with more rules no plan is better, so that plan
stays best. Only a rule that it breaks is solved for. Among equally good plans the last step takes
the one that is printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import Literal

from optalloc.core.exact import total
from optalloc.core.solve_options import CBC, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.rule_order import in_order
from optalloc.pipeline.answer import Resolved, with_rules
from optalloc.pipeline.resolve import best
from optalloc.problem.at_level import breaches_of
from optalloc.problem.baselines import seats_method
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule, ScoreLine
from optalloc.solver.search.outcome import Proven

StepKind = Literal["short", "rounding", "goals", "rules"]


@dataclass(frozen=True)
class Step:
    """One step on the way from targets to awards.

    Attributes:
        kind: `short` where targets are more than the money, `rounding`, `goals` for the first
            solved plan, `rules` for what is switched on.
        rules: Labels of the rules that it switches on; several where one alone took too long.
        change: What it changes for each recipient [fen, exact].
        proven: Whether the plan that it ends in is proven best.
    """

    kind: StepKind
    rules: tuple[str, ...]
    change: Mapping[str, Fraction]
    proven: Proven = "exact"

    @property
    def moved(self) -> Fraction:
        """The money that changes hands, or comes in or goes out if that is more [fen]."""
        up = total(c for c in self.change.values() if c > 0)
        return max(up, -total(c for c in self.change.values() if c < 0))


@dataclass(frozen=True)
class Waterfall:
    """Every recipient's way from target to award.

    Attributes:
        answer: The plan that is explained.
        grain: The step that rounding alone stands in [fen].
        steps: The steps that change somebody's total, in order.
        order: Labels of every rule in the order they are switched on.
        kept: Rules that changed nothing: the plan before kept them already.
        inside: Rules that only moved money between sources, uses or projects of a recipient.
        solves: How many times a problem was solved for it.
    """

    answer: Resolved
    grain: int
    steps: tuple[Step, ...]
    order: tuple[str, ...]
    kept: tuple[str, ...]
    inside: tuple[str, ...]
    solves: int

    @cached_property
    def levels(self) -> Mapping[str, tuple[Fraction, ...]]:
        """By recipient its target, then where it stands after each step [fen, exact]."""
        found = {}
        for recipient in self.answer.problem.recipients:
            at = self.answer.targets.target(recipient.name)
            levels = [at]
            for step in self.steps:
                at += step.change.get(recipient.name, 0)
                levels.append(at)
            found[recipient.name] = tuple(levels)
        return found

    @cached_property
    def factors(self) -> Mapping[str, Sequence[ScoreLine]]:
        """By recipient the lines of the score sheet that made up its target."""
        found: dict[str, list[ScoreLine]] = {}
        for line in self.answer.targets.sheet:
            found.setdefault(line.recipient, []).append(line)
        return found

    @property
    def is_proven(self) -> bool:
        """Whether every step ends in a plan that is proven best."""
        return all(step.proven != "no" for step in self.steps)


def waterfall(
    answer: Resolved, how: SolveOptions = CBC, progress: Progress | None = None
) -> Waterfall:
    """Return the way from target to award of every recipient.

    Raises:
        ValueError: When there is no plan.
    """
    if answer.plan is None:
        raise ValueError("there is no plan to explain")
    way = _Way(answer, how)
    grain = answer.problem.grain.totals or gcd(*answer.problem.grain.cells.values())
    way.round(grain)
    way.switch_on(progress or (lambda done, of: None))
    order = tuple(rule.label for rule in (*way.first, *way.later))
    steps = tuple(step for step in way.steps if any(step.change.values()))
    return Waterfall(answer, grain, steps, order, tuple(way.kept), tuple(way.inside), way.solves)


class _Way:
    """Walks from the targets to the plan, and writes the steps down."""

    def __init__(self, answer: Resolved, how: SolveOptions) -> None:
        self.answer, self.how = answer, how.begun()
        self.problem, self.targets = answer.problem, answer.targets
        self.names = [r.name for r in self.problem.recipients]
        self.at = [self.targets.target(name) for name in self.names]
        self.plan: Plan | None = None
        self.steps: list[Step] = []
        self.kept: list[str] = []
        self.inside: list[str] = []
        self.solves = 0
        self.first, self.later = in_order(self.problem)

    def round(self, grain: int) -> None:
        """Cut targets that are more than the money, then round them by largest remainder."""
        asked, money = total(self.at), self.problem.money
        if asked - money >= grain:
            self._step("short", (), [aim * money / asked for aim in self.at])
        units = money // grain
        if money - asked >= grain:
            units = round(asked / grain)
        if any(aim < 0 for aim in self.at) or not any(self.at):
            return
        seats = seats_method("largest_remainder").apportion(self.at, units)
        self._step("rounding", (), [Fraction(k * grain) for k in seats])

    def switch_on(self, progress: Progress) -> None:
        """Solve under the first rules, then under one rule more that the plan so far breaks."""
        # Where a goal leaves room for the next, a rule may narrow the room without being broken.
        has_room = any(goal.tolerance is not None for goal in self.problem.goals)
        held = list(self.first)
        waiting, kind = tuple(rule.label for rule in held), "goals"
        found = self._solved(held)
        ends: list[tuple[StepKind, tuple[str, ...], Resolved]] = []
        if found.plan is not None:
            ends.append(("goals", waiting, found))
            waiting, kind = (), "rules"
        for rule in self.later:
            progress(len(held), len(self.problem.rules))
            held.append(rule)
            if ends and not waiting and not has_room and self._keeps(rule, ends[-1][2].plan):
                self.kept.append(rule.label)
                continue
            found, waiting = self._solved(held), (*waiting, rule.label)
            if found.plan is not None:
                ends.append(("rules" if kind == "rules" else "goals", waiting, found))
                waiting, kind = (), "rules"
        if waiting:
            ends.append(("rules" if ends else "goals", waiting, self.answer))
        progress(len(held), len(held))
        # Nothing more is broken, so the plan that is printed is as good as the last one solved.
        ends[-1] = (*ends[-1][:2], self.answer)
        for what, labels, end in ends:
            self._reach(what, labels, end)

    def _keeps(self, rule: Rule, plan: Plan | None) -> bool:
        return plan is not None and not any(breaches_of(rule, self.problem, self.targets, plan))

    def _solved(self, held: Sequence[Rule]) -> Resolved:
        """Return the best plan under some of the rules, which keep the order of the scenario."""
        if len(held) == len(self.problem.rules):
            return self.answer
        labels = {rule.label for rule in held}
        rules = (rule for rule in self.problem.rules if rule.label in labels)
        self.solves += 1
        return best(with_rules(self.problem, rules), self.how)

    def _reach(self, kind: StepKind, labels: tuple[str, ...], end: Resolved) -> None:
        """Write a solved step down; rules that changed no total stand on a list instead."""
        to = [Fraction(end.given(name)) for name in self.names]
        if to == self.at and kind == "rules":
            (self.kept if end.plan == self.plan else self.inside).extend(labels)
        self.plan = end.plan
        self._step(kind, labels, to, end.outcome.proven)

    def _step(
        self,
        kind: StepKind,
        rules: tuple[str, ...],
        to: Sequence[Fraction],
        proven: Proven = "exact",
    ) -> None:
        pairs = zip(self.names, self.at, to, strict=True)
        change = {name: after - before for name, before, after in pairs if after != before}
        self.steps.append(Step(kind, rules, change, proven))
        self.at = list(to)
