"""One check of a rule: two sides that a reader can follow, and the sheets they look at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from optalloc.core.message import Words
from optalloc.present.xlsx.book import joined, span, sum_of
from optalloc.present.xlsx.figures import amount_format, decimal, share_format
from optalloc.problem.rules.split import Split
from optalloc.reports.workbook.addresses import (
    FIRST_AWARD,
    TOTAL_COLUMN,
    AwardsAt,
    BesideAt,
    LevelsAt,
    ProjectsAt,
    SourcesAt,
)
from optalloc.reports.workbook.context import Material

Relation = Literal["=", "≥", "≤"]


class CheckSide(NamedTuple):
    """One side of a check: a formula and what it comes to."""

    text: str
    value: Fraction


class Check(NamedTuple):
    """One comparison that a reader can follow.

    Attributes:
        what: What is looked at.
        form: The number format of both sides.
    """

    what: Words
    actual: CheckSide
    relation: Relation
    required: CheckSide
    form: str


@dataclass(frozen=True)
class Sheets:
    """The sheets that checks look at, and the one they stand on."""

    on: str
    material: Material
    sources: SourcesAt
    awards: AwardsAt
    beside: BesideAt
    projects: ProjectsAt | None
    levels: LevelsAt | None = None

    @property
    def every_use(self) -> frozenset[str]:
        """The names of all uses."""
        return frozenset(self.material.problem.use_named)

    def money(self, fen: Fraction | int) -> CheckSide:
        """Return an amount that is stated."""
        value = self.material.money.of(fen)
        return CheckSide(f"{decimal(value):f}", value)

    def form(self) -> str:
        """Return the format of amounts."""
        return amount_format(self.material.decimals)


def stated(value: Fraction | int) -> CheckSide:
    """Return a number that is stated, exactly."""
    exact = Fraction(value)
    text = f"{exact.numerator}/{exact.denominator}" if exact.denominator > 1 else str(exact)
    return CheckSide(text, exact)


def totals_of(sheets: Sheets, places: Iterable[int]) -> str:
    """Return the totals of some recipients as ranges."""
    return joined(
        span(
            (FIRST_AWARD + first, TOTAL_COLUMN),
            (FIRST_AWARD + last, TOTAL_COLUMN),
            sheets.awards.sheet,
        )
        for first, last in runs(places)
    )


def runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield rising places as runs without a gap: 0, 1, 2, 5 is 0-2 and 5-5."""
    first = last = None
    for place in places:
        if first is None or last is None or place != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = place
        last = place
    if first is not None and last is not None:
        yield first, last


def split_checks(rule: Split, sheets: Sheets) -> Iterator[Check]:
    """Yield one check a source."""
    if rule.within == "total":
        yield from _over_totals(rule, sheets)
        return
    where = Words("每个单位内", "within every recipient")
    if rule.within == "award":
        where = Words("每笔安排内", "within every award")
    for source in rule.shares:
        what = where + Words(f"：{source} 与应占部分相差最多", f": {source} furthest from its part")
        parts = [_off(rule, source, of_source) for of_source in _ranges(rule, sheets)]
        text = parts[0] if len(parts) == 1 else f"MAX({joined(parts)})"
        text = f"ROUND({text},{sheets.material.money.fen})"
        yield Check(what, CheckSide(text, Fraction(0)), "=", stated(0), sheets.form())


def _ranges(rule: Split, sheets: Sheets) -> Iterator[Mapping[str, str]]:
    """Yield the cells that are split, as a range by source: one for each place of the split."""
    awards, on = sheets.awards, sheets.on
    if rule.within == "recipient":
        yield {s: awards.range_of(awards.of_source[s], on) for s in rule.shares}
    elif sheets.projects is not None:
        yield {s: sheets.projects.range_of(s) for s in rule.shares}
    else:
        for use in dict.fromkeys(u for s, u in awards.of_cell if s in rule.shares):
            yield {
                s: awards.range_of(awards.of_cell[s, use], on)
                for s in rule.shares
                if (s, use) in awards.of_cell
            }


def _off(rule: Split, source: str, of_source: Mapping[str, str]) -> str:
    """Return the formula of the largest |a_s - p_s * sum of a|; a source without cells has 0."""
    own, whole = of_source.get(source, "0"), sum_of(list(of_source.values()))
    return f"SUMPRODUCT(MAX(ABS({own}-{stated(rule.part(source)).text}*({whole}))))"


def _over_totals(rule: Split, sheets: Sheets) -> Iterator[Check]:
    awards, given = sheets.awards, sheets.material.plan.sums("source")
    totals = {s: awards.total_of(awards.of_source[s]).on(sheets.on) for s in rule.shares}
    whole = sum(given.get(source, 0) for source in rule.shares)
    for source in rule.shares if whole else ():
        text = f"{totals[source]}/({sum_of(list(totals.values()))})"
        actual = CheckSide(text, Fraction(given.get(source, 0), whole))
        part = rule.part(source)
        what = Words(f"{source} 占合计", f"{source} in the total")
        yield Check(what, actual, "=", stated(part), share_format([part], 2))
