"""What one step more of money does to each: the Alabama effect, where somebody loses by it.

The sources get a step of totals more, in proportion to what they have; every formula, rule and goal
stays. Both plans are made again, the best one and the baseline, and each is held against what the
same method gives without the step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.changes import richer
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.search.outcome import Proven


@dataclass(frozen=True)
class LargerTotal:
    """What one method makes of a step more of money.

    Attributes:
        method: The word of the baseline's method; `best` for the best plan.
        more: The money that is added [fen].
        change: By recipient what it gets more, below 0 less [fen]; nobody who gets the same.
        outcome: `plan`, `none` where there is proven to be no plan with a step more, `open` where
            none was found in time.
        proven: Whether both plans are proven best; a baseline is what its method says.
    """

    method: str
    more: int
    change: Mapping[str, int]
    outcome: Literal["plan", "none", "open"] = "plan"
    proven: Proven = "exact"

    @property
    def losers(self) -> dict[str, int]:
        """Who gets less though there is more money, and by how much [fen], most first."""
        lost = {name: -fen for name, fen in self.change.items() if fen < 0}
        return dict(sorted(lost.items(), key=lambda pair: -pair[1]))


def larger_totals(now: Resolved, step: int, how: SolveOptions) -> tuple[LargerTotal, ...]:
    """Return what a step more of money does under the best plan's method, and the baseline's.

    Args:
        now: The best plan as things are.
        step: What is added [fen].
    """
    problem = now.problem
    larger = richer(problem, frozenset(problem.source_named), step)
    before = baseline_plan(problem, now.targets, problem.baseline)
    after = baseline_plan(larger, score(larger), problem.baseline)
    more = larger.money - problem.money
    by_baseline = LargerTotal(problem.baseline, more, changes(problem, before, after))
    return _of_best(now, larger, how), by_baseline


def _of_best(now: Resolved, larger: Problem, how: SolveOptions) -> LargerTotal:
    more = larger.money - now.problem.money
    then = best(larger, how)
    if now.plan is None or then.plan is None:
        known = then.is_infeasible or now.is_infeasible
        return LargerTotal("best", more, {}, "none" if known else "open", "no")
    is_sure = now.is_best and then.is_best
    proven: Proven = then.outcome.proven if is_sure else "no"
    return LargerTotal("best", more, changes(now.problem, now.plan, then.plan), "plan", proven)


def changes(problem: Problem, before: Plan, after: Plan) -> dict[str, int]:
    """Return what each recipient gets more in a second plan [fen], in listed order."""
    old, new = before.by_recipient, after.by_recipient
    moved = ((r.name, new.get(r.name, 0) - old.get(r.name, 0)) for r in problem.recipients)
    return {name: fen for name, fen in moved if fen}
