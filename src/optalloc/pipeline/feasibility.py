"""Whether any plan at all keeps a problem's rules: no goals, no ties, with the proof of a "no".

Arithmetic comes first (a row that cannot reach its bound), then the totals alone, then everything.
A rule is left out by leaving it out. The grain is left out by steps of one fen; the money of a
source by letting it give as much as anybody asks while every rule still reads the amount it has.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optalloc.core.message import NOTHING
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.whole_numbers import unlimited
from optalloc.problem.bound_rule import BoundRule
from optalloc.problem.component import Mix
from optalloc.problem.facts import Facts, Grain
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import NO_PROGRAM, UNBOUNDED, Program, Stage, Whole
from optalloc.solver.search.aggregate import totals_only
from optalloc.solver.search.minimise import minimise
from optalloc.solver.search.outcome import Proven
from optalloc.solver.session.session import Clock, SolveSession

LIFTED = 10_000
"""How many times the money of the batch a source may give once its limit is left out."""
LARGEST_LIFTED = 2**52

Verdict = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Possible:
    """The answer whether there is a plan.

    Attributes:
        verdict: `yes` with a plan that keeps every row, `no` when proven, `open` otherwise.
        proven: How a "no" is proven; a "yes" is a plan, and so exact.
        by: Whether arithmetic alone says so, without any solver.
        program: What was asked.
    """

    verdict: Verdict
    proven: Proven
    by: Literal["arithmetic", "solver"]
    program: Program


class Asker:
    """Asks one engine about a problem and what is left of it, each question once.

    Attributes:
        how: What solving is told: its time is for all questions together, and each may take half
            of what is left.
        asked: How many questions went to the engine.
    """

    def __init__(self, how: SolveOptions = HIGHS) -> None:
        self.engine, self.how = engine(how.solver), how.begun()
        self.asked = 0

    def ask(self, problem: Problem, lifted: frozenset[str] = frozenset()) -> Possible:
        """Return whether a problem has a plan.

        Args:
            lifted: The sources that may give more than they have.
        """
        if self.how.budget.is_spent:
            return Possible("open", "no", "solver", NO_PROGRAM)
        targets = score(problem)
        program = formulate(_lifted(replace(problem, goals=()), lifted), targets)
        if shown_empty(program):
            return Possible("no", "exact", "arithmetic", program)
        self.asked += 1
        master = totals_only(program)
        if master is not None:
            verdict, proven, x = self._minimise(master.program)
            if verdict == "no" or (x is not None and master.completed(x) is not None):
                return Possible(verdict, proven, "solver", program)
        verdict, proven, _ = self._minimise(program)
        return Possible(verdict, proven, "solver", program)

    def is_possible(self, problem: Problem) -> bool:
        """Return whether a problem surely has a plan."""
        return self.ask(problem).verdict == "yes"

    def extreme(self, problem: Problem, recipient: str, is_most: bool) -> int | None:
        """Return the least or the most that the rules leave a recipient [fen]; None if not proven.

        Args:
            is_most: Whether the most is asked for.
        """
        program = formulate(replace(problem, goals=()), score(problem))
        place = [r.name for r in problem.recipients].index(recipient)
        column = int(program.ties.totals[place])
        stage = Stage("", NOTHING, linear={column: -1 if is_most else 1})
        self.asked += 1
        solving = SolveSession(
            program, self.engine, Clock(self.how.budget.share()), whole_face(program)
        )
        result = minimise(solving, stage)
        if result.proven != "exact" or result.x is None:
            return None
        return int(result.x[column]) * program.ties.step

    def _minimise(self, program: Program) -> tuple[Verdict, Proven, Whole | None]:
        clock = Clock(self.how.budget.share())
        solving = SolveSession(program, self.engine, clock, whole_face(program))
        result = minimise(solving, Stage("", NOTHING))
        if result.x is not None:
            return "yes", "exact", result.x
        return ("no" if result.state == "infeasible" else "open"), result.proven, None


def shown_empty(program: Program) -> bool:
    """Return whether arithmetic alone shows that there is no plan: a row that cannot be reached."""
    if program.contradictions or (program.lower > program.upper).any():
        return True
    coefficient = unlimited(program.coefficient) if program.is_wide else program.coefficient
    is_up = coefficient > 0
    lower, upper = program.lower[program.column], program.upper[program.column]
    least = program.sums(coefficient * np.where(is_up, lower, upper))
    most = program.sums(coefficient * np.where(is_up, upper, lower))
    over = (program.high < UNBOUNDED) & (least > program.high)
    short = (program.low > -UNBOUNDED) & (most < program.low)
    return bool((over | short).any())


def is_grain(rule: Rule) -> bool:
    """Return whether a rule states the steps of amounts, without which nothing is whole."""
    return isinstance(rule, GrainRule)


def is_heeded(problem: Problem, rule: Rule) -> bool:
    """Return whether others ask for more or less by a rule, so that without it they ask anew.

    They round to its steps; rank what it does not decide about; let have a part what it allows.
    """
    return is_grain(rule) or bool(rule.decides(problem) or rule.gives_part(problem))


def with_rules(problem: Problem, rules: tuple[Rule, ...]) -> Problem:
    """Return the problem under other rules; without a grain it counts in single fen."""
    grains = [rule.grain(problem.sources) for rule in rules if isinstance(rule, GrainRule)]
    fen = Grain({source.name: 1 for source in problem.sources})
    return replace(problem, rules=rules, grain=grains[0] if grains else fen)


def without(problem: Problem, labels: frozenset[str]) -> Problem:
    """Return the problem without some of its rules."""
    return with_rules(problem, tuple(r for r in problem.rules if r.label not in labels))


class _AsItIs(BoundRule):
    """A rule that goes on reading a problem's own money while its sources may give more."""

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix unchanged: it only decides between equal plans."""
        return mix


def _lifted(problem: Problem, lifted: frozenset[str]) -> Problem:
    """Return the problem with sources that may give more than they have."""
    if not lifted:
        return problem
    most = min(LARGEST_LIFTED, max(1, problem.money) * LIFTED)

    def room(name: str, amount: int) -> int:
        grain = problem.grain.cells[name]
        return max(amount, most // grain * grain)

    sources = tuple(
        replace(s, amount=room(s.name, s.amount)) if s.name in lifted else s
        for s in problem.sources
    )
    rules = tuple(_AsItIs.of(rule, problem) for rule in problem.rules)
    return replace(problem, sources=sources, rules=rules)
