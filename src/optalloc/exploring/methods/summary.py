"""Every method over several scenarios: where it keeps the rules, and how near it comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from optalloc.core.message import Words
from optalloc.exploring.methods.entries import BEST, Benchmarked, Entry
from optalloc.present.charts.method_quality import Mark, Panel


@dataclass(frozen=True)
class MethodStanding:
    """What became of one method in several scenarios.

    Attributes:
        made: In how many it makes a plan.
        feasible: In how many that plan keeps every rule.
        as_good: In how many of these it is as good as the best in every goal.
        median: The median distance to the best in the first goal, over the scenarios where its plan
            is feasible and the distance is a percentage; None where there is none.
        counted: Over how many scenarios that is.
    """

    method: str
    words: Words
    made: int
    feasible: int
    as_good: int
    median: Fraction | None
    counted: int


def standings(scenarios: Sequence[Benchmarked]) -> tuple[MethodStanding, ...]:
    """Return the standing of each method, the best plan first, then as the catalogue lists them."""
    of: dict[str, list[Entry]] = {}
    for scenario in scenarios:
        first, *others = scenario.entries
        for entry in (first, *sorted(others, key=lambda entry: entry.method)):
            of.setdefault(entry.method, []).append(entry)
    # Without a best plan there is nothing to be near to.
    has_best = [scenario.has_best for scenario in scenarios]
    return tuple(_standing(entries, has_best) for entries in of.values())


def _standing(entries: Sequence[Entry], has_best: Sequence[bool]) -> MethodStanding:
    measured = [e for e, there in zip(entries, has_best, strict=True) if there and e.is_feasible]
    near = list(_in_first_goal(measured))
    return MethodStanding(
        entries[0].method,
        entries[0].words,
        sum(e.judged is not None for e in entries),
        sum(e.is_feasible for e in entries),
        sum(e.distance is None for e in measured),
        median(near) if near else None,
        len(near),
    )


def _in_first_goal(entries: Sequence[Entry]) -> Iterator[Fraction]:
    for entry in entries:
        if entry.distance is None or entry.distance.goal > 0:
            yield Fraction(0)
        elif entry.distance.relative is not None:
            yield entry.distance.relative


def panels_of(scenarios: Sequence[Benchmarked]) -> list[Panel]:
    """Return a panel for each scenario: the distance in the first goal where a plan differs."""
    return [Panel(s.solved.problem.shown_name, tuple(_marks(s)), s.has_best) for s in scenarios]


def _marks(scenario: Benchmarked) -> Iterator[Mark]:
    for entry in scenario.entries:
        away = Fraction(0) if entry.distance is None else entry.distance.relative
        yield Mark(
            entry.words,
            away if entry.judged and scenario.has_best else None,
            sum(entry.broken.values()),
            entry.judged is not None,
            entry.method == BEST,
        )
