"""Checks of rules as formulas: of amounts, and of shares.

Amounts: sources, steps, floors and ceilings, the way to the targets. Shares: of uses in the money
of the batch or the year, of a group of recipients.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, listed, same
from optalloc.present.xlsx.book import joined, span, sum_of
from optalloc.present.xlsx.figures import amount_format, share_format
from optalloc.problem.at_level import seen_by
from optalloc.problem.interfaces import Over
from optalloc.problem.rules.balance import Balance
from optalloc.problem.rules.ceiling import Ceiling
from optalloc.problem.rules.floor import Floor
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.rules.group_share import GroupShare
from optalloc.problem.rules.share import UseShare
from optalloc.problem.rules.share_not_below import ShareNotBelow
from optalloc.problem.rules.source_share import SourceShare
from optalloc.problem.rules.spend_whole import SpendWhole
from optalloc.reports.workbook.addresses import FIRST_BESIDE, PLAN, TARGET, TOTAL_COLUMN
from optalloc.reports.workbook.check import (
    Check,
    CheckSide,
    Relation,
    Sheets,
    runs,
    stated,
    totals_of,
)
from optalloc.reports.workbook.context import money_in

NEAR = "0.000001"
"""How far from a whole number of steps a quotient of two cells may be."""


def overspent(sheets: Sheets) -> Iterator[Check]:
    """Yield that no source gives more than it has: what holds without any rule."""
    given = sheets.material.plan.sums("source")
    for source in sheets.material.problem.sources:
        yield _source_check(sheets, source.name, given.get(source.name, 0), "≤")


def _source_check(sheets: Sheets, source: str, given: int, relation: Relation) -> Check:
    awards, sources, money = sheets.awards, sheets.sources, sheets.material.money
    actual = awards.total_of(awards.of_source[source]).on(sheets.on)
    amount = sheets.material.problem.source_named[source].amount
    required = CheckSide(sources.amount[source].on(sheets.on), money.of(amount))
    what = Words(f"{source} 安排合计", f"given from {source}")
    return Check(what, CheckSide(actual, money.of(given)), relation, required, sheets.form())


def spend_whole_checks(rule: SpendWhole, sheets: Sheets) -> Iterator[Check]:
    """Yield what is given from every source that is spent whole."""
    pots, given = rule.pots(sheets.material.problem), sheets.material.plan.sums("source")
    for source in sheets.material.problem.sources:
        if source.name in pots:
            yield _source_check(sheets, source.name, given.get(source.name, 0), "=")


def grain_checks(rule: GrainRule, sheets: Sheets) -> Iterator[Check]:
    """Yield how many awards, and how many totals, are no whole number of steps."""
    problem, awards = sheets.material.problem, sheets.awards
    for source in problem.sources:
        step = rule.sources.get(source.name, rule.cell)
        columns = [c for (s, _), c in awards.of_cell.items() if s == source.name]
        counted = [_off_step(awards.range_of(c, sheets.on), sheets.money(step)) for c in columns]
        said = problem.say(step)
        what = Words(
            f"{source.name} 不是 {said} 整数倍的笔数",
            f"awards from {source.name} off the step of {said}",
        )
        yield Check(what, CheckSide("+".join(counted), Fraction(0)), "=", stated(0), "0")
    if rule.total is not None:
        counts = _off_step(awards.range_of(TOTAL_COLUMN, sheets.on), sheets.money(rule.total))
        said = problem.say(rule.total)
        what = Words(f"合计不是 {said} 整数倍的单位数", f"totals off the step of {said}")
        yield Check(what, CheckSide(counts, Fraction(0)), "=", stated(0), "0")


def _off_step(cells: str, step: CheckSide) -> str:
    return f"SUMPRODUCT(--(ABS({cells}/{step.text}-ROUND({cells}/{step.text},0))>{NEAR}))"


def level_checks(rule: Floor | Ceiling, sheets: Sheets) -> Iterator[Check]:
    """Yield the smallest or the largest total, where the level is the same for all."""
    material, is_floor = sheets.material, isinstance(rule, Floor)
    seen = seen_by(rule, material.problem, material.report.solved.targets)
    covered = [r.name for r in rule.covered(seen.facts)]
    if rule.per_unit is not None or rule.amount is None or not covered:
        return
    if sheets.levels is not None and rule.at:
        cells = joined(sheets.levels.total_of(rule.at, name).on(sheets.on) for name in covered)
    else:
        named = set(covered)
        cells = totals_of(sheets, (i for i, n in enumerate(material.names) if n in named))
    of_plan = seen.plan(material.plan).by_recipient
    held = [of_plan.get(name, 0) for name in covered]
    worst = min(held) if is_floor else max(held)
    text = f"{'MIN' if is_floor else 'MAX'}({cells})"
    what = Words("最小合计", "smallest total") if is_floor else Words("最大合计", "largest total")
    actual = CheckSide(text, material.money.of(worst))
    relation: Relation = "≥" if is_floor else "≤"
    yield Check(what, actual, relation, sheets.money(rule.amount), sheets.form())


def balance_checks(rule: Balance, sheets: Sheets) -> Iterator[Check]:
    """Yield the largest deviation from a target, in money or as a part of it."""
    material, targets = sheets.material, sheets.material.report.solved.targets
    covered = {r.name for r in rule.covered(material.problem)}
    places = [i for i, name in enumerate(material.names) if name in covered]
    off = {n: abs(material.plan.by_recipient.get(n, 0) - targets.target(n)) for n in covered}
    is_money = isinstance(rule.max_deviation, int)
    if not covered or (not is_money and any(targets.target(name) <= 0 for name in covered)):
        return
    worst = max(off[n] if is_money else off[n] / targets.target(n) for n in covered)
    parts = []
    for first, last in runs(places):
        own, aims = (
            span((FIRST_BESIDE + first, c), (FIRST_BESIDE + last, c), sheets.beside.sheet)
            for c in (PLAN, TARGET)
        )
        part = f"ABS({own}-{aims})" + ("" if is_money else f"/{aims}")
        parts.append(f"SUMPRODUCT(MAX({part}))")
    text = parts[0] if len(parts) == 1 else f"MAX({joined(parts)})"
    what = Words("与测算额相差最多", "furthest from a target")
    if is_money:
        form = amount_format(material.target_decimals)
        limit = sheets.money(rule.max_deviation)
        yield Check(what, CheckSide(text, material.money.of(worst)), "≤", limit, form)
    else:
        form = share_format([Fraction(rule.max_deviation)], 2)
        yield Check(what, CheckSide(text, worst), "≤", stated(rule.max_deviation), form)


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
    return listed(names) + Words("：", ": ")


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
