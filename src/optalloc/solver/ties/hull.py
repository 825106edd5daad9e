"""Where the best points of a proven goal can be: a box around them, drawn from its tree.

The rows that hold a goal's value say little to a linear program where amounts are large: a
billionth of the value is many grains. The tree that proves the value says more. Parts whose bound
is worse hold no best point at all, and in the others a column stays as near its cheapest place as
the room up to the value pays for. Only the tie rule asks on such a box: certificates do not speak
of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np

from optalloc.core.exact import total
from optalloc.solver.program.face import Face, draw, drawn_in
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.proof.lagrangian import ROUNDED, near_face, optimal_face
from optalloc.solver.proof.tree import Claim, Fork, Leaf, Narrow, Sums, Tree, halves
from optalloc.solver.session.linearise import Held
from optalloc.solver.session.session import Solving

MOST_PARTS = 3000
"""Parts of a tree that are looked at; each takes as long as a node of the search."""


def on_hulls(solving: Solving) -> Solving:
    """Return the solving on the boxes of its held goals; goals that a box holds are let go."""
    kept = list[Held]()
    for held in solving.held:
        box, is_exact = (None, False) if held.proven is None else best_points(*held.proven)
        if box is not None:
            solving = solving.on(_both(solving.program, solving.face, box))
        if not is_exact and _most(held.stage, solving.face) > held.value:
            kept.append(held)
    return replace(solving, held=tuple(kept))


def best_points(claim: Claim, tree: Tree) -> tuple[Face | None, bool]:
    """Return a box of all points that have the claim's value, and whether all its points do.

    None where a box is not to be had.
    """
    boxes = list(islice(_boxes(claim, tree), MOST_PARTS))
    if not boxes or len(boxes) == MOST_PARTS:
        return None, False
    faces = [face for face, _ in boxes]
    rows = claim.program.rows  # Without the sums that its tree cuts at.
    box = Face(
        np.minimum.reduce([face.lower for face in faces]),
        np.maximum.reduce([face.upper for face in faces]),
        np.minimum.reduce([face.low[:rows] for face in faces]),
        np.maximum.reduce([face.high[:rows] for face in faces]),
    )
    return box, len(boxes) == 1 and boxes[0][1]


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
        if isinstance(node, Sums):
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


def _both(program: Program, face: Face, box: Face) -> Face:
    """Return what two faces have in common."""
    both = Face(
        np.maximum(face.lower, box.lower),
        np.minimum(face.upper, box.upper),
        np.maximum(face.low, box.low),
        np.minimum(face.high, box.high),
    )
    return drawn_in(program, both)


def _most(stage: Stage, face: Face) -> Fraction:
    """Return a value that no point of a face is above: every column at its dearest end."""
    terms = [c * int((face.upper if c > 0 else face.lower)[j]) for j, c in stage.linear.items()]
    for j, cost in stage.convex.items():
        terms.append(max(cost.at(int(face.lower[j])), cost.at(int(face.upper[j]))))
    return stage.constant + total(terms)
