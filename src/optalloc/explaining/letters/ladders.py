"""The figures behind a recipient's target as ladders: values further and further from what it is.

Each leads the way that raises the target, up to some times the largest figure of the column or down
to 0, as far as the formulas can use it. A percentage goes up to 100% where nobody's is more: what
is a part of something, as a rate of poverty is, cannot be more than all of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from optalloc.explaining.conflict.changes import FINEST
from optalloc.explaining.conflict.relaxations import furthest, smallest
from optalloc.problem.at_level import recipients_of
from optalloc.problem.facts import Recipient
from optalloc.problem.interfaces import ReadFigure
from optalloc.problem.problem import Problem
from optalloc.problem.score import can_score
from optalloc.problem.targets.fixed import Fixed

WHOLE = {"%": 100, "％": 100, "‰": 1000}
"""All of something, by the unit of what is a part of it."""


@dataclass(frozen=True)
class FigureLadder:
    """Values that a figure, or an amount that is fixed [fen], may take, further and further off."""

    kind: Literal["figure", "fixed"]
    name: str
    unit: str
    before: Fraction
    rung: Fraction
    count: int
    with_value: Callable[[Fraction], Problem]

    def value(self, k: int) -> Fraction:
        """Return the value k rungs up; a negative rung leads down."""
        return self.before + k * self.rung

    @property
    def end(self) -> Fraction:
        """The furthest value."""
        return self.value(self.count)


def ladders(problem: Problem, recipient: Recipient) -> Iterator[FigureLadder]:
    """Yield the figures behind a recipient's target, each in the direction that raises it."""
    for ladder in _unlimited(problem, recipient):

        def is_past(k: int, ladder: FigureLadder = ladder) -> bool:
            return not can_score(ladder.with_value(ladder.value(k)))

        if ladder.count and is_past(ladder.count):
            past = smallest(ladder.count, is_past) or ladder.count
            ladder = replace(ladder, count=past - 1)
        yield ladder


def _unlimited(problem: Problem, recipient: Recipient) -> Iterator[FigureLadder]:
    seen = set[str]()
    for part in problem.targets:
        if isinstance(part, Fixed):
            is_its = not part.at and recipient.name in part.amounts
            if is_its and not part.is_firm_in("amounts"):
                yield _fixed_ladder(problem, part, recipient.name)
        elif recipient.name in {r.name for r in recipients_of(part, problem)}:
            for read in part.reads(problem):
                if read.column in recipient.facts and read.column not in seen:
                    seen.add(read.column)
                    yield _figure_ladder(problem, recipient, read)


def _figure_ladder(problem: Problem, recipient: Recipient, read: ReadFigure) -> FigureLadder:
    column, before = read.column, recipient.facts[read.column]
    rung = Fraction(1, before.denominator if before.denominator <= FINEST else FINEST)
    end = min(before, Fraction(0))
    if read.is_rising:
        others = [r.facts[column] for r in problem.recipients if column in r.facts]
        whole, largest = WHOLE.get(read.unit), max([before, *others])
        is_part = whole is not None and largest <= whole
        end = Fraction(whole or 0) if is_part else furthest([before, *others])
    count = int(abs(end - before) / rung)

    def with_value(value: Fraction) -> Problem:
        return with_facts(problem, recipient.name, {column: value})

    rung = rung if end > before else -rung
    return FigureLadder("figure", column, read.unit, before, rung, count, with_value)


def with_facts(problem: Problem, name: str, facts: Mapping[str, Fraction]) -> Problem:
    """Return the problem with some figures of one recipient changed."""
    recipients = tuple(
        replace(r, facts={**r.facts, **facts}) if r.name == name else r for r in problem.recipients
    )
    return replace(problem, recipients=recipients)


def _fixed_ladder(problem: Problem, part: Fixed, name: str) -> FigureLadder:
    before = Fraction(part.amounts[name])
    step = Fraction(min(problem.grain.cells.values()))

    def with_value(value: Fraction) -> Problem:
        fixed = part.model_copy(update={"amounts": {**part.amounts, name: int(value)}})
        parts = tuple(fixed if one is part else one for one in problem.targets)
        return replace(problem, targets=parts)

    count = int(max(Fraction(0), problem.money - before) / step)
    return FigureLadder("fixed", part.label, problem.unit, before, step, count, with_value)
