"""The amounts that a public notice names, against the table it is about.

    市级第二批22.5万元        the amount of a source, against all that the table gives from it
    资金共50万元              the whole, against the table's total

A name that the notice gives several amounts for is right when one of them is the table's: a notice
also says what is a part of it.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT, halfwidth, parse_number
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.series import amounts_of, given
from optalloc.inputs.understanding.layout.sheet import Sheet

_AMOUNT = r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(亿元|万元|元)"
_BETWEEN = r"[^0-9,，。;；:\n]{0,6}[:：]?\s*"
_WHOLE = re.compile(rf"(?:共计?|合计|总计|总额|总规模|资金规模)(?:为|人民币)?{_BETWEEN}{_AMOUNT}")


def sums_in_notice(sheets: Sequence[Sheet], text: str, where: FindingPlace) -> Iterator[Finding]:
    """Yield the amounts of sources, and of all, that a notice states otherwise than the table."""
    text = halfwidth(text)
    for sheet in sheets:
        if sheet.unit is None or given(sheet) is None:
            continue
        for name, amount in sources_of(sheet):
            said = _said(re.compile(rf"{re.escape(halfwidth(name))}{_BETWEEN}{_AMOUNT}"), text)
            if said and amount not in said:
                yield _off("notice_source", sheet, where, name, said, amount)
        wholes, said = _wholes(sheet), _said(_WHOLE, text)
        if said and wholes[0] and not said.keys() & set(wholes):
            yield _off("notice_total", sheet, where, "", said, wholes[0])


def sources_of(sheet: Sheet) -> Iterator[tuple[str, Fraction]]:
    """Yield the sources of a table with all that it gives from each [yuan]."""
    per = FEN_PER_UNIT[sheet.unit or "元"] // FEN_PER_UNIT["元"]
    wide = [c for c in sheet.cells if c.role == "source"]
    for column in wide:
        amounts = [v for i in sheet.data if (v := column.values[i]) is not None]
        if column.path and amounts:
            yield column.path[-1], sheet.exact(sum(amounts)) * per
    named = sheet.with_role("source", figures=False)
    if named and not wide and len(sheet.cells) == 1:
        found: dict[str, int] = {}
        for i in sheet.data:
            name = sheet.name(i, named[0])
            found[name] = found.get(name, 0) + (sheet.cells[0].values[i] or 0)
        yield from ((n, sheet.exact(v) * per) for n, v in found.items() if n)


def _wholes(sheet: Sheet) -> list[Fraction]:
    """Return what a table gives in all [yuan]: what it adds up to, then what its totals say."""
    of = given(sheet)
    if of is None:
        return [Fraction(0)]
    stated = (of.values[i] for i in sheet.totals)
    found = [sum(amounts_of(sheet, of), Fraction(0)), *(sheet.exact(v) for v in stated if v)]
    return [value * FEN_PER_UNIT[sheet.unit or "元"] / FEN_PER_UNIT["元"] for value in found]


def _said(pattern: re.Pattern[str], text: str) -> dict[Fraction, str]:
    """Return the amounts that a text names [yuan], each with its own words."""
    return {
        parse_number(found[1]) * FEN_PER_UNIT[found[2]] / FEN_PER_UNIT["元"]: found[0].strip()
        for found in pattern.finditer(text)
    }


def _off(
    kind: str,
    sheet: Sheet,
    where: FindingPlace,
    name: str,
    said: dict[Fraction, str],
    amount: Fraction,
) -> Finding:
    unit = sheet.unit or "元"
    due = shown(amount * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit
    came = next(iter(said.values()))
    of = name or "合计"
    words = Words(
        f"写“{came}”，表中{of}为 {due}",
        f"says '{came}'; in the table {name or 'the total'} is {due}",
    )
    return Finding(kind, "error", where, words, came, same(due))
