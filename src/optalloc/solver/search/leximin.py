"""The worst level first, then the second worst, and so on (leximin), with whole steps.

Of whole plans it is not said who is worst, only how many are: of two equal towns one may have to
wait. So each round takes the highest levels not settled yet and minimises how many stand on each,
the higher first:  minimise sum_r w(level_r),  w(v) above all that lower levels can cost together.
Such a cost is convex in each total's steps; its bound is proven in fractions like any other, and
its optimal face holds every choice of who waits. Between rounds the levels that nobody needs are
jumped over by the search for the worst level among those who are free and not at their caps: who is
capped stands at the cap, however many caps there are, and one round settles where the rest stand.

A total that is nothing or at least m behind a switch stands on no level between. What it costs at
nothing is told of the switch, and only what it costs from m on of the total.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heapify, heappop, heapreplace

from optalloc.core.exact import Exact
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Leximin, Program, Stage, StepCost, Worst
from optalloc.solver.program.switched_columns import SwitchedColumns, switched_columns
from optalloc.solver.proof.tree import LeximinProof, Round
from optalloc.solver.search.minimax import minimise_worst
from optalloc.solver.search.minimise import Result
from optalloc.solver.search.outcome import GRADES
from optalloc.solver.session.session import SolveSession

MOST_LEVELS = 16
"""Levels that one round looks at."""
LARGEST_WEIGHT = 10**6
"""Weights above this are left to further rounds: an engine tells costs apart up to 10^9."""
MOST_ROUNDS = 10_000
"""Rounds of one goal; each settles a level or more, so that only a fault comes near."""

Reach = Callable[[SolveSession, Stage], tuple[SolveSession, Result]]


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


def minimise_leximin(
    solving: SolveSession, goal: Leximin, reach: Reach
) -> tuple[SolveSession, Result, LeximinProof]:
    """Return the solving on the face of the best plans, one of them, and the proof.

    Args:
        reach: Minimises a stage and returns the solving on the face of its best plans; raises where
            there is none.
    """
    result, face, told = minimise_worst(solving, goal)
    if result.state != "best" or result.value is None:
        return solving, result, LeximinProof(told, ())
    solving = replace(solving.on(face), plan=result.x)
    worst, proven = result.value, result.proven
    top, settled = worst, worst + 1
    rounds: list[Round] = []
    for _ in range(MOST_ROUNDS):
        asked = next_round(goal, solving.program, solving.face, top, settled)
        if asked is None:
            break
        solving, found = reach(solving, asked.stage)
        grade = found.proven if asked.is_sharp or found.proven == "exact" else "no"
        proven, settled = min(proven, grade, key=GRADES.index), asked.settled
        solving, top = _next_top(solving, goal, settled)
        rounds.append(Round(found.proof, top))
    else:
        proven = "no"
    return solving, Result("best", proven, solving.plan, worst), LeximinProof(told, tuple(rounds))


@dataclass(frozen=True)
class LeximinRound:
    """One round: how many stand on each of the highest levels that are not settled yet.

    Attributes:
        stage: Its cost, the higher levels first.
        settled: The lowest level that it settles.
        is_sharp: Whether the costs stay within what an engine can tell apart.
    """

    stage: Stage
    settled: Fraction
    is_sharp: bool


def next_round(
    goal: Leximin, program: Program, face: Face, top: Fraction, settled: Fraction
) -> LeximinRound | None:
    """Return the round that starts at a level; None when there is nothing left to settle."""
    if top <= goal.best:
        return None
    switched = switched_columns(program, face, goal.columns)
    levels = _levels(goal, face, switched, (top, settled))
    if not levels:
        return None
    paths, weights = _paths(goal, face, switched, levels, settled)
    linear, convex, constant = dict[int, Exact](), dict[int, StepCost](), Fraction(0)
    for i, path in paths.items():
        column, costs = goal.columns[i], tuple(weights[v] for v in path)
        if column not in switched:
            convex[column] = Ladder(int(face.lower[column]), costs)
            continue
        behind, ladder = switched[column], Ladder(switched[column].least, costs[1:])
        if costs[1:]:
            convex[column] = ladder
        linear[behind.switch] = ladder.at(0) - costs[0]
        constant += costs[0] - ladder.at(0)
    stage = Stage(goal.label, goal.words, linear=linear, convex=convex, constant=constant)
    is_sharp = max(weights.values(), default=0) <= LARGEST_WEIGHT
    return LeximinRound(stage, levels[-1], is_sharp)


def _open(goal: Worst, face: Face) -> list[tuple[int, int, int]]:
    """Return place, lower and upper bound of the columns that are not fixed."""
    bounds = ((i, int(face.lower[j]), int(face.upper[j])) for i, j in enumerate(goal.columns))
    return [(i, low, high) for i, low, high in bounds if low < high]


def _levels(
    goal: Worst, face: Face, switched: SwitchedColumns, between: tuple[Fraction, Fraction]
) -> list[Fraction]:
    """Return the highest levels that open columns can have, falling.

    Args:
        between: Levels above the first of these are left out, those at or above the second, and
            those at or below the best.
    """
    top, settled = between
    # The next level of each column, the highest in front: few of them are ever looked at.
    front = []
    for i, low, high in _open(goal, face):
        first = switched.step(goal.columns[i], max(low, goal.least(i, top)))
        if first <= high:
            front.append((-goal.level(i, first), i, first, high))
    heapify(front)
    levels: list[Fraction] = []
    while front and len(levels) < MOST_LEVELS:
        opposite, i, k, last = front[0]
        level = -opposite
        if level <= goal.best:
            break
        if level < settled and (not levels or level < levels[-1]):
            levels.append(level)
        if (following := switched.step(goal.columns[i], k + 1)) <= last:
            heapreplace(front, (-goal.level(i, following), i, following, last))
        else:
            heappop(front)
    return levels


def _paths(
    goal: Worst, face: Face, switched: SwitchedColumns, levels: list[Fraction], settled: Fraction
) -> tuple[dict[int, list[Fraction]], dict[Fraction, int]]:
    """Return the levels that each open column passes, down to the lowest, and what each costs.

    Drops the lowest levels while weights are too large.
    """
    while True:
        every = {
            i: _passed(goal, switched, (i, low, high), levels[-1])
            for i, low, high in _open(goal, face)
        }
        paths = {i: path for i, path in every.items() if path}
        weights = _weights([*paths.values()], settled)
        if max(weights.values(), default=0) <= LARGEST_WEIGHT or len(levels) == 1:
            return paths, weights
        del levels[(len(levels) + 1) // 2 :]


def _passed(
    goal: Worst, switched: SwitchedColumns, column: tuple[int, int, int], lowest: Fraction
) -> list[Fraction]:
    """Return the levels that one column passes, up to a lowest one.

    Args:
        column: Its place, and its bounds.
    """
    (i, k, high), path = column, list[Fraction]()
    while k <= high:
        level = goal.level(i, k)
        if level < lowest or level <= goal.best:
            break
        path.append(level)
        k = switched.step(goal.columns[i], k + 1)
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
    solving: SolveSession, goal: Leximin, settled: Fraction
) -> tuple[SolveSession, Fraction]:
    """Return the highest level below the settled ones that anybody needs to stand on.

    Who may still stand on a settled level or below it waits its turn; the others are raised as far
    as the worst of those below their caps allows, or as the highest of those who wait may come to.
    A plan that has them there, and everybody whose cap lies higher at the cap, is at hand. In every
    plan the capped stand as high as that at least; so none that is better has them elsewhere, or
    anybody else higher: no proof is needed.
    """
    free, waiting = free_and_waiting(goal, solving.program, solving.face, settled)
    if not free:
        return solving, waiting
    result, _, _ = minimise_worst(solving, _below_caps(goal, solving.face, free, waiting))
    if result.state != "best" or result.value is None:
        # Nobody is raised for want of a plan; the levels are walked one by one.
        return solving, settled
    top = result.value
    return solving.on(raised(goal, solving.face, settled, top)), top


def _below_caps(goal: Leximin, face: Face, free: list[int], waiting: Fraction) -> Worst:
    """Return the worst level among some, where who has all that the bounds allow has no level.

    Levels below the highest of those who wait are not told apart: the next round begins there.
    """
    columns = tuple(goal.columns[i] for i in free)
    caps = [int(face.upper[j]) for j in columns]

    def level(i: int, k: int) -> Fraction:
        return goal.best if k >= caps[i] else goal.level(free[i], k)

    def least(i: int, level: Fraction) -> int:
        return min(caps[i], goal.least(free[i], level))

    return Worst(goal.label, goal.words, columns, level, least, waiting)


def free_and_waiting(
    goal: Leximin, program: Program, face: Face, settled: Fraction
) -> tuple[list[int], Fraction]:
    """Return who stands below the settled levels, and the highest level of those who may come."""
    free, waiting = [], goal.best
    switched = switched_columns(program, face, goal.columns)
    for i, low, high in _open(goal, face):
        if goal.level(i, low) < settled:
            free.append(i)
        else:
            first = max(low, goal.least(i, settled))
            while first <= high and goal.level(i, first) >= settled:
                first += 1
            first = switched.step(goal.columns[i], first)
            if first <= high:
                waiting = max(waiting, goal.level(i, first))
    return free, waiting


def raised(goal: Leximin, face: Face, settled: Fraction, top: Fraction) -> Face:
    """Return the face on which who is free stands at a level or below it, or at the cap."""
    lower = face.lower.copy()
    for i, low, _ in _open(goal, face):
        if goal.level(i, low) >= settled:
            continue
        column = goal.columns[i]
        most = min(int(face.upper[column]), goal.least(i, top))
        lower[column] = max(int(lower[column]), most)
    return replace(face, lower=lower)
