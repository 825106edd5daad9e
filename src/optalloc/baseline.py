"""The proportional plan (因素法基准): formula and rounding alone, whatever the rules say.

Totals: a method of apportionment on the targets, in steps of the recipients' own grain. Cells:
recipient after recipient by largest remainder, over the sources by what they have left, over the
uses by the stated needs (evenly where none are stated). Every source is spent whole.
"""

from fractions import Fraction
from functools import reduce
from math import gcd

from optalloc.baselines import METHODS
from optalloc.parts import Targets
from optalloc.problem import Award, Plan, Problem


def baseline_plan(problem: Problem, targets: Targets, method: str) -> Plan:
    """Return the plan of a method; its breaches are a finding, not an error.

    Money that is no whole number of steps leaves a remainder below one step unassigned.
    """
    common = reduce(gcd, problem.grain.cells.values())
    step = problem.grain.totals or common
    weights = [targets.target(r.name) for r in problem.recipients]
    if not any(weights):
        return Plan(())
    totals = METHODS[method].apportion(weights, problem.money // step)
    left = [source.amount // common for source in problem.sources]
    awards: list[Award] = []
    for recipient, steps in zip(problem.recipients, totals, strict=True):
        of_source = _largest_remainder([Fraction(x) for x in left], steps * (step // common))
        left = [have - take for have, take in zip(left, of_source, strict=True)]
        for source, units in zip(problem.sources, of_source, strict=True):
            wanted = _wanted(problem, recipient.name)
            for use, part in zip(problem.uses, _largest_remainder(wanted, units), strict=True):
                if part:
                    awards.append(Award(recipient.name, source.name, use.name, part * common))
    return Plan(awards)


def _wanted(problem: Problem, recipient: str) -> list[Fraction]:
    """Return the proportion of a recipient's uses: its stated needs, or all alike."""
    needs = [Fraction(problem.needs.get((recipient, use.name), 0)) for use in problem.uses]
    return needs if any(needs) else [Fraction(1)] * len(needs)


def _largest_remainder(weights: list[Fraction], units: int) -> list[int]:
    if not units:
        return [0] * len(weights)
    return METHODS["largest_remainder"].apportion(weights, units)
