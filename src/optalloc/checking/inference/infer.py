"""Look for the rule behind a table: a rate, standards, weights; beside largest remainder."""

import re
from dataclasses import dataclass, replace

from optalloc.checking.inference.bounded import BoundedRule, bounded_rule
from optalloc.checking.inference.growth import GrowthRule, growth_rule
from optalloc.checking.inference.rates import RateRule, rate_rule
from optalloc.checking.inference.remainders import RemainderRule, remainder_rule
from optalloc.checking.inference.standards import StandardRule, implied_standard, several_standards
from optalloc.checking.inference.weights import WeightRule, weight_rules
from optalloc.inputs.understanding.layout.parts import IN_OWN_UNITS, SheetColumn
from optalloc.inputs.understanding.layout.series import Given, Pairs, given, pairs, rest
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_INDICATORS = 8


@dataclass(frozen=True)
class Behind:
    """What was found behind a table.

    Attributes:
        beside: Each indicator beside what was given, in the rows that have both.
        rates: The rate of each indicator that most rows share, the best first.
        standard: Two or three standards that explain more rows than any rate; None without.
        remainders: Largest remainder by each indicator, the nearest first.
        weights: The weights of several indicators that come closest; None with fewer than two, or
            when a simpler rule explains every row.
        followed: The weights that most rows follow while a few are far off them.
        growth: The percentage by which most rows differ from the year before.
        bounded: A rate with floor or cap that explains more rows than any other rule.
        less: The columns that were taken off what was given before a rule was looked for.
    """

    beside: tuple[Pairs, ...] = ()
    rates: tuple[RateRule, ...] = ()
    standard: StandardRule | None = None
    remainders: tuple[RemainderRule, ...] = ()
    weights: WeightRule | None = None
    followed: WeightRule | None = None
    growth: GrowthRule | None = None
    bounded: BoundedRule | None = None
    less: tuple[SheetColumn, ...] = ()


_COUNTS_ROWS = re.compile(r"单位(个)?数|recipients", re.IGNORECASE)
"""A head over how many recipients a group has: nobody gives by it."""


def behind(sheet: Sheet) -> Behind:
    """Return the rules that explain what each row was given, as far as there are any."""
    growth = growth_rule(sheet)
    of = given(sheet)
    left = None if of is None else rest(sheet, of)
    if left is not None:
        found = _of_amounts(sheet, left)
        if (found.rates and found.rates[0].is_pinned) or found.standard is not None:
            return replace(found, weights=None, followed=None, growth=growth, less=left.less)
    return replace(_of_amounts(sheet, of), growth=growth)


def _of_amounts(sheet: Sheet, of: Given | None) -> Behind:
    """Return the rules that explain some amounts by the figures beside them."""
    indicators = [
        c
        for c in sheet.with_role("indicator", "inverse", figures=True)
        if any(c.values) and c.because != IN_OWN_UNITS
    ][:MOST_INDICATORS]
    if of is None or not indicators:
        return Behind()
    beside = tuple(pairs(sheet, c, of) for c in indicators if c.role == "indicator")
    rates = [rule for found in beside if (rule := rate_rule(found)) is not None]
    rates.sort(key=lambda rule: -rule.explained)
    # What a formula comes to is rounded to no step, and beside it money is given by it.
    has_targets = any(c.is_computed or c.is_of_formula for c in sheet.money)
    paid_by = (found for found in beside if not _COUNTS_ROWS.fullmatch(found.indicator.name))
    beside_paid = () if has_targets else tuple(paid_by)
    remainders = [near for found in beside_paid if (near := remainder_rule(found)) is not None]
    remainders.sort(key=lambda near: near.worst)
    is_explained = bool(rates) and rates[0].is_whole
    standard = None if is_explained else _standard(sheet, of, rates)
    is_explained = is_explained or (standard is not None and standard.is_whole)
    bounded = None if is_explained else _bounded(beside, rates, standard)
    is_explained = is_explained or bounded is not None
    weights = (None, None) if is_explained else weight_rules(sheet, of, indicators)
    return Behind(beside, tuple(rates), standard, tuple(remainders), *weights, bounded=bounded)


def _bounded(
    beside: tuple[Pairs, ...], rates: list[RateRule], standard: StandardRule | None
) -> BoundedRule | None:
    """Return the rate with floor or cap that explains more rows than the plainer rules."""
    rules = [rule for found in beside if (rule := bounded_rule(found)) is not None]
    best = max(rules, key=lambda rule: rule.explained, default=None)
    plainer = [rule.explained for rule in (*rates[:1], standard) if rule is not None]
    return best if best is not None and best.explained > max(plainer, default=0) else None


def _standard(sheet: Sheet, of: Given, rates: list[RateRule]) -> StandardRule | None:
    """Return the standards that explain more rows than the best rate."""
    counts = [c for c in sheet.with_role("indicator", figures=True) if any(c.values)]
    counts = [c for c in counts if c.because != IN_OWN_UNITS]
    found = several_standards(sheet, of, counts) if len(counts) > 1 else None
    if found is not None and (not rates or found.explained > rates[0].explained):
        return found
    return implied_standard(sheet, rates[0]) if rates else None
