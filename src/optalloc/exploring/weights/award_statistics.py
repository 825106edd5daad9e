"""What many plans of the same recipients come to: ranges, ranks, and who gains; all exact.

A quantile q of n amounts is the smallest that at least q * n of them do not exceed. A recipient's
rank is 1 + the number of recipients that get more, so that equals share the better rank.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.pipeline.answer import Resolved
from optalloc.present.result_rows import Row
from optalloc.problem.problem import Problem

QUANTILES = (Fraction(5, 100), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(95, 100))


@dataclass(frozen=True)
class AwardStatistics:
    """What one recipient got over all draws that have a plan.

    Attributes:
        stated: What it gets with the stated weights and figures [fen]; None without a plan.
        least, most: The ends [fen].
        quantiles: By its q [fen].
        mean: The mean [fen, exact].
        ranks: The part of the draws in which it has each rank; those that never come are absent.
        gains, loses: The part in which it gets more, or less, than in the draw's own baseline.
        same: The part in which it gets what it gets with the stated weights.
    """

    name: str
    stated: int | None
    least: int
    most: int
    quantiles: Mapping[Fraction, int]
    mean: Fraction
    ranks: Mapping[int, Fraction]
    gains: Fraction
    loses: Fraction
    same: Fraction

    @property
    def is_safe(self) -> bool:
        """Whether it gets the same in every draw."""
        return self.least == self.most


@dataclass(frozen=True)
class Spread:
    """What all draws came to.

    Attributes:
        states: How many draws ended how.
        proven: How many plans are proven by which grade.
        standings: One for each recipient in listed order; empty without any plan.
        same: The part of the plans that give everybody what the stated weights give.
        plans: How many different plans there are, by their totals; None when there are too many.
    """

    states: Mapping[str, int]
    proven: Mapping[str, int]
    standings: tuple[AwardStatistics, ...]
    same: Fraction
    plans: int | None

    @property
    def count(self) -> int:
        """How many draws have a plan."""
        return self.states.get("plan", 0)


MOST_PLANS = 100_000
"""Different plans that are told apart; memory must not grow with the draws."""


class _Tally:
    """Counts amounts, ranks and gains of every recipient, row by row."""

    def __init__(self, recipients: int) -> None:
        self.amounts = [Counter[int]() for _ in range(recipients)]
        self.ranks = [Counter[int]() for _ in range(recipients)]
        self.gains, self.loses = [0] * recipients, [0] * recipients

    def add(self, totals: Sequence[int], baseline: Sequence[int]) -> None:
        """Count one plan."""
        first: dict[int, int] = {}
        for place, amount in enumerate(sorted(totals, reverse=True), 1):
            first.setdefault(amount, place)
        for i, (amount, other) in enumerate(zip(totals, baseline, strict=True)):
            self.amounts[i][amount] += 1
            self.ranks[i][first[amount]] += 1
            self.gains[i] += amount > other
            self.loses[i] += amount < other

    def standing(self, i: int, name: str, stated: int | None) -> AwardStatistics:
        """Return what one recipient got."""
        amounts, n = self.amounts[i], self.amounts[i].total()
        return AwardStatistics(
            name,
            stated,
            min(amounts),
            max(amounts),
            quantiles_of(amounts),
            Fraction(sum(amount * times for amount, times in amounts.items()), n),
            {rank: Fraction(times, n) for rank, times in sorted(self.ranks[i].items())},
            Fraction(self.gains[i], n),
            Fraction(self.loses[i], n),
            Fraction(amounts[stated] if stated is not None else 0, n),
        )


def spread_of(problem: Problem, rows: Iterable[Row], stated: Resolved) -> Spread:
    """Return what rows with totals and baselines come to, read once."""
    states, proven, plans = Counter[str](), Counter[str](), set[tuple[int, ...]]()
    names = [r.name for r in problem.recipients]
    have = None if stated.plan is None else [stated.given(name) for name in names]
    tally, alike = _Tally(len(names)), 0
    for row in rows:
        states[row["state"]] += 1
        if row["state"] != "plan":
            continue
        proven[row["proven"]] += 1
        alike += row["totals"] == have
        if len(plans) <= MOST_PLANS:
            plans.add(tuple(row["totals"]))
        tally.add(row["totals"], row["baseline"])
    n = states["plan"]
    standings = (tally.standing(i, name, have[i] if have else None) for i, name in enumerate(names))
    return Spread(
        dict(states),
        dict(proven),
        tuple(standings) if n else (),
        Fraction(alike, n) if n else Fraction(0),
        len(plans) if len(plans) <= MOST_PLANS else None,
    )


def quantiles_of(amounts: Counter[int]) -> dict[Fraction, int]:
    """Return the quantiles of counted amounts."""
    n, seen, found = amounts.total(), 0, dict[Fraction, int]()
    for amount in sorted(amounts):
        seen += amounts[amount]
        for q in QUANTILES:
            if q not in found and seen >= q * n:
                found[q] = amount
    return found
