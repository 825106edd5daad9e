"""States of the world: what may come to be known after the first stage, how likely, at what risk.

The values of a plan over the states come to

    mean    E[f] = sum_s p_s f_s
    cvar    CVaR_a(f) = min_t  t + 1 / (1 - a) * sum_s p_s max(0, f_s - t)
    worst   max_s f_s
    regret  max_s (f_s - w_s),   w_s the value of the best plan of state s alone

CVaR in the form of Rockafellar and Uryasev (2000), "Optimization of conditional value-at-risk": the
mean of the worst 1 - a of what may come. At level 0 it is the mean; from 1 less the smallest
probability on it is the worst.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.money import show_percent
from optalloc.problem.problem import Problem

NOW = "decided now"
"""The label of what holds the first stage the same in every state."""


@dataclass(frozen=True)
class StateOfWorld:
    """What may come to be known after the first stage is decided.

    Attributes:
        name: What the file calls it.
        probability: Its part of 1, above 0; 0 for a reference that is no state.
        problem: The scenario that holds in it.
    """

    name: str
    probability: Fraction
    problem: Problem


@dataclass(frozen=True)
class StatesFile:
    """Everything that a file of states says.

    Attributes:
        title: What it is about.
        decided_now: The sources of the first stage, in the order of the first state.
        states: In the order of the file; their probabilities add up to 1.
        reference: What one would plan for otherwise: one of the states, or one beside them.
        named: The file, as the user named it.
    """

    title: str
    decided_now: tuple[str, ...]
    states: tuple[StateOfWorld, ...]
    reference: StateOfWorld
    named: str = ""


def chance_text(value: Fraction) -> str:
    """Return a probability, in per cent where that is exact."""
    return show_percent(value) if (value * 10**4).denominator == 1 else str(value)


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
        """Return the largest regret: a value less the state's own best."""
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
