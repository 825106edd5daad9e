"""Exchange: steps given, taken back and swapped by their exact costs, until no move saves anything.

Floats are quotients of whole numbers, rounded once to the nearest, so they never reverse an order:
where two differ the exact numbers differ alike, and where they are equal the exact ones are asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from optalloc.core.exact import Exact, is_less
from optalloc.solver.program.program import StepCost, Whole

GIVE, TAKE = 1, -1
"""What a column does with one step of the sum."""

Entry = tuple[float, Exact, int, int]
"""What a step costs, rounded and exact; its column, and the steps there when it was written."""


@dataclass(frozen=True)
class Coupled:
    """The columns of a stage that are still open, and what the rows that only add them up say.

    Attributes:
        columns: Their places in the program.
        costs: Their costs.
        lower, upper: Their bounds.
        low, high: The bounds of their sum; UNBOUNDED stands for none.
        low_row, high_row: The rows that these come from, each with its coefficient.
    """

    columns: Whole
    costs: tuple[StepCost, ...]
    lower: Whole
    upper: Whole
    low: int
    high: int
    low_row: tuple[int, int] | None
    high_row: tuple[int, int] | None


class Exchange:
    """Steps given, taken back and exchanged by their exact costs.

    Attributes:
        x: The steps of every column.
    """

    def __init__(self, part: Coupled, x: Whole) -> None:
        self.costs, self.low, self.high = part.costs, part.low, part.high
        self.ends = {GIVE: part.upper.tolist(), TAKE: part.lower.tolist()}
        self.x: list[int] = x.tolist()
        self.sum = sum(self.x)
        self.heaps: dict[int, list[Entry]] = {GIVE: [], TAKE: []}
        for side, heap in self.heaps.items():
            heap += [self._entry(i, side) for i, k in enumerate(self.x) if k != self.ends[side][i]]
            heapify(heap)

    def _cost(self, i: int, side: int, m: int) -> Exact:
        """Return what the step after m more costs column i, given or taken back."""
        slope = self.costs[i].slope
        return slope(self.x[i] + m) if side == GIVE else -slope(self.x[i] - 1 - m)

    def _entry(self, i: int, side: int) -> Entry:
        cost = self._cost(i, side, 0)
        top, bottom = cost.as_integer_ratio()
        return top / bottom, cost, i, self.x[i]

    def _top(self, side: int) -> Entry | None:
        """Return the cheapest step that can still be given, or taken back."""
        heap = self.heaps[side]
        while heap and self.x[heap[0][2]] != heap[0][3]:
            heappop(heap)
        return heap[0] if heap else None

    def settle(self, moves: int) -> Exact | None:
        """Move steps until no move is left to make; returns the price, None after so many moves."""
        for _ in range(moves):
            give, take = self._top(GIVE), self._top(TAKE)
            if give and self.sum < self.low:
                self._move(give, GIVE, self.low - self.sum)
            elif take and self.sum > self.high:
                self._move(take, TAKE, self.sum - self.high)
            elif give and take and is_less(give[1], -take[1]):
                self._swap(give[2], take[2])
            elif give and give[1] < 0 and self.sum < self.high:
                self._move(give, GIVE, self.high - self.sum, 0)
            elif take and take[1] < 0 and self.sum > self.low:
                self._move(take, TAKE, self.sum - self.low, 0)
            elif take and take[1] < 0:
                return -take[1]
            else:
                return give[1] if give and give[1] < 0 else 0
        return None

    def _move(self, entry: Entry, side: int, units: int, dearest: Exact | None = None) -> None:
        """Move the cheapest column on until another is cheaper, or a step costs too much."""
        i = entry[2]
        heappop(self.heaps[side])
        other = self._top(side)
        limits = [limit for limit in (other[1] if other else None, dearest) if limit is not None]
        room = min(units, abs(self.ends[side][i] - self.x[i]))
        limit = min(limits, default=None)
        self._shift(
            i,
            side,
            _run(lambda m: limit is None or not is_less(limit, self._cost(i, side, m - 1)), room),
        )

    def _swap(self, i: int, j: int) -> None:
        """Give column i what column j had, as long as that saves."""
        room = min(self.ends[GIVE][i] - self.x[i], self.x[j] - self.ends[TAKE][j])
        # A sum of two fractions would be reduced; comparing one with the other is not.
        run = _run(lambda m: is_less(self._cost(i, GIVE, m - 1), -self._cost(j, TAKE, m - 1)), room)
        self._shift(i, GIVE, run)
        self._shift(j, TAKE, run)

    def _shift(self, i: int, side: int, steps: int) -> None:
        self.x[i] += side * steps
        self.sum += side * steps
        for heap_side, heap in self.heaps.items():
            if self.x[i] != self.ends[heap_side][i]:
                heappush(heap, self._entry(i, heap_side))


def _run(holds: Callable[[int], bool], most: int) -> int:
    """Return the largest m up to `most` that holds; 1 does, and none beyond one that does not."""
    inside, outside = 1, 2
    while outside <= most and holds(outside):
        inside, outside = outside, outside * 2
    outside = min(outside, most + 1)
    while outside - inside > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside
