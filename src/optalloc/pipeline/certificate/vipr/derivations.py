"""Constraints of a proof, each given, assumed, or derived from those before it.

VIPR's rules: `asm` assumes, `lin` adds multiples of constraints up, `rnd` rounds what comes of that
where whole columns have whole coefficients, and `uns` joins two proofs of the same that assume
a sum at most k, and at least k + 1. Much that could be derived is never needed. So what follows is
first an End, a promise that knows what it is made of; it becomes a constraint when a proof uses it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from optalloc.core.exact import LARGEST_DENOMINATOR_BITS, PLACES, Exact, exact_sum

Sense = Literal["L", "G", "E"]
Rule = Literal["given", "asm", "lin", "rnd", "uns"]
NO_ASSUMPTION: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint:  sum of terms  <=, >= or =  rhs.

    Attributes:
        terms: Coefficient by variable, none of them 0.
        rule: How it is known.
        of: For `lin` and `rnd` the places of constraints, each with its multiplier; for `uns` the
            two constraints and the two assumptions, in the order of the file, without any.
        assumptions: Places of the assumptions that it rests on.
    """

    sense: Sense
    rhs: Exact
    terms: Mapping[int, Exact]
    rule: Rule
    of: tuple[tuple[int, Exact], ...] = ()
    assumptions: frozenset[int] = NO_ASSUMPTION

    @property
    def is_false(self) -> bool:
        """Whether it says that 0 is above 0, so that anything follows."""
        return not self.terms and (self.rhs > 0 if self.sense == "G" else self.rhs < 0)


Parts = Sequence[tuple[Exact, "End"]]
"""Multipliers, and what they multiply."""


@dataclass(eq=False, slots=True)
class End:
    """A bound of a column or of a row, or another step of a proof.

    Attributes:
        value: The bound.
        place: The constraint that says so; None until a proof uses it.
        made_of: Returns what it is derived from, where it is not a constraint yet.
        sense: Whether it is a least value (`G`) or a most (`L`).
        is_rounded: Whether it comes of rounding.
    """

    value: Exact
    place: int | None = None
    made_of: Callable[[], Parts] | None = None
    sense: Sense = "G"
    is_rounded: bool = False
    parts: Parts | None = None


Side = tuple[int, End]
"""A constraint, and an assumption that it rests on."""


@dataclass
class Derivations:
    """All constraints, in the order in which they came; each stands on earlier ones alone."""

    constraints: list[Constraint] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def given(self, name: str, sense: Sense, rhs: Exact, terms: Mapping[int, Exact]) -> End:
        """Take up a constraint of the problem itself, under a name that no other one has."""
        place = self._add(Constraint(sense, rhs, _without_0(terms), "given"))
        self.names[place] = name
        return End(rhs, place, sense=sense)

    def assumed(self, sense: Sense, rhs: int, terms: Mapping[int, Exact]) -> End:
        """Assume a constraint, until `split` lets the assumption go."""
        place = len(self.constraints)
        self._add(Constraint(sense, rhs, terms, "asm", (), frozenset({place})))
        return End(rhs, place, sense=sense)

    def combined(
        self, parts: Iterable[tuple[Exact, int]], is_rounded: bool = False, wanted: Sense = "G"
    ) -> int:
        """Derive the sum of multiples of constraints.

        Args:
            is_rounded: Whether whole columns have whole coefficients in it, so that it is rounded.
            wanted: What is made of it where all of them are equations.
        """
        multipliers: dict[int, Exact] = {}
        for by, place in parts:
            multipliers[place] = multipliers.get(place, 0) + by
        of = tuple((place, by) for place, by in sorted(multipliers.items()) if by)
        terms, sides, signs = dict[int, Exact](), list[Exact](), set[bool]()
        assumptions = NO_ASSUMPTION
        for place, by in of:
            one = self.constraints[place]
            sides.append(by * one.rhs)
            assumptions = assumptions | one.assumptions
            if one.sense != "E":
                signs.add((one.sense == "G") == (by > 0))
            for variable, c in one.terms.items():
                terms[variable] = terms.get(variable, 0) + by * c
        sense = wanted if not signs else "G" if True in signs else "L"
        rhs = shortened(exact_sum(sides), sense == "G")
        made = Constraint(sense, rhs, _without_0(terms), "lin", of, assumptions)
        if not is_rounded or rhs.denominator == 1:
            return self._add(made)
        whole = ceil(rhs) if sense == "G" else floor(rhs)
        if not signs:  # an equation is no constraint that can be rounded
            return self._add(replace(made, rhs=whole, rule="rnd", of=((self._add(made), 1),)))
        return self._add(replace(made, rhs=whole, rule="rnd"))

    def split(self, target: tuple[Exact, Mapping[int, Exact]], below: Side, above: Side) -> int:
        """Derive what holds whether a sum is at most k or more.

        Args:
            target: Right-hand side and terms of a >=, which both sides have to dominate.
            below, above: A constraint, and the assumption that it is free of from here on.
        """
        sides = tuple((place, self.place_of(assumed)) for place, assumed in (below, above))
        if all(self.constraints[place].is_false for place, _ in sides):
            target = (1, {})
        assumptions = NO_ASSUMPTION.union(
            *(self.constraints[place].assumptions - {assumed} for place, assumed in sides)
        )
        of = tuple((place, 1) for side in sides for place in side)
        return self._add(Constraint("G", *target, "uns", of, assumptions))

    def rests_on(self, place: int, assumed: End) -> bool:
        """Return whether a constraint rests on an assumption."""
        return assumed.place in self.constraints[place].assumptions

    def place_of(self, end: End) -> int:
        """Return the constraint of an end, derived now if nobody has asked for it before."""
        todo = [end]
        while todo:
            last = todo[-1]
            if last.place is not None:
                todo.pop()
                continue
            if last.parts is None:
                assert last.made_of is not None
                last.parts = last.made_of()
            waiting = [one for _, one in last.parts if one.place is None]
            if waiting:
                todo += waiting
                continue
            parts = [(by, one.place) for by, one in last.parts if one.place is not None]
            last.place = self.combined(parts, last.is_rounded, last.sense)
            last.made_of = last.parts = None
            todo.pop()
        assert end.place is not None
        return end.place

    def summed(self, parts: Iterable[tuple[Exact, End]]) -> int:
        """Derive the sum of multiples of ends."""
        return self.combined([(by, self.place_of(end)) for by, end in parts if by])

    def _add(self, constraint: Constraint) -> int:
        self.constraints.append(constraint)
        return len(self.constraints) - 1


def shortened(value: Exact, is_least: bool) -> Exact:
    """Return a bound of a very long denominator at the next place where it says less."""
    if value.denominator.bit_length() <= LARGEST_DENOMINATOR_BITS:
        return value
    scale: int = 10**PLACES
    return Fraction(floor(value * scale) if is_least else ceil(value * scale), scale)


def _without_0(terms: Mapping[int, Exact]) -> dict[int, Exact]:
    return {variable: c for variable, c in terms.items() if c}
