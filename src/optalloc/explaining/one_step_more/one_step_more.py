"""Why not one step more: hold a recipient a step above its award, and solve again.

The program is laid out once; for each recipient one lower bound changes. Where exchanging
single steps is proven best (exchange.py) nothing is solved; that plan is audited too.
Where no plan exists, the rules that forbid it are a smallest set: one rule alone if the bounds it
puts on the total say so, else what find_conflicts finds with the wish as a rule of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.iis import find_conflicts
from optalloc.explaining.one_step_more.exchange import Swap, Swaps, moved, swaps_of
from optalloc.pipeline.answer import Resolved, audited, first_apart, with_rules
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import without_cell_ties
from optalloc.problem.facts import Bounds, Plan
from optalloc.problem.problem import Problem, total_bounds
from optalloc.problem.rules.floor import Floor
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import GoalOutcome, Proven

Kind = Literal["worse", "equal", "better", "forbidden", "open"]
WISH = "→"
"""Stands before the recipient in the label of a wish, which no rule of a scenario is called."""


@dataclass(frozen=True)
class GoalChange:
    """The first goal that one step more changes.

    Attributes:
        place: Its place among the goals, 0 being the first.
        before, after: Its exact value, smaller being better, in what the goal counts.
        rank: Of leximin, which of its levels they are of, 0 being the worst, which is its value.
    """

    goal: GoalOutcome
    place: int
    before: Fraction
    after: Fraction
    rank: int = 0


@dataclass(frozen=True)
class OneMore:
    """What one step more for a recipient would do.

    Attributes:
        award: What it has [fen].
        wanted: The award and one step of a total [fen].
        kind: `worse` for a goal, `equal` for all of them, `better` (the plan was not proven best),
            `forbidden` by rules, `open` where time ran out.
        moves: What the plan with the step changes for everybody [fen]; empty without one.
        change: The first goal that is another; None where none is.
        rules: A smallest set of rules that forbid it, as labels in the order of the scenario.
        proven: How it is proven that no cheaper plan gives it, or that none does.
        by: Whether exact arithmetic alone says so, or a solver was asked.
    """

    recipient: str
    award: int
    wanted: int
    kind: Kind
    moves: Mapping[str, int]
    change: GoalChange | None
    rules: tuple[str, ...]
    proven: Proven
    by: Literal["arithmetic", "solver"]

    @property
    def losers(self) -> dict[str, int]:
        """Who would lose how much [fen], most first."""
        lost = {name: -fen for name, fen in self.moves.items() if fen < 0}
        return dict(sorted(lost.items(), key=lambda pair: -pair[1]))

    @property
    def gainers(self) -> dict[str, int]:
        """Who else would gain how much [fen], most first."""
        won = {n: fen for n, fen in self.moves.items() if fen > 0 and n != self.recipient}
        return dict(sorted(won.items(), key=lambda pair: -pair[1]))


class OneMoreStep:
    """Answers for one recipient of a plan after another.

    Attributes:
        is_thorough: Whether a smallest conflict is looked for where no rule alone forbids a step.
        solves: How many programs were solved.
    """

    def __init__(
        self, answer: Resolved, how: SolveOptions = HIGHS, is_thorough: bool = True
    ) -> None:
        if answer.plan is None:
            raise ValueError("there is no plan to explain")
        self.answer, self.problem, self.plan = answer, answer.problem, answer.plan
        self.how, self.solves = how.begun(), 0
        self.is_thorough = is_thorough
        self.program = without_cell_ties(answer.program)
        self.step = answer.program.ties.step
        self.place = {r.name: i for i, r in enumerate(self.problem.recipients)}

    @cached_property
    def _swaps(self) -> Swaps | None:
        return swaps_of(self.answer)

    @cached_property
    def _bounds(self) -> dict[str, Bounds]:
        """What each rule alone leaves every total."""
        problem, targets = self.problem, self.answer.targets
        return {r.label: total_bounds(problem, targets, [r]) for r in problem.rules}

    def ask(self, recipient: str) -> OneMore:
        """Return what one step more for a recipient would do.

        Raises:
            KeyError: When nobody is called that.
        """
        place = self.place[recipient]
        award = self.answer.given(recipient)
        empty = OneMore(
            recipient, award, award + self.step, "open", {}, None, (), "no", "arithmetic"
        )
        if empty.wanted > self.program.upper[self.program.ties.totals[place]] * self.step:
            return self._forbidden(empty, "exact")
        return self._swapped(empty, place) or self._solved(empty, place)

    def _swapped(self, empty: OneMore, place: int) -> OneMore | None:
        """Return the answer that exact arithmetic gives; None where a solver must be asked."""
        swap = self._swaps.one_more(place) if self._swaps is not None else None
        if swap is None:
            return None
        if not self._has_cells(swap):
            return None
        moves: dict[str, int] = {}
        for pair in swap.pairs:
            for i, fen in zip(pair, (-self.step, self.step), strict=True):
                name = self.problem.recipients[i].name
                moves[name] = moves.get(name, 0) + fen
        goals = zip(self.answer.outcome.goals, swap.costs, strict=True)
        changed = (
            GoalChange(goal, i, goal.value, goal.value + cost)
            for i, (goal, cost) in enumerate(goals)
            if cost
        )
        change = next(changed, None)
        kind: Kind = "worse" if change else "equal"
        moves = {name: fen for name, fen in moves.items() if fen}
        return replace(empty, kind=kind, moves=moves, change=change, proven="exact")

    def _has_cells(self, swap: Swap) -> bool:
        """Return whether the steps can be moved so that the plan passes the audit."""
        names = [r.name for r in self.problem.recipients]
        for use in (None, *(u.name for u in self.problem.uses)):
            plan: Plan | None = self.plan
            for loser, gainer in swap.pairs:
                if plan is not None:
                    pair = names[loser], names[gainer]
                    plan = moved(self.problem, plan, pair, self.step, use)
            if plan is not None and not verify(self.problem, self.answer.targets, plan):
                return True
        return False

    def _solved(self, empty: OneMore, place: int) -> OneMore:
        """Return the answer that a solver gives."""
        if self.how.budget.is_spent:
            return replace(empty, by="solver")
        column = self.program.ties.totals[place]
        lower = self.program.lower.copy()
        lower[column] = empty.wanted // self.step
        anchor = np.maximum(self.program.anchor, lower)
        held = replace(self.program, lower=lower, anchor=anchor)
        self.solves += 1
        outcome = solve(held, engine(self.how.solver), self.how.share())
        problem, targets = self.problem, self.answer.targets
        plan = None if outcome.x is None else audited(problem, targets, outcome.x)
        found = Resolved(problem, targets, held, outcome, plan)
        if plan is None:
            if not found.is_infeasible:
                return replace(empty, by="solver")
            return self._forbidden(replace(empty, by="solver"), outcome.infeasible)
        change = _first_change(self.answer, found)
        kind: Kind = "equal"
        if change is not None:
            kind = "worse" if change.after > change.before else "better"
        moves = {
            name: found.given(name) - self.answer.given(name)
            for name in self.place
            if found.given(name) != self.answer.given(name)
        }
        if kind == "equal" and not found.is_best:
            kind = "open"
        return replace(
            empty, kind=kind, moves=moves, change=change, proven=outcome.proven, by="solver"
        )

    def _forbidden(self, empty: OneMore, proven: Proven) -> OneMore:
        """Return which rules forbid it: one rule's bound on the total, or a smallest conflict."""
        forbidden = replace(empty, kind="forbidden", proven=proven)
        if empty.wanted > self.problem.money:
            return replace(forbidden, proven="exact", by="arithmetic")
        place = self.place[empty.recipient]
        for label, bounds in self._bounds.items():
            if bounds[place][1] < empty.wanted:
                return replace(forbidden, rules=(label,), proven="exact", by="arithmetic")
        if not self.is_thorough:
            return forbidden
        conflicts = find_conflicts(wished(self.problem, empty.recipient, empty.wanted), self.how)
        found = conflicts.found[0] if conflicts and conflicts.found else None
        if found is None:
            return forbidden
        labels = tuple(label for label in found.rules if not label.startswith(WISH))
        return replace(forbidden, rules=labels, proven=found.proven, by="solver")


def wished(problem: Problem, recipient: str, least: int) -> Problem:
    """Return the problem with the wish that a recipient gets at least an amount [fen]."""
    wish = Floor.model_construct(
        label=WISH + recipient, kind="floor", cite="", amount=least, per_unit=None, column=None,
        recipients=(recipient,), kinds=None,
    )  # fmt: skip
    return with_rules(problem, (*problem.rules, wish))


def _first_change(before: Resolved, after: Resolved) -> GoalChange | None:
    """Return the first goal whose best value is another; for leximin the first level that is."""
    for place, goal in enumerate(after.outcome.goals[: len(before.outcome.goals)]):
        now, then = before.ranked_by(place), after.ranked_by(place)
        rank = first_apart(now, then)
        if rank is not None:
            return GoalChange(goal, place, now[rank], then[rank], rank)
    return None
