"""Scenarios as the picture of methods shows them: one panel a scenario, one mark a plan."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from optalloc.exploring.methods.entries import BEST, Benchmarked
from optalloc.present.charts.method_quality import Mark, Panel


def panels_of(scenarios: Sequence[Benchmarked]) -> list[Panel]:
    """Return a panel for each scenario: the distance in the first goal where a plan differs."""
    return [
        Panel(s.solved.problem.title or s.solved.problem.name, tuple(_marks(s)), s.has_best)
        for s in scenarios
    ]


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
