"""The tree that branch and bound grows, and what it proves: proof.Tree once it is done."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Program, Whole
from optalloc.solver.proof.cutting import BranchingCut, Node, opened
from optalloc.solver.proof.safe_bounds import SafeBounds
from optalloc.solver.proof.tree import Claim, Fork, Leaf, Narrow, SumCuts, Tree

BLURRED = 1 << 30
"""Times what is left between bound and value from which on a float bound tells nothing of it."""


@dataclass(frozen=True)
class Closed:
    """What a search came to.

    Attributes:
        x: The best point met; None where none was.
        tree: What proves `lower`, or that there is no point; None where nothing does.
        lower: No value is below it; None where nothing is proven, or there is no point.
        is_closed: Whether that is the value itself, or there is no point.
        nodes: How many parts were looked at.
        root: The multipliers of the whole face.
        best: A part of the face that holds all points with the value, where one was found.
    """

    x: Whole | None
    value: Fraction | None
    tree: Tree | None
    lower: Fraction | None
    is_closed: bool
    nodes: int
    root: Leaf | None = None
    best: Face | None = None

    def with_sums(self, sums: tuple[tuple[int, ...], ...], rows: int) -> "Closed":
        """Return it as proven of a program of so many rows, by a proof that tells the sums first.

        At the root the sums bound nothing, and its multipliers are told without them.
        """
        tree = None if self.tree is None else SumCuts(sums, self.tree)
        if self.root is None:
            return replace(self, tree=tree)
        own = {i: p for i, p in self.root.multipliers.items() if i < rows}
        return replace(self, tree=tree, root=replace(self.root, multipliers=own))


def closed(
    root: Node, claim: Claim, safe: SafeBounds, nodes: int, is_improved: bool, has_room: bool
) -> Closed:
    """Return what a tree proves.

    Args:
        claim: With the best value met.
        is_improved: Whether parts were settled against a worse value, and are to be checked again.
        has_room: Whether parts count as settled that may hold points a little better.
    """
    leaves, tree = leaves_of(root), tree_of(root)
    own = root.leaf if root.leaf is not None and root.leaf.because == "bound" else None
    is_closed = all(node.is_settled for node in leaves) and not has_room
    if is_closed and (not is_improved or claim.is_proved(tree)):
        return Closed(claim.x, claim.value, tree, claim.value, True, nodes, own)
    if claim.value is None:
        return Closed(None, None, None, None, False, nodes)
    told = lattice(claim, min(_least(node, claim.value, safe) for node in leaves))
    # Leaves without multipliers have some by now.
    tree = tree_of(root)
    if not replace(claim, value=told, x=None).is_proved(tree):
        return Closed(claim.x, claim.value, None, None, False, nodes, own)
    # Parts that might have held better points, or were left open, may come to the value itself.
    is_best = told == claim.value and claim.x is not None
    return Closed(claim.x, claim.value, tree, told, is_best, nodes, own)


def _least(node: Node, value: Fraction, safe: SafeBounds) -> Fraction:
    """Return the exact bound of a node; the value itself where it holds no better point."""
    if node.leaf is not None and node.leaf.because != "bound":
        return value
    node.leaf = Leaf("bound") if node.leaf is None else node.leaf
    return min(value, safe.value(node.face, node.leaf))


def lattice(claim: Claim, least: Fraction) -> Fraction:
    """Return the lowest value that a bound allows, where values lie whole steps apart."""
    assert claim.value is not None
    if claim.step is None:
        return least
    return claim.value - (claim.value - least) // claim.step * claim.step


def nodes_of(root: Node) -> list[Node]:
    """Return a node and all below it, parents first."""
    found, todo = [], [root]
    while todo:
        node = todo.pop()
        found.append(node)
        todo += node.parts
    return found


def leaves_of(root: Node) -> list[Node]:
    """Return the nodes below a node that have no parts, or the node itself."""
    return [node for node in nodes_of(root) if not node.parts]


def improved(claim: Claim, x: Whole) -> Fraction | None:
    """Return the value of a point; None unless it is on the face, within the limits, and better."""
    if not claim.face.holds(claim.program, x):
        return None
    values = x.tolist()
    value = claim.stage.value(values)
    if claim.value is not None and value >= claim.value:
        return None
    is_lost = any(limit.stage.value(values) > limit.most for limit in claim.limits)
    return None if is_lost else value


def is_blurred(claim: Claim, base: Fraction, root: Leaf | None) -> bool:
    """Return whether float bounds are counted from so far off that they hide what is left.

    Args:
        base: What they are counted from.
        root: The multipliers of the whole face.
    """
    if claim.value is None or root is None or root.because != "bound":
        return False
    return (claim.value - claim.bound(root).value) * BLURRED < abs(claim.value - base)


def box_of_better(claim: Claim, root: Node) -> Face | None:
    """Return the box that holds all better points, by the multipliers of the whole face.

    None where they say nothing.
    """
    if root.leaf is None or root.leaf.because != "bound":
        return None
    box = claim.part(root.face).narrowed(root.leaf)
    return None if (box.lower > box.upper).any() else box


def within(program: Program, node: Node, box: Face) -> bool:
    """Draw a node in to what of it lies in a box; returns whether anything does."""
    face = node.face
    lower, upper = np.maximum(face.lower, box.lower), np.minimum(face.upper, box.upper)
    if (lower > face.lower).any() or (upper < face.upper).any():
        node.face = draw(program, replace(face, lower=lower, upper=upper))
        return opened(node) is not None
    return True


def tree_of(root: Node) -> Tree:
    """Return the tree of proofs below a node, built from its leaves upwards."""
    made: dict[int, Tree] = {}
    for node in reversed(nodes_of(root)):
        parts = [made.pop(id(part)) for part in node.parts]
        if isinstance(node.cut, Leaf):
            made[id(node)] = Narrow(node.cut, parts[0])
        elif node.cut is not None:
            made[id(node)] = _fork(node.cut, *parts)
        else:
            made[id(node)] = node.leaf if node.leaf is not None else Leaf("bound")
    return made[id(root)]


def _fork(cut: BranchingCut, below: Tree, above: Tree) -> Fork:
    return Fork(cut.place, cut.at, below, above, cut.is_row)
