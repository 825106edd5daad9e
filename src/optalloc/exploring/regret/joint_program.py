"""Several scenarios of one batch of money as one program: one plan, the rules and goals of all.

The scenarios share recipients, sources, uses and steps; their figures, weights, targets, rules and
goals may differ. Each rule and goal goes on reading the scenario that it comes from. A rule that is
the same for all of them, and reads no targets, stands there once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from pydantic import SkipValidation

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, listed
from optalloc.exploring.goal_stages import worst_only
from optalloc.problem.at_level import stages_of, value_of
from optalloc.problem.bound_rule import BoundRule
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.formulate import formulate, reads_targets
from optalloc.problem.interfaces import Aims, Goal, Rule, Targets
from optalloc.problem.layout import ConstraintBlock, VariableLayout
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import Program

FACTS = (
    *("recipients", "uses", "needs", "earlier", "history", "projects"),
    *("negative_list", "approved"),
)
"""What a rule reads of a problem beside its targets and money."""


@dataclass(frozen=True)
class Joint:
    """One program for several scenarios.

    Attributes:
        problems: The scenarios, their recipients, sources and uses in the order of the first.
        targets: Of each.
        problem: The problem that was formulated; its plans are judged by the scenarios' own.
        program: Its goals are those that were asked for, in order.
    """

    problems: tuple[Problem, ...]
    targets: tuple[Targets, ...]
    problem: Problem
    program: Program


class _GoalOf(Goal):
    """A goal that reads its own scenario, whatever problem it is handed.

    Attributes:
        goal: What is made best.
        problem: Its scenario.
        targets: The targets there.
    """

    goal: SkipValidation[Goal]
    problem: SkipValidation[Problem]
    targets: SkipValidation[Targets]

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the stages of the goal in its own scenario, under the label it has here."""
        for aim in stages_of(self.goal, self.problem, self.targets, amounts):
            if isinstance(aim, ConstraintBlock):
                yield aim
            else:
                yield replace(worst_only(aim), label=self.label)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the goal's exact value in its own scenario."""
        return value_of(self.goal, self.problem, self.targets, plan)

    def words(self, facts: Facts) -> Words:
        """Say what is made best."""
        return self.goal.words(self.problem)


def alike(problems: Sequence[Problem], named: Sequence[str]) -> tuple[Problem, ...]:
    """Return the scenarios with recipients, sources and uses in the order of the first.

    Args:
        named: The files, as the user named them.

    Raises:
        InputUnusable: With everything in which a scenario is not about the same money.
    """
    first = problems[0]
    faults: list[Fault] = []
    for problem, file in zip(problems[1:], named[1:], strict=True):
        for field, what in SHARED.items():
            mine, others = ([x.name for x in getattr(p, field)] for p in (problem, first))
            if set(mine) != set(others):
                there = listed(sorted(set(mine) ^ set(others)))
                allowed = Words(
                    f"{what.zh}应与 {named[0]} 相同，只在一边的有 {there.zh}",
                    f"the same {what.en} as {named[0]}; only one of them has {there.en}",
                )
                faults.append(Fault(file, what, allowed))
        if not faults:
            faults += _other_money(first, problem, named[0], file)
    refuse_any(faults)
    return (first, *(in_order_of(first, problem, SHARED) for problem in problems[1:]))


SHARED = {
    "recipients": Words("单位", "recipients"),
    "sources": Words("资金来源", "sources"),
    "uses": Words("用途", "uses"),
    "projects": Words("项目", "projects"),
}


def _other_money(first: Problem, problem: Problem, named: str, file: str) -> Iterator[Fault]:
    """Yield what makes the amounts of two scenarios different ones."""
    for source in first.sources:
        amount = problem.source_named[source.name].amount
        if amount != source.amount:
            text = first.say(source.amount)
            allowed = Words(f"金额应与 {named} 相同，为 {text}", f"{text}, as in {named}")
            where = Words(f"资金来源 {source.name}", f"the source {source.name}")
            yield Fault(file, where, allowed, problem.say(amount))
    if dict(problem.grain.cells) != dict(first.grain.cells):
        allowed = Words(f"取整单位应与 {named} 相同", f"the same steps of amounts as {named}")
        yield Fault(file, Words("取整单位", "the grain"), allowed)


def in_order_of(first: Problem, problem: Problem, fields: Iterable[str]) -> Problem:
    """Return a problem with what some fields hold in the order of another problem's."""

    def ordered(field: str) -> Any:
        place = {item.name: i for i, item in enumerate(getattr(first, field))}
        return tuple(sorted(getattr(problem, field), key=lambda item: place[item.name]))

    return replace(problem, **{field: ordered(field) for field in fields})


def jointly(problems: Sequence[Problem], goals: Sequence[tuple[Goal, int | None]]) -> Joint:
    """Return one program that has the rules of all scenarios.

    Args:
        problems: As `alike` returns them.
        goals: In order, each with the place of the scenario that it reads; its stages carry that
            place as their label. None leaves a goal as it is.
    """
    targets = tuple(map(score, problems))
    wrapped = (
        goal
        if s is None
        else _GoalOf.model_construct(
            label=str(s), kind=goal.kind, goal=goal, problem=problems[s], targets=targets[s]
        )
        for goal, s in goals
    )
    rules = tuple(_rules(problems, targets))
    problem = replace(problems[0], rules=rules, goals=tuple(wrapped))
    return Joint(tuple(problems), targets, problem, formulate(problem, targets[0]))


def _rules(problems: Sequence[Problem], targets: Sequence[Targets]) -> Iterator[Rule]:
    """Yield the rules of the first scenario, then those of the others that are not the same."""
    yield from problems[0].rules
    for problem, own in zip(problems[1:], targets[1:], strict=True):
        is_like = all(getattr(problem, f) == getattr(problems[0], f) for f in FACTS)
        for rule in problem.rules:
            is_there = is_like and rule in problems[0].rules
            if not is_there or (own.of != targets[0].of and reads_targets(problem, rule)):
                yield BoundRule.of(rule, problem, own)
