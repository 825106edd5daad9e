"""Second opinions that share no code with the product's solving: what the best value must be.

    counting   every plan there is, for the smallest cases
    greedy     exact marginal costs, where only the sum of the totals and bounds on each matter:
               steps go where they cost least, and move as long as a move pays (exact for convex
               costs under one total; Fox 1966, Gross 1956)
    flow       least-cost flow from sources to recipients, where sources may go to some only:
               each step takes the cheapest chain of moves (successive shortest paths)

Shares of uses, splits within a recipient and unlike steps of sources are left out of the last two,
so their value is a bound; a plan that meets it is best, whatever was left out.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product

from optalloc.core.exact import total
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem, total_bounds
from plain import kind_of

MOST_PLANS = 3000
"""Plans that are counted at most."""
MOST_STEPS = 6000
"""Steps of money that the flow sends one by one at most."""
TOTALS_ONLY = {"grain", "spend_whole", "split", "floor", "ceiling", "balance"}
LEFT_OUT = {"share"}

Cost = Callable[[int], Fraction]


@dataclass(frozen=True)
class Opinion:
    """What an oracle says of an instance.

    Attributes:
        value: The best value of the first goal; None when there is no plan.
        is_bound: Whether rules were left out, so that the best may be worse than the value.
    """

    oracle: str
    value: Fraction | None
    is_bound: bool = False


def opinion(problem: Problem, targets: Targets) -> Opinion | None:
    """Return the strongest opinion that an oracle has of a problem; None when none applies."""
    plans = _every_plan(problem)
    if plans is not None:
        return Opinion("counting", _counted(problem, targets, plans))
    cost = _costs(problem, targets)
    kinds = {kind_of(rule) for rule in problem.rules}
    if cost is None or not spends_all(problem):
        return None
    # Sources in unlike steps leave gaps between totals, of which neither knows.
    is_bound = bool(kinds & LEFT_OUT) or len(set(problem.grain.cells.values())) > 1
    if kinds <= TOTALS_ONLY | LEFT_OUT:
        return Opinion("greedy", _greedy(problem, targets, cost), is_bound)
    is_flow = kinds <= TOTALS_ONLY - {"split"} | {"only"} and len(problem.uses) == 1
    if is_flow and problem.money // common_step(problem) <= MOST_STEPS:
        return Opinion("flow", _flow(problem, targets, cost), is_bound)
    return None


def spends_all(problem: Problem) -> bool:
    """Return whether every source is spent whole."""
    spent = frozenset[str]().union(*(rule.spends(problem) for rule in problem.rules))
    return spent >= set(problem.source_named)


def _counted(problem: Problem, targets: Targets, plans: Iterator[Plan]) -> Fraction | None:
    goal = problem.goals[0]
    kept = (p for p in plans if not verify(problem, targets, p))
    return min((goal.value(problem, targets, p) for p in kept), default=None)


def _every_plan(problem: Problem) -> Iterator[Plan] | None:
    """Return every plan, or None when there are too many to count."""
    if problem.projects:
        return _every_funding(problem) if 2 ** len(problem.projects) <= MOST_PLANS else None
    if len(problem.sources) != 1 or len(problem.uses) != 1 or not spends_all(problem):
        return None
    grain = problem.grain.cells[problem.sources[0].name]
    steps, n = problem.money // grain, len(problem.recipients)
    count = 1
    for i in range(1, n):
        count = count * (steps + i) // i
    return _every_total(problem, grain, steps) if count <= MOST_PLANS else None


def _every_total(problem: Problem, grain: int, steps: int) -> Iterator[Plan]:
    """Yield every way to share out one source whole, by where the bars between shares stand."""
    n, source, use = len(problem.recipients), problem.sources[0].name, problem.uses[0].name
    for bars in combinations(range(steps + n - 1), n - 1):
        ends = [-1, *bars, steps + n - 1]
        given = [b - a - 1 for a, b in pairwise(ends)]
        yield Plan(
            Award(r.name, source, use, k * grain)
            for r, k in zip(problem.recipients, given, strict=True)
            if k
        )


def _every_funding(problem: Problem) -> Iterator[Plan] | None:
    """Return every choice of whole projects, split between sources in the one stated proportion."""
    splits = [r for r in problem.rules if (r.kind or r.label) == "split"]
    whole = all(getattr(r, "how", "whole") == "whole" for r in problem.rules)
    if len(splits) != 1 or not whole:
        return None
    parts: dict[str, Fraction] = {s.name: splits[0].part(s.name) for s in problem.sources}  # type: ignore[attr-defined]
    return (
        Plan(
            Award(p.recipient, source, p.use, int(part * p.need), p.name)
            for p, is_chosen in zip(problem.projects, chosen, strict=True)
            for source, part in parts.items()
            if is_chosen
        )
        for chosen in product((False, True), repeat=len(problem.projects))
    )


def _costs(problem: Problem, targets: Targets) -> list[Cost] | None:
    """Return everybody's cost at k steps [the goal's measure], from the formulas; None if none."""
    goal, g = problem.goals[0], common_step(problem)
    is_told = len(problem.goals) == 1 and not getattr(goal, "at", "")
    distance = getattr(goal, "distance", "") if is_told else ""
    aims = [targets.target(r.name) for r in problem.recipients]
    if not all(aims):
        return None
    of: dict[str, Callable[[Fraction], Cost]] = {
        "absolute": lambda t: lambda k: abs(g * k - t),
        "relative": lambda t: lambda k: abs(g * k - t) / t,
        "webster": lambda t: lambda k: (g * k - t) ** 2 / t,
    }
    of["squared_over_target"] = of["webster"]
    return [of[distance](t) for t in aims] if distance in of else None


def _bounds(problem: Problem, targets: Targets) -> list[tuple[int, int]]:
    """Return the least and most steps of each total."""
    kept = [r for r in problem.rules if (r.kind or r.label) in TOTALS_ONLY]
    g = common_step(problem)
    return [(-(-low // g), high // g) for low, high in total_bounds(problem, targets, kept)]


def _greedy(problem: Problem, targets: Targets, cost: list[Cost]) -> Fraction | None:
    """Return the least cost of totals that add up to all the money."""
    g = common_step(problem)
    bounds, left = _bounds(problem, targets), Fraction(problem.money, g)
    if left.denominator != 1 or any(low > high for low, high in bounds):
        return None
    aims = [int(targets.target(r.name) // g) for r in problem.recipients]
    held = [min(max(k, low), high) for k, (low, high) in zip(aims, bounds, strict=True)]
    up = [(c(k + 1) - c(k), i, k) for i, (c, k) in enumerate(zip(cost, held, strict=True))]
    down = [(c(k - 1) - c(k), i, k) for i, (c, k) in enumerate(zip(cost, held, strict=True))]
    heapq.heapify(up)
    heapq.heapify(down)

    def move(heap: list[tuple[Fraction, int, int]], by: int) -> None:
        _, i, _ = heapq.heappop(heap)
        held[i] += by
        k, c = held[i], cost[i]
        heapq.heappush(up, (c(k + 1) - c(k), i, k))
        heapq.heappush(down, (c(k - 1) - c(k), i, k))

    def is_open(heap: list[tuple[Fraction, int, int]], end: int) -> bool:
        # Entries of an earlier amount, and of totals at a bound, are dropped when met.
        while heap and (heap[0][2] != held[heap[0][1]] or heap[0][2] == bounds[heap[0][1]][end]):
            heapq.heappop(heap)
        return bool(heap)

    off = int(left) - sum(held)
    for _ in range(abs(off)):
        heap, by, end = (up, 1, 1) if off > 0 else (down, -1, 0)
        if not is_open(heap, end):
            return None
        move(heap, by)
    while is_open(up, 1) and is_open(down, 0) and up[0][0] + down[0][0] < 0:
        move(down, -1)
        if is_open(up, 1):
            move(up, 1)
    return total(c(k) for c, k in zip(cost, held, strict=True))


def _flow(problem: Problem, targets: Targets, cost: list[Cost]) -> Fraction | None:
    """Return the least cost of a flow that spends every source whole."""
    g, bounds = common_step(problem), _bounds(problem, targets)
    may, steps = _open_cells(problem), [s.amount // g for s in problem.sources]
    held = [0] * len(cost)
    flow = [[0] * len(cost) for _ in steps]

    def next_step(r: int) -> tuple[bool, Fraction]:
        k = held[r]
        return k >= bounds[r][0], cost[r](k + 1) - cost[r](k)

    for start in (s for s, amount in enumerate(steps) for _ in range(amount)):
        last, came = _reached(start, may, flow)
        ends = [r for r in last if held[r] < bounds[r][1]]
        if not ends:
            return None
        end = min(ends, key=next_step)
        held[end] += 1
        at = last[end]
        flow[at][end] += 1
        while at != start:
            before, r = came[at]
            flow[at][r] -= 1
            flow[before][r] += 1
            at = before
    if any(k < low for k, (low, _) in zip(held, bounds, strict=True)):
        return None
    return total(c(k) for c, k in zip(cost, held, strict=True))


def _reached(
    start: int, may: list[list[bool]], flow: list[list[int]]
) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
    """Return whom a step of a source can reach by chains of moves, and how.

    Returns:
        For each recipient the source that comes last, and for each source on the way the source
        before it with the recipient at which it makes room.
    """
    last, came, waiting = dict[int, int](), {start: (start, -1)}, [start]
    while waiting:
        at = waiting.pop()
        for r, is_open in enumerate(may[at]):
            if not is_open or r in last:
                continue
            last[r] = at
            for other, own in enumerate(flow):
                if other not in came and own[r]:
                    came[other] = (at, r)
                    waiting.append(other)
    return last, came


def _open_cells(problem: Problem) -> list[list[bool]]:
    """Return for each source who may have its money."""
    closed = set[tuple[str, str]]()
    for rule in problem.rules:
        if (rule.kind or rule.label) == "only":
            covered = {r.name for r in rule.covered(problem)}  # type: ignore[attr-defined]
            pots = rule.pots(problem)  # type: ignore[attr-defined]
            closed |= {(s, r.name) for s in pots for r in problem.recipients} - {
                (s, name) for s in pots for name in covered
            }
    return [[(s.name, r.name) not in closed for r in problem.recipients] for s in problem.sources]
