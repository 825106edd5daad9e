"""What proves a goal, as data: multipliers, or a tree that cuts the face up until multipliers do.

Whoever holds a Program, a plan and these can check by fractions alone that no plan is better. An
engine finds them; nothing here asks one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from optalloc.core.exact import PLACES, exact_sum
from optalloc.core.message import NOTHING
from optalloc.solver.program.face import Face, draw, drawn_in
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Whole, worst_allowed
from optalloc.solver.program.weighted_costs import Limit, leaning, value_step
from optalloc.solver.proof.lagrangian import (
    ROUNDED,
    LagrangianBound,
    bound,
    near_face,
    optimal_face,
)

Because = Literal["bound", "empty", "crossed"]
NO_GOAL = Stage("", NOTHING)
MOST_ADDED = 1 << 11
"""Terms that are added up to the last digit; the sum's denominator is as long as all of theirs."""
SHORT = 10**40
"""Denominator up to which a value is not a rounded one: those stand in 10^-60."""


@dataclass(frozen=True)
class Leaf:
    """Why a part of a face holds no better point.

    Attributes:
        because: Its bound is no better, or its rows cannot all hold (`empty`: multipliers say so;
            `crossed`: the bounds that its rows imply cross).
        multipliers: By row.
        weights: By place of an earlier goal that must keep its limit.
    """

    because: Because = "bound"
    multipliers: dict[int, Fraction] = field(default_factory=dict)
    weights: dict[int, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class PartPoint:
    """A whole point on a part of the face, with multipliers that may prove it best there."""

    x: Whole
    leaf: Leaf | None = None


@dataclass(frozen=True)
class Fork:
    """A part of a face cut in two: a column, or a row, is at most `at`, or more."""

    place: int
    at: int
    below: "Tree"
    above: "Tree"
    is_row: bool = False


@dataclass(frozen=True)
class SumCuts:
    """Sums of columns to cut at: rows that bound nothing by themselves, after all others.

    Where columns can stand in for one another a cut at one of them moves nothing; at their sum it
    does.
    """

    sums: tuple[tuple[int, ...], ...]
    inner: "Tree"


@dataclass(frozen=True)
class Narrow:
    """A part of a face of which only what multipliers leave to better points is looked at.

    No column of a better point can lie further from its cheapest place than the room between the
    bound and the value pays for (reduced-cost fixing): what is cut off needs no proof of its own.

    Attributes:
        leaf: The multipliers.
        inner: The proof of what is left.
    """

    leaf: Leaf
    inner: "Tree"


Tree = Leaf | Fork | Narrow | SumCuts


@dataclass(frozen=True)
class StageProof:
    """The proof of one stage.

    Attributes:
        value: What it came to.
        root: Multipliers of the whole face, from which the face of the next goal is drawn; None
            where an engine gave none.
        tree: What proves that no value is smaller than `lower`; None where nothing does.
        lower: What is proven, where that is less than the value; None where the value is.
    """

    value: Fraction
    root: Leaf | None
    tree: Tree | None
    lower: Fraction | None = None

    @property
    def proven(self) -> Fraction:
        """Return the value below which the tree proves that there is nothing."""
        return self.value if self.lower is None else self.lower


@dataclass(frozen=True)
class WorstProof:
    """The proof of a worst level.

    Attributes:
        value: The worst level.
        level: A level that needs `missing` steps more than there are; None where the columns'
            bounds alone say that nothing is better, or nothing says so.
        missing: The proof of that.
        nothing: What proves instead that no point has every column below the value.
    """

    value: Fraction
    level: Fraction | None = None
    missing: StageProof | None = None
    nothing: "Tree | None" = None


@dataclass(frozen=True)
class Round:
    """One round of settled levels, and the level at which the next one starts."""

    stage: StageProof
    top: Fraction


@dataclass(frozen=True)
class LeximinProof:
    """The worst level, then round after round of those below it."""

    worst: WorstProof
    rounds: tuple[Round, ...]


Proof = StageProof | WorstProof | LeximinProof


def is_exact(value: Fraction) -> bool:
    """Return whether a value is known not to be rounded: a whole number of 10^-60 may be."""
    return value.denominator <= SHORT or 10**PLACES % value.denominator != 0


def is_alike(one: Fraction, other: Fraction) -> bool:
    """Return whether two sums are the same number, as far as those that are rounded tell.

    One total, laid out in pieces or whole, is rounded term by term and ends in other digits.
    """
    if one == other:
        return True
    return abs(one - other) <= ROUNDED and not (is_exact(one) and is_exact(other))


@dataclass(frozen=True)
class Claim:
    """That a stage has no smaller value on a face, where earlier goals keep their limits.

    Attributes:
        value: The value; None claims that there is no point at all.
        x: A point that has the value; None where it is not on the face.
        step: Values lie whole multiples of it apart; None where no such step is known.
        sums: How many of the last rows are sums to cut at.
        best: A point that has the value, on this part of the face or not.
    """

    program: Program
    face: Face
    limits: tuple[Limit, ...]
    stage: Stage
    value: Fraction | None
    x: Whole | None = None
    step: Fraction | None = None
    sums: int = 0
    best: Whole | None = None

    @classmethod
    def of(
        cls,
        program: Program,
        face: Face,
        limits: Sequence[Limit],
        stage: Stage,
        value: Fraction | None,
    ) -> "Claim":
        """Return the claim with the step of its values."""
        return cls(program, face, tuple(limits), stage, value, None, value_step(stage, face))

    def part(self, face: Face) -> "Claim":
        """Return the same claim of a part of the face; of the point too where it lies there."""
        x = self.x
        has_point = x is not None and bool(((face.lower <= x) & (x <= face.upper)).all())
        best = self.best if x is None else x
        return replace(self, face=face, x=x if has_point else None, best=best)

    def with_sums(self, sums: Sequence[Sequence[int]]) -> "Claim":
        """Return the same claim with sums of columns as rows that bound nothing."""
        free = np.full(len(sums), UNBOUNDED)
        low, high = np.concatenate([self.face.low, -free]), np.concatenate([self.face.high, free])
        face = replace(self.face, low=low, high=high)
        return replace(self, program=self.program.with_sums(sums), face=face, sums=len(sums))

    def narrowed(self, leaf: Leaf) -> Face:
        """Return the part of the face that the multipliers of a leaf leave to better points.

        Raises:
            ValueError: When there is no value to be better than, or it is a leaf of another kind.
        """
        if self.value is None or leaf.because != "bound":
            raise ValueError("only a bound leaves room below a value")
        worst = self.value if self.step is None else self.value - self.step
        face = near_face(self.program, self.face, self.bound(leaf), worst)
        return drawn_in(self.program, replace(face, low=self.face.low, high=self.face.high))

    def bound(self, leaf: Leaf) -> LagrangianBound:
        """Return the bound that the multipliers of a leaf prove."""
        stage = NO_GOAL if leaf.because == "empty" else self.stage
        return bound(
            self.program,
            self.face,
            leaning(stage, self.limits, leaf.weights),
            leaf.multipliers,
            self.x,
        )

    def is_met(self, leaf: Leaf, proof: LagrangianBound) -> bool:
        """Return whether the point has exactly the bound as its value, term by term."""
        return (
            self.x is not None and not leaf.weights and proof.meets(self.program, self.face, self.x)
        )

    def is_settled(self, leaf: Leaf, proof: LagrangianBound | None = None) -> bool:
        """Return whether a leaf proves the claim."""
        if leaf.because == "crossed":
            drawn = draw(self.program, self.face)
            return bool((drawn.lower > drawn.upper).any())
        proof = self.bound(leaf) if proof is None else proof
        if leaf.because == "empty":
            return proof.value > 0
        if self.is_reached(proof.value) or self.is_met(leaf, proof):
            return True
        return self._is_as_high(leaf, proof)

    def _is_as_high(self, leaf: Leaf, proof: LagrangianBound) -> bool:
        """Return whether a bound is no less than a value that has to be rounded to be stated.

        Plans that are as good as each other in other parts of the face have the same value, and
        no sum that is rounded says so. These are added up to the last digit.
        """
        value, best = self.value, self.best if self.x is None else self.x
        if value is None or best is None or leaf.weights or is_exact(value):
            return False
        stage, many = self.stage, len(self.stage.convex) + len(self.stage.linear)
        if proof.value <= value - ROUNDED or many > MOST_ADDED:
            return False
        x = best.tolist()
        linear = (c * x[j] for j, c in stage.linear.items())
        convex = (f.at(x[j]) for j, f in stage.convex.items())
        held = exact_sum([stage.constant, *linear, *convex])
        return (
            bound(self.program, self.face, stage, leaf.multipliers, None, exact_sum).value >= held
        )

    def is_reached(self, least: Fraction) -> bool:
        """Return whether a bound leaves no room for a smaller value."""
        if self.value is None:
            return False
        if self.step is not None and least > self.value - self.step + ROUNDED:
            return True
        if least > self.value + ROUNDED:
            return True
        return is_exact(self.value) and least >= self.value

    def is_proved(self, tree: Tree) -> bool:
        """Return whether a tree proves the claim, every part of it."""
        todo = [(self, tree)]
        while todo:
            claim, node = todo.pop()
            if isinstance(node, Narrow):
                todo.append((claim.part(claim.narrowed(node.leaf)), node.inner))
                continue
            if isinstance(node, SumCuts):
                todo.append((claim.with_sums(node.sums), node.inner))
                continue
            if isinstance(node, Leaf):
                # A face drawn from a better value than the search had may cross where the
                # search's did not, and is then left undrawn: it is empty all the same.
                if not claim.is_settled(node) and not claim.is_settled(Leaf("crossed")):
                    return False
                continue
            below, above = halves(claim.program, claim.face, node.place, node.at, node.is_row)
            todo += [(claim.part(above), node.above), (claim.part(below), node.below)]
        return True


def after(
    claim: Claim, root: Leaf | None, proof: LagrangianBound | None
) -> tuple[Face, Limit | None]:
    """Return the face on which later goals are made best, and the limit that they must keep.

    Args:
        root: Multipliers of the whole face; None where there are none.
        proof: The bound that they prove.
    """
    stage, value = claim.stage, claim.value
    assert value is not None
    worst = worst_allowed(stage, value)
    if root is None or proof is None:
        return claim.face, Limit(stage, worst)
    if stage.tolerance is None and claim.is_met(root, proof):
        return drawn_in(claim.program, optimal_face(claim.program, claim.face, proof)), None
    return drawn_in(claim.program, near_face(claim.program, claim.face, proof, worst)), Limit(
        stage, worst
    )


def halves(
    program: Program, face: Face, place: int, at: int, is_row: bool = False
) -> tuple[Face, Face]:
    """Return the parts of a face where a column is at most `at`, and where it is more.

    The bounds that rows imply are drawn in; where they cross, the part is left as it was cut.

    Args:
        place: The column, or the row where `is_row` says so.
    """
    below, above = face.halves(place, at, is_row)
    return _drawn(program, below), _drawn(program, above)


def _drawn(program: Program, face: Face) -> Face:
    drawn = draw(program, face)
    return face if (drawn.lower > drawn.upper).any() else drawn
