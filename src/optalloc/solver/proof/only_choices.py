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

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Whole
from optalloc.solver.proof.cutting import BranchingCut, Node, cut_in_two, opened
from optalloc.solver.proof.multipliers import snappings
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.sums_to_cut_at import choices_of
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.session.at_switches import switches_of_amounts


@dataclass(frozen=True)
class OwnChoices:
    """The choices of a plan as two sums of switches: those that are made, and the others.

    Attributes:
        sums: The columns of each.
        made: How many are on.
    """

    sums: tuple[tuple[int, ...], ...]
    made: int

    @classmethod
    def of(cls, program: Program, face: Face, x: Whole | None) -> "OwnChoices | None":
        """Return those of a plan; None where no switches exclude one another, or none is left.

        A switch that decides amounts and excludes no other is a choice by itself.
        """
        choices = choices_of(program, face)
        if x is None or not choices:
            return None
        known = {j for columns in choices for j in columns}
        single = [(j,) for j in face.free(switches_of_amounts(program)).tolist() if j not in known]
        every = (*choices, *single)
        on = tuple(j for columns in every if x[list(columns)].any() for j in columns)
        off = tuple(j for columns in every if not x[list(columns)].any() for j in columns)
        return cls((on, off), int(x[list(on)].sum())) if on and off else None


@dataclass
class OnlyChoices:
    """That no plan with other choices has a claim's value, as it is sought beside the claim.

    Attributes:
        claim: What is to be proven in any case; it has a point, and values lie a step apart.
        first: The row of the switches that are chosen; the others' is the next.
        is_apart: Whether the part with the claim's own choices is cut off.
        is_second: Whether parts are looked at that hold no better point, but may hold one as good.
        proven: Parts that hold no better point, each with what proves it.
    """

    claim: Claim
    first: int
    is_apart: bool = False
    is_second: bool = False
    proven: list[tuple[Node, Leaf]] = field(default_factory=list)

    @classmethod
    def of(cls, claim: Claim, own: OwnChoices | None) -> "OnlyChoices | None":
        """Return it where a claim's point makes some choices, whose sums are its last two."""
        if claim.x is None or claim.step is None or own is None:
            return None
        if [int(claim.x[list(columns)].sum()) for columns in own.sums] != [own.made, 0]:
            return None
        return cls(claim, claim.program.rows - len(own.sums))

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
        sums: list[int] = self.claim.program.activity(x)[self.first :].tolist()
        return sums

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

    def leave_open(self) -> None:
        """Take those parts as what they were, whatever they may hold that is as good."""
        for node, leaf in self.proven:
            node.cut, node.parts, node.leaf, node.is_settled = None, [], leaf, True

    def is_all_of(self, face: Face, least: Fraction) -> bool:
        """Return whether a part is settled but for the claim's own choices, as far as floats tell.

        Args:
            least: The bound of the part.
        """
        claim = self.claim
        assert claim.x is not None and claim.value is not None and claim.step is not None
        if (
            not self.is_second
            or self.is_apart
            or (claim.x < face.lower).any()
            or (claim.x > face.upper).any()
        ):
            return False
        return least >= claim.value - claim.step

    def set_apart(self, node: Node, lp: NodeLp, push: Callable[[Node], None]) -> bool:
        """Cut the part with the claim's own choices off a node; returns whether it is settled.

        Args:
            push: Takes up what is left of the node, and the part too where nothing settles it.
        """
        self.is_apart = True
        made = self._sums(self.claim.x)[0]
        for cut in (
            BranchingCut(self.first, made - 1, True, is_row=True),
            BranchingCut(self.first + 1, 0, False, is_row=True),
        ):
            below, above = cut_in_two(self.claim.program, node, cut)
            node, other = (above, below) if cut.is_up else (below, above)
            if opened(other) is not None:
                push(other)
        if not self._settles(node, lp):
            push(node)
        return node.is_settled

    def _settles(self, node: Node, lp: NodeLp) -> bool:
        """Settle the part with the claim's own choices, where the claim's value is what it is."""
        relaxed, part = lp.solve(node.face), self.claim.part(node.face)
        exact: Iterable[Leaf] = ()
        if relaxed.near is not None and part.x is not None:
            exact = snappings(part, relaxed.weights, relaxed.near, relaxed.scale, part.x)
        node.leaf = next((f for f in chain(relaxed.leaves(), exact) if part.is_settled(f)), None)
        node.is_settled = node.leaf is not None
        return node.is_settled
