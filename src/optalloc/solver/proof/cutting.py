"""A part of a face that is searched: where to cut it in two, and which half to follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import gcd, lcm

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program, Whole
from optalloc.solver.proof.tree import Leaf

TINY = 1e-11
"""How far a switch must be from its ends to be cut there: far less than what engines round to a
whole number, as 10^-6 of 10^11 fen is 10^5 fen, and hardly more than noise."""
FRACTION = 1e-6
"""The same for amounts, of which there may be more than doubles have digits for."""
MOST_SUMS = 100
"""Sums to cut at; where there are more, none are: each is a row of every linear program."""
MOST_ENTRIES = 50_000
"""Entries of rows among which sums are looked for; in more of them that takes as long as nodes."""
MOST_STUCK = 5
"""Switches that a bound leaves no room to move, from which on a part is narrowed."""
MANY = 5
"""Totals that hang on one count, from which on it is cut rather than they."""
DEEP = 60
"""Cuts after which every second one halves the widest column: boxes shrink whatever points say."""


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
    value: float | None = None
    off: float | None = None

    @property
    def inner(self) -> "Node":
        """Return the part that narrowing left of it; itself where it was not narrowed."""
        return self.parts[0] if isinstance(self.cut, Leaf) else self


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


def tiny(face: Face) -> float:
    """Return how far a switch must be from its ends to be cut there.

    One step of an amount beside the most it may be is all that some switches are asked for.
    """
    return min(TINY, 0.1 / max(1, int((face.upper - face.lower).max(initial=1))))


def choices_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the choices to cut at: switches of which a row lets at most one be on.

    The years in which a project may start, say: whether any is on comes before which it is. A cut
    at one of them moves no bound where another is as good; at their sum it does.
    """
    if len(program.column) > MOST_ENTRIES:
        return ()
    found: dict[tuple[int, ...], None] = {}
    is_switch = (face.lower == 0) & (face.upper == 1)
    for i in np.flatnonzero(face.high == 1).tolist():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        columns, counted = program.column[entries], program.coefficient[entries]
        if len(columns) > 1 and (counted == 1).all() and is_switch[columns].all():
            found[tuple(columns.tolist())] = None
    return tuple(found) if len(found) <= MOST_SUMS else ()


def counts_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the counts to cut at: switches of amounts that a row adds up.

    Each award of a source is nothing or at least so much, say, or as it was: how many of them
    change is a whole number, and which matters less. A linear program opens a part of each.
    """
    if len(program.column) > MOST_ENTRIES:
        return ()
    own = _own_switches(program, face)
    found: dict[tuple[int, ...], None] = {}
    for i in range(program.rows) if own else ():
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        alike: dict[int, list[int]] = {}
        for j, c in zip(
            program.column[entries].tolist(), program.coefficient[entries].tolist(), strict=True
        ):
            if j in own:
                alike.setdefault(c, []).append(own[j])
        found.update((tuple(sorted(set(s))), None) for s in alike.values() if len(set(s)) > 1)
    return tuple(found) if len(found) <= MOST_SUMS else ()


def _own_switches(program: Program, face: Face) -> dict[int, int]:
    """Return the switch of each amount that stands in a row with it alone, where one does."""
    reach, own = face.upper - face.lower, dict[int, int]()
    for i in np.flatnonzero(np.diff(program.start) == 2).tolist():
        one, other = program.column[program.start[i] : program.start[i] + 2].tolist()
        for amount, switch in ((one, other), (other, one)):
            if reach[switch] == 1 and reach[amount] > 1:
                own.setdefault(amount, switch)
    return own


def _furthest(off: Floats, columns: Whole) -> list[int]:
    """Return the column of some that is furthest from a whole step; none where all are whole."""
    inside = columns[off[columns] > FRACTION]
    return [int(inside[np.argmax(off[inside])])] if len(inside) else []


def with_switches(face: Face, x: Floats) -> Face | None:
    """Return the part of a face on which its switches stand where a point has them."""
    switches = np.flatnonzero(face.upper - face.lower == 1)
    if not len(switches):
        return face
    value = np.rint(x[switches]).astype(np.int64)
    lower, upper = face.lower.copy(), face.upper.copy()
    lower[switches] = upper[switches] = np.clip(value, lower[switches], upper[switches])
    return replace(face, lower=lower, upper=upper)


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


def steps_of(program: Program, face: Face, sums: int) -> tuple[Whole, dict[int, int]]:
    """Return what each column, and by its row each sum to cut at, is a whole multiple of.

    8 a = 5 (b + c) has a in fives and b + c in eights: a linear program does not know it, and a cut
    between 5 and 6 moves it by a whole eight.

    Args:
        sums: How many of the last rows are sums to cut at.
    """
    found = _multiples(program, face) if len(program.column) <= MOST_ENTRIES else {}
    steps: Whole = np.ones(program.columns, dtype=np.int64)
    for columns, step in found.items():
        if len(columns) == 1 and step < UNBOUNDED:
            steps[columns[0]] = step
    of_sums = dict[int, int]()
    for i in range(program.rows - sums, program.rows):
        own = program.column[program.start[i] : program.start[i + 1]].tolist()
        of_sums[i] = found.get(tuple(sorted(own)), 1)
    return steps, of_sums


def _multiples(program: Program, face: Face) -> dict[tuple[int, ...], int]:
    """Return the steps of columns, and of sums of them, by their columns in rising order."""
    found: dict[tuple[int, ...], int] = {}
    for i in np.flatnonzero((face.low == 0) & (face.high == 0)).tolist():
        sides: dict[int, list[int]] = {}
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        for j, c in zip(program.column[entries], program.coefficient[entries], strict=True):
            sides.setdefault(int(c), []).append(int(j))
        if len(sides) != 2:
            continue
        (one, these), (other, those) = sides.items()
        common = gcd(one, other)
        for columns, step in ((these, abs(other) // common), (those, abs(one) // common)):
            if step > 1:
                key = tuple(sorted(columns))
                found[key] = lcm(found.get(key, 1), step)
    return found


def sums_of(program: Program, face: Face) -> tuple[tuple[int, ...], ...]:
    """Return the sums to cut at: columns that a row counts alike, beside others that it does not.

    Whole towns of one share rule, say, or one source's uses: the rows ask for their sum, and what
    one of them loses another has.
    """
    found: dict[tuple[int, ...], None] = {}
    if len(program.column) > MOST_ENTRIES:
        return ()
    for i in range(program.rows):
        entries = slice(int(program.start[i]), int(program.start[i + 1]))
        alike: dict[int, list[int]] = {}
        for j, c in zip(program.column[entries], program.coefficient[entries], strict=True):
            if face.lower[j] < face.upper[j]:
                alike.setdefault(int(c), []).append(int(j))
        is_total = face.low[i] == face.high[i] and sorted(alike) == [-1, 1]
        if len(alike) > 1 and not (is_total and min(map(len, alike.values())) == 1):
            found.update((tuple(columns), None) for columns in alike.values() if len(columns) > 1)
        if len(found) > MOST_SUMS:
            return ()
    return tuple(found)


def rows_of_sums(
    program: Program, face: Face, count: int
) -> tuple[dict[bool, list[int]], dict[int, Whole]]:
    """Return the last rows of a program by what they are of.

    Args:
        count: How many of them are sums added for a search.

    Returns:
        The rows of sums of totals and of cells, cut at before totals and before cells; and the
        columns of each choice.
    """
    sums, choices = dict[bool, list[int]](), dict[int, Whole]()
    is_switch, totals = face.upper - face.lower <= 1, set(program.ties.totals)
    for i in range(program.rows - count, program.rows):
        columns = program.column[program.start[i] : program.start[i + 1]]
        if is_switch[columns].all():
            choices[i] = columns
        else:
            sums.setdefault(int(columns[0]) in totals, []).append(i)
    return sums, choices


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
