"""A problem solved once more: its best plan, and what is proven of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.errors import BrokenPromise
from optalloc.core.message import Words
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.solved import Solved
from optalloc.problem.at_level import value_of
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule, Targets
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Leximin, Program, Whole
from optalloc.solver.search.outcome import Outcome


@dataclass(frozen=True)
class Resolved:
    """A problem solved once more.

    Attributes:
        plan: The best plan, audited; None when there is none, or none was found in time.
    """

    problem: Problem
    targets: Targets
    program: Program
    outcome: Outcome
    plan: Plan | None

    @property
    def is_infeasible(self) -> bool:
        """Whether it is proven that there is no plan."""
        return self.outcome.infeasible != "no"

    @property
    def is_best(self) -> bool:
        """Whether the plan is proven best."""
        return self.plan is not None and self.outcome.proven != "no"

    def given(self, recipient: str) -> int:
        """Return what one recipient gets in all [fen]; 0 without a plan."""
        return self.plan.by_recipient.get(recipient, 0) if self.plan else 0

    def values(self) -> tuple[Fraction, ...]:
        """Return the goals' exact values in the plan, from their formulas, smaller being better.

        Raises:
            ValueError: When there is no plan.
        """
        if self.plan is None:
            raise ValueError("no plan, no values")
        goals = self.problem.goals
        return tuple(value_of(goal, self.problem, self.targets, self.plan) for goal in goals)

    def ranked_by(self, place: int) -> list[Fraction]:
        """Return what the goal at a place of the program ranks plans by: its best value, or levels.

        Levels of leximin stand the worst first, and those of the plan.
        """
        goal, x = self.program.goals[place], self.outcome.x
        if not isinstance(goal, Leximin) or x is None:
            return [self.outcome.goals[place].value]
        levels = (goal.level(i, int(x[j])) for i, j in enumerate(goal.columns))
        return sorted((max(goal.best, level) for level in levels), reverse=True)


def first_apart(one: list[Fraction], other: list[Fraction]) -> int | None:
    """Return the first rank at which a goal ranks two plans apart; None where none does."""
    pairs = enumerate(zip(one, other, strict=True))
    return next((rank for rank, (a, b) in pairs if a != b), None)


def answer_of(solved: Solved) -> Resolved:
    """Return a solved scenario as an answer, so that its plan is not solved for twice."""
    plan = solved.best.plan if solved.best else None
    return Resolved(solved.problem, solved.targets, solved.program, solved.outcome, plan)


def with_rules(problem: Problem, rules: Iterable[Rule]) -> Problem:
    """Return a problem with these rules in the place of its own."""
    return replace(problem, rules=tuple(rules))


def without_rules(problem: Problem, labels: Iterable[str]) -> Problem:
    """Return a problem without the rules of some labels."""
    gone = frozenset(labels)
    return with_rules(problem, (rule for rule in problem.rules if rule.label not in gone))


def audited(problem: Problem, targets: Targets, x: Whole) -> Plan:
    """Return the plan that whole columns mean, once the audit has found nothing.

    Raises:
        BrokenPromise: When the plan breaks anything: a fault of the program.
    """
    plan = plan_of(problem, x)
    broken = verify(problem, targets, plan)
    if broken:
        said = broken[0].words()
        raise BrokenPromise(
            Words(
                f"程序内部错误：解释用的方案未通过独立核对。{said.zh}。请把情景文件发给我们。",
                f"a fault of the program: a plan solved to explain failed its audit. {said.en}. "
                "Please send us the scenario.",
            )
        )
    return plan
