"""Which switch to cut at: the one whose two parts lie furthest above the part that is cut.

A cut at a switch that moves no bound doubles the work: the year in which a project starts, say,
beside whether it is funded at all. So a switch is tried, with a few steps of the simplex method to
each side, until it is known how far a cut at it moves bounds; then what is known is believed
(reliability branching: Achterberg, Koch and Martin, "Branching rules revisited", 2005). All of it
is float, and nothing is proven by it: it says where to cut.
"""

from typing import Any

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Whole
from optalloc.solver.proof.cutting import BranchingCut, Node, switches_off, tiny
from optalloc.solver.proof.node_lp import NodeLp

KNOWN = 4
"""Gains of a switch, to each side, after which it is not tried any more."""
MOST_TRIALS = 12
"""Switches tried at one node; of more, those that look best."""
IN_VAIN = 6
"""Switches tried without a better one after which no more are."""
LITTLE = 1e-6
"""A gain that is none: products must not vanish for it."""
NO_POINT = 1e30
"""The gain of a side that has no point."""


class Gains:
    """What cuts at switches have moved so far, and where to cut next.

    Attributes:
        total, count: By side (0: off, 1: on) and column: gains per unit, and how many.
    """

    def __init__(self, columns: int) -> None:
        self.total, self.count = np.zeros((2, columns)), np.zeros((2, columns), dtype=np.int64)

    def note(self, column: int, side: int, part: float, gain: float) -> None:
        """Take down how far a bound moved.

        Args:
            part: By how much the switch was moved.
            gain: How far the bound moved.
        """
        self.total[side, column] += max(gain, 0.0) / max(part, LITTLE)
        self.count[side, column] += 1

    def learn(self, node: Node) -> None:
        """Take down how far the cut that led to a node moved its bound."""
        above = node.above
        if above is None or above.off is None or above.value is None or node.value is None:
            return
        assert isinstance(above.cut, BranchingCut)
        side = int(above.parts[0] is not node)
        part = 1 - above.off if side else above.off
        self.note(above.cut.place, side, part, node.value - above.value)

    def cut(self, lp: NodeLp, node: Node, x: Floats | None) -> BranchingCut | None:
        """Return a cut at the switch between its ends that moves bounds furthest; None without any.

        Args:
            lp: Was solved last on the node's part of the face.
            x: The point that it came to.
        """
        if x is None or node.value is None:
            return None
        found = np.flatnonzero(switches_off(node.face, x) > tiny(node.face))
        if not len(found):
            return None
        j = int(found[0])
        if len(found) > 1:
            j = self.best(lp, node.face, x, node.value, found)
        at = int(node.face.lower[j])
        node.off = float(x[j] - at)
        return BranchingCut(j, at, node.off >= 0.5)

    def best(self, lp: NodeLp, face: Face, x: Floats, value: float, switches: Whole) -> int:
        """Return the switch of some, all between their ends, to cut at.

        Args:
            lp: Was solved last on the face, with the point and the value.
        """
        part = np.stack([x[switches] - face.lower[switches], face.upper[switches] - x[switches]])
        scores = self._expected(part, switches)
        is_known = self.count[:, switches].min(axis=0) >= KNOWN
        best, highest, tried, in_vain = 0, -1.0, 0, 0
        start = lp.highs.getBasis()
        for k in np.argsort(-scores, kind="stable").tolist():
            score = float(scores[k])
            if not is_known[k]:
                if tried == MOST_TRIALS or in_vain == IN_VAIN:
                    continue
                score = self._tried(lp, face, int(switches[k]), part[:, k], value, start)
                tried, in_vain = tried + 1, in_vain + 1
            if score > highest:
                best, highest, in_vain = k, score, 0
        if tried:
            lp.highs.setBasis(start)
        return int(switches[best])

    def _tried(
        self, lp: NodeLp, face: Face, column: int, part: Floats, value: float, start: Any
    ) -> float:
        """Return the product of the gains of a trial to both sides, which are taken down."""
        score = 1.0
        for side, ends in enumerate((face.lower, face.upper)):
            gain = lp.trial(face, column, int(ends[column]), start) - value
            if np.isfinite(gain):
                self.note(column, side, float(part[side]), gain)
            score *= min(max(gain, LITTLE), NO_POINT)
        return score

    def _expected(self, part: Floats, switches: Whole) -> Floats:
        """Return the product of the gains that are to be expected to both sides."""
        count, total = self.count[:, switches], self.total[:, switches]
        mean = self.total.sum(axis=1) / np.maximum(self.count.sum(axis=1), 1)
        unknown = np.where(mean > 0, mean, 1.0)[:, None]
        gains = np.where(count > 0, total / np.maximum(count, 1), unknown) * part
        product: Floats = np.maximum(gains, LITTLE).prod(axis=0)
        return product
