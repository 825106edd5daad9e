"""Where the best points of a proven goal can be: a box around them, drawn from its tree.

The rows that hold a goal's value say little to a linear program where amounts are large: a
billionth of the value is many grains. The tree that proves the value says more. Parts whose bound
is worse hold no best point at all, and in the others a column stays as near its cheapest place as
the room up to the value pays for. Only the tie rule asks on such a box: certificates do not speak
of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from optalloc.solver.program.face import Face, draw
from optalloc.solver.proof.lagrangian import ROUNDED, near_face, optimal_face
from optalloc.solver.proof.tree import Claim, Fork, Leaf, Narrow, SumCuts, Tree, halves

MOST_PARTS = 3000
"""Parts of a tree that are looked at; each takes as long as a node of the search."""


@dataclass(frozen=True)
class ProvenGoal:
    """A goal whose value is proven: the claim that there is no smaller one, and what proves it.

    Attributes:
        best: A box of all points with the value, where the search has one.
    """

    claim: Claim
    tree: Tree
    best: Face | None = None

    def best_points(self) -> tuple[Face | None, bool]:
        """Return a box of all points that have the claim's value, and whether all its points do.

        None where a box is not to be had.
        """
        if self.best is not None:
            return self.best, False
        boxes = list(islice(_boxes(self.claim, self.tree), MOST_PARTS))
        if not boxes or len(boxes) == MOST_PARTS:
            return None, False
        faces = [face for face, _ in boxes]
        rows = self.claim.program.rows  # Without the sums that its tree cuts at.
        box = Face(
            np.minimum.reduce([face.lower for face in faces]),
            np.maximum.reduce([face.upper for face in faces]),
            np.minimum.reduce([face.low[:rows] for face in faces]),
            np.maximum.reduce([face.high[:rows] for face in faces]),
        )
        return box, len(boxes) == 1 and boxes[0][1]

    def shaved(self, face: Face) -> Face:
        """Return a part of a face that holds all points with the claim's value.

        Switches that these leave no choice are settled, where the goal is linear.
        """
        if self.claim.stage.convex:
            return face
        try:
            # Most goals leave the tie rule no switch, and never need this module.
            from optalloc.solver.proof.shaving import shaved

            return shaved(self.claim, face)
        except ImportError:
            return face  # HiGHS is missing: more is left to ask.


def _boxes(claim: Claim, tree: Tree) -> Iterator[tuple[Face, bool]]:
    """Yield boxes that hold the best points between them, and whether all their points are best."""
    assert claim.value is not None
    todo: list[tuple[Claim, Tree]] = [(claim, tree)]
    while todo:
        part, node = todo.pop()
        program = part.program
        if isinstance(node, Fork):
            below, above = halves(program, part.face, node.place, node.at, node.is_row)
            todo += [(part.part(above), node.above), (part.part(below), node.below)]
            continue
        if isinstance(node, SumCuts):
            todo.append((part.with_sums(node.sums), node.inner))
            continue
        leaf = node.leaf if isinstance(node, Narrow) else node
        if leaf.because != "bound":
            # Within a narrowed part it was shown of better points; those as good reach further.
            if not part.is_settled(leaf) and not part.is_settled(Leaf("crossed")):
                yield draw(program, part.face), False
            continue
        bound = part.bound(leaf)
        if bound.value > claim.value + ROUNDED:
            continue
        near = near_face(program, part.face, bound, claim.value)
        if isinstance(node, Narrow):
            # Its rows stay as they are: the proofs inside speak of those.
            near = replace(near, low=part.face.low, high=part.face.high)
        is_exact = isinstance(node, Leaf) and not leaf.weights and bound.value == claim.value
        # A box knows nothing of the sums that the tree cuts at.
        is_exact = is_exact and all(i < claim.program.rows for i in bound.multipliers)
        near = optimal_face(program, part.face, bound) if is_exact else near
        box = draw(program, near)
        if (box.lower > box.upper).any():
            continue
        if isinstance(node, Narrow):
            todo.append((part.part(box), node.inner))
        else:
            yield box, is_exact
