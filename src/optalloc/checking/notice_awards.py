"""The table inside a public notice against the table it is about, recipient by recipient.

A workbook may hold several tables that name a recipient (targets, needs, the plan): the notice is
right when one of them gives what it says.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.documents.read import read_grids
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, Place
from optalloc.inputs.understanding.layout.questions import choices_of
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.understand import Wishes, understand


def awards_in_notice(sheets: Sequence[Sheet], notice: Path, where: Place) -> Iterator[Finding]:
    """Yield each recipient that the notice's own table gives otherwise than the table."""
    tables = [(sheet, awards) for sheet in sheets if (awards := _awards(sheet))]
    if not tables:
        return
    try:
        told = understand(read_grids(notice), Wishes(choices_of(()))).sheets
    except InputUnusable:
        return  # a notice without a table, or with one that nobody could read
    for sheet in told:
        for who, amount in _awards(sheet).items():
            due = [(table, awards[who]) for table, awards in tables if who in awards]
            if due and all(amount != other for _, other in due):
                yield _off(where, who, amount, *due[0])


def _awards(sheet: Sheet) -> Mapping[str, Fraction]:
    """Return what a table gives each recipient [fen]; empty when it does not say."""
    whom, of = sheet.with_role("recipient", figures=False), given(sheet)
    if sheet.unit is None or of is None or not whom or of.column.is_computed:
        return {}
    found: dict[str, Fraction] = {}
    for i in sheet.data:
        value, who = of.values[i], sheet.name(i, whom[0])
        if value is not None and who:
            added = sheet.exact(value) * FEN_PER_UNIT[sheet.unit]
            found[who] = found.get(who, Fraction(0)) + added
    return found


def _off(where: Place, who: str, came: Fraction, table: Sheet, due: Fraction) -> Finding:
    unit = table.unit or "元"
    said, right = (shown(fen / FEN_PER_UNIT[unit]) + unit for fen in (came, due))
    words = Words(
        f"公示的表中{who}为 {said}，表中为 {right}",
        f"the notice's table gives {who} {said}; in the table it is {right}",
    )
    return Finding("notice_award", "error", where, words, said, same(right))
