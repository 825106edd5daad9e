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
from optalloc.problem.rules.amount_ratio import AmountRatio
from optalloc.problem.rules.balance import Balance
from optalloc.problem.rules.ceiling import Ceiling
from optalloc.problem.rules.floor import Floor
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.rules.group_share import GroupShare
from optalloc.problem.rules.same_amount import SameAmount
from optalloc.problem.rules.share import UseShare
from optalloc.problem.rules.share_not_below import ShareNotBelow
from optalloc.problem.rules.source_share import SourceShare
from optalloc.problem.rules.spend_whole import SpendWhole
from optalloc.problem.scopes import ForRecipients
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

SMALLEST, LARGEST = Words("最小合计", "smallest total"), Words("最大合计", "largest total")
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


class Covered:
    """Those whom a rule covers, and where what they get and should get stands.

    Attributes:
        held: What each gets [fen]: recipients, or units above them (at: 县).
        targets: What a formula gives each [fen].
    """

    def __init__(self, rule: ForRecipients, sheets: Sheets) -> None:
        material = sheets.material
        self.rule, self.sheets = rule, sheets
        self.seen = seen_by(rule, material.problem, material.report.solved.targets)
        covered = [r.name for r in rule.covered(self.seen.facts)]
        given = self.seen.plan(material.plan).by_recipient
        self.held = {name: given.get(name, 0) for name in covered}
        self.targets = {name: self.seen.targets.target(name) for name in covered}

    @property
    def smallest(self) -> CheckSide:
        """The smallest total."""
        least = self.sheets.material.money.of(min(self.held.values()))
        return CheckSide(f"MIN({self.totals()})", least)

    @property
    def largest(self) -> CheckSide:
        """The largest total."""
        most = self.sheets.material.money.of(max(self.held.values()))
        return CheckSide(f"MAX({self.totals()})", most)

    def totals(self) -> str:
        """Return the cells of the totals."""
        if self.rule.at:
            return joined(own for own, _ in self.beside())
        return totals_of(self.sheets, self._places())

    def beside(self) -> Iterator[tuple[str, str]]:
        """Yield runs of cells of totals, each with those of the targets."""
        levels, rows = self.sheets.levels, [FIRST_BESIDE + i for i in self._places()]
        sheet, columns = self.sheets.beside.sheet, (PLAN, TARGET)
        if self.rule.at and levels is not None:
            rows = sorted(levels.row[self.rule.at, name] for name in self.held)
            sheet, columns = levels.sheet, (levels.plan, levels.target)
        for first, last in runs(rows):
            own, aims = (span((first, c), (last, c), sheet) for c in columns)
            yield own, aims

    def _places(self) -> list[int]:
        return [i for i, name in enumerate(self.sheets.material.names) if name in self.held]


def level_checks(rule: Floor | Ceiling, sheets: Sheets) -> Iterator[Check]:
    """Yield the smallest or the largest total, where the level is the same for all."""
    covered = Covered(rule, sheets)
    if rule.per_unit is not None or rule.amount is None or not covered.held:
        return
    side = covered.smallest if isinstance(rule, Floor) else covered.largest
    relation: Relation = "≥" if isinstance(rule, Floor) else "≤"
    what = SMALLEST if isinstance(rule, Floor) else LARGEST
    yield Check(what, side, relation, sheets.money(rule.amount), sheets.form())


def same_amount_checks(rule: SameAmount, sheets: Sheets) -> Iterator[Check]:
    """Yield how far the totals of a group lie apart."""
    covered = Covered(rule, sheets)
    (most, high), (least, low) = covered.largest, covered.smallest
    what = Words("最大合计与最小合计之差", "largest total less the smallest")
    apart = CheckSide(f"{most}-{least}", high - low)
    yield Check(what, apart, "≤", sheets.money(rule.apart), sheets.form())


def amount_ratio_checks(rule: AmountRatio, sheets: Sheets) -> Iterator[Check]:
    """Yield the largest total beside the multiple of the smallest, where all of them count."""
    covered = Covered(rule, sheets)
    if rule.among == "all" and covered.held:
        least, low = covered.smallest
        bound = CheckSide(f"{stated(rule.at_most).text}*{least}", rule.at_most * low)
        yield Check(LARGEST, covered.largest, "≤", bound, sheets.form())


def balance_checks(rule: Balance, sheets: Sheets) -> Iterator[Check]:
    """Yield the largest deviation from a target, in money or as a part of it."""
    material, covered = sheets.material, Covered(rule, sheets)
    held, targets = covered.held, covered.targets
    off = {name: abs(amount - targets[name]) for name, amount in held.items()}
    is_money = isinstance(rule.max_deviation, int)
    if not held or (not is_money and any(target <= 0 for target in targets.values())):
        return
    worst = max(off[n] if is_money else off[n] / targets[n] for n in held)
    parts = []
    for own, aims in covered.beside():
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
    material, covered = sheets.material, Covered(rule, sheets)
    if (rule.over == "year" and material.problem.earlier) or not material.plan.total:
        return
    whole = sheets.awards.total_of(TOTAL_COLUMN).on(sheets.on)
    text = f"SUM({covered.totals()})/{whole}"
    share = Fraction(sum(covered.held.values()), material.plan.total)
    floors = [] if rule.at_least is None else [rule.at_least]
    floors += [rule.share_in(covered.seen.facts, year) for year in rule.not_below]
    bounds: list[tuple[Relation, Fraction]] = [("≥", low) for low in floors]
    bounds += [("≤", rule.at_most)] if rule.at_most is not None else []
    for relation, bound in bounds:
        what = Words("占比", "share")
        form = share_format([bound], 2)
        yield Check(what, CheckSide(text, share), relation, stated(bound), form)
