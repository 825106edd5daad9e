"""The linear program of a part whose switches are settled, in single steps around its point.

Then it is the last units of large amounts that decide, and a billionth of their range is more than
those.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.proof.cutting import is_fine, tiny
from optalloc.solver.proof.node_lp import NodeLp, NodeRelaxation
from optalloc.solver.proof.tree import Claim
from optalloc.solver.session.linearise import Chosen

FAR = 1 << 20
"""Steps from the anchor up to which doubles tell a billionth of one."""
MOST_ANCHORS = 3
"""Anchors that a part is solved around; one that is still far then stays as the engine had it."""


class FineSteps:
    """The linear programs around the points of parts, one of them kept warm.

    Attributes:
        base: The value that those of relaxations are counted from.
    """

    def __init__(self, claim: Claim, chosen: Chosen, base: Fraction) -> None:
        self.claim, self.chosen, self.base = claim, chosen, base
        self.lp: NodeLp | None = None

    def around(
        self, relaxed: NodeRelaxation, face: Face, seconds: float
    ) -> tuple[NodeRelaxation, NodeRelaxation | None]:
        """Return what the linear program of a part says in single steps around its point.

        The same as before where no range is wide or a switch is open.

        Returns:
            The last point that it came to, and what it said instead of one, which proves nothing by
            itself; None where it did not.
        """
        if not is_fine(face):
            return relaxed, None
        reach = face.upper - face.lower
        for _ in range(MOST_ANCHORS):
            assert relaxed.x is not None
            switch = relaxed.x[reach == 1]
            if np.abs(switch - np.rint(switch)).max(initial=0.0) > tiny(face):
                break
            near = np.clip(np.rint(relaxed.x).astype(np.int64), face.lower, face.upper)
            if self.lp is None or np.abs(near - self.lp.anchor).max(initial=0) > FAR:
                self.lp = NodeLp(self.claim, near, self.chosen, in_steps=True)
            found = self.lp.solve(face, seconds=seconds)
            if found.said != "point":
                return relaxed, found
            assert found.x is not None
            above = self.claim.stage.value(self.lp.anchor.tolist()) - self.base
            relaxed = replace(found, value=found.value + float(above))
            if np.abs(found.x - self.lp.anchor).max(initial=0.0) <= FAR:
                break
        return relaxed, None

    def inner(self, face: Face) -> Floats | None:
        """Return a point of a part that stands clear of the sides of its rows; None without one."""
        return None if self.lp is None else self.lp.inner(face)
