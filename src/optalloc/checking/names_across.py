"""The tables of one file against each other: recipients that stand in one of two alone.

    表1 东川镇 30      表2 东山镇 30       one letter apart: each table lacks what the other has
    表1 of six towns   表2 of five, the same money: who is in one alone

Two tables are about the same recipients where each names most of the other's. Of other money only
names that are nearly the same are told: a second table need not be about all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from optalloc.checking.across import ToldTwice
from optalloc.checking.told_amounts import is_earlier, name_in_text
from optalloc.core.message import Words, first_few, listed, same
from optalloc.core.near_names import near_each, one_letter_apart
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_NAMED = 8
"""Most names that a finding lists."""
MOST_APART = Fraction(1, 2)
"""Part of the names of the smaller of two tables that the other may lack."""


def names_across(sheets: Sequence[Sheet], twice: ToldTwice) -> Iterator[Finding]:
    """Yield the recipients that one of two tables names, with those that are nearly the same."""
    lists = [_recipients(sheet) for sheet in sheets]
    told = set[tuple[str, str]]()
    for k, other in _to_compare(lists, twice):
        own, before = lists[k], lists[other]
        if not _are_alike(own, before):
            continue
        near = one_letter_apart(
            [n for n in own if n not in before], [n for n in before if n not in own]
        )
        fresh = [pair for pair in near if pair not in told and pair[::-1] not in told]
        told |= set(fresh)
        for name, meant in fresh:
            yield _near(sheets[k], sheets[other], own[name], name, meant)
        if twice.same_as.get(k) == other:
            yield from _lacking(sheets, (k, other), twice, near)


def _to_compare(lists: Sequence[Mapping[str, int]], twice: ToldTwice) -> list[tuple[int, int]]:
    """Return the pairs of tables of the same money, or of which each has a name near the other's.

    Each with the later table first. A page of hundreds of tables has tens of thousands of pairs.
    """
    holders: dict[str, set[int]] = {}
    for k, names in enumerate(lists):
        for name in names:
            holders.setdefault(name, set()).add(k)
    found = set(twice.same_as.items())
    for name, others in near_each(holders, holders).items():
        for other in others:
            here, there = holders[name], holders[other]
            found.update((k, j) for k in here - there for j in there - here)
    return sorted((max(pair), min(pair)) for pair in found)


def _recipients(sheet: Sheet) -> dict[str, int]:
    """Return the recipients of a table, each with its first line."""
    whom = sheet.whom
    found: dict[str, int] = {}
    for i in sheet.data if whom is not None else ():
        if whom is not None and (name := name_in_text(sheet.name(i, whom))):
            found.setdefault(name, i)
    return found


def _are_alike(some: Mapping[str, int], others: Mapping[str, int]) -> bool:
    """Say whether most names of the smaller of two tables stand in the other."""
    least = min(len(some), len(others))
    return len(some.keys() & others.keys()) > (1 - MOST_APART) * least


def _near(sheet: Sheet, before: Sheet, line: int, name: str, meant: str) -> Finding:
    """Return that a name of one table is nearly one of another, that neither table has both."""
    there = _called(before)
    words = Words(
        f"“{name}”不在{there.zh}里，{there.zh}里的“{meant}”不在这张表里，两个名称只差一个字："
        "是不是同一单位？",
        f"'{name}' is not in {there.en}, and its '{meant}' is not here; one letter is different: "
        "are they the same?",
    )
    return Finding("across", "warning", sheet.place(line, sheet.whom), words, name)


def _lacking(
    sheets: Sequence[Sheet],
    pair: tuple[int, int],
    twice: ToldTwice,
    near: Sequence[tuple[str, str]],
) -> Iterator[Finding]:
    """Yield who is given money in one of two tables of the same money, and is not in the other."""
    k, other = pair
    if any(map(is_earlier, (sheets[k], sheets[other]))):
        return
    taken = {name for both in near for name in both}
    for one, two in ((k, other), (other, k)):
        gone = [
            name
            for name, amount in twice.told[one].items()
            if amount and name not in twice.told[two] and name not in taken
        ]
        if gone:
            names = listed(first_few(gone, MOST_NAMED))
            here, there = _called(sheets[one]), _called(sheets[two])
            words = Words(
                f"{here.zh}里有资金的 {names.zh} 不在{there.zh}里，两张表说的是同一笔钱",
                f"{names.en} get money in {here.en} and are not in {there.en}, which tells the "
                "same money",
            )
            yield Finding("across", "warning", sheets[k].place(), words, str(len(gone)))


def _called(sheet: Sheet) -> Words:
    """Return what a reader calls a table: its sheet, or where it begins."""
    if sheet.grid.sheet:
        return same(sheet.grid.sheet)
    row = sheet.grid.rows[sheet.header.first].number
    return Words(f"第{row}行起的表", f"the table from row {row}")
