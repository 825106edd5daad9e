"""Prove in fractions what one set of multipliers cannot: cut the face up until they can.

An engine that branches says "optimal" without a proof that can be checked. Here its linear programs
are asked for again, part by part of the face: a part is settled when its bound, in fractions, is no
better than the plan at hand, or when its rows cannot all hold. What is left is cut in two at a
column that its linear program leaves between whole steps.

The linear programs are small and many, so HiGHS solves them in this process, whichever engine found
the plan: a proof is checked in fractions, and it does not matter who guessed it.
"""

from dataclasses import replace

import numpy as np

from optalloc.program import Stage, Whole
from optalloc.solving.asking import WHOLE, Asked, Clock, Solving
from optalloc.solving.empty import empty_leaf
from optalloc.solving.engines import engine
from optalloc.solving.face import Face
from optalloc.solving.multipliers import leaf_of
from optalloc.solving.proof import Claim, Fork, Leaf, Tree, halves
from optalloc.solving.relax import Chosen
from optalloc.solving.tangents import grid, reaches

MOST_PARTS = 400
MOST_COLUMNS = 100_000
"""Columns of all the linear programs that one proof may take; beyond it the gap is told."""
MOST_TANGENTS = 6


class _OutOfReach(Exception):
    """The proof is longer than it may be, or there is none."""


class _Search:
    """Settles one part after another.

    Attributes:
        left: Linear programs that may still be asked for.
    """

    def __init__(self, solving: Solving, claim: Claim, chosen: Chosen) -> None:
        self.solving, self.claim = solving, claim
        self.chosen = {j: set(steps) for j, steps in chosen.items()}
        self.held = tuple(replace(h, chosen=dict(h.chosen)) for h in solving.held)
        self.left = min(MOST_PARTS, MOST_COLUMNS // max(1, claim.program.columns))

    def tree(self, claim: Claim) -> Tree:
        """Return the proof of a part, depth first.

        Raises:
            _OutOfReach: When it cannot be had.
        """
        crossed = Leaf("crossed")
        if claim.is_settled(crossed):
            return crossed
        cut = self._settle(claim)
        if isinstance(cut, Leaf):
            return cut
        column, at = cut
        below, above = halves(claim.program, claim.face, column, at)
        return Fork(column, at, self.tree(claim.part(below)), self.tree(claim.part(above)))

    def _settle(self, claim: Claim) -> Leaf | tuple[int, int]:
        """Return what settles a part, or the column and the step at which to cut it."""
        for _ in range(MOST_TANGENTS):
            asked = self._ask(claim.stage, claim.face)
            if asked.verdict == "infeasible":
                leaf = empty_leaf(replace(self.solving, held=self.held), claim)
                if leaf is None:
                    raise _OutOfReach
                return leaf
            if asked.offset is None:
                raise _OutOfReach
            leaf = leaf_of(claim, asked, asked.floor())
            if leaf is not None and claim.is_settled(leaf):
                return leaf
            off = np.abs(asked.offset - np.round(asked.offset))
            if (off > WHOLE).any():
                return _cut(claim.face, off, asked.floor())
            if not self._refine(asked.rounded()):
                break
        raise _OutOfReach

    def _ask(self, stage: Stage, face: Face) -> Asked:
        if not self.left:
            raise _OutOfReach
        self.left -= 1
        solving = replace(self.solving, held=self.held)
        return solving.ask(stage, self.chosen, False, solving.anchor(), face)

    def _refine(self, x: Whole) -> bool:
        """Add tangents at a whole point where costs lie above theirs; returns whether any did."""
        added = False
        stages = [(self.claim.stage.convex, self.chosen)]
        for costs, chosen in (*stages, *((h.stage.convex, h.chosen) for h in self.held)):
            for j, cost in costs.items():
                if not reaches(cost, chosen[j], int(x[j])):
                    chosen[j] = chosen[j] | grid(int(x[j]), 1)
                    added = True
        return added


def _cut(face: Face, off: "np.ndarray", floor: Whole) -> tuple[int, int]:
    """Return the column furthest from whole steps, switches before amounts."""
    is_switch = (face.upper - face.lower) == 1
    column = int(np.argmax(off + is_switch * (off > WHOLE)))
    return column, int(floor[column])


def prove(solving: Solving, claim: Claim, chosen: Chosen) -> Tree | None:
    """Return a tree that proves a claim; None where it would be too long, or is not to be had.

    Args:
        chosen: The tangents to start from.
    """
    if solving.until is not None or solving.gap:
        return None  # between equally good plans, or of one that need not be best, nothing to prove
    left = solving.clock.left()
    clock = Clock(None if left is None else left / 2)
    solving = replace(solving, engine=engine("highs"), clock=clock, plan=None)
    search = _Search(solving, replace(claim, x=None), chosen)
    try:
        return search.tree(search.claim)
    except _OutOfReach:
        return None
