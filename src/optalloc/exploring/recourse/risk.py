"""What the values of a plan over the states come to: on average, in the worst states, at worst.

    mean    E[f] = sum_s p_s f_s
    cvar    CVaR_a(f) = min_t  t + 1 / (1 - a) * sum_s p_s max(0, f_s - t)
    worst   max_s f_s
    regret  max_s (f_s - w_s),   w_s the value of the best plan of state s alone

CVaR in the form of Rockafellar and Uryasev (2000), "Optimization of conditional value-at-risk": the
mean of the worst 1 - a of what may come. At level 0 it is the mean; from 1 less the smallest
probability on it is the worst. In a program its t and the excess of each state are whole columns in
units that all values lie apart by; where such units are too many, coarser ones, and it is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Literal

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING
from optalloc.exploring.recourse.extensive_form import units_of, with_columns
from optalloc.exploring.regret.loss import common_part
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.search.value_limits import within

RiskMeasure = Literal["mean", "cvar", "worst", "regret"]
MEASURES: tuple[RiskMeasure, ...] = ("mean", "cvar", "worst", "regret")


@dataclass(frozen=True)
class Risk:
    """How the values of the states are looked at as one.

    Attributes:
        measure: What of them is made small.
        level: Of CVaR, from 0 to below 1; 0 for the others.
        chances: The probability of each state.
        best: What each state comes to at best, with a plan of its own.
    """

    measure: RiskMeasure
    level: Fraction
    chances: tuple[Fraction, ...]
    best: tuple[Fraction, ...]

    def mean(self, values: Sequence[Fraction]) -> Fraction:
        """Return the expected value."""
        pairs = zip(self.chances, values, strict=True)
        return sum((chance * value for chance, value in pairs), Fraction(0))

    def regret(self, values: Sequence[Fraction]) -> Fraction:
        """Return the largest difference to what a state comes to at best."""
        return max(value - best for value, best in zip(values, self.best, strict=True))

    def cvar(self, values: Sequence[Fraction]) -> Fraction:
        """Return the mean of the worst part of what may come, state by state from the worst."""
        tail = left = 1 - self.level
        worth = Fraction(0)
        for value, chance in sorted(zip(values, self.chances, strict=True), reverse=True):
            taken = min(chance, left)
            worth, left = worth + taken * value, left - taken
        return worth / tail

    def of(self, values: Sequence[Fraction]) -> Fraction:
        """Return what is made small."""
        if self.measure == "mean":
            return self.mean(values)
        if self.measure == "cvar":
            return self.cvar(values)
        return max(values) if self.measure == "worst" else self.regret(values)

    @property
    def least(self) -> Fraction:
        """What no first stage can be below: each state at its best."""
        return self.of(self.best)


@dataclass(frozen=True)
class RiskGoal:
    """A risk as a goal of a program.

    Attributes:
        program: The program with the columns that count it.
        aim: Their cost.
        slack: The goal may be so much above the risk itself; 0 where units are exact.
    """

    program: Program
    aim: Stage
    slack: Fraction


def risk_goal(
    program: Program,
    risk: Risk,
    stages: Sequence[Stage],
    steps: Sequence[Fraction | None],
    known: Sequence[Fraction],
    blur: Fraction = Fraction(0),
) -> RiskGoal:
    """Return a risk other than the mean as a goal.

    Args:
        stages: The value of each state, as a cost of columns.
        steps: The values of each state lie whole multiples of it apart; None where not known.
        known: The values of a first stage that there is, one for each state.
        blur: The costs may be up to so much above the values; every risk is above its own by no
            more, and they lie no known step apart.
    """
    offsets = [Fraction(0)] * len(stages) if risk.measure != "regret" else list(risk.best)
    best = [value - offset for value, offset in zip(risk.best, offsets, strict=True)]
    base = min(best) if risk.measure == "cvar" else max(best)
    step = None
    if not blur and None not in steps:
        step = common_part([*(s for s in steps if s is not None), *(b - base for b in best)])
    unit, many = units_of(risk.of(known) + blur - base, step)
    slack = blur + (Fraction(0) if unit == step or not many else 2 * unit)
    excess = [] if risk.measure != "cvar" else [_excess(risk, many, s) for s in range(len(stages))]
    program, (top, *over) = with_columns(program, [many, *excess])
    for s, (stage, offset) in enumerate(zip(stages, offsets, strict=True)):
        counted = dict.fromkeys([top, *over[s : s + 1]], -unit)
        held = replace(stage, linear={**stage.linear, **counted})
        program = within(program, held, base + offset)
    costs: dict[int, Exact] = {top: unit}
    for column, chance in zip(over, risk.chances, strict=False):
        costs[column] = unit * chance / (1 - risk.level)
    first = stages[0]
    aim = Stage(first.label, NOTHING, first.measure, costs, constant=base)
    return RiskGoal(program, aim, slack)


def _excess(risk: Risk, many: int, place: int) -> int:
    """Return how many units a state's value may be above t where CVaR is no worse than known.

    p (f - t) / (1 - a) <= CVaR - t, which is at most the reach; one more for units that round.
    """
    return ceil(many * (1 - risk.level) / risk.chances[place]) + 1
