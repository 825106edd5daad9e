"""One weight moved from 0 to 1, the others in proportion: exactly where the best plan changes.

    t_r(w) is linear in w;  V_P(w), the goal of a fixed plan P, is linear between neighbouring kinks
    where some t_r(w) is a whole number of steps (`absolute`); V_P - V_Q is linear all along
    (`squared`)

Between two kinks a plan that is best at both ends is best throughout. Where the plans P and Q at
the ends differ, either may be best up to  w* : V_P(w*) = V_Q(w*), a fraction. The problem is
solved there: if nothing is better, w* is the breakpoint; if R is better, both halves are looked at
anew. So every breakpoint is found and exact. Under other goals, and where rules look at targets,
plans are compared at STEPS steps and a change is closed in to within WITHIN; what comes and goes
between two steps is not seen, and that is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.goal_seek.weight_paths import moved_alone
from optalloc.exploring.jobs.plan_rows import totals
from optalloc.exploring.weights.uncertainty import Formula, is_linear, weight_names
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import afresh
from optalloc.problem.at_level import value_of
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import Formulations
from optalloc.problem.goals.closest_to_target import ClosestToTarget
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.score import score

EXACT = ("absolute", "squared")
"""The distances under which every breakpoint is a fraction that can be found."""
MOST_KINKS = 20_000
STEPS = 100
WITHIN = Fraction(1, 10**6)


@dataclass(frozen=True)
class Piece:
    """A stretch of weights with one plan.

    Attributes:
        low, high: Its ends.
        totals: The recipients' totals in listed order [fen]; None where there is no plan.
    """

    low: Fraction
    high: Fraction
    totals: tuple[int, ...] | None


@dataclass(frozen=True)
class WeightLine:
    """The best plans as one weight moves from 0 to 1.

    Attributes:
        name: The weight.
        stated: What it is.
        pieces: The stretches, from 0 to 1.
        is_exact: Whether the ends are exact and none is missing.
        solves: How many times the problem was solved.
    """

    name: str
    stated: Fraction
    pieces: tuple[Piece, ...]
    is_exact: bool
    solves: int


def breakpoints(problem: Problem, name: str, how: SolveOptions = HIGHS) -> WeightLine:
    """Return where the best plan changes as one weight moves from 0 to 1.

    Args:
        name: The weight, as `weight_names` calls it.

    Raises:
        InputUnusable: When there is no such weight.
    """
    found = [
        (part, indicator) for part, indicator, called in weight_names(problem) if called == name
    ]
    if not found:
        names = [called for _, _, called in weight_names(problem)]
        allowed, hint = one_of(Words("因素", "a factor, "), names), nearest(name, names)
        raise InputUnusable([Fault("", same("--path"), allowed, name, hint)])
    (part, indicator), *_ = found
    walker = _Walker(problem, part, indicator, how)
    kinks = walker.kinks()
    pieces = walker.exact(kinks) if kinks is not None else walker.sampled()
    merged = tuple(_merged(pieces))
    return WeightLine(name, part.weights[indicator], merged, kinks is not None, len(walker.known))


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces with neighbours of the same totals as one."""
    last: Piece | None = None
    for piece in pieces:
        if piece.low == piece.high:
            continue
        if last is not None and last.totals == piece.totals:
            last = Piece(last.low, piece.high, last.totals)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


class _Walker:
    """Solves a problem at any weight of one indicator, once each."""

    def __init__(self, problem: Problem, part: Formula, name: str, how: SolveOptions) -> None:
        self.problem, self.part, self.name = problem, part, name
        self.how = how.within(None)
        self.formulations = Formulations(problem)
        self.known: dict[Fraction, Resolved] = {}

    def at(self, weight: Fraction) -> Resolved:
        """Return the best plan at a weight."""
        if weight not in self.known:
            problem = self._with(weight)
            self.known[weight] = afresh(problem, self.how, self.formulations)
        return self.known[weight]

    def _with(self, weight: Fraction) -> Problem:
        return moved_alone(self.part, self.name, weight).applied(self.problem)

    def kinks(self) -> list[Fraction] | None:
        """Return the weights between which goals are linear; None where they are not."""
        goals = self.problem.goals
        plain = all(
            isinstance(g, ClosestToTarget) and g.distance in EXACT and g.tolerance is None
            for g in goals
        )
        if not plain or not is_linear(self.part):
            return None
        self.at(Fraction(0))
        if not self.formulations.is_reused:
            return None
        first, last = (score(self._with(Fraction(end))) for end in (0, 1))
        step, found = common_step(self.problem), {Fraction(0), Fraction(1)}
        if any(isinstance(g, ClosestToTarget) and g.distance == "absolute" for g in goals):
            for recipient in self.problem.recipients:
                begin, end = first.target(recipient.name), last.target(recipient.name)
                low, high = sorted((begin / step, end / step))
                if high - low > MOST_KINKS:
                    return None
                for k in range(ceil(low), floor(high) + 1) if begin != end else ():
                    found.add((k * step - begin) / (end - begin))
        return sorted(found) if len(found) <= MOST_KINKS else None

    def exact(self, kinks: Sequence[Fraction]) -> list[Piece]:
        """Return every stretch between kinks."""
        pieces: list[Piece] = []
        for low, high in pairwise(kinks):
            pieces += self._between(low, high)
        return pieces

    def _between(self, low: Fraction, high: Fraction) -> list[Piece]:
        """Return the stretches between two weights between which goals are linear."""
        one, other = self.at(low).plan, self.at(high).plan
        if one is None or other is None:
            # Rules look at no target here: there is a plan everywhere or nowhere.
            return [Piece(low, high, None)]
        if one == other:
            return [self._piece(low, high, one)]
        difference = self._difference(one, other, low, high)
        if difference is None or not difference[0]:
            return [self._piece(low, high, other)]
        at_low, at_high = difference
        if not at_high:
            return [self._piece(low, high, one)]
        cut = low + (high - low) * at_low / (at_low - at_high)
        met = self.at(cut).plan
        if met is None or met in (one, other) or self._is_tied(cut, one, met):
            return [self._piece(low, cut, one), self._piece(cut, high, other)]
        return [*self._between(low, cut), *self._between(cut, high)]

    def _difference(
        self, one: Plan, other: Plan, low: Fraction, high: Fraction
    ) -> tuple[Fraction, Fraction] | None:
        """Return how much worse the other is at both ends, in the first goal that tells them."""
        for goal in range(len(self.problem.goals)):
            ends = tuple(
                self._value(goal, other, end) - self._value(goal, one, end) for end in (low, high)
            )
            if any(ends):
                return ends[0], ends[1]
        return None

    def _is_tied(self, weight: Fraction, one: Plan, other: Plan) -> bool:
        """Return whether two plans are as good in every goal."""
        goals = range(len(self.problem.goals))
        return all(self._value(g, one, weight) == self._value(g, other, weight) for g in goals)

    def _value(self, goal: int, plan: Plan, weight: Fraction) -> Fraction:
        answer = self.at(weight)
        return value_of(answer.problem.goals[goal], answer.problem, answer.targets, plan)

    def sampled(self) -> list[Piece]:
        """Return the stretches as far as steps show them, their ends closed in."""
        pieces: list[Piece] = []
        ends = [Fraction(k, STEPS) for k in range(STEPS + 1)]
        for low, high in pairwise(ends):
            pieces += self._closed_in(low, high)
        return pieces

    def _closed_in(self, low: Fraction, high: Fraction) -> list[Piece]:
        if self._totals(low) == self._totals(high):
            return [Piece(low, high, self._totals(low))]
        if high - low <= WITHIN:
            middle = (low + high) / 2
            return [Piece(low, middle, self._totals(low)), Piece(middle, high, self._totals(high))]
        middle = (low + high) / 2
        return [*self._closed_in(low, middle), *self._closed_in(middle, high)]

    def _totals(self, weight: Fraction) -> tuple[int, ...] | None:
        plan = self.at(weight).plan
        return None if plan is None else tuple(totals(self.problem, plan))

    def _piece(self, low: Fraction, high: Fraction, plan: Plan) -> Piece:
        return Piece(low, high, tuple(totals(self.problem, plan)))
