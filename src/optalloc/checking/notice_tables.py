"""The tables inside a notice: cells against what the checked tables tell, and their own sums."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from optalloc.checking.across import Place
from optalloc.checking.checks import KINDS
from optalloc.checking.checks.told_ratio import RATIO
from optalloc.checking.not_compared import not_compared
from optalloc.checking.told_amounts import (
    WHOLE,
    Key,
    ToldAmounts,
    cells_of,
    name_in_text,
    tables_of,
)
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, first_few, listed, same
from optalloc.core.money import FEN_PER_UNIT, halfwidth
from optalloc.core.near_names import one_letter_apart
from optalloc.inputs.understanding.documents.read import read_grids
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.cells import figure
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.questions import choices_of
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.understand import Wishes, understand

_SHARE = re.compile("[0-9](?:[%％]|[万亿]?元)")
_NOTE_MARK = re.compile(r"^\s*(?:备?注|附注|说明)[\s:,]*(?:[0-9]+[.、])?")
MOST_NAMED = 8
"""Most recipients that a finding names."""


def tables_in(notice: Path, told: ToldAmounts) -> Sequence[Sheet] | None:
    """Return the tables of a notice; none where it has none, None where nobody could read them.

    What a head names that the checked tables tell an amount of is a source or a use here too.
    """
    try:
        grids = read_grids(notice)
    except InputUnusable:
        return ()
    try:
        sheets = understand(grids, Wishes(choices_of(()))).sheets
        known = {c.path[-1] for s in sheets for c in s.columns if c.holds_figures and c.path}
        kinds = {head: told.kinds.get(name_in_text(head)) for head in known}
        choices = [f"{head}={kind}" for head, kind in kinds.items() if kind in ("source", "use")]
        return understand(grids, Wishes(choices_of(choices))).sheets if choices else sheets
    except InputUnusable:
        return None if any(map(_is_table, grids)) else ()


def _is_table(grid: CellGrid) -> bool:
    """Say whether cells are a table and no lines of prose that commas cut: two rows of figures."""
    rows = ([c for c in row.cells if c not in (None, "")] for row in grid.rows)
    return sum(len(row) > 1 and any(figure(c) is not None for c in row) for row in rows) > 1


def shares_in_heads(sheets: Sequence[Sheet]) -> str:
    """Return the heads that tell a share or a standard, each as a line: 省级(29.6%), 每个2万元."""
    heads = (head for sheet in sheets for path in sheet.header.paths for head in path)
    return "".join(f"\n{head}" for head in dict.fromkeys(heads) if _SHARE.search(head))


def notes_of(sheets: Sequence[Sheet]) -> str:
    """Return the notes of tables, each as a line, without ratios, which `told_ratio` holds.

    A total that tells itself in words as well (合计（大写：玖万元整）) is one.
    """
    lines = (line for sheet in sheets for line in sheet.lines)
    rows = (line.row for line in lines if line.kind == "note" or "大写" in line.label)
    texts = ("，".join(cell for cell in row.filled if isinstance(cell, str)) for row in rows)
    said = (RATIO.sub("", _NOTE_MARK.sub("", halfwidth(text))) for text in texts)
    return "".join(f"\n{text}" for text in said)


UNREAD = Words(
    "公示里的表没有看懂，没有与核对的表对照",
    "the notice's own tables could not be understood and were compared with nothing",
)


def findings_in_tables(
    sheets: Sequence[Sheet], told: ToldAmounts, where: FindingPlace, text: str
) -> Iterator[Finding]:
    """Yield what the tables of a notice say otherwise than those checked, or than themselves.

    Args:
        sheets: The tables of the notice.
        told: What the tables that are checked tell.
        text: What the names stand in.
    """
    told_cells = {
        (k, i, c)
        for k, sheet in enumerate(sheets)
        for i, c, key in cells_of(sheet, text)
        if key in told.amounts
    }
    for left in not_compared(sheets, (), told_cells):
        yield replace(left, where=where)
    for sheet in sheets:
        for found in (found for _, kind in KINDS for found in kind(sheet)):
            if found.severity == "error":
                yield replace(found, where=replace(found.where, sheet=_place(where, sheet)))
        yield from _off(sheet, told, where, text)


def given_to(sheets: Sequence[Sheet], names: Collection[str]) -> set[Place]:
    """Return the cells of what tables give some recipients, as they are looked for in texts."""
    return {
        (k, i, column.index)
        for k, sheet in enumerate(sheets)
        if (whom := sheet.whom) is not None and (of := given(sheet)) is not None
        for column in of.columns
        for i in sheet.data
        if name_in_text(sheet.name(i, whom)) in names
    }


def _place(where: FindingPlace, sheet: Sheet) -> str:
    return f"{where.sheet}#{sheet.grid.sheet}" if sheet.grid.sheet else where.sheet or ""


def _off(sheet: Sheet, told: ToldAmounts, where: FindingPlace, text: str) -> Iterator[Finding]:
    """Yield the amounts that are off: of recipients, else of parts of theirs, else of others."""
    off: dict[Key, Fraction] = {}
    for amounts, _ in tables_of(sheet, text):
        for key, amount in amounts.items():
            if key != WHOLE and key in told.amounts and amount not in told.amounts[key]:
                off.setdefault(key, amount)
    recipients = {name for name, kind in told.kinds.items() if kind == "recipient"}
    whole = {key for key in off if len(key) == 1 and key <= recipients}
    parts = {k for k in off if len(k) == 2 and k & recipients and not any(w < k for w in whole)}
    of_recipients = whole | parts
    for key, amount in off.items():
        if key in of_recipients or (not of_recipients and len(key) == 1):
            yield _finding(told, where, key, amount, told.amounts[key])


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


def recipients_alone(sheets: Sequence[Sheet], told: ToldAmounts) -> tuple[list[str], list[str]]:
    """Return who gets money in a notice's tables alone, and who in the checked tables alone."""
    given = {n: v for sheet in sheets for _, of in tables_of(sheet, "") for n, v in of.items()}
    of_table = next(iter(told.recipients), {})
    have = {name for name, amount in of_table.items() if amount}
    if not have or 2 * len(have & given.keys()) < len(have):
        return [], []  # a table of something else
    more = [
        n for n, amount in given.items() if amount and not any(n in of for of in told.recipients)
    ]
    return more, [n for n in of_table if n in have and n not in given]


def other_recipients(
    more: Sequence[str], less: Sequence[str], where: FindingPlace
) -> Iterator[Finding]:
    """Yield who stands on one side alone: as `recipients_alone`; who is nearly another, once."""
    near = one_letter_apart(more, less)
    meant = {of for _, of in near}
    less = [name for name in less if name not in meant]
    for names, zh, en in (
        (more, "公示的表中有、核对的表中没有的单位", "get money in the notice's table alone"),
        (less, "核对的表中有资金、公示的表中没有的单位", "get money, and no row in the notice"),
    ):
        if names:
            shown_ones = listed(first_few(names, MOST_NAMED))
            words = Words(f"{zh}：{shown_ones.zh}", f"{en}: {shown_ones.en}")
            for a, b in first_few(near, MOST_NAMED) if names is more else ():
                words += Words(
                    f"；{a} 与 {b} 只差一个字，是不是同一单位？", f"; are {a} and {b} the same?"
                )
            yield Finding("notice_award", "warning", where, words, str(len(names)))
