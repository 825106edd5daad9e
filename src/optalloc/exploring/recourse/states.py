"""States of the world: what may come to be known after the first stage, and how likely it is."""

from dataclasses import dataclass
from fractions import Fraction

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
