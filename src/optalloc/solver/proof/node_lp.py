"""The linear program of a node of branch and bound, kept warm (engines/highs_kept.py).

From node to node only bounds of columns change, so each solve goes on from the basis before it.
Columns are measured in parts of their own range and rows divided by their largest entry, so that a
switch beside 10^11 fen is a number like any other. Convex costs stand as their tangents,
t_j >= f_j(k) + slope_j(k) (x_j - k), which are true everywhere and are added where a point lies
above them. All of it is float, and nothing that comes out is believed: multipliers become exact
bounds in safe_bounds.py, points are checked in whole numbers.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, frexp
from typing import Any, Literal, cast

import numpy as np

from optalloc.solver.engines.interface import Floats, KeptProgram, LinearProgram
from optalloc.solver.program.face import Face
from optalloc.solver.program.piecewise import STEEP
from optalloc.solver.program.program import UNBOUNDED, StepCost, Whole
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.session.linearise import Chosen

BITS = 34
"""Bits of the largest multiplier that are kept. An engine's duals are good to 1e-9 or so; what is
rounded off weakens a bound by less than that, and short numbers make short proofs."""
MOST_CUTS = 30
"""Rounds of tangents at one node; after the first few they move a bound by next to nothing."""
CUT = 1e-7
"""How far below its cost a tangent may lie at a point, in parts of the cost's own range."""
LARGEST_COST = 10
"""Costs are scaled so that the largest is about 2^10: the tolerances of HiGHS are absolute."""
FEASIBLE = 1e-9
"""Tolerance asked of HiGHS: what it drops is found when a bound is computed in whole numbers."""
LARGE = 1e6
"""Entries of rows, beside amounts counted in steps, from which on tolerances hide whole steps."""
BLUR = 1e-7
"""Error of an optimum in floats, in parts of what a column's range costs."""
MOST_STEPS = 60
"""Steps of the simplex method in one trial of a cut."""

Said = Literal["point", "empty", "nothing"]


@dataclass(frozen=True)
class NodeRelaxation:
    """What the linear program of a node says.

    Attributes:
        x: Where its columns stand.
        value: How far its optimum lies above the value at the anchor.
        multipliers: By row of the program, binary fractions; of `empty` a ray.
        weights: By place of a held goal.
        near: The multipliers in floats, of costs multiplied by `scale`.
        prices: What a step of each column costs beyond what rows pay for it, in floats.
    """

    said: Said
    x: Floats | None = None
    value: float = 0.0
    multipliers: dict[int, Fraction] | None = None
    weights: dict[int, Fraction] | None = None
    near: Floats | None = None
    scale: float = 1.0
    prices: Floats | None = None

    def leaves(self) -> Iterator[Leaf]:
        """Yield what may settle the part that it is of: its bound, or the ray with either sign."""
        weights = self.weights or {}
        if self.said == "point":
            yield Leaf("bound", self.multipliers or {}, weights)
        elif self.said == "empty" and self.multipliers is not None:
            for sign in (1, -1):
                yield Leaf("empty", {i: sign * p for i, p in self.multipliers.items()}, weights)


class NodeLp:
    """A stage on a face and its held goals as one warm linear program.

    Attributes:
        anchor: The whole point that columns are counted from.
        blur: How far a value may be off.
        solved: How many times it was solved.
        in_steps: Whether columns and costs are measured in single steps around the anchor and not
            in parts of their range: exact near there, where rows of 10^10 steps leave room for one.
    """

    def __init__(self, claim: Claim, anchor: Whole, chosen: Chosen, in_steps: bool = False) -> None:
        self.claim, self.solved, self.blur = claim, 0, 0.0
        self.face = claim.face
        self.anchor = np.clip(anchor, self.face.lower, self.face.upper)
        self.in_steps = in_steps
        reach = np.maximum((self.face.upper - self.face.lower).astype(np.float64), 1.0)
        self.unit: Floats = np.ones_like(reach) if in_steps else 2.0 ** np.floor(np.log2(reach))
        self.stages = (claim.stage, *(limit.stage for limit in claim.limits))
        # What the sums to cut at were last held to; the others stay as they are.
        first = claim.program.rows - claim.sums
        self.ends = self.face.low[first:], self.face.high[first:]
        self._lay_out(chosen)

    def inner(self, face: Face) -> Floats | None:
        """Return a point of a part of the face that stands clear of the sides of its rows.

        Where entries are large they tell points apart that the tolerance does not: whole points on
        a side may be off it by some of 10^12.
        """
        if not self.clear.any():
            return None
        (low, high), rows = self.sides, np.flatnonzero(self.clear).tolist()
        for i in rows:
            self.kept.bound_row(i, low[i] + self.clear[i], high[i] - self.clear[i])
        found = self.solve(face, 1)
        for i in rows:
            self.kept.bound_row(i, low[i], high[i])
        return found.x

    def solve(
        self, face: Face, rounds: int = MOST_CUTS, seconds: float | None = None
    ) -> NodeRelaxation:
        """Return the optimum on a part of the face, with tangents added until they are near."""
        until = None if seconds is None else time.monotonic() + seconds
        lower, upper = self._counted(face.lower), self._counted(face.upper)
        self.kept.bound_columns(lower, upper)
        first = self.claim.program.rows - self.claim.sums
        is_moved = (face.low[first:] != self.ends[0]) | (face.high[first:] != self.ends[1])
        for i in (first + np.flatnonzero(is_moved)).tolist():
            self.kept.bound_row(i, *self._row_ends(i, int(face.low[i]), int(face.high[i])))
        self.ends = face.low[first:], face.high[first:]
        for _ in range(max(1, rounds)):
            found = self.kept.solve(None if until is None else until - time.monotonic())
            self.solved += 1
            if isinstance(found, str):
                return self._ray() if found == "infeasible" else NodeRelaxation("nothing")
            best = found
            if not self._cut(face, best.x):
                break
        # Long doubles where there are any: 10^12 steps leave a double three digits of a fraction.
        x = cast("Floats", self.anchor.astype(np.longdouble) + self.unit * best.x[: len(self.unit)])
        value = best.value / self.scale
        rows = self.claim.program.rows
        near = best.duals[:rows] * self.row_scale[:rows]
        prices = best.prices[: len(self.unit)] / (self.unit * self.scale)
        exact = self._exact(best.duals, self.scale)
        return NodeRelaxation("point", x, value, *exact, near, self.scale, prices)

    def trial(self, face: Face, place: int, at: int, start: Any, is_row: bool = False) -> float:
        """Return how high a few steps come with a switch held; infinite where none has a point.

        Args:
            face: What the last solve was of.
            place: The column, or the row of a sum where `is_row` says so.
            start: The basis to start from.
        """
        self.kept.start_from(start)
        change: Callable[[int, float, float], None] = self.kept.bound_column
        if is_row:
            ends = self._row_ends(place, int(face.low[place]), int(face.high[place]))
            held, change = self._row_ends(place, at, at), self.kept.bound_row
        else:
            low, high = (self._counted(bounds)[place] for bounds in (face.lower, face.upper))
            ends, off = (float(low), float(high)), (at - int(self.anchor[place]))
            held = (off / self.unit[place],) * 2
        change(place, *held)
        value = self.kept.tried(MOST_STEPS) / self.scale
        change(place, *ends)
        return value

    def _row_ends(self, i: int, low: int, high: int) -> tuple[float, float]:
        """Return bounds of a row as the linear program has them."""
        sides = _sides(np.array([low, high]), self.moved[[i, i]]) * self.row_scale[i]
        return float(sides[0]), float(sides[1])

    def _counted(self, bounds: Whole) -> Floats:
        counted: Floats = (bounds - self.anchor) / self.unit
        return counted

    def _ray(self) -> NodeRelaxation:
        if (ray := self.kept.ray()) is None:
            return NodeRelaxation("empty")
        return NodeRelaxation("empty", None, 0.0, *self._exact(ray, 1.0))

    def _exact(
        self, duals: Floats, scale: float
    ) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
        """Return multipliers and weights as binary fractions, rounded in the scaled program."""
        largest = float(np.abs(duals[: self.own_rows]).max(initial=0.0))
        if not largest or not np.isfinite(largest):
            return {}, {}
        lowest = BITS - frexp(largest)[1]
        whole = np.rint(duals[: self.own_rows] * 2.0**lowest)
        found = {
            i: _binary(int(whole[i]), frexp(self.row_scale[i] / scale)[1] - 1 - lowest)
            for i in np.flatnonzero(whole).tolist()
        }
        rows = self.claim.program.rows
        multipliers = {i: p for i, p in found.items() if i < rows}
        weights = {self.held_rows[i]: abs(p) for i, p in found.items() if i >= rows}
        return multipliers, weights

    def _lay_out(self, chosen: Chosen) -> None:
        """Pass the program to an engine: its rows, a row for each held goal, first tangents."""
        columns = self.claim.program.columns
        self.heights: dict[tuple[int, int], tuple[int, float]] = {}
        held: list[tuple[Floats, float]] = []
        for s, stage in enumerate(self.stages):
            for j, cost in stage.convex.items():
                unit = _power_below(self._height(j, cost))
                self.heights[s, j] = (columns + len(self.heights), unit)
        whole = columns + len(self.heights)
        cost_row, _ = self._terms(0, whole)
        for h, limit in enumerate(self.claim.limits):
            row, at_anchor = self._terms(h + 1, whole)
            held.append((row, float(limit.most - at_anchor)))
        largest = float(np.abs(cost_row).max(initial=0.0))
        self.scale = 2.0 ** (LARGEST_COST - frexp(largest)[1]) if largest else 1.0
        # Where rows are kept to a billionth of a range, so are values to that part of a cost.
        self.blur = BLUR * largest
        free = np.full(len(self.heights), np.inf)
        least = np.array([self._least(s, j) for s, j in self.heights])
        lower = np.concatenate([self._counted(self.face.lower), least])
        upper = np.concatenate([self._counted(self.face.upper), free])
        is_whole = np.zeros(whole, dtype=np.bool_)
        rows = self._rows(held)
        self.kept = kept(LinearProgram(cost_row * self.scale, lower, upper, is_whole, *rows))
        self.cuts = {key: set[int]() for key in self.heights}
        for s, stage in enumerate(self.stages):
            for j, cost in stage.convex.items():
                low, high = int(self.face.lower[j]), int(self.face.upper[j])
                first = chosen.get(j, set()) if s == 0 else set[int]()
                steps = {low, high - 1, cost.kink(), cost.kink() - 1, *first}
                within = {min(max(k, low), max(low, high - 1)) for k in steps}
                unit = self.heights[s, j][1]
                for k in sorted(k for k in within if self._is_seen(j, cost, k, unit)):
                    self._add(s, j, cost, k)

    def _height(self, j: int, cost: StepCost) -> Fraction:
        """Return how much a cost differs within the range of its column, or over one step."""
        at = int(self.anchor[j])
        if self.in_steps:
            return max(abs(Fraction(cost.slope(k))) for k in (at - 1, at))
        ends = (int(b[j]) for b in (self.face.lower, self.face.upper))
        return max(_rise(cost, at, end) for end in ends)

    def _least(self, s: int, j: int) -> float:
        """Return a bound below a cost, in its unit: an engine may miss that tangents bound it."""
        cost, unit = self.stages[s].convex[j], self.heights[s, j][1]
        low, high = int(self.face.lower[j]), int(self.face.upper[j])
        # A kink may lie far from where a sum of costs is smallest. Tangents at the ends never lie
        # above it, each least at the other end or its own.
        of_low = cost.at(low) + min(0, cost.slope(low)) * (high - low)
        of_high = cost.at(high) - max(0, cost.slope(high - 1)) * (high - low)
        least = max(of_low, of_high) - cost.at(int(self.anchor[j]))
        return float(least) / unit - 1.0

    def _is_seen(self, j: int, cost: StepCost, k: int, unit: float) -> bool:
        """Return whether a tangent is not so steep that an engine would see no other beside it."""
        slope = cost.slope(k)
        return abs(float(slope)) * float(self.unit[j]) <= STEEP * STEEP * unit

    def _terms(self, s: int, whole: int) -> tuple[Floats, Fraction]:
        """Return a stage's cost of scaled columns, and its value at the anchor."""
        stage, row = self.stages[s], np.zeros(whole)
        for j, c in stage.linear.items():
            row[j] = float(c) * self.unit[j]
        for j in stage.convex:
            place, unit = self.heights[s, j]
            row[place] = unit
        return row, stage.value(self.anchor.tolist())

    def _rows(self, held: list[tuple[Floats, float]]) -> tuple[Any, ...]:
        """Return the rows, each divided by a power of two that makes its entries small.

        Returns:
            Where each starts, columns, coefficients, and least and greatest activities.
        """
        program, face = self.claim.program, self.face
        entry = program.coefficient.astype(np.float64) * self.unit[program.column]
        largest = np.zeros(program.rows)
        shown = np.abs(entry)
        if self.in_steps:
            # Of the amounts alone: beside a switch's 10^10 a step would be no entry at all.
            shown = np.where((face.upper - face.lower == 1)[program.column], 0.0, shown)
        np.maximum.at(largest, program.row_of_entry, shown)
        scale = 2.0 ** -np.floor(np.log2(np.where(largest > 0, largest, 1.0)))
        self.moved = moved = program.activity(self.anchor)
        sides = [_sides(bounds, moved) * scale for bounds in (face.low, face.high)]
        self.clear = np.where((largest > LARGE) & (face.low < face.high), 4 * FEASIBLE, 0.0)
        self.sides = sides[0], sides[1]
        starts, columns, values = (
            [program.start],
            [program.column],
            [entry * scale[program.row_of_entry]],
        )
        self.held_rows: dict[int, int] = {}
        scales, rooms, end = [scale], [], int(program.start[-1])
        for h, (row, room) in enumerate(held):
            used = np.flatnonzero(row)
            own = 2.0 ** -np.floor(np.log2(np.abs(row[used]).max(initial=1e-300)))
            end += len(used)
            starts.append(np.array([end]))
            columns.append(used)
            values.append(row[used] * own)
            scales.append(np.array([own]))
            rooms.append(room * own + FEASIBLE)
            self.held_rows[program.rows + h] = h
        self.row_scale = np.concatenate(scales)
        self.own_rows = len(self.row_scale)
        return (
            *(np.concatenate(parts) for parts in (starts, columns, values)),
            np.concatenate([sides[0], np.full(len(held), -np.inf)]),
            np.concatenate([sides[1], np.array(rooms)]),
        )

    def _cut(self, face: Face, y: Floats) -> bool:
        """Add tangents where a point lies below its costs; returns whether there were any."""
        added = False
        for (s, j), (place, unit) in self.heights.items():
            low, high = int(face.lower[j]), int(face.upper[j])
            # Counted from the anchor, where doubles still tell fractions of large amounts.
            at, off = int(self.anchor[j]), float(self.unit[j]) * float(y[j])
            k = min(max(at + floor(off), low), max(low, high - 1))
            cost = self.stages[s].convex[j]
            if k in self.cuts[s, j]:
                continue
            rise = float(cost.at(k) - cost.at(at)) + (off - (k - at)) * float(cost.slope(k))
            if rise - y[place] * unit > CUT * unit:
                self._add(s, j, cost, k)
                added = True
        return added

    def _add(self, s: int, j: int, cost: StepCost, k: int) -> None:
        """Add the tangent through k and k + 1:  t_j - slope x_j >= f_j(k) - slope k."""
        self.cuts[s, j].add(k)
        place, unit = self.heights[s, j]
        at, slope = int(self.anchor[j]), cost.slope(k)
        side = float(cost.at(k) - cost.at(at) + slope * (at - k)) / unit
        steep = float(slope) * float(self.unit[j]) / unit
        own = 2.0 ** -frexp(max(abs(steep), 1.0))[1]
        entries = np.array([place, j], dtype=np.int64)
        self.kept.add_row(side * own, entries, np.array([own, -steep * own]))


def _sides(bounds: Whole, moved: Whole) -> Floats:
    """Return bounds of rows counted from the anchor; infinite where there is none."""
    # In Python's own numbers: a bound of nothing less an activity may leave 64 bits.
    counted = (bounds.astype(object) - moved.astype(object)).astype(np.float64)
    counted[bounds >= UNBOUNDED], counted[bounds <= -UNBOUNDED] = np.inf, -np.inf
    sides: Floats = counted
    return sides


def _binary(whole: int, exponent: int) -> Fraction:
    """Return whole * 2^exponent."""
    return Fraction(whole << exponent) if exponent >= 0 else Fraction(whole, 1 << -exponent)


def _rise(cost: StepCost, at: int, end: int) -> Fraction:
    """Return how much a cost differs between a point and an end of its range.

    Half the way to it where it rises almost at the end alone: by Hill's divisors the first step
    costs 10^18 times as much as those near a target of 10^9.
    """
    of_all, of_half = (abs(Fraction(cost.at(k) - cost.at(at))) for k in (end, (at + end) // 2))
    return of_half if 0 < STEEP * of_half < of_all else of_all


def _power_below(height: Fraction) -> float:
    """Return the power of two next below a height; 1 for none."""
    return float(2.0 ** (frexp(float(height))[1] - 1)) if height else 1.0


def kept(linear: LinearProgram) -> KeptProgram:
    """Return a linear program as HiGHS keeps it, or, where that cannot be loaded, as CBC is asked.

    CBC is slower, and its answers have eight digits; what is proven by them is proven.

    Args:
        linear: Bounds may be floats and infinite.
    """
    try:
        from optalloc.solver.engines.highs_kept import KeptByHighs
    except (ImportError, OSError):
        from optalloc.solver.engines.cbc_asked import AskedOfCbc

        return AskedOfCbc(linear)
    return KeptByHighs(linear)
