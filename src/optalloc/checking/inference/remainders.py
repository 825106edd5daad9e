"""Largest remainder on the visible rows: the same, or what was moved from whom to whom.

due = largest_remainder(counts, sum of amounts / step) * step        moved[i] = amount[i] - due[i]
quota[i] = sum of amounts * counts[i] / sum of counts        rounded:  |amount - quota| < step
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from optalloc.core.exact import largest_remainder
from optalloc.inputs.understanding.layout.arithmetic import finest, largest_step
from optalloc.inputs.understanding.layout.series import Pairs


class Moved(NamedTuple):
    """What one row got more (or less) than largest remainder gives it [1/scale]."""

    line: int
    due: int
    moved: int


@dataclass(frozen=True)
class RemainderRule:
    """A table beside the largest remainders of its own visible rows.

    Attributes:
        step: What is indivisible [unit of the sheet].
        moved: The rows that differ, those that got most more first.
    """

    pairs: Pairs
    step: Fraction
    moved: tuple[Moved, ...]

    @property
    def is_same(self) -> bool:
        """Whether every row has what largest remainder gives it."""
        return not self.moved

    @property
    def is_rounding(self) -> bool:
        """Whether every row has its exact quota rounded one way or the other: nothing was moved."""
        money, whole = sum(self.pairs.amounts), sum(self.pairs.counts)
        seat = int(self.step * self.pairs.scale)
        both = zip(self.pairs.amounts, self.pairs.counts, strict=True)
        return all(abs(amount * whole - money * count) < seat * whole for amount, count in both)

    @property
    def rounds(self) -> bool:
        """Whether any row's exact quota is not in whole steps, so that there are remainders."""
        money, whole = sum(self.pairs.amounts), sum(self.pairs.counts)
        seat = int(self.step * self.pairs.scale)
        return any(money * count % (seat * whole) for count in self.pairs.counts)

    @property
    def worst(self) -> Fraction:
        """The largest difference of a row [steps]."""
        return self.exact(max((abs(m.moved) for m in self.moved), default=0)) / self.step

    def exact(self, value: int) -> Fraction:
        """Return a figure of a row as a number in the sheet's unit."""
        return Fraction(value, self.pairs.scale)


def remainder_rule(found: Pairs) -> RemainderRule | None:
    """Return the table beside largest remainder, on the step that makes it come nearest."""
    if len(found.amounts) < 2 or min(found.amounts) < 0 or not any(found.amounts):
        return None
    steps = dict.fromkeys((largest_step([found.common]), finest([found.common])))
    rules = [_on(found, step) for step in steps if step]
    return min(rules, key=lambda rule: sum(abs(m.moved) for m in rule.moved), default=None)


def _on(found: Pairs, step: Fraction) -> RemainderRule:
    """Return the table beside largest remainder on one step."""
    seat = int(step * found.scale)
    given = largest_remainder(found.counts, sum(found.amounts) // seat)
    moved = sorted(
        (seats * seat - amount, line, seats * seat)
        for line, seats, amount in zip(found.lines, given, found.amounts, strict=True)
        if seats * seat != amount
    )
    different = tuple(Moved(line, due, -less) for less, line, due in moved)
    return RemainderRule(found, step, different)
