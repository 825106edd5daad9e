"""A part of a face that is searched: where to cut it in two, and which half to follow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import UNBOUNDED, Program, Whole
from optalloc.solver.proof.tree import Claim, Leaf, PartPoint

TINY = 1e-11
"""How far a switch must be from its ends to be cut there: far less than what engines round to a
whole number, as 10^-6 of 10^11 fen is 10^5 fen, and hardly more than noise."""
FRACTION = 1e-6
"""The same for amounts, of which there may be more than doubles have digits for."""
MOST_STUCK = 5
"""Switches that a bound leaves no room to move, from which on a part is narrowed."""
AT_AN_END = 1e-6
"""How far a switch that is as good as settled may be from its nearer end."""
MANY = 5
"""Totals that hang on one count, from which on it is cut rather than they."""
DEEP = 60
"""Cuts after which every second one halves the widest column: boxes shrink whatever points say."""
WIDE = 1 << 20
"""Steps in the range of a column from which on a billionth of it may be worth a look."""
MOST_OPEN = 64
"""Switches that are settled one by one before an amount is cut."""
MOST_VAIN = 3
"""Parts in succession that engines have no proof of, until they are asked no more."""
ALIKE = 4
"""Digits of what they lie from the anchor in which two float bounds count as alike."""


@dataclass(frozen=True)
class BranchingCut:
    """Where a part of a face is cut in two.

    Attributes:
        place: The column, or the row of a sum.
        at: The last step of the lower part.
        is_up: Whether the upper part is followed first.
    """

    place: int
    at: int
    is_up: bool
    is_row: bool = False


@dataclass
class Node:
    """A part of the face on its way.

    Attributes:
        estimate: A bound in floats, counted from the anchor.
        leaf: What settles it, or while it is open the multipliers it came with.
        cut: Where it was cut, or the multipliers that narrowed it.
        above: The node that it is a part of, where that was cut at a switch.
        side: Whether it is the part below that cut (0) or above it (1).
        value: The optimum of its linear program, counted from the anchor.
        off: How far the switch at which it was cut stood from its lower end.
    """

    face: Face
    depth: int = 0
    estimate: float = -np.inf
    leaf: Leaf | None = None
    is_settled: bool = False
    cut: BranchingCut | Leaf | None = None
    parts: list["Node"] = field(default_factory=list)
    above: "Node | None" = None
    side: int = 0
    value: float | None = None
    off: float | None = None

    @property
    def rank(self) -> float:
        """Return the bound as far as parts are told apart by it."""
        return float(f"{self.estimate:.{ALIKE}g}")

    @property
    def inner(self) -> "Node":
        """Return the part that narrowing left of it; itself where it was not narrowed."""
        return self.parts[0] if isinstance(self.cut, Leaf) else self


def opened(node: Node) -> Node | None:
    """Return a node that is to be looked at; None where its bounds cross."""
    if (node.face.lower > node.face.upper).any():
        node.leaf, node.is_settled = Leaf("crossed"), True
        return None
    return node


def cut_in_two(program: Program, node: Node, cut: BranchingCut) -> tuple[Node, Node]:
    """Return the parts of a node below a cut and above it."""
    node.cut = cut
    halves = node.face.halves(cut.place, cut.at, cut.is_row)
    below, above = (
        Node(draw(program, half), node.depth + 1, node.estimate, node.leaf, above=node, side=side)
        for side, half in enumerate(halves)
    )
    node.parts += [below, above]
    return below, above


def narrowed_to(node: Node, face: Face, leaf: Leaf) -> Node:
    """Return the part of a node that the multipliers of a leaf leave to better points."""
    above, side = node.above, node.side
    inner = Node(face, node.depth + 1, node.estimate, leaf, above=above, side=side)
    node.cut, node.parts = leaf, [inner]
    return inner


def where_to_cut(
    face: Face,
    x: Floats | None,
    depth: int,
    first: Sequence[Whole],
    steps: Whole,
    units: int = 0,
) -> BranchingCut | None:
    """Return the column and the step at which to cut, and which part to follow.

    For where all switches stand at their ends. Units of pots first, on which many amounts hang;
    then an amount between whole steps: what rules count in first, then totals, as cells can
    move while they stay, then those that cost, then the others; then, where all looks whole and yet
    is not settled, the widest column, now at the point, now in its middle, so that boxes shrink to
    single points.

    Args:
        first: Columns of amounts that go before all others, in groups.
        steps: What each column is a whole multiple of (see `steps_of`).
        units: The first of the columns that hold units of pots; 0 where there are none.
    """
    reach = face.upper - face.lower
    if not (reach > 0).any():
        return None
    middle = int(face.lower[j := int(np.argmax(reach))] + (reach[j] - 1) // 2)
    if x is None or (depth > DEEP and depth % 2):
        return BranchingCut(j, middle, False)
    inside = np.maximum(np.minimum(x - face.lower, face.upper - x), 0.0)
    counted = x / steps
    off = np.where(reach > 0, np.minimum(np.abs(counted - np.rint(counted)), inside), 0.0)
    if units and off[units:].max() > FRACTION:
        j = units + int(np.argmax(off[units:] > FRACTION))
    elif off.max() > FRACTION:
        found = (j for columns in first for j in _furthest(off, columns))
        j = next(found, int(np.argmax(off)))
    elif depth % 2:
        return BranchingCut(j, middle, False)
    step = int(steps[j])
    at = int(np.floor(counted[j] + TINY)) * step
    at = min(max(at, int(face.lower[j])), int(face.upper[j]) - 1)
    return BranchingCut(j, at, bool(x[j] - at >= step / 2))


def switches_off(face: Face, x: Floats) -> Floats:
    """Return how far each column that is a switch stands from its nearer end; 0 elsewhere."""
    inside = np.minimum(x - face.lower, face.upper - x)
    off: Floats = np.where(face.upper - face.lower == 1, np.maximum(inside, 0.0), 0.0)
    return off


def are_at_ends(face: Face, x: Floats) -> bool:
    """Return whether all switches are as good as settled at a point."""
    return float(switches_off(face, x).max(initial=0.0)) <= AT_AN_END


def tiny(face: Face) -> float:
    """Return how far a switch must be from its ends to be cut there.

    One step of an amount beside the most it may be is all that some switches are asked for.
    """
    return min(TINY, 0.1 / max(1, int((face.upper - face.lower).max(initial=1))))


def is_fine(face: Face) -> bool:
    """Return whether some range is so wide that a billionth of it may be steps."""
    return bool((face.upper - face.lower).max(initial=0) > WIDE)


def _furthest(off: Floats, columns: Whole) -> list[int]:
    """Return the column of some that is furthest from a whole step; none where all are whole."""
    inside = columns[off[columns] > FRACTION]
    return [int(inside[np.argmax(off[inside])])] if len(inside) else []


def in_a_hole(holes: dict[int, int], whole: Face, face: Face, x: Floats) -> BranchingCut | None:
    """Return the column that stands furthest inside a hole of its values, with where to cut.

    Args:
        holes: For columns the last step within the hole above their lower end.
        whole: The face that they are holes on.
    """
    best, chosen = FRACTION, None
    for j, end in holes.items():
        low, high = int(whole.lower[j]), end + 1
        inside = min(float(x[j]) - low, high - float(x[j])) / (high - low)
        if inside > best and face.lower[j] <= end < face.upper[j]:
            best, chosen = inside, BranchingCut(j, end, float(x[j]) - low >= (high - low) / 2)
    return chosen


def bits(face: Face) -> float:
    """Return how many bits say where a point of a face is."""
    return float(np.log2((face.upper - face.lower + 1).astype(np.float64)).sum())


def at_a_sum(
    program: Program, face: Face, x: Floats, rows: Iterable[int], steps: dict[int, int]
) -> BranchingCut | None:
    """Return the sum that is furthest from a whole number, with where to cut.

    Args:
        rows: Those of the sums.
        steps: What some of them are whole multiples of.
    """
    best, chosen = FRACTION, None
    for i in rows:
        step = steps.get(i, 1)
        held = x[program.column[program.start[i] : program.start[i + 1]]].sum()
        off, at = abs(held / step - np.rint(held / step)), int(np.floor(held / step)) * step
        if off > best and int(face.low[i]) <= at < int(face.high[i]):
            best, chosen = off, BranchingCut(i, at, bool(held - at >= step / 2), is_row=True)
    return chosen


def may_narrow(face: Face, prices: Floats | None, room: float) -> bool:
    """Return whether a float bound and its prices leave so many switches no room to move.

    Args:
        prices: What a step of each column costs beyond the bound; None where that is unknown.
        room: What a better point may lie above the bound.
    """
    if prices is None:
        return False
    free = face.upper - face.lower == 1
    return bool((np.abs(prices[free]) > room).sum() >= MOST_STUCK)


def is_narrower(face: Face, node: Node) -> bool:
    """Return whether a narrower face of a node is worth a part of the tree.

    Exact multipliers may leave room where floats see none. The same part would then come back, and
    a search would narrow it for ever, so below the root switches must in fact be settled.
    """
    before = int((node.face.lower < node.face.upper).sum())
    settled = before - int((face.lower < face.upper).sum())
    if node.depth:
        return settled >= MOST_STUCK
    return settled >= 0.1 * before or bits(face) <= 0.8 * bits(node.face)


Hinge = tuple[int, int, int]
"""A row, the total in it, and the count on which it hangs."""


def hinges_of(program: Program, face: Face, totals: Whole, counts: Whole) -> list[Hinge]:
    """Return the rows of one total and one count of which nothing is known but that it is whole.

    Rows that hold nothing else and bound one side: the smallest award per head says so how small
    each total may be. Only of counts on which many totals hang.
    """
    is_total, is_count = (np.isin(np.arange(program.columns), own) for own in (totals, counts))
    found: dict[int, list[Hinge]] = {}
    for i in np.flatnonzero((np.diff(program.start) == 2) & (face.low < face.high)).tolist():
        one, other = program.column[program.start[i] : program.start[i] + 2].tolist()
        for j, k in ((one, other), (other, one)):
            if is_total[j] and is_count[k]:
                found.setdefault(k, []).append((i, j, k))
    return [hinge for own in found.values() if len(own) >= MANY for hinge in own]


def at_a_hinge(
    program: Program, face: Face, x: Floats, hinges: Iterable[Hinge]
) -> BranchingCut | None:
    """Return where to cut a count so that the total that is furthest from whole steps moves.

    A cut at the total would move it alone, and the count would stay where it was; here all totals
    that hang on the count are rounded.
    """
    best, chosen = FRACTION, None
    for i, j, k in hinges:
        off = float(abs(x[j] - np.rint(x[j])))
        if off <= best or face.upper[k] - face.lower[k] < 1:
            continue
        one, two = (int(c) for c in program.coefficient[program.start[i] : program.start[i] + 2])
        first = int(program.column[program.start[i]])
        own, count = (one, two) if first == j else (two, one)
        side = face.low[i] if abs(int(face.low[i])) < UNBOUNDED else face.high[i]
        ends = [
            (int(side) - own * whole) // count
            for whole in (int(np.floor(x[j])), int(np.ceil(x[j])))
        ]
        inside = [at for at in ends if face.lower[k] <= at < face.upper[k]]
        if inside:
            at = min(inside, key=lambda at: abs(at - float(x[k])))
            best, chosen = off, BranchingCut(k, at, bool(x[k] > at))
    return chosen


class SettledSwitches:
    """Parts of a search whose switches are all settled: engines mostly prove them by themselves.

    What is left of such a part is amounts with convex costs. Multipliers that are exact to its last
    step settle it at once (refine.py); a search has those of floats alone, and would cut billions
    of steps up one by one.

    Attributes:
        vain: Of how many in succession they had none.
    """

    def __init__(self, claim: Claim) -> None:
        # A goal that is held has multipliers of its own, which are not made exact so far.
        self.vain = 0 if claim.stage.convex and not claim.limits else MOST_VAIN

    def cut(self, face: Face, x: Floats) -> BranchingCut | None:
        """Return the open switch that stands furthest from its end, so that all are settled soon.

        Where the linear program has them at their ends, the other part is mostly far from the best.
        """
        is_open = face.upper - face.lower == 1
        if self.vain >= MOST_VAIN or not 0 < is_open.sum() <= MOST_OPEN or not is_fine(face):
            return None
        j = int(np.argmax(np.where(is_open, switches_off(face, x), -1.0)))
        return BranchingCut(j, int(face.lower[j]), bool(x[j] - face.lower[j] >= 0.5))

    def proves(
        self,
        node: Node,
        part: Callable[[Face], PartPoint | None],
        take: Callable[[Whole], bool],
        settles: Callable[[Node, Leaf], bool],
    ) -> bool:
        """Return whether engines prove a part that has no open switch, as the one around it had.

        Args:
            part: Returns the point that engines have on a part, with what proves it.
            take: Takes a point up.
            settles: Settles a part by multipliers if they do.
        """
        if self.vain >= MOST_VAIN or not is_fine(node.face) or _has_open(node.face):
            return False
        if not (node.above is None or _has_open(node.above.face)):
            return False
        if (met := part(node.face)) is not None:
            take(met.x)
        is_settled = met is not None and met.leaf is not None and settles(node, met.leaf)
        self.vain = 0 if is_settled else self.vain + 1
        return is_settled


def _has_open(face: Face) -> bool:
    return bool((face.upper - face.lower == 1).any())
