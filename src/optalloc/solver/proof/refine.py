"""Polish: the last digits of multipliers, from a program whose costs are what they leave over.

Costs of 10^12 whose differences are 1 leave an engine's multipliers with too few digits to prove
anything. Subtract what the multipliers p account for, and the differences stand alone:

    sum_j f_j(x_j)  =  sum_i p_i (A x)_i  +  sum_j (f_j(x_j) - d_j x_j),   d = p A.

With each row that p leans on held at its bound the first sum is a constant. The multipliers of the
second sum's program, added to p, are the sharper ones. The bound from them is computed on the whole
face, so nothing that is held here is taken for granted there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.solver.program.face import Face
from optalloc.solver.program.piecewise import grid
from optalloc.solver.program.program import UNBOUNDED, Stage, StepCost, Whole
from optalloc.solver.proof.lagrangian import LagrangianBound, bound, prices
from optalloc.solver.proof.rationalise import snap
from optalloc.solver.session.session import AnchoredAnswer, SolveSession

UNITS = (1, 1024, 256, 64, 16, 4, 1, 1)
"""Steps between tangents, round by round: fine first, coarse and finer where that was too near."""
REACH = 64
"""Units to either side of the point within which the program is solved."""
DEAR = 1000
"""Times the common size of costs above which a cost is left out."""
NOTHING_MORE = 1e-9
"""Multipliers below this part of the largest are taken for 0."""


@dataclass(frozen=True)
class Tilted:
    """cost(k) - price * k."""

    cost: StepCost
    price: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return self.cost.at(k) - self.price * k

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        return self.cost.slope(k) - self.price

    def kink(self) -> int:
        """Return where the cost without its price is smallest; near enough for a start."""
        return self.cost.kink()


def polish(
    solving: SolveSession, stage: Stage, x: Whole, linear: AnchoredAnswer
) -> tuple[Whole, LagrangianBound] | None:
    """Return a point at or near x that is proven best, with its proof; None where it is not."""
    sharper: dict[int, Exact] = _coarse(linear)
    for unit in UNITS if sharper else ():
        asked, tilted, part = _ask(solving, stage, x, unit, sharper)
        point = solving.whole(asked)
        if point is None or asked.answer.multipliers is None:
            return None
        near = asked.answer.multipliers
        rest = snap(solving.program, part, tilted, near, asked.scale, point, sharper.keys())
        rows = sharper.keys() | rest.keys()
        sharper = {i: sharper.get(i, 0) + rest.get(i, 0) for i in rows}
        proof = bound(solving.program, solving.face, stage, sharper)
        if proof.meets(solving.program, solving.face, point):
            return point, proof
        x = point
    return None


def _coarse(linear: AnchoredAnswer) -> dict[int, Exact]:
    """Return an engine's multipliers as they are, without the smallest."""
    near = linear.answer.multipliers
    if near is None or not len(near):
        return {}
    kept = np.flatnonzero(np.abs(near) > NOTHING_MORE * np.abs(near).max())
    return {i: Fraction(near[i]) / Fraction(linear.scale) for i in kept.tolist()}


def _ask(
    solving: SolveSession, stage: Stage, x: Whole, unit: int, multipliers: Mapping[int, Exact]
) -> tuple[AnchoredAnswer, Stage, Face]:
    """Solve what the multipliers leave over, near a point; returns the stage and face asked for."""
    d = prices(solving.program, dict(multipliers))
    convex = {j: Tilted(f, d.get(j, 0)) for j, f in stage.convex.items()}
    linear = {
        j: stage.linear.get(j, 0) - d.get(j, 0)
        for j in d.keys() | stage.linear.keys()
        if j not in convex
    }
    tilted = replace(stage, convex=dict(convex), linear=linear)
    chosen = {j: grid(int(x[j]), unit) | grid(int(x[j]), 1) for j in convex}
    columns = np.array(sorted(convex), dtype=np.int64)
    part = _leaning(solving.face.within(REACH * unit, x, columns), multipliers)
    part = _without_the_dear(solving.face, part, tilted, x)
    return solving.ask(tilted, chosen, False, x, part), tilted, part


def _without_the_dear(face: Face, part: Face, tilted: Stage, x: Whole) -> Face:
    """Return the face with those columns fixed whose cost keeps them at an end, by far.

    Such costs would set the scale, and the small ones are what is asked about.
    """
    sizes: dict[int, Fraction] = {}
    common = Fraction(0)
    for j in tilted.convex.keys() | tilted.linear.keys():
        k, cost = int(x[j]), tilted.convex.get(j)
        more = Fraction(cost.slope(k) if cost is not None else tilted.linear[j])
        less = Fraction(cost.slope(k - 1)) if cost is not None else more
        size = min(abs(more), abs(less))
        if (more > 0 and k == face.lower[j]) or (less < 0 and k == face.upper[j]):
            sizes[j] = size
        else:
            common = max(common, size)
    dear = np.array([j for j, size in sizes.items() if size > DEAR * common], dtype=np.int64)
    lower, upper = part.lower.copy(), part.upper.copy()
    lower[dear] = upper[dear] = x[dear]
    return Face(lower, upper, part.low, part.high)


def _leaning(face: Face, multipliers: Mapping[int, Exact]) -> Face:
    """Return the face with each row that a multiplier leans on held at its bound."""
    low, high = face.low.copy(), face.high.copy()
    for i, p in multipliers.items():
        side = int(low[i] if p > 0 else high[i])
        if p and abs(side) < UNBOUNDED:
            low[i] = high[i] = side
    return Face(face.lower, face.upper, low, high)
