"""The least and the most of one column, where one sum and one limit are all that couples columns.

    least or most x_r   with  low <= sum_j x_j <= high,  sum_j f_j(x_j) <= limit,  x within bounds

with convex f_j and a point y at which sum_j f_j is least. Away from y the others take up what r
gives or leaves, each time with the cheapest step there is. As y is best, steps only ever get
dearer, so the others' d cheapest steps are the first d of one list that is sorted once for all
columns; r's own are passed over (docs/decisions/0016-room-to-move.md).

Sums are kept as whole numbers of 2^-BITS, rounded down. A comparison that rounding could turn round
is made in fractions.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

from optalloc.core.exact import Exact, is_less
from optalloc.solver.program.exchange import GIVE, TAKE, Coupled

BITS = 256
"""Sums are off by less than 2^-160 then; what lies nearer to a limit is compared as fractions."""
GUARD = 2**96
"""More than all roundings of one sum together [2^-BITS]."""
MOST_RUNS = 200_000
"""Runs of equal steps that one list holds at most."""


class TooMany(Exception):
    """There are more steps to look at than a list may hold."""


@dataclass(frozen=True)
class Extreme:
    """How far one column can go.

    Attributes:
        steps: What it holds then.
        moves: What the other columns change by, by place; where nothing changes, nothing.
    """

    steps: int
    moves: dict[int, int]


def fixed(value: Exact) -> int:
    """Return a number in parts of 2^-BITS, rounded down."""
    top, bottom = value.as_integer_ratio()
    return (top << BITS) // bottom


class _Head:
    """A column's next run of equal steps, in the order of their cost, then of the columns."""

    __slots__ = ("at", "column", "cost", "length")

    def __init__(self, cost: Exact, column: int, at: int, length: int) -> None:
        self.cost, self.column, self.at, self.length = cost, column, at, length

    def __lt__(self, other: "_Head") -> bool:
        if self.cost == other.cost:
            return self.column < other.column
        return is_less(self.cost, other.cost)


class _List:
    """The steps of all columns to one side of a point, the cheapest first, laid out as needed.

    Attributes:
        runs: Column, length and cost of each run of equal steps.
        taken, spent: How many steps the first m runs hold, and what they cost [2^-BITS].
    """

    def __init__(self, part: Coupled, point: Sequence[int], side: int) -> None:
        self.costs, self.point, self.side = part.costs, point, side
        ends = part.upper if side == GIVE else part.lower
        self.room = [abs(end - at) for end, at in zip(ends.tolist(), point, strict=True)]
        self.capacity = sum(self.room)
        self.runs: list[tuple[int, int, Exact]] = []
        self.taken, self.spent = [0], [0]
        self.own: dict[int, list[int]] = {}
        self.own_taken: dict[int, list[int]] = {}
        self.own_spent: dict[int, list[int]] = {}
        self.heads = [head for i, room in enumerate(self.room) if room and (head := self._head(i))]
        heapify(self.heads)

    def cost(self, i: int, at: int) -> Exact:
        """Return what the step after `at` steps away costs."""
        if self.side == GIVE:
            return self.costs[i].slope(self.point[i] + at)
        return -self.costs[i].slope(self.point[i] - at - 1)

    def _head(self, i: int, at: int = 0) -> _Head | None:
        """Return a column's run that starts `at` steps away; None where it has no more room."""
        room = self.room[i]
        if at >= room:
            return None
        cost = self.cost(i, at)
        inside, outside = at, min(at + 1, room)
        while outside < room and self.cost(i, outside) == cost:
            inside, outside = outside, min(room, at + 2 * (outside - at) + 1)
        if outside == room and self.cost(i, room - 1) == cost:
            return _Head(cost, i, at, room - at)
        while outside - inside > 1:
            middle = (inside + outside) // 2
            inside, outside = (
                (middle, outside) if self.cost(i, middle) == cost else (inside, middle)
            )
        return _Head(cost, i, at, inside + 1 - at)

    def first_cost(self) -> Exact | None:
        """Return what the cheapest step costs; None where there is none."""
        if self.runs:
            return self.runs[0][2]
        return self.heads[0].cost if self.heads else None

    def _extend(self) -> bool:
        """Lay out one run more; returns whether there was one."""
        if not self.heads:
            return False
        if len(self.runs) >= MOST_RUNS:
            raise TooMany
        head = heappop(self.heads)
        i, length, spent = head.column, head.length, head.length * fixed(head.cost)
        following = self._head(i, head.at + length)
        if following is not None:
            heappush(self.heads, following)
        self.own.setdefault(i, []).append(len(self.runs))
        for sums, more in ((self.own_taken, length), (self.own_spent, spent)):
            have = sums.setdefault(i, [0])
            have.append(have[-1] + more)
        self.runs.append((i, length, head.cost))
        self.taken.append(self.taken[-1] + length)
        self.spent.append(self.spent[-1] + spent)
        return True

    def _others(self, r: int, m: int) -> int:
        """Return how many steps of the first m runs are not of column r."""
        return self.taken[m] - self.own_taken.get(r, [0])[self._own(r, m)]

    def _own(self, r: int, m: int) -> int:
        return bisect_left(self.own.get(r, ()), m)

    def runs_for(self, r: int, count: int) -> int | None:
        """Return how many runs hold so many steps of others than r; None where too few do."""
        if self.capacity - self.room[r] < count:
            return None
        while self._others(r, len(self.runs)) < count:
            if not self._extend():
                return None
        return bisect_left(range(len(self.runs) + 1), count, key=lambda m: self._others(r, m))

    def sum_for(self, r: int, count: int, m: int) -> int:
        """Return what the cheapest `count` steps of others than r cost [2^-BITS]."""
        if not count:
            return 0
        spent = self.spent[m] - self.own_spent.get(r, [0])[self._own(r, m)]
        return spent - (self._others(r, m) - count) * fixed(self.runs[m - 1][2])

    def moves_for(self, r: int, count: int) -> dict[int, int]:
        """Return the cheapest `count` steps of others than r, by column, with their sign."""
        moves: dict[int, int] = {}
        for i, length, _ in self.runs:
            if count <= 0:
                break
            if i != r:
                moves[i] = moves.get(i, 0) + self.side * min(count, length)
                count -= length
        return moves

    def saving(self, r: int) -> int:
        """Return how many of the others' steps cost less than nothing."""
        count = 0
        for i, length, cost in self.runs:
            if cost >= 0:
                return count
            count += length if i != r else 0
        while self._extend():
            i, length, cost = self.runs[-1]
            if cost >= 0:
                break
            count += length if i != r else 0
        return count


class Extremes:
    """The least and the most of each of some coupled columns."""

    def __init__(self, part: Coupled, point: Sequence[int], slack: Fraction | None) -> None:
        """Take a point at which the costs are least.

        Args:
            slack: How much more the costs together may be than at the point; None without a limit.
        """
        self.part, self.point, self.slack = part, list(point), slack
        self.limit = None if slack is None else fixed(slack)
        self.lists = {side: _List(part, self.point, side) for side in (GIVE, TAKE)}
        whole = sum(self.point)
        self.room = {TAKE: whole - part.low, GIVE: part.high - whole}

    @property
    def is_best(self) -> bool:
        """Whether the point is what it is said to be: no step and no exchange saves anything."""
        give, take = (self.lists[side].first_cost() for side in (GIVE, TAKE))
        is_within = min(self.room.values()) >= 0
        if not is_within or (give is not None and self.room[GIVE] and give < 0):
            return False
        if take is not None and self.room[TAKE] and take < 0:
            return False
        return give is None or take is None or give + take >= 0

    def find(self, r: int, is_most: bool) -> Extreme:
        """Return the most, or the least, of one column.

        Raises:
            TooMany: When it would take too long.
        """
        own = self.lists[GIVE if is_most else TAKE].room[r]
        reach, width = 0, 1
        while reach < own and self._can(r, is_most, min(own, reach + width)):
            reach, width = min(own, reach + width), width * 2
        outside = min(own + 1, reach + width)
        while outside - reach > 1:
            middle = (reach + outside) // 2
            reach, outside = (middle, outside) if self._can(r, is_most, middle) else (reach, middle)
        sign = GIVE if is_most else TAKE
        count = self._taken_up(r, is_most, reach)
        moves = self.lists[-sign].moves_for(r, count)
        return Extreme(self.point[r] + sign * reach, moves)

    def _taken_up(self, r: int, is_most: bool, d: int) -> int:
        """Return how many steps the others best take up when r goes d steps."""
        side = TAKE if is_most else GIVE
        least, most = d - self.room[-side], d + self.room[side]
        saving = 0 if self.room[side] or self.slack is None else self.lists[side].saving(r)
        return max(0, least, min(most, saving))

    def _can(self, r: int, is_most: bool, d: int) -> bool:
        """Return whether r can go d steps."""
        others = self.lists[TAKE if is_most else GIVE]
        count = self._taken_up(r, is_most, d)
        runs = others.runs_for(r, count)
        if runs is None:
            return False
        if self.limit is None:
            return True
        cost, at = self.part.costs[r], self.point[r]
        own = cost.at(at + d if is_most else at - d) - cost.at(at)
        spent = fixed(own) + others.sum_for(r, count, runs)
        if abs(spent - self.limit) > GUARD:
            return spent < self.limit
        return self._exactly(others, r, count) + own <= Fraction(self.slack or 0)

    def _exactly(self, others: _List, r: int, count: int) -> Fraction:
        """Return the others' cost as a fraction, term by term."""
        at = self.point
        terms = (
            self.part.costs[i].at(at[i] + k) - self.part.costs[i].at(at[i])
            for i, k in others.moves_for(r, count).items()
        )
        return Fraction(sum(terms, Fraction(0)))
