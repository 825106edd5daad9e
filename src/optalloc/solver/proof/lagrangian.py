"""Lagrangian (dual) bounds, proven in exact arithmetic from any multipliers of the rows.

With multipliers p and for whole x on the face:

    goal(x) >= constant + sum_i p_i * (low_i if p_i > 0 else high_i) + sum_j min_k (f_j(k) - d_j k)

with d = p A and k over the whole numbers between the bounds of column j. When the bound meets the
value of a plan, the plan is proven best. Every other best plan then has each x_j among the
minimisers and keeps each row with p_i != 0 at its bound (complementary slackness): that is the
optimal face. Where room is left above the bound, no column's term and no row's p_i times distance
can use more than that room: that is the near face.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from optalloc.core.exact import PLACES, Exact, is_less, over_one, total
from optalloc.core.whole_numbers import LARGEST_SUM, is_unlimited
from optalloc.solver.program.distance_costs import StraightSlopes
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, WeightedSum, Whole

ROUNDED = Fraction(1, 10 ** (PLACES // 2))
"""More than all that a sum can lose by rounding, and far less than anything that is compared."""


MOST_ROOM = 1 << 60
"""Room in parts of the denominator up to which its quotients are taken in 64 bits."""


@dataclass(frozen=True)
class PricedColumns:
    """What columns cost beside the prices of rows,  c_j - sum_i p_i a_ij,  over one denominator.

    Multipliers of a linear program are short binary fractions, so with linear costs all of this
    fits into arrays of 64 bits, exactly; a search asks for it thousands of times.

    Attributes:
        left: For each column what it costs beyond the prices of its rows.
        rows: The rows that have a multiplier.
        multiplier: Those multipliers, none of them 0.
        common: The denominator.
    """

    left: Whole
    rows: Whole
    multiplier: Whole
    common: int

    def least(self, face: Face) -> tuple[int, Whole, Whole]:
        """Return the least of all terms on a face, and where each column has it: from, to."""
        sides = np.where(self.multiplier > 0, face.low[self.rows], face.high[self.rows])
        at = np.where(self.left > 0, face.lower, face.upper)
        used = np.flatnonzero(self.left)
        value = _dot(self.multiplier, sides) + _dot(self.left[used], at[used])
        is_free = self.left == 0
        return value, np.where(is_free, face.lower, at), np.where(is_free, face.upper, at)

    def within(self, face: Face, room: Fraction) -> Face | None:
        """Return the part whose terms use no more than a room of at least 0; None if unknown."""
        whole = room * self.common // 1
        if whole >= MOST_ROOM:
            return None
        far = whole // np.abs(self.multiplier)
        is_up = self.multiplier > 0
        low, high, i = face.low.copy(), face.high.copy(), self.rows
        high[i] = np.where(is_up, np.minimum(high[i], low[i] + far), high[i])
        low[i] = np.where(is_up, low[i], np.maximum(low[i], face.high[i] - far))
        lower, upper = face.lower.copy(), face.upper.copy()
        j = np.flatnonzero((self.left != 0) & (lower < upper))
        left, far = self.left[j], whole // np.abs(self.left[j])
        upper[j] = np.where(left > 0, np.minimum(upper[j], face.lower[j] + far), upper[j])
        lower[j] = np.where(left < 0, np.maximum(lower[j], face.upper[j] - far), lower[j])
        return Face(lower, upper, low, high)


@dataclass(frozen=True)
class LagrangianBound:
    """A proven bound of a stage on a face, and the best points that meet it.

    Attributes:
        stage: What it bounds.
        value: The bound; where its sum was rounded (see exact.total) it was rounded down.
        multipliers: The row multipliers, zero ones left out.
        lower, upper: For each column the least and greatest minimiser.
        priced: What columns cost beside the rows' prices, where 64 bits hold it.
    """

    stage: Stage
    value: Fraction
    multipliers: dict[int, Fraction]
    lower: Whole
    upper: Whole
    priced: PricedColumns | None = field(default=None, compare=False, repr=False)

    def meets(self, program: Program, face: Face, x: Whole) -> bool:
        """Return whether a point of the face has exactly the bound as its value.

        Term by term, without any sum: the value exceeds the bound by what each column's term lies
        above its least and by multiplier times distance for each row off its bound.
        """
        if (x < self.lower).any() or (x > self.upper).any():
            return False
        rows = np.fromiter(self.multipliers, dtype=np.int64, count=len(self.multipliers))
        positive = np.array([p > 0 for p in self.multipliers.values()], dtype=bool)
        leaned = np.where(positive, face.low[rows], face.high[rows])
        return bool((program.activity(x)[rows] == leaned).all())


def bound(
    program: Program,
    face: Face,
    stage: Stage,
    multipliers: Mapping[int, Exact],
    near: Whole | None = None,
    added: Callable[[Iterable[Exact]], Exact] = total,
) -> LagrangianBound:
    """Return the bound that multipliers prove, computed in fractions.

    Args:
        near: A point at which the least terms are looked for first; it changes no result.
        added: What adds the terms up.
    """
    used = _bounding(face, multipliers)
    if not stage.convex and (level := _over_one(stage, used)) is not None:
        return _linear_bound(program, face, stage, used, level, added)
    terms: list[Exact] = [stage.constant]
    for i, p in used.items():
        terms.append(p * int(face.low[i] if p > 0 else face.high[i]))
    d = prices(program, used)
    least, most = face.lower.copy(), face.upper.copy()
    lower, upper = face.lower.tolist(), face.upper.tolist()
    starts = None if near is None else near.tolist()
    priced: dict[int, tuple[Exact, int]] = {}
    for j in sorted(d.keys() | stage.linear.keys() | stage.convex.keys()):
        price: Exact = d.get(j, 0)
        cost = stage.convex.get(j)
        if cost is None:
            left: Exact = stage.linear.get(j, 0) - price
            k = lower[j] if left >= 0 else upper[j]
            terms.append(left * k)
            if left:
                least[j] = most[j] = k
        else:
            start = None if starts is None else starts[j]
            first, last = minimisers(cost, price, lower[j], upper[j], start)
            terms.append(cost.at(first))
            # Columns of one row share one price, which is then taken off all their steps at once.
            priced[id(price)] = (price, priced.get(id(price), (price, 0))[1] + first)
            least[j], most[j] = first, last
    terms += [-price * steps for price, steps in priced.values()]
    multiplied = {i: Fraction(p) for i, p in used.items()}
    return LagrangianBound(stage, Fraction(added(terms)), multiplied, least, most)


Level = tuple[dict[int, int], dict[int, int], int]
"""Multipliers by row and costs by column, in whole units of one over a common denominator."""


def _over_one(stage: Stage, multipliers: Mapping[int, Exact]) -> Level | None:
    """Return multipliers and linear costs over one denominator; None beyond the stated size."""
    level = over_one([*multipliers.values(), *stage.linear.values()])
    if level is None:
        return None
    whole, common = level
    n = len(multipliers)
    return (
        dict(zip(multipliers, whole[:n], strict=True)),
        dict(zip(stage.linear, whole[n:], strict=True)),
        common,
    )


def _linear_bound(
    program: Program,
    face: Face,
    stage: Stage,
    used: Mapping[int, Exact],
    level: Level,
    added: Callable[[Iterable[Exact]], Exact],
) -> LagrangianBound:
    """Return the same for linear costs, in whole numbers over one denominator.

    Every sum is exact, so that it is the sum of the fractions to the last bit.
    """
    whole, costs, common = level
    columns = priced(program, costs, whole, common)
    if columns is None:
        value, least, most = _least(program, face, whole, costs)
    else:
        value, least, most = columns.least(face)
    proven = Fraction(added([stage.constant, Fraction(value, common)]))
    multiplied = {i: p if type(p) is Fraction else Fraction(p) for i, p in used.items()}
    return LagrangianBound(stage, proven, multiplied, least, most, columns)


def _least(
    program: Program, face: Face, multipliers: Mapping[int, int], costs: Mapping[int, int]
) -> tuple[int, Whole, Whole]:
    """Return the least of all terms in Python's own numbers, and where each column has it."""
    start, column, coefficient = program.lists
    left, value = dict(costs), 0
    for i, p in multipliers.items():
        value += p * int(face.low[i] if p > 0 else face.high[i])
        for e in range(start[i], start[i + 1]):
            j = column[e]
            left[j] = left.get(j, 0) - coefficient[e] * p
    least, most = face.lower.copy(), face.upper.copy()
    lower, upper = face.lower.tolist(), face.upper.tolist()
    for j, rest in left.items():
        if rest:
            k = lower[j] if rest > 0 else upper[j]
            value += rest * k
            least[j] = most[j] = k
    return value, least, most


def _bounding(face: Face, multipliers: Mapping[int, Exact]) -> dict[int, Exact]:
    """Return the multipliers whose rows have a bound on the side that they lean on."""
    low, high = ((np.abs(side) < UNBOUNDED).tolist() for side in (face.low, face.high))
    return {i: p for i, p in multipliers.items() if p and (low[i] if p > 0 else high[i])}


def prices(program: Program, multipliers: Mapping[int, Exact]) -> dict[int, Exact]:
    """Return d = p A, columns it does not reach left out."""
    d: dict[int, Exact] = {}
    start, column, coefficient = program.lists
    for i, p in multipliers.items():
        times: dict[int, Exact] = {}
        for e in range(start[i], start[i + 1]):
            j, c = column[e], coefficient[e]
            if c not in times:
                times[c] = c * p
            d[j] = d[j] + times[c] if j in d else times[c]
    return d


def minimisers(
    cost: StepCost, price: Exact, low: int, high: int, near: int | None = None
) -> tuple[int, int]:
    """Return the least and greatest k in [low, high] that minimise cost(k) - price * k.

    Args:
        near: Where to look first; the cost's own cheapest point when absent.
    """
    if low == high:
        return low, high
    if isinstance(cost, WeightedSum):
        cost, price = cost.over_one(price)[0], 0
    start = min(max(cost.kink() if near is None else near, low), high)
    is_cheap_before = start == low or is_less(cost.slope(start - 1), price)
    if is_cheap_before and (start == high or is_less(price, cost.slope(start))):
        return start, start
    if isinstance(cost, StraightSlopes):
        first, beyond = cost.dear_from(price)
        return min(max(first, low), high), min(max(beyond, low), high)

    def first_where(strict: bool) -> int:
        """Return the first k whose next step costs more than the price (or as much)."""

        def dear(k: int) -> bool:
            slope = cost.slope(k)
            return slope > price if strict else slope >= price

        at = start
        width = 1
        if at < high and not dear(at):
            left, right = at, at + 1
            while right < high and not dear(right):
                left, width = right, width * 2
                right = min(high, right + width)
        else:
            left, right = at - 1, at
            while left >= low and dear(left):
                right, width = left, width * 2
                left = max(low - 1, left - width)
        # Invariant: the step at `left` is not dear (or out of range), the one at `right` is.
        while right - left > 1:
            middle = (left + right) // 2
            left, right = (left, middle) if dear(middle) else (middle, right)
        return right

    return first_where(False), first_where(True)


def optimal_face(program: Program, face: Face, proof: LagrangianBound) -> Face:
    """Return the face of all best plans, given a bound that a plan meets."""
    low, high = face.low.copy(), face.high.copy()
    for i, p in proof.multipliers.items():
        if p > 0:
            high[i] = low[i]
        else:
            low[i] = high[i]
    return Face(np.maximum(face.lower, proof.lower), np.minimum(face.upper, proof.upper), low, high)


def near_face(program: Program, face: Face, proof: LagrangianBound, worst: Fraction) -> Face:
    """Return a face that holds every point whose value is at most `worst`; crossed for none."""
    room = worst - proof.value + ROUNDED
    if room < 0:
        # Where all columns that have a price are settled none of them would cross.
        return replace(face, upper=face.lower - 1)
    if proof.priced is not None and (near := proof.priced.within(face, room)) is not None:
        return near
    low, high = face.low.copy(), face.high.copy()
    for i, p in proof.multipliers.items():
        far = int(room // abs(p))
        if p > 0:
            high[i] = min(int(high[i]), int(low[i]) + far)
        else:
            low[i] = max(int(low[i]), int(high[i]) - far)
    lower, upper = face.lower.copy(), face.upper.copy()
    d, stage = prices(program, proof.multipliers), proof.stage
    for j in d.keys() | stage.linear.keys() | stage.convex.keys():
        first, last = int(face.lower[j]), int(face.upper[j])
        if first == last:
            continue
        cost, price = stage.convex.get(j), d.get(j, 0)
        if cost is not None:
            start, stop = int(proof.lower[j]), int(proof.upper[j])
            lower[j], upper[j] = _within(cost, price, room, (first, start, stop, last))
        elif left := stage.linear.get(j, 0) - price:
            far = int(room // (left if left > 0 else -left))
            lower[j] = first if left > 0 else max(first, last - far)
            upper[j] = last if left < 0 else min(last, first + far)
    return Face(lower, upper, low, high)


def _within(
    cost: StepCost, price: Exact, room: Fraction, places: tuple[int, int, int, int]
) -> tuple[int, int]:
    """Return the least and greatest k whose cost(k) - price * k is at most `room` above the least.

    Args:
        places: The range's lower end, the least and greatest minimiser, the upper end.
    """
    first, start, stop, last = places
    if isinstance(cost, WeightedSum):
        cost, common = cost.over_one(price)
        price, room = 0, room * common
    most = cost.at(start) - price * start + room

    def farthest(near: int, far: int) -> int:
        """Return the place farthest from `near`, up to `far`, that is within the room."""
        side = 1 if far > near else -1
        inside, outside = 0, abs(far - near) + 1
        while outside - inside > 1:
            middle = (inside + outside) // 2
            k = near + side * middle
            inside, outside = (
                (middle, outside) if cost.at(k) - price * k <= most else (inside, middle)
            )
        return near + side * inside

    return farthest(start, first), farthest(stop, last)


def priced(
    program: Program, costs: Mapping[int, int], multipliers: Mapping[int, int], common: int
) -> PricedColumns | None:
    """Return what columns cost beside the prices of rows; None where 64 bits may be too few.

    Args:
        costs: By column, in parts of the denominator.
        multipliers: By row, in the same parts, none of them 0.
    """
    if is_unlimited(program.coefficient):
        return None
    if max((abs(k) for k in (*multipliers.values(), *costs.values())), default=0) >= LARGEST_SUM:
        return None
    rows, multiplier = _arrays(multipliers)
    places, cost = _arrays(costs)
    of_row = np.zeros(program.rows, dtype=np.int64)
    of_row[rows] = multiplier
    of_entry = of_row[program.row_of_entry]
    sizes = np.abs(program.coefficient).astype(np.float64) * np.abs(of_entry)
    largest = np.bincount(program.column, sizes, program.columns).max(initial=0.0)
    if largest + float(np.abs(cost).max(initial=0)) >= LARGEST_SUM / 2:
        return None
    left = np.zeros(program.columns, dtype=np.int64)
    np.subtract.at(left, program.column, program.coefficient * of_entry)
    left[places] += cost
    return PricedColumns(left, rows, multiplier, common)


def _arrays(figures: Mapping[int, int]) -> tuple[Whole, Whole]:
    """Return the places and the figures of a mapping as arrays."""
    many = len(figures)
    keys, values = (np.fromiter(f, np.int64, many) for f in (figures, figures.values()))
    return keys, values


def _dot(one: Whole, other: Whole) -> int:
    """Return a sum of products in Python's own numbers."""
    return sum(a * b for a, b in zip(one.tolist(), other.tolist(), strict=True))
