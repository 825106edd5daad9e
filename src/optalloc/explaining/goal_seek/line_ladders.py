"""How the lines and the bounds of a formula within bounds can be moved, step by step.

Bounds that are parts of the money move by tenths of a point between 0 and all of it, amounts by
the step of totals up to all the money; lines move by one of their figures' units, as far as the
figures go.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, lcm

from optalloc.explaining.conflict.changes import FINEST, TENTH_OF_A_POINT, Sort, plain
from optalloc.inputs.setting_text import setting_line
from optalloc.problem.at_level import complaints_of
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.targets.bounded_factors import BoundedFactors


@dataclass(frozen=True)
class LineLadder:
    """Values that one line or bound may take, each further from what it is.

    Attributes:
        part: The formula as it is.
        setting: The field, and the indicator where it holds a line for each.
        first: The value before the first step, within one step of `before`.
        step: What lies between two values; below 0 where it leads down.
    """

    part: BoundedFactors
    setting: tuple[str, ...]
    sort: Sort
    before: int | Fraction
    first: int | Fraction
    step: int | Fraction
    count: int

    def value(self, k: int) -> int | Fraction:
        """Return the value k steps away; 0 is the value as it is."""
        moved = self.first + k * self.step if k else self.before
        return int(moved) if isinstance(self.before, int) else moved

    def applied(self, problem: Problem, k: int) -> Problem | None:
        """Return the problem with the k-th value; None where the formula cannot have it."""
        value: object = self.value(k)
        if len(self.setting) > 1:
            value = {**getattr(self.part, self.setting[0]), self.setting[1]: value}
        moved = self.part.model_copy(update={self.setting[0]: value})
        parts = tuple(moved if part is self.part else part for part in problem.targets)
        changed = replace(problem, targets=parts)
        return None if any(True for _ in complaints_of(moved, changed)) else changed

    def lines(self, k: int, unit: str) -> tuple[str, ...]:
        """Return what `--set` takes."""
        where = ("targets", self.part.label, *self.setting)
        return (setting_line(where, plain(self.value(k), self.sort, unit)),)


def line_ladders(problem: Problem) -> Iterator[LineLadder]:
    """Yield the lines and bounds that are not firm, each up and down."""
    for part in problem.targets:
        if not isinstance(part, BoundedFactors):
            continue
        for field in ("at_least", "at_most"):
            value = getattr(part, field)
            if value is not None and not part.is_firm_in(field):
                yield from _bound(problem, part, field, value)
        for field in ("thresholds", "eligible"):
            for name, line in getattr(part, field).items():
                if not part.is_firm_in(field):
                    yield from _line(problem, part, (field, name), line)


def _bound(
    problem: Problem, part: BoundedFactors, field: str, value: int | Fraction
) -> Iterator[LineLadder]:
    is_part = isinstance(value, Fraction)
    step = TENTH_OF_A_POINT if is_part else common_step(problem)
    most = Fraction(1) if is_part else Fraction(problem.money)
    sort: Sort = "share" if is_part else "money"
    yield from _both_ways(part, (field,), sort, value, (step, Fraction(0), most))


def _line(
    problem: Problem, part: BoundedFactors, setting: tuple[str, ...], line: Fraction
) -> Iterator[LineLadder]:
    facts = problem.seen_at(part.at)
    indicator = problem.indicators[setting[1]]
    figures = [line, *(indicator.figure(r) for r in part.covered(facts))]
    step = Fraction(1, min(FINEST, lcm(*(figure.denominator for figure in figures))))
    ends = (step, max(Fraction(0), min(figures) - step), max(figures) + step)
    yield from _both_ways(part, setting, "number", line, ends)


def _both_ways(
    part: BoundedFactors,
    setting: tuple[str, ...],
    sort: Sort,
    value: int | Fraction,
    ends: tuple[int | Fraction, Fraction, Fraction],
) -> Iterator[LineLadder]:
    step, low, high = ends
    up, down = floor(value / Fraction(step)), ceil(value / Fraction(step))
    for sign, first, count in (
        (1, up * step, floor(high / step) - up),
        (-1, down * step, down - ceil(low / step)),
    ):
        if count > 0:
            yield LineLadder(part, setting, sort, value, first, sign * step, count)
