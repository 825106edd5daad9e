"""Draw weights and figures in doubt; a draw follows from the seed and its number alone.

box        w uniform on the simplex between its intervals: all but the widest are drawn in whole
           millionths, the widest takes what is left to 1, and a draw outside its interval is drawn
           anew
dirichlet  w ~ Dirichlet(A * stated weights), A such that the largest stated weight w has the
           standard deviation spread * w:  A = (1 - w) / (w spread^2) - 1;  rounded to millionths
           by largest remainder. Dirichlet: a sum of 1, mean the stated weights.
figures    each of them uniform within its margin, in steps of a ten-thousandth of it or in whole
           units, independent of the others
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Literal

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.exact import largest_remainder, over_one
from optalloc.core.message import Words
from optalloc.exploring.weights.uncertainty import (
    FINE,
    Interval,
    Margin,
    formulas,
    is_linear,
    weight_names,
)
from optalloc.problem.facts import Recipient
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score

How = Literal["box", "dirichlet"]

MOST_TRIES = 100_000
"""Draws of a box outside the simplex, beyond which its intervals hardly meet it."""
GRAINS = 10_000
"""Steps of a margin that is a part of a figure."""
PRECISION = 2**53


def dice(seed: int, number: int) -> Random:
    """Return the dice of one draw, the same on every machine."""
    return Random(f"optalloc {seed} {number}")


def draw_weights(problem: Problem, intervals: Mapping[str, Interval], draw: Random) -> list[int]:
    """Return weights within their intervals, uniform among those that add up to 1 [millionths].

    They stand in the order of `weight_names`; those of each formula add up to one million.

    Raises:
        InputUnusable: When the intervals hardly leave room for a sum of 1.
    """
    drawn: list[int] = []
    for part in formulas(problem):
        named = [called for p, _, called in weight_names(problem) if p is part]
        drawn += _in_box([intervals[called] for called in named], draw)
    return drawn


def _in_box(intervals: Sequence[Interval], draw: Random) -> list[int]:
    widest = max(range(len(intervals)), key=lambda i: intervals[i][1] - intervals[i][0])
    low, high = intervals[widest]
    for _ in range(MOST_TRIES):
        drawn = [0 if i == widest else draw.randint(*ends) for i, ends in enumerate(intervals)]
        drawn[widest] = FINE - sum(drawn)
        if low <= drawn[widest] <= high:
            return drawn
    allowed = Words("各区间应更容易凑成 100%", "intervals that 100% is made of more easily")
    remedy = Words("请放宽区间。", "Widen them.")
    raise InputUnusable([Fault("", Words("--weight", "--weight"), allowed, None, remedy)])


def draw_dirichlet(problem: Problem, spread: Fraction, draw: Random) -> list[int]:
    """Return weights of a Dirichlet distribution around the stated ones [millionths]."""
    drawn: list[int] = []
    for part in formulas(problem):
        stated = list(part.weights.values())
        largest = max(stated)
        amount = max((1 - largest) / (largest * spread**2) - 1, Fraction(1))
        drawn += largest_remainder([_gamma(amount * w, draw) for w in stated], FINE)
    return drawn


def _gamma(shape: Fraction, draw: Random) -> int:
    """Return a gamma variate in whole parts of PRECISION; 0 for a shape of 0."""
    return (
        int(draw.gammavariate(shape.numerator / shape.denominator, 1) * PRECISION) if shape else 0
    )


def with_weights(problem: Problem, drawn: Sequence[int]) -> Problem:
    """Return the problem with drawn weights in the place of the stated ones."""
    by_part: dict[str, dict[str, Fraction]] = {}
    for (part, name, _), weight in zip(weight_names(problem), drawn, strict=True):
        by_part.setdefault(part.label, {})[name] = Fraction(weight, FINE)
    targets = tuple(
        part.model_copy(update={"weights": by_part[part.label]}) if part.label in by_part else part
        for part in problem.targets
    )
    return replace(problem, targets=targets)


def draw_figures(
    problem: Problem, margins: Sequence[Margin], draw: Random
) -> tuple[Problem, list[Fraction]]:
    """Return the problem with figures drawn within their margins, and the figures.

    They stand margin by margin, recipient by recipient, of those who have one.
    """
    if not margins:
        return problem, []
    facts = {r.name: dict(r.facts) for r in problem.recipients}
    drawn: list[Fraction] = []
    for margin in margins:
        for recipient in in_doubt(problem, margin):
            figure = _near(recipient.facts[margin.column], margin, draw)
            facts[recipient.name][margin.column] = figure
            drawn.append(figure)
    recipients = tuple(replace(r, facts=facts[r.name]) for r in problem.recipients)
    return replace(problem, recipients=recipients), drawn


def in_doubt(problem: Problem, margin: Margin) -> list[Recipient]:
    """Return the recipients that have a figure in a column."""
    return [r for r in problem.recipients if margin.column in r.facts]


def _near(figure: Fraction, margin: Margin, draw: Random) -> Fraction:
    if margin.part is None:
        return max(Fraction(0), figure + draw.randint(-margin.units, margin.units))
    return figure * (1 + margin.part * Fraction(draw.randint(-GRAINS, GRAINS), GRAINS))


# Targets of drawn weights as what they are, linear:  t_r = fixed_r + sum_k w_k * unit_k[r].
#
# unit_k[r] is what indicator k alone would give, whatever else holds; both are found once, as whole
# numbers over one denominator. The targets are the very fractions that `score` gives.
class LinearTargets:
    """Targets of problems that differ in the weights of their formulas alone."""

    def __init__(self, problem: Problem) -> None:
        self._stated = score(problem)
        self._names = tuple(self._stated.of)
        self._columns = self._found(problem)

    def _found(self, problem: Problem) -> tuple[list[list[int]], int] | None:
        """Return a row a recipient: its units by weight, then what is fixed; and what divides it.

        None where bounds or coefficients of progress make targets bend, or the numbers are too
        large.
        """
        if not all(is_linear(part) for part in formulas(problem)):
            return None
        money = {part.label: rest for part, rest in self._stated.parts}
        units, fixed = list[list[Fraction]](), dict(self._stated.of)
        for part, name, _ in weight_names(problem):
            alone = {k: Fraction(k == name) for k in part.weights}
            given = part.model_copy(update={"weights": alone}).by_recipient(
                problem, money[part.label]
            )
            units.append([given.get(r, Fraction(0)) for r in self._names])
            for recipient, amount in given.items():
                fixed[recipient] -= part.weights[name] * amount
        columns = [*units, [fixed[r] for r in self._names]]
        whole = over_one([value for column in columns for value in column])
        if whole is None:
            return None
        tops, bottom = whole
        n = len(self._names)
        return [tops[i::n] for i in range(n)], bottom * FINE

    def of(self, problem: Problem, weights: Sequence[int]) -> Targets:
        """Return the targets of a problem with drawn weights.

        Args:
            weights: In millionths, in the order of `weight_names`.
        """
        if self._columns is None:
            return score(problem)
        rows, bottom = self._columns
        drawn = (*weights, FINE)
        sums = (sum(w * top for w, top in zip(drawn, row, strict=True)) for row in rows)
        of = {name: Fraction(top, bottom) for name, top in zip(self._names, sums, strict=True)}
        now = {part.label: part for part in problem.targets}
        parts = tuple((now[part.label], rest) for part, rest in self._stated.parts)
        return Targets(of, problem, parts)
