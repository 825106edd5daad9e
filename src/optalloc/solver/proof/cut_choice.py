"""Where a search cuts a part of its face: at holes, switches, counts, sums, or single amounts."""

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.holes import holes
from optalloc.solver.proof.cutting import (
    BranchingCut,
    Node,
    at_a_hinge,
    at_a_sum,
    hinges_of,
    in_a_hole,
    rows_of_sums,
    steps_of,
    where_to_cut,
)
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.tree import Claim
from optalloc.solver.proof.trials import Gains

BEFORE_HOLES = 24
"""Nodes before holes are looked for, which takes as long as some dozens of nodes."""


class CutChoice:
    """What is known of the columns and sums of a claim that says where to cut.

    Attributes:
        gains: What cuts at switches have moved.
        units: The first of the columns that hold units of pots; 0 where there are none.
        counts: What rules count in, such as the units of a split over the totals: much hangs on
            each.
    """

    def __init__(self, claim: Claim, units: int) -> None:
        self.claim, self.units = claim, units
        program, face = claim.program, claim.face
        self.holes: dict[int, int] | None = None
        self.totals = np.asarray(program.ties.totals, dtype=np.int64)
        self.sums, choices = rows_of_sums(program, face, claim.sums)
        self.gains = Gains(program.columns, choices)
        self.steps, self.sum_steps = steps_of(program, face, claim.sums)
        self.costly = np.array(sorted({*claim.stage.linear, *claim.stage.convex}), dtype=np.int64)
        amounts = len(program.ties.cells) + len(self.totals)
        self.counts = np.setdiff1d(np.arange(amounts, program.columns), self.costly)
        self.hinges = hinges_of(program, face, self.totals, self.counts)

    def at(self, lp: NodeLp, node: Node, x: Floats | None, nodes: int) -> BranchingCut | None:
        """Return where to cut a node; None where it is a single point.

        Args:
            lp: Was solved last on the node's part of the face.
            x: The point that it came to.
            nodes: How many have been looked at.
        """
        face, program = node.face, self.claim.program
        cut = self._in_a_hole(face, x, nodes) or self.gains.cut(lp, node, x)
        if cut is None and x is not None and self.hinges:
            cut = at_a_hinge(program, face, x, self.hinges)
        first = (self.counts, self.totals, self.costly)
        cut = cut or where_to_cut(face, x, node.depth, first, self.steps, self.units)
        if cut is None or cut.is_row or x is None or not self.claim.sums:
            return cut
        is_amount = face.upper[cut.place] - face.lower[cut.place] > 1
        is_unit = self.units and cut.place >= self.units
        if not is_amount or is_unit or cut.place in self.counts:
            return cut
        rows = self.sums.get(bool(cut.place in self.totals), ())
        return at_a_sum(program, face, x, rows, self.sum_steps) or cut

    def _in_a_hole(self, face: Face, x: Floats | None, nodes: int) -> BranchingCut | None:
        """Return the column that stands furthest inside a hole of its values, with where to cut.

        Holes are looked for once a few nodes have not been enough.
        """
        if nodes < BEFORE_HOLES or x is None:
            return None
        program, whole = self.claim.program, self.claim.face
        if self.holes is None:
            costs = self.costly.tolist()
            others = [j for j in range(len(x)) if j not in costs]
            self.holes = holes(program, whole, [*costs, *others])
        return in_a_hole(self.holes, whole, face, x)
