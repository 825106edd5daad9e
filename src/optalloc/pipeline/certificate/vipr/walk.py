"""From the tree of a certificate to derivations, for one goal on one region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.bound import UNPROVEN, LimitRow, NotInVipr, ProvenBound
from optalloc.pipeline.certificate.vipr.derivations import End
from optalloc.pipeline.certificate.vipr.model import ViprModel
from optalloc.pipeline.certificate.vipr.region import Region
from optalloc.pipeline.certificate.vipr.standing import within
from optalloc.solver.program.program import Stage

Json = Mapping[str, Any]
FALSE: tuple[Exact, Mapping[int, Exact]] = (1, {})


@dataclass(frozen=True)
class Walk:
    """The claim that no point is below a value, or that there is none.

    Attributes:
        own: The goal by its place; None where nothing but "there is no point" is to be shown.
        value: What the goal is at least; 0 without one.
        step: Its values lie whole multiples of it apart; None where that is not used.
        objective: The goal as coefficients of variables.
        constant: What its constraints leave out of it, times the variable `one`.
    """

    model: ViprModel
    limits: Sequence[LimitRow]
    own: tuple[int, Stage] | None
    value: Exact = 0
    step: Fraction | None = None
    objective: Mapping[int, Exact] = field(default_factory=dict)
    constant: Exact = 0

    def proved(self, region: Region, node: Json) -> int:
        """Return a constraint that says so of a region, from the tree at a node.

        Raises:
            NotInVipr: When the tree does not prove it.
        """
        region, crossed = region.drawn()
        if crossed is not None:
            return self.model.derivations.summed([(1, crossed[0]), (-1, crossed[1])])
        if "sums" in node:
            return self.proved(region.with_sums([sorted({*s}) for s in node["sums"]]), node["cut"])
        if "narrowed" in node:
            return self._narrowed(region, node)
        if "column" not in node:
            return self._leaf(region, node)
        place, at = node["column"], int(node["at"])
        is_row = place < 0
        place = place + len(region.rows) if is_row else place
        terms = region.terms(place, is_row)
        most = self.model.derivations.assumed("L", at, terms)
        below = self.proved(region.bounded(place, is_row, None, most), node["below"])
        if not self.model.derivations.rests_on(below, most):
            return below
        least = self.model.derivations.assumed("G", at + 1, terms)
        above = self.proved(region.bounded(place, is_row, least, None), node["above"])
        return self._split(below, most, above, least)

    def _split(self, below: int, most: End, above: int, least: End) -> int:
        if not self.model.derivations.rests_on(above, least):
            return above
        target = FALSE if self.own is None else (self.value, self.objective)
        return self.model.derivations.split(target, (below, most), (above, least))

    def _leaf(self, region: Region, node: Json) -> int:
        is_empty = node["because"] == "empty" or self.own is None
        bound = ProvenBound(self.model, region, None if is_empty else self.own, self.limits, node)
        return self._shown(region, bound.value, bound.parts(), is_empty)

    def _shown(
        self, region: Region, value: Exact, parts: Sequence[tuple[Exact, End]], is_empty: bool
    ) -> int:
        """Return the constraint of a bound that is enough."""
        derivations = self.model.derivations
        if is_empty:
            if value <= 0:
                raise NotInVipr(UNPROVEN)
            return derivations.summed(parts)
        assert self.own is not None
        value += self.own[1].constant
        place = derivations.summed([*parts, (self.constant, self.model.one)])
        if value >= self.value:
            return place
        if self.step is None or value <= self.value - self.step:
            raise NotInVipr(UNPROVEN)
        return self._rounded(region, place)

    def _rounded(self, region: Region, place: int) -> int:
        """Return the next value that a bound allows, where values lie whole steps apart."""
        assert self.step is not None
        derivations, by = self.model.derivations, 1 / Fraction(self.step)
        one = self.model.one
        away: list[tuple[Exact, End, End]] = [(self.constant, one, one)]
        for j, c in self.objective.items():
            if j < len(region.lower) and (c * by).denominator > 1:
                lower, upper = region.lower[j], region.upper[j]
                if lower.value != upper.value:
                    raise NotInVipr(UNPROVEN)
                away.append((c, lower, upper) if c > 0 else (c, upper, lower))
        taken = [(-by * c, derivations.place_of(most)) for c, _, most in away]
        whole = derivations.combined([(by, place), *taken], is_rounded=True)
        back = [(c, derivations.place_of(least)) for c, least, _ in away]
        made = derivations.combined([(self.step, whole), *back])
        if derivations.constraints[made].rhs < self.value:
            raise NotInVipr(UNPROVEN)
        return made

    def _narrowed(self, region: Region, node: Json) -> int:
        """Return the proof of a part, and of all that is cut off before it."""
        leaf = node["narrowed"]
        bound = ProvenBound(self.model, region, self.own, self.limits, leaf)
        reached = bound.value + (0 if self.own is None else self.own[1].constant)
        room = Fraction(self.value - (self.step or 0) - reached)
        if room < 0:
            return self._leaf(region, leaf)
        inner, cuts = region, list[tuple[int, End, bool, int]]()
        for place, term in enumerate(bound.terms):
            if term.column is None:
                continue
            j = term.column.column
            low, high = int(region.lower[j].value), int(region.upper[j].value)
            least, most = within(term.column, low, high, room)
            for k, is_upper in ((least, False), (most, True)):
                if k == (high if is_upper else low):
                    continue
                cut = self.model.derivations.assumed("L" if is_upper else "G", k, {j: 1})
                sides = (None, cut) if is_upper else (cut, None)
                inner = inner.bounded(j, False, *sides)
                cuts.append((place, cut, is_upper, k))
        made = self.proved(inner, node["inner"])
        for place, cut, is_upper, k in cuts:
            if self.model.derivations.rests_on(made, cut):
                made = self._joined(region, bound, made, (place, cut, is_upper, k))
        return made

    def _joined(
        self, region: Region, bound: ProvenBound, made: int, cut: tuple[int, End, bool, int]
    ) -> int:
        """Return a proof of a part joined with that of the points beyond one of its bounds."""
        place, end, is_upper, k = cut
        term = bound.terms[place]
        assert term.column is not None
        j = term.column.column
        beyond = k + 1 if is_upper else k - 1
        other = self.model.derivations.assumed("G" if is_upper else "L", beyond, {j: 1})
        lower, upper = (other, region.upper[j]) if is_upper else (region.lower[j], other)
        parts, least = term.column.support(lower, upper)
        value = bound.value - term.least + least
        part = region.bounded(j, False, lower, upper)
        far = self._shown(part, value, [*bound.without(place), *parts], self.own is None)
        if is_upper:
            return self._split(made, end, far, other)
        return self._split(far, other, made, end)


def next_value(value: Exact, least: Exact, step: Fraction | None) -> Exact:
    """Return the lowest value at or above a bound that lies whole steps from a value."""
    if step is None:
        return least
    return value - (value - least) // step * step
