"""What two tables of one file tell of the same source or use, and what several come to together.

表1 甲镇 中央 40 省级 20      表2 中央 155 省级 91      each source of the whole
表1 甲镇 中央 40 省级 20      a sheet 中央: 甲镇 40      each source of each recipient
汇总 甲镇 60                 sheets 中央, 省级: 40, 20   the sheets together

Two tables tell the same money where they come to the same in all, or where most of what both tell
agrees. Where less does, a note says that they were taken for other money.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from optalloc.checking.across import (
    LEAST_SIZES,
    Place,
    are_of_other_times,
    are_plans,
    lines_of,
    states_of,
)
from optalloc.checking.told_amounts import (
    WHOLE,
    Key,
    by_recipient,
    is_earlier,
    name_in_text,
    tables_of,
)
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

MOST_ROWS = 3000
MOST_SHEETS = 12
LEAST_SUMMED = 2
"""Fewest sheets that another may sum."""
MOST_SUMMED = 6
"""Most sheets of which every choice is added up."""
MOST_OFF = 3
"""Of so many recipients one may be off where a table seems to sum others."""
MOST_OFF_OF_ONE_TOTAL = 2
"""The same where they come to the same in all: what is put to another's row moves two."""
MOST_TOLD = 20
"""Most contradictions of two tables that are told one by one."""
_KIND_OF_MONEY = re.compile("(?<=.)(财政)?(补助|衔接|专项|配套)?资金$")


class _Everything(Container[str]):
    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True)
class _Told:
    """What one table tells.

    Attributes:
        parts: Amounts by names, a source or a use among them [yuan].
        whole: All of it; None where it does not tell.
    """

    sheet: Sheet
    parts: dict[Key, Fraction]
    whole: Fraction | None


def parts_across(sheets: Sequence[Sheet]) -> tuple[list[Finding], set[Place]]:
    """Return what tables of a file tell otherwise of a part, and the cells that were compared."""
    found, held = list[Finding](), set[Place]()
    if not 1 < len(sheets) <= MOST_SHEETS or any(len(s.data) > MOST_ROWS for s in sheets):
        return found, held
    told = _with_own_source([_told(sheet) for sheet in sheets])
    for j, k in combinations(range(len(told)), 2):
        both = told[k].parts.keys() & told[j].parts.keys()
        if not both or not _are_of_one_state(told[k].sheet, told[j].sheet):
            continue
        of_both, are_same = _compared(told[k], told[j], both)
        found += of_both
        if are_same:
            held |= _held(k, told[k], both) | _held(j, told[j], both)
    return found + list(_sums(told)), held


def _told(sheet: Sheet) -> _Told:
    parts, whole = dict[Key, Fraction](), None
    recipients = {name_in_text(sheet.name(i, sheet.whom)) for i in sheet.data if sheet.whom}
    for amounts, _ in tables_of(sheet, _Everything()):
        whole = amounts.get(WHOLE) if whole is None else whole
        for key, amount in amounts.items():
            if key - recipients:
                parts.setdefault(_called(key, recipients), amount)
    return _Told(sheet, parts, whole)


def _called(key: Key, recipients: set[str]) -> Key:
    return frozenset(n if n in recipients else _KIND_OF_MONEY.sub("", n) for n in key)


def _with_own_source(told: Sequence[_Told]) -> list[_Told]:
    """Return what tables tell; one of no source that is called by one tells of that one."""
    known = {name for one in told for key in one.parts if len(key) == 1 for name in key}
    made = []
    for one in told:
        called = (one.sheet.grid.sheet or "", *one.sheet.header.titles[-1:])
        named = {name for name in known if any(name in name_in_text(text) for text in called)}
        if not one.parts and len(named) == 1:
            of = frozenset(named)
            parts = {of | {name}: amount for name, amount in by_recipient(one.sheet).items()}
            if one.whole is not None:
                parts[of] = one.whole
            one = _Told(one.sheet, parts, None)
        made.append(one)
    return made


def _are_of_one_state(one: Sheet, other: Sheet) -> bool:
    """Say whether two tables may be of the same money: of one year, batch and state."""
    return (
        are_plans(one, other)
        and not are_of_other_times(one, other)
        and is_earlier(one) == is_earlier(other)
        and states_of(one) == states_of(other)
    )


def _compared(here: _Told, there: _Told, both: set[Key]) -> tuple[list[Finding], bool]:
    """Return what two tables tell otherwise, and whether they were held against each other."""
    off = {key for key in both if here.parts[key] != there.parts[key]}
    alike = {here.parts[key] for key in both - off} - {0}
    is_one_total = here.whole is not None and here.whole == there.whole
    if not off or is_one_total or (alike and 2 * len(off) < len(both)):
        # What a recipient gets otherwise moves what the source comes to: the cell is told.
        told = sorted(_finest(off), key=sorted)[:MOST_TOLD]
        return [_off(here, there, key) for key in told], True
    may_be_same = alike and (2 * len(off) == len(both) or len(alike) >= LEAST_SIZES)
    return [_other_money(here.sheet, there.sheet, len(off))] if may_be_same else [], False


def _off(here: _Told, there: _Told, key: Key) -> Finding:
    sheet, before = here.sheet, _name(there.sheet)
    lines = lines_of(sheet) if sheet.whom else {}
    line = next((lines[name] for name in key if name in lines), None)
    names = "、".join(sorted(key, key=lambda name: name not in lines))
    said, right = (_money(sheet, one.parts[key]) for one in (here, there))
    words = Words(
        f"{names}这里共 {said}，{before}中为 {right}：两张表里不一样",
        f"{names}: {said} here, {right} in {before}; the tables differ",
    )
    place = sheet.place(line, None if line is None else _column(sheet, key))
    return Finding("across", "warning", place, words, said, same(right))


def _column(sheet: Sheet, key: Key) -> SheetColumn | None:
    """Return the column of money that a name of a key stands over; else that of recipients."""
    called = {_KIND_OF_MONEY.sub("", name) for name in key}
    over = (c for c in sheet.money if c.path and _KIND_OF_MONEY.sub("", c.path[-1]) in called)
    return next(over, sheet.whom)


def _other_money(sheet: Sheet, there: Sheet, count: int) -> Finding:
    before = _name(there)
    words = Words(
        f"与{before}有 {count} 个来源或用途的数不同，合计也不同，未作为同一笔钱核对",
        f"{count} amounts of sources or uses are other than in {before}, so are the totals: "
        "not compared as the same money",
    )
    return Finding("across", "note", sheet.place(), words, str(count))


def _held(k: int, one: _Told, both: set[Key]) -> set[Place]:
    """Return the cells of a table all of whose parts another one tells too."""
    if not _finest(set(one.parts)) <= both:
        return set()
    return {(k, i, c.index) for c in one.sheet.money for i in one.sheet.data}


def _finest(keys: set[Key]) -> set[Key]:
    """Return the keys that no other one has all the names of, and more."""
    # A key has two or three names; to hold each against each costs the square of the rows.
    coarser = {
        frozenset(names)
        for key in keys
        for few in range(len(key))
        for names in combinations(key, few)
    }
    return keys - coarser


def _sums(told: Sequence[_Told]) -> Iterator[Finding]:
    """Yield whom a table gives otherwise than the others of the file together do."""
    given = [by_recipient(one.sheet) for one in told]
    for k, whole in enumerate(given):
        for group in _groups(told, given, k):
            added = dict.fromkeys(whole, Fraction(0))
            for name in whole:
                added[name] = sum((given[j].get(name, Fraction(0)) for j in group), Fraction(0))
            off = [name for name in whole if whole[name] != added[name]]
            alike = {whole[name] for name in whole if whole[name] == added[name]} - {0}
            is_one_total = sum(whole.values()) == sum(added.values())
            most_off = MOST_OFF_OF_ONE_TOTAL if is_one_total else MOST_OFF
            if most_off * len(off) <= len(whole) and len(alike) >= LEAST_SUMMED:
                at = k, *group
                yield from (_sum_off(told, at, name, whole[name], added[name]) for name in off)
                return


def _groups(
    told: Sequence[_Told], given: Sequence[dict[str, Fraction]], k: int
) -> Iterator[tuple[int, ...]]:
    """Yield the tables that one may be the sum of, most of them first."""
    others = [
        j
        for j in range(len(told))
        if j != k
        and given[j].keys() & given[k].keys()
        and _are_of_one_state(told[k].sheet, told[j].sheet)
    ]
    for count in range(len(others), LEAST_SUMMED - 1, -1) if len(others) <= MOST_SUMMED else ():
        yield from combinations(others, count)


def _sum_off(
    told: Sequence[_Told], at: Sequence[int], name: str, came: Fraction, due: Fraction
) -> Finding:
    sheet = told[at[0]].sheet
    names = "、".join(_name(told[j].sheet) for j in at[1:])
    said, right = _money(sheet, came), _money(sheet, due)
    words = Words(
        f"这里共 {said}，{names}相加为 {right}：同一单位在几张表里不一样",
        f"{said} here, {names} add up to {right}: the tables differ",
    )
    place = sheet.place(lines_of(sheet).get(name), sheet.whom)
    return Finding("across", "warning", place, words, said, same(right))


def _money(sheet: Sheet, yuan: Fraction) -> str:
    unit = sheet.unit or "元"
    return shown(yuan * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit


def _name(sheet: Sheet) -> str:
    return sheet.grid.sheet or sheet.grid.file
