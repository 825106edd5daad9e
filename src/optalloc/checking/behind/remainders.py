"""Largest remainder on the visible rows: the same, or what was moved from whom to whom.

due = largest_remainder(counts, sum of amounts / step) * step        moved[i] = amount[i] - due[i]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from optalloc.checking.arithmetic import finest, largest_step
from optalloc.checking.series import Pairs
from optalloc.exact import largest_remainder, total

MOST_SEATS = 10**15


@dataclass(frozen=True)
class Moved:
    """What one row got more (or less) than largest remainder gives it [unit of the sheet]."""

    line: int
    due: Fraction
    moved: Fraction


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
    def worst(self) -> Fraction:
        """The largest difference of a row [steps]."""
        return max((abs(m.moved) for m in self.moved), default=Fraction(0)) / self.step


def remainder_rule(found: Pairs) -> RemainderRule | None:
    """Return the table beside largest remainder, on the step that makes it come nearest."""
    amounts = found.amounts
    if len(amounts) < 2 or min(amounts) < 0 or not any(amounts):
        return None
    steps = dict.fromkeys((largest_step(amounts), finest(amounts)))
    rules = [_on(found, step) for step in steps if step and total(amounts) / step < MOST_SEATS]
    return min(rules, key=lambda rule: sum(abs(m.moved) for m in rule.moved), default=None)


def _on(found: Pairs, step: Fraction) -> RemainderRule:
    given = largest_remainder(_whole(found.counts), int(total(found.amounts) / step))
    moved = [
        Moved(line, seats * step, amount - seats * step)
        for line, seats, amount in zip(found.lines, given, found.amounts, strict=True)
    ]
    different = sorted((m for m in moved if m.moved), key=lambda m: (-m.moved, m.line))
    return RemainderRule(found, step, tuple(different))


def _whole(counts: Sequence[Fraction]) -> list[int]:
    """Return whole numbers in the ratios of the counts."""
    common = lcm(*{count.denominator for count in counts})
    return [count.numerator * (common // count.denominator) for count in counts]
