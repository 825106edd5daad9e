"""The tables inside a notice: each cell against what the checked tables tell, and their own sums."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from optalloc.checking.checks.sum_column import sum_column
from optalloc.checking.checks.sum_row import sum_row
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts, name_in_text, tables_of
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, listed, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.documents.read import read_grids
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.questions import choices_of
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.understand import Wishes, understand


def tables_in(notice: Path) -> Sequence[Sheet]:
    """Return the tables of a notice; none where it has none, or nobody could read them."""
    try:
        return understand(read_grids(notice), Wishes(choices_of(()))).sheets
    except InputUnusable:
        return ()


def findings_in_tables(
    sheets: Sequence[Sheet], told: ToldAmounts, where: FindingPlace, text: str
) -> Iterator[Finding]:
    """Yield what the tables of a notice say otherwise than those checked, or than themselves.

    Args:
        sheets: The tables of the notice.
        told: What the tables that are checked tell.
        text: What the names stand in.
    """
    for sheet in sheets:
        for found in (*sum_row(sheet), *sum_column(sheet)):
            if found.severity == "error":
                yield replace(found, where=replace(found.where, sheet=_place(where, sheet)))
        said: set[Key] = set()
        for amounts, _ in tables_of(sheet, text):
            for key, amount in amounts.items():
                due = told.amounts.get(key)
                if key != WHOLE and due and amount not in due and key not in said:
                    said.add(key)
        yield from _off(sheet, told, where, said, text)


def _place(where: FindingPlace, sheet: Sheet) -> str:
    return f"{where.sheet}#{sheet.grid.sheet}" if sheet.grid.sheet else where.sheet or ""


def _off(
    sheet: Sheet, told: ToldAmounts, where: FindingPlace, off: set[Key], text: str
) -> Iterator[Finding]:
    """Yield the amounts that are off, the most particular alone: a total follows from its parts."""
    amounts: dict[Key, Fraction] = {}
    for of, _ in tables_of(sheet, text):
        for key, amount in of.items():
            amounts.setdefault(key, amount)
    recipients = {name for name, kind in told.kinds.items() if kind == "recipient"}
    for key in sorted(off, key=lambda k: (len(k), sorted(k))):
        if not key & recipients and any(key < other for other in off):
            continue
        if any(other > key for other in off) and len(key) == 1:
            continue
        yield _finding(told, where, key, amounts[key], told.amounts[key])


def _finding(
    told: ToldAmounts, where: FindingPlace, key: Key, came: Fraction, due: set[Fraction]
) -> Finding:
    unit = told.unit
    nearest = min(due, key=lambda value: abs(value - came))
    said, right = (
        shown(v * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit for v in (came, nearest)
    )
    who = listed(sorted(key, key=lambda n: (told.kinds.get(n) != "recipient", n)))
    words = Words(
        f"公示的表中{who.zh}为 {said}，表中为 {right}",
        f"the notice's table gives {who.en} {said}; in the table it is {right}",
    )
    return Finding("notice_award", "error", where, words, said, same(right))


def strangers(sheets: Sequence[Sheet], told: ToldAmounts) -> list[str]:
    """Return the recipients of a notice's tables that the checked tables do not tell of."""
    found = dict[str, None]()
    for sheet in sheets:
        for column in sheet.with_role("recipient", figures=False)[:1]:
            names = (name_in_text(sheet.name(i, column)) for i in sheet.data)
            found |= dict.fromkeys(n for n in names if n and frozenset([n]) not in told.amounts)
    return list(found)
