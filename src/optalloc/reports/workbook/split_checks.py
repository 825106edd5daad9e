"""Checks of a split of cost: how far the money of a source is from its part of the whole."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.present.xlsx.cells import joined, sum_of
from optalloc.present.xlsx.figures import share_format
from optalloc.problem.rules.split import Split
from optalloc.reports.workbook.check import Check, Sheets, Side, stated


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
        yield Check(what, Side(text, Fraction(0)), "=", stated(0), sheets.form())


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
        actual = Side(text, Fraction(given.get(source, 0), whole))
        part = rule.part(source)
        what = Words(f"{source} 占合计", f"{source} in the total")
        yield Check(what, actual, "=", stated(part), share_format([part], 2))
