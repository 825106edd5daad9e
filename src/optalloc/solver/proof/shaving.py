"""Which switches better points leave no choice: the side that none of them has is cut off.

A switch that stands at one end in a linear program is never cut at, though its other end may be out
of reach. One linear program for the other side, and the exact bound that its multipliers prove, is
cheap beside what is asked afterwards: with half of the switches settled a search has fewer parts,
and so have the integer programs of the tie rule.
"""

from collections.abc import Callable

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Program
from optalloc.solver.proof.cutting import BranchingCut, Node, tiny
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.safe_bounds import SafeBounds
from optalloc.solver.proof.tree import Claim

MOST_SWITCHES = 200
"""Switches of which both sides are looked at: each that is settled is a cut inside the last, and a
certificate is read 400 deep."""


def shave(program: Program, node: Node, x: Floats, is_out: Callable[[Node], bool]) -> Node:
    """Cut off the sides of switches that hold nothing; returns the part that is left.

    Args:
        x: The point of the node's linear program; what it has is not out of reach.
        is_out: Says whether a part is proven to hold nothing.
    """
    switches = np.flatnonzero(node.face.upper - node.face.lower == 1)
    for j in switches[:MOST_SWITCHES].tolist():
        at = int(node.face.lower[j])
        if at == node.face.upper[j]:
            continue
        sides = [
            Node(draw(program, face), node.depth + 1, node.estimate, node.leaf)
            for face in node.face.halves(j, at)
        ]
        for k in (0, 1):
            if abs(x[j] - (at + k)) > tiny(node.face) and is_out(sides[k]):
                node.cut, node.parts = BranchingCut(j, at, bool(k)), sides
                node = sides[1 - k]
                break
        if (node.face.lower > node.face.upper).any():
            break
    return node


def shaved(claim: Claim, face: Face) -> Face:
    """Return a part of a face that holds all of its points with the claim's value.

    Args:
        claim: Its value is the best there is; its stage is linear.
    """
    if claim.value is None or claim.x is None or not (face.upper - face.lower == 1).any():
        return face
    lp, safe = NodeLp(claim.part(face), claim.x, {}), SafeBounds(claim)
    x = lp.solve(face).x
    if x is None:
        return face
    return shave(
        claim.program, Node(face), x, lambda node: _is_out(claim, lp, safe, node.face)
    ).face


def _is_out(claim: Claim, lp: NodeLp, safe: SafeBounds, face: Face) -> bool:
    """Return whether a part is proven to hold no point with the claim's value."""
    assert claim.value is not None
    if (face.lower > face.upper).any():
        return True
    for leaf in lp.solve(face).leaves():
        bound = safe.value(face, leaf)
        if bound > (0 if leaf.because == "empty" else claim.value):
            return True
    return False
