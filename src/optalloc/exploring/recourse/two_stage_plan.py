"""A first stage for several states of the world, the recourse of each, and what knowing is worth.

EVPI = RP - sum_s p_s w_s         w_s: the best of state s alone;  RP: the least expected value
VSS  = EEV - RP                   EEV: the expected value of the reference's first stage
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pydantic import SkipValidation

from optalloc.core.message import Words
from optalloc.core.solve_options import SolveOptions
from optalloc.exploring.recourse.states import NOW, Risk, StateOfWorld
from optalloc.exploring.regret.loss import Loss
from optalloc.pipeline.resolve import best
from optalloc.problem.at_level import value_of
from optalloc.problem.component import Breach
from optalloc.problem.facts import Award, Cell, Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import Proven


class DecidedNow(Rule):
    """Awards of the sources decided now are what was decided, to the fen.

    Attributes:
        sources: The sources.
        money: What each of their cells holds [fen]; one that is not named holds nothing.
    """

    sources: SkipValidation[frozenset[str]]
    money: SkipValidation[Mapping[Cell, int]]

    @classmethod
    def of(cls, sources: frozenset[str], money: Mapping[Cell, int]) -> "DecidedNow":
        """Return the rule."""
        return cls.model_construct(label=NOW, kind="decided_now", sources=sources, money=money)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield every cell of the sources as it is decided."""
        cells = amounts.sum(by=("recipient", "source", "use"), projects=False)
        yield self._held(cells, [(r, s, u, None) for r, s, u in cells.keys])
        if facts.projects:
            library = {project.name: project for project in facts.projects}
            cells = amounts.sum(by=("project", "source"))
            keys = ((library[name], source) for name, source in cells.keys)
            yield self._held(cells, [(p.recipient, s, p.use, p.name) for p, s in keys])

    def _held(self, cells: LinearExpressions, keys: Sequence[Cell]) -> ConstraintBlock:
        chosen = [i for i, key in enumerate(keys) if key[1] in self.sources]
        money = [self.money.get(keys[i], 0) for i in chosen]
        return bounded(self.label, cells.pick(chosen), money, money)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the cells of the sources that hold something else."""
        held = {key: fen for key, fen in plan.by_cell.items() if key[1] in self.sources}
        for key in dict.fromkeys((*self.money, *held)):
            if (came := held.get(key, 0)) != (fen := self.money.get(key, 0)):
                text = facts.say(fen)
                where = tuple(name for name in key if name is not None)
                yield self.breach(where, facts.say(came), Words(f"为 {text}", text))

    def words(self, facts: Facts) -> Words:
        """Say what it holds."""
        return Words("现在已定的安排不变", "what is decided now stays")


@dataclass(frozen=True)
class FirstStage:
    """A first stage, and what becomes of it in every state.

    Attributes:
        name: Whose first stage it is.
        money: What is decided now, by cell [fen].
        plans: The whole plan of each state, audited there; None where it cannot be carried on, or
            that was not settled in time.
        values: The first goal's value in each; None likewise.
        is_blocked: For each state whether it is proven that it cannot be carried on.
    """

    name: Words
    money: Mapping[Cell, int]
    plans: tuple[Plan | None, ...]
    values: tuple[Fraction | None, ...]
    is_blocked: tuple[bool, ...]

    @property
    def known(self) -> tuple[Fraction, ...] | None:
        """The values where all of them are known."""
        known = tuple(value for value in self.values if value is not None)
        return known if len(known) == len(self.values) else None

    @property
    def plan(self) -> Plan:
        """What is decided now, as a plan of these sources alone."""
        return Plan(Award(r, s, u, fen, p) for (r, s, u, p), fen in self.money.items())


def decided_in(plan: Plan, sources: frozenset[str]) -> dict[Cell, int]:
    """Return what a whole plan decides now [fen]."""
    return {key: fen for key, fen in plan.by_cell.items() if key[1] in sources}


@dataclass(frozen=True)
class RecourseProblem:
    """The best plan of each state once the first stage is decided.

    Attributes:
        problems: The states' problems, without tolerances of goals.
        sources: Those that are decided now.
        how: What each solve is told.
    """

    problems: tuple[Problem, ...]
    sources: frozenset[str]
    how: SolveOptions

    def after(self, name: Words, money: Mapping[Cell, int], goals: int | None = 1) -> FirstStage:
        """Return what becomes of a first stage.

        Args:
            goals: How many goals decide the recourse; None lets all of them.
        """
        plans: list[Plan | None] = []
        values: list[Fraction | None] = []
        blocked: list[bool] = []
        rule = DecidedNow.of(self.sources, money)
        for problem in self.problems:
            held = replace(problem, rules=(*problem.rules, rule), goals=problem.goals[:goals])
            answer = best(held, self.how)
            plans.append(answer.plan)
            blocked.append(answer.is_infeasible)
            is_known = answer.plan is not None and (goals is None or answer.is_best)
            values.append(
                value_of(problem.goals[0], problem, answer.targets, answer.plan)
                if is_known and answer.plan is not None
                else None
            )
        return FirstStage(name, money, tuple(plans), tuple(values), tuple(blocked))


CHOSEN = Words("所选方案", "chosen")
AVERAGE = Words("平均最好", "best on average")


@dataclass(frozen=True)
class TwoStagePlan:
    """A first stage for several states of the world, and the recourse of each.

    Attributes:
        title: What the file of states calls itself.
        states: In the order of the file, each with its probability.
        losses: What each state comes to at best, with a plan of its own.
        decided_now: The sources of the first stage.
        risk: What is made small.
        counted: What values are counted in.
        chosen: The first stage, with the whole plan of each state.
        average: The first stage with the least expected value; the chosen one for `mean`.
        alone: The first stage of each state's own best plan.
        reference: That of the state one would plan for otherwise.
        reference_state: That state's name.
        value: What the risk of the chosen first stage comes to.
        floor: No first stage has less, in exact arithmetic; the same as `value` where that is
            proven least.
        mean_floor: No first stage has a smaller expected value, likewise.
        goals: How many goals decide the first stage.
        seconds: What it took [s].
    """

    title: str
    states: tuple[StateOfWorld, ...]
    losses: tuple[Loss, ...]
    decided_now: tuple[str, ...]
    risk: Risk
    counted: Measure
    chosen: FirstStage
    average: FirstStage
    alone: tuple[FirstStage, ...]
    reference: FirstStage
    reference_state: str
    value: Fraction
    floor: Fraction
    mean_floor: Fraction
    goals: int
    seconds: float

    @property
    def proven(self) -> Proven:
        """How it is proven best; `no` where time ran out, or values lie too near each other."""
        return "exact" if self.floor == self.value else "no"

    @property
    def least_mean(self) -> Fraction:
        """The least expected value that a first stage is known to have (RP)."""
        assert self.average.known is not None
        return self.risk.mean(self.average.known)

    @property
    def evpi(self) -> Fraction:
        """The expected value of perfect information, at least 0."""
        return self.least_mean - self.risk.mean(self.risk.best)

    @property
    def vss(self) -> Fraction | None:
        """The value of the stochastic solution; None where the reference has no expected value."""
        known = self.reference.known
        return None if known is None else self.risk.mean(known) - self.least_mean
