"""What a rule costs: the goals of the best plan with it, and of the best plan without it.

Solved twice, so that what is said of an amount fixed by hand is what it did and not an estimate.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.core.time_budget import TimeLimit, budget_of
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Measure


@dataclass(frozen=True)
class GoalCost:
    """One goal with a rule and without it.

    Attributes:
        goal: The goal's label.
        with_rule, without: Its value in the best plan of each; smaller is better.
        measure: What the values are counted in: fen, fen squared, a share, or no unit.
    """

    goal: str
    words: Words
    with_rule: Fraction
    without: Fraction
    measure: Measure

    @property
    def cost(self) -> Fraction:
        """What the rule adds to the goal; a later goal may gain by what an earlier one loses."""
        return self.with_rule - self.without


@dataclass(frozen=True)
class RuleCost:
    """What one rule does to a problem.

    Attributes:
        label: The rule's label.
        with_rule, without: The problem solved with the rule and without it.
        goals: Each goal's values; empty unless both have a plan.
    """

    label: str
    with_rule: Solved
    without: Solved
    goals: tuple[GoalCost, ...]


def cost_of(
    problem: Problem, label: str, solver: str = "cbc", time_limit: TimeLimit = None
) -> RuleCost:
    """Return what a rule costs, by solving with it and without it.

    Args:
        label: The rule as the scenario lists it; not its `grain`, without which nothing is whole.
        solver: `cbc` or `highs`.
        time_limit: Wall time for all of it [s], or the budget it is part of.

    Raises:
        ValueError: When no rule has the label, or it is the grain.
    """
    named = [rule for rule in problem.rules if rule.label == label]
    if not named or any(rule.kind == "grain" or rule.label == "grain" for rule in named):
        raise ValueError(f"no rule {label!r} that can be left out")
    rest = tuple(rule for rule in problem.rules if rule.label != label)
    budget = budget_of(time_limit)
    kept = walk(problem, solver, budget.share())
    left = walk(replace(problem, rules=rest), solver, budget)
    goals: tuple[GoalCost, ...] = ()
    if kept.best is not None and left.best is not None:
        pairs = zip(kept.outcome.goals, left.outcome.goals, strict=False)
        goals = tuple(
            GoalCost(one.label, one.words, one.value, other.value, one.measure)
            for one, other in pairs
        )
    return RuleCost(label, kept, left, goals)
