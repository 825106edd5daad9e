"""Branch and bound in exact arithmetic: what closes the gap that engines leave, or says its size.

A node is a part of the face: bounds of columns. Rows draw its bounds in (face.draw); a linear
program of floats (node_lp.py) says where to look. Only whole arithmetic settles a node: its bound
(safe_bounds.py) leaves no room below the best point at hand, its rows cannot all hold (multipliers
of Farkas), or the bounds its rows imply cross. A switch at 0.0000009 is cut like any other
fraction, so the search ends where boxes are single points at the latest. Nodes are taken by the
least bound and followed on the side their linear program leans to, so that points are met early.
The tree that is left is the proof (proof.Tree), of the least bound of nodes that are still open.
"""

from dataclasses import replace
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Whole
from optalloc.solver.proof.cutting import (
    Node,
    are_at_ends,
    cut_in_two,
    is_narrower,
    may_narrow,
    narrowed_to,
    opened,
)
from optalloc.solver.proof.fine_steps import FineSteps
from optalloc.solver.proof.infeasibility import empty_leaf
from optalloc.solver.proof.multipliers import leaves_of_point, sharpest, snappings
from optalloc.solver.proof.node_lp import NodeLp, NodeRelaxation
from optalloc.solver.proof.only_choices import OnlyChoices, OwnChoices
from optalloc.solver.proof.points import Points, nothing
from optalloc.solver.proof.proof_pool import ProofPool
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.repair import points_near
from optalloc.solver.proof.safe_bounds import CLOSE, SafeBounds, enough, is_enough, is_far
from optalloc.solver.proof.search_tree import (
    Closed,
    box_of_better,
    closed,
    improved,
    is_blurred,
    leaves_of,
    within,
)
from optalloc.solver.proof.shaving import shave
from optalloc.solver.proof.sums_to_cut_at import sums_to_cut_at
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.proof.trials import CutChoice
from optalloc.solver.session.linearise import Chosen
from optalloc.solver.session.session import SolveSession

DEEPEST = 400
"""Cuts one inside another; a certificate is read to that depth."""
MOST_CELLS = 3 * 10**7
"""Columns of all the nodes that are kept at once: some hundreds of megabytes."""
PATIENCE = 64
"""Nodes before a point is looked for that is better than the engines' own."""
FEW = 1 << 11
"""Nodes that a search beside an engine gives up where it begins anew from a better point."""


def search(
    solving: SolveSession, claim: Claim, chosen: Chosen, points: Points, left: ProofTime
) -> Closed:
    """Return what branch and bound makes of a claim within the time there is.

    It may cut at sums too, of columns that stand in for one another and of choices: rows that bound
    nothing by themselves, added for the search, and told in its proof.

    Args:
        claim: Its value and point are the best at hand; None where there is none.
        chosen: Tangents to start from.
        points: Those of engines.
        left: Returns the seconds that are left.
    """
    program = claim.program
    sums, made = sums_to_cut_at(program, claim.face, solving.settles_ties), None
    if not solving.gap and (made := OwnChoices.of(claim)) is not None:
        sums = made.after(sums)
    if not sums:
        return BranchAndBound(solving, claim, chosen, points, left).run()
    wide = claim.with_sums(sums)
    on = replace(solving.on(wide.face), program=wide.program)
    own = replace(points, part=lambda f: points.part(f.of_rows(program.rows)))
    search = BranchAndBound(on, wide, chosen, own, left, made)
    return search.run().with_sums(sums, program.rows)


class BranchAndBound:
    """A branch and bound of one claim.

    Attributes:
        claim: Of the whole face, with the best value met so far.
        left: Returns the seconds that are left.
        room: The part of the value by which it may miss the best.
        box: Holds all better points than the best at hand; None before a better one was met.
    """

    def __init__(
        self,
        solving: SolveSession,
        claim: Claim,
        chosen: Chosen,
        points: Points,
        left: ProofTime,
        made: OwnChoices | None = None,
    ) -> None:
        self.solving, self.claim, self.points, self.left = solving, claim, points, left
        self.safe, self.chosen, self.made = SafeBounds(claim), chosen, made
        self.order, self.nodes = count(), 0
        self.repairs = 1 if claim.value is None else PATIENCE
        self.room = solving.gap
        self._begin()

    def _begin(self) -> None:
        """Begin at the whole face, with the best point at hand."""
        claim, self.begun = self.claim, self.nodes
        self._measure(claim, self.solving.anchor() if claim.x is None else claim.x)
        self.is_improved = self.is_blurred = False
        self.only = None if self.room else OnlyChoices.of(claim, self.made)
        self.claim = claim if self.only is None else self.only.sought
        self.box: Face | None = None
        of = self.solving
        self.cuts = CutChoice(claim, of.units, of.settles_ties, self.made is not None)
        self.pool = ProofPool.of(claim) if self.cuts.gains.has_choices else None
        self.root = Node(claim.face)
        self.is_shaved = claim.value is None or bool(self.room)
        self.heap: list[tuple[float, int, int, Node]] = []
        self._push(self.root)

    def _measure(self, claim: Claim, anchor: Whole) -> None:
        """Lay out the linear programs in the units of a part, counted from a point."""
        self.lp = NodeLp(claim, anchor, self.chosen)
        self.base = claim.stage.value(self.lp.anchor.tolist())
        self.fine = FineSteps(claim, self.chosen, self.base)

    def run(self) -> Closed:
        """Search until nothing is open, or time is up."""
        most = MOST_CELLS // max(1, len(self.root.face.lower))
        self._search(most)
        best = None if self.only is None or self.heap else self._looked_again(self.only, most)
        root = self.root
        if self.box is not None and root.cut is not root.leaf:
            root = Node(root.face, leaf=root.leaf, cut=root.leaf, parts=[root])
        claim = self.claim if self.only is None else self.only.claim
        found = closed(root, claim, self.safe, self.nodes, self.is_improved, bool(self.room))
        return replace(found, best=best)

    def _looked_again(self, only: OnlyChoices, most: int) -> Face | None:
        """Return the part with all points as good as the best, where that is soon told."""
        only.look_again(self._push)
        self._search(min(most, self.nodes + only.most_again(self.nodes)))
        is_told = self.only is not None and all(n.is_settled for n in leaves_of(self.root))
        best = only.best() if is_told else None
        # The proof of the value has no need of what was looked at since.
        only.close()
        self.claim, self.only, self.made = only.claim, None, None
        return best

    def _search(self, most: int) -> None:
        """Look at parts until none is open, so many were, or time is up."""
        while self.heap and self.nodes < most and self.left() > 0:
            node: Node | None = heappop(self.heap)[3]
            while node is not None:
                node = self._visit(node)
                self.left.keep_back(self.nodes, self.safe.each)
                if (met := self.points.news()) is not None:
                    self.take(met)
                if self._begins_anew():
                    node = None
                if node is not None and self.left() <= 0:
                    self._push(node)
                    node = None

    def _push(self, node: Node) -> None:
        # Of parts as good as each other the deepest: it is nearest to a point.
        heappush(self.heap, (node.rank, -node.depth, next(self.order), node))

    def _visit(self, node: Node) -> Node | None:
        """Settle or cut a node; returns the part of it to follow."""
        self.nodes += 1
        box = None if node is self.root else self.box
        if box is not None and not within(self.claim.program, node, box):
            return None
        if node.leaf is not None and node.depth and self._settles(node, node.leaf):
            return None
        if node.depth and self.pool is not None and not self.room:
            inner = self.pool.narrowed(node, self.claim, self._settles)
            if inner is None:
                self.cuts.gains.learn(node, self._enough())
                return None
            node = inner
        relaxed = self.lp.solve(node.face, seconds=self.left())
        if relaxed.said == "point":
            relaxed, no_point = self.fine.around(relaxed, node.face, self.left())
            if no_point is not None and self._is_empty(node, no_point):
                return None
        if self._is_empty(node, relaxed):
            return None
        if relaxed.said == "point":
            node.estimate = max(node.estimate, relaxed.value)
            node.value = relaxed.value
            self.cuts.gains.learn(node, self._enough())
            self._meet(node, relaxed)
            if self._is_bounded(node, relaxed):
                return None
            if self.cuts.settled.proves(node, self.points.part, self.take, self._settles):
                return None
            if (inner := self._narrow(node, relaxed)) is not None:
                return inner
            if not self.is_shaved:
                return self._shaved(node, relaxed)
        if node.depth >= DEEPEST:
            return None
        return self._cut(node, relaxed)

    def _shaved(self, node: Node, relaxed: NodeRelaxation) -> Node | None:
        """Cut off the sides of switches that hold nothing better; returns the part that is left."""
        self.is_shaved = True
        assert relaxed.x is not None
        left = shave(self.claim.program, node, relaxed.x, self._is_out)
        # The linear program was last solved on other parts, and where to cut asks it for this one.
        return opened(left)

    def _settles(self, node: Node, leaf: Leaf) -> bool:
        """Settle a node by a leaf if its exact bound does."""
        if leaf.because == "bound" and self._is_far(node.estimate):
            return False  # So is every bound while there is no value.
        bound = self.safe.value(node.face, leaf)
        if bound > 0 if leaf.because == "empty" else is_enough(self.claim, bound, self.room):
            node.leaf, node.is_settled = leaf, True
        elif self.only is not None and leaf.because == "bound" and self._bar.is_reached(bound):
            self.only.settle(node, leaf)
        return node.is_settled

    @property
    def _bar(self) -> Claim:
        """What parts are settled by: the claim; or that no plan is better, while that is open."""
        return self.claim if self.only is None or self.only.is_second else self.only.claim

    def _enough(self) -> float:
        """Return the float bound that leaves no better value; infinite while none is at hand."""
        return enough(self._bar, self.base)

    def _is_far(self, estimate: float) -> bool:
        """Return whether a float bound lies clearly below what would settle a node."""
        return is_far(self._bar, self.base, estimate, self.room, self.lp.blur)

    def _is_empty(self, node: Node, relaxed: NodeRelaxation) -> bool:
        """Settle a node whose linear program has no point, if multipliers prove it."""
        if relaxed.said != "empty":
            return False
        self.cuts.gains.learn(node, self._enough())
        if any(self._settles(node, leaf) for leaf in relaxed.leaves()):
            if self.pool is not None and node.leaf is not None:
                self.pool.add(node.leaf)
            return True
        leaf = empty_leaf(self.solving, self.claim.part(node.face))
        if leaf is not None:
            node.leaf, node.is_settled = leaf, True
        return node.is_settled

    def _is_bounded(self, node: Node, relaxed: NodeRelaxation) -> bool:
        """Settle a node by its bound if it is no better than the point at hand."""
        leaf = Leaf("bound", relaxed.multipliers or {}, relaxed.weights or {})
        if self.pool is not None:
            self.pool.add(leaf)
        if self._settles(node, leaf):
            return True
        # Its own multipliers, unless those of the part around it prove more than they say.
        if node.leaf is None or (node.leaf.because == "bound" and relaxed.value >= node.estimate):
            node.leaf = leaf
        if self._is_far(relaxed.value) or relaxed.near is None or relaxed.x is None:
            return False
        # So near that the last digits of the multipliers decide: make them exact.
        part = self._bar.part(node.face)
        near = np.rint(relaxed.x).astype(np.int64) if part.x is None else part.x
        exact = snappings(part, relaxed.weights, relaxed.near, relaxed.scale, near)
        # Once a better point is met below, the sharper of them may settle each part at once.
        node.leaf, node.is_settled = sharpest(part, exact, node.leaf)
        if node.is_settled and self.only is not None:
            self.only.settle(node, node.leaf)
        return node.is_settled

    def _meet(self, node: Node, relaxed: NodeRelaxation) -> None:
        """Take up a better point near a linear program's, if one is found."""
        assert relaxed.x is not None
        value = self.claim.value
        if value is not None and relaxed.value > float(value - self.base) * (1 + CLOSE) + CLOSE:
            return
        x = np.clip(np.rint(relaxed.x).astype(np.int64), node.face.lower, node.face.upper)
        if self.take(x):
            return
        # Repairs cost many draws: at every node while there is no point, then ever more rarely; but
        # with all switches settled that ask for more they find one more often than not.
        is_settled = self.cuts.gains.has_choices and are_at_ends(node.face, relaxed.x)
        is_rare = self.points.are_best or not is_settled
        if self.claim.value is not None and self.nodes < self.repairs and is_rare:
            return
        if is_rare:
            self.repairs = 2 * self.nodes
        inner = self.fine.inner(node.face)
        by = self.lp, self.left.of_limit, self.points.part
        for near in points_near(self.claim.program, node.face, relaxed.x, inner, by):
            if self.take(near):
                break

    def take(self, x: Whole) -> bool:
        """Take a point up if it is on the face, within the limits, and better."""
        value, claim = improved(self.claim, x), self.claim
        if value is None:
            return False
        if self.only is not None:
            if self.only.are_own(x):
                return False
            # Others are as good, or better: what is proven from here on is the claim alone.
            self.claim, self.only, self.made = self.only.claim, None, None
            claim = self.claim
            if value == claim.value:
                return True
        self.is_improved |= claim.value is not None
        self.claim = replace(claim, value=value, x=x)
        # A better value at hand leaves less room everywhere, in parts that are open already too.
        self.box = (None if self.room else box_of_better(self.claim, self.root)) or self.box
        self.is_blurred = is_blurred(self.claim, self.base, self.root.leaf)
        return True

    def _is_out(self, node: Node) -> bool:
        """Settle a part if its linear program leaves nothing better there."""
        if opened(node) is None:
            return True
        relaxed = self.lp.solve(node.face, seconds=self.left())
        if relaxed.said == "empty":
            return self._is_empty(node, relaxed)
        node.estimate = max(node.estimate, relaxed.value)
        return any(self._settles(node, leaf) for leaf in relaxed.leaves())

    def _begins_anew(self) -> bool:
        """Begin anew with a better point where little is lost, or much won; returns whether."""
        if not self.is_blurred:
            if not self.is_improved or self.points.news is nothing:
                return False
            is_much = self.box is not None and is_narrower(self.box, self.root.inner)
            if self.nodes - self.begun > FEW and not is_much:
                return False
        self._begin()
        return True

    def _narrow(self, node: Node, relaxed: NodeRelaxation) -> Node | None:
        """Leave out what no better point can have; None where that is little."""
        if self.claim.value is None or node.leaf is None or self.room:
            return None
        room = self._enough() - relaxed.value
        if node.depth and not may_narrow(node.face, relaxed.prices, room):
            return None
        own = Leaf("bound", relaxed.multipliers or {}, relaxed.weights or {})
        face = self.claim.part(node.face).narrowed(leaf := own if node.depth else node.leaf)
        if (face.lower > face.upper).any() or not is_narrower(face, node):
            return None
        inner = narrowed_to(node, face, leaf)
        if node.depth == 0:
            # In the units of what is left a tolerance is so much less.
            base = self.base
            self._measure(self.claim.part(inner.face), self.lp.anchor)
            inner.estimate += float(base - self.base)
        return opened(inner)

    def _cut(self, node: Node, relaxed: NodeRelaxation) -> Node | None:
        """Cut a node in two; returns the part that its linear program leans to."""
        least = self.base + Fraction(relaxed.value)
        if self.only is not None and self.only.is_all_of(node.face, least):
            self.only.set_apart(node, self.lp, self._push)
            return None
        cut = self.cuts.at(self.lp, node, relaxed.x, self.nodes - self.begun, self._enough())
        if cut is None:
            self._single(node)
            return None
        below, above = cut_in_two(self.claim.program, node, cut)
        first, second = (above, below) if cut.is_up else (below, above)
        if opened(second) is not None:
            self._push(second)
        return opened(first)

    def _single(self, node: Node) -> None:
        """Settle a node of one point: it is taken up, or breaks a row or a limit."""
        x = node.face.lower
        if self.claim.program.holds(x):
            self.take(x.copy())
        part = self.claim.part(node.face)  # With the point, if it was the better one.
        found = next((f for f in leaves_of_point(part, x) if part.is_settled(f)), None)
        node.leaf, node.is_settled = found or node.leaf, found is not None
