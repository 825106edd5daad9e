"""How the weights of a formula can be moved, step by step, and stay 100% together.

One weight alone: it moves by a step and the others share what is left in proportion to what they
had. All weights together: what moves goes from the factors that speak least for the recipient to
the one that speaks most for it. For one total of moves nothing brings its target further:

    t_r = rest * sum_k w_k * share_k[r]    is linear in w; a move gains share_to - share_from

So it is of plain formulas, of their units' money (at:), and of the weights within units. Where
bounds or coefficients bend it, both ways are gone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Literal

from optalloc.core.exact import largest_remainder
from optalloc.core.money import parse_share, show_percent
from optalloc.explaining.conflict.changes import TENTH_OF_A_POINT
from optalloc.inputs.setting_text import setting_line
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.interfaces import TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.problem.targets.bounded_factors import BoundedFactors
from optalloc.problem.targets.factors import Factors
from optalloc.problem.within_units import within_units

STEPS = int(1 / TENTH_OF_A_POINT)
FINE = 10_000
"""Weights that follow in proportion stand in hundredths of a point."""

Weights = Mapping[str, Fraction]


@dataclass(frozen=True)
class WeightMove:
    """Weights of one formula before and after.

    Attributes:
        part: The formula's label.
        setting: Which weights of it: `weights`, or `within` units.
        sort: One weight moved and the others followed, or all moved the shortest way.
        of: The weight that was moved alone; empty for all.
        is_shortest: Whether no other move of the same size brings the target as far.
    """

    part: str
    sort: Literal["one", "all"]
    of: str
    before: Weights
    after: Weights
    is_shortest: bool = False
    setting: str = "weights"

    @property
    def moved(self) -> Fraction:
        """How much weight changes hands: half of all changes added up."""
        return sum((abs(self.after[k] - self.before[k]) for k in self.before), Fraction(0)) / 2

    def lines(self) -> tuple[str, ...]:
        """Return what `--set` takes."""
        return tuple(
            setting_line(("targets", self.part, self.setting, name), _text(after))
            for name, after in self.after.items()
            if after != self.before[name]
        )

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the weights after."""
        changed = tuple(
            part.model_copy(update={self.setting: dict(self.after)})
            if part.label == self.part
            else part
            for part in problem.targets
        )
        return replace(problem, targets=changed)


def moved_alone(part: Factors | BoundedFactors, name: str, to: Fraction) -> WeightMove:
    """Return a weight moved by itself; the others share what is left as they did."""
    left = 1 - part.weights[name]
    after = {k: to if k == name else w * (1 - to) / left for k, w in part.weights.items()}
    return WeightMove(part.label, "one", name, part.weights, after)


@dataclass(frozen=True)
class WeightPath:
    """A way to move weights.

    Attributes:
        part: The formula's label.
        count: How many steps there are.
        at: The weights after so many steps.
    """

    part: str
    count: int
    at: Callable[[int], WeightMove]


def weight_paths(problem: Problem, recipient: str, is_more: bool) -> Iterator[WeightPath]:
    """Yield the ways to move weights that bring a recipient's target up, or down.

    Args:
        is_more: Whether it is to get more.
    """
    for formula in _formulas(problem, recipient):
        if len(formula.shares) > 1:
            yield from _all_together(formula, is_more)
            for name in formula.shares:
                yield from _one_alone(formula, name, is_more)


def weights_of(problem: Problem) -> Iterator[tuple[TargetPart, str, Weights]]:
    """Yield the weights of every formula, with their part and setting."""
    for part in problem.targets:
        for setting in ("weights", "within"):
            if weights := getattr(part, setting, None):
                yield part, setting, weights


def movable(problem: Problem) -> Iterator[tuple[TargetPart, str, Weights]]:
    """Yield the weights that may move: those that are not firm."""
    return (one for one in weights_of(problem) if not one[0].is_firm_in(one[1]))


@dataclass(frozen=True)
class _Formula:
    """Weights that may move, and what they stand by.

    Attributes:
        shares: The recipient's share of each factor's column, or that of its unit.
        is_linear: Whether its target is linear in the weights.
    """

    part: str
    setting: str
    weights: Weights
    shares: Weights
    is_linear: bool

    def signs(self, gain: Fraction, is_more: bool) -> tuple[int, ...]:
        """Return which ways a weight is moved: the one that is wanted, and else the other, too."""
        sign = 1 if (gain > 0) == is_more else -1
        return (sign,) if self.is_linear else (sign, -sign)

    def moved(self, sort: Literal["one", "all"], of: str, after: Weights) -> WeightMove:
        """Return the move to other weights."""
        is_shortest = self.is_linear and sort == "all"
        return WeightMove(self.part, sort, of, self.weights, after, is_shortest, self.setting)


def _formulas(problem: Problem, recipient: str) -> Iterator[_Formula]:
    """Yield the weights that may move the target of a recipient."""
    rests = {part.label: rest for part, rest in score(problem).parts}
    for part, setting, weights in movable(problem):
        units = problem.seen_at(part.at)
        name, is_linear, shares = recipient, True, dict[str, Fraction]()
        if isinstance(units, HigherUnits):
            name = units.unit_of.get(recipient, recipient)
        if setting == "within" and isinstance(units, HigherUnits):
            if name in {unit.name for unit in part.covered(units)}:
                for factor in weights:
                    own = within_units(units, {factor: Fraction(1)})
                    shares[factor] = next(share for who, _, share in own if who == recipient)
        else:
            for row in part.lines(units, rests[part.label]):
                if row.recipient == name and row.share is not None and row.weight is not None:
                    shares[row.factor] = row.share
            is_linear = isinstance(part, Factors) and part.coefficients is None
        yield _Formula(part.label, setting, weights, shares, is_linear)


def _one_alone(formula: _Formula, name: str, is_more: bool) -> Iterator[WeightPath]:
    """Yield one weight moved with the others following, where that helps."""
    weights, shares = formula.weights, formula.shares
    weight = weights[name]
    rest = [other for other in weights if other != name]
    left = 1 - weight
    if not left:
        return
    gain = shares[name] - sum(weights[k] * shares[k] for k in rest) / left
    if not gain and formula.is_linear:
        return
    for sign in formula.signs(gain, is_more):

        def at(k: int, sign: int = sign) -> WeightMove:
            moved = weight + sign * k * TENTH_OF_A_POINT
            parts = _fine([weights[other] for other in rest], 1 - moved)
            now = {name: moved, **dict(zip(rest, parts, strict=True))}
            return formula.moved("one", name, {key: now[key] for key in weights})

        count = int((left if sign > 0 else weight) * STEPS)
        if count:
            yield WeightPath(formula.part, count, at)


def _fine(weights: list[Fraction], whole: Fraction) -> list[Fraction]:
    """Return weights in proportion to others, in hundredths of a point where the sum allows it."""
    had = sum(weights)
    units = whole * FINE
    if units.denominator != 1:
        return [w * whole / had for w in weights]
    common = lcm(*(weight.denominator for weight in weights))
    scaled = [int(weight * common) for weight in weights]
    return [Fraction(k, FINE) for k in largest_remainder(scaled, int(units))]


def _all_together(formula: _Formula, is_more: bool) -> Iterator[WeightPath]:
    """Yield what moves the score furthest for each total of moves."""
    shares = formula.shares
    for sign in formula.signs(Fraction(1), is_more):
        order = sorted(shares, key=lambda name: sign * shares[name])
        into, sources = order[-1], order[:-1]

        def at(k: int, into: str = into, sources: list[str] = sources) -> WeightMove:
            left, after = k * TENTH_OF_A_POINT, dict(formula.weights)
            for name in sources:
                taken = min(left, after[name])
                after[name] -= taken
                after[into] += taken
                left -= taken
            return formula.moved("all", "", after)

        count = int((1 - formula.weights[into]) * STEPS)
        if count and shares[into] != shares[order[0]]:
            yield WeightPath(formula.part, count, at)


def _text(weight: Fraction) -> str:
    """Return a weight as it is written, exactly."""
    text = show_percent(weight, 6)
    if parse_share(text) == weight:
        return text
    return f"{weight.numerator}/{weight.denominator}"
