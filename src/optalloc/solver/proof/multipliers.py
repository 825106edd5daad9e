"""From an engine's answer to a leaf of a proof: its multipliers and weights, made exact."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.program import Whole, broken
from optalloc.solver.program.weighted_costs import Limit, leaning, simplest
from optalloc.solver.proof.rationalise import snap
from optalloc.solver.proof.tree import NO_GOAL, Because, Claim, Leaf
from optalloc.solver.session.session import AnchoredAnswer, SolveSession


def limits_of(solving: SolveSession) -> tuple[Limit, ...]:
    """Return the goals that are held by a row, as terms of a bound."""
    return tuple(Limit(held.stage, held.value) for held in solving.held)


def leaf_of(claim: Claim, asked: AnchoredAnswer, x: Whole) -> Leaf | None:
    """Return what an engine's answer proves of a claim, if it gave multipliers.

    Args:
        x: The point at which its columns stood.
    """
    near = asked.answer.multipliers
    if near is None:
        return None
    weights = {h: w for h, figure in enumerate(asked.weights) if (w := simplest(figure))}
    return snapped(claim, weights, near, asked.scale, x)


def snapped(
    claim: Claim,
    weights: dict[int, Fraction],
    near: Floats,
    scale: float,
    x: Whole,
    because: Because = "bound",
    also: Collection[int] = (),
) -> Leaf:
    """Return multipliers near an engine's as exact ones.

    Args:
        near: The engine's, of costs multiplied by `scale`.
        x: The point at which its columns stood.
        also: Rows whose multipliers look like nothing beside the others, and count as well.
    """
    stage = leaning(NO_GOAL if because == "empty" else claim.stage, claim.limits, weights)
    exact = snap(claim.program, claim.face, stage, near, scale, x, also)
    return Leaf(because, {i: Fraction(p) for i, p in exact.items() if p}, weights)


def snappings(
    claim: Claim, weights: Mapping[int, Fraction] | None, near: Floats, scale: float, x: Whole
) -> Iterator[Leaf]:
    """Yield exact multipliers near an engine's: of the rows that weigh, then of all that have any.

    What looks like nothing is mostly an engine's dust, and without it the rest come out as they
    are meant. Beside prices of 10^5 it may be the price of a step of 10^-12, times 10^12 steps.
    """
    exact = {h: w for h, v in (weights or {}).items() if (w := simplest(float(v)))}
    leaf = snapped(claim, exact, near, scale, x)
    yield leaf
    priced = np.flatnonzero(near).tolist()
    if not leaf.multipliers.keys() >= set(priced):
        yield snapped(claim, exact, near, scale, x, also=priced)


def sharpest(part: Claim, exact: Iterator[Leaf], known: Leaf) -> tuple[Leaf, bool]:
    """Return the leaf that proves the most of a part, and whether it settles it."""
    for leaf in exact:
        if part.is_settled(leaf):
            return leaf, True
        known = max(known, leaf, key=lambda leaf: part.bound(leaf).value)
    return known, False


def leaves_of_point(part: Claim, x: Whole) -> Iterator[Leaf]:
    """Yield what may settle a part of one point: its value, or a row or limit that it breaks."""
    yield Leaf("bound")
    signs = broken(part.program.activity(x), part.face.low, part.face.high)
    for i in np.flatnonzero(signs).tolist():
        yield Leaf("empty", {i: Fraction(-int(signs[i]))})
    for h in range(len(part.limits)):
        yield Leaf("empty", {}, {h: Fraction(1)})
