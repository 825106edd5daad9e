"""A rate with a floor and a cap:  a_r = min(cap, max(floor, rate * n_r)), exactly, for most rows.

A floor is the least amount, a cap the largest, and each stands only where several rows have it; the
rate must explain several rows between them to the last decimal.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from optalloc.checking.inference.rates import RateRule, rate_rule
from optalloc.inputs.understanding.layout.arithmetic import is_round
from optalloc.inputs.understanding.layout.series import Pairs

LEAST_EXPLAINED = Fraction(3, 4)
LEAST_BETWEEN = 4
"""Rows between floor and cap that the rate explains, so that agreeing cannot be chance."""
LEAST_AT = 2
"""Rows that stand at a floor or a cap."""
ROWS_PER_BOUND = 100
"""In long tables one row in so many must stand there: any table has a least amount."""
DIGITS = 3


@dataclass(frozen=True)
class BoundedRule:
    """A rate, with what it is not to fall below or to exceed.

    Attributes:
        rate: The rate of the rows between.
        floor, cap: The least and the most [1/scale]; None where there is none.
        off: What each row got more than the rule gives [1/scale], by line; only rows off it.
        rows: How many rows there are.
    """

    rate: RateRule
    floor: int | None
    cap: int | None
    off: dict[int, int]
    rows: int

    @property
    def explained(self) -> int:
        """How many rows the rule explains."""
        return self.rows - len(self.off)


def bounded_rule(found: Pairs) -> BoundedRule | None:
    """Return the rate with floor or cap that most rows follow; None where none does."""
    if not found.amounts:
        return None
    times = Counter(found.amounts)
    least, most = min(times), max(times)
    enough = max(LEAST_AT, len(found.amounts) // ROWS_PER_BOUND)
    floors = (least, None) if times[least] >= enough else (None,)
    caps = (most, None) if times[most] >= enough else (None,)
    rules = [
        rule
        for floor in floors
        for cap in caps
        if (floor, cap) != (None, None) and floor != cap
        if (rule := _bounded(found, floor, cap)) is not None
    ]
    return max(rules, key=lambda rule: rule.explained, default=None)


def _bounded(found: Pairs, floor: int | None, cap: int | None) -> BoundedRule | None:
    between = [k for k, a in enumerate(found.amounts) if a not in (floor, cap)]
    rate = rate_rule(
        Pairs(
            found.indicator,
            found.given,
            tuple(found.lines[k] for k in between),
            tuple(found.counts[k] for k in between),
            tuple(found.amounts[k] for k in between),
            found.scale,
        )
    )
    if rate is None or rate.explained < LEAST_BETWEEN or not is_round(rate.rate, DIGITS):
        return None
    off = {}
    seat = rate.step * found.scale
    at_floor = at_cap = 0
    for line, count, amount in zip(found.lines, found.counts, found.amounts, strict=True):
        plain = rate.rate * count
        due = plain if floor is None else max(plain, Fraction(floor))
        due = due if cap is None else min(due, Fraction(cap))
        at_floor += due == amount == floor and plain < amount
        at_cap += due == amount == cap and plain > amount
        if abs(due - amount) >= seat:
            off[line] = amount - round(due)
    is_needed = (floor is None or at_floor >= LEAST_AT) and (cap is None or at_cap >= LEAST_AT)
    rule = BoundedRule(rate, floor, cap, off, len(found.lines))
    return rule if is_needed and rule.explained >= LEAST_EXPLAINED * rule.rows else None
