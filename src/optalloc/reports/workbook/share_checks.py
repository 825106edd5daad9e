"""Checks of shares: of uses in the money of the batch or the year, of a group of recipients."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, same
from optalloc.present.xlsx.cells import sum_of
from optalloc.present.xlsx.figures import share_format
from optalloc.problem.interfaces import Over
from optalloc.problem.rules.group_share import GroupShare
from optalloc.problem.rules.share import UseShare
from optalloc.problem.rules.share_not_below import ShareNotBelow
from optalloc.problem.rules.source_share import SourceShare
from optalloc.reports.workbook.addresses import TOTAL_COLUMN
from optalloc.reports.workbook.check import Check, CheckSide, Relation, Sheets, stated, totals_of
from optalloc.reports.workbook.context import money_in


def share_checks(rule: UseShare, sheets: Sheets) -> Iterator[Check]:
    """Yield the share of some uses, in all the money or in each source."""
    problem = sheets.material.problem
    pots = [s.name for s in problem.sources if s.name in rule.pots(problem)]
    is_all = rule.sources is None and rule.tiers is None
    group = rule.purposes(problem)
    for pool in [[name] for name in pots] if rule.each_source else [pots]:
        before = None if is_all and not rule.each_source else set(pool)
        what = _named(pool) if rule.each_source else same("")
        bounds: list[tuple[Relation, Fraction | None]] = [("≥", rule.at_least), ("≤", rule.at_most)]
        for relation, bound in bounds:
            if bound is not None:
                pools = (pool, before)
                yield from _share_check(sheets, what, rule.over, (pools, group), (relation, bound))


def source_share_checks(rule: SourceShare, sheets: Sheets) -> Iterator[Check]:
    """Yield the share of some uses in each tier or source that is named."""
    problem = sheets.material.problem
    for word, share in rule.shares.items():
        pool = list(rule.pool(problem, word))
        group = rule.purposes(problem)
        pools = (pool, set(pool))
        yield from _share_check(sheets, _named([word]), rule.over, (pools, group), ("≥", share))


def share_not_below_checks(rule: ShareNotBelow, sheets: Sheets) -> Iterator[Check]:
    """Yield the share of some uses beside that of an earlier year."""
    problem = sheets.material.problem
    pools, group = ([s.name for s in problem.sources], None), rule.purposes(problem)
    bound = rule.floor(problem)
    yield from _share_check(sheets, same(""), rule.over, (pools, group), ("≥", bound))


def _named(names: list[str]) -> Words:
    return Words("、".join(names) + "：", ", ".join(names) + ": ")


Pools = tuple[list[str], set[str] | None]
"""The sources that count, and those of awards already made; None there means all."""


def _share_check(
    sheets: Sheets,
    what: Words,
    over: Over,
    of: tuple[Pools, frozenset[str]],
    bound: tuple[Relation, Fraction],
) -> Iterator[Check]:
    """Yield the share of some uses in the money of some sources; nothing where that is none."""
    (pool, before), group = of
    material, on, uses = sheets.material, sheets.on, sheets.every_use
    given = [
        a
        for a in material.problem.earlier
        if over == "year" and (before is None or a.source in before)
    ]
    inside = money_in(material.cells, pool, group) + sum(a.amount for a in given if a.use in group)
    whole = money_in(material.cells, pool, uses) + sum(a.amount for a in given)
    if not whole:
        return
    top = [sheets.awards.money_in(pool, group, on)]
    bottom = [sheets.awards.money_in(pool, uses, on)]
    if over == "year":
        top += sheets.sources.given_before(on, before, set(group))
        bottom += sheets.sources.given_before(on, before, None)
    text = f"({sum_of(top)})/({sum_of(bottom)})"
    actual = CheckSide(text, Fraction(inside, whole))
    what += Words("占比", "share")
    yield Check(what, actual, bound[0], stated(bound[1]), share_format([bound[1]], 2))


def group_share_checks(rule: GroupShare, sheets: Sheets) -> Iterator[Check]:
    """Yield the group's share, where no awards already made count."""
    material = sheets.material
    if (rule.over == "year" and material.problem.earlier) or not material.plan.total:
        return
    group, by = rule.members(material.problem), material.plan.by_recipient
    places = [i for i, name in enumerate(material.names) if name in group]
    whole = sheets.awards.total_of(TOTAL_COLUMN).on(sheets.on)
    text = f"SUM({totals_of(sheets, places)})/{whole}"
    share = Fraction(sum(by.get(name, 0) for name in group), material.plan.total)
    floors = [] if rule.at_least is None else [rule.at_least]
    floors += [rule.share_in(material.problem, year) for year in rule.not_below]
    bounds: list[tuple[Relation, Fraction]] = [("≥", low) for low in floors]
    bounds += [("≤", rule.at_most)] if rule.at_most is not None else []
    for relation, bound in bounds:
        what = Words("占比", "share")
        form = share_format([bound], 2)
        yield Check(what, CheckSide(text, share), relation, stated(bound), form)
