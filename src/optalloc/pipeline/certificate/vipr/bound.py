"""What the multipliers of one leaf prove on a region, as sums of constraints.

    goal(x) >= constant + sum_i p_i * side_i + sum_j min_k (cost_j(k) - price_j * k)

Each column's least term is a sum of at most two lines below its costs and one of its bounds. What a
single column, or row, may use of the room up to a limit needs the sum of all the other terms; those
sums are made by halves of halves, so that all of them together are not much longer than one.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optalloc.core.exact import Exact, exact_sum
from optalloc.core.message import Words
from optalloc.pipeline.certificate.vipr.derivations import End, Parts
from optalloc.pipeline.certificate.vipr.model import ViprModel
from optalloc.pipeline.certificate.vipr.region import Region
from optalloc.solver.program.program import Stage


class NotInVipr(Exception):
    """What lin, rnd and uns do not express here, with the reason."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


UNPROVEN = Words(
    "这个证明的一步用 lin、rnd、uns 表示不出来",
    "a step of its proof is not one that lin, rnd and uns express",
)


@dataclass(frozen=True)
class LimitRow:
    """An earlier goal and the constraint that it is at most so much."""

    place: int
    stage: Stage
    most: Fraction
    end: End


@dataclass(frozen=True)
class PricedColumn:
    """The costs of one column less a price for each step.

    Attributes:
        parts: Convex costs by goal, each with its weight.
        flat: What each step costs besides.
        price: What each step brings.
    """

    model: ViprModel
    column: int
    parts: tuple[tuple[Exact, int], ...]
    flat: Exact
    price: Exact

    def slope(self, k: int) -> Exact:
        """Return what one more step changes, the price left out."""
        return sum(
            (w * self.model.costs[h, self.column].cost.slope(k) for w, h in self.parts), self.flat
        )

    def over(self, k: int) -> Exact:
        """Return costs less price at k steps."""
        costs = (w * self.model.costs[h, self.column].cost.at(k) for w, h in self.parts)
        return sum(costs, (self.flat - self.price) * k)

    def first(self, low: int, high: int) -> int:
        """Return the first of the cheapest steps of a range."""
        return low + bisect_left(range(low, high), True, key=lambda k: self.slope(k) >= self.price)

    def lines(self, k: int, by: Exact = 1) -> list[tuple[Exact, End]]:
        """Return the lines of all its costs from k to k + 1 steps."""
        return [(by * w, self.model.line(h, self.column, k)) for w, h in self.parts]

    def support(self, lower: End, upper: End) -> tuple[Parts, Fraction]:
        """Return what adds up to its least term between two bounds, and that term."""
        low, high = int(lower.value), int(upper.value)
        k = self.first(low, high)
        least = Fraction(self.over(k))
        if not self.parts:
            rest = self.flat - self.price
            return [(rest, lower if rest > 0 else upper)] if rest else [], least
        program, j = self.model.program, self.column
        if program.lower[j] == program.upper[j]:
            return [*self.lines(k), *_held(-self.price + self.flat, lower, upper)], least
        has_left, has_right = k > int(program.lower[j]), k < int(program.upper[j])
        if has_right and (k == low or not has_left):
            rest = self.slope(k) - self.price
            if rest >= 0 or low == high:
                return [*self.lines(k), *_held(rest, lower, upper)], least
        if has_left and k == high:
            rest = self.slope(k - 1) - self.price
            return [*self.lines(k - 1), *_held(rest, lower, upper)], least
        before, after = self.slope(k - 1), self.slope(k)
        if after == self.price or before == after:
            return self.lines(k), least
        part = Fraction(after - self.price) / (after - before)
        return [*self.lines(k - 1, part), *self.lines(k, 1 - part)], least


def _held(rest: Exact, lower: End, upper: End) -> Parts:
    """Return the bound that takes up what lines leave of each step."""
    return [(rest, lower if rest > 0 else upper)] if rest else []


@dataclass(frozen=True)
class Term:
    """One column's least term, or one row's: parts that prove it, and what it is at least."""

    column: PricedColumn | None
    row: int
    by: Exact
    parts: Parts
    least: Fraction


class ProvenBound:
    """The bound that a leaf proves.

    Attributes:
        value: The bound, without the goal's constant.
    """

    def __init__(
        self,
        model: ViprModel,
        region: Region,
        own: tuple[int, Stage] | None,
        limits: Sequence[LimitRow],
        leaf: Mapping[str, Any],
    ) -> None:
        self.model, self.region = model, region
        self.terms, self.base = list[Term](), list[tuple[Exact, End]]()
        parts, flat = dict[int, list[tuple[Exact, int]]](), dict[int, Exact]()
        self._sides = list[Exact]()
        for weight, h, stage in self._weighed(own, limits, leaf):
            for j, c in stage.linear.items():
                flat[j] = flat.get(j, 0) + weight * c
            for j in stage.convex:
                parts.setdefault(j, []).append((weight, h))
        prices = self._rows(leaf)
        for j in sorted({*parts, *flat, *prices}):
            priced = PricedColumn(
                model, j, tuple(parts.get(j, ())), flat.get(j, 0), prices.get(j, 0)
            )
            made, least = priced.support(region.lower[j], region.upper[j])
            self.terms.append(Term(priced, -1, 0, made, least))
        self._sides += (term.least for term in self.terms)
        self.value = exact_sum(self._sides)
        self._others: dict[tuple[int, int], End | None] = {}

    def _weighed(
        self, own: tuple[int, Stage] | None, limits: Sequence[LimitRow], leaf: Mapping[str, Any]
    ) -> list[tuple[Exact, int, Stage]]:
        """Return the goals that are weighed in, and take up the limits of the earlier ones."""
        found: list[tuple[Exact, int, Stage]] = [] if own is None else [(1, *own)]
        for place, text in leaf["limits"]:
            weight, limit = Fraction(text), limits[place]
            if not weight:
                continue
            found.append((weight, limit.place, limit.stage))
            self.base.append((-weight, limit.end))
            self._sides.append(-weight * (limit.most - limit.stage.constant))
        return found

    def _rows(self, leaf: Mapping[str, Any]) -> dict[int, Exact]:
        """Take up the rows, and return the price of each column's step."""
        prices = dict[int, Exact]()
        for i, _, _, text in leaf["multipliers"]:
            p = Fraction(text)
            side = self.region.low[i] if p > 0 else self.region.high[i]
            if not p or side is None:
                continue
            self.terms.append(Term(None, i, p, [(p, side)], p * side.value))
            for j, c in self.region.rows[i]:
                prices[j] = prices.get(j, 0) + p * c
        return prices

    def parts(self) -> list[tuple[Exact, End]]:
        """Return all that adds up to the bound."""
        return [*self.base, *(part for term in self.terms for part in term.parts)]

    def meets(self, x: Sequence[int]) -> bool:
        """Return whether a point has every term at its least, so that its value is the bound."""
        for term in self.terms:
            if term.column is not None:
                at = term.column.over(x[term.column.column])
            else:
                at = term.by * sum(c * x[j] for j, c in self.region.rows[term.row])
            if at != term.least:
                return False
        return not self.base

    def without(self, place: int) -> Parts:
        """Return what adds up to the bound without the term at a place."""
        start, stop = 0, len(self.terms)
        held: End | None = None
        while stop - start > 1:
            middle = (start + stop) // 2
            half = (start, middle) if place < middle else (middle, stop)
            other = (middle, stop) if place < middle else (start, middle)
            if half not in self._others:
                self._others[half] = End(0, made_of=self._sum(held, other))
            held = self._others[half]
            start, stop = half
        return self.base if held is None else [(1, held)]

    def _sum(self, held: End | None, other: tuple[int, int]) -> Callable[[], Parts]:
        def made() -> Parts:
            above = self.base if held is None else [(1, held)]
            return [*above, *(part for term in self.terms[slice(*other)] for part in term.parts)]

        return made
