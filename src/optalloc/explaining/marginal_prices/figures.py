"""The figures that a recipient's targets are made of, and the problem with more of one of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.problem.interfaces import TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.targets.factors import Factors
from optalloc.problem.targets.units import Units

FINENESS = 100
"""A large figure moves by the power of ten at or below its hundredth part."""


@dataclass(frozen=True)
class Figure:
    """A column of figures that targets read.

    Attributes:
        column: The recipients' column.
        unit: What one of it is; empty where nobody says.
        is_less: Whether less of it means more money.
    """

    column: str
    unit: str = ""
    is_less: bool = False


def figures_of(problem: Problem, recipient: str) -> Iterator[Figure]:
    """Yield the columns that the targets of a recipient read, each once."""
    facts = problem.recipient_named[recipient].facts
    found: dict[str, Figure] = {}
    for part in problem.targets:
        if any(r.name == recipient for r in part.covered(problem)):
            for figure in _read(problem, part):
                found.setdefault(figure.column, figure)
    yield from (figure for figure in found.values() if figure.column in facts)


def _read(problem: Problem, part: TargetPart) -> Iterator[Figure]:
    if isinstance(part, Factors):
        for name in part.weights:
            indicator = problem.indicators[name]
            is_less = not indicator.how.is_rising
            for column in indicator.columns:
                yield Figure(column, indicator.unit, is_less)
    unit = part.unit if isinstance(part, Units) else ""
    yield from (Figure(column, unit) for column in part.figures())


def one_more(problem: Problem, recipient: str, figure: Figure) -> tuple[Problem, Fraction]:
    """Return the problem with a step more of one recipient's figure, and the step.

    The step is 1, or of figures above some hundreds the power of ten at or below their hundredth
    part: one village, ten of 1,200 people, 100元 of an income of 18,600元.
    """
    facts = problem.recipient_named[recipient].facts
    step = Fraction(1)
    while step * 10 * FINENESS <= facts[figure.column]:
        step *= 10
    more: Mapping[str, Fraction] = {**facts, figure.column: facts[figure.column] + step}
    changed = (replace(r, facts=more) if r.name == recipient else r for r in problem.recipients)
    return replace(problem, recipients=tuple(changed)), step
