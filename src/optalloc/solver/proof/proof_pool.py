"""What was proven of one part of a face, asked of every other before its linear program is solved.

Any multipliers bound any part, and a ray that shows one part empty often shows others empty. Where
choices exclude one another many parts of a search are shut, or narrowed, by what shut another one.
All that are kept are asked at once in floats, which only say which of them to take; whole numbers
settle.
"""

from collections.abc import Callable

import numpy as np

from optalloc.core.exact import Exact
from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED
from optalloc.solver.program.weighted_costs import leaning
from optalloc.solver.proof.cutting import Node, narrowed_to, opened
from optalloc.solver.proof.tree import NO_GOAL, Claim, Leaf

MOST_PROOFS, MOST_FIGURES = 200, 10**6
"""Proofs that are kept, each new one in the place of the oldest, and columns and rows of them all:
some dozens of megabytes."""
OUT_OF_REACH = -1e30
"""Stands for the side of a row that has no bound: whatever leans on it bounds nothing."""
MOST_NARROWED = 8
"""Times that one part is narrowed before its own linear program is solved."""

Settles = Callable[[Node, Leaf], bool]


class ProofPool:
    """The last proofs of a search, as rows of floats.

    Args:
        claim: Of the whole face; its costs are linear, and those of earlier goals too.
    """

    def __init__(self, claim: Claim) -> None:
        size = claim.program.columns + claim.program.rows
        self.most = max(1, min(MOST_PROOFS, MOST_FIGURES // max(1, size)))
        columns, rows = (self.most, claim.program.columns), (self.most, claim.program.rows)
        self.claim, self.leaves, self.added = claim, list[Leaf](), 0
        self.left: Floats = np.zeros(columns)
        self.dear: Floats = np.zeros(columns)
        self.cheap: Floats = np.zeros(columns)
        self.on_low: Floats = np.zeros(rows)
        self.on_high: Floats = np.zeros(rows)
        self.constant: Floats = np.zeros(self.most)
        self.is_empty = np.zeros(self.most, dtype=bool)

    @classmethod
    def of(cls, claim: Claim) -> "ProofPool | None":
        """Return a pool for a search of a claim; None where costs are no lines."""
        stages = (claim.stage, *(limit.stage for limit in claim.limits))
        return None if any(stage.convex for stage in stages) else cls(claim)

    def add(self, leaf: Leaf) -> None:
        """Take down the multipliers of a part."""
        claim, k = self.claim, self.added % self.most
        is_empty = leaf.because == "empty"
        stage = leaning(NO_GOAL if is_empty else claim.stage, claim.limits, leaf.weights)
        price, cost = np.zeros(claim.program.rows), np.zeros(claim.program.columns)
        price[list(leaf.multipliers)] = [_float(p) for p in leaf.multipliers.values()]
        cost[list(stage.linear)] = [_float(c) for c in stage.linear.values()]
        of_entry = price[claim.program.row_of_entry] * claim.program.coefficient
        left = cost - np.bincount(claim.program.column, of_entry, claim.program.columns)
        self.left[k], self.constant[k] = left, float(stage.constant)
        self.dear[k], self.cheap[k] = np.maximum(left, 0.0), np.minimum(left, 0.0)
        self.on_low[k], self.on_high[k] = np.maximum(price, 0.0), np.minimum(price, 0.0)
        self.is_empty[k] = is_empty
        self.leaves[k : k + 1] = [leaf]
        self.added += 1

    def narrowed(self, node: Node, claim: Claim, settles: Settles) -> Node | None:
        """Settle or narrow a part; returns what is left of it, None where nothing is.

        Args:
            claim: With the best value at hand.
            settles: Settles a node by a leaf where its exact bound does; says whether it did.
        """
        for _ in range(MOST_NARROWED):
            room = self._room(node.face, claim)
            if not len(room):
                break
            if room[k := int(np.argmin(room))] < 0:
                return None if settles(node, self.leaves[k]) else node
            if claim.value is None:
                break
            free = np.flatnonzero(node.face.upper - node.face.lower == 1)
            room[self.is_empty[: len(room)]] = np.inf
            stuck = (np.abs(self.left[: len(room)][:, free]) > room[:, None]).sum(axis=1)
            if not stuck[k := int(np.argmax(stuck))]:
                break
            face = claim.part(node.face).narrowed(self.leaves[k])
            if (face.lower <= node.face.lower).all() and (face.upper >= node.face.upper).all():
                break
            inner = narrowed_to(node, face, self.leaves[k])
            if opened(inner) is None:
                return None
            node = inner
        return node

    def _room(self, face: Face, claim: Claim) -> Floats:
        """Return how far each bound lies below what settles a part; below 0 where it does."""
        many = len(self.leaves)
        low, high = face.low.astype(np.float64), face.high.astype(np.float64)
        low[face.low <= -UNBOUNDED], high[face.high >= UNBOUNDED] = OUT_OF_REACH, -OUT_OF_REACH
        lower, upper = face.lower.astype(np.float64), face.upper.astype(np.float64)
        bounds = self.constant[:many] + self.on_low[:many] @ low + self.on_high[:many] @ high
        bounds += self.dear[:many] @ lower + self.cheap[:many] @ upper
        value = np.inf if claim.value is None else float(claim.value - (claim.step or 0))
        room: Floats = np.where(self.is_empty[:many], 0.0, value) - bounds
        return room


def _float(figure: Exact) -> float:
    return figure.numerator / figure.denominator
