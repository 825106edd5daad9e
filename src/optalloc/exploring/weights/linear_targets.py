"""Targets of drawn weights as what they are, linear:  t_r = fixed_r + sum_k w_k * unit_k[r].

unit_k[r] is what indicator k alone would give, whatever else holds; both are found once, as whole
numbers over one denominator. The targets are the very fractions that `score` gives.
"""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.exact import over_one
from optalloc.exploring.weights.uncertainty import FINE, formulas, weight_names
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score


class LinearTargets:
    """Targets of problems that differ in the weights of their formulas alone."""

    def __init__(self, problem: Problem) -> None:
        self._stated = score(problem)
        self._names = tuple(self._stated.of)
        self._columns = self._found(problem)

    def _found(self, problem: Problem) -> tuple[list[list[int]], int] | None:
        """Return a row a recipient: its units by weight, then what is fixed; and what divides it.

        None where coefficients of progress make targets bend, or the numbers are too large.
        """
        if any(part.coefficients is not None for part in formulas(problem)):
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
