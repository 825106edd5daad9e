"""How the weights of a formula can be moved, step by step, and stay 100% together.

One weight alone: it moves by a step and the others share what is left in proportion to what they
had. All weights together: what moves goes from the factors that speak least for the recipient to
the one that speaks most for it. For one total of moves nothing brings its target further:

    t_r = rest * sum_k w_k * share_k[r]    is linear in w; a move gains share_to - share_from
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
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.problem.targets.factors import Factors

STEPS = int(1 / TENTH_OF_A_POINT)
FINE = 10_000
"""Weights that follow in proportion stand in hundredths of a point."""

Weights = Mapping[str, Fraction]


@dataclass(frozen=True)
class WeightMove:
    """Weights of one formula before and after.

    Attributes:
        part: The formula's label.
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

    @property
    def moved(self) -> Fraction:
        """How much weight changes hands: half of all changes added up."""
        return sum((abs(self.after[k] - self.before[k]) for k in self.before), Fraction(0)) / 2

    def lines(self) -> tuple[str, ...]:
        """Return what `--set` takes."""
        return tuple(
            setting_line(("targets", self.part, "weights", name), _text(after))
            for name, after in self.after.items()
            if after != self.before[name]
        )

    def applied(self, problem: Problem) -> Problem:
        """Return the problem with the weights after."""
        changed = tuple(
            part.model_copy(update={"weights": dict(self.after)})
            if part.label == self.part
            else part
            for part in problem.targets
        )
        return replace(problem, targets=changed)


def moved_alone(part: Factors, name: str, to: Fraction) -> WeightMove:
    """Return a weight moved by itself; the others share what is left as they did."""
    left = 1 - part.weights[name]
    after = {k: to if k == name else w * (1 - to) / left for k, w in part.weights.items()}
    return WeightMove(part.label, "one", name, part.weights, after)


@dataclass(frozen=True)
class WeightPath:
    """A way to move weights.

    Attributes:
        count: How many steps there are.
        at: The weights after so many steps.
    """

    count: int
    at: Callable[[int], WeightMove]


def weight_paths(problem: Problem, recipient: str, is_more: bool) -> Iterator[WeightPath]:
    """Yield the ways to move weights that bring a recipient's target up, or down.

    Args:
        is_more: Whether it is to get more.
    """
    for part in movable(problem):
        shares = _shares(problem, part, recipient)
        if len(shares) > 1:
            yield from _all_together(part, shares, is_more)
            for name in shares:
                yield from _one_alone(part, shares, name, is_more)


def movable(problem: Problem) -> Iterator[Factors]:
    """Yield the formulas whose weights may move: those that are not firm."""
    for part in problem.targets:
        if isinstance(part, Factors) and not part.is_firm_in("weights"):
            yield part


def _shares(problem: Problem, part: Factors, recipient: str) -> dict[str, Fraction]:
    """Return the recipient's share of each factor's column."""
    return {
        row.factor: row.share
        for row in score(problem).sheet
        if row.part == part.label and row.recipient == recipient and row.share is not None
    }


def _one_alone(
    part: Factors, shares: Mapping[str, Fraction], name: str, is_more: bool
) -> Iterator[WeightPath]:
    """Yield one weight moved with the others following, where that helps."""
    weight = part.weights[name]
    rest = [other for other in part.weights if other != name]
    left = 1 - weight
    if not left:
        return
    gain = shares[name] - sum(part.weights[k] * shares[k] for k in rest) / left
    if not gain:
        return
    sign = 1 if (gain > 0) == is_more else -1
    count = int((left if sign > 0 else weight) * STEPS)

    def at(k: int) -> WeightMove:
        moved = weight + sign * k * TENTH_OF_A_POINT
        parts = _fine([part.weights[other] for other in rest], 1 - moved)
        now = {name: moved, **dict(zip(rest, parts, strict=True))}
        after = {key: now[key] for key in part.weights}
        return WeightMove(part.label, "one", name, part.weights, after)

    if count:
        yield WeightPath(count, at)


def _fine(weights: list[Fraction], whole: Fraction) -> list[Fraction]:
    """Return weights in proportion to others, in hundredths of a point where the sum allows it."""
    had = sum(weights)
    units = whole * FINE
    if units.denominator != 1:
        return [w * whole / had for w in weights]
    common = lcm(*(weight.denominator for weight in weights))
    scaled = [int(weight * common) for weight in weights]
    return [Fraction(k, FINE) for k in largest_remainder(scaled, int(units))]


def _all_together(
    part: Factors, shares: Mapping[str, Fraction], is_more: bool
) -> Iterator[WeightPath]:
    """Yield what moves the target furthest for each total of moves."""
    sign = 1 if is_more else -1
    order = sorted(shares, key=lambda name: sign * shares[name])
    into, sources = order[-1], order[:-1]
    count = int((1 - part.weights[into]) * STEPS)

    def at(k: int) -> WeightMove:
        left, after = k * TENTH_OF_A_POINT, dict(part.weights)
        for name in sources:
            taken = min(left, after[name])
            after[name] -= taken
            after[into] += taken
            left -= taken
        is_shortest = part.coefficients is None
        return WeightMove(part.label, "all", "", part.weights, after, is_shortest)

    if count and shares[into] != shares[order[0]]:
        yield WeightPath(count, at)


def _text(weight: Fraction) -> str:
    """Return a weight as it is written, exactly."""
    text = show_percent(weight, 6)
    if parse_share(text) == weight:
        return text
    return f"{weight.numerator}/{weight.denominator}"
