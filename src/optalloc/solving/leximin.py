"""The worst level first, then the second worst, and so on (leximin), with whole steps.

Of whole plans it is not said who is worst, only how many are: of two equal towns one may have to
wait. So each round takes the highest levels not settled yet and minimises how many stand on each,
the higher first:  minimise sum_r w(level_r),  w(v) above all that lower levels can cost together.
Such a cost is convex in each total's steps; its bound is proven in fractions like any other, and
its optimal face holds every choice of who waits. Between rounds the levels that nobody needs are
jumped over by the search for the worst level among those who are free.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.program import Leximin, Stage, Worst
from optalloc.solving.asking import Solving
from optalloc.solving.face import Face
from optalloc.solving.outcome import GRADES, Proven
from optalloc.solving.stage import Result
from optalloc.solving.worst import minimise_worst

MOST_LEVELS = 16
"""Levels that one round looks at."""
LARGEST_WEIGHT = 10**6
"""Weights above this are left to further rounds: an engine tells costs apart up to 10^9."""
MOST_ROUNDS = 10_000

Reach = Callable[[Solving, Stage], tuple[Solving, Result]]


@dataclass(frozen=True)
class Ladder:
    """Cost by steps: costs[0] at `first`, then falling ever slower to 0."""

    first: int
    costs: tuple[int, ...]

    def at(self, k: int) -> int:
        """Return the cost at k steps."""
        i = k - self.first
        if i < 0:
            return self._at(0) + i * (self._at(1) - self._at(0))
        return self._at(i)

    def slope(self, k: int) -> int:
        """Return the cost of one more step at k steps."""
        return self.at(k + 1) - self.at(k)

    def kink(self) -> int:
        """Return the first step without cost."""
        return self.first + len(self.costs)

    def _at(self, i: int) -> int:
        return self.costs[i] if i < len(self.costs) else 0


def minimise_leximin(solving: Solving, goal: Leximin, reach: Reach) -> tuple[Solving, Result]:
    """Return the solving on the face of the best plans, and one of them.

    Args:
        reach: Minimises a stage and returns the solving on the face of its best plans; raises where
            there is none.
    """
    result, face = minimise_worst(solving, goal)
    if result.state != "best" or result.value is None:
        return solving, result
    solving = replace(solving.on(face), plan=result.x)
    worst, proven = result.value, result.proven
    top, settled = worst, worst + 1
    for _ in range(MOST_ROUNDS):
        if top <= goal.best:
            break
        levels = _levels(goal, solving.face, top, settled)
        if not levels:
            break
        ladders, is_sharp = _ladders(goal, solving.face, levels, settled)
        solving, found = reach(solving, Stage(goal.label, goal.words, convex=dict(ladders)))
        proven = min(proven, found.proven if is_sharp else "no", key=GRADES.index)
        settled = levels[-1]
        solving, top, grade = _next_top(solving, goal, settled)
        proven = min(proven, grade, key=GRADES.index)
    else:
        proven = "no"
    return solving, Result("best", proven, solving.plan, worst)


def _open(goal: Worst, face: Face) -> list[tuple[int, int, int]]:
    """Return place, lower and upper bound of the columns that are not fixed."""
    bounds = ((i, int(face.lower[j]), int(face.upper[j])) for i, j in enumerate(goal.columns))
    return [(i, low, high) for i, low, high in bounds if low < high]


def _levels(goal: Worst, face: Face, top: Fraction, settled: Fraction) -> list[Fraction]:
    """Return the highest levels at or below `top` that open columns can have, falling.

    Levels at or above `settled` are left out, and those at or below the best.
    """
    found: set[Fraction] = set()
    for i, low, high in _open(goal, face):
        first = max(low, goal.least(i, top))
        for k in range(first, min(high, first + MOST_LEVELS) + 1):
            level = goal.level(i, k)
            if level <= goal.best:
                break
            if level < settled:
                found.add(level)
    return sorted(found, reverse=True)[:MOST_LEVELS]


def _ladders(
    goal: Worst, face: Face, levels: list[Fraction], settled: Fraction
) -> tuple[dict[int, Ladder], bool]:
    """Return each open column's cost; drops the lowest levels while weights are too large.

    Also returns whether the weights stayed within what an engine can tell apart.
    """
    while True:
        # For each open column the levels it passes, down to the lowest that is looked at.
        passed = {i: _passed(goal, i, low, high, levels[-1]) for i, low, high in _open(goal, face)}
        weights = _weights([path for path in passed.values() if path], settled)
        largest = max(weights.values(), default=0)
        if largest <= LARGEST_WEIGHT or len(levels) == 1:
            break
        del levels[(len(levels) + 1) // 2 :]
    ladders = {
        goal.columns[i]: Ladder(int(face.lower[goal.columns[i]]), tuple(weights[v] for v in path))
        for i, path in passed.items()
        if path
    }
    return ladders, largest <= LARGEST_WEIGHT


def _passed(goal: Worst, i: int, low: int, high: int, lowest: Fraction) -> list[Fraction]:
    path = []
    for k in range(low, high + 1):
        level = goal.level(i, k)
        if level < lowest or level <= goal.best:
            break
        path.append(level)
    return path


def _weights(paths: list[list[Fraction]], settled: Fraction) -> dict[Fraction, int]:
    """Return the cost of standing on each level.

    Each is above all that the levels below it can cost together, so that fewer on it is better
    whatever that costs below; and it leaves every column's cost convex. How many stand on a settled
    level is the same in every plan that is left, so any convex cost will do there.
    """
    below = {v: (path, i) for path in paths for i, v in enumerate(path)}
    on: dict[Fraction, list[tuple[int, int]]] = {}
    for p, path in enumerate(paths):
        for i, v in enumerate(path):
            on.setdefault(v, []).append((p, i))
    weights: dict[Fraction, int] = {}
    dearest = [0] * len(paths)
    for v in sorted(below):
        enough = 1 + sum(dearest) if v < settled else 1
        for p, i in on[v]:
            one = weights[paths[p][i + 1]] if i + 1 < len(paths[p]) else 0
            two = weights[paths[p][i + 2]] if i + 2 < len(paths[p]) else 0
            enough = max(enough, 2 * one - two)
        weights[v] = enough
        for p, _ in on[v]:
            dearest[p] = enough
    return weights


def _next_top(
    solving: Solving, goal: Leximin, settled: Fraction
) -> tuple[Solving, Fraction, Proven]:
    """Return the highest level below the settled ones that anybody needs to stand on.

    Who may still stand on a settled level or below it waits its turn; the others are raised as far
    as the worst of them allows, or as the highest of those who wait may come to.
    """
    free, waiting = [], goal.best
    for i, low, high in _open(goal, solving.face):
        if goal.level(i, low) < settled:
            free.append(i)
        else:
            first = max(low, goal.least(i, settled))
            while first <= high and goal.level(i, first) >= settled:
                first += 1
            if first <= high:
                waiting = max(waiting, goal.level(i, first))
    if not free:
        return solving, waiting, "exact"
    others = Worst(
        goal.label,
        goal.words,
        tuple(goal.columns[i] for i in free),
        lambda i, k: goal.level(free[i], k),
        lambda i, v: goal.least(free[i], v),
        goal.best,
    )
    result, _ = minimise_worst(solving, others)
    if result.state != "best" or result.value is None:
        # Nobody is raised for want of a proof; the levels are walked one by one.
        return solving, settled, "exact"
    top = max(result.value, waiting)
    lower = solving.face.lower.copy()
    for i in free:
        column = goal.columns[i]
        lower[column] = max(int(lower[column]), goal.least(i, top))
    return solving.on(replace(solving.face, lower=lower)), top, result.proven
