"""One step more for somebody, by exchanging single steps, proven best without any solver.

With a goal  sum_r f_r(y_r),  f_r convex, all money spent and bounds on each total, a plan is best
when no step given costs less than a step taken back saves:

    f_i(y_i + 1) - f_i(y_i)  >=  f_j(y_j) - f_j(y_j - 1)   for every i and j

(the largest saving, as a price of money, bounds every plan from below). So the step is given, taken
from whoever saves most by it, and steps are exchanged until that holds. Rules that speak of several
totals are left out of the argument: the plan must pass the audit, and is then proven best, as fewer
rules make no plan worse.

Several goals in order of priority are one whose figures are lists, compared from the first, with
the rule for ties (places times steps) as the last; the argument only adds and compares. A worst
level may come first: whoever the step is taken from, the level becomes that of somebody with a step
less, or stays; the least such level is the best, and then a bound on every total.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from optalloc.core.exact import Exact, is_less, largest_remainder
from optalloc.pipeline.answer import Resolved
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import LISTED_ORDER, Problem
from optalloc.solver.program.program import Leximin, Stage, Worst

MOST_SWAPS = 40
"""Steps that are exchanged for one; more are left to a solver."""

Costs = tuple[Exact, ...]
"""What a step costs each goal that adds up, in order of priority, and then the rule for ties."""
Priced = tuple[int, Costs]
"""The place of a recipient, and what a step costs it or saves it."""


@dataclass(frozen=True)
class Swap:
    """Steps that change hands so that somebody has one more, at the least cost.

    Attributes:
        pairs: Places of who gives a step and who gets it, one after another.
        costs: What that costs each goal, exactly.
    """

    pairs: tuple[tuple[int, int], ...]
    costs: tuple[Exact, ...]


@dataclass(frozen=True)
class _Market:
    """What steps cost and save where the totals have certain least values.

    Attributes:
        lower: By place the fewest steps.
        givers: Who can be given a step, with what it costs, the least first.
        savers: Who can give one back, with what it saves, the most first.
    """

    lower: list[int]
    givers: list[Priced]
    savers: list[Priced]


class Swaps:
    """Exchanges of steps from one best plan."""

    def __init__(self, answer: Resolved, worst: Worst | None, stages: list[Stage]) -> None:
        program, names = answer.program, answer.problem.recipients
        self.worst, self.stages, self.columns = worst, stages, program.ties.totals.tolist()
        self.steps = [answer.given(r.name) // program.ties.step for r in names]
        self.lower = program.lower[program.ties.totals].tolist()
        self.upper = program.upper[program.ties.totals].tolist()
        self.level = answer.outcome.goals[0].value if worst is not None else Fraction(0)
        self._levels = list(self._with_a_step_less()) if worst is not None else []
        self._markets: dict[Fraction, _Market] = {}

    def one_more(self, place: int) -> Swap | None:
        """Return how a recipient gets a step more; None where nobody can give it, or not soon."""
        level = self.level
        if self.worst is not None:
            others = [one for one, who in self._levels[:2] if who != place]
            if not others:
                return None
            level = others[0]
        found = self._exchanged(self._market(level), place)
        if found is None or self.worst is None:
            return found
        return Swap(found.pairs, (level - self.level, *found.costs))

    def _with_a_step_less(self) -> Iterator[tuple[Fraction, int]]:
        """Yield the worst level if somebody has a step less, the least first, and who it is."""
        assert self.worst is not None
        compared = {j: i for i, j in enumerate(self.worst.columns)}
        found: list[tuple[Fraction, int]] = []
        for place, (column, k) in enumerate(zip(self.columns, self.steps, strict=True)):
            if k > self.lower[place]:
                i = compared.get(column)
                own = self.level if i is None else self.worst.level(i, k - 1)
                found.append((max(self.level, own), place))
        yield from sorted(found)

    def _market(self, level: Fraction) -> _Market:
        """Return the costs of steps where nobody's level may be above one."""
        if level not in self._markets:
            lower = list(self.lower)
            if self.worst is not None:
                at = {column: place for place, column in enumerate(self.columns)}
                for i, j in enumerate(self.worst.columns):
                    lower[at[j]] = max(lower[at[j]], self.worst.least(i, level))
            places = range(len(self.steps))
            givers = [(i, self._cost(i, self.steps[i])) for i in places if self._has_room(i, 0)]
            savers = [
                (i, self._cost(i, self.steps[i] - 1)) for i in places if self.steps[i] > lower[i]
            ]
            givers.sort(key=cmp_to_key(_least_first))
            savers.sort(key=cmp_to_key(_least_first), reverse=True)
            self._markets[level] = _Market(lower, givers, savers)
        return self._markets[level]

    def _has_room(self, place: int, more: int) -> bool:
        return bool(self.steps[place] + more < self.upper[place])

    def _cost(self, place: int, k: int) -> Costs:
        """Return what the step after k steps costs each goal, and the rule for ties."""
        column, costs = self.columns[place], list[Exact]()
        for stage in self.stages:
            convex = stage.convex.get(column)
            costs.append(stage.linear.get(column, 0) if convex is None else convex.slope(k))
        return (*costs, place + 1)

    def _exchanged(self, market: _Market, place: int) -> Swap | None:
        """Give the step, then exchange steps until no exchange saves anything."""
        change = {place: 1}
        cost: Costs = self._cost(place, self.steps[place])
        gainer, pairs = place, list[tuple[int, int]]()
        while len(pairs) < MOST_SWAPS:
            saver = self._most_saved(market, change, place)
            if saver is None:
                return None
            pairs.append((saver[0], gainer))
            change[saver[0]] = change.get(saver[0], 0) - 1
            cost = tuple(a - b for a, b in zip(cost, saver[1], strict=True))
            giver, saver = self._least_cost(market, change), self._most_saved(market, change, place)
            if giver is None or saver is None or not _is_less(giver[1], saver[1]):
                return Swap(tuple(pairs), cost[:-1])
            gainer = giver[0]
            change[gainer] = change.get(gainer, 0) + 1
            cost = tuple(a + b for a, b in zip(cost, giver[1], strict=True))
        return None

    def _most_saved(self, market: _Market, change: dict[int, int], place: int) -> Priced | None:
        """Return who saves most by giving back a step; the step given is not given back."""
        found = [next((one for one in market.savers if one[0] not in change), None)]
        for i, more in change.items():
            k = self.steps[i] + more
            if k > max(market.lower[i], self.steps[i] + 1 if i == place else 0):
                found.append((i, self._cost(i, k - 1)))
        there = [one for one in found if one is not None]
        return max(there, key=cmp_to_key(_least_first), default=None)

    def _least_cost(self, market: _Market, change: dict[int, int]) -> Priced | None:
        """Return to whom a step costs least."""
        found = [next((one for one in market.givers if one[0] not in change), None)]
        for i, more in change.items():
            if self._has_room(i, more):
                found.append((i, self._cost(i, self.steps[i] + more)))
        there = [one for one in found if one is not None]
        return min(there, key=cmp_to_key(_least_first), default=None)


def swaps_of(answer: Resolved) -> Swaps | None:
    """Return the exchanges of a best plan; None where the argument does not reach."""
    program, problem = answer.program, answer.problem
    first, rest = list(program.goals[:1]), list(program.goals[1:])
    worst = first[0] if first and isinstance(first[0], Worst) else None
    stages = [goal for goal in (rest if worst else program.goals) if isinstance(goal, Stage)]
    if len(stages) + (worst is not None) < len(program.goals) or isinstance(worst, Leximin):
        return None
    if problem.ties != LISTED_ORDER:
        # Of equal exchanges the one is told that listed order decides for.
        return None
    if not answer.is_best or any(goal.tolerance is not None for goal in program.goals):
        return None
    columns = {j for stage in stages for j in (*stage.linear, *stage.convex)}
    columns |= set(worst.columns) if worst is not None else set()
    if not columns <= set(program.ties.totals.tolist()):
        return None
    if problem.spent_whole != frozenset(problem.source_named):
        return None
    return Swaps(answer, worst, stages)


def moved(
    problem: Problem, plan: Plan, pair: tuple[str, str], step: int, use: str | None = None
) -> Plan | None:
    """Return a plan with a step [fen] moved, source by source and use by use as the loser has it.

    None where the loser has no step, or projects or different grains make it more than arithmetic.

    Args:
        pair: Who loses the step, and who gains it.
        use: The one use that the money is moved for; every use when None.
    """
    loser, gainer = pair
    grains = set(problem.grain.cells.values())
    if len(grains) != 1 or problem.projects:
        return None
    (grain,) = grains
    own = [a for a in plan.awards if a.recipient == loser and use in (None, a.use)]
    if sum(award.amount for award in own) < step:
        return None
    parts = largest_remainder([a.amount // grain for a in own], step // grain)
    taken = {(a.source, a.use): k * grain for a, k in zip(own, parts, strict=True) if k}
    return Plan(_with_moved(plan, loser, gainer, taken))


def _with_moved(
    plan: Plan, loser: str, gainer: str, taken: dict[tuple[str, str], int]
) -> Iterator[Award]:
    left = dict(taken)
    for award in plan.awards:
        amount = award.amount
        if award.recipient == loser:
            amount -= taken.get((award.source, award.use), 0)
        elif award.recipient == gainer:
            amount += left.pop((award.source, award.use), 0)
        if amount == award.amount:
            yield award
        elif amount:
            yield Award(award.recipient, award.source, award.use, amount)
    yield from (Award(gainer, source, use, fen) for (source, use), fen in left.items())


def _is_less(one: Costs, other: Costs) -> bool:
    """Return whether costs are less, the first that differs deciding."""
    for a, b in zip(one, other, strict=True):
        if a != b:
            return is_less(a, b)
    return False


def _least_first(one: Priced, other: Priced) -> int:
    return _is_less(one[1], other[1]) * -1 + _is_less(other[1], one[1])
