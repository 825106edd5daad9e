"""Exact bounds at the price of whole numbers, from multipliers that need not be good ones.

Any multipliers give a bound on a box (lagrangian.py), so those of a float program do, once they
are taken as the binary fractions they are (Neumaier and Shcherbina, "Safe bounds in linear and
mixed-integer linear programming"). There the sum's directed rounding is that of floats; here
multipliers are short whole numbers over one power of two, so that the sum is exact and as quick.
"""

import time
from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED
from optalloc.solver.proof.lagrangian import priced
from optalloc.solver.proof.tree import NO_GOAL, Claim, Leaf

LONGEST = 1 << 11
"""Bits of a denominator up to which multipliers are put over a common one."""
CLOSE = 1e-6
"""How near a float bound must come to what would settle a node, in parts of the values at hand, for
an exact one to be worth its time."""


def is_enough(claim: Claim, bound: Fraction, room: Fraction) -> bool:
    """Return whether a bound leaves nothing better than a claim's value, or not by more than room.

    Args:
        room: The part of the value by which it may miss the best.
    """
    if claim.is_reached(bound):
        return True
    return bool(room) and claim.value is not None and claim.value - bound <= room * abs(claim.value)


def enough(claim: Claim, base: Fraction) -> float:
    """Return the float bound, from a base, that leaves no better value; infinite without one."""
    return np.inf if claim.value is None else float(claim.value - base - (claim.step or 0))


def is_far(claim: Claim, base: Fraction, estimate: float, room: Fraction, blur: float) -> bool:
    """Return whether a float bound, from a base, lies clearly below what would settle a part.

    Args:
        room: The part of the value by which it may miss the best.
        blur: How far a float bound may be off.
    """
    value, step = claim.value, claim.step
    if value is None:
        return True
    wanted = value - base - (step or 0)
    if room:
        wanted = min(wanted, value - base - room * abs(value))
    size = max(abs(float(value - base)), abs(estimate), float(step or 0))
    return estimate < float(wanted) - CLOSE * size - blur


class SafeBounds:
    """The bounds of one claim's stage on parts of its face.

    Only where the stage is linear; convex costs and held goals take certificate.bound.

    Attributes:
        asked: How many bounds were asked for.
        seconds: What they took.
    """

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.asked, self.seconds = 0, 0.0
        self.is_linear = not claim.stage.convex
        costs = claim.stage.linear if self.is_linear else {}
        self.common = lcm(*(c.denominator for c in costs.values()))
        self.costs = {j: c.numerator * (self.common // c.denominator) for j, c in costs.items()}

    @property
    def each(self) -> float:
        """What one bound took [s]."""
        return self.seconds / max(1, self.asked)

    def value(self, face: Face, leaf: Leaf) -> Fraction:
        """Return the bound that a leaf's multipliers prove on a face."""
        started = time.monotonic()
        found = self._value(face, leaf)
        self.asked, self.seconds = self.asked + 1, self.seconds + time.monotonic() - started
        return found

    def _value(self, face: Face, leaf: Leaf) -> Fraction:
        part = self.claim.part(face)
        if leaf.weights or not (self.is_linear or leaf.because == "empty"):
            return part.bound(leaf).value
        return (
            self._whole(face, leaf.multipliers, leaf.because == "empty") or part.bound(leaf).value
        )

    def _whole(
        self, face: Face, multipliers: Mapping[int, Fraction], is_empty: bool
    ) -> Fraction | None:
        """Return the bound in whole numbers; None where denominators are too long, or it is 0."""
        under = lcm(*(p.denominator for p in multipliers.values()))
        if under.bit_length() > LONGEST:
            return None
        common = 1 if is_empty else self.common
        low, high = ((np.abs(side) < UNBOUNDED).tolist() for side in (face.low, face.high))
        whole = {
            i: p.numerator * (under // p.denominator) * common
            for i, p in multipliers.items()
            if p and (low[i] if p > 0 else high[i])
        }
        costs = {} if is_empty else {j: c * under for j, c in self.costs.items()}
        columns = priced(self.claim.program, costs, whole, under * common)
        if columns is None:
            return None
        constant = NO_GOAL.constant if is_empty else self.claim.stage.constant
        return constant + Fraction(columns.least(face)[0], under * common)
