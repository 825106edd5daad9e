"""How the money of a unit goes to the recipients under it, by indicators of these alone.

part of r in its unit U  =  sum_k w_k * figure_k[r] / sum_{q in U} figure_k[q]
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.problem.component import INDICATORS, Complaint, unknown, without_figures
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.share_bounds import whole_weights

Weights = Mapping[str, Fraction]


def within_units(units: HigherUnits, weights: Weights) -> Iterator[tuple[str, str, Fraction]]:
    """Yield each recipient, in listed order, with its unit and its part of the unit's money."""
    everybody = units.below.recipients
    parts = [Fraction(0)] * len(everybody)
    for name, weight in weights.items():
        indicator = units.indicators[name]
        figures = indicator.how.bases([indicator.figure(r) for r in everybody])
        for places in units.hierarchy.members(units.level, everybody).values():
            whole = total(figures[i] for i in places)
            for i in places:
                parts[i] += weight * figures[i] / whole
    for recipient, part in zip(everybody, parts, strict=True):
        yield recipient.name, units.unit_of[recipient.name], part


def within_complaints(units: HigherUnits, weights: Weights) -> Iterator[Complaint]:
    """Yield unknown indicators, weights off 100%, and units in which nobody has a figure."""
    everybody = units.below.recipients
    wrong = list(unknown("within", tuple(weights), frozenset(units.indicators), INDICATORS))
    yield from wrong
    together = sum(weights.values(), Fraction(0))
    if together != 1:
        allowed = whole_weights(weights.values())
        yield Complaint("within", allowed, show_percent(together, 6))
    for name in weights if not wrong else ():
        indicator, key = units.indicators[name], f"within.{name}"
        missing = list(without_figures(key, everybody, indicator.columns))
        yield from missing
        if missing:
            return
        figures = [indicator.figure(r) for r in everybody]
        if not all(map(indicator.how.can_share, figures)):
            yield Complaint(key, indicator.how.needs)
            return
        for unit, places in units.hierarchy.members(units.level, everybody).items():
            if not any(indicator.how.basis(figures[i]) for i in places):
                allowed = Words(
                    f"{unit} 至少一个单位应大于 0", f"a figure above 0 for somebody in {unit}"
                )
                yield Complaint(key, allowed)
