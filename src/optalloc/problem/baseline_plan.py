"""The plan of a baseline method, most often formula and rounding alone, whatever the rules say.

Totals: a method of apportionment on the targets, in steps of the recipients' own grain. Cells:
recipient after recipient by largest remainder, over the sources by what they have left, over the
uses by the stated needs (evenly where none are stated). Every source is spent whole.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from math import gcd

from optalloc.core.collector import collector_at_rest
from optalloc.core.exact import largest_remainder
from optalloc.problem.baselines import METHODS, AwardsMethod, Method, SharesMethod, TotalsMethod
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


@collector_at_rest()
def baseline_plan(problem: Problem, targets: Targets, method: str) -> Plan:
    """Return the plan of a method; its breaches are a finding, not an error.

    A method of apportionment makes seats of the targets; others say the totals, the amounts from
    each source, or the awards themselves.

    Money that is no whole number of steps leaves a remainder below one step unassigned.
    """
    common = _common(problem)
    chosen = METHODS[method]
    if isinstance(chosen, AwardsMethod):
        return Plan(chosen.awards(problem, targets))
    if not any(_weights(problem, targets)):
        return Plan(())
    if isinstance(chosen, SharesMethod):
        units = [[m // common for m in row] for row in chosen.shares(problem, targets, common)]
    else:
        totals = baseline_totals(problem, targets, method)
        units = list(_by_source(problem, [money // common for money in totals], common))
    return Plan(_by_use(problem, units, common))


def baseline_totals(problem: Problem, targets: Targets, method: str) -> list[int]:
    """Return the recipients' totals in the plan of a method, in listed order [fen]."""
    common, weights = _common(problem), _weights(problem, targets)
    step, chosen = problem.grain.totals or common, METHODS[method]
    if isinstance(chosen, AwardsMethod):
        held = Plan(chosen.awards(problem, targets)).by_recipient
        return [held.get(recipient.name, 0) for recipient in problem.recipients]
    if not any(weights):
        return [0] * len(weights)
    if isinstance(chosen, SharesMethod):
        shares = chosen.shares(problem, targets, common)
        return [sum(m // common * common for m in row) for row in shares]
    if isinstance(chosen, TotalsMethod):
        return [t // common * common for t in chosen.totals(problem, targets, step)]
    assert isinstance(chosen, Method)
    seats = chosen.apportion(weights, problem.money // step)
    return [k * (step // common) * common for k in seats]


def _common(problem: Problem) -> int:
    """Return the step that every source's grain is a multiple of [fen]."""
    return reduce(gcd, problem.grain.cells.values())


def _weights(problem: Problem, targets: Targets) -> list[Fraction]:
    return [targets.target(r.name) for r in problem.recipients]


def _by_source(problem: Problem, totals: list[int], unit: int) -> Iterator[list[int]]:
    """Yield each recipient's units from each source, by what the sources have left.

    A method that is not forced to the total may ask for more than there is: the sources are then
    overspent in proportion, which the audit finds.
    """
    amounts = [source.amount // unit for source in problem.sources]
    left = list(amounts)
    for units in totals:
        weights = [max(0, have) for have in left]
        whole = weights if any(weights) else [max(1, a) for a in amounts]
        of_source = largest_remainder(whole, units)
        left = [have - take for have, take in zip(left, of_source, strict=True)]
        yield of_source


def _by_use(problem: Problem, units: list[list[int]], unit: int) -> Iterator[Award]:
    """Yield the awards: each amount over the uses by the stated needs."""
    names, alike = [use.name for use in problem.uses], [1] * len(problem.uses)
    for recipient, of_source in zip(problem.recipients, units, strict=True):
        wanted = _wanted(problem, recipient.name) if problem.needs else alike
        for source, own in zip(problem.sources, of_source, strict=True):
            for use, part in zip(names, largest_remainder(wanted, own), strict=True):
                if part:
                    yield Award(recipient.name, source.name, use, part * unit)


def _wanted(problem: Problem, recipient: str) -> list[int]:
    """Return the proportion of a recipient's uses: its stated needs, or all alike."""
    needs = [problem.needs.get((recipient, use.name), 0) for use in problem.uses]
    return needs if any(needs) else [1] * len(needs)
