"""One step from one recipient to another: when that alone is proven best, without any solver.

With a goal  sum_r f_r(y_r),  f_r convex, all money spent and bounds on each total, a plan is best
when no step given costs less than a step taken back saves:

    f_r(y_r + 1) - f_r(y_r)  >=  f_j(y_j) - f_j(y_j - 1)   for every r and j

Let recipient r have a step more. At the price p = the largest saving of the others, everybody else
stays where it is or gives back the step that saves p; so no plan is better than the one where that
step alone moves. Rules that speak of more than one total are left out of the argument, so that the
plan must pass the audit; then it is proven best, as fewer rules make no plan worse. Several goals
in order of priority are one whose figures are lists, compared from the first: the argument only
adds figures and compares them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cmp_to_key

from optalloc.exact import Exact, is_less, largest_remainder
from optalloc.explaining.again import Answer
from optalloc.parts import spent_whole
from optalloc.problem import Award, Plan, Problem
from optalloc.program import Program, Stage

Costs = tuple[Exact, ...]
"""What something costs each goal, the first in priority first."""


@dataclass(frozen=True)
class Swaps:
    """What a step costs whom it is given to, and saves whom it is taken from.

    Attributes:
        cost: By place of the recipient what one step more costs the goals, exactly.
        savers: Places of those who can give back a step, with what it saves: the most first, and
            the later in listed order first among equals, as the tie rule has it.
    """

    cost: tuple[Costs, ...]
    savers: tuple[tuple[int, Costs], ...]

    def loser(self, place: int) -> tuple[int, Costs] | None:
        """Return who gives the step to a recipient, and what the swap costs; None if nobody can."""
        for other, saving in self.savers[:2]:
            if other != place:
                pairs = zip(self.cost[place], saving, strict=True)
                return other, tuple(cost - saved for cost, saved in pairs)
        return None


def swaps_of(answer: Answer) -> Swaps | None:
    """Return the swaps of a best plan; None where the argument does not reach."""
    program, problem = answer.program, answer.problem
    stages = [goal for goal in program.goals if isinstance(goal, Stage)]
    if len(stages) < len(program.goals) or not answer.is_best:
        return None
    totals = program.ties.totals.tolist()
    if any(stage.tolerance is not None for stage in stages):
        return None
    if any(not {*stage.linear, *stage.convex} <= set(totals) for stage in stages):
        return None
    if spent_whole(problem) != frozenset(problem.source_named):
        return None
    steps = [answer.given(r.name) // program.ties.step for r in problem.recipients]
    slopes = [_slopes(stages, column, k) for column, k in zip(totals, steps, strict=True)]
    can_take, can_give = _room(program, steps)
    savers = sorted(((i, slopes[i][0]) for i in can_take), key=cmp_to_key(_most_first))
    givers = sorted(((i, slopes[i][1]) for i in can_give), key=cmp_to_key(_least_first))
    for i, cost in givers[:2]:
        if any(i != j and _is_less(cost, saving) for j, saving in savers[:2]):
            return None
    return Swaps(tuple(more for _, more in slopes), tuple(savers))


def moved(problem: Problem, plan: Plan, loser: str, gainer: str, step: int) -> Plan | None:
    """Return a plan with a step [fen] moved, source by source and use by use as the loser has it.

    None where projects or different grains make that more than arithmetic.
    """
    grains = set(problem.grain.cells.values())
    if len(grains) != 1 or problem.projects:
        return None
    (grain,) = grains
    own = [award for award in plan.awards if award.recipient == loser]
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


def _slopes(stages: list[Stage], column: int, k: int) -> tuple[Costs, Costs]:
    """Return what the last step cost each goal, and what the next one would."""
    last, following = list[Exact](), list[Exact]()
    for stage in stages:
        cost = stage.convex.get(column)
        flat = stage.linear.get(column, 0)
        last.append(flat if cost is None else cost.slope(k - 1))
        following.append(flat if cost is None else cost.slope(k))
    return tuple(last), tuple(following)


def _room(program: Program, steps: list[int]) -> tuple[list[int], list[int]]:
    """Return the places of those who can give back a step, and who can take one."""
    lower = program.lower[program.ties.totals].tolist()
    upper = program.upper[program.ties.totals].tolist()
    bounds = list(zip(lower, steps, upper, strict=True))
    return (
        [i for i, (low, k, _) in enumerate(bounds) if k > low],
        [i for i, (_, k, high) in enumerate(bounds) if k < high],
    )


def _is_less(one: Costs, other: Costs) -> bool:
    """Return whether costs are less, the first that differs deciding."""
    for a, b in zip(one, other, strict=True):
        if a != b:
            return is_less(a, b)
    return False


def _least_first(one: tuple[int, Costs], other: tuple[int, Costs]) -> int:
    return _is_less(other[1], one[1]) - _is_less(one[1], other[1])


def _most_first(one: tuple[int, Costs], other: tuple[int, Costs]) -> int:
    return _least_first(other, one) or other[0] - one[0]
