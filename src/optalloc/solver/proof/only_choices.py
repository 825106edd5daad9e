"""Whether the choices of a plan are the only ones with its value, told by the proof of that value.

Which projects are paid decides most of what the tie rule asks for, and the best value is most often
had by one set of them. So a search that has proven that no plan is better looks again at the parts
whose bounds come to the value itself. The plan's own choices are cut off there by two sums: of the
switches that are chosen, and of the others. Where the rest holds no plan as good, what is asked
after the goal is asked of the plan's own choices alone. Where that takes long it is left open.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Whole
from optalloc.solver.proof.cutting import BranchingCut, Node, cut_in_two, opened
from optalloc.solver.proof.multipliers import snappings
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.sums_to_cut_at import choices_of
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.session.at_switches import switches_of_amounts

LEAST_AGAIN = 100
"""Parts that may be looked at again where the proof itself had fewer than four times as many."""
MOST_COLUMNS_AGAIN = 50_000
"""Columns of all those parts."""

Sums = tuple[tuple[int, ...], ...]
"""Sums by their columns."""


@dataclass(frozen=True)
class OwnChoices:
    """The choices of a plan as two sums of switches: those that are made, and the others.

    Attributes:
        sums: The columns of each.
        made: Those that are made, each with its columns.
    """

    sums: Sums
    made: Sums

    @classmethod
    def of(cls, claim: Claim) -> "OwnChoices | None":
        """Return those of a claim's point; None where switches exclude no others, or none is left.

        A switch that decides amounts and excludes no other is a choice by itself.
        """
        program, face, x = claim.program, claim.face, claim.x
        if x is None or claim.step is None or not (choices := choices_of(program, face)):
            return None
        known = {j for columns in choices for j in columns}
        single = [(j,) for j in face.free(switches_of_amounts(program)).tolist() if j not in known]
        every = (*choices, *single)
        made = tuple(columns for columns in every if x[list(columns)].any())
        on = tuple(j for columns in made for j in columns)
        off = tuple(j for columns in every if columns not in made for j in columns)
        is_told = on and off and len({*on, *off}) == len(on) + len(off)
        return cls((on, off), made) if is_told else None

    def after(self, sums: Sums) -> Sums:
        """Return sums to cut at with these at their end, none twice."""
        return (*(columns for columns in sums if columns not in self.sums), *self.sums)


@dataclass
class OnlyChoices:
    """That no plan with other choices has a claim's value, as it is sought beside the claim.

    Attributes:
        claim: What is to be proven in any case; it has a point, and values lie a step apart.
        made: The choices that its point makes.
        is_second: Whether parts are looked at that hold no better point, but may hold one as good.
        proven: Parts that hold no better point, each with what proves it.
        own: The parts with the claim's own choices that are cut off.
    """

    claim: Claim
    made: OwnChoices
    is_second: bool = False
    proven: list[tuple[Node, Leaf]] = field(default_factory=list)
    own: list[Node] = field(default_factory=list)

    @classmethod
    def of(cls, claim: Claim, own: OwnChoices | None) -> "OnlyChoices | None":
        """Return it where a claim's point makes some choices, whose sums are its last two."""
        if claim.x is None or claim.step is None or own is None:
            return None
        only = cls(claim, own)
        return only if only._sums(claim.x) == [len(own.made), 0] else None

    @property
    def first(self) -> int:
        """The row of the switches that are chosen; the others' is the next."""
        return self.claim.program.rows - len(self.made.sums)

    @property
    def sought(self) -> Claim:
        """Return the claim to which plans as good are better ones."""
        claim = self.claim
        assert claim.value is not None and claim.step is not None
        return replace(claim, value=claim.value + Fraction(claim.step), x=None)

    def are_own(self, x: Whole) -> bool:
        """Return whether a point makes the same choices."""
        return self._sums(x) == self._sums(self.claim.x)

    def _sums(self, x: Whole | None) -> list[int]:
        assert x is not None
        return [int(x[list(columns)].sum()) for columns in self.made.sums]

    def settle(self, node: Node, leaf: Leaf) -> None:
        """Settle a part that holds no better point, until it is looked at again."""
        node.leaf, node.is_settled = leaf, True
        if not self.is_second:
            self.proven.append((node, leaf))

    def look_again(self, push: Callable[[Node], None]) -> None:
        """Open the parts that may hold points as good."""
        self.is_second = True
        for node, _ in self.proven:
            node.is_settled = False
            push(node)

    def most_again(self, nodes: int) -> int:
        """Return how many parts may be looked at again, after a proof of so many."""
        columns = max(1, self.claim.program.columns)
        return max(nodes // 4, min(LEAST_AGAIN, MOST_COLUMNS_AGAIN // columns))

    def close(self) -> None:
        """Take those parts as what they were before they were looked at again."""
        for node, leaf in self.proven:
            node.cut, node.parts, node.leaf, node.is_settled = None, [], leaf, True

    def is_all_of(self, face: Face, least: Fraction) -> bool:
        """Return whether a part is settled but for the claim's own choices, as far as floats tell.

        Args:
            least: The bound of the part.
        """
        claim, first = self.claim, self.first
        assert claim.value is not None and claim.step is not None
        is_apart = face.low[first] >= len(self.made.made) and face.high[first + 1] <= 0
        if not self.is_second or is_apart or least < claim.value - claim.step:
            return False
        may_be = face.high[first] >= len(self.made.made) and face.low[first + 1] <= 0
        are_off = not face.lower[list(self.made.sums[1])].any()
        return bool(may_be and are_off and all(face.upper[list(c)].any() for c in self.made.made))

    def set_apart(self, node: Node, lp: NodeLp, push: Callable[[Node], None]) -> None:
        """Cut the part with the claim's own choices off a node, and settle that part.

        Args:
            push: Takes up what is left of the node, and the part too where nothing settles it.
        """
        first = self.first
        for cut in (
            BranchingCut(first, len(self.made.made) - 1, True, is_row=True),
            BranchingCut(first + 1, 0, False, is_row=True),
        ):
            below, above = cut_in_two(self.claim.program, node, cut)
            node, other = (above, below) if cut.is_up else (below, above)
            if opened(other) is not None:
                push(other)
        self.own.append(node)
        if not self._settles(node, lp):
            push(node)

    def best(self) -> Face | None:
        """Return a part that holds all points with the value, where others hold none."""
        if not self.own:
            return None
        faces, program = [node.face for node in self.own], self.claim.program
        face = Face(
            np.minimum.reduce([face.lower for face in faces]),
            np.maximum.reduce([face.upper for face in faces]),
            np.minimum.reduce([face.low for face in faces]),
            np.maximum.reduce([face.high for face in faces]),
        )
        low = face.low.copy()
        for i in np.flatnonzero(face.high == 1).tolist():
            entries = slice(int(program.start[i]), int(program.start[i + 1]))
            if tuple(program.column[entries].tolist()) in self.made.made:
                low[i] = max(int(low[i]), 1)
        return replace(face, low=low).of_rows(program.rows - self.claim.sums)

    def _settles(self, node: Node, lp: NodeLp) -> bool:
        """Settle the part with the claim's own choices, where the claim's value is what it is."""
        relaxed, part = lp.solve(node.face), self.claim.part(node.face)
        exact: Iterable[Leaf] = ()
        if relaxed.near is not None and relaxed.x is not None:
            near = np.rint(relaxed.x).astype(np.int64) if part.x is None else part.x
            exact = snappings(part, relaxed.weights, relaxed.near, relaxed.scale, near)
        node.leaf = next((f for f in chain(relaxed.leaves(), exact) if part.is_settled(f)), None)
        node.is_settled = node.leaf is not None
        return node.is_settled
