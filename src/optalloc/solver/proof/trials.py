"""Where a search cuts a part of its face: at holes, switches, counts, sums, or single amounts.

Of switches at the one whose two parts lie furthest above the part that is cut.

Choices are cut at too: sums of switches of which one at most is on are switches of their own, and
more may hang on whether any is on than on which.

A gain beyond what settles a part is worth no more than that, and a side without a point no less.

A cut at a switch that moves no bound doubles the work: the year in which a project starts, say,
beside whether it is funded at all. So a switch is tried, with a few steps of the simplex method to
each side, until it is known how far a cut at it moves bounds; then what is known is believed
(reliability branching: Achterberg, Koch and Martin, "Branching rules revisited", 2005). All of it
is float, and nothing is proven by it: it says where to cut.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optalloc.solver.engines.interface import Floats
from optalloc.solver.program.face import Face
from optalloc.solver.program.holes import holes
from optalloc.solver.program.program import Whole
from optalloc.solver.proof.cutting import (
    FRACTION,
    BranchingCut,
    Node,
    SettledSwitches,
    at_a_hinge,
    at_a_sum,
    hinges_of,
    in_a_hole,
    switches_off,
    tiny,
    where_to_cut,
)
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.sums_to_cut_at import (
    choices_of,
    own_switches,
    rows_of_sums,
    steps_of,
)
from optalloc.solver.proof.tree import Claim

KNOWN = 4
"""Gains of a switch, to each side, after which it is not tried any more."""
MOST_TRIALS = 12
"""Switches tried at one node; of more, those that look best."""
IN_VAIN = 6
"""Switches tried without a better one after which no more are."""
LITTLE = 1e-6
"""A gain that is none: products must not vanish for it."""
BEFORE_HOLES = 24
"""Nodes before holes are looked for, which takes as long as some dozens of nodes."""
NO_POINT = 1e30
"""The gain of a side that has no point, where no value is known that would settle it."""


class Gains:
    """What cuts at switches have moved so far, and where to cut next.

    Attributes:
        choices: The rows of sums of switches, with their columns.
        has_choices: Whether any of them are choices: of those one at most is on.
        first: The places of choices that are cut at before all else; none where trials decide.
        rows: The rows of all sums, those of switches first.
        columns: How many there are; the figures of the k-th row stand k places after them.
        total, count: By side (0: off, 1: on) and place: gains per unit, and how many.
    """

    def __init__(
        self,
        columns: int,
        choices: Mapping[int, Whole] | None = None,
        has_choices: bool = False,
        sums: Sequence[int] = (),
    ) -> None:
        self.columns, self.choices, self.has_choices = columns, dict(choices or {}), has_choices
        self.first: Whole = np.zeros(0, dtype=np.int64)
        self.rows = [*self.choices, *sums]
        places = columns + len(self.rows)
        self.total, self.count = np.zeros((2, places)), np.zeros((2, places), dtype=np.int64)

    def note(self, place: int, side: int, part: float, gain: float) -> None:
        """Take down how far a bound moved.

        Args:
            part: By how much the switch was moved.
            gain: How far the bound moved.
        """
        self.total[side, place] += max(gain, 0.0) / max(part, LITTLE)
        self.count[side, place] += 1

    def learn(self, node: Node, enough: float = np.inf) -> None:
        """Take down how far the cut that led to a node moved its bound.

        Args:
            enough: The value that settles a part; a node without one has no point.
        """
        above, value = node.above, enough if node.value is None else min(node.value, enough)
        if above is None or above.off is None or above.value is None or not np.isfinite(value):
            return
        assert isinstance(above.cut, BranchingCut)
        side, place = node.side, above.cut.place
        if above.cut.is_row:
            place = self.columns + self.rows.index(place)
        part = 1 - above.off if side else above.off
        self.note(place, side, part, value - above.value)

    def cut(
        self, lp: NodeLp, node: Node, x: Floats | None, enough: float = np.inf
    ) -> BranchingCut | None:
        """Return a cut at the switch between its ends that moves bounds furthest; None without any.

        Args:
            lp: Was solved last on the node's part of the face.
            x: The point that it came to.
            enough: The value that settles a part.
        """
        if x is None or node.value is None:
            return None
        rows, sums = self._sums(node.face, x)
        switches = np.flatnonzero(switches_off(node.face, x) > tiny(node.face))
        places = np.concatenate([rows, switches])
        on = np.concatenate([sums, x[switches] - node.face.lower[switches]]).astype(np.float64)
        if not len(places):
            return None
        if (goes_first := np.isin(places, self.first)).any():
            places, on = places[goes_first], on[goes_first]
        place, at, node.off = self._chosen(lp, node, on, places, enough)
        if place >= self.columns:
            return BranchingCut(self.rows[place - self.columns], at, node.off >= 0.5, is_row=True)
        return BranchingCut(place, int(node.face.lower[place]), node.off >= 0.5)

    def cut_amount(
        self, lp: NodeLp, node: Node, x: Floats, columns: Whole, enough: float
    ) -> BranchingCut | None:
        """Return a cut at the amount between whole steps that moves bounds furthest.

        Of amounts that make up for one another each is off by as much, and a cut at one hands that
        on to the next; a cut at the one that a row holds there moves the bound.
        """
        at = np.floor(x[columns])
        off = np.minimum(x[columns] - at, at + 1 - x[columns])
        is_open = (node.face.lower[columns] <= at) & (at < node.face.upper[columns])
        places = columns[is_open & (off > FRACTION)]
        if node.value is None or len(places) < 2:
            return None
        place, below, node.off = self._chosen(
            lp, node, x[places].astype(np.float64), places, enough
        )
        return BranchingCut(place, below, node.off >= 0.5)

    def cut_sum(
        self, lp: NodeLp, node: Node, held: Mapping[int, float], enough: float
    ) -> BranchingCut | None:
        """Return a cut at the sum of amounts that moves bounds furthest.

        Of a dozen sums between whole steps the one furthest from them may cost next to nothing.

        Args:
            held: What the rows of some sums come to.
        """
        face = node.face
        rows = [
            i
            for i, sum_ in held.items()
            if abs(sum_ - np.rint(sum_)) > FRACTION and face.low[i] <= np.floor(sum_) < face.high[i]
        ]
        if node.value is None or len(rows) < 2:
            return None
        places = np.array([self.columns + self.rows.index(i) for i in rows])
        on = np.array([held[i] for i in rows])
        # Trials alone tell: what a cut moved in a part where other sums stood says little here.
        place, below, off = self._chosen(lp, node, on, places, enough)
        return BranchingCut(self.rows[place - self.columns], below, off >= 0.5, is_row=True)

    def _chosen(
        self, lp: NodeLp, node: Node, on: Floats, places: Whole, enough: float
    ) -> tuple[int, int, float]:
        """Return the place to cut at, the whole number below it, and how far it is above that."""
        assert node.value is not None
        values = node.value, max(node.value, enough)
        k = self.best(lp, node.face, on, values, places) if len(places) > 1 else 0
        return int(places[k]), int(np.floor(on[k])), float(on[k] - np.floor(on[k]))

    def _sums(self, face: Face, x: Floats) -> tuple[Whole, Floats]:
        """Return the places of sums of switches that are between whole numbers, and the sums."""
        sums = np.array([float(x[columns].sum()) for columns in self.choices.values()])
        rows: Whole = np.array(list(self.choices), dtype=np.int64)
        at = np.floor(sums)
        is_open = (face.low[rows] <= at) & (face.high[rows] > at)
        off = np.minimum(sums - at, 1 + at - sums)
        found = np.flatnonzero(is_open & (off > tiny(face)))
        return self.columns + found, sums[found]

    def best(
        self, lp: NodeLp, face: Face, on: Floats, values: tuple[float, float], places: Whole
    ) -> int:
        """Return which of some switches, sums or amounts, all between whole numbers, to cut at.

        Args:
            lp: Was solved last on the face, with the point and the value.
            on: Where each stands; switches from their lower end.
            values: That value, and the one that settles a part.
        """
        part = np.stack([on - np.floor(on), 1 - on + np.floor(on)])
        scores = self._expected(part, places)
        is_known = self.count[:, places].min(axis=0) >= KNOWN
        best, highest, tried, in_vain = 0, -1.0, 0, 0
        start = lp.kept.basis()
        for k in np.argsort(-scores, kind="stable").tolist():
            score = float(scores[k])
            if not is_known[k] and start is not None:
                if tried == MOST_TRIALS or in_vain == IN_VAIN:
                    continue
                at = int(np.floor(on[k])), part[:, k]
                score = self._tried(lp, face, int(places[k]), at, values, start)
                tried, in_vain = tried + 1, in_vain + 1
            if score > highest:
                best, highest, in_vain = k, score, 0
        if tried:
            lp.kept.start_from(start)
        return best

    def _tried(
        self,
        lp: NodeLp,
        face: Face,
        place: int,
        stands: tuple[int, Floats],
        values: tuple[float, float],
        start: Any,
    ) -> float:
        """Return the product of the gains of a trial to both sides, which are taken down.

        Args:
            stands: The whole number below it, and how far it is from both ends; of a switch the
                first says nothing.
        """
        (below, part), (value, enough) = stands, values
        score, is_row = 1.0, place >= self.columns
        at = self.rows[place - self.columns] if is_row else place
        is_wide = is_row or face.upper[place] - face.lower[place] > 1
        ends = (below, below + 1) if is_wide else (int(face.lower[place]), int(face.upper[place]))
        for side, end in enumerate(ends):
            gain = min(lp.trial(face, at, end, start, is_row), enough) - value
            if np.isfinite(gain):
                self.note(place, side, float(part[side]), gain)
            score *= min(max(gain, LITTLE), NO_POINT)
        return score

    def _expected(self, part: Floats, places: Whole) -> Floats:
        """Return the product of the gains that are to be expected to both sides."""
        count, total = self.count[:, places], self.total[:, places]
        mean = self.total.sum(axis=1) / np.maximum(self.count.sum(axis=1), 1)
        unknown = np.where(mean > 0, mean, 1.0)[:, None]
        gains = np.where(count > 0, total / np.maximum(count, 1), unknown) * part
        product: Floats = np.maximum(gains, LITTLE).prod(axis=0)
        return product


class CutChoice:
    """What is known of the columns and sums of a claim that says where to cut.

    Attributes:
        gains: What cuts at switches have moved.
        units: The first of the columns that hold units of pots; 0 where there are none.
        settled: Whether switches are settled for engines to prove what is left.
        counts: What rules count in, such as the units of a split over the totals: much hangs on
            each.

    Args:
        settles_ties: Whether the question is one between equally good plans: it asks for totals, on
            which it bears whether a project is paid and not when, so that choices go first.
        has_plan: Whether the last two sums are of a plan's own choices, which are no place to cut.
    """

    def __init__(
        self, claim: Claim, units: int, settles_ties: bool = False, has_plan: bool = False
    ) -> None:
        self.claim, self.units, self.settled = claim, units, SettledSwitches(claim)
        program, face = claim.program, claim.face
        self.holes: dict[int, int] | None = None
        self.own = dict[int, int]()
        self.totals = np.asarray(program.ties.totals, dtype=np.int64)
        self.sums, of_switches = rows_of_sums(program, face, claim.sums)
        of_switches = {i: c for i, c in of_switches.items() if i < program.rows - 2 * has_plan}
        known = set(choices_of(program, face))
        is_choice = [tuple(columns.tolist()) in known for columns in of_switches.values()]
        of_amounts = [i for rows in self.sums.values() for i in rows]
        self.gains = Gains(program.columns, of_switches, any(is_choice), of_amounts)
        if settles_ties:
            self.gains.first = program.columns + np.flatnonzero(is_choice)
        self.steps, self.sum_steps = steps_of(program, face, claim.sums)
        self.costly = np.array(sorted({*claim.stage.linear, *claim.stage.convex}), dtype=np.int64)
        amounts = len(program.ties.cells) + len(self.totals)
        self.counts = np.setdiff1d(np.arange(amounts, program.columns), self.costly)
        self.hinges = hinges_of(program, face, self.totals, self.counts)

    def at(
        self, lp: NodeLp, node: Node, x: Floats | None, nodes: int, enough: float
    ) -> BranchingCut | None:
        """Return where to cut a node; None where it is a single point.

        Args:
            lp: Was solved last on the node's part of the face.
            x: The point that it came to.
            nodes: How many have been looked at.
            enough: The value that settles a part.
        """
        face, program = node.face, self.claim.program
        cut = self._in_a_hole(face, x, nodes) or self.gains.cut(lp, node, x, enough)
        if cut is None and x is not None:
            cut = self.settled.cut(face, x)
        if cut is None and x is not None and self.hinges:
            cut = at_a_hinge(program, face, x, self.hinges)
        first = (self.counts, self.totals, self.costly)
        cut = cut or where_to_cut(face, x, node.depth, first, self.steps, self.units)
        if cut is None or cut.is_row or x is None:
            return cut
        is_amount = face.upper[cut.place] - face.lower[cut.place] > 1
        is_unit = self.units and cut.place >= self.units
        if not is_amount or is_unit or cut.place in self.counts:
            return cut
        is_total = bool(cut.place in self.totals)
        rows = self.sums.get(is_total, ())
        return (
            self._sum(lp, node, x, rows, enough)
            or at_a_sum(program, face, x, rows, self.sum_steps)
            or (self._total(lp, node, x, cut, enough) if is_total else None)
            or cut
        )

    def _sum(
        self, lp: NodeLp, node: Node, x: Floats, rows: Sequence[int], enough: float
    ) -> BranchingCut | None:
        """Return which sum of amounts in steps of one to cut at, where several are off."""
        program = self.claim.program
        held = {
            i: float(x[program.column[program.start[i] : program.start[i + 1]]].sum())
            for i in rows
            if self.sum_steps.get(i, 1) == 1
        }
        return self.gains.cut_sum(lp, node, held, enough)

    def _total(
        self, lp: NodeLp, node: Node, x: Floats, cut: BranchingCut, enough: float
    ) -> BranchingCut | None:
        """Return the total to cut at in the place of one that is as far from whole steps."""
        if abs(x[cut.place] - np.rint(x[cut.place])) <= FRACTION:
            return None
        return self.gains.cut_amount(lp, node, x, self.totals[self.steps[self.totals] == 1], enough)

    def _in_a_hole(self, face: Face, x: Floats | None, nodes: int) -> BranchingCut | None:
        """Return the column that stands furthest inside a hole of its values, with where to cut.

        Holes are looked for once a few nodes have not been enough. Those behind a switch of their
        own that is between its ends are cut there, or at a count of such switches.
        """
        if nodes < BEFORE_HOLES or x is None:
            return None
        program, whole = self.claim.program, self.claim.face
        if self.holes is None:
            costs = self.costly.tolist()
            others = [j for j in range(len(x)) if j not in costs]
            self.holes = holes(program, whole, [*costs, *others])
            self.own = own_switches(program, whole)
        off, least = switches_off(face, x), tiny(face)
        left = {j: end for j, end in self.holes.items() if off[self.own.get(j, j)] <= least}
        return in_a_hole(left, whole, face, x)
